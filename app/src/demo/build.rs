//! Building Marlshire: directory first, then two years of asks, in as few commits as the journal likes.

use accounts_site::acts::{BringInUsers, Newcomer};
use cli::Failure;
use directory_site::acts::BringIn;
use journal::{Journal, NotDone};
use policy::Actor;
use referrals_site::acts::BringInAsks;
use table_site::acts::BringInTable;
use trial::marlshire::asks::{Parts, Truth, history};
use trial::marlshire::table::Tables;
use trial::marlshire::{Place, Recipe, Somebody};

/// Records in one act: an act is one entry of the chain, and a few hundred facts make a good one.
const RECORDS_AN_ACT: usize = 200;

/// What was built.
pub struct Built {
    /// The place as it was made up.
    pub place: Place,
    /// Who plays which part in the planted truths.
    pub parts: Parts,
    /// Its tables.
    pub tables: Tables,
}

/// Builds the place in an empty journal.
pub fn build(
    journal: &Journal,
    actor: &Actor,
    recipe: Recipe,
    without: Option<Truth>,
    tell: &mut dyn FnMut(&str),
) -> Result<Built, Failure> {
    let place = Place::make(recipe, without);
    tell(&format!("{} records of the directory", place.records.len()));
    let records = place.records.chunks(RECORDS_AN_ACT).map(|chunk| BringIn(chunk.to_vec()));
    for done in journal.submit_many(actor, records).map_err(Failure::refused)? {
        done.map_err(|refused| not_done("the directory", &refused))?;
    }
    people(journal, actor, &place)?;
    let (asks, parts) = history(&place, recipe, without);
    let count = asks.len();
    tell(&format!("{count} asks of two years"));
    let mut asks = asks.into_iter().peekable();
    let chunks = std::iter::from_fn(|| {
        asks.peek()?;
        Some(BringInAsks(asks.by_ref().take(RECORDS_AN_ACT).collect()))
    });
    for done in journal.submit_many(actor, chunks).map_err(Failure::refused)? {
        done.map_err(|refused| not_done("two years of asks", &refused))?;
    }
    let tables = Tables::make(&place, recipe, without)
        .ok_or_else(|| Failure::refused("the demo place has nobody to sit at its tables"))?;
    tell(&format!("{} records of four groups at the table", tables.records.len()));
    let records = tables.records.chunks(RECORDS_AN_ACT).map(|chunk| BringInTable(chunk.to_vec()));
    for done in journal.submit_many(actor, records).map_err(Failure::refused)? {
        done.map_err(|refused| not_done("the tables", &refused))?;
    }
    Ok(Built { place, parts, tables })
}

/// Everybody who works there gets an account; their seats are held already.
fn people(journal: &Journal, actor: &Actor, place: &Place) -> Result<(), Failure> {
    let newcomer = |of: &Somebody| Newcomer { user: of.user, name: of.name.clone(), email: of.email.clone() };
    let acts =
        place.people.chunks(RECORDS_AN_ACT).map(|chunk| BringInUsers(chunk.iter().map(newcomer).collect()));
    for done in journal.submit_many(actor, acts).map_err(Failure::refused)? {
        done.map_err(|refused| not_done("the people who work there", &refused))?;
    }
    Ok(())
}

fn not_done<R: std::fmt::Debug>(what: &str, refused: &NotDone<R>) -> Failure {
    Failure::refused(format!("{what} could not be brought in: {refused:?}"))
}
