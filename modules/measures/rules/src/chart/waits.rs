//! The share still waiting as a picture, one stepped line for each setting on the same clock.

use super::Drawn;
use super::draw::{Canvas, number, table};
use super::spc::Labels;
use crate::survival::Curve;

/// The day marks at which shares are tabled: five days, four weeks, six weeks, eighteen weeks.
pub const MARKS: [u32; 4] = [5, 28, 42, 126];

/// Draws curves by name.
pub fn draw(curves: &[(String, Curve)], labels: Labels<'_>) -> Drawn {
    let longest = curves.iter().map(|(_, curve)| curve.last_days).max().unwrap_or(0).max(28);
    let mut canvas = Canvas::new((0.0, f64::from(longest)), (0.0, 100.0));
    let every = (longest / 6).div_ceil(7).max(1) * 7;
    let foot: Vec<(f64, String)> =
        (0..=longest / every).map(|i| (f64::from(i * every), (i * every).to_string())).collect();
    canvas.axes(&foot, "Days waited", "% still waiting");
    let classes = ["values", "limit", "outer", "target"];
    let mut said = Vec::new();
    for ((name, curve), class) in curves.iter().zip(classes.iter().cycle()) {
        let mut path = vec![(0.0, 100.0)];
        for step in &curve.steps {
            let before = path.last().map_or(100.0, |(_, y)| *y);
            path.extend([(f64::from(step.days), before), (f64::from(step.days), 100.0 * step.still_waiting)]);
        }
        path.push((f64::from(curve.last_days), path.last().map_or(100.0, |(_, y)| *y)));
        canvas.line(path.iter().copied(), class);
        if let Some((x, y)) = path.get(path.len() / 2) {
            canvas.words(*x, *y, name);
        }
        said.push(format!(
            "{name}: {} waits, {} still open or ended without; median {}, 92 in 100 within {}",
            curve.n,
            curve.n.saturating_sub(curve.done),
            days(curve.median()),
            days(curve.percentile_92())
        ));
    }
    let description = format!(
        "Share still waiting by days waited; open waits count for as long as they have lasted (Kaplan–Meier). {}.",
        said.join(". ")
    );
    let headings =
        ["Setting", "Waits", "Open", "Median", "92nd percentile", "5 days", "28 days", "42 days", "126 days"];
    let rows = curves.iter().map(|(name, curve)| {
        let mut row = vec![
            name.clone(),
            curve.n.to_string(),
            curve.n.saturating_sub(curve.done).to_string(),
            days(curve.median()),
            days(curve.percentile_92()),
        ];
        row.extend(MARKS.map(|mark| {
            let (share, limits) = curve.limits_at(mark, 0.95);
            format!(
                "{}% ({} to {}) still waiting",
                number(100.0 * share),
                number(100.0 * limits.low.unwrap_or(0.0)),
                number(100.0 * limits.high)
            )
        }));
        row
    });
    let numbers = table(labels.title, &headings, rows);
    Drawn { svg: canvas.finish(labels.id, labels.title, &description), table: numbers }
}

fn days(value: Option<f64>) -> String {
    value.map_or("not reached".to_owned(), |days| format!("{} days", number(days)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::{Ending, Wait, curve};

    #[test]
    fn curves_say_what_was_not_reached() {
        let waits: Vec<Wait> = (1..20)
            .map(|days| Wait { days, ending: if days > 8 { Ending::Censored } else { Ending::Done } })
            .collect();
        let labels = Labels { id: "w", title: "Waits", unit: "" };
        let drawn =
            draw(&[("Clinics".to_owned(), curve(&waits)), ("Practices".to_owned(), curve(&[]))], labels);
        assert!(drawn.svg.contains("median not reached") && drawn.table.contains("still waiting"));
        assert_eq!(drawn.table.matches("<tr>").count(), 3);
    }
}
