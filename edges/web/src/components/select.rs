//! A list of which one line is chosen.

use maud::{PreEscaped, Render};

use super::error_message::ErrorMessage;
use super::field::{Described, FormGroup};
use super::hint::Hint;
use super::input::InputWrapper;
use super::label::Label;
use crate::markup::{Attributes, Classes, Element, Given, first_of, options};

options! {
    /// One line of the list.
    pub struct SelectItem {
        /// What is sent; the words if not given.
        value: Given,
        /// What it says.
        text: String,
        /// It is the chosen one, whatever the list's value is.
        selected: Option<bool>,
        /// Shown, but cannot be chosen.
        disabled: bool,
        /// A rule across the list in place of a line.
        divider: bool,
        /// Further attributes.
        attributes: Attributes,
    }

    /// A list of which one line is chosen. For more than about seven answers; radios for fewer.
    pub struct Select {
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
        /// What is chosen.
        value: Given,
        /// The lines.
        items: Vec<SelectItem>,
        /// Shown, but cannot be changed and is not sent.
        disabled: bool,
        /// Ids of what describes the field.
        described_by: String,
        /// What holds the field where something stands beside it.
        input_wrapper: InputWrapper,
        /// The group around it.
        form_group: FormGroup,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl SelectItem {
    /// A line that sends that value.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> SelectItem {
        SelectItem::default().value(value.into()).text(text)
    }
}

impl Select {
    /// A list of that name with that label.
    pub fn new(name: impl Into<String>, label: impl Into<Label>, items: Vec<SelectItem>) -> Select {
        Select::default().name(name).label(label).items(items)
    }

    fn line(&self, item: &SelectItem) -> String {
        if item.divider {
            return Element::new("hr").void().0;
        }
        let sent = item.value.0.as_deref().unwrap_or(&item.text);
        let is_chosen = match (item.selected, self.value.0.as_deref()) {
            (Some(true), _) => true,
            (Some(false), _) | (None, None | Some("")) => false,
            (None, Some(chosen)) => chosen == sent,
        };
        Element::new("option")
            .given("value", item.value.0.as_deref())
            .bare("selected", is_chosen)
            .bare("disabled", item.disabled)
            .attributes(&item.attributes)
            .holding(crate::markup::escaped(&item.text))
            .0
    }
}

impl Render for Select {
    fn render_to(&self, buffer: &mut String) {
        let id = first_of(&[&self.id, &self.name]);
        let described = Described::of(id, &self.described_by, &self.hint, &self.error_message);
        let classes = Classes::new("nhsuk-select")
            .when(self.error_message.is_error(), "nhsuk-select--error", "")
            .and(&self.classes);
        let lines: String = self.items.iter().map(|item| self.line(item)).collect();
        let element = Element::new("select")
            .with("class", classes)
            .with("id", id)
            .with("name", &self.name)
            .bare("disabled", self.disabled)
            .unless_empty("aria-describedby", &described.by)
            .attributes(&self.attributes)
            .holding(PreEscaped(lines));
        let (before, after) =
            (self.form_group.before_input.markup().0, self.form_group.after_input.markup().0);
        let wrapper = &self.input_wrapper;
        let alone = [&before, &after, &wrapper.classes].iter().all(|part| part.is_empty())
            && wrapper.attributes.0.is_empty();
        let field = if alone {
            element
        } else {
            Element::new("div")
                .with("class", Classes::new("nhsuk-input-wrapper").and(&wrapper.classes))
                .attributes(&wrapper.attributes)
                .holding(PreEscaped(before + &element.0 + &after))
        };
        let inner = [self.label.belonging_to(id).render().0, described.markup.0, field.0].concat();
        buffer.push_str(&self.form_group.around(self.error_message.is_error(), inner).0);
    }
}
