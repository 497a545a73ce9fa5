//! The first link of a page, for those who go by keyboard.

use maud::Render;

use crate::markup::{Attributes, Classes, Content, Element, first_of, options};

options! {
    /// Leads past the header to what the page is about.
    pub struct SkipLink {
        /// “Skip to main content” if not given.
        content: Content,
        /// `#maincontent` if not given.
        href: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl Render for SkipLink {
    fn render_to(&self, buffer: &mut String) {
        let link = Element::new("a")
            .named(Classes::new("nhsuk-skip-link").and(&self.classes), &self.id)
            .with("data-module", "nhsuk-skip-link")
            .with("href", first_of(&[&self.href, "#maincontent"]))
            .attributes(&self.attributes)
            .holding(self.content.or("Skip to main content"));
        buffer.push_str(&link.0);
    }
}
