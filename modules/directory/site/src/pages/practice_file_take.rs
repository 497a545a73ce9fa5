//! Keeping the lines of a file one by one: a bad line leaves the good ones alone.

use directory_rules::facts::v1::Fitter;
use journal::NotDone;
use policy::Actor;
use web::{Problems, Stop, Typed};

use super::Site;
use super::access::stop;
use super::keeping::{Kept, add};
use super::own::{Own, named};
use super::practice_file_read::{Left, Line};
use super::practice_fitter::ROWS;
use crate::acts::{Keep, Refusal};

/// Everything that is wrong with a line, by the fields of the file.
fn leave<R: Kept>(line: &Line, problems: &Problems, left: &mut Vec<Left>) {
    let before = left.len();
    let fields = std::iter::once("id").chain(R::LABELS.iter().map(|(field, _)| *field));
    for field in fields {
        if let Some(why) = problems.of(field) {
            left.push(Left { line: line.number, field: field.to_owned(), why });
        }
    }
    if left.len() == before {
        let why = "It cannot be taken as it stands: keep it by its form.".to_owned();
        left.push(Left { line: line.number, field: "the whole line".to_owned(), why });
    }
}

/// Keeps each line that is right; how many were taken.
pub(super) async fn take<R: Kept>(
    site: &Site,
    actor: &Actor,
    own: &Own,
    lines: Vec<Line>,
    left: &mut Vec<Left>,
) -> Result<usize, Stop> {
    let mut taken = 0;
    for line in lines {
        let record = match R::parsed(&line.typed, own, line.id.as_deref()) {
            Ok(record) => record,
            Err(problems) => {
                leave::<R>(&line, &problems, left);
                continue;
            }
        };
        match submit(site, actor, record).await? {
            Ok(()) => taken += 1,
            Err(problems) => leave::<R>(&line, &problems, left),
        }
    }
    Ok(taken)
}

async fn submit<R: Kept>(site: &Site, actor: &Actor, record: R) -> Result<Result<(), Problems>, Stop> {
    let mut problems = Problems::default();
    match site.journal.submit(actor, Keep { record, seen: None }).await {
        Ok(_) => return Ok(Ok(())),
        Err(NotDone::AgainstTheRules(Refusal::Fields(wrong))) => add(&mut problems, R::LABELS, &wrong),
        Err(NotDone::AgainstTheRules(Refusal::Anothers)) => problems.add("id", "That is no record of yours"),
        Err(other) => return Err(stop(site, actor, "keeping a line of a file", other)),
    }
    Ok(Err(problems))
}

/// Keeps fitters: one line a certificate, all lines of a seat together, so that a seat's certificates stand as the file
/// says or stay as they were.
pub(super) async fn take_fitters(
    site: &Site,
    actor: &Actor,
    own: &Own,
    lines: Vec<Line>,
    left: &mut Vec<Left>,
) -> Result<usize, Stop> {
    let mut seats: Vec<(String, Vec<Line>)> = Vec::new();
    for line in lines {
        let text = line.typed.word("seat").or(line.typed.word("title")).unwrap_or_default();
        let found = named(text, own.clinical_seats(), |seat| seat.id.to_string(), |seat| &seat.title);
        match found.map(|seat| seat.id.to_string()) {
            None => {
                let why = "That is no clinician’s or fitter’s seat of yours: write its id or its whole title"
                    .to_owned();
                left.push(Left { line: line.number, field: "seat".to_owned(), why });
            }
            Some(seat) => match seats.iter_mut().find(|(known, _)| *known == seat) {
                Some((_, of)) => of.push(line),
                None => seats.push((seat, vec![line])),
            },
        }
    }
    let mut taken = 0;
    for (seat, lines) in seats {
        let outcome = match Fitter::parsed(&together(&lines), own, Some(&seat)) {
            Ok(record) if lines.len() <= ROWS => submit(site, actor, record).await?,
            Ok(_) => {
                let mut problems = Problems::default();
                problems.add(format!("skill{}", ROWS - 1), format!("A seat has at most {ROWS} certificates"));
                Err(problems)
            }
            Err(problems) => Err(problems),
        };
        match outcome {
            Ok(()) => taken += lines.len(),
            Err(problems) => leave_fitter(&lines, &problems, left),
        }
    }
    Ok(taken)
}

/// The lines of a seat as the form of that seat would send them.
fn together(lines: &[Line]) -> Typed {
    let mut pairs = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        for (field, text) in line.typed.pairs() {
            let numbered = match field.split_once('[') {
                Some((name, part)) => format!("{name}{row}[{part}"),
                None if field == "skill" => format!("skill{row}"),
                None => field.clone(),
            };
            pairs.push((numbered, text.clone()));
        }
    }
    Typed::of(pairs)
}

fn leave_fitter(lines: &[Line], problems: &Problems, left: &mut Vec<Left>) {
    let before = left.len();
    for (row, line) in lines.iter().enumerate() {
        for field in ["skill", "certified", "life_support", "until"] {
            if let Some(why) = problems.of(&format!("{field}{row}")) {
                left.push(Left { line: line.number, field: field.to_owned(), why });
            }
        }
    }
    for field in ["coils_before", "implants_before", "id"] {
        if let (Some(why), Some(line)) = (problems.of(field), lines.first()) {
            left.push(Left { line: line.number, field: field.to_owned(), why });
        }
    }
    // The other lines of the seat were right and wait for this one.
    let named: Vec<u64> = left.iter().skip(before).map(|one| one.line).collect();
    for line in lines.iter().filter(|line| !named.contains(&line.number)) {
        let why = "It is right, and waits for the other lines of the same seat.".to_owned();
        left.push(Left { line: line.number, field: "the whole line".to_owned(), why });
    }
}
