//! What a module brings to the journal: its tables and the projections that fill them.

use crate::{Entry, Fault, Writing};

/// One step of a module's tables, applied once, in order, never changed afterwards.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// `0001-sites`: unique within the module.
    pub name: &'static str,
    /// Statements in the subset both engines accept.
    pub sql: &'static str,
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
    /// Writes what follows from one fact into the module's tables. Called for every fact of every family.
    pub project: fn(&Entry, &mut Writing<'_>) -> Result<(), Fault>,
}
