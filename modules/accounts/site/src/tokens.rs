//! Who acts by a token: an organisation's own system.

use journal::Fault;
use kernel::{SeatId, UserId};
use policy::{Actor, Role};

use crate::Accounts;
use crate::read;
use crate::secrets::token_hash;

impl api::Tokens for Accounts {
    fn actor(&self, bearer: &str) -> Option<Actor> {
        self.actor_of_token(bearer)
    }
}

impl Accounts {
    /// The actor of a bearer token; nothing where there is no such token, it has ended or run out, or its organisation is
    /// of a kind that has no systems here.
    pub fn actor_of_token(&self, bearer: &str) -> Option<Actor> {
        self.token_actor(bearer).unwrap_or_else(|fault| {
            tracing::error!(%fault, "finding the owner of a token");
            None
        })
    }

    fn token_actor(&self, bearer: &str) -> Result<Option<Actor>, Fault> {
        let reading = self.reading()?;
        let today = self.now().day();
        let known = read::token_by_hash(&reading, &token_hash(bearer))?;
        let Some(token) = known.filter(|token| token.ended.is_none() && today <= token.until) else {
            return Ok(None);
        };
        let Some(org) = directory_site::read::organisation(&reading, token.org)? else { return Ok(None) };
        let Ok(org_kind) = org.kind.parse() else { return Ok(None) };
        Ok(Some(Actor {
            // A system is nobody; the log finds it by the token's id.
            user: UserId::from_bits(token.id.bits()),
            seat: SeatId::from_bits(token.id.bits()),
            org: token.org,
            org_kind,
            role: Role::OrganisationToken,
            second_factor: false,
        }))
    }
}
