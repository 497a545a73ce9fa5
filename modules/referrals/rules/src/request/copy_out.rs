//! Plain text to paste back into the practice's record: when the ask is sent, when it is fitted, when it is not.

use kernel::Day;

use super::fitting::{ChaperoneOffer, EffectiveFrom, Fitting, NotFitted, SuppliedBy, Where};
use super::{Pregnancy, Request, Wanted};

/// The most lines that a copy-out has.
pub const LINES_MAX: usize = 30;

/// The other side of an ask, as the record should name it.
#[derive(Clone, Copy, Debug)]
pub struct Host<'a> {
    /// Its name.
    pub name: &'a str,
    /// The number to ring.
    pub telephone: &'a str,
    /// The seat to speak to.
    pub seat: &'a str,
}

/// For the record when the ask is sent. The person is not named: the text goes into her own record.
pub fn sent(request: &Request, host: &Host<'_>, on: Day) -> String {
    let wanted = match request.envelope.wanted {
        Wanted::Method(method) => method.in_words(),
        Wanted::Discuss => "method to be discussed",
    };
    let mut lines = vec![
        format!("Referral sent {}: {wanted}", on.in_words()),
        format!("For: {}", request.envelope.purpose.in_words()),
        format!("To: {}, {} ({})", host.name, host.telephone, host.seat),
        match &request.contents.pregnancy {
            Pregnancy::Excluded(criterion) => format!("Pregnancy excluded: {}", criterion.in_words(on)),
            Pregnancy::NotExcluded { .. } => {
                "Pregnancy not excluded; emergency window checked first".to_owned()
            }
        },
        request.suggested.in_words(on),
        "She said yes to sending this. Responsibility stays here until the host accepts.".to_owned(),
    ];
    if request.contents.young.is_some() {
        lines.push("Under 18: points recorded with the referral.".to_owned());
    }
    short(lines)
}

/// For the record when it is fitted.
pub fn fitted(record: &Fitting, host: &Host<'_>) -> String {
    let mut lines = vec![
        format!("Fitted {}: {}", record.on.in_words(), record.device.in_words()),
        format!("At: {}, {} ({})", host.name, host.telephone, host.seat),
        format!("Brand {}, batch {}, expiry {}", record.brand, record.batch, record.expiry.in_words()),
        match record.place {
            Where::Womb { sounding_millimetres } => {
                format!("Sounding length {:.1} cm", f64::from(sounding_millimetres) / 10.0)
            }
            Where::LeftArm => "In the left arm".to_owned(),
            Where::RightArm => "In the right arm".to_owned(),
        },
        match &record.chaperone {
            ChaperoneOffer::Accepted { role } => format!("Chaperone offered and accepted: {role}"),
            ChaperoneOffer::Declined => "Chaperone offered and declined".to_owned(),
        },
        format!("Pain relief: {}", or_none(&record.pain_relief)),
        format!("Complications: {}", or_none(&record.complications)),
        match record.effective {
            EffectiveFrom::AtOnce => "Effective at once".to_owned(),
            EffectiveFrom::Day(day) => {
                format!("Effective from {}: another method until then", day.in_words())
            }
        },
    ];
    if let Some(test) = record.follow_up_test {
        lines.push(format!("Pregnancy test due {}", test.in_words()));
    }
    if let Some(tests) = &record.sti_tests_told {
        lines.push(format!("STI tests taken (she agreed to tell): {}", tests.reveal()));
    }
    lines.push(match record.supplied_by {
        SuppliedBy::Host => "Device supplied by the host".to_owned(),
        SuppliedBy::Brought => "Device prescribed and brought".to_owned(),
    });
    lines.push(format!("Replace by {}", record.replace_by.day.in_words()));
    short(lines)
}

/// For the record when it is not fitted.
pub fn not_fitted(visit: &NotFitted, next_step: &str, host: &Host<'_>) -> String {
    short(vec![
        format!("Not fitted {}: {}", visit.on.in_words(), visit.why.in_words()),
        format!("At: {}, {} ({})", host.name, host.telephone, host.seat),
        format!("Next: {}", or_none(next_step)),
    ])
}

fn or_none(text: &str) -> &str {
    if text.trim().is_empty() { "none" } else { text }
}

/// One fact a line, whatever was typed into it.
fn short(lines: Vec<String>) -> String {
    let plain = |line: &String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.iter().take(LINES_MAX).map(plain).collect::<Vec<_>>().join("\n")
}
