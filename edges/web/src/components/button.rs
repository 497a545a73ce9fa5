//! Buttons, and links that look like one.

use maud::{Markup, PreEscaped, Render};

use super::icon::Icon;
use crate::markup::{Attributes, Classes, Content, Element, Given, choice, nothing, options};

choice! {
    /// What a button stands for.
    pub enum Variant {
        /// NHS blue.
        Brand = "brand",
        /// For signing in.
        Login = "login",
        /// On a dark ground.
        Reverse = "reverse",
        /// Beside a first button.
        Secondary = "secondary",
        /// Beside a first button, on a coloured ground.
        SecondarySolid = "secondary-solid",
        /// For what cannot be taken back.
        Warning = "warning",
    }
}

choice! {
    /// On which side of the words an icon stands.
    pub enum Side {
        /// Before the words.
        Start = "start",
        /// After the words.
        End = "end",
    }
}

options! {
    /// An icon in a button.
    pub struct ButtonIcon {
        /// Which icon.
        name: Option<Icon>,
        /// On which side of the words.
        placement: Option<Side>,
    }

    /// A button; with `href`, a link that looks like one.
    pub struct Button {
        /// What it says.
        content: Content,
        /// What it stands for; the green first button of a page if not given.
        variant: Option<Variant>,
        /// Makes it a link.
        href: String,
        /// An icon beside the words.
        icon: ButtonIcon,
        /// Smaller, for rows and headers.
        small: bool,
        /// The element's id.
        id: String,
        /// The name it is sent under.
        name: String,
        /// The value it is sent with.
        value: Given,
        /// `submit` if not given.
        #[cfg_attr(test, serde(rename = "type"))]
        kind: String,
        /// Shown, but does nothing.
        disabled: bool,
        /// A second press within a second does nothing.
        prevent_double_click: Option<bool>,
        /// What is said to those who hear the page.
        aria_label: String,
        /// `a` or `button`, where `href` should not decide.
        element: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for Button {
    fn from(words: &str) -> Button {
        Button::default().content(words)
    }
}

impl Button {
    /// The first button of a form. A second press within a second does nothing.
    pub fn new(words: impl Into<Content>) -> Button {
        Button::default().content(words).prevent_double_click(true)
    }

    /// A button beside the first.
    pub fn secondary(words: impl Into<Content>) -> Button {
        Button::default().content(words).variant(Variant::Secondary)
    }

    /// A link that looks like a button.
    pub fn link(words: impl Into<Content>, href: impl Into<String>) -> Button {
        Button::default().content(words).href(href)
    }

    fn inner(&self) -> Markup {
        let icon = self.icon.name.map_or_else(nothing, |icon| icon.render());
        let words = if self.content.is_empty() || icon.0.is_empty() {
            self.content.markup()
        } else {
            Element::new("span").with("class", "nhsuk-button__content").holding(&self.content)
        };
        match self.icon.placement {
            Some(Side::Start) => PreEscaped(icon.0 + &words.0),
            Some(Side::End) => PreEscaped(words.0 + &icon.0),
            None => words,
        }
    }
}

impl Render for Button {
    fn render_to(&self, buffer: &mut String) {
        let has_icon = self.icon.name.is_some();
        let classes = Classes::new("nhsuk-button")
            .one_of("nhsuk-button--", self.variant.map(Variant::word), Variant::WORDS, &self.classes)
            .when(has_icon, "nhsuk-button--icon", &self.classes)
            .when(self.small, "nhsuk-button--small", &self.classes)
            .and(&self.classes);
        let is_link =
            self.element == "a" || (self.element.is_empty() && !self.href.is_empty() && self.kind.is_empty());
        let start = |name: &'static str| Element::new(name).named(&classes, &self.id);
        let double = self.prevent_double_click.map(|is_on| is_on.to_string());
        let button = if is_link {
            start("a")
                .with("data-module", "nhsuk-button")
                .given("data-prevent-double-click", double.as_deref())
                .with("href", crate::markup::first_of(&[&self.href, "#"]))
                .with("role", "button")
                .with("draggable", "false")
                .unless_empty("aria-label", &self.aria_label)
        } else {
            start("button")
                .unless_empty("name", &self.name)
                .with("data-module", "nhsuk-button")
                .given("data-prevent-double-click", double.as_deref())
                .with("type", crate::markup::first_of(&[&self.kind, "submit"]))
                .given("value", self.value.0.as_deref())
                .bare("disabled", self.disabled)
                .unless_empty("aria-label", &self.aria_label)
                .given("aria-disabled", self.disabled.then_some("true"))
        };
        buffer.push_str(&button.attributes(&self.attributes).holding(self.inner()).0);
    }
}
