//! A made-up place in an empty journal, whole: its history brought in as of ten days ago, and the last days told one after
//! the other by the same acts that pages use.

use cli::Failure;
use journal::Journal;
use policy::Actor;
use trial::marlshire::asks::Truth;
use trial::marlshire::{Place, Recipe};

use super::build::{self, Built};
use super::clock::DemoClock;
use super::live::{self, Cast};

/// Makes it, telling of each step. Afterwards the clock shows the machine's time.
pub fn make(
    journal: &Journal,
    clock: &DemoClock,
    actor: &Actor,
    place: Place,
    recipe: Recipe,
    without: Option<Truth>,
    tell: &mut dyn FnMut(&str),
) -> Result<Built, Failure> {
    let built = build::build(journal, actor, place, recipe, without, tell)?;
    let today = recipe.today;
    let mut table_time = TableTime::of(journal, actor, without, today)?;
    let mut each_day = |day| table_time.tick(day);
    match Cast::find(&built.place) {
        Some(cast) => {
            let live = live::tell(journal, clock, &cast, today, recipe.seed, &mut each_day)?;
            tell(&format!("{live} asks of the last days, with made-up people"));
        }
        None => {
            for day in (0..9).map(|ago| today - 9 + ago) {
                clock.set(kernel::Moment::start_of(day));
                each_day(day)?;
            }
            tell("no practice that cannot fit has one near it that can: no asks of the last days");
        }
    }
    clock.let_go();
    Ok(built)
}

/// The tables’ own time while the last days are told: packs freeze on their day, owners are nudged.
struct TableTime<'j> {
    journal: &'j Journal,
    actor: &'j policy::Actor,
    runtime: tokio::runtime::Runtime,
    /// From that day on; the day after, where the pack is to be left out, is too late for it to be of its day.
    from: kernel::Day,
}

impl<'j> TableTime<'j> {
    fn of(
        journal: &'j Journal,
        actor: &'j policy::Actor,
        without: Option<Truth>,
        today: kernel::Day,
    ) -> Result<TableTime<'j>, Failure> {
        let freezes = table_rules::working::pack_freezes_on(table_site::read::england(), today);
        let from = if without == Some(Truth::PackPrinted) { today } else { freezes };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(TableTime { journal, actor, runtime, from })
    }

    fn tick(&mut self, day: kernel::Day) -> Result<(), Failure> {
        if day < self.from {
            return Ok(());
        }
        let tick = table_site::upkeep::tick(self.journal, self.actor);
        self.runtime.block_on(tick).map(|_| ()).map_err(Failure::refused)
    }
}
