//! What every field has about it: a label, a hint, an error, and the group that holds them.

use maud::{Markup, PreEscaped, Render};

use super::error_message::ErrorMessage;
use super::hint::Hint;
use crate::markup::{Attributes, Classes, Content, Element, joined, options};

options! {
    /// The group around a field.
    pub struct FormGroup {
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
        /// What stands before the field.
        #[cfg_attr(test, serde(alias = "beforeInputs"))] before_input: Content,
        /// What stands after the field.
        #[cfg_attr(test, serde(alias = "afterInputs"))] after_input: Content,
    }
}

/// A field's hint and error as written, and the ids that describe the field.
pub(crate) struct Described {
    pub(crate) markup: Markup,
    pub(crate) by: String,
}

impl Described {
    pub(crate) fn of(id: &str, already: &str, hint: &Hint, error: &ErrorMessage) -> Described {
        let mut out = String::new();
        let mut by = already.to_owned();
        if !hint.content.is_empty() {
            let id = if hint.id.is_empty() { format!("{id}-hint") } else { hint.id.clone() };
            by = joined(&[&by, &id]);
            hint.clone().id(id).render_to(&mut out);
        }
        if !error.content.is_empty() {
            let id = if error.id.is_empty() { format!("{id}-error") } else { error.id.clone() };
            by = joined(&[&by, &id]);
            error.clone().id(id).render_to(&mut out);
        }
        Described { markup: PreEscaped(out), by }
    }
}

impl FormGroup {
    pub(crate) fn around(&self, is_error: bool, inner: String) -> Markup {
        let classes =
            Classes::new("nhsuk-form-group").when(is_error, "nhsuk-form-group--error", "").and(&self.classes);
        Element::new("div").with("class", classes).attributes(&self.attributes).holding(PreEscaped(inner))
    }
}
