//! The reasons of each move as codes with words. They stand on the envelope, which more people may read than the contents.

use referrals_rules::request::reasons::{DeclineReason, WithdrawnReason};

const DECLINE: &[(&str, &str)] = &[
    (DeclineReason::Capacity.code(), DeclineReason::Capacity.in_words()),
    (DeclineReason::Competence.code(), DeclineReason::Competence.in_words()),
    (DeclineReason::OutsideAcceptance.code(), DeclineReason::OutsideAcceptance.in_words()),
    (DeclineReason::UnsafeHere.code(), DeclineReason::UnsafeHere.in_words()),
    (DeclineReason::Duplicate.code(), DeclineReason::Duplicate.in_words()),
];

const WITHDRAW: &[(&str, &str)] = &[
    (WithdrawnReason::NoLongerWanted.code(), WithdrawnReason::NoLongerWanted.in_words()),
    (WithdrawnReason::FittedElsewhere.code(), WithdrawnReason::FittedElsewhere.in_words()),
    (WithdrawnReason::OtherMethod.code(), WithdrawnReason::OtherMethod.in_words()),
    (WithdrawnReason::Pregnant.code(), WithdrawnReason::Pregnant.in_words()),
    (WithdrawnReason::MovedAway.code(), WithdrawnReason::MovedAway.in_words()),
    (WithdrawnReason::Other.code(), WithdrawnReason::Other.in_words()),
];

const REDIRECT: &[(&str, &str)] = &[
    ("too-complex-here", "too complex here"),
    ("sooner-there", "sooner there"),
    ("nearer-to-her", "nearer to her"),
    ("no-fitter-now", "no fitter now"),
    ("declined-before", "declined by the host before"),
];

const CANCEL: &[(&str, &str)] = &[
    ("fitter-away", "fitter away"),
    ("no-room-or-assistant", "no room or assistant"),
    ("no-device", "no device"),
    ("site-closed", "site closed"),
];

const DEFER: &[(&str, &str)] = &[
    ("pregnancy-not-excluded", "pregnancy not excluded"),
    ("infection-first", "infection first"),
    ("unwell", "unwell"),
    ("result-awaited", "result awaited"),
];

const RETURN: &[(&str, &str)] =
    &[("missed-appointments", "missed appointments"), ("not-available-for-long", "not available for long")];

const VOID: &[(&str, &str)] = &[
    ("wrong-person", "wrong person"),
    ("sent-twice", "sent twice"),
    ("entered-as-a-trial", "entered as a trial"),
];

/// The reasons of the field of that name; none for another.
pub(super) fn of(field: &str) -> &'static [(&'static str, &'static str)] {
    match field {
        "decline_reason" => DECLINE,
        "withdraw_reason" => WITHDRAW,
        "redirect_reason" => REDIRECT,
        "cancel_reason" => CANCEL,
        "defer_reason" => DEFER,
        "return_reason" => RETURN,
        "void_reason" => VOID,
        _ => &[],
    }
}
