//! The place that serves its pages: its name, its clock, who is signed in, how its cookies are set.

use std::sync::Arc;

use kernel::{Clock, Moment};

use crate::components::header::NavigationItem;
use crate::session::{NoSessions, Session, Sessions};

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one reader of the system's clock; everything else asks a Clock"
    )]
    fn now(&self) -> Moment {
        Moment::from_timestamp(jiff::Timestamp::now())
    }
}

/// What a synthetic place says of itself where it has no words of its own.
pub const SYNTHETIC: &str = "Synthetic: everybody and everything on this page is made up.";

/// What every page of a place needs. Cheap to clone; a module's own state holds one beside what it needs itself.
#[derive(Clone)]
pub struct Place {
    /// Finds out who is signed in.
    pub sessions: Arc<dyn Sessions>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Everybody in it is made up: every page and print says so.
    pub synthetic: bool,
    /// What a synthetic place says over every page.
    pub label: Arc<str>,
    /// Where it is reached from outside, without a slash at the end: `https://roundtable.marlshire.example`.
    pub base: String,
    /// What it is called.
    pub name: String,
    /// The parts of the product that this reader has, in the order of the header.
    pub parts: fn(&Session) -> Vec<NavigationItem>,
    /// Cookies only over https. Off only for a demo on the loopback address.
    pub secure_cookies: bool,
    /// The most bytes a form may have.
    pub form_bytes_max: usize,
    /// How long a page may take, in seconds.
    pub answer_seconds_max: u64,
    form_key: [u8; 32],
}

impl Place {
    /// A place of that name at that address, at which nobody is signed in yet. Cookies are for https if the address is.
    /// The key signs what strangers' forms carry; nodes that serve one place share it.
    pub fn new(name: &str, base: &str, form_key: [u8; 32]) -> Place {
        Place {
            sessions: Arc::new(NoSessions),
            clock: Arc::new(SystemClock),
            synthetic: false,
            label: SYNTHETIC.into(),
            base: base.trim_end_matches('/').to_owned(),
            name: name.to_owned(),
            parts: |_| Vec::new(),
            secure_cookies: base.starts_with("https://"),
            form_bytes_max: 2 * 1024 * 1024,
            answer_seconds_max: 30,
            form_key,
        }
    }

    /// What every page, print and file of a synthetic place says of it; empty where its people are real.
    pub fn said(&self) -> &str {
        if self.synthetic { &self.label } else { "" }
    }

    pub(crate) fn form_key(&self) -> &[u8; 32] {
        &self.form_key
    }
}
