//! What a host offers people who need something: languages, British Sign Language, access, chaperones.

use std::collections::BTreeSet;

/// British Sign Language at a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Bsl {
    /// None.
    #[default]
    No,
    /// An interpreter can be booked.
    Bookable,
    /// Somebody there signs.
    Staff,
}

/// Something about the building or the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// No step from the street to the couch.
    StepFree,
    /// A couch that goes up and down.
    AdjustableCouch,
    /// A hoist.
    Hoist,
    /// A hearing loop.
    HearingLoop,
    /// A parking place for a blue badge.
    BlueBadgeParking,
}

/// Who the person wants as a chaperone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Chaperone {
    /// None wanted.
    None,
    /// Anybody.
    #[default]
    Any,
    /// A woman.
    Woman,
    /// A man.
    Man,
}

/// What a host offers.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Support {
    /// Languages spoken there, as people call them, in small letters.
    pub languages: BTreeSet<String>,
    /// Whether an interpreter can be booked for any other.
    pub interpreter: bool,
    /// British Sign Language.
    pub bsl: Bsl,
    /// The building and the room.
    pub access: BTreeSet<Access>,
    /// A woman can be the chaperone.
    pub chaperone_woman: bool,
    /// A man can be the chaperone.
    pub chaperone_man: bool,
}

/// What a person needs.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Needs {
    /// A language, where English will not do.
    pub language: Option<String>,
    /// British Sign Language.
    pub bsl: bool,
    /// The building and the room: each one is a must.
    pub access: BTreeSet<Access>,
    /// A chaperone: a must.
    pub chaperone: Chaperone,
}

impl Support {
    /// The first access need that is not met.
    pub fn missing_access(&self, needs: &Needs) -> Option<Access> {
        needs.access.iter().copied().find(|need| !self.access.contains(need))
    }

    /// Whether the chaperone can be had.
    pub fn chaperones(&self, wish: Chaperone) -> bool {
        match wish {
            Chaperone::None => true,
            Chaperone::Any => self.chaperone_woman || self.chaperone_man,
            Chaperone::Woman => self.chaperone_woman,
            Chaperone::Man => self.chaperone_man,
        }
    }

    /// Whether that language is spoken there, in whichever letters it is written.
    pub fn speaks(&self, language: &str) -> bool {
        self.languages.iter().any(|spoken| spoken.eq_ignore_ascii_case(language))
            || (!language.is_ascii() && self.languages.contains(&language.to_lowercase()))
    }

    /// How many of the person's ways of speaking are not met. Hosts that meet all of them come first; nobody is left out
    /// for it, since an interpreter may be found in other ways.
    pub fn unmet_languages(&self, needs: &Needs) -> u8 {
        let bsl = needs.bsl && self.bsl == Bsl::No;
        let spoken =
            needs.language.as_ref().is_some_and(|language| !self.interpreter && !self.speaks(language));
        u8::from(bsl) + u8::from(spoken)
    }
}
