//! One issue: what must happen now and who does it, what was said, and only the forms that are the reader's.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use directory_site::read as directory;
use fixit_rules::facts::v1::Move;
use fixit_rules::{Issue, Outcome, State as Stands, Step};
use journal::{Query, Reading, Version};
use kernel::{Day, OrgId, SeatId};
use maud::{Markup, Render, html};
use policy::{Permit, Subject};
use web::components::{
    Button, Choice, Column, Details, Input, Radios, Row, Select, SelectItem, SummaryList, Table, TableCell,
    Textarea, WarningCallout,
};
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed};

use super::access::{self, Names, fault};
use super::{Site, post, words};
use crate::acts::stream;
use crate::read::{self, Line};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/fix-it/issues/{issue}", get(show))
}

/// An issue, opened for a reader.
pub(super) struct Opened {
    pub line: Line,
    pub issue: Issue,
    pub posters: Vec<(OrgId, SeatId)>,
    pub version: Version,
    pub today: Day,
}

impl Opened {
    pub fn subject(&self, who: &SignedIn) -> Subject {
        read::subject(who.actor(), &self.posters, self.issue.now.owner)
    }

    pub fn path(&self) -> String {
        format!("/fix-it/issues/{}", self.line.id)
    }
}

/// Opens an issue, or answers as a wrong address does.
pub(super) fn open(site: &Site, who: &SignedIn, id: &str) -> Result<(Reading, Opened), Stop> {
    let reading = access::reading(site, who.actor())?;
    let line = read::issue(&reading, id).map_err(fault("reading an issue"))?.ok_or(Stop::NotFound)?;
    let issue = read::folded(&reading, id).map_err(fault("folding an issue"))?.ok_or(Stop::NotFound)?;
    let posters = read::posters(&reading, id).map_err(fault("reading who posted an issue"))?;
    let version = reading.version(&stream(line.id)).map_err(fault("reading the version of an issue"))?;
    let today = site.journal.now().day();
    Ok((reading, Opened { line, issue, posters, version, today }))
}

async fn show(
    who: SignedIn,
    token: FormToken,
    Path(id): Path<String>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    page(&site, &who, &token, &id, &Typed::default(), &Problems::default(), false)
}

/// The page, with what was typed and what is wrong with it.
pub(super) fn page(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    id: &str,
    typed: &Typed,
    problems: &Problems,
    waive: bool,
) -> Result<Page, Stop> {
    let (reading, opened) = open(site, who, id)?;
    let mut names = Names::new(&reading)?;
    let line = &opened.line;
    let sees_poster = reading.permits(Permit::SeePoster, opened.subject(who)).is_ok();
    let owner = line.owner.map(|owner| names.seat(owner)).transpose()?;
    let forms =
        Forms { reading: &reading, who, token, opened: &opened, typed, problems, waive }.all(&mut names)?;
    let posted_by = posted_by(&opened, &mut names, sees_poster)?;
    let contact = names.specialty_of(&line.specialty).map(|of| of.telephone.clone()).unwrap_or_default();
    let owner_cell = html! {
        @match &owner {
            Some(owner) => { (owner.title) ", " (words::telephone(if owner.telephone.is_empty() { &contact } else { &owner.telephone })) }
            None => { "Nobody yet: ring the office, " (site.office) }
        }
    };
    let mut facts = vec![
        Row::new("State", line.state.in_words()),
        Row::new("By when", words::due(line, opened.today)),
        Row::new("Owner", owner_cell),
        Row::new(
            "Specialty",
            html! { a href={ "/fix-it/specialties/" (line.specialty) } { (names.specialty(&line.specialty)) } },
        ),
        Row::new("About", about(line)),
        Row::new("Posted by", posted_by),
    ];
    if !line.link.is_empty() {
        facts.push(Row::new(
            "Where it is kept",
            html! { a href=(line.link) rel="noreferrer" { (line.link) } },
        ));
    }
    if let Some(into) = line.merged_into {
        facts.push(Row::new(
            "Goes on as",
            html! { a href={ "/fix-it/issues/" (into) } { (read::reference(&into.to_string())) } },
        ));
    }
    Ok(Page::new(format!("{}: {}", line.reference, line.broken.in_words()))
        .now(now(&opened))
        .audience("Everybody who sees Fix-It. Who posted it stands there as their organisation; only the office, the owner and their own colleagues see the seat.")
        .part("/fix-it")
        .back("/fix-it")
        .prints()
        .errors(problems.summary())
        .body(html! {
            (undelivered(&reading, id)?)
            p class="rt-typed" { (line.words.as_deref().unwrap_or("The office took out the words of this issue, because they told of somebody.")) }
            (SummaryList::new(facts))
            (forms)
            (history(&reading, &opened, &mut names, sees_poster)?)
            p class="nhsuk-body-s rt-noprint" {
                "To name it in a chat group, copy its address: " span id="address" { (site.place.base) (opened.path()) } " "
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="button" hidden data-copy="address" { "Copy the address" }
            }
        }))
}

fn about(line: &Line) -> String {
    match line.broken.ask() {
        Some(ask) => format!("{} (ask {ask} of the five)", line.broken.in_words()),
        None => line.broken.in_words().to_owned(),
    }
}

fn now(opened: &Opened) -> String {
    let late = if opened.issue.is_overdue(opened.today) {
        " It is late: it stands on the next weekly list by itself."
    } else {
        ""
    };
    format!("{}.{late}", words::next_step(opened.line.state))
}

fn posted_by(opened: &Opened, names: &mut Names<'_>, sees_poster: bool) -> Result<Markup, Stop> {
    let mut lines = Vec::new();
    for (org, seat) in &opened.posters {
        let mut text = names.org(*org)?;
        if sees_poster {
            let seat = names.seat(*seat)?;
            text.push_str(&format!(", {}", seat.title));
        }
        if !lines.contains(&text) {
            lines.push(text);
        }
    }
    Ok(html! { @for line in &lines { div { (line) } } div { (opened.line.posted_on.in_words()) } })
}

const UNDELIVERED: Query = Query {
    name: "fixit.undelivered",
    sql: "select m.why, o.name, o.telephone from fixit_message m left join directory_organisation o on o.code = m.org
          where m.issue = ?1 order by m.seq desc, m.nth limit 3",
};

fn undelivered(reading: &Reading, id: &str) -> Result<Markup, Stop> {
    let rows = reading.rows(&UNDELIVERED, &[id.into()]).map_err(fault("reading messages not delivered"))?;
    let mut lines = Vec::new();
    for row in &rows {
        let read = || -> Result<String, journal::Fault> {
            let name =
                row.get::<Option<String>>(1)?.unwrap_or_else(|| "an organisation that has left".to_owned());
            let telephone = row.get::<Option<String>>(2)?.unwrap_or_default();
            Ok(format!("{name}, {telephone}: {}", row.get::<String>(0)?))
        };
        lines.push(read().map_err(fault("reading a message not delivered"))?);
    }
    if lines.is_empty() {
        return Ok(html! {});
    }
    let told = html! { @for line in &lines { p { (line) } } };
    let callout = WarningCallout::new("A message about this was not delivered: ring", told);
    Ok(html! { (callout) })
}

fn history(
    reading: &Reading,
    opened: &Opened,
    names: &mut Names<'_>,
    sees_poster: bool,
) -> Result<Markup, Stop> {
    let steps = read::steps(reading, &opened.line.id.to_string())
        .map_err(fault("reading what happened to an issue"))?;
    if steps.is_empty() {
        return Ok(html! {});
    }
    let mut rows = Vec::new();
    for step in &steps {
        let by_poster = opened.posters.iter().any(|(_, seat)| *seat == step.seat);
        let seat = if by_poster && !sees_poster { String::new() } else { names.seat(step.seat)?.title };
        let org = names.org(step.org)?;
        let whom = if seat.is_empty() {
            org
        } else if org.starts_with("Brought in") {
            seat
        } else {
            format!("{seat}, {org}")
        };
        let what = words::happened(&step.moved.what, names);
        rows.push(vec![
            TableCell::from(step.moved.on.in_words()),
            TableCell::from(html! {
                strong { (what) }
                @if let Some(text) = &step.words { p class="rt-typed nhsuk-u-margin-bottom-0" { (text) } }
                @if let Move::Merged { into } = &step.moved.what { " " a href={ "/fix-it/issues/" (into) } { (read::reference(&into.to_string())) } }
                @if let Move::Absorbed { from } = &step.moved.what { " " a href={ "/fix-it/issues/" (from) } { (read::reference(&from.to_string())) } }
            }),
            TableCell::from(whom),
        ]);
    }
    let head = ["When", "What", "By"].map(Column::words).to_vec();
    Ok(html! { (Table::new("What happened", head, rows).responsive(true)) })
}

/// The forms of the page.
struct Forms<'a> {
    reading: &'a Reading,
    who: &'a SignedIn,
    token: &'a FormToken,
    opened: &'a Opened,
    typed: &'a Typed,
    problems: &'a Problems,
    waive: bool,
}

impl Forms<'_> {
    fn all(&self, names: &mut Names<'_>) -> Result<Markup, Stop> {
        let may = |permit| self.reading.permits(permit, self.opened.subject(self.who)).is_ok();
        let (owns, judges, screens) =
            (may(Permit::AnswerIssue), may(Permit::JudgeIssue), may(Permit::ScreenIssue));
        let state = self.opened.line.state;
        let (mut first, mut more) = (Vec::new(), Vec::new());
        let answerable = matches!(
            state,
            Stands::New | Stands::Screened | Stands::WithOwner | Stands::Disputed | Stands::Reopened
        );
        if screens && matches!(self.opened.issue.next(), Step::Office) {
            first.push(self.open("screen", "Screened: give it to this owner", html! {
                input type="hidden" name="state" value=(state.name());
                (self.specialty("screen_specialty", self.opened.line.specialty.as_str())?)
                (Select::new("screen_broken", "About", words::broken_items(None)).value(self.given("screen_broken", self.opened.line.broken.name())).error_message(self.problems.of("screen_broken")))
                (self.owners("screen_owner", self.opened.line.owner, names)?)
            }));
        }
        if owns && answerable {
            first.push(self.open(
                "answer",
                "Send the answer",
                self.area("answer", "What happened, and what is done or why not?"),
            ));
        }
        if judges && state == Stands::Answered {
            first.push(self.open("agree", "I agree", html! {}));
            more.push(self.small("dispute", "I disagree", self.area("dispute", "What is not answered?")));
        }
        if (owns || screens) && matches!(state, Stands::Agreed | Stands::Disputed) {
            first.push(self.open("settle", "This is how it ends", self.settle()));
            more.push(self.small("plan", "It needs longer: give a day", html! { (self.day("plan_by", "By which day?")) (self.area("plan", "What will be done until then?")) }));
        }
        if owns && matches!(state, Stands::New | Stands::Screened | Stands::WithOwner | Stands::Reopened) {
            more.push(self.small(
                "pass",
                "Pass it on, once",
                html! { (self.owners("pass_owner", None, names)?) (self.area("pass", "Why?")) },
            ));
        }
        if (owns || judges || screens) && matches!(state, Stands::New | Stands::Screened | Stands::WithOwner)
        {
            more.push(self.small(
                "reroute",
                "Another specialty is meant",
                html! { (self.specialty("reroute_specialty", "")?) (self.area("reroute", "Why?")) },
            ));
        }
        if judges && self.opened.issue.may_reopen_until().is_some_and(|last| self.opened.today <= last) {
            more.push(self.small(
                "reopen",
                "Open it again, once",
                self.area("reopen", "What is still broken?"),
            ));
        }
        if screens && !state.is_over() {
            more.push(
                self.small(
                    "merge",
                    "It is the same as another",
                    Input::new("merge_into", "The reference of the other, as in FX-8K2J9Q")
                        .width("10")
                        .value(self.typed.text("merge_into"))
                        .error_message(self.problems.of("merge_into"))
                        .render(),
                ),
            );
        }
        if screens && !self.opened.issue.now.words_taken_out {
            more.push(self.small(
                "take-out",
                "Its words tell of somebody: take them all out",
                html! { p { "They are gone everywhere, and cannot come back." } },
            ));
        }
        Ok(html! {
            @for form in &first { (form) }
            @if !more.is_empty() { (Details::new("More that can be done", html! { @for form in &more { (form) } }).open(first.is_empty() && more.len() == 1 || !self.problems.is_empty())) }
        })
    }

    fn given(&self, field: &str, instead: &str) -> String {
        self.typed.word(field).unwrap_or(instead).to_owned()
    }

    fn form(&self, name: &str, button: &str, body: &Markup, primary: bool) -> Markup {
        let button = if primary { Button::new(button) } else { Button::secondary(button) };
        html! {
            form method="post" action={ (self.opened.path()) "/move" } novalidate id=(name) {
                (self.token)
                input type="hidden" name="version" value=(self.opened.version.0);
                input type="hidden" name="move" value=(name);
                (body)
                @if self.waive && self.typed.text("move") == name {
                    (web::components::Checkboxes::new("waived", "Is it nobody’s name or number?", vec![Choice::new("yes", "I have looked: what was found is the name of a place or a thing, and nobody’s")]).values(self.typed.all("waived")))
                }
                (button)
            }
        }
    }

    fn open(&self, name: &str, button: &str, body: Markup) -> Markup {
        self.form(name, button, &body, true)
    }

    fn small(&self, name: &str, summary: &str, body: Markup) -> Markup {
        let open = self.typed.text("move") == name && !self.problems.is_empty();
        Details::new(summary, self.form(name, summary, &body, false)).open(open).render()
    }

    /// A text beside its form, under the name of the form.
    fn area(&self, field: &str, label: &str) -> Markup {
        let name = format!("{field}_words");
        let wrong = self.problems.of(&name);
        Textarea::new(name.as_str(), label)
            .rows(3u32)
            .hint("No names, numbers or dates of birth")
            .value(self.typed.text(&name))
            .error_message(wrong)
            .render()
    }

    fn day(&self, field: &str, label: &str) -> Markup {
        Input::new(field, label)
            .kind("date")
            .width("10")
            .value(self.typed.text(field))
            .error_message(self.problems.of(field))
            .render()
    }

    fn specialty(&self, field: &str, instead: &str) -> Result<Markup, Stop> {
        let items = post::specialty_items(self.reading, "Choose")?;
        Ok(Select::new(field, "Specialty", items)
            .value(self.given(field, instead))
            .error_message(self.problems.of(field))
            .render())
    }

    /// The seats of the specialty's organisation that may own an issue, and the office's own.
    fn owners(&self, field: &str, instead: Option<SeatId>, names: &mut Names<'_>) -> Result<Markup, Stop> {
        let org = names.specialty_of(&self.opened.line.specialty).map(|of| of.org);
        let mut items = vec![SelectItem::new("", "Choose")];
        for org in org.into_iter() {
            for seat in directory::seats(self.reading, org).map_err(fault("reading seats"))? {
                if !seat.ended && matches!(seat.role.as_str(), "manager" | "clinician") {
                    items.push(SelectItem::new(
                        seat.id.to_string(),
                        format!("{}, {}", seat.title, seat.telephone),
                    ));
                }
            }
        }
        let value = self.given(field, &instead.map(|seat| seat.to_string()).unwrap_or_default());
        Ok(Select::new(field, "Owner", items).value(value).error_message(self.problems.of(field)).render())
    }

    fn settle(&self) -> Markup {
        let items = Outcome::ALL.iter().map(|of| Choice::new(of.name(), of.in_words())).collect();
        html! {
            (Radios::new("outcome", "How does it end?", items).small(true).value(self.typed.text("outcome")).error_message(self.problems.of("outcome")))
            (self.area("settle", "What changed, or why not?"))
            (Input::new("link", "Where the project or the rule is kept, if anywhere").hint("Begins with https://").value(self.typed.text("link")).error_message(self.problems.of("link")))
        }
    }
}
