//! What an act is about, and how the actor stands to it.

use std::ops::{BitOr, BitOrAssign};

use crate::names::named;

/// What an act is about. Only its kind and the actor's relations to it decide; which one it is decides nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    /// What kind of thing.
    pub kind: Kind,
    /// How the actor stands to it, as found by whoever loaded it.
    pub relations: Relations,
}

impl Subject {
    /// A subject of this kind to which the actor stands so.
    pub const fn new(kind: Kind, relations: Relations) -> Subject {
        Subject { kind, relations }
    }
}

named! {
    /// What kind of thing a permit is about.
    "a kind of subject" Kind {
        /// An ask between two organisations.
        Ask = "ask",
        /// The log of looks at contents, and break-glass.
        AccessLog = "access_log",
        /// An emergency handed over by voice.
        EmergencyCall = "emergency_call",
        /// Organisations, sites, services, fitters, sessions, slots.
        Directory = "directory",
        /// A data agreement, and the flows it carries.
        Agreement = "agreement",
        /// Counts, waits and the rules they are counted by.
        Figures = "figures",
        /// A line of a claim: ask id, procedure, date, practice.
        ClaimLine = "claim_line",
        /// What a person said about how it went.
        Feedback = "feedback",
        /// Something that goes wrong between organisations, as posted in Fix-It: nobody's care and no person.
        Issue = "issue",
        /// A seat, its holders and their accounts.
        Seat = "seat",
        /// A deletion run.
        Retention = "retention",
        /// The place itself.
        Place = "place",
        /// A group at the table, with its meetings, decisions and actions.
        Group = "group",
        /// An audit of hospital letters: its letters without people, how they were coded, its rates.
        LetterAudit = "letter_audit",
    }
}

impl Kind {
    /// The relations that can matter for this kind; the others are left out of the decision.
    pub const fn relations(self) -> Relations {
        use Relations as R;
        match self {
            Kind::Ask => R::SENDER
                .and(R::HOST)
                .and(R::HOME_PRACTICE)
                .and(R::PERSON_SAID_YES)
                .and(R::THE_PERSON)
                .and(R::AGREEMENT_IN_FORCE)
                .and(R::BREAK_GLASS_OPEN)
                .and(R::AUTHOR)
                .and(R::CLINICIAN_TICKED)
                .and(R::EMERGENCY),
            Kind::AccessLog => R::OWN_ORGANISATION.and(R::THE_PERSON).and(R::OWN_SEAT),
            Kind::EmergencyCall => R::OWN_ORGANISATION.and(R::HOST),
            Kind::Directory => R::OWN_ORGANISATION,
            Kind::Agreement => R::OWN_ORGANISATION,
            Kind::Figures => R::OWN_ORGANISATION,
            Kind::ClaimLine => R::OWN_ORGANISATION.and(R::PAYER).and(R::AGREEMENT_IN_FORCE),
            Kind::Feedback => R::OWN_ORGANISATION.and(R::THE_PERSON),
            Kind::Issue => R::SENDER.and(R::OWN_SEAT),
            Kind::LetterAudit => R::OWN_ORGANISATION.and(R::OWN_SEAT),
            Kind::Seat => R::OWN_ORGANISATION.and(R::OWN_SEAT),
            Kind::Retention => R::ASKED_BY_ANOTHER,
            Kind::Place => R::NONE,
            Kind::Group => R::SITS
                .and(R::CHAIRS)
                .and(R::WRITES)
                .and(R::INVITED)
                .and(R::SITS_ABOVE)
                .and(R::OFFERED)
                .and(R::OWN_SEAT),
        }
    }

    /// Whether the mere existence of such a thing tells something: a refusal then says that it is not there.
    pub const fn is_private(self) -> bool {
        match self {
            Kind::Ask
            | Kind::AccessLog
            | Kind::EmergencyCall
            | Kind::ClaimLine
            | Kind::Feedback
            | Kind::Retention => true,
            Kind::Agreement | Kind::Seat | Kind::Group | Kind::LetterAudit => true,
            Kind::Directory | Kind::Figures | Kind::Issue | Kind::Place => false,
        }
    }
}

/// How an actor stands to a subject: a small set of named facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Relations(u32);

impl Relations {
    /// No relation at all.
    pub const NONE: Relations = Relations(0);
    /// The actor's organisation sent the ask.
    pub const SENDER: Relations = Relations(1);
    /// The ask (or call) was put to the actor's organisation.
    pub const HOST: Relations = Relations(1 << 1);
    /// The actor's organisation is the person's home practice.
    pub const HOME_PRACTICE: Relations = Relations(1 << 2);
    /// The person said yes, in words, to telling her home practice of this episode.
    pub const PERSON_SAID_YES: Relations = Relations(1 << 3);
    /// The thing belongs to the actor's organisation; for an agreement, it is a party.
    pub const OWN_ORGANISATION: Relations = Relations(1 << 4);
    /// The actor is the person it is about.
    pub const THE_PERSON: Relations = Relations(1 << 5);
    /// The actor's organisation pays for it.
    pub const PAYER: Relations = Relations(1 << 6);
    /// An agreement covers both organisations and this family of ask today (for a claim line: payer and provider).
    pub const AGREEMENT_IN_FORCE: Relations = Relations(1 << 7);
    /// The actor's seat has opened break-glass on it, with a reason, and that has not ended.
    pub const BREAK_GLASS_OPEN: Relations = Relations(1 << 8);
    /// It is the actor's own seat, or their own doing (the break-glass they opened themselves).
    pub const OWN_SEAT: Relations = Relations(1 << 9);
    /// The actor's seat wrote it within the last 24 hours.
    pub const AUTHOR: Relations = Relations(1 << 10);
    /// A clinician of the sender ticked the checks.
    pub const CLINICIAN_TICKED: Relations = Relations(1 << 11);
    /// Another user asked for it, so that this one may release it.
    pub const ASKED_BY_ANOTHER: Relations = Relations(1 << 12);
    /// It is needed within hours, and no call that hands it over has been recorded yet.
    pub const EMERGENCY: Relations = Relations(1 << 13);
    /// The actor's seat has a seat at the group's table today, as holder or deputy.
    pub const SITS: Relations = Relations(1 << 14);
    /// The actor's seat chairs the group today.
    pub const CHAIRS: Relations = Relations(1 << 15);
    /// The actor's seat writes for the group.
    pub const WRITES: Relations = Relations(1 << 16);
    /// The actor's seat is a guest for this item, and the meeting has not ended.
    pub const INVITED: Relations = Relations(1 << 17);
    /// The actor's seat sits in the group above, to which this was escalated.
    pub const SITS_ABOVE: Relations = Relations(1 << 18);
    /// The chair has been proposed to the actor's seat.
    pub const OFFERED: Relations = Relations(1 << 19);

    /// Every relation with its name in the policies, which read from the actor's side.
    pub const ALL: &'static [(Relations, &'static str)] = &[
        (Relations::SENDER, "sent_by_us"),
        (Relations::HOST, "asked_of_us"),
        (Relations::HOME_PRACTICE, "about_our_patient"),
        (Relations::PERSON_SAID_YES, "person_said_yes"),
        (Relations::OWN_ORGANISATION, "ours"),
        (Relations::THE_PERSON, "about_this_person"),
        (Relations::PAYER, "paid_by_us"),
        (Relations::AGREEMENT_IN_FORCE, "agreement_in_force"),
        (Relations::BREAK_GLASS_OPEN, "break_glass_open"),
        (Relations::OWN_SEAT, "own_seat"),
        (Relations::AUTHOR, "written_by_this_seat_today"),
        (Relations::CLINICIAN_TICKED, "clinician_ticked"),
        (Relations::ASKED_BY_ANOTHER, "asked_by_another"),
        (Relations::EMERGENCY, "emergency_without_a_call"),
        (Relations::SITS, "sits_here"),
        (Relations::CHAIRS, "chairs_today"),
        (Relations::WRITES, "writes_for_it"),
        (Relations::INVITED, "invited_to_this"),
        (Relations::SITS_ABOVE, "sits_above"),
        (Relations::OFFERED, "offered_to_this_seat"),
    ];

    /// Both sets together.
    pub const fn and(self, other: Relations) -> Relations {
        Relations(self.0 | other.0)
    }

    /// What both sets share.
    pub const fn within(self, other: Relations) -> Relations {
        Relations(self.0 & other.0)
    }

    /// This set less the other.
    pub const fn without(self, other: Relations) -> Relations {
        Relations(self.0 & !other.0)
    }

    /// Whether every relation of the other set is here.
    pub const fn has(self, other: Relations) -> bool {
        self.0 & other.0 == other.0
    }

    /// Together with the other where the condition holds.
    pub const fn and_if(self, condition: bool, other: Relations) -> Relations {
        if condition { self.and(other) } else { self }
    }

    /// The set as bits, stable within a release only.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Every set that can be made of the relations in this one, the empty set first.
    pub fn subsets(self) -> impl Iterator<Item = Relations> {
        let all = self.0;
        let mut next = Some(0u32);
        std::iter::from_fn(move || {
            let now = next?;
            // The usual walk over the submasks of a mask: the next higher one, until it wraps round to none.
            let after = now.wrapping_sub(all) & all;
            next = (after != 0).then_some(after);
            Some(Relations(now))
        })
    }
}

impl BitOr for Relations {
    type Output = Relations;
    fn bitor(self, other: Relations) -> Relations {
        self.and(other)
    }
}

impl BitOrAssign for Relations {
    fn bitor_assign(&mut self, other: Relations) {
        *self = self.and(other);
    }
}

/// The names, joined by a plus sign; “none” for the empty set.
impl std::fmt::Display for Relations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut first = true;
        for (relation, name) in Relations::ALL {
            if self.has(*relation) {
                f.write_str(if first { "" } else { " + " })?;
                f.write_str(name)?;
                first = false;
            }
        }
        if first { f.write_str("none") } else { Ok(()) }
    }
}
