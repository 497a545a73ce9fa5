//! What a meeting's page, its room view and its minutes share: the agenda that makes itself, who came, what came of it.

use std::collections::HashMap;

use kernel::{ItemId, TableSeatId};
use maud::{Markup, html};
use table_rules::agenda::{self, Agenda, Line, Subject};
use table_rules::facts::v1::Pressure;
use table_rules::quorum::Presence;
use table_rules::{Quorate, chair};
use web::Stop;
use web::components::{Colour, Column, Table as Grid, TableCell, Tag};

use super::access::{Opened, fault};
use super::names::Names;
use crate::read::{self, ActionRow, At, DecisionRow, Told};

/// A meeting with all that its pages show.
pub(super) struct Met {
    /// The meeting.
    pub(super) at: At,
    /// Every item of the group.
    pub(super) items: Vec<Told>,
    /// Every action of the group.
    pub(super) actions: Vec<ActionRow>,
    /// Every decision of the group.
    pub(super) decisions: Vec<DecisionRow>,
    /// What groups below ask.
    pub(super) above: Vec<ActionRow>,
    /// How each seat was.
    pub(super) marks: HashMap<TableSeatId, Presence>,
    /// Interests that were declared.
    pub(super) interests: Vec<(Option<ItemId>, TableSeatId, String)>,
    /// What organisations told.
    pub(super) pressures: Vec<Pressure>,
    /// The seats of the day.
    pub(super) seats: Vec<table_rules::facts::v1::Seat>,
    /// The meeting before, where it was held.
    pub(super) before: Option<At>,
}

impl Met {
    pub(super) fn read(opened: &Opened, at: At) -> Result<Met, Stop> {
        let (from, group) = (&opened.reading, opened.group());
        let before =
            read::meetings(from, group, at.original - 400, at.on).map_err(fault("reading meetings"))?;
        let before = before.into_iter().rev().find(|one| one.on < at.on && !one.cancelled);
        Ok(Met {
            items: read::items(from, group.id).map_err(fault("reading items"))?,
            actions: read::actions_of_group(from, group.id).map_err(fault("reading actions"))?,
            decisions: read::decisions(from, group.id).map_err(fault("reading decisions"))?,
            above: read::actions_above(from, group.id).map_err(fault("reading escalations"))?,
            marks: read::attendance(from, group.id, at.original).map_err(fault("reading who came"))?,
            interests: read::interests(from, group.id, at.original).map_err(fault("reading interests"))?,
            pressures: read::pressures(from, group.id, at.original).map_err(fault("reading pressures"))?,
            seats: read::seats_in_force(from, group.id, at.on).map_err(fault("reading seats"))?,
            before,
            at,
        })
    }

    /// Names of all who stand on the page.
    pub(super) fn names(&self, opened: &Opened) -> Result<Names, Stop> {
        let owners = self.actions.iter().chain(&self.above).map(|row| row.action.owner);
        let raised = self.items.iter().map(|told| told.item.raised_by);
        Names::read(&opened.reading, &opened.table, owners.chain(raised))
    }

    /// The quorum by those who came.
    pub(super) fn quorate(&self, opened: &Opened) -> Quorate {
        read::counted(opened.group(), &self.seats, self.at.on, &self.marks)
    }

    /// Somebody was marked.
    pub(super) fn is_taken(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Items of this meeting: raised for it or carried to it, and those that it closed.
    pub(super) fn its_items(&self) -> impl Iterator<Item = &Told> {
        let original = self.at.original;
        self.items.iter().filter(move |told| match &told.closed {
            Some((closed, _)) => *closed == original,
            None => told.item.original <= original,
        })
    }

    /// Actions that were asked at this meeting.
    pub(super) fn its_actions(&self) -> impl Iterator<Item = &ActionRow> {
        self.actions.iter().filter(|row| row.action.original == self.at.original)
    }

    /// Decisions of this meeting.
    pub(super) fn its_decisions(&self) -> impl Iterator<Item = &DecisionRow> {
        self.decisions.iter().filter(|row| row.decision.original == self.at.original)
    }

    /// The agenda: it makes itself from what is open on the day.
    pub(super) fn agenda(&self, opened: &Opened, names: &Names) -> Agenda {
        let mut lines = Vec::new();
        let on = self.at.on.max(opened.today());
        let add = |lines: &mut Vec<Line>, subject, words: String, minutes| {
            lines.push(Line { subject, words, minutes });
        };
        let unagreed = |one: &&At| one.row.closed.is_some() && one.row.agreed_at.is_none();
        if let Some(before) = self.before.as_ref().filter(unagreed) {
            add(
                &mut lines,
                Subject::MinutesToAgree,
                format!("Agree the minutes of {}", before.on.in_words()),
                2,
            );
        }
        for row in self.above.iter().filter(|row| row.answer.is_none()) {
            let question = row.above.as_ref().map(|(_, question, _)| question.clone()).unwrap_or_default();
            let words = format!("Answer a group below: {} – {question}", row.action.words);
            add(&mut lines, Subject::ToAnswer(row.action.id), words, 5);
        }
        for row in
            self.decisions.iter().filter(|row| row.is_proposed() && row.decision.original < self.at.original)
        {
            let words = format!("Ratify D{}: {}", row.nth, row.decision.title);
            add(&mut lines, Subject::ToRatify(row.decision.id), words, 3);
        }
        let late: Vec<&ActionRow> = self.actions.iter().filter(|row| row.is_overdue(on)).collect();
        if !late.is_empty() {
            let words = match late.as_slice() {
                [one] => format!("One late action: {}", one.action.words),
                several => format!("{} late actions", several.len()),
            };
            let minutes = u16::try_from(late.len() * 2).unwrap_or(30).min(20);
            add(&mut lines, Subject::Overdue(late.iter().map(|row| row.action.id).collect()), words, minutes);
        }
        let pressing =
            self.pressures.iter().filter(|one| one.level != table_rules::facts::v1::Level::Usual).count();
        if pressing > 0 {
            add(&mut lines, Subject::Pressures(pressing), format!("{pressing} organisations are pressed"), 5);
        }
        for told in self.its_items().filter(|told| told.closed.is_none()) {
            add(&mut lines, Subject::Item(told.item.id), told.item.title.clone(), told.item.minutes);
        }
        let empty =
            opened.table.seats.iter().filter(|seat| seat.empty(|one| names.is_filled(one)).is_some()).count();
        if empty > 0 {
            let words =
                if empty == 1 { "One seat is empty".to_owned() } else { format!("{empty} seats are empty") };
            add(&mut lines, Subject::EmptySeats(empty), words, 2);
        }
        if chair::is_past_term(&opened.table.chairs, on) {
            add(
                &mut lines,
                Subject::ChairPastTerm,
                "The chair’s term has run out: propose the next".to_owned(),
                5,
            );
        }
        let group = opened.group();
        if table_rules::group::is_past_its_end(group.kind, group.state, group.ends, on) {
            add(
                &mut lines,
                Subject::PastItsEnd,
                "The group’s end has passed: close it or agree another".to_owned(),
                3,
            );
        }
        agenda::rolling(lines, self.at.minutes)
    }
}

/// Where a line of an agenda leads.
fn href(opened: &Opened, met: &Met, subject: &Subject) -> Option<String> {
    let group = opened.href();
    match subject {
        Subject::MinutesToAgree => {
            met.before.as_ref().map(|one| format!("{group}/meetings/{}/minutes", one.original))
        }
        Subject::ToAnswer(action) => Some(format!("/actions/{action}")),
        Subject::ToRatify(decision) => Some(format!("{group}/decisions/{decision}")),
        Subject::Overdue(_) => Some(format!("{group}/actions?state=late")),
        Subject::Item(item) => Some(format!("{group}/items/{item}")),
        Subject::EmptySeats(_) => Some(format!("{group}?who=empty#seats")),
        Subject::ChairPastTerm => Some(format!("{group}/chair")),
        Subject::Pressures(_) => Some(format!("{group}/meetings/{}#pressures", met.at.original)),
        Subject::PastItsEnd | Subject::Figure => None,
    }
}

/// An agenda as a table.
pub(super) fn agenda_table(opened: &Opened, met: &Met, agenda: &Agenda) -> Markup {
    let head = vec![Column::figures("Item"), Column::words("About"), Column::figures("Minutes")];
    let rows: Vec<Vec<TableCell>> = agenda
        .lines
        .iter()
        .enumerate()
        .map(|(nth, line)| {
            let words = match href(opened, met, &line.subject) {
                Some(href) => TableCell::link(line.words.as_str(), href),
                None => line.words.as_str().into(),
            };
            vec![(nth + 1).to_string().into(), words, line.minutes.to_string().into()]
        })
        .collect();
    html! {
        h2 class="nhsuk-heading-m" id="agenda" { "Agenda" }
        @if rows.is_empty() { p { "Nothing is open. Raise an item below, or cancel the meeting." } }
        @else { (Grid::new("It makes itself from what is open", head, rows)) }
        @if agenda.over > 0 {
            p { (Tag::new("Too long", Colour::Orange)) " " (agenda.minutes) " minutes of items in " (met.at.minutes) " minutes: " (agenda.over) " too many." }
        }
    }
}

/// Pressures in one line an organisation, and who has said nothing.
pub(super) fn pressures(met: &Met, names: &Names) -> Markup {
    let mut orgs: Vec<(String, kernel::OrgId)> =
        met.seats.iter().filter_map(|seat| Some((names.org(seat.org?), seat.org?))).collect();
    orgs.sort();
    orgs.dedup();
    let head = ["Organisation", "Level", "In one line", "Until"].map(Column::words).to_vec();
    let mut silent = Vec::new();
    let mut rows: Vec<Vec<TableCell>> = Vec::new();
    for (name, org) in orgs {
        match met.pressures.iter().find(|one| one.org == org) {
            None => silent.push(name),
            Some(one) => rows.push(vec![
                name.into(),
                one.level.words().into(),
                one.words.as_str().into(),
                one.until.map_or_else(|| "Not recorded".to_owned(), |day| day.in_words()).into(),
            ]),
        }
    }
    html! {
        h2 class="nhsuk-heading-m" id="pressures" { "What presses" }
        @if rows.is_empty() { p { "No organisation has told what presses it." } }
        @else { (Grid::new("One line an organisation", head, rows)) }
        @if !silent.is_empty() && !met.pressures.is_empty() { p { "Have not said: " (silent.join("; ")) "." } }
    }
}

/// Who came, in a sentence.
pub(super) fn who_came(opened: &Opened, met: &Met) -> Markup {
    let quorate = met.quorate(opened);
    html! {
        @if met.is_taken() {
            p {
                strong { (quorate.in_words()) } " " (quorate.heads) " people of " (met.seats.len()) " seats."
                @if !quorate.is() { " It may discuss; what it decides is proposed until the absent confirm it." }
            }
        } @else { p { "Who came has not been recorded." } }
    }
}
