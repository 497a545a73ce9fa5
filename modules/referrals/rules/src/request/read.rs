//! From what was typed to a request, with every mistake told at once.

mod basics;
mod choices;
mod pregnancy;

use std::collections::BTreeSet;

use directory_rules::{Method, Purpose};
use emergency_rules::{
    Answer, CheckTheDates, Device, NotExcluded, Question, UsedThisCycle, WhatFollows, last_safe_time,
    what_follows,
};
use kernel::{Day, Moment, NhsNumber, Personal};

use self::basics::email;
pub(super) use self::basics::telephone;
use super::young::YOUNG_AGES;
use super::{
    AgeBand, Area, Channel, Contact, Contents, Envelope, Exploitation, Field, FieldError, FraserPoint,
    HardStop, Identity, Note, Pregnancy, PreviousProblem, Recorded, Request, Typed, Wanted, YoungPerson,
    suggested_setting,
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
}
