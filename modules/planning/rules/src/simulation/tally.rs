//! What one replication comes to, by group.

use clocks::{Verdict, judge};
use lawbook::Setting;

use super::asks::{Ask, Story};
use super::world::World;

/// Longest wait that is told apart from longer ones, in days.
const WAIT_MAX: usize = 400;

/// The groups of one kind: what they are by, and their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// What it is by.
    pub by: &'static str,
    /// The groups.
    pub names: Vec<String>,
}

const SETTINGS: [(Setting, &str); 4] = [
    (Setting::Practice, "general practice"),
    (Setting::Clinic, "sexual-health clinic"),
    (Setting::Hospital, "hospital"),
    (Setting::Pharmacy, "pharmacy"),
];

/// What is measured of every group, before the rules.
pub const MEASURES: [&str; 11] = [
    "asks",
    "fitted",
    "mean_wait",
    "half_within",
    "92_within",
    "mean_miles",
    "right_first_time",
    "missed",
    "ended_without",
    "still_waiting",
    "cost_pounds",
];

#[derive(Clone, Default)]
pub(super) struct Count {
    asks: u64,
    fitted: u64,
    waits: u64,
    straight: u64,
    tenths: u64,
    missed: u64,
    left: u64,
    open: u64,
    pence: i64,
    met: Vec<u64>,
    failed: Vec<u64>,
    days: Vec<u32>,
}

impl Count {
    fn within(&self, share: f64) -> f64 {
        if self.fitted == 0 {
            return f64::NAN;
        }
        let wanted = (share * self.fitted as f64).ceil().max(1.0) as u64;
        let mut so_far = 0u64;
        let found = self.days.iter().position(|count| {
            so_far += u64::from(*count);
            so_far >= wanted
        });
        found.unwrap_or(WAIT_MAX) as f64
    }

    /// In the order of [`MEASURES`], then the share met under each rule.
    fn values(&self) -> impl Iterator<Item = f64> {
        let over = |part: f64, whole: u64| if whole == 0 { f64::NAN } else { part / whole as f64 };
        let fixed = [
            self.asks as f64,
            self.fitted as f64,
            over(self.waits as f64, self.fitted),
            self.within(0.5),
            self.within(0.92),
            over(self.tenths as f64 / 10.0, self.asks),
            over(self.straight as f64, self.fitted),
            self.missed as f64,
            self.left as f64,
            self.open as f64,
            self.pence as f64 / 100.0,
        ];
        fixed.into_iter().chain(
            self.met.iter().zip(&self.failed).map(move |(met, failed)| over(*met as f64, met + failed)),
        )
    }
}

/// Walking in, the minutes at the door.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Door {
    pub seen: u64,
    pub waited: u64,
    pub minutes: f64,
    pub turned_away: u64,
}

/// One replication, counted.
pub(super) struct Tally {
    families: Vec<Vec<Count>>,
    /// Booked slots that were used or missed, by service, on counted days.
    pub used: Vec<u64>,
    pub door: Door,
    pub nowhere: u64,
    /// Uncomplicated asks, and those of them that chose a clinic.
    pub simple: (u64, u64),
    /// Asks open at each midnight.
    pub open: Vec<f64>,
    /// On the list with no slot to offer, by service: when counting began, and when it ended.
    pub lists: Vec<(u64, u64)>,
    pub paid: Vec<i64>,
    pub events: u64,
    pub stories: Vec<Story>,
}

/// The groups of a scenario, in the order in which they are counted.
pub fn families(world: &World<'_>) -> Vec<Family> {
    let fifths = ["1, the most deprived", "2", "3", "4", "5, the least deprived", "not recorded"];
    let words = |of: &[&str]| of.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    vec![
        Family { by: "Everybody", names: words(&["everybody"]) },
        Family { by: "Setting", names: SETTINGS.iter().map(|(_, name)| (*name).to_owned()).collect() },
        Family { by: "Deprivation fifth", names: words(&fifths) },
        Family { by: "Patch", names: world.patches.clone() },
        Family { by: "Service", names: world.scenario.services.iter().map(|of| of.name.clone()).collect() },
    ]
}

impl Tally {
    pub fn new(world: &World<'_>, payers: usize) -> Tally {
        let empty = || Count {
            met: vec![0; world.judges.len()],
            failed: vec![0; world.judges.len()],
            days: vec![0; WAIT_MAX + 1],
            ..Count::default()
        };
        let services = world.scenario.services.len();
        Tally {
            families: families(world)
                .iter()
                .map(|family| family.names.iter().map(|_| empty()).collect())
                .collect(),
            used: vec![0; services],
            door: Door::default(),
            nowhere: 0,
            simple: (0, 0),
            open: Vec::new(),
            lists: vec![(0, 0); services],
            paid: vec![0; payers],
            events: 0,
            stories: Vec::new(),
        }
    }

    /// Counts an ask at its end, or as it stands at the end of the simulation.
    pub fn count(&mut self, ask: &mut Ask, world: &World<'_>) {
        let track = ask.course.track();
        let journey = track.journey();
        let as_of = world.start + world.end;
        let setting = world.settings[ask.service as usize];
        let place = SETTINGS.iter().position(|(of, _)| *of == setting).unwrap_or(0);
        let area = &world.scenario.areas[ask.area as usize];
        let fifth = area.fifth.map_or(5, |fifth| usize::from(fifth.clamp(1, 5)) - 1);
        let at = [0, place, fifth, world.patch_of[ask.area as usize] as usize, ask.service as usize];
        let wait = match journey.end {
            Some((day, clocks::End::Done)) => Some((day - journey.start).max(0)),
            Some((_, clocks::End::Left | clocks::End::Void)) | None => None,
        };
        let mut verdicts = Vec::new();
        let mut met = [None; 16];
        for (said, by) in met.iter_mut().zip(&world.judges) {
            if !by.settings.contains(&setting) {
                continue;
            }
            let score = judge(&by.rule, track, &journey, as_of, world.calendar).score;
            *said = match score.verdict {
                Verdict::Met => Some(true),
                Verdict::Failed => Some(false),
                Verdict::Open | Verdict::Excluded => None,
            };
        }
        if ask.story.is_some() {
            for by in &world.judges {
                let score = judge(&by.rule, track, &journey, as_of, world.calendar).score;
                let applies = by.settings.contains(&setting);
                verdicts.push(applies.then_some((score.verdict, score.days, score.due)));
            }
        }
        for (family, place) in self.families.iter_mut().zip(at) {
            let Some(count) = family.get_mut(place) else { continue };
            count.asks += 1;
            count.tenths += u64::from(ask.tenths);
            count.missed += u64::from(ask.missed);
            count.pence += ask.pence;
            match wait {
                Some(days) => {
                    count.fitted += 1;
                    count.waits += u64::from(days.unsigned_abs());
                    count.straight += u64::from(ask.straight);
                    count.days[(days.unsigned_abs() as usize).min(WAIT_MAX)] += 1;
                }
                None if journey.end.is_some() => count.left += 1,
                None => count.open += 1,
            }
            for (nth, said) in met.iter().take(count.met.len()).enumerate() {
                match said {
                    Some(true) => count.met[nth] += 1,
                    Some(false) => count.failed[nth] += 1,
                    None => {}
                }
            }
        }
        if let Some(mut story) = ask.story.take() {
            story.verdicts = verdicts;
            self.stories.push(*story);
        }
    }

    /// Every value of every group, in a fixed order.
    pub fn values(&self) -> Vec<f64> {
        self.families.iter().flatten().flat_map(Count::values).collect()
    }
}
