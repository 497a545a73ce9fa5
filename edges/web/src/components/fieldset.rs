//! Fields that answer one question together.

use maud::Render;

use super::legend::Legend;
use crate::markup::{Attributes, Classes, Content, Element, options};

options! {
    /// Fields that answer one question together.
    pub struct Fieldset {
        /// The question.
        legend: Legend,
        /// The fields.
        content: Content,
        /// The element's id.
        id: String,
        /// The role, where it is not the element's own.
        role: String,
        /// Ids of what describes the fields.
        described_by: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for Fieldset {
    fn from(question: &str) -> Fieldset {
        Fieldset::default().legend(question)
    }
}

impl Render for Fieldset {
    fn render_to(&self, buffer: &mut String) {
        let inner = format!("{}{}", self.legend.render().0, self.content.markup().0);
        let fieldset = Element::new("fieldset")
            .named(Classes::new("nhsuk-fieldset").and(&self.classes), &self.id)
            .unless_empty("role", &self.role)
            .unless_empty("aria-describedby", &self.described_by)
            .attributes(&self.attributes)
            .holding(maud::PreEscaped(inner));
        buffer.push_str(&fieldset.0);
    }
}
