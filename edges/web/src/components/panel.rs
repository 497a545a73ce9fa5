//! “It is done”, in large letters.

use maud::{PreEscaped, Render};

use super::heading::{Heading, Manner, Size};
use crate::markup::{Attributes, Classes, Content, Element, choice, nothing, options};

choice! {
    /// What the panel is for.
    pub enum Variant {
        /// Stops a person on the way, to make sure.
        Interruption = "interruption",
    }
}

options! {
    /// “It is done”, in large letters.
    pub struct Panel {
        /// What is done.
        heading: Heading,
        /// What happens next.
        content: Content,
        /// What it is for.
        variant: Option<Variant>,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl Panel {
    /// What is done, and what happens next, under the heading of the page.
    pub fn new(heading: impl Into<Heading>, content: impl Into<Content>) -> Panel {
        Panel::default().heading(heading.into().level(2)).content(content)
    }
}

impl Render for Panel {
    fn render_to(&self, buffer: &mut String) {
        let classes = Classes::new("nhsuk-panel")
            .one_of("nhsuk-panel--", self.variant.map(Variant::word), Variant::WORDS, &self.classes)
            .and(&self.classes);
        let heading = self.heading.write(Manner {
            sizes: &[Size::M, Size::L, Size::Xl],
            ..Manner::of("nhsuk-panel__heading", "nhsuk-panel__heading--")
        });
        let body = if self.content.is_empty() {
            nothing()
        } else {
            Element::new("div").with("class", "nhsuk-panel__body").holding(&self.content)
        };
        let panel = Element::new("div")
            .named(classes, &self.id)
            .attributes(&self.attributes)
            .holding(PreEscaped(heading.0 + &body.0));
        buffer.push_str(&panel.0);
    }
}
