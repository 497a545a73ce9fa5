//! The rates of an audit on paper.

use kernel::Day;
use letters_rules::audit::{Audit as Counts, Told};
use pdf::{Column, Document, Level, Paper, Part, Table};

use crate::figures::{self, Figures, Half};

/// A row of a table: the cells of every table, and how it stands beside the others.
fn row(told: &Told, beside: Option<&str>) -> Vec<String> {
    let mut row = told.cells().to_vec();
    row.extend(beside.map(str::to_owned));
    row
}

fn table(caption: &str, first: &str, beside: bool, rows: Vec<Vec<String>>) -> Part {
    let mut columns = vec![Column::words(first)];
    columns
        .extend(["Letters", "With one or more", "Per 1,000", "95% limits", "Requests"].map(Column::figures));
    if beside {
        columns.push(Column::words("Beside the others"));
    }
    Part::Table(Table { caption: caption.to_owned(), columns, rows, row_heads: true })
}

/// The tables that every report of letters has, whoever counted them: by ask, kind, specialty and month.
pub fn tables(of: &Counts) -> Vec<Part> {
    let plain = |told: &Told| row(told, None);
    let specialties = of.specialties.iter().map(|compared| {
        let beside = compared.standing_in_words();
        row(&compared.told, Some(beside))
    });
    let months: Vec<Vec<String>> = of.months.iter().map(|(_, told)| plain(told)).collect();
    let assumed = &of.assumed;
    vec![
        table("All letters", "Of", false, vec![plain(&of.all)]),
        table("By ask", "Ask", false, of.by_ask.iter().map(plain).collect()),
        table("By kind of work", "Kind", false, of.by_work.iter().map(|(_, told)| plain(told)).collect()),
        table("By specialty, in the order of names", "Specialty", true, specialties.collect()),
        table("By month", "Month", false, months),
        Part::Small(format!(
            "Limits of rates are Wilson\u{2019}s; specialties stand beside exact binomial limits around the rate of all, and \
             under 8 letters are not compared. Left out of every figure: {} letters that must not be worked on, {} of private \
             providers; {} carry no date and stand in no month. What unsuitable requests cost practices: about {} minutes, \
             reckoned as a test {}, a referral {}, a fit note {}, a result {}, a medicine {}, anything else or unclear {} \
             minutes each: an assumption, not a measurement. No clinician is named or ranked.",
            of.stopped,
            of.outside,
            of.undated,
            of.minutes,
            assumed.test,
            assumed.referral,
            assumed.fit_note,
            assumed.result,
            assumed.prescription,
            assumed.unclear
        )),
    ]
}

fn halves(of: &Figures) -> Vec<Part> {
    let mut parts = Vec::new();
    for change in of.changes() {
        let line = |what: &str, tell: &dyn Fn(&Half) -> String| {
            vec![what.to_owned(), tell(&change.before), tell(&change.since)]
        };
        let rows = vec![
            line("Letters", &|half| half.told().rate.letters.to_string()),
            line("With an unsuitable request, as the machine reads, per 1,000", &|half| {
                let rate = &half.told().rate;
                format!("{} ({})", rate.in_words(), rate.limits_in_words())
            }),
            line("The same freed of the machine\u{2019}s known error", &|half| {
                half.freed.map_or_else(
                    || "people have not read enough yet".to_owned(),
                    |of| {
                        format!(
                            "{:.0} ({:.0} to {:.0})",
                            of.per_1000,
                            of.limits.low.unwrap_or(0.0),
                            of.limits.high
                        )
                    },
                )
            }),
            line("Ask the practice for a repeat chest X-ray, per 1,000", &|half| match (
                half.chests.per_1000(),
                half.chests.limits(),
            ) {
                (Some(rate), Some(of)) => {
                    format!("{rate:.0} ({:.0} to {:.0})", of.low.unwrap_or(0.0), of.high)
                }
                _ => "no letters".to_owned(),
            }),
            line(figures::MINUTES_OWN_DAY, &Half::minutes_in_words),
            line(figures::MINUTES_HELD, &Half::minutes_held_in_words),
        ];
        let rule = &change.rule;
        parts.push(Part::Heading(
            Level::Section,
            format!("Before and since {}: rule {}", rule.from.in_words(), rule.rule.name()),
        ));
        parts.push(Part::Words(format!(
            "{} Agreed by {} on {}.",
            rule.rule.title(),
            rule.agreed_by,
            rule.agreed_on.in_words()
        )));
        let columns =
            vec![Column::words("With 95% limits"), Column::figures("Before"), Column::figures("Since")];
        parts.push(Part::Table(Table { caption: String::new(), columns, rows, row_heads: true }));
    }
    parts
}

/// A report of letters as a document: the first lines as given, then every table.
pub fn report(title: &str, owner: &str, on: Day, first: Vec<Part>, counts: &Counts) -> Document {
    let mut document = Document::new(title, on);
    document.owner = owner.to_owned();
    document.paper = Paper::Portrait;
    document.foot = vec![format!("Counted on {}.", on.in_words())];
    document.parts = first;
    document.parts.push(Part::Heading(Level::Section, "Rates".to_owned()));
    document.parts.extend(tables(counts));
    document
}

/// An audit as a document. The same audit on the same day gives the same bytes.
pub fn document(of: &Figures, place: &str, synthetic: bool) -> Document {
    let mut document = report(&of.audit.begun.title, place, of.today, halves(of), &of.counts);
    if synthetic {
        document.head = "Synthetic: everybody in it is made up".to_owned();
    }
    document.foot.push(
        "For whoever runs the audit and the office: small counts are not hidden. The group has a page of its own.".to_owned(),
    );
    document
}
