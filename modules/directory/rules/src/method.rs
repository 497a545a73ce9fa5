//! Methods and devices: how long each works, and until when it may stay.

use kernel::Day;

use crate::rows;

/// A method that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A copper coil: the only kind of coil used for emergency contraception.
    CuIud,
    /// A hormonal coil.
    LngIud,
    /// An implant.
    Implant,
}

/// A device that is fitted. An injectable is no fitting and no device: see [`rows::INJECTABLE_WEEKS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    /// A copper coil of a ten-year kind.
    CopperTen,
    /// A copper coil of a five-year kind.
    CopperFive,
    /// A hormonal coil of 52 mg.
    Hormonal52,
    /// A hormonal coil of 19.5 mg.
    Hormonal19,
    /// A hormonal coil of 13.5 mg.
    Hormonal13,
    /// An etonogestrel implant.
    Implant,
}

/// What is done with a device; each is a skill of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Procedure {
    /// Put one in.
    Fit,
    /// Take one out.
    Remove,
    /// Take one out and put one in.
    Replace,
}

impl Method {
    /// All methods.
    pub const ALL: [Method; 3] = [Method::CuIud, Method::LngIud, Method::Implant];

    /// The short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Method::CuIud => "cu-iud",
            Method::LngIud => "lng-iud",
            Method::Implant => "implant",
        }
    }

    /// The method of that short name.
    pub fn of_name(name: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|known| known.name() == name)
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Method::CuIud => "copper coil",
            Method::LngIud => "hormonal coil",
            Method::Implant => "implant",
        }
    }

    /// Whether it goes into the womb, so that a trained assistant is needed.
    pub const fn is_coil(self) -> bool {
        match self {
            Method::CuIud | Method::LngIud => true,
            Method::Implant => false,
        }
    }

    pub(crate) const fn index(self) -> usize {
        match self {
            Method::CuIud => 0,
            Method::LngIud => 1,
            Method::Implant => 2,
        }
    }
}

/// Until when a device may stay, and by which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplaceBy {
    /// The day by which it is replaced or taken out.
    pub day: Day,
    /// The rule that gave it.
    pub because: ReplaceReason,
}

/// The rule behind a replace-by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplaceReason {
    /// The years for which the device works.
    Life {
        /// Those years.
        years: u8,
    },
    /// Fitted from an age at which it may stay to a birthday.
    Age(rows::AgeRule),
}

impl Device {
    /// All devices.
    pub const ALL: [Device; 6] = [
        Device::CopperTen,
        Device::CopperFive,
        Device::Hormonal52,
        Device::Hormonal19,
        Device::Hormonal13,
        Device::Implant,
    ];

    /// The short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Device::CopperTen => "cu-iud-10",
            Device::CopperFive => "cu-iud-5",
            Device::Hormonal52 => "lng-iud-52",
            Device::Hormonal19 => "lng-iud-19.5",
            Device::Hormonal13 => "lng-iud-13.5",
            Device::Implant => "implant",
        }
    }

    /// The device of that short name.
    pub fn of_name(name: &str) -> Option<Device> {
        Device::ALL.into_iter().find(|known| known.name() == name)
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Device::CopperTen => "copper coil (10-year kind)",
            Device::CopperFive => "copper coil (5-year kind)",
            Device::Hormonal52 => "hormonal coil (52 mg)",
            Device::Hormonal19 => "hormonal coil (19.5 mg)",
            Device::Hormonal13 => "hormonal coil (13.5 mg)",
            Device::Implant => "implant",
        }
    }

    /// The method it belongs to.
    pub const fn method(self) -> Method {
        match self {
            Device::CopperTen | Device::CopperFive => Method::CuIud,
            Device::Hormonal52 | Device::Hormonal19 | Device::Hormonal13 => Method::LngIud,
            Device::Implant => Method::Implant,
        }
    }

    /// Years for which it works, by the rows of the day on which it was fitted.
    pub fn life_years(self, fitted: Day) -> u8 {
        match self {
            Device::CopperTen => rows::COPPER_TEN_YEARS.on(fitted),
            Device::CopperFive => rows::COPPER_FIVE_YEARS.on(fitted),
            Device::Hormonal52 => rows::HORMONAL_52_YEARS.on(fitted),
            Device::Hormonal19 => rows::HORMONAL_19_YEARS.on(fitted),
            Device::Hormonal13 => rows::HORMONAL_13_YEARS.on(fitted),
            Device::Implant => rows::IMPLANT_YEARS.on(fitted),
        }
    }

    fn age_rule(self, fitted: Day) -> Option<rows::AgeRule> {
        match self {
            Device::CopperTen | Device::CopperFive => Some(rows::COPPER_AGE_RULE.on(fitted)),
            Device::Hormonal52 => Some(rows::HORMONAL_52_AGE_RULE.on(fitted)),
            Device::Hormonal19 | Device::Hormonal13 | Device::Implant => None,
        }
    }

    /// The day by which it is replaced: fitting + life; where it was fitted from the age of an age rule, the birthday of
    /// that rule instead, unless that is already past. Without a date of birth, the life alone.
    pub fn replace_by(self, fitted: Day, born: Option<Day>) -> ReplaceBy {
        if let (Some(rule), Some(born)) = (self.age_rule(fitted), born) {
            let birthday = born.plus_months(12 * i32::from(rule.stays_to));
            if fitted.whole_years_since(born) >= u16::from(rule.fitted_from) && birthday > fitted {
                return ReplaceBy { day: birthday, because: ReplaceReason::Age(rule) };
            }
        }
        let years = self.life_years(fitted);
        ReplaceBy { day: fitted.plus_months(12 * i32::from(years)), because: ReplaceReason::Life { years } }
    }
}
