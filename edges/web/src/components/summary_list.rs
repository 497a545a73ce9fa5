//! What is known about one thing, a line for each fact.

use maud::{PreEscaped, Render};

use super::card::{Actions, Card};
use super::heading::Heading;
use crate::markup::{Attributes, Classes, Content, Element, nothing, options};

options! {
    /// The name of a fact, or the fact.
    pub struct Cell {
        /// What it says.
        content: Content,
        /// How wide it is, as in `one-third`.
        width: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// One line.
    pub struct Row {
        /// What the fact is called.
        key: Cell,
        /// The fact. “Not recorded” is written out.
        value: Cell,
        /// What can be done about it.
        actions: Actions,
        /// With a line under it, or without.
        border: Option<bool>,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// What is known about one thing.
    pub struct SummaryList {
        /// The lines.
        rows: Vec<Row>,
        /// Puts it in a card.
        card: Option<Card>,
        /// With lines between, or without.
        border: Option<bool>,
        /// With a line under the last, or without.
        last_row_border: Option<bool>,
        /// Markup in place of rows.
        content: Content,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Cell {
        Cell::default().content(words)
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Cell {
        Cell::default().content(words)
    }
}

impl From<maud::Markup> for Cell {
    fn from(markup: maud::Markup) -> Cell {
        Cell::default().content(markup)
    }
}

impl Row {
    /// A fact of that name. One that is not known is written out as “Not recorded”.
    pub fn new(key: &str, value: impl Into<Cell>) -> Row {
        let mut value = value.into();
        value.content = value.content.or("Not recorded");
        Row::default().key(key).value(value)
    }
}

impl SummaryList {
    /// A list of these lines.
    pub fn new(rows: Vec<Row>) -> SummaryList {
        SummaryList::default().rows(rows)
    }

    fn row(&self, row: &Row, is_last: bool, any_has_actions: bool) -> String {
        let list_says = self.classes.contains("nhsuk-summary-list--no-border")
            || self.classes.contains("nhsuk-summary-list--no-last-row-border")
            || (self.last_row_border == Some(false) && is_last);
        let none: Heading = Heading::default();
        let of = self.card.as_ref().map_or(&none, |card| &card.heading);
        let classes = Classes::new("nhsuk-summary-list__row")
            .when(any_has_actions && row.actions.items.is_empty(), "nhsuk-summary-list__row--no-actions", "")
            .when(row.border == Some(false) && !list_says, "nhsuk-summary-list__row--no-border", &row.classes)
            .and(&row.classes);
        let actions = match row.actions.items.as_slice() {
            [] => nothing(),
            [one] => column("dd", "actions", &row.actions).holding(one.write(of)),
            several => {
                let items: String = several
                    .iter()
                    .map(|action| {
                        Element::new("li")
                            .with("class", "nhsuk-summary-list__actions-list-item")
                            .holding(action.write(of))
                            .0
                    })
                    .collect();
                let list = Element::new("ul")
                    .with("class", "nhsuk-summary-list__actions-list")
                    .holding(PreEscaped(items));
                column("dd", "actions", &row.actions).holding(list)
            }
        };
        let inner = [cell("dt", "key", &row.key).0, cell("dd", "value", &row.value).0, actions.0].concat();
        Element::new("div").named(classes, &row.id).attributes(&row.attributes).holding(PreEscaped(inner)).0
    }
}

fn named(
    name: &'static str,
    part: &str,
    width: &str,
    classes: &str,
    id: &str,
    attributes: &Attributes,
) -> Element {
    let wide = format!("nhsuk-u-width-{width}");
    let classes = Classes::new(&format!("nhsuk-summary-list__{part}"))
        .when(!width.is_empty(), &wide, classes)
        .and(classes);
    Element::new(name).named(classes, id).attributes(attributes)
}

fn cell(name: &'static str, part: &str, cell: &Cell) -> maud::Markup {
    named(name, part, &cell.width, &cell.classes, &cell.id, &cell.attributes).holding(&cell.content)
}

fn column(name: &'static str, part: &str, actions: &Actions) -> Element {
    named(name, part, &actions.width, &actions.classes, &actions.id, &actions.attributes)
}

impl Render for SummaryList {
    fn render_to(&self, buffer: &mut String) {
        let classes = Classes::new("nhsuk-summary-list")
            .when(self.border == Some(false), "nhsuk-summary-list--no-border", &self.classes)
            .when(
                self.border != Some(false) && self.last_row_border == Some(false),
                "nhsuk-summary-list--no-last-row-border",
                &self.classes,
            )
            .and(&self.classes);
        let any_has_actions = self.rows.iter().any(|row| !row.actions.items.is_empty());
        let rows = if self.content.is_empty() {
            let last = self.rows.len();
            let row = |(at, row): (usize, &Row)| self.row(row, at + 1 == last, any_has_actions);
            PreEscaped(self.rows.iter().enumerate().map(row).collect::<String>())
        } else {
            self.content.markup()
        };
        let list = Element::new("dl").named(classes, &self.id).attributes(&self.attributes).holding(rows);
        match &self.card {
            Some(card) => card.clone().body(list).render_to(buffer),
            None => buffer.push_str(&list.0),
        }
    }
}
