//! A date of day, month and year in three fields.

use maud::{PreEscaped, Render};

use super::error_message::ErrorMessage;
use super::field::{Described, FormGroup};
use super::fieldset::Fieldset;
use super::hint::Hint;
use super::input::Input;
use super::label::Label;
use crate::markup::{Attributes, Classes, Element, Given, first_of, options};

options! {
    /// What stands in the three fields.
    pub struct DateValues {
        /// The day.
        day: Given,
        /// The month.
        month: Given,
        /// The year.
        year: Given,
    }

    /// One of the three fields.
    pub struct DateItem {
        /// What is asked; the name with a capital if not given.
        label: Label,
        /// `day`, `month` or `year`.
        name: String,
        /// What stands in it.
        value: Given,
        /// Room for so many figures.
        width: String,
        /// This one is wrong, or is not.
        error: Option<bool>,
        /// What the browser may fill in.
        autocomplete: String,
        /// Which keyboard a phone shows; figures if not given.
        inputmode: String,
        /// What the browser accepts.
        pattern: String,
        /// Shown, but cannot be changed and is not sent.
        disabled: Option<bool>,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// A date of day, month and year in three fields.
    pub struct DateInput {
        /// The question.
        fieldset: Option<Fieldset>,
        /// How to answer.
        hint: Hint,
        /// What is wrong with the answer.
        error_message: ErrorMessage,
        /// The element's id, with which the fields' ids begin.
        id: String,
        /// What the fields' names begin with: `born[day]`.
        name_prefix: String,
        /// What stands in the fields.
        values: DateValues,
        /// The fields, where they are not day, month and year.
        items: Vec<DateItem>,
        /// The day's field, where it differs.
        day: Option<DateItem>,
        /// The month's field, where it differs.
        month: Option<DateItem>,
        /// The year's field, where it differs.
        year: Option<DateItem>,
        /// Shown, but cannot be changed and is not sent.
        disabled: bool,
        /// The group around it.
        form_group: FormGroup,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl DateInput {
    /// A question for a date; its fields are sent as `name[day]`, `name[month]` and `name[year]`.
    pub fn new(name: impl Into<String>, question: impl Into<Fieldset>) -> DateInput {
        let name = name.into();
        DateInput::default().id(name.as_str()).name_prefix(name).fieldset(question.into())
    }

    fn fields(&self) -> Vec<DateItem> {
        if !self.items.is_empty() {
            return self.items.clone();
        }
        let three = [
            ("day", &self.day, &self.values.day, "2"),
            ("month", &self.month, &self.values.month, "2"),
            ("year", &self.year, &self.values.year, "4"),
        ];
        three
            .into_iter()
            .map(|(name, own, value, width)| {
                let mut item = own.clone().unwrap_or_else(|| DateItem::default().value(value.clone()));
                if item.name.is_empty() {
                    item.name = name.to_owned();
                }
                if item.width.is_empty() {
                    item.width = width.to_owned();
                }
                item
            })
            .collect()
    }

    fn value_of(&self, item: &DateItem) -> Given {
        if item.value.0.is_some() {
            return item.value.clone();
        }
        match item.name.as_str() {
            "day" => self.values.day.clone(),
            "month" => self.values.month.clone(),
            "year" => self.values.year.clone(),
            _ => Given::default(),
        }
    }

    fn field(&self, item: &DateItem, any_is_wrong: bool) -> String {
        let marks_itself = item.classes.contains("nhsuk-input--error");
        let is_wrong = !marks_itself
            && (item.error == Some(true)
                || (item.error != Some(false) && self.error_message.is_error() && !any_is_wrong));
        let mut name = item.name.clone();
        let capital = name.get_mut(0..1).map(|first| first.to_ascii_uppercase()).unwrap_or_default();
        name = capital + name.get(1..).unwrap_or_default();
        let mut label = item.label.clone();
        label.content = label.content.or(&name);
        label.classes = Classes::new("nhsuk-date-input__label").and(&label.classes).as_ref().to_owned();
        let width = if item.name == "year" { "4" } else { "2" };
        let input = Input {
            label,
            error_message: ErrorMessage::default().marked(is_wrong),
            id: if item.id.is_empty() { format!("{}-{}", self.id, item.name) } else { item.id.clone() },
            name: if self.name_prefix.is_empty() {
                item.name.clone()
            } else {
                format!("{}[{}]", self.name_prefix, item.name)
            },
            value: self.value_of(item),
            width: first_of(&[&item.width, width]).to_owned(),
            inputmode: first_of(&[&item.inputmode, "numeric"]).to_owned(),
            autocomplete: item.autocomplete.clone(),
            pattern: item.pattern.clone(),
            disabled: item.disabled.unwrap_or(self.disabled),
            classes: Classes::new("nhsuk-date-input__input").and(&item.classes).as_ref().to_owned(),
            attributes: item.attributes.clone(),
            ..Input::default()
        };
        Element::new("div").with("class", "nhsuk-date-input__item").holding(input).0
    }
}

impl Render for DateInput {
    fn render_to(&self, buffer: &mut String) {
        let items = self.fields();
        let any_is_wrong =
            items.iter().any(|item| item.error == Some(true) || item.classes.contains("nhsuk-input--error"));
        let already = self.fieldset.as_ref().map(|set| set.described_by.as_str()).unwrap_or_default();
        let described = Described::of(&self.id, already, &self.hint, &self.error_message);
        let fields: String = items.iter().map(|item| self.field(item, any_is_wrong)).collect();
        let inner = [self.form_group.before_input.markup().0, fields, self.form_group.after_input.markup().0]
            .concat();
        let list = Element::new("div")
            .named(Classes::new("nhsuk-date-input").and(&self.classes), &self.id)
            .attributes(&self.attributes)
            .holding(PreEscaped(inner));
        let inner = described.markup.0 + &list.0;
        let inner = match &self.fieldset {
            Some(fieldset) => {
                // Without the role some screen readers do not say the hint and the error of a set of text fields.
                let role = first_of(&[&fieldset.role, "group"]).to_owned();
                fieldset.clone().role(role).content(PreEscaped(inner)).described_by(described.by).render().0
            }
            None => inner,
        };
        buffer.push_str(&self.form_group.around(self.error_message.is_error() || any_is_wrong, inner).0);
    }
}
