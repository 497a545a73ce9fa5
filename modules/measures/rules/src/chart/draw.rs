//! The canvas that all charts share: scale, axes, text, and the table beside the picture.

use std::fmt::Write as _;

/// Width and height of a chart, in its own units.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 48.0;

/// Text made safe for markup.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A number for people: no more decimals than tell values apart, no trailing zeros.
pub fn number(value: f64) -> String {
    let decimals = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

/// A canvas with its scale, being drawn on.
pub struct Canvas {
    body: String,
    x: (f64, f64),
    y: (f64, f64),
}

/// Marks up the side, at the most: round steps of a fifth make four to eleven.
const MARKS_MAX: u32 = 12;

impl Canvas {
    /// A canvas for these ranges of values; a range without width is given some.
    pub fn new(x: (f64, f64), y: (f64, f64)) -> Canvas {
        let wide = |(low, high): (f64, f64)| {
            if high - low > 1e-12 { (low, high) } else { (low - 0.5, high + 0.5) }
        };
        let (low, high) = wide(y);
        let room = 0.05 * (high - low);
        Canvas { body: String::with_capacity(8192), x: wide(x), y: (low - room, high + room) }
    }

    fn across(&self, x: f64) -> f64 {
        LEFT + (x - self.x.0) / (self.x.1 - self.x.0) * (WIDTH - LEFT - RIGHT)
    }

    fn down(&self, y: f64) -> f64 {
        let y = y.clamp(self.y.0, self.y.1);
        HEIGHT - BOTTOM - (y - self.y.0) / (self.y.1 - self.y.0) * (HEIGHT - TOP - BOTTOM)
    }

    /// A line through points, with a class that names what it is.
    pub fn line(&mut self, points: impl Iterator<Item = (f64, f64)>, class: &str) {
        let _ = write!(self.body, "<polyline class=\"{class}\" points=\"");
        for (x, y) in points {
            let _ = write!(self.body, "{:.1},{:.1} ", self.across(x), self.down(y));
        }
        self.body.push_str("\"/>");
    }

    /// A dot; special ones are diamonds, so that shape says it as well as colour. Its text shows on hovering.
    pub fn dot(&mut self, x: f64, y: f64, class: &str, special: bool, says: &str) {
        let (x, y) = (self.across(x), self.down(y));
        let says = escape(says);
        if special {
            let _ = write!(
                self.body,
                "<path class=\"{class}\" d=\"M{x:.1} {:.1}l5 5l-5 5l-5 -5z\"><title>{says}</title></path>",
                y - 5.0
            );
        } else {
            let _ = write!(
                self.body,
                "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{says}</title></circle>"
            );
        }
    }

    /// Words at a value, beginning there.
    pub fn words(&mut self, x: f64, y: f64, text: &str) {
        let _ = write!(
            self.body,
            "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            (self.across(x) + 6.0).min(WIDTH - 60.0),
            self.down(y) - 4.0,
            escape(text)
        );
    }

    /// Both axes: round numbers up the side, given marks along the foot.
    pub fn axes(&mut self, foot: &[(f64, String)], across: &str, up: &str) {
        let step = round_step((self.y.1 - self.y.0) / 5.0);
        let first = (self.y.0 / step).ceil() * step;
        // Counted, not added up: beside a value of 1e30 a step is lost, and adding it would never end.
        for nth in 0..MARKS_MAX {
            let value = first + f64::from(nth) * step;
            if value.is_nan() || value > self.y.1 {
                break;
            }
            let y = self.down(value);
            let _ = write!(
                self.body,
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text class=\"end\" \
                 x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                WIDTH - RIGHT,
                LEFT - 6.0,
                y + 4.0,
                number(value)
            );
        }
        for (x, mark) in foot {
            let _ = write!(
                self.body,
                "<text class=\"mid\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                self.across(*x),
                HEIGHT - BOTTOM + 16.0,
                escape(mark)
            );
        }
        let _ = write!(
            self.body,
            "<text class=\"mid\" x=\"{:.1}\" y=\"{:.1}\">{}</text><text x=\"8\" y=\"{:.1}\">{}</text>",
            (LEFT + WIDTH - RIGHT) / 2.0,
            HEIGHT - 8.0,
            escape(across),
            TOP - 8.0,
            escape(up)
        );
    }

    /// The finished picture. `id` keeps the title's name apart from those of other charts on the page.
    pub fn finish(self, id: &str, title: &str, description: &str) -> String {
        let (id, title, description) = (escape(id), escape(title), escape(description));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{title}</title>\
             <desc id=\"{id}-desc\">{description}</desc><style>{STYLE}</style>\
             <text class=\"head\" x=\"8\" y=\"18\">{title}</text>{}</svg>",
            self.body
        )
    }
}

/// Dark enough on white for small marks (4.5 to 1 or more); dashes tell the lines apart without colour.
const STYLE: &str = "text{font:12px Arial,sans-serif;fill:#212b32}.head{font-size:14px;font-weight:bold}\
.mid{text-anchor:middle}.end{text-anchor:end}.grid{stroke:#d8dde0}polyline{fill:none;stroke:#4c6272;stroke-width:1.5}\
.limit{stroke-dasharray:6 4}.outer{stroke-dasharray:2 3}.mean{stroke:#212b32}.target{stroke:#7c2855;stroke-dasharray:10 3}\
.plain{fill:#4c6272}.better{fill:#005eb8}.worse{fill:#b25000}.other{fill:#330072}";

/// A step of 1, 2 or 5 times a power of ten, near the one given.
fn round_step(step: f64) -> f64 {
    let size = 10f64.powf(step.abs().max(1e-12).log10().floor());
    let times = step / size;
    size * if times < 1.5 {
        1.0
    } else if times < 3.5 {
        2.0
    } else if times < 7.5 {
        5.0
    } else {
        10.0
    }
}

/// The table of a chart's numbers.
pub fn table(caption: &str, headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut html = format!("<table><caption>{}</caption><thead><tr>", escape(caption));
    for heading in headings {
        let _ = write!(html, "<th scope=\"col\">{}</th>", escape(heading));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (place, field) in row.iter().enumerate() {
            let field = escape(field);
            let _ = if place == 0 {
                write!(html, "<th scope=\"row\">{field}</th>")
            } else {
                write!(html, "<td>{field}</td>")
            };
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_however_large_its_values_are() {
        for value in [1e30, -1e30, f64::MAX, 1e-300, 0.0] {
            let mut canvas = Canvas::new((0.0, 1.0), (value, value));
            canvas.axes(&[], "day", "count");
            assert!(canvas.body.matches("grid").count() <= 12, "{value}");
        }
    }

    #[test]
    fn numbers_for_people() {
        let shown: Vec<String> = [0.0, -0.001, 3.0, 12.345, 0.256, 1234.5, -2.5].map(number).to_vec();
        assert_eq!(shown, ["0", "−0", "3", "12.3", "0.26", "1234", "−2.5"].map(|s| s.replace("−0", "0")));
    }

    #[test]
    fn markup_in_names_stays_text() {
        assert_eq!(escape("<b> & \"x\""), "&lt;b&gt; &amp; &quot;x&quot;");
        assert!(table("<i>", &["a"], [vec!["<td>".to_owned()]].into_iter()).contains("&lt;td&gt;"));
    }
}
