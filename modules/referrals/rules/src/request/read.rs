//! From what was typed to a request, with every mistake told at once.

use std::collections::BTreeSet;

use directory_rules::{Access, Chaperone, Method, Purpose};
use emergency_rules::{
    Answer, CheckTheDates, Criterion, Cycle, CycleDays, Device, NotExcluded, Question, UsedThisCycle,
    WhatFollows, last_safe_time, what_follows,
};
use kernel::{Day, Moment, NhsNumber, Personal};

use super::young::YOUNG_AGES;
use super::{
    AgeBand, Area, Channel, Contact, Contents, ContinueTold, DeviceSupply, Envelope, Exploitation, Factor,
    Field, FieldError, FraserPoint, HardStop, Identity, Note, Pregnancy, PreviousProblem, Recorded, Request,
    StiCheck, Typed, Wanted, YoungPerson, suggested_setting,
};

const NAME_LETTERS_MAX: usize = 120;
const TEXT_LETTERS_MAX: usize = 500;
const OLDEST_YEARS: u16 = 120;

/// The telephone numbers that a stop or an emergency shows. A place sets them; the rules never leave them out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The safeguarding lead.
    pub safeguarding_lead: String,
    /// Urgent care.
    pub urgent_care: String,
}

/// What reading came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    /// A request, with what to do first and what to know.
    Ready {
        /// The request.
        request: Box<Request>,
        /// What to do before sending; an emergency window comes first.
        advice: Vec<Advice>,
        /// What to know.
        notes: Vec<Note>,
    },
    /// Under 13: the routine ends, whatever else was typed.
    Stop(HardStop),
    /// Not yet: one line a field, in the order of the form.
    Wrong(Vec<FieldError>),
}

/// What to do before sending.
#[derive(Clone, Debug, PartialEq)]
pub enum Advice {
    /// The emergency window, worked out: ring now while it is open.
    Window(Answer),
    /// The dates do not fit: check them and ring now.
    CheckDates(CheckTheDates),
    /// The first unprotected sex was not given: ask for it, and ring now.
    AskFirstUpsi,
    /// What follows for this method.
    Then(WhatFollows),
}

impl Advice {
    /// For people.
    pub fn in_words(&self) -> Vec<String> {
        match self {
            Advice::Window(answer) => vec![answer.in_a_line()],
            Advice::CheckDates(why) => vec![format!("{why}.")],
            Advice::AskFirstUpsi => vec![
                "An emergency coil may still be possible. Ask when unprotected sex first happened in this cycle; ring now."
                    .to_owned(),
            ],
            Advice::Then(follows) => follows.in_words(),
        }
    }
}

/// Reads the form. The day of `now` is the day of the ask; the area is derived by the caller, who keeps no postcode.
pub fn read(typed: &Typed, area: &Area, numbers: &Numbers, now: Moment) -> Read {
    let today = now.day();
    let ages = YOUNG_AGES.on(today);
    let mut reading = Reading { wrong: Vec::new(), notes: Vec::new(), now, today };
    let born = reading.date_of_birth(typed.date_of_birth.reveal());
    let age = born.map(|born| today.whole_years_since(born));
    if age.is_some_and(|age| age < ages.hard_stop_under) {
        return Read::Stop(HardStop {
            safeguarding_lead: numbers.safeguarding_lead.clone(),
            urgent_care: numbers.urgent_care.clone(),
        });
    }
    let request = reading.request(typed, area, born, age);
    match request {
        Some(request) if reading.wrong.is_empty() => {
            let advice = advice(&request, now);
            Read::Ready { request: Box::new(request), advice, notes: reading.notes }
        }
        Some(_) | None => {
            reading.wrong.sort_by_key(|error| error.field);
            Read::Wrong(reading.wrong)
        }
    }
}

fn advice(request: &Request, now: Moment) -> Vec<Advice> {
    let Pregnancy::NotExcluded { symptoms, first_upsi, last_upsi, cycle, hormones } =
        &request.contents.pregnancy
    else {
        return Vec::new();
    };
    let window = match first_upsi {
        None => Advice::AskFirstUpsi,
        Some(first) => {
            let used = if *hormones { UsedThisCycle::Hormones } else { UsedThisCycle::Nothing };
            let question =
                Question { first_upsi: *first.reveal(), cycle: *cycle.reveal(), used, birth: None, now };
            match last_safe_time(&question) {
                Ok(answer) => Advice::Window(answer),
                Err(why) => Advice::CheckDates(why),
            }
        }
    };
    let found = NotExcluded { symptoms_or_signs: *symptoms, last_upsi: *last_upsi.reveal() };
    let device = match request.envelope.wanted {
        Wanted::Method(Method::Implant) => Device::Implant,
        Wanted::Method(Method::CuIud | Method::LngIud) | Wanted::Discuss => Device::Coil,
    };
    vec![window, Advice::Then(what_follows(&found, device, now.day()))]
}

struct Reading {
    wrong: Vec<FieldError>,
    notes: Vec<Note>,
    now: Moment,
    today: Day,
}

impl Reading {
    fn wrong<T>(&mut self, field: Field, why: impl Into<String>) -> Option<T> {
        self.wrong.push(FieldError::new(field, why));
        None
    }

    fn request(
        &mut self,
        typed: &Typed,
        area: &Area,
        born: Option<Day>,
        age: Option<u16>,
    ) -> Option<Request> {
        // Everything is read before anything is given up, so that all mistakes are told at once.
        let wanted =
            self.one_of(Field::Method, &typed.method, "choose a method, or “discuss”", |name| match name {
                "discuss" => Some(Wanted::Discuss),
                name => Method::of_name(name).map(Wanted::Method),
            });
        let purpose = self.one_of(
            Field::Purpose,
            &typed.purpose,
            "say what it is for: it decides who pays",
            Purpose::of_name,
        );
        let today = self.today;
        let purse = purpose.and_then(|purpose| match purpose.purse(today) {
            Some(purse) => Some(purse),
            None => self.wrong(Field::Purpose, "nobody is named as the payer on that day"),
        });
        let identity = self.identity(typed, born);
        let pregnancy = self.pregnancy(typed);
        let contents = self.contents(typed, identity, pregnancy, age);
        let (wanted, purpose, purse, contents) = (wanted?, purpose?, purse?, contents?);
        let envelope = Envelope {
            wanted,
            purpose,
            purse,
            age_band: Recorded::from(age.map(AgeBand::of)),
            deprivation: Recorded::from(area.deprivation),
            rural: Recorded::from(area.rural),
            council: Recorded::from(area.council),
        };
        let suggested = suggested_setting(&contents.factors);
        Some(Request { envelope, contents, suggested })
    }

    fn identity(&mut self, typed: &Typed, born: Option<Day>) -> Option<Identity> {
        let name = self.text(Field::Name, typed.name.reveal(), NAME_LETTERS_MAX);
        let name = name.and_then(|name| {
            if name.is_empty() { self.wrong(Field::Name, "write the name she gave") } else { Some(name) }
        });
        let nhs_number = self.nhs_number(typed.nhs_number.reveal());
        let local = self.text(Field::LocalNumber, typed.local_number.reveal(), NAME_LETTERS_MAX);
        let local_number = local.map(|local| (!local.is_empty()).then(|| Personal::new(local)));
        Some(Identity {
            name: Personal::new(name?),
            born: Personal::new(born?),
            nhs_number: nhs_number?,
            local_number: local_number?,
        })
    }

    fn contents(
        &mut self,
        typed: &Typed,
        identity: Option<Identity>,
        pregnancy: Option<Pregnancy>,
        age: Option<u16>,
    ) -> Option<Contents> {
        let current_method = self.text(Field::CurrentMethod, &typed.current_method, TEXT_LETTERS_MAX);
        let continue_told = self.continue_told(typed);
        let previous_problem =
            self.text(Field::PreviousProblem, typed.previous_problem.reveal(), TEXT_LETTERS_MAX);
        let factors = self.factors(&typed.factors);
        let sti_check = self.sti_check(&typed.sti_check);
        let (copper, anaesthetic) = self.allergies(&typed.allergies);
        let language = self.text(Field::Language, &typed.language, NAME_LETTERS_MAX);
        let bsl = self.yes_or_no(Field::Bsl, &typed.bsl, Some(false));
        let access = self.access(&typed.access);
        let chaperone = self.chaperone(&typed.chaperone);
        let contact = self.contact(typed);
        let travel_miles = self.travel_miles(&typed.travel_miles);
        let device = self.device(&typed.device);
        let consent = self.consent(&typed.consent);
        let young = self.young(typed, age);
        consent?;
        Some(Contents {
            identity: identity?,
            pregnancy: pregnancy?,
            current_method: current_method?,
            continue_told: continue_told?,
            previous_problem: match previous_problem? {
                text if matches!(text.to_lowercase().as_str(), "" | "no" | "none") => PreviousProblem::No,
                text => PreviousProblem::Yes(Personal::new(text)),
            },
            factors: factors?,
            sti_check: sti_check?,
            allergy_copper: copper,
            allergy_anaesthetic: anaesthetic,
            language: language.map(|language| (!language.is_empty()).then_some(language))?,
            bsl: bsl?,
            access: access?,
            chaperone: chaperone?,
            contact: contact?,
            travel_miles: travel_miles?,
            device: device?,
            young: young?,
        })
    }

    fn pregnancy(&mut self, typed: &Typed) -> Option<Pregnancy> {
        let symptoms = self.yes_or_no(Field::Symptoms, &typed.symptoms, Some(false))?;
        let dates = [&typed.first_upsi, &typed.last_upsi, &typed.last_period];
        match typed.pregnancy.trim() {
            "" => self.wrong(Field::Pregnancy, "choose a criterion, or “not excluded”"),
            "not-excluded" => self.not_excluded(typed, symptoms),
            // A symptom or sign outweighs every criterion.
            name if symptoms && Criterion::of_name(name).is_some() => self.wrong(
                Field::Pregnancy,
                "with symptoms or signs pregnancy is not excluded: choose “not excluded”, and check the emergency window first",
            ),
            name => match Criterion::of_name(name) {
                Some(criterion) => {
                    if dates.iter().any(|date| !date.reveal().trim().is_empty()) {
                        self.notes.push(Note::DatesNotKept);
                    }
                    Some(Pregnancy::Excluded(criterion))
                }
                None => self.wrong(Field::Pregnancy, "choose one of the seven criteria, or “not excluded”"),
            },
        }
    }

    fn not_excluded(&mut self, typed: &Typed, symptoms: bool) -> Option<Pregnancy> {
        let first = match typed.first_upsi.reveal().trim() {
            "" => Some(None),
            text => match text.parse::<Moment>() {
                Ok(moment) if moment <= self.now => Some(Some(moment)),
                Ok(_) => self.wrong(Field::FirstUpsi, "this is later than now: check the date; ring now"),
                Err(why) => self.wrong(Field::FirstUpsi, time_in_words(&why)),
            },
        };
        let last = match typed.last_upsi.reveal().trim() {
            "" => {
                self.wrong(Field::LastUpsi, "needed when pregnancy is not excluded: when was the last time?")
            }
            text => self.past_day(Field::LastUpsi, text),
        };
        let hormones = self.yes_or_no(Field::HormonesThisCycle, &typed.hormones_this_cycle, Some(false));
        let cycle = self.cycle(typed);
        let (first, last) = (first?, last?);
        if first.is_some_and(|first| first.day() > last) {
            return self.wrong(
                Field::LastUpsi,
                "this is before the first unprotected sex: check the dates; ring now",
            );
        }
        Some(Pregnancy::NotExcluded {
            symptoms,
            first_upsi: first.map(Personal::new),
            last_upsi: Personal::new(last),
            cycle: Personal::new(cycle?),
            hormones: hormones?,
        })
    }

    fn cycle(&mut self, typed: &Typed) -> Option<Cycle> {
        let period = typed.last_period.reveal().trim();
        let days = typed.shortest_cycle.trim();
        let last_period =
            if period.is_empty() { None } else { Some(self.past_day(Field::LastPeriod, period)?) };
        if days.is_empty() {
            return Some(Cycle::Unknown);
        }
        let shortest = match days.parse::<i64>() {
            Ok(days) => match CycleDays::new(days, self.today) {
                Ok(shortest) => shortest,
                Err(why) => return self.wrong(Field::ShortestCycle, why.to_string()),
            },
            Err(_) => {
                return self
                    .wrong(Field::ShortestCycle, "write a number of days, as in 28, or leave it empty");
            }
        };
        Some(last_period.map_or(Cycle::Unknown, |last_period| Cycle::Known { last_period, shortest }))
    }

    fn young(&mut self, typed: &Typed, age: Option<u16>) -> Option<Option<YoungPerson>> {
        let ages = YOUNG_AGES.on(self.today);
        let Some(age) = age.filter(|age| *age < ages.flag_under) else { return Some(None) };
        let exploitation = match typed.exploitation.trim() {
            "done" => Some(Exploitation::Done),
            "not-done" => Some(Exploitation::NotDone),
            _ => self.wrong(Field::Exploitation, "under 18: offer the check and say whether it was done"),
        };
        let speak_to = match self.text(Field::SpeakTo, typed.speak_to.reveal(), NAME_LETTERS_MAX)? {
            empty if empty.is_empty() => {
                self.wrong(Field::SpeakTo, "under 18: say to whom the host speaks before contacting her")
            }
            text => Some(text),
        };
        let mut fraser = Vec::new();
        if age < ages.fraser_under {
            let ticked: BTreeSet<&str> = typed.fraser.iter().map(|name| name.trim()).collect();
            fraser.extend(FraserPoint::ALL.into_iter().filter(|point| ticked.contains(point.name())));
            let missing = FraserPoint::ALL.len() - fraser.len();
            if missing > 0 {
                self.wrong.push(FieldError::new(
                    Field::Fraser,
                    format!("13 to 15: the clinician records all five points; {missing} missing. If one does not hold, ring the safeguarding lead"),
                ));
            }
        }
        Some(Some(YoungPerson { fraser, exploitation: exploitation?, speak_to: Personal::new(speak_to?) }))
    }

    fn contact(&mut self, typed: &Typed) -> Option<Contact> {
        let discreet = self.yes_or_no(Field::Discreet, &typed.discreet, Some(true));
        let times = self.text(Field::Times, &typed.times, TEXT_LETTERS_MAX);
        let channel =
            self.one_of(Field::Channel, &typed.channel, "choose how to reach her", |name| match name {
                "text" => Some(Channel::Text),
                "telephone" => Some(Channel::Telephone),
                "email" => Some(Channel::Email),
                "she-rings" => Some(Channel::SheRings),
                _ => None,
            });
        let typed_at = typed.contact.reveal().trim();
        let at = match channel? {
            Channel::SheRings => None,
            Channel::Text | Channel::Telephone => match telephone(typed_at) {
                Some(number) => Some(Personal::new(number)),
                None => {
                    return self
                        .wrong(Field::Contact, "write a telephone number of 10 or 11 digits that is hers");
                }
            },
            Channel::Email => match email(typed_at) {
                true => Some(Personal::new(typed_at.to_owned())),
                false => {
                    return self.wrong(
                        Field::Contact,
                        "write an e-mail address that is hers, as in name@example.org",
                    );
                }
            },
        };
        Some(Contact { channel: channel?, at, discreet: discreet?, times: times? })
    }

    fn date_of_birth(&mut self, text: &str) -> Option<Day> {
        let text = text.trim();
        if text.is_empty() {
            return self.wrong(
                Field::DateOfBirth,
                "write it: two facts keep one person from being taken for another",
            );
        }
        let born = self.past_day(Field::DateOfBirth, text)?;
        if self.today.whole_years_since(born) > OLDEST_YEARS {
            return self.wrong(Field::DateOfBirth, "this is more than 120 years ago: check the year");
        }
        Some(born)
    }

    fn nhs_number(&mut self, text: &str) -> Option<Option<NhsNumber>> {
        if text.trim().is_empty() {
            return Some(None);
        }
        match text.trim().parse::<NhsNumber>() {
            Ok(number) => {
                if number.is_synthetic() {
                    self.notes.push(Note::SyntheticNumber);
                }
                Some(Some(number))
            }
            Err(why) => self.wrong(Field::NhsNumber, format!("{why}, or leave it empty")),
        }
    }

    fn continue_told(&mut self, typed: &Typed) -> Option<ContinueTold> {
        let none = matches!(typed.current_method.trim().to_lowercase().as_str(), "" | "none" | "no");
        match typed.continue_told.trim() {
            "yes" => Some(ContinueTold::Told),
            "no" => Some(ContinueTold::NotTold),
            "" if none => Some(ContinueTold::NoMethod),
            _ => self
                .wrong(Field::ContinueTold, "say whether she was told to continue until fitted: yes or no"),
        }
    }

    fn factors(&mut self, typed: &[String]) -> Option<Vec<Factor>> {
        let mut factors = Vec::new();
        for name in typed.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            match Factor::of_name(name, self.today) {
                Some(factor) if factors.contains(&factor) => {}
                Some(factor) => factors.push(factor),
                None => {
                    return self.wrong(
                        Field::Factors,
                        "one ticked factor is not in today’s list: open the form again",
                    );
                }
            }
        }
        Some(factors)
    }

    fn sti_check(&mut self, text: &str) -> Option<StiCheck> {
        self.one_of(
            Field::StiCheck,
            text,
            "choose done, offered, declined or not needed",
            |name| match name {
                "done" => Some(StiCheck::Done),
                "offered" => Some(StiCheck::Offered),
                "declined" => Some(StiCheck::Declined),
                "not-needed" => Some(StiCheck::NotNeeded),
                _ => None,
            },
        )
    }

    fn allergies(&mut self, typed: &[String]) -> (bool, bool) {
        let (mut copper, mut anaesthetic) = (false, false);
        for name in typed {
            match name.trim() {
                "copper" => copper = true,
                "local-anaesthetic" => anaesthetic = true,
                "" | "none" => {}
                _ => {
                    self.wrong.push(FieldError::new(
                        Field::Allergies,
                        "only copper and local anaesthetic matter here: untick the other",
                    ));
                }
            }
        }
        (copper, anaesthetic)
    }

    fn access(&mut self, typed: &[String]) -> Option<BTreeSet<Access>> {
        let mut needs = BTreeSet::new();
        for name in typed.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            let need = match name {
                "step-free" => Access::StepFree,
                "adjustable-couch" => Access::AdjustableCouch,
                "hoist" => Access::Hoist,
                "hearing-loop" => Access::HearingLoop,
                "blue-badge-parking" => Access::BlueBadgeParking,
                _ => return self.wrong(Field::Access, "one need is not in the list: open the form again"),
            };
            needs.insert(need);
        }
        Some(needs)
    }

    fn chaperone(&mut self, text: &str) -> Option<Chaperone> {
        self.one_of(Field::Chaperone, text, "choose woman, man, any or none", |name| match name {
            "woman" => Some(Chaperone::Woman),
            "man" => Some(Chaperone::Man),
            "any" => Some(Chaperone::Any),
            "none" => Some(Chaperone::None),
            _ => None,
        })
    }

    fn travel_miles(&mut self, text: &str) -> Option<Option<u16>> {
        match text.trim() {
            "" => Some(None),
            text => match text.parse::<u16>() {
                Ok(miles) if (1..=500).contains(&miles) => Some(Some(miles)),
                Ok(_) | Err(_) => {
                    self.wrong(Field::TravelLimit, "write whole miles, 1 to 500, or leave it empty")
                }
            },
        }
    }

    fn device(&mut self, text: &str) -> Option<DeviceSupply> {
        self.one_of(Field::Device, text, "choose who has the device", |name| match name {
            "host-supplies" => Some(DeviceSupply::HostSupplies),
            "prescribed-and-brought" => Some(DeviceSupply::PrescribedAndBrought),
            _ => None,
        })
    }

    fn consent(&mut self, text: &str) -> Option<()> {
        match text.trim() {
            "yes" => Some(()),
            "no" => self
                .wrong(Field::Consent, "she said no: nothing is sent. Give her the number to ring herself"),
            _ => self.wrong(Field::Consent, "ask her, and record her answer: yes or no"),
        }
    }

    fn one_of<T>(
        &mut self,
        field: Field,
        text: &str,
        why: &str,
        known: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        match known(text.trim()) {
            Some(value) => Some(value),
            None => self.wrong(field, why),
        }
    }

    fn yes_or_no(&mut self, field: Field, text: &str, when_empty: Option<bool>) -> Option<bool> {
        match text.trim() {
            "yes" => Some(true),
            "no" => Some(false),
            "" if when_empty.is_some() => when_empty,
            _ => self.wrong(field, "answer yes or no"),
        }
    }

    fn text(&mut self, field: Field, text: &str, letters_max: usize) -> Option<String> {
        let text = text.trim();
        if text.chars().count() > letters_max {
            return self.wrong(field, format!("at most {letters_max} letters: say it shorter"));
        }
        if text
            .chars()
            .any(|letter| letter.is_control() && letter != '\n' && letter != '\r' && letter != '\t')
        {
            return self.wrong(field, "it holds letters that cannot be printed: type it again");
        }
        Some(text.to_owned())
    }

    fn past_day(&mut self, field: Field, text: &str) -> Option<Day> {
        match text.parse::<Day>() {
            Ok(day) if day <= self.today => Some(day),
            Ok(_) => self.wrong(field, "this is later than today: check the date"),
            Err(_) => self.wrong(field, "write year-month-day, as in 2025-03-08"),
        }
    }
}

/// Why a time cannot be read, without the time.
fn time_in_words(why: &kernel::MomentRefused) -> &'static str {
    match why {
        kernel::MomentRefused::Unreadable(_) => "write a date and time, as in 2025-03-08T22:00",
        kernel::MomentRefused::SkippedByClockChange(_) => {
            "the clocks go forward over this time: check it; ring now"
        }
        kernel::MomentRefused::RepeatedByClockChange(_) => {
            "this time happens twice as the clocks go back: add +01:00 for the first or +00:00 for the second"
        }
    }
}

/// A British number without its spaces, or nothing.
pub(super) fn telephone(text: &str) -> Option<String> {
    let mut digits = String::new();
    for (place, letter) in text.trim().chars().enumerate() {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if place == 0 => digits.push('+'),
            ' ' | '-' | '(' | ')' | '.' | '\u{a0}' => {}
            _ => return None,
        }
    }
    let national = match digits.strip_prefix("+44") {
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => digits,
    };
    (national.starts_with('0') && matches!(national.len(), 10 | 11)).then_some(national)
}

fn email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(char::is_whitespace) && !part.contains(['@', ',', ';', '<', '>'])
    };
    plain(user)
        && plain(host)
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.len() <= 254
}
