//! What is wrong with a field, beside the field.

use maud::{PreEscaped, Render};

use crate::markup::{Attributes, Classes, Content, Element, Given, options};

options! {
    /// What is wrong with a field and what to do about it.
    pub struct ErrorMessage {
        /// What it says.
        content: Content,
        /// What is said before it to those who hear the page; “Error” if not given.
        visually_hidden_text: Given,
        /// Marks the field as wrong without saying more; the words stand elsewhere.
        marked: bool,
        /// The element's id; a field makes one up.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for ErrorMessage {
    fn from(words: &str) -> ErrorMessage {
        ErrorMessage::default().content(words)
    }
}

impl From<String> for ErrorMessage {
    fn from(words: String) -> ErrorMessage {
        ErrorMessage::default().content(words)
    }
}

impl From<Option<String>> for ErrorMessage {
    fn from(words: Option<String>) -> ErrorMessage {
        ErrorMessage::default().content(words)
    }
}

impl From<Option<&str>> for ErrorMessage {
    fn from(words: Option<&str>) -> ErrorMessage {
        words.map(ErrorMessage::from).unwrap_or_default()
    }
}

impl ErrorMessage {
    /// The field is wrong.
    pub fn is_error(&self) -> bool {
        self.marked || !self.content.is_empty()
    }
}

impl Render for ErrorMessage {
    fn render_to(&self, buffer: &mut String) {
        let before = self.visually_hidden_text.0.as_deref().unwrap_or("Error");
        let before = if before.is_empty() {
            String::new()
        } else {
            let words = crate::markup::escaped(before).0;
            format!("<span class=\"nhsuk-u-visually-hidden\">{words}: </span>")
        };
        let message = Element::new("span")
            .named(Classes::new("nhsuk-error-message").and(&self.classes), &self.id)
            .attributes(&self.attributes)
            .holding(PreEscaped(format!("{before}{}", self.content.markup().0)));
        buffer.push_str(&message.0);
    }
}
