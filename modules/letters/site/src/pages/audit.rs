//! One audit: what the machine counted, what people found about the machine, every rate with its sentences behind it; and
//! for whoever runs it, the door by which letters come in.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use letters_rules::Setting;
use letters_rules::audit::{Audit as Figures, Told, audit as count, corrected};
use letters_rules::coding::{self, Stand};
use letters_rules::facts::v1::Basis;
use maud::{Markup, PreEscaped, html};
use measures_rules::agreement::Agreement;
use measures_rules::chart::funnel::{Shown, draw};
use measures_rules::chart::spc::Labels;
use measures_rules::funnel::{Kind, Pair, funnel};
use web::components::{
    Button, Column, FileUpload, InsetText, Row, Select, SelectItem, SummaryList, Table, TableCell,
};
use web::{FormToken, Page, SignedIn, Stop, Typed, csv_file, see_other};

use super::Site;
use super::access::{self, fault};
use crate::importing::{Came, Importing, NOT_RECORDED};
use crate::read::{self, Audit, Codes, Letter};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/letters/audits/{id}", get(show))
        .route("/letters/audits/{id}/letters", post(bring_in))
        .route("/letters/audits/{id}/rates.csv", get(csv))
}

/// An audit with its letters counted.
pub(super) struct InAudit {
    pub audit: Audit,
    pub letters: Vec<Letter>,
    pub codes: Codes,
    pub figures: Figures,
    pub names: Vec<(String, String)>,
}

impl InAudit {
    /// The short name of a specialty as the tables call it.
    pub fn code_of(&self, name: &str) -> String {
        self.names
            .iter()
            .find(|(_, of)| of == name)
            .map_or_else(|| NOT_RECORDED.to_owned(), |(code, _)| code.clone())
    }
}

/// Counts an audit.
pub(super) fn counted(site: &Site, reading: &journal::Reading, audit: Audit) -> Result<InAudit, Stop> {
    let letters = read::letters(reading, audit.id).map_err(fault("reading letters"))?;
    let codes = read::codes(reading, audit.id).map_err(fault("reading codes"))?;
    let names: Vec<(String, String)> = fixit_site::read::specialties(reading)
        .map_err(fault("reading specialties"))?
        .into_iter()
        .map(|of| (of.code, of.name))
        .collect();
    let name = |code: &str| {
        names
            .iter()
            .find(|(known, _)| known == code)
            .map_or("Specialty not recorded", |(_, name)| name.as_str())
    };
    let counted: Vec<_> =
        letters.iter().map(|letter| read::counted(letter, name(&letter.specialty))).collect();
    let figures = count(&counted, site.journal.now().day());
    Ok(InAudit { audit, letters, codes, figures, names })
}

fn rate(told: &Told) -> String {
    told.rate.per_1000().map_or_else(|| "no letters".to_owned(), |rate| format!("{rate:.0}"))
}

fn limits(told: &Told) -> String {
    told.rate
        .limits()
        .map_or_else(String::new, |of| format!("{:.0} to {:.0}", of.low.unwrap_or(0.0), of.high))
}

fn row(told: &Told, to: Option<String>, beside: Option<String>) -> Vec<TableCell> {
    let requests = match to.filter(|_| told.requests > 0) {
        Some(to) => TableCell::link(told.requests.to_string(), to),
        None => TableCell::from(told.requests.to_string()),
    };
    let mut cells = vec![
        TableCell::from(told.name.clone()),
        TableCell::from(told.rate.letters.to_string()),
        TableCell::from(told.rate.with.to_string()),
        TableCell::from(rate(told)),
        TableCell::from(limits(told)),
        requests,
    ];
    cells.extend(beside.map(TableCell::from));
    cells
}

fn head(first: &str, beside: bool) -> Vec<Column> {
    let mut head = vec![Column::words(first)];
    head.extend(["Letters", "With one or more", "Per 1,000", "95% limits", "Requests"].map(Column::figures));
    if beside {
        head.push(Column::words("Beside the others"));
    }
    head
}

fn tables(of: &InAudit) -> Markup {
    let at = |filter: &str| Some(format!("/letters/audits/{}/requests{filter}", of.audit.id));
    let work = of
        .figures
        .by_work
        .iter()
        .enumerate()
        .map(|(nth, (_, told))| row(told, at(&format!("?work={nth}")), None))
        .collect();
    let asks = of
        .figures
        .by_ask
        .iter()
        .enumerate()
        .map(|(nth, told)| row(told, at(&format!("?ask={}", nth + 1)), None))
        .collect();
    let months = of
        .figures
        .months
        .iter()
        .map(|(month, told)| row(told, at(&format!("?month={month}")), None))
        .collect();
    let specialties = of
        .figures
        .specialties
        .iter()
        .map(|compared| {
            let beside =
                compared.standing.map_or("too few letters to compare", |standing| standing.in_words());
            row(
                &compared.told,
                at(&format!("?specialty={}", of.code_of(&compared.told.name))),
                Some(beside.to_owned()),
            )
        })
        .collect();
    html! {
        (Table::new("By ask", head("Ask", false), asks).responsive(true))
        (Table::new("By kind of work", head("Kind", false), work).responsive(true))
        (picture(&of.figures))
        (Table::new("By specialty, in the order of names", head("Specialty", true), specialties).responsive(true))
        (Table::new("By month", head("Month from", false), months).responsive(true))
    }
}

fn picture(figures: &Figures) -> Markup {
    let compared: Vec<_> = figures.specialties.iter().filter(|of| of.standing.is_some()).collect();
    let pair = |told: &Told| Pair {
        numerator: f64::from(told.rate.with),
        denominator: f64::from(told.rate.letters),
    };
    let pairs: Vec<Pair> = compared.iter().map(|of| pair(&of.told)).collect();
    let names: Vec<String> = compared.iter().map(|of| of.told.name.clone()).collect();
    let Ok(made) = funnel(&pairs, Kind::Proportion, 0.1, 1000.0) else { return html! {} };
    let labels = Labels { id: "funnel", title: "Specialties beside each other", unit: "per 1,000 letters" };
    let figure = draw(&made, &names, Shown::ByChance, 1000.0, labels).figure();
    // The policy on styles of our pages stops a picture's own; theirs has the same rules.
    let figure = match (figure.split_once("<style>"), figure.split_once("</style>")) {
        (Some((before, _)), Some((_, after))) => format!("<div class=\"rt-chart\">{before}{after}</div>"),
        _ => figure,
    };
    html! { (PreEscaped(figure)) }
}

fn said(agreement: Option<Agreement>) -> String {
    let Some(of) = agreement else { return "not yet: nothing is coded twice".to_owned() };
    let kappa = match (of.kappa, of.kappa_limits) {
        (Some(kappa), Some(limits)) => {
            format!("kappa {kappa:.2} ({:.2} to {:.2})", limits.low.unwrap_or(-1.0), limits.high)
        }
        _ => "kappa cannot be reckoned".to_owned(),
    };
    let ac1 = of.ac1.map_or_else(String::new, |ac1| format!(", AC1 {ac1:.2}"));
    format!("{kappa}{ac1}, over {} letters", of.n)
}

/// What people found: how they agree, how the machine agrees with them, the rate freed of its error.
fn people(of: &InAudit) -> Markup {
    let pairs = of.codes.values().filter_map(|codes| Some((codes.first()?.1, codes.get(1)?.1)));
    let settled = |letter: &&Letter| letter.chosen && !letter.stopped && !letter.outside;
    let machine =
        of.letters.iter().filter(settled).filter_map(|letter| match read::stand_of(letter, &of.codes) {
            Stand::Settled(code) => Some((letter.machine, code)),
            Stand::First | Stand::Second | Stand::Third => None,
        });
    let error = read::error_of(&of.letters, &of.codes);
    let share = of.figures.all.rate.per_1000().map(|rate| rate / 1000.0);
    let freed = match (share, error.sensitivity(), error.specificity()) {
        (Some(share), Some(sensitivity), Some(specificity)) => corrected(share, sensitivity, specificity).map_or_else(
            || "not to be reckoned: the machine does no better than chance".to_owned(),
            |share| format!("{:.0} per 1,000 (the machine finds {:.0}% of what people find, and leaves {:.0}% of the rest)", share * 1000.0, sensitivity * 100.0, specificity * 100.0),
        ),
        _ => "not yet: people must settle letters of both kinds first".to_owned(),
    };
    let count = |wanted: fn(&Stand) -> bool| {
        of.letters
            .iter()
            .filter(|letter| letter.chosen && !letter.stopped)
            .filter(|letter| wanted(&read::stand_of(letter, &of.codes)))
            .count()
    };
    let list = SummaryList::new(vec![
        Row::new("Two readers with each other", said(coding::agreed(pairs))),
        Row::new("The machine with people", said(coding::agreed(machine))),
        Row::new("The rate freed of the machine\u{2019}s known error", freed),
        Row::new(
            "Letters for people",
            format!(
                "{} settled, {} wait for a first or second reader, {} for a third",
                count(|stand| matches!(stand, Stand::Settled(_))),
                count(|stand| matches!(stand, Stand::First | Stand::Second)),
                count(|stand| matches!(stand, Stand::Third))
            ),
        ),
    ]);
    html! { h2 class="nhsuk-heading-m" { "People and the machine" } (list) }
}

fn rests_on(of: &InAudit) -> Markup {
    let figures = &of.figures;
    let assumed = figures.assumed;
    html! {
        p { "Basis: " @match &of.audit.begun.basis {
            Basis::DeidentifiedAtTrust { agreement, assessment } => { "de-identified at the trust under " (agreement) "; assessment " (assessment) },
            Basis::OwnLetters => { "letters that the practice received itself" },
        } ". Each letter is judged by the rules of its own day. " a href="/letters/rules" { "The rules and their days" } "." }
        p { "Left out of every figure: " (figures.stopped) " letters that must not be worked on, " (figures.outside) " of private providers. " (figures.undated) " letters carry no date and stand in no month. A letter with two kinds of request counts once in each table\u{2019}s row and once in all." }
        p { "What unsuitable requests cost practices: about " strong { (if figures.minutes < 120 { format!("{} minutes", figures.minutes) } else { format!("{} hours", figures.minutes / 60) }) } ", reckoned as a test " (assumed.test) ", a referral " (assumed.referral) ", a fit note " (assumed.fit_note) ", a result " (assumed.result) ", a medicine " (assumed.prescription) ", anything else or unclear " (assumed.unclear) " minutes each. That is an assumption, not a measurement." }
        p { "No clinician is named or ranked." }
    }
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    let actor = who.actor();
    let (reading, audit) = access::audit(&site, actor, &id)?;
    let (sees, reads, runs) = (
        access::sees(&reading, actor, &audit),
        access::reads(&reading, actor, &audit),
        access::runs(&reading, actor, &audit),
    );
    let title = audit.begun.title.clone();
    let audit_id = audit.id;
    let of = counted(&site, &reading, audit)?;
    // Whoever still has letters to code sees no figure: the machine's label is hidden until then.
    let blind = read::is_blind(&of.audit, &of.letters, &of.codes, actor.seat);
    let sees = sees && !blind;
    let all = &of.figures.all;
    let now = if of.letters.is_empty() {
        "No letter is in it yet.".to_owned()
    } else if !sees {
        let next = if blind {
            "Read the next one: the figures are shown once you have coded yours."
        } else {
            "You have coded yours."
        };
        match of.letters.len() {
            1 => format!("One letter is in it. {next}"),
            count => format!("{count} letters are in it. {next}"),
        }
    } else {
        format!(
            "{} of {} letters hold a request that is not the practice\u{2019}s: {} per 1,000 (95% limits {}).",
            all.rate.with,
            all.rate.letters,
            rate(all),
            limits(all)
        )
    };
    Ok(Page::new(title)
        .caption("Audit of letters")
        .now(now)
        .audience("Whoever runs it, the office, and its named readers")
        .part("/letters")
        .back("/letters")
        .prints()
        .wide()
        .body(html! {
            @if reads && blind { div class="nhsuk-button-group" { (Button::link("Read the next letter", format!("/letters/audits/{audit_id}/read"))) } }
            @if runs { (door(&site, &token, &of)) }
            @if sees && !of.letters.is_empty() {
                (people(&of))
                (tables(&of))
                (rests_on(&of))
                p { a href={ "/letters/audits/" (audit_id) "/rates.csv" } { "All rates as a file" } }
            }
        }))
}

/// Where letters come in, and how far that is.
fn door(site: &Site, token: &FormToken, of: &InAudit) -> Markup {
    let progress = site.imports.progress(of.audit.id);
    let items = vec![
        SelectItem::new("", "Mixed"),
        SelectItem::new("inpatient", "Wards"),
        SelectItem::new("outpatient", "Clinics"),
        SelectItem::new("ED", "The emergency department"),
    ];
    html! {
        @if let Some(of) = &progress {
            (InsetText::new(html! {
                p { (of.done) " of " (of.all) " letters read, " (of.new) " of them new. " @if of.ended { "Done." } @else { "It goes on: open this page again." } @if let Some(why) = &of.stopped { " It stopped: " (why) ". Send the same archive again: what is there is left as it is." } }
                @if !of.bad.is_empty() { p { "Not read:" } ul class="nhsuk-list nhsuk-list--bullet" { @for (name, why) in of.bad.iter().take(20) { li { (name) ": " (why) } } } }
            }))
        }
        form method="post" action={ "/letters/audits/" (of.audit.id) "/letters" } enctype="multipart/form-data" novalidate {
            (token)
            (FileUpload::new("file", "Letters, as a ZIP archive or one by one").hint("In the archive, the folder of a letter is its specialty. People are taken out before anything is kept. Large archives in parts"))
            (Select::new("setting", "Where were they written?", items))
            (Button::secondary("Bring them in"))
        }
    }
}

async fn bring_in(
    who: SignedIn,
    Path(id): Path<String>,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let (importing, back) = {
        let (reading, audit) = access::audit(&site, who.actor(), &id)?;
        if !access::runs(&reading, who.actor(), &audit) {
            return Err(Stop::NotFound);
        }
        let importing = Importing {
            audit: audit.id,
            sampling: audit.begun.sampling,
            rules: read::rules(&reading).map_err(fault("reading the rules of requests"))?,
            specialties: fixit_site::read::specialties(&reading).map_err(fault("reading specialties"))?,
            setting: Setting::from_name(typed.text("setting")),
            today: site.journal.now().day(),
        };
        (importing, format!("/letters/audits/{}", audit.id))
    };
    let Some(sent) = typed.file("file") else {
        return Ok(see_other(back).saying("Choose a file first.").into_response());
    };
    let (mut came, mut bad) = (Vec::new(), Vec::new());
    let mut take =
        |name: String, letter: Result<letters_formats::Text, letters_formats::Refused>| match letter {
            Ok(text) => came.push(Came { name, text: text.text }),
            Err(why) => bad.push((name, why.to_string())),
        };
    if letters_formats::format(&sent.bytes) == letters_formats::Format::Zip {
        if let Err(why) = letters_formats::entries(&sent.bytes, |entry| take(entry.name, entry.letter)) {
            bad.push((sent.name.clone(), why.to_string()));
        }
    } else {
        take(sent.name.clone(), letters_formats::text(&sent.bytes));
    }
    let Some(work) = site.imports.run(&site.journal, who.actor(), importing, came, bad) else {
        return Ok(see_other(back)
            .saying("An import runs already: open this page again when it has ended.")
            .into_response());
    };
    // Where it is quick the page waits for it; else it goes on beside the pages.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(3), work).await;
    Ok(see_other(back).into_response())
}

async fn csv(who: SignedIn, Path(id): Path<String>, State(site): State<Site>) -> Result<Response, Stop> {
    let (reading, audit) = access::audit(&site, who.actor(), &id)?;
    if !access::sees(&reading, who.actor(), &audit) {
        return Err(Stop::NotFound);
    }
    let of = counted(&site, &reading, audit)?;
    if read::is_blind(&of.audit, &of.letters, &of.codes, who.actor().seat) {
        return Err(Stop::NotFound);
    }
    let line = |table: &str, told: &Told, beside: &str| {
        [
            table.to_owned(),
            told.name.clone(),
            told.rate.letters.to_string(),
            told.rate.with.to_string(),
            rate(told),
            limits(told),
            told.requests.to_string(),
            beside.to_owned(),
        ]
    };
    let mut rows = vec![line("All", &of.figures.all, "")];
    rows.extend(of.figures.by_ask.iter().map(|told| line("Ask", told, "")));
    rows.extend(of.figures.by_work.iter().map(|(_, told)| line("Kind", told, "")));
    rows.extend(of.figures.specialties.iter().map(|compared| {
        line(
            "Specialty",
            &compared.told,
            compared.standing.map_or("too few letters to compare", |standing| standing.in_words()),
        )
    }));
    rows.extend(of.figures.months.iter().map(|(_, told)| line("Month", told, "")));
    csv_file(
        "letters.csv",
        &[
            "Table",
            "Of",
            "Letters",
            "With one or more",
            "Per 1,000",
            "95% limits",
            "Requests",
            "Beside the others",
        ],
        rows,
    )
}
