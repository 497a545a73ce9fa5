//! What a theme becomes: a project with an owner and a link, the day on which something changed, and a message to everybody
//! who reported it.

use std::collections::BTreeSet;

use directory_site::read as directory;
use fixit_rules::Clean;
use fixit_rules::facts::v1::{Broken, Project, Told, Words, family, kind};
use journal::{Act, Allowed, Draft, Fault, Loading, Query, Sealing, Stream};
use kernel::OrgId;
use policy::{Actor, Kind, Permit, Relations, Subject};

use super::{new_key, told};

/// Keeps the project of a theme.
pub struct KeepProject(pub Project);

/// Tells everybody who reported a theme what changed.
pub struct TellReporters {
    /// Of which specialty.
    pub specialty: String,
    /// What is broken.
    pub broken: Broken,
    /// What changed, in words without anybody's identity.
    pub words: Clean,
}

/// Why it was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThemeRefused {
    /// A project needs a title.
    NoTitle,
    /// The link is none: it begins with https:// or with a stroke of this place.
    NotALink,
    /// There is no such seat.
    NoSuchSeat,
    /// Nobody has reported anything of the kind.
    NobodyReported,
}

fn stream(specialty: &str, broken: Broken) -> Stream {
    Stream::new(family::THEME, format!("{specialty}.{}", broken.name()))
}

const REPORTERS: Query = Query {
    name: "fixit.reporters-of-theme",
    sql: "select distinct p.org from fixit_poster p join fixit_issue i on i.id = p.issue
          where i.specialty = ?1 and i.broken = ?2 order by p.org",
};

impl Act for KeepProject {
    const NAME: &'static str = "keep-theme-project";
    const NEEDS: Permit = Permit::ScreenIssue;
    type State = bool;
    type Refusal = ThemeRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<bool, Fault> {
        Ok(directory::seat(from, self.0.owner)?.is_some_and(|seat| !seat.ended))
    }

    fn subject(&self, _state: &bool, _actor: &Actor) -> Subject {
        Subject::new(Kind::Issue, Relations::NONE)
    }

    fn decide(self, seat_exists: bool, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ThemeRefused> {
        if self.0.title.trim().is_empty() {
            return Err(ThemeRefused::NoTitle);
        }
        if !is_link(&self.0.link) {
            return Err(ThemeRefused::NotALink);
        }
        if !seat_exists {
            return Err(ThemeRefused::NoSuchSeat);
        }
        Ok(allowed.draft(()).fact(stream(&self.0.specialty, self.0.broken), kind::PROJECT, &self.0))
    }
}

/// Nothing, a page of this place, or an address that is safe to follow.
pub(crate) fn is_link(link: &str) -> bool {
    link.is_empty() || link.starts_with("https://") || link.starts_with('/') && !link.starts_with("//")
}

impl Act for TellReporters {
    const NAME: &'static str = "tell-reporters";
    const NEEDS: Permit = Permit::ScreenIssue;
    type State = BTreeSet<OrgId>;
    type Refusal = ThemeRefused;
    type Answer = u32;

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<BTreeSet<OrgId>, Fault> {
        from.rows(&REPORTERS, &[self.specialty.as_str().into(), self.broken.name().into()])?
            .iter()
            .map(|row| row.get(0))
            .collect()
    }

    fn subject(&self, _state: &BTreeSet<OrgId>, _actor: &Actor) -> Subject {
        Subject::new(Kind::Issue, Relations::NONE)
    }

    fn decide(
        self,
        reporters: BTreeSet<OrgId>,
        allowed: &Allowed<'_, Self>,
    ) -> Result<Draft<u32>, ThemeRefused> {
        let organisations = u32::try_from(reporters.len()).unwrap_or(u32::MAX);
        if organisations == 0 {
            return Err(ThemeRefused::NobodyReported);
        }
        let fact = Told { specialty: self.specialty.clone(), broken: self.broken, organisations };
        let words = Words { text: self.words.as_str().to_owned() };
        let sealing = Sealing { key: new_key(allowed.new_bits()), parties: &[], contents: &words };
        let mut draft = allowed.draft(organisations).sealed_fact(
            stream(&self.specialty, self.broken),
            kind::TOLD,
            &fact,
            &sealing,
        );
        for org in reporters {
            let message = told::Message {
                issue: None,
                specialty: None,
                org,
                template: "what-changed".to_owned(),
                path: format!("/fix-it/themes/{}/{}", self.specialty, self.broken.name()),
            };
            draft = told::send(draft, allowed.now(), &message);
        }
        Ok(draft)
    }
}
