//! Making the database of a place on its server, and finding out whether there is a place in it.

use super::super::address::Server;
use super::Postgres;
use super::exchange::tell;
use super::wire::{Trouble, Wire};
use crate::Fault;

/// The code for a database that is not there.
pub(super) const NO_DATABASE: &str = "3D000";

/// The code for one that is there already.
const THERE_ALREADY: &str = "42P04";

/// Where somebody signs in who is to make a database.
const ELSEWHERE: &str = "postgres";

/// The command by which whoever looks after the server makes it.
pub(super) fn by_hand(name: &str) -> String {
    format!("createdb --template=template0 --encoding=UTF8 --locale=C {name}")
}

/// Whether the server has that database, and in it the journal of a place.
pub(crate) fn holds_a_place(server: &Server) -> Result<bool, Fault> {
    match Wire::connect(server) {
        Err(Trouble::Said(said) | Trouble::Ended(said)) if said.code == NO_DATABASE => Ok(false),
        // Anything else is told, with what to do, by whoever signs in.
        Err(_) | Ok(_) => {
            let there = "select (to_regclass('journal_act') is not null)::int";
            let row = Postgres::reader(server)?.first("postgres.place", there, &[])?;
            row.map_or(Ok(false), |row| row.get(0))
        }
    }
}

/// Makes the database where there is none, sorted as the journal expects.
pub(crate) fn make(server: &Server) -> Result<(), Fault> {
    let doing = || format!("make the database {}", server.name());
    match Wire::connect(server) {
        Err(Trouble::Said(said) | Trouble::Ended(said)) if said.code == NO_DATABASE => {}
        Err(_) | Ok(_) => return Ok(()),
    }
    let by_hand = by_hand(server.name());
    let made = Wire::connect(&server.named(ELSEWHERE)).and_then(|mut wire| {
        let name = server.name().replace('"', "\"\"");
        let sql = format!(
            "create database \"{name}\" template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"
        );
        tell(&mut wire, &sql)
    });
    match made {
        Ok(_) => Ok(()),
        Err(Trouble::Said(said)) if said.code == THERE_ALREADY => Ok(()),
        Err(trouble) => Err(Fault::plain(format!("{}: {trouble}; let it be made with {by_hand}", doing()))),
    }
}
