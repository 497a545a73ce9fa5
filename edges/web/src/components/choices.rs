//! What radios and checkboxes have in common: items with labels, hints and parts that appear when chosen.

use maud::{Markup, PreEscaped, Render};

use super::error_message::ErrorMessage;
use super::field::{Described, FormGroup};
use super::fieldset::Fieldset;
use super::hint::Hint;
use super::label::Label;
use crate::markup::{Attributes, Classes, Content, Element, options};

options! {
    /// A part of the form that appears when its item is chosen. Without script it is always there.
    pub struct Conditional {
        /// The part.
        content: Content,
    }

    /// One answer.
    pub struct Choice {
        /// What it says.
        content: Content,
        /// Its label, where it needs more than words.
        label: Label,
        /// More about this answer.
        hint: Hint,
        /// What is sent.
        value: String,
        /// The name it is sent under; the group's if not given. Checkboxes only.
        name: String,
        /// Chosen, whatever the group's value is.
        checked: Option<bool>,
        /// Shown, but cannot be chosen.
        disabled: Option<bool>,
        /// A part that appears when it is chosen.
        conditional: Conditional,
        /// A word between answers in place of one: “or”.
        divider: String,
        /// `exclusive` unticks the others, `inclusive` ticks them all. Checkboxes only.
        behaviour: String,
        /// Which others. Checkboxes only.
        behaviour_group: String,
        /// The element's id; made from the group's if not given.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<Markup> for Conditional {
    fn from(markup: Markup) -> Conditional {
        Conditional::default().content(markup)
    }
}

impl Choice {
    /// An answer that sends that value.
    pub fn new(value: impl Into<String>, words: impl Into<Content>) -> Choice {
        Choice::default().value(value).content(words)
    }

    /// A word between answers: “or”.
    pub fn or() -> Choice {
        Choice::default().divider("or")
    }
}

/// Which of the two, and what differs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Radios,
    Checkboxes,
}

impl Kind {
    pub(crate) fn block(self) -> &'static str {
        match self {
            Kind::Radios => "nhsuk-radios",
            Kind::Checkboxes => "nhsuk-checkboxes",
        }
    }

    fn input(self) -> &'static str {
        match self {
            Kind::Radios => "radio",
            Kind::Checkboxes => "checkbox",
        }
    }
}

/// A group as radios and checkboxes hand it over.
pub(crate) struct Group<'a> {
    pub(crate) kind: Kind,
    pub(crate) fieldset: Option<&'a Fieldset>,
    pub(crate) hint: &'a Hint,
    pub(crate) error: &'a ErrorMessage,
    pub(crate) name: &'a str,
    pub(crate) id_prefix: &'a str,
    pub(crate) id: &'a str,
    pub(crate) described_by: &'a str,
    pub(crate) chosen: &'a dyn Fn(&str) -> bool,
    pub(crate) items: &'a [Choice],
    pub(crate) small: bool,
    pub(crate) inline: bool,
    pub(crate) disabled: bool,
    pub(crate) form_group: &'a FormGroup,
    pub(crate) classes: &'a str,
    pub(crate) attributes: &'a Attributes,
}

impl Group<'_> {
    pub(crate) fn write(&self) -> Markup {
        let block = self.kind.block();
        let already = self.fieldset.map(|set| set.described_by.as_str()).filter(|ids| !ids.is_empty());
        let described =
            Described::of(self.id_prefix, already.unwrap_or(self.described_by), self.hint, self.error);
        let classes = Classes::new(block)
            .when(self.small, &format!("{block}--small"), self.classes)
            .when(self.inline, &format!("{block}--inline"), self.classes)
            .and(self.classes);
        let items: String =
            self.items.iter().enumerate().map(|(at, item)| self.item(item, at, &described.by)).collect();
        let inner =
            [self.form_group.before_input.markup().0, items, self.form_group.after_input.markup().0].concat();
        let list = Element::new("div")
            .named(classes, self.id)
            .with("data-module", block)
            .attributes(self.attributes)
            .holding(PreEscaped(inner));
        let inner = described.markup.0 + &list.0;
        let inner = match self.fieldset {
            Some(fieldset) => {
                fieldset.clone().content(PreEscaped(inner)).described_by(described.by).render().0
            }
            None => inner,
        };
        self.form_group.around(self.error.is_error(), inner)
    }

    fn item(&self, item: &Choice, at: usize, described_by: &str) -> String {
        let block = self.kind.block();
        // “Tick all” does nothing without script, so it is not shown without it.
        let hidden = if item.behaviour == "inclusive" { "nhsuk-u-frontend-not-supported-hidden" } else { "" };
        if !item.divider.is_empty() {
            let classes = Classes::new(&format!("{block}__divider")).and(hidden);
            return Element::new("div")
                .with("class", classes)
                .holding(Content::from(item.divider.as_str()))
                .0;
        }
        // The first has no number, so that an error summary can link to it by the name of the question.
        let id = match (item.id.is_empty(), at) {
            (false, _) => item.id.clone(),
            (true, 0) => self.id_prefix.to_owned(),
            (true, at) => format!("{}-{}", self.id_prefix, at + 1),
        };
        let is_chosen = item.checked.unwrap_or_else(|| (self.chosen)(&item.value));
        let conditional = format!("conditional-{id}");
        let has_more = !item.conditional.content.is_empty();
        let label = Label {
            content: if item.label.content.is_empty() {
                item.content.clone()
            } else {
                item.label.content.clone()
            },
            for_id: id.clone(),
            classes: Classes::new(&format!("{block}__label")).and(&item.label.classes).as_ref().to_owned(),
            id: item.label.id.clone(),
            visually_hidden_text: item.label.visually_hidden_text.clone(),
            attributes: item.label.attributes.clone(),
            ..Label::default()
        };
        let (hint, hint_id) = self.item_hint(item, &id);
        let row = [self.input(item, &id, is_chosen, &hint_id, described_by), label.render().0, hint].concat();
        let row = Element::new("div")
            .with("class", Classes::new(&format!("{block}__item")).and(hidden))
            .holding(PreEscaped(row));
        if !has_more {
            return row.0;
        }
        let more = Element::new("div")
            .with(
                "class",
                Classes::new(&format!("{block}__conditional")).when(
                    !is_chosen,
                    &format!("{block}__conditional--hidden"),
                    "",
                ),
            )
            .with("id", conditional)
            .holding(&item.conditional.content);
        row.0 + &more.0
    }

    fn item_hint(&self, item: &Choice, id: &str) -> (String, String) {
        if item.hint.content.is_empty() {
            return (String::new(), String::new());
        }
        let hint_id = if item.hint.id.is_empty() { format!("{id}-item-hint") } else { item.hint.id.clone() };
        let classes = Classes::new(&format!("{}__hint", self.kind.block())).and(&item.hint.classes);
        (item.hint.clone().id(&hint_id).classes(classes.as_ref()).render().0, hint_id)
    }

    fn input(&self, item: &Choice, id: &str, is_chosen: bool, hint_id: &str, described_by: &str) -> String {
        let conditional = format!("conditional-{id}");
        let name = if item.name.is_empty() { self.name } else { &item.name };
        // A lone checkbox has no fieldset to carry the group's hint and error.
        let by = match (self.kind, self.fieldset) {
            (Kind::Checkboxes, None) => crate::markup::joined(&[described_by, hint_id]),
            (Kind::Checkboxes, Some(_)) | (Kind::Radios, _) => hint_id.to_owned(),
        };
        Element::new("input")
            .with("class", Classes::new(&format!("{}__input", self.kind.block())).and(&item.classes))
            .with("id", id)
            .with("name", name)
            .with("type", self.kind.input())
            .with("value", &item.value)
            .bare("checked", is_chosen)
            .bare("disabled", item.disabled.unwrap_or(self.disabled))
            .unless_empty("data-behaviour", &item.behaviour)
            .unless_empty("data-behaviour-group", &item.behaviour_group)
            .given(
                "data-aria-controls",
                (!item.conditional.content.is_empty()).then_some(conditional.as_str()),
            )
            .unless_empty("aria-describedby", &by)
            .attributes(&item.attributes)
            .void()
            .0
    }
}
