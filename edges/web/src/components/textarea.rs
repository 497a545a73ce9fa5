//! A field of several lines.

use maud::Render;

use super::error_message::ErrorMessage;
use super::field::{Described, FormGroup};
use super::hint::Hint;
use super::label::Label;
use crate::markup::{Attributes, Classes, Element, Given, escaped, first_of, options};

options! {
    /// A field of several lines.
    pub struct Textarea {
        /// What is asked.
        label: Label,
        /// How to answer.
        hint: Hint,
        /// What is wrong with the answer.
        error_message: ErrorMessage,
        /// The element's id; the name if not given.
        id: String,
        /// The name it is sent under.
        name: String,
        /// What stands in it.
        value: Given,
        /// How many lines it shows; 5 if not given.
        rows: Option<u32>,
        /// Whether the browser checks the spelling.
        spellcheck: Option<bool>,
        /// What the browser may fill in.
        autocomplete: String,
        /// Shown, but cannot be changed and is not sent.
        disabled: bool,
        /// Ids of what describes the field.
        described_by: String,
        /// The group around it.
        form_group: FormGroup,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl Textarea {
    /// A field of that name with that label.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Textarea {
        Textarea::default().name(name).label(label)
    }
}

impl Render for Textarea {
    fn render_to(&self, buffer: &mut String) {
        let id = first_of(&[&self.id, &self.name]);
        let described = Described::of(id, &self.described_by, &self.hint, &self.error_message);
        let classes = Classes::new("nhsuk-textarea")
            .when(self.error_message.is_error(), "nhsuk-textarea--error", "")
            .and(&self.classes);
        let rows = self.rows.unwrap_or(5).to_string();
        let value = self.value.0.as_deref().unwrap_or_default();
        // A browser drops a line break that stands first in the element, and with it one that somebody typed.
        let kept = if value.starts_with('\n') || value.starts_with("\r\n") { "\n" } else { "" };
        let element = Element::new("textarea")
            .with("class", classes)
            .with("id", id)
            .with("name", &self.name)
            .with("rows", rows)
            .given("spellcheck", self.spellcheck.map(|is_on| if is_on { "true" } else { "false" }))
            .bare("disabled", self.disabled)
            .unless_empty("aria-describedby", &described.by)
            .unless_empty("autocomplete", &self.autocomplete)
            .attributes(&self.attributes)
            .holding(escaped(&format!("{kept}{value}")));
        let inner = [
            self.label.belonging_to(id).render().0,
            described.markup.0,
            self.form_group.before_input.markup().0,
            element.0,
            self.form_group.after_input.markup().0,
        ]
        .concat();
        buffer.push_str(&self.form_group.around(self.error_message.is_error(), inner).0);
    }
}
