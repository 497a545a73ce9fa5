//! The XmR chart as a picture.

use super::Drawn;
use super::draw::{Canvas, number, table};
use crate::spc::{Cause, Chart, Point, Variation};

/// What the picture is called.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'a> {
    /// A name that is alone on the page.
    pub id: &'a str,
    /// The title.
    pub title: &'a str,
    /// The unit of the values.
    pub unit: &'a str,
}

/// Draws a chart with its limits, target and special causes.
pub fn draw(chart: &Chart, labels: Labels<'_>) -> Drawn {
    let points = &chart.points;
    let first = points.first().map_or(0, |p| p.day.epoch_days());
    let across = |point: &Point| f64::from(point.day.epoch_days() - first);
    let heights = points.iter().flat_map(|p| {
        let limits = p.limits.map(|l| [l.lower, l.upper]);
        [Some(p.value), Some(p.mean), limits.map(|l| l[0]), limits.map(|l| l[1]), chart.settings.target]
    });
    let (low, high) = heights
        .flatten()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let (low, high) = if low.is_finite() { (low, high) } else { (0.0, 1.0) };
    let mut canvas = Canvas::new((0.0, points.last().map_or(1.0, &across)), (low, high));
    canvas.axes(&foot(points, &across), "", labels.unit);
    for step in points.chunk_by(|a, b| a.step == b.step) {
        canvas.line(step.iter().map(|p| (across(p), p.mean)), "mean");
        if step.iter().all(|p| p.limits.is_some()) {
            canvas.line(step.iter().filter_map(|p| Some((across(p), p.limits?.lower))), "limit");
            canvas.line(step.iter().filter_map(|p| Some((across(p), p.limits?.upper))), "limit");
        }
        canvas.line(step.iter().map(|p| (across(p), p.value)), "values");
    }
    if let (Some(target), Some(last)) = (chart.settings.target, points.last()) {
        canvas.line([(0.0, target), (across(last), target)].into_iter(), "target");
        canvas.words(0.0, target, "target");
    }
    for point in points {
        let class = match chart.meaning(point.cause) {
            Variation::Common => "plain",
            Variation::Improvement => "better",
            Variation::Concern => "worse",
            Variation::High | Variation::Low => "other",
        };
        let says = format!("{}: {} ({})", point.day, number(point.value), point.cause.in_words());
        canvas.dot(across(point), point.value, class, point.cause != Cause::Common, &says);
    }
    let svg = canvas.finish(labels.id, labels.title, &describe(chart, labels.unit));
    Drawn { svg, table: numbers(chart, labels.title) }
}

/// At most six days along the foot.
fn foot(points: &[Point], across: &impl Fn(&Point) -> f64) -> Vec<(f64, String)> {
    let every = points.len().div_ceil(6).max(1);
    points.iter().step_by(every).map(|p| (across(p), p.day.civil().strftime("%b %y").to_string())).collect()
}

/// What a reader who cannot see the picture must know.
fn describe(chart: &Chart, unit: &str) -> String {
    let Some(last) = chart.points.last() else { return "No points.".to_owned() };
    let special = chart.points.iter().filter(|p| p.cause != Cause::Common).count();
    let limits = last.limits.map_or_else(
        || "no limits can be drawn".to_owned(),
        |l| format!("limits {} to {}", number(l.lower), number(l.upper)),
    );
    let trial = if last.trial { " Fewer than 13 points: the limits are trial limits." } else { "" };
    let assurance = chart.assurance().map_or_else(String::new, |a| format!(" {}.", a.in_words()));
    let screen = if chart.settings.screen { "wild ranges screened out" } else { "no ranges screened out" };
    format!(
        "{} points; the last is {} {unit} on {}. Mean {}, {limits}. {} points show special cause. {}.{assurance}{trial} \
         XmR chart, {screen}.",
        chart.points.len(),
        number(last.value),
        last.day,
        number(last.mean),
        special,
        chart.variation().in_words()
    )
}

fn numbers(chart: &Chart, title: &str) -> String {
    let rows = chart.points.iter().map(|p| {
        let limit = |value: Option<f64>| value.map_or("none".to_owned(), number);
        vec![
            p.day.to_string(),
            number(p.value),
            number(p.mean),
            limit(p.limits.map(|l| l.lower)),
            limit(p.limits.map(|l| l.upper)),
            p.cause.in_words().to_owned(),
        ]
    });
    table(title, &["Day", "Value", "Mean", "Lower limit", "Upper limit", "Cause"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spc::{Better, Settings, chart};
    use kernel::Day;

    fn made(values: &[f64]) -> Drawn {
        let series: Vec<(Day, f64)> = values
            .iter()
            .enumerate()
            .map(|(i, v)| (Day::from_epoch_days(20_000 + 30 * i as i32), *v))
            .collect();
        let settings = Settings {
            better: Better::Higher,
            target: Some(8.0),
            screen: false,
            fix_after: None,
            steps: Vec::new(),
        };
        draw(&chart(&series, settings), Labels { id: "c1", title: "Asks <met>", unit: "%" })
    }

    #[test]
    fn a_picture_has_title_description_and_its_numbers() {
        let drawn = made(&[5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 20.0]);
        assert!(drawn.svg.starts_with("<svg ") && drawn.svg.ends_with("</svg>"));
        assert!(drawn.svg.contains("<title id=\"c1-title\">Asks &lt;met&gt;</title>"));
        assert!(
            drawn.svg.contains("aria-labelledby=\"c1-title c1-desc\"") && drawn.svg.contains("trial limits")
        );
        assert_eq!(drawn.table.matches("<tr>").count(), 9);
        assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("inf"));
    }

    #[test]
    fn empty_and_flat_series_are_drawn_without_limits() {
        assert!(made(&[]).svg.contains("No points."));
        let one = made(&[5.0]);
        assert!(one.svg.contains("no limits can be drawn") && !one.svg.contains("NaN"));
    }
}
