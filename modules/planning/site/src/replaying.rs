//! The past of a place judged again, for a page and for the command: what was changed, read, judged, paid and simulated.

use clocks::Period;
use journal::{Fault, Reading};
use kernel::{Day, OrgId};
use lawbook::RuleSet;
use planning_rules::facts::v1::{self as kept, Section};
use planning_rules::replay::{Change, Replaying, Tried};
use planning_rules::simulation::file::Unreadable;
use planning_rules::simulation::{Experiment, Wrong, calibrated, experiment};

use crate::replayed_trial::{CannotKeep, Money, money_section, trial_of};
use crate::trial::Trial;
use crate::{stress, year};

/// Why it is not replayed.
#[derive(Debug)]
pub enum ReplayRefused {
    /// What is wrong with the change, in words.
    Change(String),
    /// What is wrong with it, by its line.
    Line(Unreadable),
    /// Verdicts worked out anew that differ from those that the journal keeps, of how many, and the first.
    Differ(usize, u64, String),
    /// What cannot be simulated.
    Model(Wrong),
    /// Ours.
    Fault(Fault),
}

impl std::fmt::Display for ReplayRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReplayRefused::Change(why) => f.write_str(why),
            ReplayRefused::Line(why) => write!(f, "{why}"),
            ReplayRefused::Differ(differ, compared, first) => write!(
                f,
                "{differ} of {compared} verdicts worked out anew differ from those that the journal keeps, the first {first}: a replay would not be of this journal; run “roundtable verify”"
            ),
            ReplayRefused::Model(why) => write!(f, "{why}"),
            ReplayRefused::Fault(why) => write!(f, "{why}"),
        }
    }
}

/// A change, tried.
pub struct Replayed {
    /// What it is called.
    pub title: String,
    /// The period.
    pub period: Period,
    /// Asks read, and verdicts compared.
    pub read: (usize, u64),
    /// Both sides.
    pub tried: Tried,
    /// What a changed rota or site set does, simulated; none where there is none.
    pub modelled: Option<kept::Trial>,
    /// The simulation was stopped before it was done.
    pub stopped: bool,
    /// Names of organisations, for those who are paid.
    names: Vec<(OrgId, String)>,
}

/// Tries a change on a place. `go_on` hears of simulated years and says whether to go on.
pub fn replayed(
    reading: &Reading,
    place: &str,
    change: &Change,
    today: Day,
    go_on: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Replayed, ReplayRefused> {
    let period = change.period(today).map_err(ReplayRefused::Change)?;
    let read = crate::past(reading, period.first, period.last).map_err(ReplayRefused::Fault)?;
    if let Some(first) = read.differ.first() {
        return Err(ReplayRefused::Differ(read.differ.len(), read.compared, first.clone()));
    }
    let calendar = referrals_site::england();
    let in_force = in_force(reading, period).map_err(ReplayRefused::Fault)?;
    let of = Replaying { past: &read.past, period, calendar, in_force: &in_force };
    let tried = change.try_on(&of).map_err(ReplayRefused::Change)?;
    let modelled = modelled(reading, place, change, today, go_on)?;
    let organisations = directory_site::read::organisations(reading).map_err(ReplayRefused::Fault)?;
    Ok(Replayed {
        title: change.title.clone(),
        period,
        read: (read.past.len(), read.compared),
        tried,
        stopped: modelled.as_ref().is_some_and(|(_, stopped)| *stopped),
        modelled: modelled.map(|(trial, _)| trial),
        names: organisations.into_iter().map(|of| (of.code, of.name)).collect(),
    })
}

/// The rules that the place has in force on a day of the period, as its pages of waits count by them: those that came with the
/// program and were not replaced, and those that it adopted itself.
fn in_force(reading: &Reading, period: Period) -> Result<Vec<RuleSet>, Fault> {
    let all = measures_site::rules::for_period(reading, period.first, period.last)?;
    Ok(all.into_iter().map(|tried| tried.set).filter(|set| !set.proposed).collect())
}

/// A changed rota, site set or behaviour, simulated beside the place as it is; none where the change changes none of them.
fn modelled(
    reading: &Reading,
    place: &str,
    change: &Change,
    today: Day,
    go_on: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Option<(kept::Trial, bool)>, ReplayRefused> {
    let Some(choice) = change.choice.filter(|_| change.is_modelled) else { return Ok(None) };
    let found = year(reading, place, today, today).map_err(ReplayRefused::Fault)?;
    let (mut base, share) = (found.scenario, found.clinic_share);
    (base.choice.a_day, base.choice.a_mile) = (choice.a_day, choice.a_mile);
    let calendar = referrals_site::england();
    if let Some(share) = share {
        base = calibrated(base, share, calendar).map_err(ReplayRefused::Model)?;
    }
    let changed = change.scenario(base.clone()).map_err(ReplayRefused::Line)?;
    let how = Experiment { replications: change.replications, seed: change.seed, ..Experiment::default() };
    let scenarios = [base, changed];
    let found = experiment(&scenarios, how, calendar, go_on).map_err(ReplayRefused::Model)?;
    let made = stress::Made {
        asked: &change.text,
        how,
        on: today,
        program: concat!("Roundtable ", env!("CARGO_PKG_VERSION")),
        again: "roundtable plan replay --change with the text under “Asked for”",
    };
    Ok(Some((stress::simulated(&scenarios, &found, &made), found.stopped)))
}

impl Replayed {
    /// The report of both sides.
    pub fn trial(&self, made_on: Day) -> Trial<'_> {
        Trial {
            title: &self.title,
            period: (self.period.first, self.period.last),
            made_on,
            read: self.read,
            rules: (&self.tried.rules.0, &self.tried.rules.1),
            sides: (&self.tried.sides.0, &self.tried.sides.1),
            shift: self.tried.shift.as_ref(),
            no_shift: self.tried.no_shift.as_deref(),
        }
    }

    /// The name of an organisation; its code where the directory has none.
    fn name_of(&self, org: OrgId) -> String {
        let known = self.names.iter().find(|(code, _)| *code == org);
        known.map_or_else(|| org.to_string(), |(_, name)| name.clone())
    }

    /// What is paid, to the penny: for whoever keeps the place.
    pub fn money_exact(&self) -> Option<Section> {
        let (before, then) = self.tried.money.as_ref()?;
        Some(money_section(before, then, Money::Exact, &|org| self.name_of(org)))
    }

    /// What was simulated, as sections of the same report.
    pub fn modelled_sections(&self) -> Vec<Section> {
        let sections = self.modelled.iter().flat_map(|trial| &trial.sections);
        sections
            .map(|section| Section {
                heading: format!("Modelled: {}", section.heading.to_lowercase()),
                ..section.clone()
            })
            .collect()
    }

    /// The trial as everybody at the table may see it.
    pub fn kept(&self, change: &Change, made_on: Day) -> Result<kept::Trial, CannotKeep> {
        let names = |org| self.name_of(org);
        let mut kept = trial_of(&self.trial(made_on), self.tried.money.as_ref(), &change.text, &names)?;
        kept.sections.extend(self.modelled_sections());
        Ok(kept)
    }
}
