//! A frozen comparison as a page shows it: each kind of provider under each rule, who moves and why, each organisation
//! under its code.

use maud::{Markup, html};
use measures_rules::differ::Why;
use measures_rules::disclosure::Shown;
use measures_rules::disclosure::system::TOTAL;
use measures_rules::facts::v1::PublishedTable;
use measures_rules::publication::Comparison;
use measures_rules::report::{PLACES, place_in_words};
use web::components as nhs;
use web::components::table::Format;

use crate::read;

fn figures(text: impl Into<web::markup::Content>) -> nhs::TableCell {
    nhs::TableCell::default().content(text).format(Format::Numeric)
}

fn table<'c>(of: &'c Comparison, id: &str) -> Option<&'c PublishedTable> {
    // A table that was published before stands under the name that it had then.
    of.tables.iter().find(|table| table.id == id || table.id.strip_suffix(".year") == Some(id))
}

/// The whole of it.
pub(super) fn show(of: &Comparison) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What it would have done in " (of.period) }
        p { (of.rule) ": " (of.in_a_line) ". Counts of due asks met; 95% intervals. " (of.policy_in_words) }
        (shares(of, "setting", "By kind of provider"))
        (moves(of))
        (shares(of, "patch", "By patch of the asking organisation"))
        (shares(of, "deprivation", "By deprivation fifth"))
        (shares(of, "age", "By age band"))
        (nhs::Details::new("Each organisation asked, under its code", shares_of(of, "host.", "", "Each organisation asked")))
    }
}

fn shares(of: &Comparison, by: &str, title: &str) -> Markup {
    shares_of(of, "kept.", &format!(".{by}"), title)
}

fn shares_of(of: &Comparison, before: &str, after: &str, title: &str) -> Markup {
    let mut rules: Vec<&str> = of.beside.iter().map(|rule| rule.id.as_str()).collect();
    rules.push(&of.rule.id);
    let tables: Vec<(&str, &PublishedTable)> = rules
        .iter()
        .filter_map(|rule| Some((*rule, table(of, &format!("{before}{rule}{after}"))?)))
        .collect();
    let Some((_, first)) = tables.last() else { return html! {} };
    let mut categories: Vec<&str> = Vec::new();
    for category in first.cells.iter().filter_map(|cell| cell.at.get(1)) {
        if !categories.contains(&category.as_str()) {
            categories.push(category);
        }
    }
    let mut head = vec![nhs::Column::words("")];
    head.extend(tables.iter().map(|(rule, _)| {
        nhs::Column::figures(if *rule == of.rule.id {
            format!("{rule} (proposed)")
        } else {
            (*rule).to_owned()
        })
    }));
    if let Some(first) = head.first_mut() {
        *first = nhs::Column::words("Who");
    }
    let rows = categories.iter().map(|category| {
        let mut row = vec![nhs::TableCell::from(if *category == TOTAL { "All" } else { *category })];
        row.extend(tables.iter().map(|(_, table)| figures(read::share(table, category).with_limits())));
        row
    });
    html! { (nhs::Table::new(title, head, rows.collect()).first_cell_is_header(true).scroll(true).compact(true)) }
}

/// Who moves, from each rule in force to the proposed one, and why.
fn moves(of: &Comparison) -> Markup {
    let [met, failed, _] = PLACES.map(place_in_words);
    let mut rows = Vec::new();
    for rule in &of.beside {
        let Some(both) = table(of, &format!("beside.{}.{}", rule.id, of.rule.id)) else { continue };
        for (way, under_old, under_new, words) in [
            ("10", failed, met, "not met before, met under it"),
            ("01", met, failed, "met before, not met under it"),
        ] {
            let count = read::shown(both, &[under_old, under_new]);
            let reasons = table(of, &format!("why.{}.{}.{way}", rule.id, of.rule.id)).map(|why| {
                let each = Why::ALL
                    .into_iter()
                    .map(|reason| (reason, read::shown(why, &[under_old, under_new, reason.in_words()])));
                let each = each.filter(|(_, count)| *count != Shown::Count(0));
                each.map(|(reason, count)| format!("{}: {count}", reason.in_words()))
                    .collect::<Vec<_>>()
                    .join("; ")
            });
            rows.push(vec![
                nhs::TableCell::from(rule.id.as_str()),
                words.into(),
                figures(count.to_string()),
                reasons.filter(|text| !text.is_empty()).unwrap_or_else(|| "None".to_owned()).into(),
            ]);
        }
    }
    let mut head = ["Beside", "Who moves"].map(nhs::Column::words).to_vec();
    head.push(nhs::Column::figures("Asks"));
    head.push(nhs::Column::words("Why"));
    html! { (nhs::Table::new("Who moves, and why", head, rows).scroll(true)) }
}
