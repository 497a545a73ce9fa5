//! Where the page stands among others.

use maud::{PreEscaped, Render};

use super::back_link::{BackLink, Variant};
use crate::markup::{Attributes, Classes, Content, Element, first_of, options};

options! {
    /// One step.
    pub struct Crumb {
        /// What it says.
        content: Content,
        /// Where it leads.
        href: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// Where the page stands among others. On a phone only the way back to the last is shown.
    pub struct Breadcrumb {
        /// The steps, the furthest first, without the page itself.
        items: Vec<Crumb>,
        /// What differs in the way back.
        back_link: BackLink,
        /// How it looks.
        variant: Option<Variant>,
        /// What it is called for those who hear the page; “Breadcrumb” if not given.
        aria_label: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl Crumb {
    /// A step of that name.
    pub fn new(words: &str, href: impl Into<String>) -> Crumb {
        Crumb::default().content(words).href(href)
    }
}

impl Breadcrumb {
    /// These steps.
    pub fn new(items: Vec<Crumb>) -> Breadcrumb {
        Breadcrumb::default().items(items)
    }

    fn way_back(&self) -> BackLink {
        let last = self.items.last().cloned().unwrap_or_default();
        let mut back = self.back_link.clone();
        if back.content.is_empty() {
            back.content = match last.content {
                Content::Words(words) => Content::Words(words),
                Content::Markup(_) | Content::Nothing => Content::Nothing,
            };
        }
        back.href = first_of(&[&back.href, &last.href]).to_owned();
        back.visually_hidden_text = first_of(&[&back.visually_hidden_text, "Back to"]).to_owned();
        back.variant = back.variant.or(self.variant);
        if back.attributes.0.is_empty() {
            back.attributes = last.attributes;
        }
        back
    }
}

impl Render for Breadcrumb {
    fn render_to(&self, buffer: &mut String) {
        let classes = Classes::new("nhsuk-breadcrumb")
            .one_of("nhsuk-breadcrumb--", self.variant.map(Variant::word), Variant::WORDS, &self.classes)
            .and(&self.classes);
        let items: String = self
            .items
            .iter()
            .filter(|item| !item.href.is_empty())
            .map(|item| {
                let link = Element::new("a")
                    .with("class", "nhsuk-breadcrumb__link")
                    .with("href", &item.href)
                    .attributes(&item.attributes)
                    .holding(&item.content);
                Element::new("li").with("class", "nhsuk-breadcrumb__list-item").holding(link).0
            })
            .collect();
        let list = Element::new("ol").with("class", "nhsuk-breadcrumb__list").holding(PreEscaped(items));
        let nav = Element::new("nav")
            .named(classes, &self.id)
            .with("aria-label", first_of(&[&self.aria_label, "Breadcrumb"]))
            .attributes(&self.attributes)
            .holding(PreEscaped(list.0 + &self.way_back().render().0));
        buffer.push_str(&nav.0);
    }
}
