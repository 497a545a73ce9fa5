//! The token of an organisation's own system.

use accounts_rules::TOKEN_DAYS;
use accounts_rules::facts::v1::{self, family, kind};
use directory_rules::facts::v1::Organisation;
use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Fault, Loading, Stream};
use kernel::{Id, OrgId};
use policy::{Actor, Permit, Subject};

use super::shared::of_organisation;
use crate::read::{self, Token};

/// Makes a token for an organisation's own system. The token itself is shown once and stored nowhere.
pub struct MakeToken {
    /// Its id.
    pub token: Id,
    /// Whose.
    pub org: OrgId,
    /// Which system.
    pub title: String,
    /// The hash of the token.
    pub hash: String,
}

/// Why no token was made or ended.
#[derive(Debug, PartialEq, Eq)]
pub enum TokenRefused {
    /// Say which system it is for.
    TitleMissing,
    /// The organisation is not in the directory.
    NoSuchOrganisation,
    /// No such token, or it has ended.
    NoSuchToken,
}

impl Act for MakeToken {
    const NAME: &'static str = "make-token";
    const NEEDS: Permit = Permit::KeepTokens;
    type State = Option<Organisation>;
    type Refusal = TokenRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Organisation>, Fault> {
        directory::organisation(from, self.org)
    }

    fn subject(&self, _state: &Option<Organisation>, actor: &Actor) -> Subject {
        of_organisation(self.org == actor.org, false)
    }

    fn decide(
        self,
        state: Option<Organisation>,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<()>, TokenRefused> {
        let org = state.ok_or(TokenRefused::NoSuchOrganisation)?;
        let title: String = self.title.trim().chars().take(80).collect();
        if title.is_empty() {
            return Err(TokenRefused::TitleMissing);
        }
        let today = allowed.now().day();
        let made =
            v1::TokenMade { org: org.code, title, hash: self.hash, until: today + TOKEN_DAYS.on(today) };
        Ok(allowed.draft(()).fact(Stream::of(family::TOKEN, self.token), kind::TOKEN_MADE, &made))
    }
}

/// Ends a token at once.
pub struct EndToken(pub Id);

impl Act for EndToken {
    const NAME: &'static str = "end-token";
    const NEEDS: Permit = Permit::KeepTokens;
    type State = Option<Token>;
    type Refusal = TokenRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Option<Token>, Fault> {
        read::token(from, self.0)
    }

    fn subject(&self, state: &Option<Token>, actor: &Actor) -> Subject {
        of_organisation(state.as_ref().is_some_and(|token| token.org == actor.org), false)
    }

    fn decide(self, state: Option<Token>, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, TokenRefused> {
        if state.is_none_or(|token| token.ended.is_some()) {
            return Err(TokenRefused::NoSuchToken);
        }
        Ok(allowed.draft(()).fact(
            Stream::of(family::TOKEN, self.0),
            kind::TOKEN_ENDED,
            &serde_json::json!({}),
        ))
    }
}
