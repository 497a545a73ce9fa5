//! A report as a file that stands alone: it opens anywhere, prints on A4 and fetches nothing.

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = "
body { font: 1.0625rem/1.5 Arial, sans-serif; color: #212b32; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; } h2 { font-size: 1.4rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; } caption { text-align: left; font-weight: bold; padding: .4rem 0; }
th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid #aeb7bd; vertical-align: top; }
.nhsuk-table__header--numeric, .nhsuk-table__cell--numeric { text-align: right; }
.nhsuk-table__heading { display: none; }
.rt-legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; } .rt-legend svg { vertical-align: middle; }
.rt-trial { border: 3px solid #212b32; padding: .4rem .8rem; font-weight: bold; }
.nhsuk-u-visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 40rem) {
  .nhsuk-table--responsive thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .nhsuk-table--responsive tr { display: block; border-bottom: 2px solid #212b32; padding: .4rem 0; }
  .nhsuk-table--responsive td, .nhsuk-table--responsive th { display: flex; justify-content: space-between; gap: 1rem; text-align: right; }
  .nhsuk-table__heading { display: inline; font-weight: bold; text-align: left; }
}
@media print { body { font-size: 10pt; max-width: none; padding: 0; } tr, svg { break-inside: avoid; } h2 { break-after: avoid; font-size: 12pt; } h1 { font-size: 16pt; } @page { size: A4; margin: 14mm; } details::details-content { content-visibility: visible; block-size: auto; } }
";

/// The whole file.
pub fn document(title: &str, first_line: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    @if !first_line.is_empty() { p class="rt-trial" { (first_line) } }
                    (body)
                }
            }
        }
    }
}
