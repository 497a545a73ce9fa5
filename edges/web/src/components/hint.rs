//! The line under a label that says how to fill a field in.

use maud::Render;

use crate::markup::{Attributes, Classes, Content, Element, options};

options! {
    /// How to fill a field in.
    pub struct Hint {
        /// What it says.
        content: Content,
        /// The element's id; a field makes one up.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for Hint {
    fn from(words: &str) -> Hint {
        Hint::default().content(words)
    }
}

impl From<String> for Hint {
    fn from(words: String) -> Hint {
        Hint::default().content(words)
    }
}

impl Render for Hint {
    fn render_to(&self, buffer: &mut String) {
        let hint = Element::new("div")
            .named(Classes::new("nhsuk-hint").and(&self.classes), &self.id)
            .attributes(&self.attributes)
            .holding(&self.content);
        buffer.push_str(&hint.0);
    }
}
