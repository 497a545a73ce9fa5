//! A field of one line.

use maud::{PreEscaped, Render};

use super::error_message::ErrorMessage;
use super::field::{Described, FormGroup};
use super::hint::Hint;
use super::label::Label;
use crate::markup::{Attributes, Classes, Content, Element, Given, first_of, options};

options! {
    /// Something that stands directly before or after what is typed: £, miles.
    pub struct Affix {
        /// What it says.
        content: Content,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// What holds the field where something stands beside it.
    pub struct InputWrapper {
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// A field of one line.
    pub struct Input {
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
        /// `text` if not given.
        #[cfg_attr(test, serde(rename = "type"))]
        kind: String,
        /// Room for so many letters: 2, 3, 4, 5, 10, 20 or 30.
        width: String,
        /// Larger letters.
        large: bool,
        /// Letters of one width, for codes.
        code: bool,
        /// Whether the browser checks the spelling.
        spellcheck: Option<bool>,
        /// Which keyboard a phone shows.
        inputmode: String,
        /// What the browser may fill in.
        autocomplete: String,
        /// Whether a phone begins with a capital.
        autocapitalize: String,
        /// What the browser accepts.
        pattern: String,
        /// Grey words in an empty field. Only for search fields: they vanish as one types.
        placeholder: String,
        /// Shown, but cannot be changed and is not sent.
        disabled: bool,
        /// Ids of what describes the field.
        described_by: String,
        /// What stands before what is typed.
        prefix: Affix,
        /// What stands after what is typed.
        suffix: Affix,
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

impl From<&str> for Affix {
    fn from(words: &str) -> Affix {
        Affix::default().content(words)
    }
}

const WIDTHS: &[&str] = &["2", "3", "4", "5", "10", "20", "30"];

impl Affix {
    fn write(&self, which: &str) -> String {
        if self.content.is_empty() {
            return String::new();
        }
        let classes = Classes::new(&format!("nhsuk-input-wrapper__{which}")).and(&self.classes);
        Element::new("div")
            .with("class", classes)
            .with("aria-hidden", "true")
            .attributes(&self.attributes)
            .holding(&self.content)
            .0
    }
}

impl Input {
    /// A field of that name with that label.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Input {
        Input::default().name(name).label(label)
    }

    fn element(&self, id: &str, described_by: &str) -> String {
        let width = WIDTHS.iter().find(|width| **width == self.width).copied();
        let classes = Classes::new("nhsuk-input")
            .when(self.large, "nhsuk-input--large", &self.classes)
            .when(self.code, "nhsuk-input--code", &self.classes)
            .when(self.error_message.is_error(), "nhsuk-input--error", "")
            .one_of("nhsuk-input--width-", width, WIDTHS, &self.classes)
            .and(&self.classes);
        Element::new("input")
            .with("class", classes)
            .with("id", id)
            .with("name", &self.name)
            .with("type", first_of(&[&self.kind, "text"]))
            .given("spellcheck", self.spellcheck.map(|is_on| if is_on { "true" } else { "false" }))
            .given("value", self.value.0.as_deref())
            .bare("disabled", self.disabled)
            .unless_empty("aria-describedby", described_by)
            .unless_empty("autocomplete", &self.autocomplete)
            .unless_empty("autocapitalize", &self.autocapitalize)
            .unless_empty("pattern", &self.pattern)
            .unless_empty("placeholder", &self.placeholder)
            .unless_empty("inputmode", &self.inputmode)
            .attributes(&self.attributes)
            .void()
            .0
    }

    fn wrapped(&self, element: String) -> String {
        let group = &self.form_group;
        let wrapper = &self.input_wrapper;
        let alone = self.prefix.content.is_empty()
            && self.suffix.content.is_empty()
            && group.before_input.is_empty()
            && group.after_input.is_empty()
            && wrapper.classes.is_empty()
            && wrapper.attributes.0.is_empty();
        if alone {
            return element;
        }
        let classes = Classes::new("nhsuk-input-wrapper")
            .when(
                self.large,
                "nhsuk-input-wrapper--large",
                &self.classes.replace("input--large", "input-wrapper--large"),
            )
            .and(&wrapper.classes);
        let inner = [
            group.before_input.markup().0,
            self.prefix.write("prefix"),
            element,
            self.suffix.write("suffix"),
            group.after_input.markup().0,
        ]
        .concat();
        Element::new("div")
            .with("class", classes)
            .attributes(&wrapper.attributes)
            .holding(PreEscaped(inner))
            .0
    }
}

impl Render for Input {
    fn render_to(&self, buffer: &mut String) {
        let id = first_of(&[&self.id, &self.name]);
        let described = Described::of(id, &self.described_by, &self.hint, &self.error_message);
        let inner = [
            self.label.belonging_to(id).render().0,
            described.markup.0,
            self.wrapped(self.element(id, &described.by)),
        ]
        .concat();
        buffer.push_str(&self.form_group.around(self.error_message.is_error(), inner).0);
    }
}
