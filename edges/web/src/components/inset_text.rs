//! A paragraph that stands apart from the rest.

use maud::{PreEscaped, Render};

use crate::markup::{Attributes, Classes, Content, Element, escaped, first_of, options};

options! {
    /// A paragraph that stands apart from the rest.
    pub struct InsetText {
        /// What it says.
        content: Content,
        /// What is said before it to those who hear the page; “Information” if not given.
        visually_hidden_text: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl InsetText {
    /// With these words or this markup.
    pub fn new(content: impl Into<Content>) -> InsetText {
        InsetText::default().content(content)
    }
}

impl Render for InsetText {
    fn render_to(&self, buffer: &mut String) {
        let before = format!("{}: ", first_of(&[&self.visually_hidden_text, "Information"]));
        let before = Element::new("span").with("class", "nhsuk-u-visually-hidden").holding(escaped(&before));
        let inner = before.0 + &self.content.words_in(Element::new("p")).0;
        let inset = Element::new("div")
            .named(Classes::new("nhsuk-inset-text").and(&self.classes), &self.id)
            .attributes(&self.attributes)
            .holding(PreEscaped(inner));
        buffer.push_str(&inset.0);
    }
}
