//! A password, with a button that shows it.

use maud::{PreEscaped, Render};

use super::button::{Button, Variant};
use super::error_message::ErrorMessage;
use super::field::FormGroup;
use super::hint::Hint;
use super::input::{Affix, Input, InputWrapper};
use super::label::Label;
use crate::markup::{Attributes, Classes, Given, first_of, options};

options! {
    /// What differs in the button that shows the password.
    pub struct ShowButton {
        /// Shown, but does nothing.
        disabled: Option<bool>,
        /// A second press within a second does nothing.
        prevent_double_click: Option<bool>,
        /// What it stands for.
        variant: Option<Variant>,
        /// Further class names.
        classes: String,
    }

    /// A password, with a button that shows it. Without script there is no button.
    pub struct PasswordInput {
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
        /// What stands in it. A page never sends a password back.
        value: Given,
        /// Room for so many letters.
        width: String,
        /// Letters of one width.
        code: bool,
        /// Larger letters.
        large: bool,
        /// `current-password` if not given; `new-password` where one is chosen.
        autocomplete: String,
        /// Shown, but cannot be changed and is not sent.
        disabled: bool,
        /// Ids of what describes the field.
        described_by: String,
        /// What stands before what is typed.
        prefix: Affix,
        /// What stands after what is typed.
        suffix: Affix,
        /// The button.
        button: ShowButton,
        /// What the button says.
        show_password_text: String,
        /// What it says once the password is shown.
        hide_password_text: String,
        /// What it says to those who hear the page.
        show_password_aria_label: String,
        /// What it says to those who hear the page once the password is shown.
        hide_password_aria_label: String,
        /// What is said when the password is shown.
        password_shown_announcement_text: String,
        /// What is said when it is hidden again.
        password_hidden_announcement_text: String,
        /// What holds the field and the button.
        input_wrapper: InputWrapper,
        /// The group around it.
        form_group: FormGroup,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl PasswordInput {
    /// A field of that name with that label.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> PasswordInput {
        PasswordInput::default().name(name).label(label)
    }

    fn group_attributes(&self) -> Attributes {
        let words = [
            ("data-i18n.show-password", &self.show_password_text),
            ("data-i18n.hide-password", &self.hide_password_text),
            ("data-i18n.show-password-aria-label", &self.show_password_aria_label),
            ("data-i18n.hide-password-aria-label", &self.hide_password_aria_label),
            ("data-i18n.password-shown-announcement", &self.password_shown_announcement_text),
            ("data-i18n.password-hidden-announcement", &self.password_hidden_announcement_text),
        ];
        words
            .into_iter()
            .filter(|(_, words)| !words.is_empty())
            .fold(Attributes::none().with("data-module", "nhsuk-password-input"), |all, (name, words)| {
                all.with(name, words)
            })
            .and(&self.form_group.attributes)
    }

    fn show_button(&self, id: &str) -> Button {
        Button {
            kind: "button".to_owned(),
            small: !self.large,
            disabled: self.button.disabled.unwrap_or(self.disabled),
            prevent_double_click: self.button.prevent_double_click,
            classes: Classes::new("nhsuk-password-input__toggle nhsuk-js-password-input-toggle")
                .and(&self.button.classes)
                .as_ref()
                .to_owned(),
            attributes: Attributes::none().with("aria-controls", id).bare("hidden"),
            variant: Some(self.button.variant.unwrap_or(Variant::Secondary)),
            aria_label: first_of(&[&self.show_password_aria_label, "Show password"]).to_owned(),
            ..Button::from(first_of(&[&self.show_password_text, "Show"]))
        }
    }
}

impl Render for PasswordInput {
    fn render_to(&self, buffer: &mut String) {
        let id = first_of(&[&self.id, &self.name]);
        let after = PreEscaped(self.show_button(id).render().0 + &self.form_group.after_input.markup().0);
        let input = Input {
            label: self.label.clone(),
            hint: self.hint.clone(),
            error_message: self.error_message.clone(),
            id: id.to_owned(),
            name: self.name.clone(),
            value: self.value.clone(),
            kind: "password".to_owned(),
            width: self.width.clone(),
            code: self.code,
            large: self.large,
            prefix: self.prefix.clone(),
            suffix: self.suffix.clone(),
            spellcheck: Some(false),
            autocomplete: first_of(&[&self.autocomplete, "current-password"]).to_owned(),
            autocapitalize: "none".to_owned(),
            disabled: self.disabled,
            described_by: self.described_by.clone(),
            input_wrapper: self.input_wrapper.clone(),
            form_group: FormGroup {
                classes: [self.form_group.classes.as_str(), "nhsuk-password-input"]
                    .join(" ")
                    .trim()
                    .to_owned(),
                attributes: self.group_attributes(),
                before_input: self.form_group.before_input.clone(),
                after_input: after.into(),
            },
            classes: Classes::new("nhsuk-password-input__input nhsuk-js-password-input-input")
                .and(&self.classes)
                .as_ref()
                .to_owned(),
            attributes: self.attributes.clone(),
            ..Input::default()
        };
        input.render_to(buffer);
    }
}
