//! The way back to the page before.

use maud::{PreEscaped, Render};

use crate::markup::{Attributes, Classes, Content, Element, choice, escaped, first_of, nothing, options};

choice! {
    /// How it looks.
    pub enum Variant {
        /// On a dark ground.
        Reverse = "reverse",
    }
}

options! {
    /// The way back to the page before.
    pub struct BackLink {
        /// “Back” if not given.
        content: Content,
        /// Where it leads; without it, it is a button.
        href: String,
        /// `submit` or `button` makes it a button.
        #[cfg_attr(test, serde(rename = "type"))]
        kind: String,
        /// What is said before it to those who hear the page.
        visually_hidden_text: String,
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

impl BackLink {
    /// A link back to that address.
    pub fn to(href: impl Into<String>) -> BackLink {
        BackLink::default().href(href)
    }
}

impl Render for BackLink {
    fn render_to(&self, buffer: &mut String) {
        let classes = Classes::new("nhsuk-back-link")
            .one_of("nhsuk-back-link--", self.variant.map(Variant::word), Variant::WORDS, &self.classes)
            .and(&self.classes);
        let is_link =
            self.element == "a" || (self.element.is_empty() && !self.href.is_empty() && self.kind.is_empty());
        let element = if is_link {
            Element::new("a").named(classes, &self.id).with("href", first_of(&[&self.href, "#"]))
        } else {
            Element::new("button").named(classes, &self.id).with("type", first_of(&[&self.kind, "submit"]))
        };
        let hidden = if self.visually_hidden_text.is_empty() {
            nothing()
        } else {
            let words = escaped(&format!("{} ", self.visually_hidden_text));
            Element::new("span").with("class", "nhsuk-u-visually-hidden").holding(words)
        };
        let inner = hidden.0 + &self.content.or("Back").markup().0;
        buffer.push_str(&element.attributes(&self.attributes).holding(PreEscaped(inner)).0);
    }
}
