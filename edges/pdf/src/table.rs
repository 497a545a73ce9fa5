//! A table onto pages: columns as wide as their words want, the head repeated overleaf.

use pdf_writer::types::{StructRole, TableHeaderScope};

use crate::document::Table;
use crate::flow::{Flow, LEADING, lines};
use crate::paper::{Aside, MARGIN};
use crate::tags::TagId;

const SIZE: f32 = 8.5;
const STEP: f32 = SIZE * LEADING;
/// Points between a cell's edge and its words.
const PAD: f32 = 4.0;

/// A row ready to be drawn: the lines of each cell.
struct Row {
    cells: Vec<Vec<String>>,
    bold_first: bool,
    is_head: bool,
}

impl Row {
    fn lines(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(1)
    }

    fn height(&self) -> f32 {
        self.lines() as f32 * STEP + 2.0 * PAD
    }
}

/// How wide each column is: what its longest text wants where all have room; else at least its longest word, and the rest
/// shared out by what each wants.
fn widths(flow: &Flow<'_>, table: &Table) -> Vec<f32> {
    let room = flow.pages.width();
    let (bold, regular) = (&flow.faces.bold, &flow.faces.regular);
    let mut wants: Vec<(f32, f32)> = Vec::new();
    for (nth, column) in table.columns.iter().enumerate() {
        let face_of = |is_head: bool| if is_head { bold } else { regular };
        let cells = table
            .rows
            .iter()
            .filter_map(|row| row.get(nth))
            .map(|cell| (cell.as_str(), nth == 0 && table.row_heads));
        let (mut least, mut most) = (24.0f32, 24.0f32);
        for (text, is_head) in cells.chain([(column.head.as_str(), true)]) {
            let face = face_of(is_head);
            let words = text.split_whitespace().map(|word| face.width(word, SIZE));
            least = words.fold(least, f32::max);
            most = text.lines().map(|line| face.width(line, SIZE)).fold(most, f32::max);
        }
        // A word so long that it would leave nothing to the others is cut.
        let least = (least + 2.0 * PAD + 0.5).min(room * 0.45);
        wants.push((least, (most + 2.0 * PAD + 0.5).max(least)));
    }
    let least: f32 = wants.iter().map(|(least, _)| least).sum();
    let most: f32 = wants.iter().map(|(_, most)| most).sum();
    let share = |(least_of, most_of): &(f32, f32)| {
        if most <= room {
            most_of * room / most.max(1.0)
        } else if least <= room {
            least_of + (room - least) * (most_of - least_of) / (most - least).max(1.0)
        } else {
            least_of * room / least.max(1.0)
        }
    };
    wants.iter().map(share).collect()
}

/// Draws a table under its tag, which may hold its caption already.
pub(crate) fn lay_out(flow: &mut Flow<'_>, table: &Table, tag: TagId) {
    let widths = widths(flow, table);
    let row = |cells: Vec<&str>, bold_first: bool, is_head: bool| Row {
        cells: cells
            .into_iter()
            .zip(&widths)
            .enumerate()
            .map(|(nth, (cell, width))| {
                let bold = is_head || (bold_first && nth == 0);
                let face = if bold { &flow.faces.bold } else { &flow.faces.regular };
                lines(face, SIZE, cell, width - 2.0 * PAD)
            })
            .collect(),
        bold_first,
        is_head,
    };
    let head = row(table.columns.iter().map(|column| column.head.as_str()).collect(), false, true);
    let rows: Vec<Row> = table
        .rows
        .iter()
        .map(|cells| {
            let texts = (0..table.columns.len()).map(|nth| cells.get(nth).map_or("", String::as_str));
            row(texts.collect(), table.row_heads, false)
        })
        .collect();
    let drawing = Drawing { table, widths: &widths };
    flow.pages.room(head.height() + rows.first().map_or(0.0, |row| row.height().min(120.0)));
    drawing.row(flow, &head, Some(tag));
    for row in &rows {
        let whole = row.height();
        if whole > flow.pages.left() && whole <= flow.pages.height() - head.height() {
            flow.pages.turn();
            drawing.row(flow, &head, None);
        }
        drawing.row_over_pages(flow, row, &head, tag);
    }
}

struct Drawing<'d> {
    table: &'d Table,
    widths: &'d [f32],
}

impl Drawing<'_> {
    /// Draws a row whole. Without a tag it is the head again, which a screen reader has heard.
    fn row(&self, flow: &mut Flow<'_>, row: &Row, table: Option<TagId>) {
        let tags = table.map(|table| self.tags(flow, row, table));
        self.lines(flow, row, tags.as_deref(), 0..row.lines());
    }

    fn tags(&self, flow: &mut Flow<'_>, row: &Row, table: TagId) -> Vec<TagId> {
        let of_row = flow.pages.tags.tag(table, StructRole::TR);
        let cell = |(nth, _): (usize, &Vec<String>)| {
            if row.is_head {
                flow.pages.tags.scoped(of_row, StructRole::TH, Some(TableHeaderScope::Column))
            } else if nth == 0 && row.bold_first {
                flow.pages.tags.scoped(of_row, StructRole::TH, Some(TableHeaderScope::Row))
            } else {
                flow.pages.tags.tag(of_row, StructRole::TD)
            }
        };
        row.cells.iter().enumerate().map(cell).collect()
    }

    /// Draws a row, cut where it is higher than what a page holds.
    fn row_over_pages(&self, flow: &mut Flow<'_>, row: &Row, head: &Row, table: TagId) {
        let tags = self.tags(flow, row, table);
        let mut from = 0;
        while from < row.lines() {
            let fits = ((flow.pages.left() - 2.0 * PAD) / STEP).floor().max(0.0) as usize;
            if fits == 0 {
                flow.pages.turn();
                self.row(flow, head, None);
                continue;
            }
            let to = (from + fits).min(row.lines());
            self.lines(flow, row, Some(&tags), from..to);
            from = to;
        }
    }

    /// Draws some lines of a row.
    fn lines(&self, flow: &mut Flow<'_>, row: &Row, tags: Option<&[TagId]>, which: std::ops::Range<usize>) {
        let height = which.len() as f32 * STEP + 2.0 * PAD;
        let (down, nth) = (flow.pages.down, flow.pages.nth());
        if row.is_head {
            flow.pages.shade((MARGIN, down), self.widths.iter().sum(), height);
        }
        let mut x = MARGIN;
        for (column, (cell, width)) in row.cells.iter().zip(self.widths).enumerate() {
            let is_head = row.is_head || (row.bold_first && column == 0);
            match tags.and_then(|tags| tags.get(column)) {
                Some(tag) => flow.pages.begin(*tag, if is_head { "TH" } else { "TD" }),
                None => flow.pages.begin_aside(nth, Aside::Again),
            }
            let face = if is_head { &flow.faces.bold } else { &flow.faces.regular };
            let figures = self.table.columns.get(column).is_some_and(|column| column.figures);
            let mut foot = down + PAD + SIZE;
            for line in cell.iter().skip(which.start).take(which.len()) {
                let left = if figures { x + width - PAD - face.width(line, SIZE) } else { x + PAD };
                flow.pages.text(nth, (left, foot), face, SIZE, line);
                foot += STEP;
            }
            flow.pages.end(nth);
            x += width;
        }
        flow.pages.down += height;
        flow.pages.rule((MARGIN, flow.pages.down), self.widths.iter().sum());
    }
}
