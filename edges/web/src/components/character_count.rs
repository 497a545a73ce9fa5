//! A field of several lines that says how much more fits.

use maud::Render;

use super::error_message::ErrorMessage;
use super::field::FormGroup;
use super::hint::Hint;
use super::label::Label;
use super::textarea::Textarea;
use crate::markup::{Attributes, Classes, Given, first_of, options};

options! {
    /// Further class names of the line that counts.
    pub struct CountMessage {
        /// Further class names.
        classes: String,
    }

    /// A field of several lines that says how much more fits. What is too long is refused by the server, not cut off.
    pub struct CharacterCount {
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
        /// The most characters.
        maxlength: Option<u32>,
        /// The most words, instead of characters.
        maxwords: Option<u32>,
        /// From how many per cent of the limit the count is shown.
        threshold: String,
        /// `characters` or `words`, where the limits should not decide.
        count_type: String,
        /// The line for those without script, with `%{count}` for the limit.
        textarea_description_text: String,
        /// The line that counts.
        count_message: CountMessage,
        /// Whether the browser checks the spelling.
        spellcheck: Option<bool>,
        /// What the browser may fill in.
        autocomplete: String,
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

impl CharacterCount {
    /// A field of that name with that label for so many characters.
    pub fn new(name: impl Into<String>, label: impl Into<Label>, characters_max: u32) -> CharacterCount {
        CharacterCount::default().name(name).label(label).maxlength(characters_max)
    }

    fn counts_words(&self) -> bool {
        self.count_type == "words" || (self.count_type.is_empty() && self.maxwords.is_some())
    }

    fn group_attributes(&self, limit: Option<u32>) -> Attributes {
        let mut attributes = Attributes::none().with("data-module", "nhsuk-character-count");
        if let Some(most) = self.maxlength {
            attributes = attributes.with("data-maxlength", most.to_string());
        }
        if let Some(most) = self.maxwords {
            attributes = attributes.with("data-maxwords", most.to_string());
        }
        if !self.threshold.is_empty() {
            attributes = attributes.with("data-threshold", &self.threshold);
        }
        let count_type = if self.counts_words() { "words" } else { &self.count_type };
        if !count_type.is_empty() {
            attributes = attributes.with("data-count-type", count_type);
        }
        if limit.is_none() && !self.textarea_description_text.is_empty() {
            attributes =
                attributes.with("data-i18n.textarea-description.other", &self.textarea_description_text);
        }
        attributes.and(&self.form_group.attributes)
    }
}

impl Render for CharacterCount {
    fn render_to(&self, buffer: &mut String) {
        let id = first_of(&[&self.id, &self.name]);
        let limit = self.maxwords.or(self.maxlength);
        let unit = if self.counts_words() { "words" } else { "characters" };
        let usual = format!("You can enter up to %{{count}} {unit}");
        let words = limit.map(|limit| {
            first_of(&[&self.textarea_description_text, &usual]).replace("%{count}", &limit.to_string())
        });
        let message = Hint::default()
            .id(format!("{id}-info"))
            .classes(Classes::new("nhsuk-character-count__message").and(&self.count_message.classes).as_ref())
            .attributes(if words.is_some() { Attributes::none() } else { Attributes::none().bare("hidden") })
            .content(words);
        let after = maud::PreEscaped(message.render().0 + &self.form_group.after_input.markup().0);
        let classes = [self.form_group.classes.as_str(), "nhsuk-character-count"].join(" ");
        let textarea = Textarea {
            label: self.label.belonging_to(id),
            hint: self.hint.clone(),
            error_message: self.error_message.clone(),
            id: id.to_owned(),
            name: self.name.clone(),
            value: self.value.clone(),
            rows: self.rows,
            spellcheck: self.spellcheck,
            autocomplete: self.autocomplete.clone(),
            disabled: self.disabled,
            described_by: format!("{id}-info"),
            form_group: FormGroup {
                classes: classes.trim().to_owned(),
                attributes: self.group_attributes(limit),
                before_input: self.form_group.before_input.clone(),
                after_input: after.into(),
            },
            classes: Classes::new("nhsuk-js-character-count").and(&self.classes).as_ref().to_owned(),
            attributes: self.attributes.clone(),
        };
        textarea.render_to(buffer);
    }
}
