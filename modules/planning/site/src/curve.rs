//! The trade-off between the number of sites and the mean journey, as a picture; its table stands beside it.

use maud::{Markup, html};
use planning_rules::study::{Story, Study};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 56.0;
const FOOT: f64 = 46.0;
const TOP: f64 = 16.0;

/// Draws it; nothing where there are fewer than two points.
pub(crate) fn curve(study: &Study, story: &Story, mean: impl Fn(i64) -> f64) -> Markup {
    let points: Vec<(usize, f64)> = story
        .curve
        .iter()
        .filter_map(|point| Some((point.open_count, mean(point.answer.as_ref()?.plan.cost))))
        .collect();
    let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) else { return html! {} };
    if points.len() < 2 {
        return html! {};
    }
    let most = points.iter().map(|(_, mean)| *mean).fold(0.0, f64::max).max(0.001);
    let step = step(most);
    let top = (most / step).ceil() * step;
    let wide = (*last - *first) as f64;
    let x = |open: usize| LEFT + 20.0 + (open - first) as f64 / wide * (WIDTH - LEFT - 50.0);
    let y = |mean: f64| TOP + (1.0 - mean / top) * (HEIGHT - TOP - FOOT);
    let line: Vec<String> =
        points.iter().map(|(open, mean)| format!("{:.1},{:.1}", x(*open), y(*mean))).collect();
    let lines = (top / step).round() as u32;
    // A number under every point where there is room, else under some.
    let every = points.len().div_ceil(20).max(1);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width="100%" role="img"
            aria-labelledby="rt-curve-title" font-family="Arial, sans-serif" font-size="14" fill="#212b32" {
            title id="rt-curve-title" { "Mean journey of the best plan for each number of sites, from " (first) " to " (last) ": the table below has the figures" }
            @for nth in 0..=lines {
                @let at = f64::from(nth) * step;
                line x1=(LEFT) x2=(WIDTH - 10.0) y1=(format!("{:.1}", y(at))) y2=(format!("{:.1}", y(at))) stroke="#d8dde0" {}
                text x=(LEFT - 8.0) y=(format!("{:.1}", y(at) + 5.0)) text-anchor="end" { (format!("{at:.*}", usize::from(step < 1.0))) }
            }
            polyline points=(line.join(" ")) fill="none" stroke="#005eb8" stroke-width="2.5" {}
            @for (nth, (open, mean)) in points.iter().enumerate() {
                @let chosen = *open == story.wanted.open_count;
                circle cx=(format!("{:.1}", x(*open))) cy=(format!("{:.1}", y(*mean))) r=(if chosen { 7 } else { 4 }) fill=(if chosen { "#212b32" } else { "#005eb8" }) {}
                @if nth % every == 0 { text x=(format!("{:.1}", x(*open))) y=(HEIGHT - 26.0) text-anchor="middle" { (open) } }
            }
            text x=(WIDTH / 2.0) y=(HEIGHT - 6.0) text-anchor="middle" { "sites open; mean journey in " (study.unit.name()) " upwards" }
        }
    }
}

/// A round step that divides the height into two to five.
fn step(most: f64) -> f64 {
    let size = 10f64.powf((most / 4.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    steps.into_iter().map(|of| of * size).find(|step| most / step <= 5.0).unwrap_or(size * 10.0)
}
