//! The sentences behind a rate, with the people taken out; and of one specialty, the letter to its lead, to print.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use fixit_rules::facts::v1::Specialty;
use journal::{KeyName, NotDone, Reading, Viewing};
use kernel::{Day, Id};
use letters_rules::Action;
use letters_rules::audit::{Line, Work, ask_in_words, ask_of_line};
use letters_rules::facts::v1::{Words, key_of};
use maud::{Markup, html};
use web::components::{Column, Table, TableCell};
use web::{ListQuery, Page, SignedIn, Stop};

use super::Site;
use super::access::{self, fault};
use super::audit::counted;
use crate::acts::LookAtLetters;
use crate::read::{self, Audit, Letter};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/letters/audits/{id}/requests", get(show))
        .route("/letters/audits/{id}/specialties/{code}", get(specialty))
}

/// Which requests.
#[derive(Default)]
struct Which {
    ask: Option<u8>,
    work: Option<Work>,
    specialty: Option<String>,
    month: Option<Day>,
}

/// One request: its letter and its line, with its words once they were opened.
struct Told<'l> {
    letter: &'l Letter,
    /// Its place among the unsuitable lines of the kind in its letter.
    nth: usize,
    line: Line,
}

fn lines(letter: &Letter, words: &Words, which: &Which) -> Vec<Line> {
    if which.specialty.as_ref().is_some_and(|of| *of != letter.specialty)
        || which.month.is_some() && which.month != letter.month
    {
        return Vec::new();
    }
    letter
        .lines
        .iter()
        .enumerate()
        .map(|(nth, kept)| Line {
            work: Work::of(Action::from_name(&kept.action).unwrap_or(Action::Other)),
            rule: kept.rule,
            verdict: kept.verdict,
            words: words.lines.get(nth).cloned().unwrap_or_else(|| "its words were deleted".to_owned()),
        })
        .filter(Line::is_unsuitable)
        .filter(|line| which.ask.is_none_or(|ask| ask == ask_of_line(line)))
        .filter(|line| which.work.is_none_or(|work| work == line.work))
        .collect()
}

async fn look(
    site: &Site,
    who: &SignedIn,
    audit: &Audit,
    specialty: Option<String>,
) -> Result<Viewing, Stop> {
    let look = LookAtLetters::<false> { audit: audit.id, specialty };
    match site.journal.submit(who.actor(), look).await {
        Ok(done) => Ok(done.viewing()),
        Err(NotDone::AgainstTheRules(never)) => match never {},
        Err(NotDone::NotAllowed(_) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => {
            Err(Stop::NotFound)
        }
        Err(NotDone::Fault(why)) => Err(Stop::fault("recording a look at requests", why)),
    }
}

/// The requests of the kind, in the order of letters, their words still sealed.
fn requests<'l>(letters: &'l [Letter], which: &Which) -> Vec<Told<'l>> {
    letters
        .iter()
        .filter(|letter| !letter.stopped && !letter.outside)
        .flat_map(|letter| {
            let found = lines(letter, &Words::default(), which).into_iter().enumerate();
            found.map(move |(nth, line)| Told { letter, nth, line })
        })
        .collect()
}

/// Opens the words of those requests that are shown, and of no others.
fn open(
    reading: &Reading,
    viewing: &Viewing,
    audit: &Audit,
    which: &Which,
    shown: &mut [Told<'_>],
) -> Result<(), Stop> {
    let key = KeyName::Ask(key_of(audit.id));
    let mut last: Option<(Id, Vec<Line>)> = None;
    for told in shown {
        let found = match last.take().filter(|(id, _)| *id == told.letter.id) {
            Some((_, found)) => found,
            None => {
                let sealed = read::sealed(reading, told.letter.id).map_err(fault("reading a letter"))?;
                let opened = match sealed {
                    Some(sealed) => reading
                        .unseal(viewing, &key, "words_sealed", &sealed)
                        .map_err(fault("opening a letter"))?,
                    None => None,
                };
                let words: Words =
                    opened.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
                lines(told.letter, &words, which)
            }
        };
        if let Some(line) = found.get(told.nth) {
            told.line.words.clone_from(&line.words);
        }
        last = Some((told.letter.id, found));
    }
    Ok(())
}

fn table(all: &[Told<'_>], names: &[(String, String)]) -> Markup {
    let name = |code: &str| {
        names
            .iter()
            .find(|(known, _)| known == code)
            .map_or("not recorded", |(_, name)| name.as_str())
            .to_owned()
    };
    let rows = all
        .iter()
        .map(|told| {
            vec![
                TableCell::from(format!("\u{201c}{}\u{201d}", told.line.words)),
                TableCell::from(name(&told.letter.specialty)),
                TableCell::from(ask_in_words(ask_of_line(&told.line))),
                TableCell::from(format!("{}: {}", told.line.rule.name(), told.line.verdict.in_words())),
            ]
        })
        .collect();
    let head = ["Request", "Specialty", "Ask", "Rule"].map(Column::words).to_vec();
    html! { (Table::new("Requests, with the people taken out", head, rows).responsive(true)) }
}

async fn show(
    who: SignedIn,
    query: ListQuery,
    Path(id): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    let which = Which {
        ask: query.filter("ask").and_then(|text| text.parse().ok()),
        work: query
            .filter("work")
            .and_then(|text| text.parse::<usize>().ok())
            .and_then(|nth| Work::ALL.get(nth).copied()),
        specialty: query.filter("specialty").map(str::to_owned),
        month: query.filter("month").and_then(|text| text.parse().ok()),
    };
    let audit = {
        let (reading, audit) = access::audit(&site, who.actor(), &id)?;
        if !access::sees(&reading, who.actor(), &audit) {
            return Err(Stop::NotFound);
        }
        let of = counted(&site, &reading, audit)?;
        if read::is_blind(&of.audit, &of.letters, &of.codes, who.actor().seat) {
            return Err(Stop::NotFound);
        }
        of.audit
    };
    let viewing = look(&site, &who, &audit, None).await?;
    let (reading, audit) = access::audit(&site, who.actor(), &id)?;
    let of = counted(&site, &reading, audit)?;
    let all = requests(&of.letters, &which);
    let count = all.len();
    let mut shown: Vec<Told<'_>> = all.into_iter().skip(query.offset()).take(query.rows).collect();
    open(&reading, &viewing, &of.audit, &which, &mut shown)?;
    Ok(Page::new("The requests behind a rate")
        .caption(of.audit.begun.title.clone())
        .now(match count { 0 => "There is none of the kind.".to_owned(), 1 => "One request.".to_owned(), count => format!("{count} requests, as many as the rate counts.") })
        .audience("Whoever runs the audit and the office; this look is on record")
        .part("/letters")
        .back(format!("/letters/audits/{}", of.audit.id))
        .prints()
        .wide()
        .body(html! {
            @if !shown.is_empty() { (table(&shown, &of.names)) }
            @if let Some(pages) = query.pagination(count) { (pages) }
            @if let Some(code) = &which.specialty { p { a href={ "/letters/audits/" (of.audit.id) "/specialties/" (code) } { "The letter to this specialty, to print" } } }
        }))
}

/// The letter to a specialty. Its lead sees it, and whoever sees the audit.
async fn specialty(
    who: SignedIn,
    Path((id, code)): Path<(String, String)>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    let actor = who.actor();
    let admitted = || -> Result<(Reading, Audit, Specialty), Stop> {
        let reading = access::open(&site, actor)?;
        let audit = read::audit(&reading, &id).map_err(fault("reading an audit"))?.ok_or(Stop::NotFound)?;
        let of = fixit_site::read::specialty(&reading, &code)
            .map_err(fault("reading a specialty"))?
            .ok_or(Stop::NotFound)?;
        let leads = of.lead == Some(actor.seat)
            && reading.permits(policy::Permit::SeeAudit, audit.subject_of(actor, of.lead)).is_ok();
        if !leads && !access::sees(&reading, actor, &audit) {
            return Err(Stop::NotFound);
        }
        Ok((reading, audit, of))
    };
    let (_, audit, _) = admitted()?;
    let viewing = look(&site, &who, &audit, Some(code.clone())).await?;
    let (reading, audit, specialty) = admitted()?;
    let which = Which { specialty: Some(code.clone()), ..Which::default() };
    let of = counted(&site, &reading, audit)?;
    let mut shown = requests(&of.letters, &which);
    let count = shown.len();
    shown.truncate(20);
    open(&reading, &viewing, &of.audit, &which, &mut shown)?;
    let Some(compared) = of.counts.specialties.iter().find(|line| line.told.name == specialty.name) else {
        return Err(Stop::NotFound);
    };
    let told = &compared.told;
    let per = |told: &letters_rules::audit::Told| told.rate.per_1000().unwrap_or(0.0);
    let limits = told.rate.limits();
    Ok(Page::new(format!("{}: what your letters ask of practices", specialty.name))
        .caption(of.audit.begun.title.clone())
        .now("First to you and the interface group. It counts letters; it names and ranks no clinician.")
        .audience("The lead of the specialty, whoever runs the audit, and the office; this look is on record")
        .part("/letters")
        .back("/letters")
        .prints()
        .body(html! {
            p { "Dear colleagues of " (specialty.name) "," }
            p { "Of " (told.rate.letters) " of your letters " strong { (told.rate.with) } " asked a practice for something that our organisations agreed is the hospital\u{2019}s, or that could not be understood: " strong { (format!("{:.0}", per(told))) " per 1,000" }
                @if let Some(limits) = limits { " (95% limits " (format!("{:.0} to {:.0}", limits.low.unwrap_or(0.0), limits.high)) ")" }
                ". Over all specialties it is " (format!("{:.0}", per(&of.counts.all))) " per 1,000." }
            p { @match compared.standing {
                Some(standing) => { "Beside the others: " (standing.in_words()) " (exact binomial limits)." },
                None => { "There are too few letters to set yours beside the others." },
            } }
            @if !shown.is_empty() { (table(&shown, &of.names)) }
            @if count > shown.len() { p { "The first 20 of " (count) "." } }
            p { "The machine read these letters and errs; people read a sample of them. Tell the office where a sentence is judged wrongly: " (site.office) "." }
        }))
}
