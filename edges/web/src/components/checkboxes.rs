//! Answers of which any number is chosen.

use maud::Render;

use super::choices::{Choice, Group, Kind};
use super::error_message::ErrorMessage;
use super::field::FormGroup;
use super::fieldset::Fieldset;
use super::hint::Hint;
use crate::markup::{Attributes, first_of, options};

options! {
    /// Answers of which any number is chosen.
    pub struct Checkboxes {
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
        values: Vec<String>,
        /// Ids of what describes the answers, where there is no fieldset.
        described_by: String,
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

impl Checkboxes {
    /// A question with answers.
    pub fn new(name: impl Into<String>, question: impl Into<Fieldset>, items: Vec<Choice>) -> Checkboxes {
        Checkboxes::default().name(name).fieldset(question.into()).items(items)
    }
}

impl Render for Checkboxes {
    fn render_to(&self, buffer: &mut String) {
        let group = Group {
            kind: Kind::Checkboxes,
            fieldset: self.fieldset.as_ref(),
            hint: &self.hint,
            error: &self.error_message,
            name: &self.name,
            id_prefix: first_of(&[&self.id_prefix, &self.name]),
            id: &self.id,
            described_by: &self.described_by,
            chosen: &|candidate| self.values.iter().any(|value| value == candidate),
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
