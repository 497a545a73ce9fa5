//! A part of a page that scrolls sideways within itself, so that the page does not.

use maud::Render;

use crate::markup::{Attributes, Classes, Content, Element, choice, options};

choice! {
    /// How it looks.
    pub enum Variant {
        /// On a dark ground.
        Reverse = "reverse",
    }
}

options! {
    /// A part of a page that scrolls sideways within itself.
    pub struct Scroll {
        /// What scrolls.
        content: Content,
        /// The id of what names it.
        labelled_by: String,
        /// How it looks.
        variant: Option<Variant>,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl Render for Scroll {
    fn render_to(&self, buffer: &mut String) {
        let classes = Classes::new("nhsuk-scroll")
            .one_of("nhsuk-scroll--", self.variant.map(Variant::word), Variant::WORDS, &self.classes)
            .and(&self.classes);
        let content = Element::new("div")
            .with("class", "nhsuk-scroll__content")
            .with("role", "region")
            .unless_empty("aria-labelledby", &self.labelled_by)
            .holding(self.content.words_in(Element::new("p")));
        let scroll = Element::new("div")
            .named(classes, &self.id)
            .with("data-module", "nhsuk-scroll")
            .attributes(&self.attributes)
            .holding(content);
        buffer.push_str(&scroll.0);
    }
}
