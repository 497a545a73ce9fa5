//! What a module brings to the journal: its tables and the projections that fill them.

use crate::{Entry, Fault, Query, Writing};

/// One step of a module's tables, applied once, in order, never changed afterwards.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// `0001-sites`: unique within the module.
    pub name: &'static str,
    /// Statements in the subset both engines accept.
    pub sql: &'static str,
}

/// A class of record whose contents go when their time is over, and how its module finds them.
#[derive(Clone, Copy)]
pub struct Retained {
    /// For people, as in “contents of asks between organisations”.
    pub class: &'static str,
    /// An organisation and how many of its records ended on or before `?1` and have contents still, a row each.
    pub counted: Query,
    /// The ids of those records, the oldest first, `?2` of them at most.
    pub due: Query,
    /// The organisation of the record `?2`, where it is one of those.
    pub one: Query,
    /// The id and the two organisations of a record, by what is said of it on the telephone, in small letters `?1`.
    pub named: Query,
    /// What is said of the record `?1` on the telephone, and its two organisations.
    pub known: Query,
}

/// A kind of record whose contents a guardian may break the glass of, so that another judges it.
#[derive(Clone, Copy)]
pub struct Glass {
    /// How the address of a record's page begins.
    pub address: &'static str,
    /// Each break-glass, the newest first, fifty at the most: the record's id, the act and the place in it, when, the seat,
    /// its organisation, the reason, what the record is called, the user. Of records that the organisation `?1` has a part
    /// in, and of the record `?2`, the act `?3` and the place `?4`, each where it is given.
    pub broken: Query,
}

/// A kind of work that stands in an organisation's name, and how much of it there is: what whoever takes an organisation
/// over must know beforehand.
#[derive(Clone, Copy)]
pub struct InNameOf {
    /// For people, as in “asks sent and not closed”.
    pub what: &'static str,
    /// It goes over to a successor by itself; what does not is settled where it stands.
    pub goes_over: bool,
    /// How many there are in the name of the organisation `?1`.
    pub counted: Query,
}

/// A module as the journal knows it. `app` lists them; nobody else does.
#[derive(Clone, Copy)]
pub struct Module {
    /// The module's name; its tables begin with it.
    pub name: &'static str,
    /// Its migrations, oldest first.
    pub migrations: &'static [Migration],
    /// Its tables. Each can be rebuilt from the journal alone and has a primary key that holds nothing about a person:
    /// `verify` compares row by row and names the key of the first that differs.
    pub tables: &'static [&'static str],
    /// What of it goes by the schedule; the contents of each such record are sealed to the key `ask/` and its id.
    pub retained: &'static [Retained],
    /// What of it stands in an organisation's name.
    pub in_name_of: &'static [InNameOf],
    /// What of it is behind glass.
    pub behind_glass: &'static [Glass],
    /// Writes what follows from one fact into the module's tables. Called for every fact of every family.
    pub project: fn(&Entry, &mut Writing<'_>) -> Result<(), Fault>,
}
