//! Tables of figures and lists of things.

use maud::{Markup, PreEscaped, Render};

use super::card::Card;
use super::heading::{Caption, FOUR_SIZES, Heading, Manner, Size};
use super::scroll::Scroll;
use crate::markup::{Attributes, Classes, Content, Element, choice, escaped, nothing, options};

choice! {
    /// What stands in a column.
    pub enum Format {
        /// Figures, set to the right.
        Numeric = "numeric",
        /// Words, where the column has figures.
        Words = "string",
    }
}

choice! {
    /// To which side a cell is set.
    pub enum Align {
        /// Left.
        Left = "left",
        /// Centre.
        Centre = "centre",
        /// Right.
        Right = "right",
    }
}

options! {
    /// What the table shows, above it.
    pub struct TableCaption {
        /// What it says.
        content: Content,
        /// Its size.
        size: Option<Size>,
        /// A smaller line with it.
        caption: Caption,
        /// More words for those who hear the page.
        visually_hidden_text: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// The head of a column.
    pub struct Column {
        /// What it says.
        content: Content,
        /// What stands in the column.
        format: Option<Format>,
        /// `ascending`, `descending` or `none`: the rows are sorted by this column, or can be.
        sort: String,
        /// Which way the first press sorts.
        sort_next: String,
        /// Sorts by this column on the server.
        href: String,
        /// More words for those who hear the page.
        visually_hidden_text: String,
        /// Over so many columns.
        colspan: Option<u32>,
        /// Over so many rows.
        rowspan: Option<u32>,
        /// To which side.
        align: Option<Align>,
        /// How wide, as in `one-third`.
        width: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// One cell.
    pub struct TableCell {
        /// What it says.
        content: Content,
        /// What stands in it, where it differs from its column.
        format: Option<Format>,
        /// What it is sorted by, where that is not its words.
        sort_value: String,
        /// Makes the words a link.
        href: String,
        /// More words for those who hear the page.
        visually_hidden_text: String,
        /// Over so many columns.
        colspan: Option<u32>,
        /// Over so many rows.
        rowspan: Option<u32>,
        /// To which side.
        align: Option<Align>,
        /// How wide, as in `one-third`.
        width: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// A table. One that is `responsive` becomes a list of cards on a phone.
    pub struct Table {
        /// What the table shows.
        caption: TableCaption,
        /// The columns.
        head: Vec<Column>,
        /// The rows.
        rows: Vec<Vec<TableCell>>,
        /// The first cell of each row names it.
        first_cell_is_header: bool,
        /// Becomes a list of cards on a phone.
        responsive: bool,
        /// Less room around the words.
        compact: bool,
        /// Every second row shaded.
        striped: bool,
        /// With lines between, or without.
        border: Option<bool>,
        /// With a line under the last, or without.
        last_row_border: Option<bool>,
        /// Scrolls sideways within itself where it does not fit.
        scroll: bool,
        /// On a dark ground.
        reverse: bool,
        /// Puts it in a card.
        card: Option<Card>,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for TableCaption {
    fn from(words: &str) -> TableCaption {
        TableCaption::default().content(words)
    }
}

impl From<&str> for Column {
    fn from(words: &str) -> Column {
        Column::default().content(words)
    }
}

impl<T: Into<Content>> From<T> for TableCell {
    fn from(content: T) -> TableCell {
        TableCell::default().content(content)
    }
}

impl Column {
    /// A column of words.
    pub fn words(head: impl Into<Content>) -> Column {
        Column::default().content(head)
    }

    /// A column of figures.
    pub fn figures(head: impl Into<Content>) -> Column {
        Column::default().content(head).format(Format::Numeric)
    }
}

impl TableCell {
    /// A cell that leads to the thing it names.
    pub fn link(words: impl Into<Content>, href: impl Into<String>) -> TableCell {
        TableCell::default().content(words).href(href)
    }
}

impl Table {
    /// A table of that caption that becomes cards on a phone, with the first cell naming each row.
    pub fn new(caption: impl Into<TableCaption>, head: Vec<Column>, rows: Vec<Vec<TableCell>>) -> Table {
        Table::default().caption(caption).head(head).rows(rows).first_cell_is_header(true).responsive(true)
    }

    fn class_names(&self) -> Classes {
        let is_sortable = self.head.iter().any(|column| !column.sort.is_empty());
        let added = &self.classes;
        Classes::new("nhsuk-table")
            .when(self.reverse, "nhsuk-table--reverse", added)
            .when(self.compact, "nhsuk-table--compact", added)
            .when(self.responsive, "nhsuk-table--responsive", added)
            .when(self.border == Some(false), "nhsuk-table--no-border", added)
            .when(
                self.border != Some(false) && self.last_row_border == Some(false),
                "nhsuk-table--no-last-row-border",
                added,
            )
            .when(is_sortable, "nhsuk-table--sortable", added)
            .when(self.striped, "nhsuk-table--striped", added)
            .and(added)
    }

    fn sorts_on_server(&self) -> bool {
        let mut is_sortable = false;
        self.head.iter().any(|column| {
            is_sortable |= !column.sort.is_empty();
            is_sortable && !column.href.is_empty()
        })
    }

    fn caption_id(&self) -> String {
        if !self.caption.id.is_empty() || !self.scroll {
            return self.caption.id.clone();
        }
        if !self.id.is_empty() {
            return format!("{}-caption", self.id);
        }
        let words = self.caption.content.words().unwrap_or_default().replace(' ', "-").to_lowercase();
        if words.is_empty() {
            return String::new();
        }
        format!("table-{}-caption", words.chars().take(40).collect::<String>())
    }

    fn written_caption(&self, classes: &Classes) -> Markup {
        let caption = &self.caption;
        let hidden =
            match (caption.visually_hidden_text.as_str(), classes.as_ref().contains("nhsuk-table--sortable"))
            {
                ("", true) => "(Column headers are sortable)".to_owned(),
                ("", false) => String::new(),
                (words, _) => format!("({words})"),
            };
        let heading = Heading {
            content: caption.content.clone(),
            size: caption.size,
            caption: caption.caption.sized(caption.size).inside(),
            visually_hidden_text: hidden,
            id: self.caption_id(),
            classes: caption.classes.clone(),
            attributes: caption.attributes.clone(),
            element: "caption".to_owned(),
            ..Heading::default()
        };
        heading.write(Manner {
            sizes: FOUR_SIZES,
            ..Manner::of("nhsuk-table__caption", "nhsuk-table__caption--")
        })
    }

    fn role(&self, role: &'static str) -> Option<&'static str> {
        self.responsive.then_some(role)
    }

    fn heads(&self) -> Markup {
        if self.head.is_empty() {
            return nothing();
        }
        let on_server = self.sorts_on_server();
        let cells: String = self
            .head
            .iter()
            .map(|column| {
                let mut attributes = Attributes::none();
                if !column.sort.is_empty() {
                    attributes = attributes.bare("data-sort");
                }
                if !column.sort.is_empty() && !column.sort_next.is_empty() && !on_server {
                    attributes = attributes.with("data-sort-next", &column.sort_next);
                }
                if !column.sort.is_empty() && column.sort != "none" {
                    attributes = attributes.with("aria-sort", &column.sort);
                }
                let cell = TableCell {
                    content: column.content.clone(),
                    format: column.format,
                    href: column.href.clone(),
                    visually_hidden_text: column.visually_hidden_text.clone(),
                    colspan: column.colspan.filter(|_| !self.responsive),
                    rowspan: column.rowspan,
                    align: column.align,
                    width: column.width.clone(),
                    classes: column.classes.clone(),
                    attributes: attributes.and(&column.attributes),
                    ..TableCell::default()
                };
                let value = linked(&cell);
                cell.element("th", Some("col"), self.role("columnheader")).holding(value).0
            })
            .collect();
        let row = Element::new("tr")
            .with("class", "nhsuk-table__row")
            .given("role", self.role("row"))
            .holding(PreEscaped(cells));
        Element::new("thead")
            .with("class", "nhsuk-table__head")
            .given("role", self.role("rowgroup"))
            .holding(row)
    }

    fn row(&self, cells: &[TableCell]) -> String {
        let cells: String = cells
            .iter()
            .enumerate()
            .map(|(at, cell)| {
                let column = self.head.get(at).cloned().unwrap_or_default();
                let names_row = at == 0 && self.first_cell_is_header;
                let mut shown = cell.clone();
                shown.format = cell.format.or(column.format);
                let words_among_figures =
                    cell.format == Some(Format::Words) && column.format == Some(Format::Numeric);
                shown.align =
                    cell.align.or(if words_among_figures { Some(Align::Right) } else { column.align });
                shown.colspan = cell.colspan.filter(|_| !self.responsive);
                if !cell.sort_value.is_empty() {
                    shown.attributes =
                        Attributes::none().with("data-sort-value", &cell.sort_value).and(&cell.attributes);
                }
                let (name, scope) = if names_row { ("th", Some("row")) } else { ("td", None) };
                let role = self.role(if names_row { "rowheader" } else { "cell" });
                shown.element(name, scope, role).holding(self.value(&shown, &column)).0
            })
            .collect();
        Element::new("tr")
            .with("class", "nhsuk-table__row")
            .given("role", self.role("row"))
            .holding(PreEscaped(cells))
            .0
    }

    /// A cell's words; on a phone the head of its column stands before them.
    fn value(&self, cell: &TableCell, column: &Column) -> Markup {
        let value = linked(cell);
        if !self.responsive {
            return value;
        }
        let head = TableCell {
            content: column.content.clone(),
            visually_hidden_text: column.visually_hidden_text.clone(),
            ..TableCell::default()
        };
        let head = Element::new("span")
            .with("class", "nhsuk-table__heading")
            .with("aria-hidden", "true")
            .holding(PreEscaped(words(&head) + " "));
        let value = match &cell.content {
            Content::Markup(_) => Element::new("span").holding(value),
            Content::Words(_) | Content::Nothing => value,
        };
        PreEscaped(head.0 + &value.0)
    }
}

fn words(cell: &TableCell) -> String {
    let mut out = cell.content.markup().0;
    if !cell.visually_hidden_text.is_empty() {
        let space = if cell.content.is_empty() { "" } else { " " };
        let hidden = escaped(&format!("{space}{}", cell.visually_hidden_text));
        out.push_str(&Element::new("span").with("class", "nhsuk-u-visually-hidden").holding(hidden).0);
    }
    out
}

fn linked(cell: &TableCell) -> Markup {
    let words = PreEscaped(words(cell));
    if cell.href.is_empty() {
        words
    } else {
        Element::new("a").with("class", "nhsuk-link").with("href", &cell.href).holding(words)
    }
}

impl TableCell {
    fn element(&self, name: &'static str, scope: Option<&str>, role: Option<&str>) -> Element {
        let block = if name == "th" { "nhsuk-table__header" } else { "nhsuk-table__cell" };
        let wide = format!("nhsuk-u-width-{}", self.width);
        let classes = Classes::new(block)
            .when(self.format == Some(Format::Numeric), &format!("{block}--numeric"), &self.classes)
            .one_of("nhsuk-u-text-align-", self.align.map(Align::word), Align::WORDS, &self.classes)
            .when(!self.width.is_empty(), &wide, &self.classes)
            .and(&self.classes);
        let number = |over: Option<u32>| over.map(|over| over.to_string());
        Element::new(name)
            .with("class", classes)
            .given("scope", scope)
            .given("role", role)
            .given("colspan", number(self.colspan).as_deref())
            .given("rowspan", number(self.rowspan).as_deref())
            .attributes(&self.attributes)
    }
}

impl Render for Table {
    fn render_to(&self, buffer: &mut String) {
        let classes = self.class_names();
        let by_script = classes.as_ref().contains("nhsuk-table--sortable") && !self.sorts_on_server();
        let rows: String = self.rows.iter().map(|row| self.row(row)).collect();
        let body = Element::new("tbody").with("class", "nhsuk-table__body").holding(PreEscaped(rows));
        let table = Element::new("table")
            .named(&classes, &self.id)
            .given("data-module", by_script.then_some("nhsuk-table"))
            .given("role", self.role("table"))
            .attributes(&self.attributes)
            .holding(PreEscaped([self.written_caption(&classes).0, self.heads().0, body.0].concat()));
        let table = if self.scroll {
            Scroll::default().content(table).labelled_by(self.caption_id()).render()
        } else {
            table
        };
        match &self.card {
            Some(card) => card.clone().body(table).render_to(buffer),
            None => buffer.push_str(&table.0),
        }
    }
}
