//! A scenario as a text: SCENARIO.toml. It may bring everything, or change what a place brings; a variant changes what
//! stands above it. Every refusal names the line and the field.

use directory_rules::Method;
use directory_rules::acceptance::{Acceptance, CannotTake, OutsidePatients};
use directory_rules::competence::{Competence, Fitter, LocalSkill, Skill};
use kernel::{Day, SeatId};
use lawbook::{RuleSet, Setting, shipped};
use serde::Deserialize;
use toml::Spanned;

use super::experiment::Experiment;
use super::luck::key_of;
use super::scenario::{Area, Item, METHODS, Price, Scenario, Service, Session, Wrong};
use super::world::calibrated;
use clocks::Calendar;

/// Why a text is no scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, with its field.
    pub why: String,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// What a file asks for: scenarios to be compared, and how.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The scenario and its variants.
    pub scenarios: Vec<Scenario>,
    /// How the experiment is made.
    pub how: Experiment,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Text {
    title: Option<String>,
    purpose: Option<String>,
    from: Option<Spanned<String>>,
    days: Option<u32>,
    run_in_days: Option<u32>,
    follow_days: Option<u32>,
    rules: Option<Spanned<Vec<String>>>,
    months: Option<[f64; 12]>,
    weekdays: Option<[f64; 7]>,
    ages: Option<Vec<u16>>,
    /// Shares of the bands of age in an area that says only how many ask there.
    age_shares: Option<Vec<f64>>,
    methods: Option<[f64; 3]>,
    complicated: Option<f64>,
    /// Certificates that count on the first day are taken to be renewed.
    renewed: Option<bool>,
    /// All asks, so many times.
    asks_times: Option<f64>,
    replications: Option<u32>,
    seed: Option<u64>,
    half_width: Option<f64>,
    confidence: Option<f64>,
    area: Vec<Spanned<AreaText>>,
    service: Vec<Spanned<ServiceText>>,
    price: Vec<Spanned<PriceText>>,
    choice: ChoiceText,
    behaviour: BehaviourText,
    variant: Vec<Spanned<Text>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AreaText {
    id: String,
    name: Option<String>,
    at: Option<[f64; 2]>,
    fifth: Option<u8>,
    patch: Option<String>,
    people: Option<f64>,
    asks_per_1000: Option<f64>,
    asks_a_year: Option<f64>,
    asks_by_age: Option<Vec<f64>>,
    methods: Option<[f64; 3]>,
    complicated: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ServiceText {
    id: String,
    name: Option<String>,
    setting: Option<Setting>,
    at: Option<[f64; 2]>,
    methods: Option<Vec<Method>>,
    weekly_limit: Option<u16>,
    complicated: Option<bool>,
    not_under: Option<u8>,
    published_days: Option<f64>,
    /// The area of its own patients; with `own_only`, it takes nobody else.
    home: Option<String>,
    own_only: Option<bool>,
    always_open: Option<u32>,
    closed: Option<bool>,
    fitter: Option<Vec<Spanned<FitterText>>>,
    session: Option<Vec<Spanned<SessionText>>>,
    more_session: Vec<Spanned<SessionText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FitterText {
    id: String,
    skills: Vec<String>,
    certified: String,
    life_support: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionText {
    weekday: String,
    starts: String,
    hours: f64,
    #[serde(default)]
    slots: u16,
    #[serde(default)]
    walk_in: u32,
    /// Those of these names; all of the service's where none are named.
    #[serde(default)]
    fitters: Option<Vec<String>>,
    #[serde(default = "yes")]
    room: bool,
    #[serde(default = "yes")]
    assistant: bool,
    #[serde(default = "one")]
    every_weeks: u32,
    #[serde(default)]
    week: u32,
}

const fn yes() -> bool {
    true
}

const fn one() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceText {
    item: String,
    from: String,
    pence: i64,
    setting: Option<Setting>,
    payer: String,
    #[serde(default)]
    source: String,
}

macro_rules! changes {
    ($text:ident of $what:ty { $($field:ident: $kind:ty),+ $(,)? }) => {
        #[derive(Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        struct $text { $($field: Option<$kind>),+ }
        impl $text {
            fn put(&self, to: &mut $what) { $(if let Some(value) = self.$field { to.$field = value.into(); })+ }
        }
    };
}

changes!(ChoiceText of super::Choice {
    a_day: f64, a_mile: f64, an_hour: f64, a_promised_day: f64, practice_promises: f64, clinic_promises: f64, clinic: f64,
    walk_in: f64, smoothing: f64, farthest_miles: f64,
});

changes!(BehaviourText of super::Behaviour {
    answers_in_days: u16, notice_days: u16, book_ahead_days: u16, declines: f64, away_days: u16, did_not_attend: f64,
    recontact_days: u16, returned_after_missed: u8, cancels: f64, host_cancels: f64, deferred: f64, deferral_days: u16,
    not_fitted: f64, redirected: f64, patience_days: f64, walk_in_minutes: f64, walk_in_fixed: bool,
});

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A scenario with nothing in it yet, for a year from that day.
pub fn empty(first: Day) -> Scenario {
    Scenario {
        title: "A scenario".to_owned(),
        purpose: String::new(),
        first,
        days: 365,
        run_in_days: 112,
        follow_days: 84,
        rules: ["GP-28", "CL-5c", "CL-5w", "OFFER-14"]
            .iter()
            .filter_map(|id| shipped::rule_set(id))
            .collect(),
        months: [1.0; 12],
        weekdays: [1.0; 7],
        ages: vec![15],
        areas: Vec::new(),
        services: Vec::new(),
        choice: super::Choice::default(),
        behaviour: super::Behaviour::default(),
        prices: Vec::new(),
        renewed: false,
        notes: Vec::new(),
    }
}

/// Reads a text over what a place brings, or over nothing. Where the place knows the share of uncomplicated asks that went to
/// a clinic, and the text does not say what a clinic is worth in itself, that is set so that the share comes out.
pub fn read(text: &str, base: Scenario, share: Option<f64>) -> Result<Asked, Unreadable> {
    let file: Text = toml::from_str(text).map_err(|why| {
        let at = why.span().map_or(0, |span| span.start);
        Unreadable { line: line_at(text, at), why: why.message().replace('\n', " ") }
    })?;
    let reader = Reader { text };
    let mut how = Experiment::default();
    how.replications = file.replications.unwrap_or(how.replications);
    how.seed = file.seed.unwrap_or(how.seed);
    how.half_width = file.half_width;
    how.confidence = file.confidence.unwrap_or(how.confidence);
    let mut first = reader.over(base, &file, 0)?;
    if let (Some(share), None) = (share, file.choice.clinic) {
        let set = calibrated(first, share, &Calendar::england());
        first = set.map_err(|wrong| reader.refuse(0, &wrong.field, &wrong.why))?;
    }
    let mut scenarios = vec![first];
    for variant in &file.variant {
        let at = variant.span().start;
        let of = variant.get_ref();
        if !of.variant.is_empty() {
            return Err(reader.refuse(
                at,
                "variant",
                "a variant has no variants of its own: write them side by side",
            ));
        }
        if of.replications.is_some()
            || of.seed.is_some()
            || of.half_width.is_some()
            || of.confidence.is_some()
        {
            return Err(reader.refuse(at, "replications", "how it is run is the same for all variants, or they would not be paired: write it at the top"));
        }
        let Some(first) = scenarios.first() else { continue };
        let changed = reader.over(first.clone(), of, at)?;
        if changed.areas.len() != first.areas.len() || changed.services.len() != first.services.len() {
            return Err(reader.refuse(at, "variant", "a variant has the areas and services of the scenario above: add a service there with “closed = true”, and open it here"));
        }
        scenarios.push(changed);
    }
    Ok(Asked { scenarios, how })
}

/// Reads a text as a change of a scenario: what it does not name stays as it is.
pub fn changed(text: &str, base: Scenario) -> Result<Scenario, Unreadable> {
    let file: Text = toml::from_str(text).map_err(|why| {
        let at = why.span().map_or(0, |span| span.start);
        Unreadable { line: line_at(text, at), why: why.message().replace('\n', " ") }
    })?;
    Reader { text }.over(base, &file, 0)
}

/// A price as a file writes it.
pub fn prices(text: &str) -> Result<Vec<Price>, Unreadable> {
    #[derive(Deserialize)]
    struct Prices {
        #[serde(default)]
        price: Vec<Spanned<PriceText>>,
    }
    let file: Prices = toml::from_str(text).map_err(|why| {
        let at = why.span().map_or(0, |span| span.start);
        Unreadable { line: line_at(text, at), why: why.message().replace('\n', " ") }
    })?;
    let reader = Reader { text };
    file.price.iter().map(|price| reader.price(price)).collect()
}

fn line_at(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}

struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn refuse(&self, at: usize, field: &str, why: impl std::fmt::Display) -> Unreadable {
        // The line of the field below where its table begins, where it is written there.
        let last = field.rsplit(['.', ' ']).next().unwrap_or(field);
        let name: String = last.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let mut line = line_at(self.text, at);
        let rest = self.text.get(at..).unwrap_or_default();
        for (below, words) in rest.lines().enumerate() {
            if !name.is_empty()
                && words
                    .trim_start()
                    .strip_prefix(name.as_str())
                    .is_some_and(|after| after.trim_start().starts_with('='))
            {
                line += below;
                break;
            }
        }
        Unreadable { line, why: format!("{field}: {why}") }
    }

    fn day(&self, at: usize, field: &str, text: &str) -> Result<Day, Unreadable> {
        text.parse().map_err(|why: kernel::DayRefused| self.refuse(at, field, why))
    }

    /// A scenario changed by what a text says.
    fn over(&self, mut to: Scenario, of: &Text, at: usize) -> Result<Scenario, Unreadable> {
        if let Some(title) = &of.title {
            to.title.clone_from(title);
        }
        if let Some(purpose) = &of.purpose {
            to.purpose.clone_from(purpose);
        }
        if let Some(from) = &of.from {
            to.first = self.day(from.span().start, "from", from.get_ref())?;
        }
        to.days = of.days.unwrap_or(to.days);
        to.run_in_days = of.run_in_days.unwrap_or(to.run_in_days);
        to.follow_days = of.follow_days.unwrap_or(to.follow_days);
        if let Some(rules) = &of.rules {
            let known = |id: &String| -> Result<RuleSet, Unreadable> {
                shipped::rule_set(id).ok_or_else(|| {
                    let names: Vec<String> =
                        shipped::rule_sets().iter().map(|set| set.id.to_string()).collect();
                    self.refuse(
                        rules.span().start,
                        "rules",
                        format!("“{id}” is no rule set: choose of {}", names.join(", ")),
                    )
                })
            };
            to.rules = rules.get_ref().iter().map(known).collect::<Result<_, _>>()?;
            if to.rules.len() > 16 {
                return Err(self.refuse(rules.span().start, "rules", "16 rule sets at most"));
            }
        }
        to.renewed = of.renewed.unwrap_or(to.renewed);
        to.months = of.months.unwrap_or(to.months);
        to.weekdays = of.weekdays.unwrap_or(to.weekdays);
        if let Some(ages) = &of.ages {
            to.ages.clone_from(ages);
        }
        for area in &of.area {
            self.area(&mut to, area, of)?;
        }
        for service in &of.service {
            self.service(&mut to, service)?;
        }
        if let Some(times) = of.asks_times {
            to.areas.iter_mut().flat_map(|area| &mut area.asks_a_year).for_each(|asks| *asks *= times);
        }
        of.choice.put(&mut to.choice);
        of.behaviour.put(&mut to.behaviour);
        if !of.price.is_empty() {
            to.prices = of.price.iter().map(|price| self.price(price)).collect::<Result<_, _>>()?;
        }
        to.check().map_err(|wrong| self.placed(wrong, of, at))?;
        Ok(to)
    }

    /// A refusal of the whole, with the line of the area or service that it is about.
    fn placed(&self, wrong: Wrong, of: &Text, at: usize) -> Unreadable {
        let id = wrong.field.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(id, _)| id);
        let of_area =
            of.area.iter().find(|area| Some(area.get_ref().id.as_str()) == id).map(|area| area.span().start);
        let of_service = of
            .service
            .iter()
            .find(|service| Some(service.get_ref().id.as_str()) == id)
            .map(|service| service.span().start);
        let start = if wrong.field.starts_with("area") { of_area } else { of_service };
        self.refuse(start.unwrap_or(at), &wrong.field, &wrong.why)
    }

    fn area(&self, to: &mut Scenario, area: &Spanned<AreaText>, top: &Text) -> Result<(), Unreadable> {
        let (at, of) = (area.span().start, area.get_ref());
        if of.id.trim().is_empty() {
            return Err(self.refuse(at, "area, id", "is missing: give it a short name that stays the same"));
        }
        let known = to.areas.iter().position(|known| known.id == of.id || known.name == of.id);
        let field = |name: &str| format!("area {}, {name}", of.id);
        let bands = to.ages.len();
        let by_age = if let Some(asks) = &of.asks_by_age {
            Some(asks.clone())
        } else {
            let all = match (of.asks_a_year, of.people, of.asks_per_1000) {
                (Some(asks), None, None) => Some(asks),
                (None, Some(people), Some(per_1000)) => Some(people * per_1000 / 1000.0),
                (None, None, None) => None,
                _ => {
                    return Err(self.refuse(
                        at,
                        &field("asks_a_year"),
                        "give asks_a_year, or people with asks_per_1000, or asks_by_age",
                    ));
                }
            };
            all.map(|all| match &top.age_shares {
                Some(shares) => shares.iter().map(|share| all * share).collect(),
                None => vec![all / bands as f64; bands],
            })
        };
        let place = match known {
            Some(place) => place,
            None => {
                let Some(spot) = of.at else {
                    return Err(self.refuse(
                        at,
                        &field("at"),
                        "is missing: give east and north in metres, as in [412000, 98000]",
                    ));
                };
                if by_age.is_none() {
                    return Err(self.refuse(at, &field("asks_a_year"), "is missing: say how many ask there"));
                }
                to.areas.push(Area {
                    id: of.id.clone(),
                    name: of.id.clone(),
                    at: spot,
                    fifth: None,
                    patch: "not recorded".to_owned(),
                    asks_a_year: Vec::new(),
                    methods: top.methods.unwrap_or([0.25, 0.40, 0.35]),
                    complicated: top.complicated.unwrap_or(0.0),
                });
                to.areas.len() - 1
            }
        };
        let Some(into) = to.areas.get_mut(place) else { return Ok(()) };
        if let Some(name) = &of.name {
            into.name.clone_from(name);
        }
        if let Some(patch) = &of.patch {
            into.patch.clone_from(patch);
        }
        into.at = of.at.unwrap_or(into.at);
        into.fifth = of.fifth.or(into.fifth);
        into.methods = of.methods.unwrap_or(into.methods);
        into.complicated = of.complicated.unwrap_or(into.complicated);
        if let Some(asks) = by_age {
            into.asks_a_year = asks;
        }
        Ok(())
    }

    fn service(&self, to: &mut Scenario, service: &Spanned<ServiceText>) -> Result<(), Unreadable> {
        let (at, of) = (service.span().start, service.get_ref());
        if of.id.trim().is_empty() {
            return Err(self.refuse(
                at,
                "service, id",
                "is missing: give it a short name that stays the same",
            ));
        }
        let field = |name: &str| format!("service {}, {name}", of.id);
        let known = to.services.iter().position(|known| known.id == of.id || known.name == of.id);
        let place = match known {
            Some(place) => place,
            None => {
                let (Some(spot), Some(setting)) = (of.at, of.setting) else {
                    let names: Vec<&str> =
                        to.services.iter().map(|known| known.name.as_str()).take(8).collect();
                    let known = if names.is_empty() {
                        String::new()
                    } else {
                        format!("; known are {} and others by their ids", names.join(", "))
                    };
                    return Err(self.refuse(
                        at,
                        &field("at"),
                        format!("a new service needs “setting” and “at”{known}"),
                    ));
                };
                to.services.push(Service {
                    id: of.id.clone(),
                    name: of.id.clone(),
                    setting,
                    at: spot,
                    acceptance: Acceptance {
                        outside: OutsidePatients::Taken,
                        weekly_limit: None,
                        taken: Vec::new(),
                        methods: METHODS.to_vec(),
                        cannot_take: Vec::new(),
                    },
                    fitters: Vec::new(),
                    sessions: Vec::new(),
                    always_open: None,
                    published_days: 7.0,
                    own: 0.0,
                    last_year: None,
                    home: None,
                });
                to.services.len() - 1
            }
        };
        let Some(into) = to.services.get_mut(place) else { return Ok(()) };
        if let Some(name) = &of.name {
            into.name.clone_from(name);
        }
        into.setting = of.setting.unwrap_or(into.setting);
        into.at = of.at.unwrap_or(into.at);
        into.published_days = of.published_days.unwrap_or(into.published_days);
        into.always_open = of.always_open.or(into.always_open);
        if let Some(home) = &of.home {
            into.home = Some(home.clone());
        }
        let takes = &mut into.acceptance;
        if let Some(own_only) = of.own_only {
            takes.outside = if own_only { OutsidePatients::NotTaken } else { OutsidePatients::Taken };
        }
        if let Some(methods) = &of.methods {
            takes.methods.clone_from(methods);
        }
        takes.weekly_limit = of.weekly_limit.or(takes.weekly_limit);
        if let Some(complicated) = of.complicated {
            takes.cannot_take.retain(|kind| *kind != CannotTake::Complicated);
            if !complicated {
                takes.cannot_take.push(CannotTake::Complicated);
            }
        }
        if let Some(age) = of.not_under {
            takes.cannot_take.retain(|kind| !matches!(kind, CannotTake::Under(_)));
            takes.cannot_take.push(CannotTake::Under(age));
        }
        if let Some(fitters) = &of.fitter {
            into.fitters = fitters.iter().map(|fitter| self.fitter(fitter)).collect::<Result<_, _>>()?;
        }
        if let Some(sessions) = &of.session {
            let fitters = into.fitters.clone();
            into.sessions =
                sessions.iter().map(|session| self.session(session, &fitters)).collect::<Result<_, _>>()?;
        }
        for session in &of.more_session {
            let read = self.session(session, &into.fitters)?;
            into.sessions.push(read);
        }
        if of.closed == Some(true) {
            into.sessions.clear();
            into.always_open = None;
        }
        Ok(())
    }

    fn fitter(&self, fitter: &Spanned<FitterText>) -> Result<Fitter, Unreadable> {
        let (at, of) = (fitter.span().start, fitter.get_ref());
        let certified = self.day(at, "certified", &of.certified)?;
        let life_support = self.day(at, "life_support", &of.life_support)?;
        let far = certified.plus_months(60);
        let competences = of.skills.iter().map(|name| {
            let skill = match name.as_str() {
                "IUT" => Skill::Iut,
                "SDI-IR" => Skill::SdiIr,
                "SDI-IO" => Skill::SdiIo,
                "LOCAL-IUT" => Skill::Local { stands_for: LocalSkill::Iut, until: far },
                "LOCAL-SDI-IR" => Skill::Local { stands_for: LocalSkill::SdiIr, until: far },
                other => {
                    return Err(self.refuse(
                        at,
                        "skills",
                        format!(
                            "“{other}” is no skill: write IUT, SDI-IR, SDI-IO, LOCAL-IUT or LOCAL-SDI-IR"
                        ),
                    ));
                }
            };
            Ok(Competence { skill, certified, life_support })
        });
        Ok(Fitter {
            seat: SeatId::from_bits(u128::from(key_of(&of.id))),
            competences: competences.collect::<Result<_, _>>()?,
            coils_last_year: 0,
            implants_last_year: 0,
        })
    }

    fn session(&self, session: &Spanned<SessionText>, fitters: &[Fitter]) -> Result<Session, Unreadable> {
        let (at, of) = (session.span().start, session.get_ref());
        let short: String = of.weekday.to_lowercase().chars().take(3).collect();
        let weekday = WEEKDAYS.iter().position(|day| *day == short).ok_or_else(|| {
            self.refuse(at, "weekday", format!("“{}” is no day of the week: write mon to sun", of.weekday))
        })?;
        let clock = of.starts.split_once(':').and_then(|(hours, minutes)| {
            let (hours, minutes): (f64, f64) =
                (hours.parse::<u8>().ok()?.into(), minutes.parse::<u8>().ok()?.into());
            (hours < 24.0 && minutes < 60.0).then_some(hours + minutes / 60.0)
        });
        let starts = clock.ok_or_else(|| {
            self.refuse(at, "starts", format!("“{}” is no time of day: write it as in \"09:30\"", of.starts))
        })?;
        let on_it = match &of.fitters {
            None => (0..fitters.len()).collect(),
            Some(names) => names
                .iter()
                .map(|name| {
                    let seat = SeatId::from_bits(u128::from(key_of(name)));
                    fitters.iter().position(|fitter| fitter.seat == seat).ok_or_else(|| {
                        self.refuse(
                            at,
                            "fitters",
                            format!("“{name}” is no fitter of this service: add [[service.fitter]] above"),
                        )
                    })
                })
                .collect::<Result<_, _>>()?,
        };
        Ok(Session {
            weekday: weekday as u8,
            every_weeks: of.every_weeks,
            week: of.week,
            starts,
            hours: of.hours,
            slots: of.slots,
            walk_in: of.walk_in,
            fitters: on_it,
            room: of.room,
            assistant: of.assistant,
        })
    }

    fn price(&self, price: &Spanned<PriceText>) -> Result<Price, Unreadable> {
        let (at, of) = (price.span().start, price.get_ref());
        let item =
            Item::ALL.iter().find(|(_, name)| *name == of.item).map(|(item, _)| *item).ok_or_else(|| {
                let names: Vec<&str> = Item::ALL.iter().map(|(_, name)| *name).collect();
                self.refuse(at, "item", format!("“{}” is not paid for: write {}", of.item, names.join(", ")))
            })?;
        if of.pence < 0 {
            return Err(self.refuse(at, "pence", format!("{} is below 0", of.pence)));
        }
        Ok(Price {
            item,
            from: self.day(at, "from", &of.from)?,
            pence: of.pence,
            setting: of.setting,
            payer: of.payer.clone(),
            source: of.source.clone(),
        })
    }
}
