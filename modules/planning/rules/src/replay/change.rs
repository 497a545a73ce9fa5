//! A change as a text, CHANGE.toml: rules, prices and contracts that judge the past again, and sessions or sites that are
//! simulated beside it. Every refusal names the line and the field. The same text stands behind the page's fields.

mod text;

use clocks::{Calendar, Period};
use kernel::Day;
use lawbook::RuleSet;
use toml::Spanned;

use super::{
    Block, Choice, Chooser, Paid, Past, Promise, Ready, Replayed, Shift, paid, promise, replay, shift,
};
use crate::simulation::file::{self, Unreadable};
use crate::simulation::{Price, Scenario};
use text::{ContractText, PromiseText, Reader, Text, only};

/// A change as it was read.
#[derive(Clone, Debug)]
pub struct Change {
    /// What it is called.
    pub title: String,
    /// The text that it was read from.
    pub text: String,
    /// Whether it changes sessions, sites or what people do, which is simulated.
    pub is_modelled: bool,
    /// Replications of what is simulated.
    pub replications: u32,
    /// Where chance starts.
    pub seed: u64,
    /// What a day and a mile are worth to people, where it was given.
    pub choice: Option<Choice>,
    from: Option<Day>,
    until: Option<Day>,
    rules: Vec<RuleSet>,
    promises: (Option<Promise>, Option<Promise>),
    prices_in_force: Vec<Price>,
    prices: Vec<Price>,
    contracts_in_force: Vec<Block>,
    contracts: Vec<Block>,
}

/// Days of the period where the text names none.
const YEAR_DAYS: i32 = 365;
/// The most replications of what is simulated beside a replay.
const REPLICATIONS_MAX: u32 = 200;

/// The most that a day or a mile is worth: beyond it nobody chooses any more, everybody goes where they must.
const WORTH_MOST: f64 = 10.0;
/// The most that the clinic is worth in itself.
const CLINIC_WORTH_MOST: f64 = 100.0;
/// The longest wait that is promised, in days.
const PROMISE_DAYS_MOST: f64 = 3_660.0;
/// Letters of a title.
const TITLE_MOST: usize = 200;

impl Change {
    /// Reads a text.
    pub fn read(text: &str) -> Result<Change, Unreadable> {
        let of: Text = toml::from_str(text).map_err(|why| {
            let at = why.span().map_or(0, |span| span.start);
            let line = text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
            Unreadable { line, why: why.message().replace('\n', " ") }
        })?;
        let reader = Reader(text);
        if of.title.trim().is_empty() {
            return Err(reader.refuse(0, "title", "is empty: say in one line what is tried"));
        }
        if of.title.chars().count() > TITLE_MOST || of.title.chars().any(char::is_control) {
            return Err(reader.refuse(0, "title", format!("write one line of {TITLE_MOST} letters at most")));
        }
        let from = reader.day(of.from.as_ref(), "from")?;
        let until = reader.day(of.until.as_ref(), "until")?;
        let rules = of.rule.iter().map(|rule| reader.rule(rule)).collect::<Result<_, _>>()?;
        let choice = of.choice.as_ref();
        if let Some(of) = choice {
            let (at, of) = (of.span().start, of.get_ref());
            let promised =
                of.before.iter().chain(&of.after).flat_map(|of| [of.practice_days, of.clinic_days]);
            let within = |number: f64, most: f64| number.is_finite() && number.abs() <= most;
            for (field, number, most) in [
                ("a_day", of.a_day, WORTH_MOST),
                ("a_mile", of.a_mile, WORTH_MOST),
                ("clinic", of.clinic, CLINIC_WORTH_MOST),
            ] {
                if !within(number, most) {
                    let why = format!("{number} is not between -{most} and {most}");
                    return Err(reader.refuse(at, field, why));
                }
            }
            for days in promised {
                if !within(days, PROMISE_DAYS_MOST) || days < 0.0 {
                    let why = format!("{days} is not between 0 and {PROMISE_DAYS_MOST} days");
                    return Err(reader.refuse(at, "before", why));
                }
            }
            if of.replications < 2 {
                let why = format!("{} is too few: an interval needs 2 at least", of.replications);
                return Err(reader.refuse(at, "replications", why));
            }
        }
        let is_modelled = !of.service.is_empty() || of.behaviour.is_some();
        if is_modelled && choice.is_none() {
            return Err(Unreadable {
                line: 1,
                why: "choice: is missing: a changed rota or site set is simulated, and needs to know what a day and a mile are worth to people".to_owned(),
            });
        }
        let prices_in_force = if of.price_in_force.is_empty() {
            Vec::new()
        } else {
            // Of the same length, so that a line keeps its number.
            file::prices(&only(text, &["[[price_in_force]]"]).replace("[[price_in_force]]", "[[price]]"))?
        };
        let prices =
            if of.price.is_empty() { Vec::new() } else { file::prices(&only(text, &["[[price]]"]))? };
        let contracts = |of: &[Spanned<ContractText>]| -> Result<Vec<Block>, Unreadable> {
            of.iter().map(|contract| reader.contract(contract)).collect()
        };
        let promised = |of: Option<PromiseText>| {
            of.map(|of| Promise { practice: of.practice_days, clinic: of.clinic_days })
        };
        Ok(Change {
            title: of.title.trim().to_owned(),
            text: text.to_owned(),
            is_modelled,
            replications: choice.map_or(2, |of| of.get_ref().replications).min(REPLICATIONS_MAX),
            seed: choice.map_or(1, |of| of.get_ref().seed),
            choice: choice.map(|of| {
                let of = of.get_ref();
                Choice { a_day: of.a_day, a_mile: of.a_mile, clinic: of.clinic }
            }),
            from,
            until,
            rules,
            promises: choice
                .map_or((None, None), |of| (promised(of.get_ref().before), promised(of.get_ref().after))),
            prices_in_force,
            prices,
            contracts_in_force: contracts(&of.contract_in_force)?,
            contracts: contracts(&of.contract)?,
        })
    }

    /// The period: the twelve months to yesterday where the text names none. Refused where it has not passed.
    pub fn period(&self, today: Day) -> Result<Period, String> {
        let last = self.until.unwrap_or(today - 1);
        let first = self.from.unwrap_or(last - YEAR_DAYS + 1);
        if last < first {
            return Err(format!("until ({last}) is before from ({first})"));
        }
        if today <= last {
            return Err(format!("until ({last}) has not passed: only the past can be replayed"));
        }
        Ok(Period { first, last })
    }

    /// The days on which a price of it begins.
    pub fn price_days(&self) -> impl Iterator<Item = Day> {
        self.prices_in_force.iter().chain(&self.prices).map(|price| price.from)
    }

    /// The rules of the trial; those in force where it changes none.
    pub fn rules(&self, in_force: &[RuleSet]) -> Vec<RuleSet> {
        if self.rules.is_empty() { in_force.to_vec() } else { self.rules.clone() }
    }

    /// A scenario with the sessions, sites and behaviour of the change.
    pub fn scenario(&self, base: Scenario) -> Result<Scenario, Unreadable> {
        let mut changed = file::changed(&only(&self.text, &["[[service", "[behaviour"]), base.clone())?;
        if changed.services.len() != base.services.len() {
            return Err(Reader(&self.text).refuse(0, "service", "a change names services that the place has, by id or name; a new one is a session more at one of them, or is entered in the directory first"));
        }
        changed.title.clone_from(&self.title);
        Ok(changed)
    }

    /// What the things done are paid in force and under the trial; none where the text has neither prices nor contracts.
    pub fn money(&self, past: &[Past], period: Period) -> Option<(Paid, Paid)> {
        if self.prices.is_empty()
            && self.prices_in_force.is_empty()
            && self.contracts.is_empty()
            && self.contracts_in_force.is_empty()
        {
            return None;
        }
        // What the trial does not change stays as it is in force.
        let or =
            |given: &[Price], known: &[Price]| if given.is_empty() { known.to_vec() } else { given.to_vec() };
        let prices = or(&self.prices, &self.prices_in_force);
        let contracts = if self.contracts.is_empty() { &self.contracts_in_force } else { &self.contracts };
        Some((
            paid(past, period, &self.prices_in_force, &self.contracts_in_force),
            paid(past, period, &prices, contracts),
        ))
    }

    /// Where the promises send people, or why that is not shown; neither where no coefficients were given.
    fn shift(&self, past: &[Past], period: Period, in_force: &[RuleSet]) -> (Option<Shift>, Option<String>) {
        let Some(choice) = self.choice else { return (None, None) };
        let before = self.promises.0.or_else(|| promise(in_force));
        let after = self.promises.1.or_else(|| promise(&self.rules(in_force)));
        let (Some(before), Some(after)) = (before, after) else {
            let which = if before.is_none() { "in force" } else { "of the trial" };
            let why = format!(
                "Where the promises send people is not shown: the rules {which} promise no fitting both at a practice and at a clinic, and no waits were given in their place."
            );
            return (None, Some(why));
        };
        let miles = |tenths: u32| f64::from(tenths) / 10.0;
        let choosers: Vec<Chooser> = past
            .iter()
            .filter(|one| !one.sent.complicated && period.first <= one.sent.on && one.sent.on <= period.last)
            .filter_map(|one| {
                let (practice, clinic) = (one.sent.miles_tenths?, one.sent.clinic_miles_tenths?);
                Some(Chooser { practice_miles: miles(practice), clinic_miles: miles(clinic) })
            })
            .collect();
        match shift(&choosers, choice, before, after, self.replications, self.seed) {
            Some(found) => (Some(found), None),
            None => {
                let why = "Where the promises send people is not shown: no uncomplicated ask of the period has both distances.";
                (None, Some(why.to_owned()))
            }
        }
    }
}

/// What is replayed, and by what.
pub struct Replaying<'r> {
    /// Every ask that can count in the period.
    pub past: &'r [Past],
    /// The period.
    pub period: Period,
    /// Working days and bank holidays.
    pub calendar: &'r Calendar,
    /// The rules that are in force in the period.
    pub in_force: &'r [RuleSet],
}

/// A period judged twice, and paid twice where there are prices or contracts.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The rules in force, and those of the trial.
    pub rules: (Vec<Ready>, Vec<Ready>),
    /// What each comes to.
    pub sides: (Replayed, Replayed),
    /// What the promises do to where people go.
    pub shift: Option<Shift>,
    /// Why that is not shown, in words, where coefficients were given.
    pub no_shift: Option<String>,
    /// What is paid.
    pub money: Option<(Paid, Paid)>,
}

impl Change {
    /// Judges the past by the rules in force and by those of the change, in words where it cannot.
    pub fn try_on(&self, of: &Replaying<'_>) -> Result<Tried, String> {
        let ready = |sets: &[RuleSet]| -> Result<Vec<Ready>, String> {
            sets.iter().map(|set| Ready::of(set).map_err(|why| format!("{}: {why}", set.id))).collect()
        };
        let rules = (ready(of.in_force)?, ready(&self.rules(of.in_force))?);
        let sides = (
            replay(of.past, of.period, &rules.0, of.calendar),
            replay(of.past, of.period, &rules.1, of.calendar),
        );
        let (shift, no_shift) = self.shift(of.past, of.period, of.in_force);
        Ok(Tried { rules, sides, shift, no_shift, money: self.money(of.past, of.period) })
    }
}

#[cfg(test)]
mod tests {
    use lawbook::shipped;

    use super::*;

    /// The shipped rules that count days to a fitting or an offer.
    fn shipped_rules() -> Vec<RuleSet> {
        ["GP-28", "CL-5c", "CL-5w", "OFFER-14"].iter().filter_map(|id| shipped::rule_set(id)).collect()
    }
    use lawbook::{Setting, date};

    #[track_caller]
    fn refused(text: &str, words: &str) {
        let why = Change::read(text).unwrap_err().to_string();
        assert!(why.contains(words), "{why}");
    }

    #[test]
    fn a_change_with_everything_is_read() {
        let change = Change::read(
            "title = \"One fair rule\"\nfrom = \"2025-04-01\"\nuntil = \"2026-03-31\"\n[[rule]]\nid = \"FAIR-28\"\nsettings = [\"practice\", \"clinic\"]\n[[rule.measure]]\nstop = \"done\"\nlimit = { calendar-days = 28 }\n[choice]\na_day = -0.04\na_mile = -0.1\n[[service]]\nid = \"x\"\nclosed = true\n[[price]]\nitem = \"coil-fitting\"\nfrom = \"2025-04-01\"\npence = 8131\npayer = \"council\"\n[[contract]]\nprovider = \"ZS001\"\npayer = \"council\"\nblock_pence = 100\n",
        )
        .unwrap();
        assert_eq!((change.title.as_str(), change.is_modelled), ("One fair rule", true));
        let period = change.period(date(2026, 4, 2)).unwrap();
        assert_eq!((period.first, period.last), (date(2025, 4, 1), date(2026, 3, 31)));
        assert_eq!(change.rules(&[])[0].id, "FAIR-28");
        assert_eq!((change.prices[0].pence, change.contracts[0].pence_a_year), (8131, 100));
    }

    #[test]
    fn without_a_rule_it_is_the_unchanged_year() {
        let change = Change::read("title = \"As it is\"").unwrap();
        assert_eq!(change.rules(&shipped_rules()).len(), shipped_rules().len());
        let period = change.period(date(2026, 4, 1)).unwrap();
        assert_eq!((period.first, period.last), (date(2025, 4, 1), date(2026, 3, 31)));
        assert!(change.money(&[], period).is_none());
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_line_and_field() {
        refused("", "missing field `title`");
        refused("title = \" \"", "line 1: title: is empty");
        refused("title = \"x\"\nfrom = \"soon\"", "line 2: from: “soon” is not a day");
        refused("title = \"x\"\ntill = 1", "line 2: unknown field");
        refused("title = \"x\"\n\n[[rule]]\nshipped = \"NONE\"", "line 4: shipped: “NONE” is no rule set");
        refused("title = \"x\"\n[[rule]]\nid = \"A\"", "settings: of A: say where it applies");
        refused("title = \"x\"\n[[rule]]\nid = \"A\"\nsettings = [\"clinic\"]", "measure: of A");
        refused(
            "title = \"x\"\n[[contract]]\nprovider = \"?\"\npayer = \"council\"\nblock_pence = 1",
            "line 3: provider: “?” is no code",
        );
        refused(
            "title = \"x\"\n[[contract]]\nprovider = \"ZS001\"\npayer = \"council\"\nblock_pence = -1",
            "line 5: block_pence: -1 is not between 0 and",
        );
        refused(
            "title = \"x\"\n[[price]]\nitem = \"tea\"\nfrom = \"2025-04-01\"\npence = 1\npayer = \"nhs\"",
            "line 3: item: “tea” is not paid for",
        );
        refused(
            "title = \"x\"\n[choice]\na_day = nan\na_mile = 0",
            "line 3: a_day: NaN is not between -10 and 10",
        );
        refused("title = \"x\"\n[[service]]\nid = \"a\"\nclosed = true", "choice: is missing");
    }

    #[test]
    fn what_is_in_force_is_what_the_place_has_in_force() {
        let text = "title = \"x\"\n[[rule]]\nid = \"OWN-14\"\nsettings = [\"practice\", \"clinic\"]\n[[rule.measure]]\nstop = \"done\"\nlimit = { calendar-days = 14 }\n";
        let own = Change::read(text).unwrap().rules(&[]);
        let change = Change::read("title = \"unchanged\"").unwrap();
        let calendar = Calendar::england();
        let period = change.period(date(2026, 4, 1)).unwrap();
        let of = Replaying { past: &[], period, calendar: &calendar, in_force: &own };
        let tried = change.try_on(&of).unwrap();
        let ids = |rules: &[Ready]| rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
        assert_eq!(
            (ids(&tried.rules.0), ids(&tried.rules.1)),
            (vec!["OWN-14".to_owned()], vec!["OWN-14".to_owned()])
        );
    }

    #[test]
    fn rules_that_promise_no_fitting_say_why_no_shift_is_shown() {
        let change = Change::read("title = \"x\"\n[[rule]]\nid = \"A\"\nsettings = [\"practice\"]\n[[rule.measure]]\nstop = \"done\"\nlimit = { calendar-days = 28 }\n[choice]\na_day = -0.04\na_mile = -0.1\n").unwrap();
        let period = change.period(date(2026, 4, 1)).unwrap();
        let in_force = shipped_rules();
        let calendar = Calendar::england();
        let of = Replaying { past: &[], period, calendar: &calendar, in_force: &in_force };
        let tried = change.try_on(&of).unwrap();
        assert!(tried.shift.is_none() && tried.no_shift.unwrap().contains("the rules of the trial promise"));
    }

    #[test]
    fn only_the_past_is_replayed() {
        let change = Change::read("title = \"x\"\nuntil = \"2026-04-01\"").unwrap();
        assert!(change.period(date(2026, 4, 1)).unwrap_err().contains("has not passed"));
        let turned = Change::read("title = \"x\"\nfrom = \"2026-02-01\"\nuntil = \"2026-01-01\"").unwrap();
        assert!(turned.period(date(2026, 4, 1)).unwrap_err().contains("is before from"));
    }

    #[test]
    fn the_shift_of_a_change_turns_with_the_promises_and_covers_nothing_where_they_are_equal() {
        use kernel::{SeatId, ServiceId};
        let past: Vec<Past> = (0..300u32)
            .map(|nth| Past {
                sent: referrals_rules::facts::v1::Sent {
                    reference: format!("A{nth}"),
                    from: "ZP001".parse().unwrap(),
                    from_seat: SeatId::from_bits(1),
                    to: "ZP002".parse().unwrap(),
                    service: ServiceId::from_bits(1),
                    on: date(2025, 6, 1),
                    agreement: None,
                    method: "implant".to_owned(),
                    purpose: "contraception".to_owned(),
                    payer: "council".to_owned(),
                    age_band: Some(25),
                    fifth: Some(2),
                    rural: None,
                    council: None,
                    under_18: false,
                    complicated: false,
                    miles_tenths: Some(nth % 61),
                    clinic_miles_tenths: Some((nth * 7) % 83),
                    person: None,
                },
                moves: Vec::new(),
                setting: Setting::Practice,
            })
            .collect();
        let period = Period { first: date(2025, 4, 1), last: date(2026, 3, 31) };
        let difference = |before: (u32, u32), after: (u32, u32)| {
            let text = format!(
                "title = \"x\"\n[choice]\na_day = -0.05\na_mile = -0.1\nreplications = 60\nbefore = {{ practice_days = {}, clinic_days = {} }}\nafter = {{ practice_days = {}, clinic_days = {} }}\n",
                before.0, before.1, after.0, after.1
            );
            let change = Change::read(&text).unwrap();
            let (calendar, in_force) = (Calendar::england(), shipped_rules());
            let of = Replaying { past: &past, period, calendar: &calendar, in_force: &in_force };
            change.try_on(&of).unwrap().shift.unwrap().difference
        };
        // The contracts' own: 28 days at a practice and 5 at a clinic; then the same for all; then swapped.
        assert!(difference((28, 5), (14, 14)).high < 0.0, "the clinic's short promise drew people to it");
        assert!(difference((5, 28), (14, 14)).low > 0.0, "swapped, it drew them away");
        let equal = difference((14, 14), (28, 28));
        assert!(equal.low <= 0.0 && 0.0 <= equal.high, "{equal:?}");
    }
}
