//! More for those who want it, behind a line that opens.

use maud::{PreEscaped, Render};

use crate::markup::{Attributes, Classes, Content, Element, choice, options};

choice! {
    /// How it looks.
    pub enum Variant {
        /// On a dark ground.
        Reverse = "reverse",
    }
}

options! {
    /// The line that opens.
    pub struct Summary {
        /// What it says.
        content: Content,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// More for those who want it.
    pub struct Details {
        /// The line that opens.
        summary: Summary,
        /// What is behind it.
        content: Content,
        /// Open from the start.
        open: bool,
        /// How it looks.
        variant: Option<Variant>,
        /// The element's id.
        id: String,
        /// Further class names; `nhsuk-expander` puts it in a frame.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for Summary {
    fn from(words: &str) -> Summary {
        Summary::default().content(words)
    }
}

impl Details {
    /// A line that opens, and what is behind it.
    pub fn new(summary: &str, content: impl Into<Content>) -> Details {
        Details::default().summary(summary).content(content)
    }

    /// The same in a frame.
    pub fn expander(summary: &str, content: impl Into<Content>) -> Details {
        Details::new(summary, content).classes("nhsuk-expander")
    }
}

impl Render for Details {
    fn render_to(&self, buffer: &mut String) {
        let classes = Classes::new("nhsuk-details")
            .one_of("nhsuk-details--", self.variant.map(Variant::word), Variant::WORDS, &self.classes)
            .and(&self.classes);
        let words =
            Element::new("span").with("class", "nhsuk-details__summary-text").holding(&self.summary.content);
        let summary = Element::new("summary")
            .with("class", Classes::new("nhsuk-details__summary").and(&self.summary.classes))
            .attributes(&self.summary.attributes)
            .holding(words);
        let text = Element::new("div").with("class", "nhsuk-details__text").holding(&self.content);
        let details = Element::new("details")
            .named(classes, &self.id)
            .attributes(&self.attributes)
            .bare("open", self.open)
            .holding(PreEscaped(summary.0 + &text.0));
        buffer.push_str(&details.0);
    }
}
