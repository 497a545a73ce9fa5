//! Sessions: how long they last, when they lock, and which gives way.

use kernel::Moment;

use crate::{IDLE_MINUTES, RECHECK_SECONDS, SESSION_HOURS, SESSIONS_MAX};

/// One sign-in on one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When the user signed in.
    pub began: Moment,
    /// When the user last did something. A page that refreshes itself is no sign of life.
    pub last_seen: Moment,
    /// When it was ended, and by what.
    pub ended: Option<(Moment, SessionEnd)>,
}

/// What ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// The user signed out.
    SignedOut,
    /// It had lasted as long as a session may.
    TooLong,
    /// The user left the organisation, or the seat ended.
    Left,
    /// The user or somebody who keeps seats ended it from elsewhere.
    EndedElsewhere,
    /// The password or second factor was reset.
    Reset,
    /// A newer session took its place.
    GaveWay,
}

impl SessionEnd {
    /// A short stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            SessionEnd::SignedOut => "signed-out",
            SessionEnd::TooLong => "too-long",
            SessionEnd::Left => "left",
            SessionEnd::EndedElsewhere => "ended-elsewhere",
            SessionEnd::Reset => "reset",
            SessionEnd::GaveWay => "gave-way",
        }
    }
}

/// What a session is worth now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStanding {
    /// It works.
    Open {
        /// When it locks if nothing more is done.
        locks_at: Moment,
        /// When it ends, whatever is done.
        ends_at: Moment,
    },
    /// It waits for the password. Page and draft are kept, and the same user comes back to the same place.
    Locked {
        /// Since when.
        since: Moment,
    },
    /// It is over.
    Ended {
        /// Since when.
        at: Moment,
        /// What ended it.
        why: SessionEnd,
    },
}

impl Session {
    /// What it is worth at that moment. `left` is the moment from which its user holds the seat no more, if any.
    pub fn standing(&self, left: Option<Moment>, now: Moment) -> SessionStanding {
        let day = self.began.day();
        let ends_at = self.began.plus_hours(SESSION_HOURS.on(day));
        let locks_at = self.last_seen.plus_minutes(IDLE_MINUTES.on(day));
        let ends = [self.ended, left.map(|at| (at, SessionEnd::Left)), Some((ends_at, SessionEnd::TooLong))];
        if let Some((at, why)) =
            ends.into_iter().flatten().filter(|(at, _)| *at <= now).min_by_key(|(at, _)| *at)
        {
            return SessionStanding::Ended { at, why };
        }
        if locks_at <= now {
            return SessionStanding::Locked { since: locks_at };
        }
        SessionStanding::Open { locks_at, ends_at }
    }
}

/// Whether a session that last asked about its user's seat at `checked` must ask again. Twice as often as a leaver's
/// minute, so that a slow answer still falls within it.
pub fn recheck_due(checked: Moment, now: Moment) -> bool {
    now.micros_since(checked) >= RECHECK_SECONDS.on(now.day()) * 1_000_000
}

/// Which of a user's open sessions give way to a new one, by their place in the list: those seen longest ago.
pub fn too_many(open: &[Session], now: Moment) -> Vec<usize> {
    let room = SESSIONS_MAX.on(now.day()).saturating_sub(1);
    let mut by_age: Vec<(Moment, usize)> =
        open.iter().enumerate().map(|(place, s)| (s.last_seen, place)).collect();
    by_age.sort_unstable();
    by_age.truncate(open.len().saturating_sub(room));
    by_age.into_iter().map(|(_, place)| place).collect()
}

/// The address to go back to after signing in, if it is one of our own pages: no other host, nothing that a browser
/// could read as one.
pub fn safe_return(path: &str) -> Option<&str> {
    let own = path.starts_with('/') && !path.starts_with("//");
    let plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (own && plain && path.len() <= 500).then_some(path)
}
