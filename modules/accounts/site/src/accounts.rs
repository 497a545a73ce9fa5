//! The accounts of a place, as the program holds them: opens what is sealed, on record, and answers for names and addresses.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use accounts_rules::Secret;
use journal::{Fault, Journal, KeyName, NotDone, Reading, Viewing};
use kernel::{Id, Moment, UserId};
use policy::{Kind, Permit, Relations, Subject};

use crate::acts::{NewLink, OpenAccounts};
use crate::door::Doorkeeper;
use crate::names::{EMAIL, program, tidy_email};
use crate::read::{self, User};
use crate::secrets::{Key, Stretcher, code_hash};
use crate::sessions::Cache;

/// What accounts are opened with.
pub struct Settings {
    /// The journal of the place.
    pub journal: Journal,
    /// A key outside the database: codes of invitations follow from it, and cookies are signed with it. Nodes that serve one
    /// place share it; a new one makes open invitations and known devices worth nothing.
    pub key: [u8; 32],
    /// What a telephone's list of codes calls the place; must not name a service.
    pub place_name: String,
    /// Where the place is reached, as in [`web::Place::base`].
    pub base: String,
    /// Everybody in the place is made up.
    pub synthetic: bool,
    /// Whether made-up people may be entered as by one button. Taken only in a synthetic place on the loopback address.
    pub training: bool,
    /// The address that the program listens on.
    pub listening: Option<SocketAddr>,
    /// Whether the last address of `X-Forwarded-For` is the reader's: only behind a proxy that writes it.
    pub trusts_proxy: bool,
}

/// The accounts of a place. Cheap to clone; it is also what finds the session of a cookie ([`web::Sessions`]).
#[derive(Clone)]
pub struct Accounts(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) journal: Journal,
    pub(crate) key: Key,
    pub(crate) stretcher: Stretcher,
    pub(crate) door: Doorkeeper,
    pub(crate) cache: Cache,
    pub(crate) place_name: String,
    pub(crate) base: String,
    pub(crate) trains: bool,
    pub(crate) trusts_proxy: bool,
    opened: Mutex<HashMap<UserId, Arc<Viewing>>>,
}

/// Somebody's account, opened.
pub(crate) struct Open {
    pub(crate) user: User,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) stretched: Option<String>,
    pub(crate) secret: Option<Secret>,
}

/// Accounts opened by one act: few enough that finding one among them costs nothing.
const OPENED_AT_ONCE: usize = 200;

/// Whether the address of a place leads to this machine alone.
fn is_loopback(base: &str) -> bool {
    let host = base.split("://").nth(1).unwrap_or_default();
    let host = host.split('/').next().unwrap_or_default();
    crate::pages::host_is_loopback(host)
}

impl Accounts {
    /// Opens the accounts of a place.
    pub fn open(settings: Settings) -> Result<Accounts, Fault> {
        let today = settings.journal.now().day();
        let listens_here = settings.listening.is_some_and(|address| address.ip().is_loopback());
        Ok(Accounts(Arc::new(Inner {
            key: Key(settings.key),
            stretcher: Stretcher::new(today)?,
            door: Doorkeeper::default(),
            cache: Cache::default(),
            place_name: settings.place_name,
            trains: settings.training && settings.synthetic && listens_here && is_loopback(&settings.base),
            base: settings.base,
            trusts_proxy: settings.trusts_proxy,
            opened: Mutex::default(),
            journal: settings.journal,
        })))
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.0.journal
    }

    pub(crate) fn now(&self) -> Moment {
        self.0.journal.now()
    }

    /// Whether made-up people may be entered as by one button.
    pub fn trains(&self) -> bool {
        self.0.trains
    }

    /// A reading for the program itself.
    pub(crate) fn reading(&self) -> Result<Reading, Fault> {
        let subject = Subject::new(Kind::Seat, Relations::NONE);
        self.0.journal.reading(&program(), Permit::InviteUser, subject).map_err(|not_done| match not_done {
            NotDone::Fault(fault) => fault,
            NotDone::NotAllowed(_)
            | NotDone::AgainstTheRules(())
            | NotDone::Changed { .. }
            | NotDone::KeyUsedForAnother => Fault::plain("read accounts: the program may not"),
        })
    }

    /// The look at somebody's account; made, on record, for all that were not opened yet.
    async fn viewing(&self, user: UserId) -> Result<Option<Arc<Viewing>>, Fault> {
        if let Some(known) = self.opened(user) {
            return Ok(Some(known));
        }
        let mut wanted = read::users(&self.reading()?)?;
        wanted.retain(|user| self.opened(*user).is_none());
        for users in wanted.chunks(OPENED_AT_ONCE) {
            let done = self.0.journal.submit(&program(), OpenAccounts(users.to_vec())).await;
            let done = done.map_err(|not_done| match not_done {
                NotDone::Fault(fault) => fault,
                NotDone::NotAllowed(_)
                | NotDone::AgainstTheRules(())
                | NotDone::Changed { .. }
                | NotDone::KeyUsedForAnother => Fault::plain("open accounts: the program may not"),
            })?;
            let viewing = Arc::new(done.viewing());
            let mut opened = self.0.opened.lock().unwrap_or_else(PoisonError::into_inner);
            opened.extend(users.iter().map(|user| (*user, viewing.clone())));
        }
        Ok(self.opened(user))
    }

    fn opened(&self, user: UserId) -> Option<Arc<Viewing>> {
        self.0.opened.lock().unwrap_or_else(PoisonError::into_inner).get(&user).cloned()
    }

    /// Somebody's account, opened; nothing where there is none, or they were erased.
    pub(crate) async fn account(&self, user: UserId) -> Result<Option<Open>, Fault> {
        let Some(viewing) = self.viewing(user).await? else { return Ok(None) };
        let reading = self.reading()?;
        let Some(user) = read::user(&reading, user)? else { return Ok(None) };
        let key = KeyName::Account(user.id);
        let open = |column: &str, sealed: &Option<Vec<u8>>| -> Result<Option<Vec<u8>>, Fault> {
            let Some(sealed) = sealed else { return Ok(None) };
            reading.unseal(&viewing, &key, column, sealed)
        };
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let Some(name) = open("name_sealed", &user.name)?.map(text) else { return Ok(None) };
        let email = open("email_sealed", &user.email)?.map(text).unwrap_or_default();
        let stretched = open("password_sealed", &user.password)?.map(text);
        let secret = open("secret_sealed", &user.secret)?
            .and_then(|bytes| <[u8; 20]>::try_from(bytes).ok())
            .map(Secret::from_bytes);
        Ok(Some(Open { name, email, stretched, secret, user }))
    }

    /// The account that signs in with that address, opened.
    pub(crate) async fn account_of(&self, email: &str) -> Result<Option<Open>, Fault> {
        let found = {
            let reading = self.reading()?;
            let lookup = reading.lookup_hash(EMAIL, &tidy_email(email));
            read::user_by_email(&reading, lookup)?
        };
        match found {
            Some(user) => self.account(user.id).await,
            None => Ok(None),
        }
    }

    /// What somebody is called; nothing where there is no such account or they were erased.
    pub async fn name_of(&self, user: UserId) -> Result<Option<String>, Fault> {
        Ok(self.account(user).await?.map(|open| open.name))
    }

    /// Who signs in with that address; nothing where nobody does.
    pub async fn user_of(&self, email: &str) -> Result<Option<UserId>, Fault> {
        Ok(self.account_of(email).await?.map(|open| open.user.id))
    }

    /// Where mail reaches somebody: for whoever sends [`crate::acts::Message`].
    pub async fn mail_of(&self, user: UserId) -> Result<Option<String>, Fault> {
        Ok(self.account(user).await?.map(|open| open.email))
    }

    /// The code of an invitation or reset: for whoever sends it.
    pub fn code_of(&self, link: Id) -> String {
        self.0.key.code_of_link(link)
    }

    /// A new invitation or reset, for an act that sends it.
    pub fn new_link(&self) -> NewLink {
        let id = Id::from_bits(rand::random());
        // What we make can be read: the other arm gives a hash that nothing has.
        NewLink { id, hash: code_hash(&self.code_of(id)).unwrap_or_default() }
    }
}
