//! A link that begins something.

use maud::{PreEscaped, Render};

use super::icon::Icon;
use crate::markup::{Attributes, Classes, Content, Element, choice, first_of, options};

choice! {
    /// How it looks.
    pub enum Variant {
        /// On a dark ground.
        Reverse = "reverse",
    }
}

options! {
    /// A link that begins something.
    pub struct ActionLink {
        /// What it says.
        content: Content,
        /// Where it leads; without it, it is a button.
        href: String,
        /// `submit` or `button` makes it a button.
        #[cfg_attr(test, serde(rename = "type"))]
        kind: String,
        /// Opens another window.
        open_in_new_window: bool,
        /// How it looks.
        variant: Option<Variant>,
        /// `a` or `button`, where `href` should not decide.
        element: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl ActionLink {
    /// A link to that address.
    pub fn new(words: impl Into<Content>, href: impl Into<String>) -> ActionLink {
        ActionLink::default().content(words).href(href)
    }
}

impl Render for ActionLink {
    fn render_to(&self, buffer: &mut String) {
        let classes = Classes::new("nhsuk-action-link")
            .one_of("nhsuk-action-link--", self.variant.map(Variant::word), Variant::WORDS, &self.classes)
            .and(&self.classes);
        let is_link =
            self.element == "a" || (self.element.is_empty() && !self.href.is_empty() && self.kind.is_empty());
        let element = if is_link {
            Element::new("a")
                .named(classes, &self.id)
                .with("href", first_of(&[&self.href, "#"]))
                .given("target", self.open_in_new_window.then_some("_blank"))
        } else {
            Element::new("button").named(classes, &self.id).with("type", first_of(&[&self.kind, "submit"]))
        };
        let words = Element::new("span").with("class", "nhsuk-action-link__text").holding(&self.content);
        let inner = Icon::ArrowRightCircle.render().0 + &words.0;
        buffer.push_str(&element.attributes(&self.attributes).holding(PreEscaped(inner)).0);
    }
}
