//! Invitations and resets: links that work once and not for long.

use kernel::Moment;

use crate::{INVITATION_HOURS, RESET_MINUTES};

/// A link sent to a mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What it is for.
    pub kind: InvitationKind,
    /// When it was sent.
    pub sent: Moment,
    /// When it was taken up.
    pub used: Option<Moment>,
    /// When a later one to the same user took its place, or somebody called it back.
    pub ended: Option<Moment>,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationKind {
    /// To a new user: set a password and a second factor.
    Invite,
    /// To a user who forgot: set a new password. The second factor stays, and every session ends when it is used.
    Reset,
}

/// What a link is worth now. To whoever opens it, everything but `Open` reads the same: ask for a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationStanding {
    /// It can be taken up before this moment.
    Open {
        /// The first moment at which it cannot.
        until: Moment,
    },
    /// Its time is over.
    Expired,
    /// It was taken up.
    Used,
    /// It was called back or replaced.
    Ended,
}

impl Invitation {
    /// The first moment at which it can no longer be taken up.
    pub fn until(&self) -> Moment {
        match self.kind {
            InvitationKind::Invite => self.sent.plus_hours(INVITATION_HOURS.on(self.sent.day())),
            InvitationKind::Reset => self.sent.plus_minutes(RESET_MINUTES.on(self.sent.day())),
        }
    }

    /// What it is worth at that moment.
    pub fn standing(&self, now: Moment) -> InvitationStanding {
        if self.used.is_some() {
            InvitationStanding::Used
        } else if self.ended.is_some_and(|ended| ended <= now) {
            InvitationStanding::Ended
        } else if self.until() <= now {
            InvitationStanding::Expired
        } else {
            InvitationStanding::Open { until: self.until() }
        }
    }
}
