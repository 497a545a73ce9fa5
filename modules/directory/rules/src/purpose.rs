//! What a fitting is for, and therefore who pays.

use kernel::Day;
use lawbook::responsibility::{Payer, Service};

/// Why the device is wanted. It must be said: it decides the payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Contraception.
    Contraception,
    /// Heavy bleeding or protection of the endometrium, and nothing else.
    HeavyBleeding,
    /// Both; it counts as contraception.
    Mixed,
    /// Emergency contraception.
    Emergency,
}

/// Which side pays. The body on that side changes with the years; the side a host has a contract with does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purse {
    /// The council, from the public-health grant.
    Council,
    /// The NHS, through its commissioner of the day.
    Nhs,
}

impl Purpose {
    /// All purposes, the commonest first.
    pub const ALL: [Purpose; 4] =
        [Purpose::Contraception, Purpose::HeavyBleeding, Purpose::Mixed, Purpose::Emergency];

    /// The short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Purpose::Contraception => "contraception",
            Purpose::HeavyBleeding => "heavy-bleeding",
            Purpose::Mixed => "mixed",
            Purpose::Emergency => "emergency",
        }
    }

    /// The purpose of that short name.
    pub fn of_name(name: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|known| known.name() == name)
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Purpose::Contraception => "contraception",
            Purpose::HeavyBleeding => "heavy bleeding or protection of the endometrium",
            Purpose::Mixed => "contraception and heavy bleeding",
            Purpose::Emergency => "emergency contraception",
        }
    }

    /// What it counts as where one body must pay: a mixed purpose is contraception, an emergency too.
    pub const fn counts_as(self) -> Purpose {
        match self {
            Purpose::Contraception | Purpose::Mixed | Purpose::Emergency => Purpose::Contraception,
            Purpose::HeavyBleeding => Purpose::HeavyBleeding,
        }
    }

    /// The service of the responsibility map that it falls under.
    pub const fn service(self) -> Service {
        match self.counts_as() {
            Purpose::HeavyBleeding => Service::Gynaecology,
            Purpose::Contraception | Purpose::Mixed | Purpose::Emergency => Service::PracticeLarc,
        }
    }

    /// Who pays on that day, or nothing before the responsibility map begins (1 April 2013).
    pub fn payer(self, on: Day) -> Option<Payer> {
        lawbook::who_pays(self.service(), on)
    }

    /// Which side pays on that day, or nothing before the map begins.
    pub fn purse(self, on: Day) -> Option<Purse> {
        self.payer(on).map(Purse::of)
    }
}

impl Purse {
    /// The side on which that body stands.
    pub const fn of(payer: Payer) -> Purse {
        match payer {
            Payer::Council => Purse::Council,
            Payer::NhsEngland | Payer::Ccg | Payer::Icb | Payer::NhsContract => Purse::Nhs,
        }
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Purse::Council => "the council",
            Purse::Nhs => "the NHS",
        }
    }
}
