//! A trade-off as a picture: one or two lines over something that is varied; its table stands beside it.

use maud::{Markup, html};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 56.0;
const FOOT: f64 = 46.0;
const TOP: f64 = 30.0;

/// A line of the picture.
pub(crate) struct Line {
    /// What it is of; empty where there is but one.
    pub name: &'static str,
    pub points: Vec<(f64, f64)>,
}

/// Colour, dashes and half the side of the marks: shapes say what colours repeat.
const LOOKS: [(&str, &str); 2] = [("#005eb8", ""), ("#b0421a", "7 5")];

/// Draws it; nothing where no line has two points. `id` is its own on the page, `chosen` the value that was asked for.
pub(crate) fn curve(
    id: &str,
    title: &str,
    across: &str,
    unit: &str,
    lines: &[Line],
    chosen: Option<f64>,
) -> Markup {
    let all = || lines.iter().flat_map(|line| &line.points);
    if lines.iter().all(|line| line.points.len() < 2) {
        return html! {};
    }
    let first = all().map(|(at, _)| *at).fold(f64::INFINITY, f64::min);
    let last = all().map(|(at, _)| *at).fold(f64::NEG_INFINITY, f64::max);
    let most = all().map(|(_, mean)| *mean).fold(0.0, f64::max).max(0.001);
    let step = step(most);
    let top = (most / step).ceil() * step;
    let x = |at: f64| LEFT + 20.0 + (at - first) / (last - first).max(1e-9) * (WIDTH - LEFT - 50.0);
    let y = |mean: f64| TOP + (1.0 - mean / top) * (HEIGHT - TOP - FOOT);
    let grid = (top / step).round() as u32;
    let name = format!("rt-curve-{id}");
    // A number under every point where there is room, else under some.
    let marks = lines.first().map_or(&[][..], |line| line.points.as_slice());
    let every = marks.len().div_ceil(20).max(1);
    let crowded = |nth: usize, at: f64| {
        nth > 0 && marks.get(nth - 1).is_some_and(|(before, _)| x(at) - x(*before) < 24.0)
    };
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width="100%" role="img"
            aria-labelledby=(name) font-family="Arial, sans-serif" font-size="14" fill="#212b32" {
            title id=(name) { (title) ", from " (first) " to " (last) ": the table below has the figures" }
            @for nth in 0..=grid {
                @let at = f64::from(nth) * step;
                line x1=(LEFT) x2=(WIDTH - 10.0) y1=(format!("{:.1}", y(at))) y2=(format!("{:.1}", y(at))) stroke="#d8dde0" {}
                text x=(LEFT - 8.0) y=(format!("{:.1}", y(at) + 5.0)) text-anchor="end" { (format!("{at:.*}", usize::from(step < 1.0))) }
            }
            @for (line, (colour, dashes)) in lines.iter().zip(LOOKS) {
                @let points: Vec<String> = line.points.iter().map(|(at, mean)| format!("{:.1},{:.1}", x(*at), y(*mean))).collect();
                polyline points=(points.join(" ")) fill="none" stroke=(colour) stroke-width="2.5" stroke-dasharray=[(!dashes.is_empty()).then_some(dashes)] {}
                @for (at, mean) in &line.points { (mark(x(*at), y(*mean), colour, dashes, chosen == Some(*at))) }
                @if let (false, Some((at, mean))) = (line.name.is_empty(), line.points.last()) {
                    text x=(format!("{:.1}", x(*at))) y=(format!("{:.1}", y(*mean) - 11.0)) text-anchor="end" font-weight="bold" fill=(colour) { (line.name) }
                }
            }
            @for (nth, (at, _)) in marks.iter().enumerate() {
                @if nth % every == 0 && !crowded(nth, *at) { text x=(format!("{:.1}", x(*at))) y=(HEIGHT - 26.0) text-anchor="middle" { (at) } }
            }
            text x=(WIDTH / 2.0) y=(HEIGHT - 6.0) text-anchor="middle" { (across) "; mean journey in " (unit) " upwards" }
        }
    }
}

fn mark(x: f64, y: f64, colour: &str, dashes: &str, chosen: bool) -> Markup {
    let (x1, y1) = (format!("{x:.1}"), format!("{y:.1}"));
    html! {
        @if chosen { circle cx=(x1) cy=(y1) r="7" fill="#212b32" {} }
        @else if dashes.is_empty() { circle cx=(x1) cy=(y1) r="4" fill=(colour) {} }
        @else { rect x=(format!("{:.1}", x - 4.0)) y=(format!("{:.1}", y - 4.0)) width="8" height="8" fill=(colour) {} }
    }
}

/// A round step that divides the height into two to five.
fn step(most: f64) -> f64 {
    let size = 10f64.powf((most / 4.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    steps.into_iter().map(|of| of * size).find(|step| most / step <= 5.0).unwrap_or(size * 10.0)
}
