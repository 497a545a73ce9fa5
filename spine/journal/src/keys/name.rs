//! What a data key is for, and for whom it is wrapped.

use std::fmt;
use std::str::FromStr;

use kernel::{AskId, OrgId, PersonKey, UserId};

/// What a data key seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyName {
    /// The contents of one ask.
    Ask(AskId),
    /// A person as one service knows them.
    Person(OrgId, PersonKey),
    /// Somebody who signs in: their name, address and secrets.
    Account(UserId),
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyName::Ask(ask) => write!(f, "ask/{ask}"),
            KeyName::Person(org, person) => write!(f, "person/{org}/{person}"),
            KeyName::Account(user) => write!(f, "account/{user}"),
        }
    }
}

impl FromStr for KeyName {
    type Err = ();

    fn from_str(text: &str) -> Result<KeyName, ()> {
        let (kind, rest) = text.split_once('/').ok_or(())?;
        match kind {
            "ask" => rest.parse().map(KeyName::Ask).map_err(|_| ()),
            "account" => rest.parse().map(KeyName::Account).map_err(|_| ()),
            "person" => {
                let (org, person) = rest.split_once('/').ok_or(())?;
                Ok(KeyName::Person(org.parse().map_err(|_| ())?, person.parse().map_err(|_| ())?))
            }
            _ => Err(()),
        }
    }
}

/// Who can open what a data key sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// An organisation that is party to the ask.
    Org(OrgId),
    /// The person whom it is about, by their own link.
    Person,
    /// The program itself: projections, messages, rebuilding.
    Place,
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Org(org) => write!(f, "org/{org}"),
            Party::Person => f.write_str("person"),
            Party::Place => f.write_str("place"),
        }
    }
}

impl FromStr for Party {
    type Err = ();

    fn from_str(text: &str) -> Result<Party, ()> {
        match (text, text.strip_prefix("org/")) {
            ("person", _) => Ok(Party::Person),
            ("place", _) => Ok(Party::Place),
            (_, Some(org)) => org.parse().map(Party::Org).map_err(|_| ()),
            (_, None) => Err(()),
        }
    }
}
