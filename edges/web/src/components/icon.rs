//! Icons of the design system, drawn in the page so that they take the colour of the words beside them.

use maud::{Markup, PreEscaped, Render};

use crate::markup::{Element, choice};

include!(concat!(env!("OUT_DIR"), "/drawings.rs"));

choice! {
    /// An icon of the design system.
    pub enum Icon {
        /// An arrow to the left.
        ArrowLeft = "arrow-left",
        /// An arrow to the right.
        ArrowRight = "arrow-right",
        /// An arrow up.
        ArrowUp = "arrow-up",
        /// An arrow down.
        ArrowDown = "arrow-down",
        /// An arrow to the right in a disc.
        ArrowRightCircle = "arrow-right-circle",
        /// An arrow to the left in a disc.
        ArrowLeftCircle = "arrow-left-circle",
        /// An arrow up in a disc.
        ArrowUpCircle = "arrow-up-circle",
        /// An arrow down in a disc.
        ArrowDownCircle = "arrow-down-circle",
        /// An arrow up and an arrow down.
        ArrowUpDown = "arrow-up-down",
        /// A point to the right in a disc.
        ChevronRightCircle = "chevron-right-circle",
        /// A point to the left in a disc.
        ChevronLeftCircle = "chevron-left-circle",
        /// A point up in a disc.
        ChevronUpCircle = "chevron-up-circle",
        /// A point down in a disc.
        ChevronDownCircle = "chevron-down-circle",
        /// A cross.
        Cross = "cross",
        /// A tick.
        Tick = "tick",
        /// A minus.
        Minus = "minus",
        /// A plus.
        Plus = "plus",
        /// A magnifying glass.
        Search = "search",
        /// A head and shoulders.
        User = "user",
    }
}

/// The paths of a drawing that setup brought; empty where it has none of that name.
pub(crate) fn drawing(name: &str) -> Markup {
    let found = DRAWINGS.iter().find(|(known, _)| *known == name);
    PreEscaped(found.map_or_else(String::new, |(_, paths)| (*paths).to_owned()))
}

impl Render for Icon {
    fn render_to(&self, buffer: &mut String) {
        let svg = Element::new("svg")
            .with("class", format!("nhsuk-icon nhsuk-icon--{}", self.word()))
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("viewBox", "0 0 24 24")
            .with("width", "16")
            .with("height", "16")
            .with("focusable", "false")
            .with("aria-hidden", "true")
            .holding(drawing(self.word()));
        buffer.push_str(&svg.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setup_brought_a_drawing_for_every_icon() {
        for word in Icon::WORDS {
            assert!(drawing(word).0.contains("<path"), "{word}");
        }
        assert!(drawing("nhs-logo").0.contains("<path"));
    }
}
