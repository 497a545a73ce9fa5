//! The funnel as a picture: organisations against how much they did, with 95% and 99.8% limits.

use super::Drawn;
use super::draw::{Canvas, number, table};
use super::spc::Labels;
use crate::funnel::{Funnel, Limits, Standing, by_chance, standing, widened};

/// Which limits are drawn and judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Limits by chance alone.
    ByChance,
    /// Limits widened by the spread between organisations.
    Widened,
}

/// Draws a funnel of named organisations. `multiplier` is the one that the funnel was made with.
pub fn draw(funnel: &Funnel, names: &[String], shown: Shown, multiplier: f64, labels: Labels<'_>) -> Drawn {
    let limits_at = |denominator: f64| {
        let limits = match shown {
            Shown::ByChance => by_chance(funnel.kind, funnel.target, denominator),
            Shown::Widened => widened(funnel.kind, funnel.target, denominator, funnel.tau2),
        };
        limits.times(multiplier)
    };
    let right = funnel.rows.iter().map(|row| row.denominator).fold(1.0, f64::max);
    let left = funnel.rows.iter().map(|row| row.denominator).fold(right, f64::min) * 0.8;
    let curve: Vec<(f64, Limits)> = (0..=60)
        .map(|i| {
            // Steps grow with the denominator, because the funnel bends most where it is small.
            let x = left + (right - left) * (f64::from(i) / 60.0).powi(2);
            (x, limits_at(x.max(0.5)))
        })
        .collect();
    let centre = funnel.target * multiplier;
    let heights = funnel.rows.iter().map(|row| row.value).chain([centre]);
    let narrow = curve.iter().skip(6).flat_map(|(_, l)| [l.low_998, l.high_998]);
    let (low, high) =
        heights.chain(narrow).fold((centre, centre), |(low, high), v| (low.min(v), high.max(v)));
    let mut canvas = Canvas::new((left, right), (low, high));
    let foot: Vec<(f64, String)> =
        (0..=4).map(|i| left + (right - left) * f64::from(i) / 4.0).map(|x| (x, number(x))).collect();
    canvas.axes(&foot, "Denominator", labels.unit);
    for (class, limit) in [
        ("limit", &(|l: &Limits| l.low_95) as &dyn Fn(&Limits) -> f64),
        ("limit", &|l: &Limits| l.high_95),
        ("outer", &|l: &Limits| l.low_998),
        ("outer", &|l: &Limits| l.high_998),
    ] {
        canvas.line(curve.iter().map(|(x, limits)| (*x, limit(limits))), class);
    }
    canvas.line([(left, centre), (right, centre)].into_iter(), "mean");
    let mut outside = Vec::new();
    let mut rows = Vec::new();
    for (row, name) in funnel.rows.iter().zip(names) {
        let limits = match shown {
            Shown::ByChance => row.limits,
            Shown::Widened => row.widened,
        };
        let stands = standing(row.value, &limits);
        let special = stands != Standing::Within;
        let says =
            format!("{name}: {} of {} ({})", number(row.value), number(row.denominator), stands.in_words());
        canvas.dot(row.denominator, row.value, if special { "other" } else { "plain" }, special, &says);
        if special {
            canvas.words(row.denominator, row.value, name);
            outside.push(format!("{name} ({})", stands.in_words()));
        }
        rows.push(vec![
            name.clone(),
            number(row.value),
            number(row.denominator),
            number(limits.low_95),
            number(limits.high_95),
            number(limits.low_998),
            number(limits.high_998),
            stands.in_words().to_owned(),
        ]);
    }
    let judged = match shown {
        Shown::ByChance => "limits by chance alone",
        Shown::Widened => "limits widened by the spread between organisations",
    };
    let found = if outside.is_empty() { "none".to_owned() } else { outside.join("; ") };
    let description = format!(
        "{} organisations around {}. Method: {}; {judged} (phi {}, tau² {:.4}). Outside limits: {found}.",
        funnel.rows.len(),
        number(centre),
        funnel.kind.method(),
        number(funnel.phi),
        funnel.tau2
    );
    let headings = [
        "Organisation",
        "Value",
        "Denominator",
        "95% lower",
        "95% upper",
        "99.8% lower",
        "99.8% upper",
        "Standing",
    ];
    let numbers = table(labels.title, &headings, rows.into_iter());
    Drawn { svg: canvas.finish(labels.id, labels.title, &description), table: numbers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::funnel::{Kind, Pair, funnel};

    #[test]
    fn organisations_outside_are_named_in_words() {
        let mut pairs: Vec<Pair> = (1..=12)
            .map(|i| Pair { numerator: 20.0 * f64::from(i), denominator: 100.0 * f64::from(i) })
            .collect();
        pairs.push(Pair { numerator: 190.0, denominator: 200.0 });
        let names: Vec<String> = (1..=13).map(|i| format!("Practice {i}")).collect();
        for kind in [Kind::Proportion, Kind::CountRatio] {
            let made = funnel(&pairs, kind, 0.1, 100.0).unwrap();
            let labels = Labels { id: "f", title: "Met", unit: "%" };
            let drawn = draw(&made, &names, Shown::ByChance, 100.0, labels);
            assert!(drawn.svg.contains("Practice 13 (outside limits: above 99.8%)"), "{kind:?}");
            assert_eq!(drawn.table.matches("<tr>").count(), 14);
            assert!(!drawn.svg.contains("NaN"));
        }
    }
}
