//! The fitting record: what was done, with what, and until when it works.

use directory_rules::{Device, Method, ReplaceBy};
use kernel::{Day, Personal};
use lawbook::{Dated, Src, date};

use super::reasons::NotFittedReason;
use super::{Field, FieldError};

/// The fields of the record as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of the same name, see `Field`")]
pub struct TypedFitting {
    pub fitted_on: String,
    pub fitted_device: String,
    pub brand: String,
    pub batch: String,
    pub expiry: String,
    pub sounding_cm: String,
    pub arm: String,
    pub chaperone_offer: String,
    pub chaperone_role: String,
    pub pain_relief: String,
    pub complications: String,
    pub effective_from: String,
    pub follow_up_test: String,
    pub sti_tests: String,
    pub sti_told: String,
    pub supplied_by: String,
}

/// What became of the chaperone offer, always recorded with the role of whoever was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChaperoneOffer {
    /// Offered and accepted.
    Accepted {
        /// The chaperone's role; no name is needed.
        role: String,
    },
    /// Offered and declined.
    Declined,
}

/// Where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In the womb, with the sounding length in millimetres.
    Womb {
        /// The length.
        sounding_millimetres: u16,
    },
    /// In the left arm.
    LeftArm,
    /// In the right arm.
    RightArm,
}

/// From when it works, as advised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectiveFrom {
    /// At once.
    AtOnce,
    /// From that day; another method until then.
    Day(Day),
}

/// Who supplied the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuppliedBy {
    /// The host.
    Host,
    /// The person brought it, prescribed.
    Brought,
}

/// A fitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitting {
    /// The day.
    pub on: Day,
    /// The device.
    pub device: Device,
    /// Its brand.
    pub brand: String,
    /// Its batch.
    pub batch: String,
    /// Its expiry.
    pub expiry: Day,
    /// Where it is.
    pub place: Where,
    /// The chaperone.
    pub chaperone: ChaperoneOffer,
    /// Pain relief; empty = none.
    pub pain_relief: String,
    /// Complications; empty = none.
    pub complications: String,
    /// From when it works.
    pub effective: EffectiveFrom,
    /// A follow-up pregnancy test, if one is due.
    pub follow_up_test: Option<Day>,
    /// STI tests taken, only where she agreed that this is told.
    pub sti_tests_told: Option<Personal<String>>,
    /// Who supplied it.
    pub supplied_by: SuppliedBy,
    /// By when it is replaced.
    pub replace_by: ReplaceBy,
}

/// A visit without a fitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFitted {
    /// The day.
    pub on: Day,
    /// Why.
    pub why: NotFittedReason,
}

/// Sounding lengths that are believed, in millimetres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SoundingRange {
    /// The shortest.
    pub shortest: u16,
    /// The longest.
    pub longest: u16,
}

/// The range of the day: a slip of the finger outside it is asked about.
pub const SOUNDING: Dated<SoundingRange> = Dated(&[(
    date(2017, 1, 1),
    SoundingRange { shortest: 40, longest: 150 },
    Src("fitting-record", "our range for a slip of the finger"),
)]);

const TEXT_LETTERS_MAX: usize = 500;

/// Reads the record; every mistake at once. `born` gives the age rules of replace-by.
pub fn read_fitting(typed: &TypedFitting, born: Option<Day>, today: Day) -> Result<Fitting, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let on = day(&mut wrong, Field::FittedOn, &typed.fitted_on);
    if on.is_some_and(|on| on > today) {
        wrong.push(FieldError::new(Field::FittedOn, "this is later than today: check the date"));
    }
    let device = Device::of_name(typed.fitted_device.trim());
    if device.is_none() {
        wrong.push(FieldError::new(Field::FittedDevice, "choose the device"));
    }
    let brand = needed(&mut wrong, Field::Brand, &typed.brand, "write the brand, as on the box");
    let batch = needed(&mut wrong, Field::Batch, &typed.batch, "write the batch, as on the box");
    let expiry = day(&mut wrong, Field::Expiry, &typed.expiry);
    if let (Some(expiry), Some(on)) = (expiry, on)
        && expiry < on
    {
        wrong.push(FieldError::new(
            Field::Expiry,
            "the device had expired on the day of the fitting: check the date; if it is right, tell the fitter now",
        ));
    }
    let place = device.and_then(|device| place(&mut wrong, device, typed, today));
    let chaperone = chaperone(&mut wrong, typed);
    let effective = effective(&mut wrong, &typed.effective_from, on);
    let follow_up_test = match typed.follow_up_test.trim() {
        "" => Some(None),
        text => day(&mut wrong, Field::FollowUpTest, text).map(Some),
    };
    let sti_tests_told = sti_tests(&mut wrong, typed);
    let supplied_by = match typed.supplied_by.trim() {
        "host" => Some(SuppliedBy::Host),
        "brought" => Some(SuppliedBy::Brought),
        _ => {
            wrong.push(FieldError::new(Field::SuppliedBy, "choose who supplied the device"));
            None
        }
    };
    let pain_relief = plain(&mut wrong, Field::PainRelief, &typed.pain_relief);
    let complications = plain(&mut wrong, Field::Complications, &typed.complications);
    let whole = || {
        let (on, device) = (on?, device?);
        Some(Fitting {
            on,
            device,
            brand: brand?,
            batch: batch?,
            expiry: expiry?,
            place: place?,
            chaperone: chaperone?,
            pain_relief: pain_relief?,
            complications: complications?,
            effective: effective?,
            follow_up_test: follow_up_test?,
            sti_tests_told: sti_tests_told?,
            supplied_by: supplied_by?,
            replace_by: device.replace_by(on, born),
        })
    };
    match whole() {
        Some(fitting) if wrong.is_empty() => Ok(fitting),
        Some(_) | None => {
            wrong.sort_by_key(|error| error.field);
            Err(wrong)
        }
    }
}

fn day(wrong: &mut Vec<FieldError>, field: Field, text: &str) -> Option<Day> {
    let read = text.trim().parse::<Day>().ok();
    if read.is_none() {
        wrong.push(FieldError::new(field, "write year-month-day, as in 2025-03-08"));
    }
    read
}

fn plain(wrong: &mut Vec<FieldError>, field: Field, text: &str) -> Option<String> {
    let text = text.trim();
    if text.chars().count() > TEXT_LETTERS_MAX {
        wrong.push(FieldError::new(field, format!("at most {TEXT_LETTERS_MAX} letters: say it shorter")));
        return None;
    }
    // One line each, so that the copy-out stays as short as it was promised.
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn needed(wrong: &mut Vec<FieldError>, field: Field, text: &str, why: &str) -> Option<String> {
    let text = plain(wrong, field, text)?;
    if text.is_empty() {
        wrong.push(FieldError::new(field, why));
        return None;
    }
    Some(text)
}

fn place(wrong: &mut Vec<FieldError>, device: Device, typed: &TypedFitting, today: Day) -> Option<Where> {
    match device.method() {
        Method::Implant => match typed.arm.trim() {
            "left" => Some(Where::LeftArm),
            "right" => Some(Where::RightArm),
            _ => {
                wrong.push(FieldError::new(Field::Arm, "say in which arm it is: left or right"));
                None
            }
        },
        Method::CuIud | Method::LngIud => {
            let range = SOUNDING.on(today);
            let centimetres = typed.sounding_cm.trim().parse::<f64>().ok().filter(|value| value.is_finite());
            let millimetres = centimetres.map(|value| (value * 10.0).round().clamp(0.0, 10_000.0) as u16);
            let believed = millimetres.filter(|length| (range.shortest..=range.longest).contains(length));
            if believed.is_none() {
                let (from, to) = (f64::from(range.shortest) / 10.0, f64::from(range.longest) / 10.0);
                wrong.push(FieldError::new(
                    Field::Sounding,
                    format!("write the length in centimetres, {from} to {to}, as in 7.5"),
                ));
            }
            believed.map(|sounding_millimetres| Where::Womb { sounding_millimetres })
        }
    }
}

fn chaperone(wrong: &mut Vec<FieldError>, typed: &TypedFitting) -> Option<ChaperoneOffer> {
    match typed.chaperone_offer.trim() {
        "accepted" => {
            let why = "say the chaperone’s role, as in “health-care assistant”";
            needed(wrong, Field::ChaperoneRole, &typed.chaperone_role, why)
                .map(|role| ChaperoneOffer::Accepted { role })
        }
        "declined" => Some(ChaperoneOffer::Declined),
        _ => {
            wrong.push(FieldError::new(
                Field::ChaperoneOffer,
                "a chaperone is always offered: choose accepted or declined",
            ));
            None
        }
    }
}

fn effective(wrong: &mut Vec<FieldError>, text: &str, on: Option<Day>) -> Option<EffectiveFrom> {
    match text.trim() {
        "at-once" => Some(EffectiveFrom::AtOnce),
        text => {
            let from = day(wrong, Field::EffectiveFrom, text)?;
            if on.is_some_and(|on| from < on) {
                wrong.push(FieldError::new(
                    Field::EffectiveFrom,
                    "this is before the fitting: check the date",
                ));
                return None;
            }
            Some(EffectiveFrom::Day(from))
        }
    }
}

/// Tests are told only where she agreed; without her yes the record here keeps nothing of them.
fn sti_tests(wrong: &mut Vec<FieldError>, typed: &TypedFitting) -> Option<Option<Personal<String>>> {
    let tests = plain(wrong, Field::StiTests, &typed.sti_tests)?;
    match (tests.is_empty(), typed.sti_told.trim()) {
        (true, _) | (false, "no") => Some(None),
        (false, "yes") => Some(Some(Personal::new(tests))),
        (false, _) => {
            wrong.push(FieldError::new(Field::StiTold, "ask her whether this may be told: yes or no"));
            None
        }
    }
}
