//! Answers of which one is chosen.

use maud::Render;

use super::choices::{Choice, Group, Kind};
use super::error_message::ErrorMessage;
use super::field::FormGroup;
use super::fieldset::Fieldset;
use super::hint::Hint;
use crate::markup::{Attributes, Given, first_of, options};

options! {
    /// Answers of which one is chosen.
    pub struct Radios {
        /// The question.
        fieldset: Option<Fieldset>,
        /// How to answer.
        hint: Hint,
        /// What is wrong with the answer.
        error_message: ErrorMessage,
        /// The name it is sent under.
        name: String,
        /// What the items' ids begin with; the name if not given.
        id_prefix: String,
        /// The element's id.
        id: String,
        /// What is chosen.
        value: Given,
        /// The answers.
        items: Vec<Choice>,
        /// Smaller, for filters and dense pages.
        small: bool,
        /// Beside one another; for two short answers.
        inline: bool,
        /// Shown, but none can be chosen.
        disabled: bool,
        /// The group around it.
        form_group: FormGroup,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl Radios {
    /// A question with answers.
    pub fn new(name: impl Into<String>, question: impl Into<Fieldset>, items: Vec<Choice>) -> Radios {
        Radios::default().name(name).fieldset(question.into()).items(items)
    }
}

impl Render for Radios {
    fn render_to(&self, buffer: &mut String) {
        let value = self.value.0.as_deref().filter(|value| !value.is_empty());
        let group = Group {
            kind: Kind::Radios,
            fieldset: self.fieldset.as_ref(),
            hint: &self.hint,
            error: &self.error_message,
            name: &self.name,
            id_prefix: first_of(&[&self.id_prefix, &self.name]),
            id: &self.id,
            described_by: "",
            chosen: &|candidate| value == Some(candidate),
            items: &self.items,
            small: self.small,
            inline: self.inline,
            disabled: self.disabled,
            form_group: &self.form_group,
            classes: &self.classes,
            attributes: &self.attributes,
        };
        buffer.push_str(&group.write().0);
    }
}
