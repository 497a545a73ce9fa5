//! Building a made-up place: directory first, then its history of asks, in as few commits as the journal likes.

use accounts_site::acts::{BringInUsers, Newcomer};
use cli::Failure;
use directory_site::acts::BringIn;
use fixit_site::acts::{BringInIssues, BringInSpecialties, KeepProject};
use journal::{Journal, NotDone};
use kernel::Day;
use measures_rules::period::Quarter;
use measures_site::acts::{Adopt, BringInAdoption, BringInProposal, Freeze, Publish};
use measures_site::compare;
use measures_site::kept::Kept;
use measures_site::prepare;
use policy::{Actor, Kind, Permit, Relations, Subject};
use recalls_site::acts::{BringInRecalls, NameOwner};
use referrals_site::acts::BringInAsks;
use table_site::acts::BringInTable;
use trial::marlshire::asks::{Parts, Truth, history};
use trial::marlshire::table::Tables;
use trial::marlshire::{Place, Recipe, Somebody, rule};

/// Records in one act: an act is one entry of the chain, and a few hundred facts make a good one.
const RECORDS_AN_ACT: usize = 200;

/// Acts after which is told how far the asks are.
const ACTS_BETWEEN_WORDS: usize = 50;

/// What was built.
pub struct Built {
    /// The place as it was made up.
    pub place: Place,
    /// Who plays which part in the planted truths.
    pub parts: Parts,
    /// Its tables.
    pub tables: Tables,
}

/// Builds a place that was made up in an empty journal.
pub fn build(
    journal: &Journal,
    actor: &Actor,
    place: Place,
    recipe: Recipe,
    without: Option<Truth>,
    tell: &mut dyn FnMut(&str),
) -> Result<Built, Failure> {
    tell(&format!("{} records of the directory", place.records.len()));
    let records = place.records.chunks(RECORDS_AN_ACT).map(|chunk| BringIn(chunk.to_vec()));
    for done in journal.submit_many(actor, records).map_err(Failure::refused)? {
        done.map_err(|refused| not_done("the directory", &refused))?;
    }
    people(journal, actor, &place)?;
    let count = issues(journal, actor, &place, recipe, without)?;
    tell(&format!("{count} Fix-It issues of two years"));
    let count = super::letters::bring_in(journal, actor, &place, recipe, without)?;
    tell(&format!("{count} hospital letters without people, and what their readers said"));
    super::results::bring_in(journal, &place, recipe)?;
    let (asks, parts) = history(&place, recipe, without);
    let count = asks.len();
    tell(&format!("{count} asks of {} days", place.organisations.county.history_days));
    let mut asks = asks.into_iter().peekable();
    let chunks = std::iter::from_fn(|| {
        asks.peek()?;
        Some(BringInAsks(asks.by_ref().take(RECORDS_AN_ACT).collect()))
    });
    let mut brought = 0;
    let mut chunks = chunks.peekable();
    while chunks.peek().is_some() {
        let some: Vec<BringInAsks> = chunks.by_ref().take(ACTS_BETWEEN_WORDS).collect();
        for done in journal.submit_many(actor, some).map_err(Failure::refused)? {
            brought += done.map_err(|refused| not_done("the asks", &refused))?.answer;
        }
        tell(&format!("{brought} of {count} asks brought in"));
    }
    let mut tables = Tables::make(&place, recipe, without)
        .ok_or_else(|| Failure::refused("the demo place has nobody to sit at its tables"))?;
    let quarters = quarters(journal, place.organisations.county.quarters);
    let from = Quarter::closed_before(journal.now().day()).period().first;
    let met = tables.agree(from);
    let (earlier, later): (Vec<_>, Vec<_>) =
        quarters.iter().partition(|quarter| met.is_some_and(|met| quarter.period().last < met));
    publish(journal, actor, &earlier)?;
    if let Some(met) = met {
        tell(&one_rule(journal, actor, (from, met), &place, without)?);
    }
    publish(journal, actor, &later)?;
    tell(&format!("figures of {} quarters published, small counts hidden", quarters.len()));
    tell(&format!("{} records of {} groups at the table", tables.records.len(), tables.groups()));
    let records = tables.records.chunks(RECORDS_AN_ACT).map(|chunk| BringInTable(chunk.to_vec()));
    for done in journal.submit_many(actor, records).map_err(Failure::refused)? {
        done.map_err(|refused| not_done("the tables", &refused))?;
    }
    Ok(Built { place, parts, tables })
}

/// The rule that the alliance agreed: tried on the year that had closed when it met, its table frozen, decided at the meeting,
/// in force from the last closed quarter on.
fn one_rule(
    journal: &Journal,
    actor: &Actor,
    (from, met): (Day, Day),
    place: &Place,
    without: Option<Truth>,
) -> Result<String, Failure> {
    let written = rule::written(from);
    let proposed = journal
        .submit_here(actor, BringInProposal { written, on: met - 30 })
        .map_err(|refused| not_done("the rule that was proposed", &refused))?
        .answer;
    let reading = looking(journal, actor)?;
    let frozen = compare::compare(&reading, &Kept::default(), &proposed, met, &mut |_, _| true)
        .map_err(|refused| Failure::refused(format!("{proposed}: {refused}")))?
        .ok_or_else(|| Failure::refused("the comparison was stopped"))?;
    drop(reading);
    let sha256 = frozen.sha256().to_owned();
    journal.submit_here(actor, Freeze(frozen)).map_err(|refused| not_done("a comparison", &refused))?;
    if without == Some(Truth::OneRule) {
        return Ok(format!("{proposed} proposed and tried, and adopted by nobody"));
    }
    let group = format!("{} sexual-health alliance", place.organisations.county.city);
    let adopt = Adopt {
        rule: proposed.clone(),
        decision: format!("{group}, {}: {}", met.in_words(), rule::DECIDED),
        from,
        instead_of: rule::INSTEAD_OF.map(str::to_owned).to_vec(),
        sha256,
    };
    journal
        .submit_here(actor, BringInAdoption { adopt, on: met })
        .map_err(|refused| not_done("the rule that was agreed", &refused))?;
    Ok(format!("{proposed} agreed on {}, in force from {}", met.in_words(), from.in_words()))
}

fn looking(journal: &Journal, actor: &Actor) -> Result<journal::Reading, Failure> {
    let place = Subject::new(Kind::Place, Relations::NONE);
    journal
        .reading(actor, Permit::SeeHealth, place)
        .map_err(|refused| Failure::refused(format!("the demo’s asks cannot be read: {refused:?}")))
}

/// So many closed quarters, the oldest first, so that charts over time have their points.
fn quarters(journal: &Journal, wanted: usize) -> Vec<Quarter> {
    let mut quarters = vec![Quarter::closed_before(journal.now().day())];
    while let Some(first) = quarters.last().filter(|_| quarters.len() < wanted) {
        quarters.push(first.before());
    }
    quarters.reverse();
    quarters
}

/// Publishes quarters through the door, the oldest first.
fn publish(journal: &Journal, actor: &Actor, quarters: &[Quarter]) -> Result<(), Failure> {
    let today = journal.now().day();
    let kept = Kept::default();
    for quarter in quarters {
        let reading = looking(journal, actor)?;
        let ready = prepare::prepare(&reading, &kept, *quarter, today)
            .map_err(|refused| Failure::refused(format!("{}: {refused}", quarter.in_words())))?;
        journal
            .submit_here(actor, Publish(ready))
            .map_err(|refused| not_done("published figures", &refused))?;
    }
    Ok(())
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

/// The specialties, the issues about them, and the project that one theme became.
fn issues(
    journal: &Journal,
    actor: &Actor,
    place: &Place,
    recipe: Recipe,
    without: Option<Truth>,
) -> Result<usize, Failure> {
    let specialties = BringInSpecialties(place.specialties.clone());
    journal.submit_here(actor, specialties).map_err(|refused| not_done("the specialties", &refused))?;
    let told = trial::marlshire::issues::issues(place, recipe.seed, recipe.today, without);
    let count = told.issues.len();
    let acts = told.issues.chunks(RECORDS_AN_ACT).map(|chunk| BringInIssues(chunk.to_vec()));
    for done in journal.submit_many(actor, acts).map_err(Failure::refused)? {
        done.map_err(|refused| not_done("two years of Fix-It", &refused))?;
    }
    if let Some(project) = told.project {
        journal
            .submit_here(actor, KeepProject(project))
            .map_err(|refused| not_done("a project", &refused))?;
    }
    let told = trial::marlshire::recalls::recalls(place, recipe.seed, recipe.today, without);
    for owner in told.owners {
        journal
            .submit_here(actor, NameOwner(owner))
            .map_err(|refused| not_done("an owner of recalls", &refused))?;
    }
    let acts = told.recalls.chunks(RECORDS_AN_ACT).map(|chunk| BringInRecalls(chunk.to_vec()));
    for done in journal.submit_many(actor, acts).map_err(Failure::refused)? {
        done.map_err(|refused| not_done("half a year of recalls", &refused))?;
    }
    Ok(count)
}

fn not_done<R: std::fmt::Debug>(what: &str, refused: &NotDone<R>) -> Failure {
    Failure::refused(format!("{what} could not be brought in: {refused:?}"))
}
