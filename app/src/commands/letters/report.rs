//! The report of an audit: a page that opens without a network, a workbook, paper, or a table for a spreadsheet.

use cli::Outcome;
use kernel::Day;
use letters_formats::written::{Cell, xlsx as workbook};
use letters_rules::audit::{Audit, Counted, Line, Told, ask_in_words, ask_of_line};
use letters_rules::dated::month_in_words;
use letters_rules::local::LocalRules;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use measures_rules::chart::funnel::{Shown, draw};
use measures_rules::chart::spc::Labels;
use measures_rules::funnel::{Kind, Pair, funnel};

/// What the figures rest on.
pub struct About<'a> {
    /// The rules that judged.
    pub rules: &'a LocalRules,
    /// The day of the report.
    pub today: Day,
    /// Files that could not be read.
    pub bad: usize,
}

/// The figures as JSON.
pub fn json(audit: &Audit, about: &About<'_>) -> serde_json::Value {
    let told = |told: &Told| {
        let limits = told.rate.limits();
        serde_json::json!({
            "name": told.name, "letters": told.rate.letters, "letters_with": told.rate.with, "requests": told.requests,
            "per_1000": told.rate.per_1000(), "low": limits.and_then(|l| l.low), "high": limits.map(|l| l.high),
        })
    };
    serde_json::json!({
        "rules": about.rules.name,
        "all": told(&audit.all),
        "by_kind": audit.by_work.iter().map(|(_, of)| told(of)).collect::<Vec<_>>(),
        "by_ask": audit.by_ask.iter().map(told).collect::<Vec<_>>(),
        "specialties": audit.specialties.iter().map(|of| {
            let mut line = told(&of.told);
            if let Some(line) = line.as_object_mut() {
                line.insert("standing".to_owned(), of.standing.map_or("too few letters", |s| s.in_words()).into());
            }
            line
        }).collect::<Vec<_>>(),
        "months": audit.months.iter().map(|(_, of)| told(of)).collect::<Vec<_>>(),
        "undated": audit.undated, "stopped": audit.stopped, "outside": audit.outside, "not_read": about.bad,
        "minutes": audit.minutes,
    })
}

type Section<'a> = (&'static str, Vec<(&'a Told, String)>);

fn sections(audit: &Audit) -> Vec<Section<'_>> {
    let plain = |told| (told, String::new());
    vec![
        ("All", vec![plain(&audit.all)]),
        ("By kind of work", audit.by_work.iter().map(|(_, told)| plain(told)).collect()),
        ("By ask", audit.by_ask.iter().map(plain).collect()),
        (
            "By specialty",
            audit.specialties.iter().map(|of| (&of.told, of.standing_in_words().to_owned())).collect(),
        ),
        ("By month", audit.months.iter().map(|(_, told)| plain(told)).collect()),
    ]
}

const HEAD: [&str; 7] = [
    "",
    "Letters",
    "With one or more",
    "Per 1,000 letters",
    "95% limits (Wilson)",
    "Requests",
    "Beside the others",
];

fn cells(told: &Told, standing: &str) -> Vec<String> {
    told.cells().into_iter().chain([standing.to_owned()]).collect()
}

/// The figures as one table.
pub fn csv(audit: &Audit) -> Result<Vec<u8>, cli::Failure> {
    let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let write = |out: &mut csv::Writer<Vec<u8>>, row: Vec<String>| -> Outcome {
        out.write_record(row.iter().map(|cell| web::harmless(cell))).map_err(cli::Failure::refused)
    };
    let mut head = HEAD.map(str::to_owned).to_vec();
    head.insert(0, "Table".to_owned());
    write(&mut out, head)?;
    for (title, rows) in sections(audit) {
        for (told, standing) in rows {
            let mut row = cells(told, &standing);
            row.insert(0, title.to_owned());
            write(&mut out, row)?;
        }
    }
    out.into_inner().map_err(|why| cli::Failure::refused(why.error()))
}

fn sentences(letters: &[Counted]) -> impl Iterator<Item = (&Counted, &Line)> {
    letters
        .iter()
        .filter(|letter| !letter.stopped && !letter.outside)
        .flat_map(|letter| letter.lines.iter().map(move |line| (letter, line)))
        .filter(|(_, line)| line.is_unsuitable())
}

/// The figures and the sentences behind them as a workbook.
pub fn xlsx(audit: &Audit, letters: &[Counted]) -> Result<Vec<u8>, cli::Failure> {
    let mut figures: Vec<Vec<Cell>> = vec![std::iter::once("Table").chain(HEAD).map(Cell::from).collect()];
    for (title, rows) in sections(audit) {
        for (told, standing) in rows {
            figures.push(vec![
                title.into(),
                told.name.clone().into(),
                told.rate.letters.into(),
                told.rate.with.into(),
                told.rate.per_1000().map_or(Cell::from(""), Cell::from),
                told.rate.limits_in_words().into(),
                told.requests.into(),
                standing.into(),
            ]);
        }
    }
    let mut behind: Vec<Vec<Cell>> =
        vec![["Letter", "Specialty", "Ask", "Kind", "Rule", "Verdict", "Request"].map(Cell::from).to_vec()];
    for (letter, line) in sentences(letters) {
        behind.push(vec![
            letter.id.clone().into(),
            letter.specialty.clone().into(),
            ask_in_words(ask_of_line(line)).into(),
            line.work.in_words().into(),
            line.rule.name().into(),
            line.verdict.name().into(),
            line.words.clone().into(),
        ]);
    }
    workbook(&[("Rates", figures), ("Requests", behind)]).map_err(cli::Failure::from)
}

/// The figures on paper.
pub fn pdf(audit: &Audit, about: &About<'_>) -> Result<Vec<u8>, cli::Failure> {
    let first = vec![::pdf::Part::Words(format!(
        "Rules: {}. Counted by the reader alone; people have not read these letters, and the reader errs. {} files could not \
         be read.",
        about.rules.name, about.bad
    ))];
    let title = "Requests in letters that belong to the hospital";
    let document = letters_site::paper::report(title, "", about.today, first, audit);
    ::pdf::write(&document).map_err(cli::Failure::refused)
}

const STYLE: &str = "body{font:16px/1.5 Arial,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;color:#212b32}table{border-collapse:collapse;width:100%;margin:0 0 1.5em}caption{font-weight:bold;text-align:left;padding:.5em 0}th,td{border-bottom:1px solid #d8dde0;padding:.3em .6em;text-align:left;vertical-align:top}td.n{text-align:right}summary{cursor:pointer;color:#005eb8}svg{max-width:100%;height:auto}@media print{details{display:block}}";

/// The report as a page that needs no network. Every rate opens to its sentences.
pub fn html(audit: &Audit, letters: &[Counted], about: &About<'_>) -> String {
    let hours = audit.minutes / 60;
    let of = &audit.assumed;
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Requests in letters" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Requests in letters that belong to the hospital" }
                p { "Out of " strong { (audit.all.rate.letters) } " letters " strong { (audit.all.rate.with) } " hold a request that the rules call unsuitable or that nobody can understand: " strong { (audit.all.rate.in_words()) " per 1,000" } " (95% limits " (audit.all.rate.limits_in_words()) ")." }
                p { "Rules: " (about.rules.name) ". Counted by the reader alone on " (about.today.in_words()) "; people have not read these letters, and the reader errs. No clinician is named or ranked." }
                p { "Left out: " (audit.stopped) " letters that must not be worked on, " (audit.outside) " of private providers, " (about.bad) " files that could not be read. " (audit.undated) " letters carry no date and stand in no month." }
                p { "What these requests cost practices: about " (hours) " hours, reckoned as a test " (of.test) ", a referral " (of.referral) ", a fit note " (of.fit_note) ", a result " (of.result) ", a medicine " (of.prescription) ", anything else or unclear " (of.unclear) " minutes each. That is an assumption, not a measurement." }
                (picture(audit))
                @for (title, rows) in sections(audit) {
                    table {
                        caption { (title) }
                        thead { tr { @for cell in HEAD { th scope="col" { (cell) } } } }
                        tbody {
                            @for (told, standing) in &rows {
                                tr { @for (nth, cell) in cells(told, standing).iter().enumerate() { @if nth == 0 { th scope="row" { (cell) } } @else { td class=[(1..6).contains(&nth).then_some("n")] { (cell) } } } }
                            }
                        }
                    }
                    @for (told, _) in &rows { (behind(title, told, letters)) }
                }
                (rule_dates(about.rules))
            }
        }
    };
    page.into_string()
}

fn rule_dates(rules: &LocalRules) -> Markup {
    html! {
        h2 { "Since when the rules hold" }
        ul { @for row in &rules.rows { li { (row.rule.name()) " " (row.rule.title()) " " (row.verdict.name()) ", from " (row.from.in_words()) @if let Some(until) = row.until { " until " (until.in_words()) } } } }
        p { "Every other rule is one that all groups start from." }
    }
}

fn picture(audit: &Audit) -> Markup {
    let compared: Vec<_> = audit.specialties.iter().filter(|of| of.standing.is_some()).collect();
    let pairs: Vec<Pair> = compared
        .iter()
        .map(|of| Pair {
            numerator: f64::from(of.told.rate.with),
            denominator: f64::from(of.told.rate.letters),
        })
        .collect();
    let names: Vec<String> = compared.iter().map(|of| of.told.name.clone()).collect();
    let Ok(made) = funnel(&pairs, Kind::Proportion, 0.1, 1000.0) else { return html! {} };
    let labels = Labels { id: "funnel", title: "Specialties beside each other", unit: "per 1,000 letters" };
    let drawn = draw(&made, &names, Shown::ByChance, 1000.0, labels);
    html! { (PreEscaped(drawn.figure())) }
}

/// The sentences behind one rate.
fn behind(section: &str, told: &Told, letters: &[Counted]) -> Markup {
    if told.requests == 0 {
        return html! {};
    }
    let belongs = |letter: &Counted, line: &Line| match section {
        "By kind of work" => line.work.in_words() == told.name,
        "By ask" => ask_in_words(ask_of_line(line)) == told.name,
        "By specialty" => letter.specialty == told.name,
        "By month" => letter.month.is_some_and(|month| month_in_words(month) == told.name),
        _ => true,
    };
    html! {
        details {
            summary { (told.name) ": the " (told.requests) " requests" }
            ul { @for (letter, line) in sentences(letters).filter(|(letter, line)| belongs(letter, line)) {
                li { "\u{201c}" (line.words) "\u{201d} (" (letter.id) "; " (line.rule.name()) ", " (line.verdict.name()) ")" }
            } }
        }
    }
}
