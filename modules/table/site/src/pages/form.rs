//! Parts of forms that several pages have.

use kernel::{OrgId, SeatId};
use table_rules::facts::v1::Seat;
use web::components::{Input, Select, SelectItem};
use web::{Problems, Typed};

use super::names::Names;

/// A field for one line.
pub(super) fn line(typed: &Typed, problems: &Problems, name: &str, label: &str) -> Input {
    Input::new(name, label).value(typed.text(name)).error_message(problems.of(name))
}

/// A field for a day, as the browser gives it.
pub(super) fn day(typed: &Typed, problems: &Problems, name: &str, label: &str) -> Input {
    line(typed, problems, name, label).kind("date").width("10")
}

/// A list of names to choose one from.
pub(super) fn choose<'c>(
    typed: &Typed,
    problems: &Problems,
    name: &str,
    label: &str,
    choices: impl IntoIterator<Item = (&'c str, &'c str)>,
) -> Select {
    let items = choices.into_iter().map(|(value, words)| SelectItem::new(value, words)).collect();
    Select::new(name, label, items).value(typed.text(name)).error_message(problems.of(name))
}

/// Everybody at the table who can own an action: seats of organisations, each once, by organisation.
pub(super) fn owners(seats: &[Seat], names: &Names, secretary: Option<SeatId>) -> Vec<SelectItem> {
    let mut found: Vec<(String, SeatId)> = Vec::new();
    let named = seats.iter().flat_map(|seat| [seat.holder, seat.deputy]).chain([secretary]);
    for seat in named.flatten() {
        if !found.iter().any(|(_, known)| *known == seat) {
            found.push((names.seat(seat), seat));
        }
    }
    found.sort();
    let mut items = vec![SelectItem::new("", "Choose who")];
    items.extend(found.into_iter().map(|(words, seat)| SelectItem::new(seat.to_string(), words)));
    items
}

/// The organisations with a seat that votes, each once, by name.
pub(super) fn voting(seats: &[Seat], names: &Names) -> Vec<(String, OrgId)> {
    let mut found: Vec<(String, OrgId)> = seats
        .iter()
        .filter(|seat| seat.votes)
        .filter_map(|seat| Some((names.org(seat.org?), seat.org?)))
        .collect();
    found.sort();
    found.dedup();
    found
}
