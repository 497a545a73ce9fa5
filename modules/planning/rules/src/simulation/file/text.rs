//! The tables and fields of the text, as they are written; what they mean is read beside.

use directory_rules::Method;
use lawbook::Setting;
use serde::Deserialize;
use toml::Spanned;

use crate::simulation;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Text {
    pub(super) title: Option<String>,
    pub(super) purpose: Option<String>,
    pub(super) from: Option<Spanned<String>>,
    pub(super) days: Option<u32>,
    pub(super) run_in_days: Option<u32>,
    pub(super) follow_days: Option<u32>,
    pub(super) rules: Option<Spanned<Vec<String>>>,
    pub(super) months: Option<[f64; 12]>,
    pub(super) weekdays: Option<[f64; 7]>,
    pub(super) ages: Option<Vec<u16>>,
    /// Shares of the bands of age in an area that says only how many ask there.
    pub(super) age_shares: Option<Vec<f64>>,
    pub(super) methods: Option<[f64; 3]>,
    pub(super) complicated: Option<f64>,
    /// Certificates that count on the first day are taken to be renewed.
    pub(super) renewed: Option<bool>,
    /// All asks, so many times.
    pub(super) asks_times: Option<f64>,
    pub(super) replications: Option<u32>,
    pub(super) seed: Option<u64>,
    pub(super) half_width: Option<f64>,
    pub(super) confidence: Option<f64>,
    pub(super) area: Vec<Spanned<AreaText>>,
    pub(super) service: Vec<Spanned<ServiceText>>,
    pub(super) price: Vec<Spanned<PriceText>>,
    pub(super) choice: ChoiceText,
    pub(super) behaviour: BehaviourText,
    pub(super) variant: Vec<Spanned<Text>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AreaText {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) at: Option<[f64; 2]>,
    pub(super) fifth: Option<u8>,
    pub(super) patch: Option<String>,
    pub(super) people: Option<f64>,
    pub(super) asks_per_1000: Option<f64>,
    pub(super) asks_a_year: Option<f64>,
    pub(super) asks_by_age: Option<Vec<f64>>,
    pub(super) methods: Option<[f64; 3]>,
    pub(super) complicated: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ServiceText {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) setting: Option<Setting>,
    pub(super) at: Option<[f64; 2]>,
    pub(super) methods: Option<Vec<Method>>,
    pub(super) weekly_limit: Option<u16>,
    pub(super) complicated: Option<bool>,
    pub(super) not_under: Option<u8>,
    pub(super) published_days: Option<f64>,
    /// The area of its own patients; with `own_only`, it takes nobody else.
    pub(super) home: Option<String>,
    pub(super) own_only: Option<bool>,
    pub(super) always_open: Option<u32>,
    pub(super) closed: Option<bool>,
    pub(super) fitter: Option<Vec<Spanned<FitterText>>>,
    pub(super) session: Option<Vec<Spanned<SessionText>>>,
    pub(super) more_session: Vec<Spanned<SessionText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FitterText {
    pub(super) id: String,
    pub(super) skills: Vec<String>,
    pub(super) certified: String,
    pub(super) life_support: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionText {
    pub(super) weekday: String,
    pub(super) starts: String,
    pub(super) hours: f64,
    #[serde(default)]
    pub(super) slots: u16,
    #[serde(default)]
    pub(super) walk_in: u32,
    /// Those of these names; all of the service's where none are named.
    #[serde(default)]
    pub(super) fitters: Option<Vec<String>>,
    #[serde(default = "yes")]
    pub(super) room: bool,
    #[serde(default = "yes")]
    pub(super) assistant: bool,
    #[serde(default = "one")]
    pub(super) every_weeks: u32,
    #[serde(default)]
    pub(super) week: u32,
}

const fn yes() -> bool {
    true
}

const fn one() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PriceText {
    pub(super) item: String,
    pub(super) from: String,
    pub(super) pence: i64,
    pub(super) setting: Option<Setting>,
    pub(super) payer: String,
    #[serde(default)]
    pub(super) source: String,
}

macro_rules! changes {
    ($text:ident of $what:ty { $($field:ident: $kind:ty),+ $(,)? }) => {
        #[derive(Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(super) struct $text { $(pub(super) $field: Option<$kind>),+ }
        impl $text {
            pub(super) fn put(&self, to: &mut $what) { $(if let Some(value) = self.$field { to.$field = value.into(); })+ }
        }
    };
}

changes!(ChoiceText of simulation::Choice {
    a_day: f64, a_mile: f64, an_hour: f64, a_promised_day: f64, practice_promises: f64, clinic_promises: f64, clinic: f64,
    walk_in: f64, smoothing: f64, farthest_miles: f64,
});

changes!(BehaviourText of simulation::Behaviour {
    answers_in_days: u16, notice_days: u16, book_ahead_days: u16, declines: f64, away_days: u16, did_not_attend: f64,
    recontact_days: u16, returned_after_missed: u8, cancels: f64, host_cancels: f64, deferred: f64, deferral_days: u16,
    not_fitted: f64, redirected: f64, patience_days: f64, walk_in_minutes: f64, walk_in_fixed: bool,
});
