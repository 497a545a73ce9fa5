//! The ways to the pages before and after, and to each by its number.

use maud::{Markup, PreEscaped, Render};

use super::icon::Icon;
use crate::markup::{Attributes, Classes, Content, Element, escaped, first_of, nothing, options};

options! {
    /// What the page before or after is about.
    pub struct PageLabel {
        /// It.
        content: Content,
    }

    /// The way to the page before or after.
    pub struct PageLink {
        /// “Previous page” or “Next page” if not given.
        content: Content,
        /// Where it leads.
        href: String,
        /// What that page is about.
        label: PageLabel,
        /// Further attributes.
        attributes: Attributes,
    }

    /// The way to one page by its number.
    pub struct PageNumber {
        /// The number.
        number: String,
        /// Where it leads.
        href: String,
        /// This page.
        current: bool,
        /// Dots in place of numbers left out.
        ellipsis: bool,
        /// What is said to those who hear the page; “Page 2” if not given.
        #[cfg_attr(test, serde(alias = "visuallyHiddenText"))]
        aria_label: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// The ways to other pages of the same list.
    pub struct Pagination {
        /// The page before.
        previous: PageLink,
        /// The page after.
        next: PageLink,
        /// Pages by number.
        items: Vec<PageNumber>,
        /// What it is called for those who hear the page; “Pagination” if not given.
        #[cfg_attr(test, serde(alias = "landmarkLabel"))]
        aria_label: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl PageLink {
    /// To that address.
    pub fn to(href: impl Into<String>) -> PageLink {
        PageLink::default().href(href)
    }

    fn title(&self, usual: &str) -> Markup {
        let words = if self.content.is_empty() {
            let hidden =
                Element::new("span").with("class", "nhsuk-u-visually-hidden").holding(escaped(" page"));
            PreEscaped(usual.to_owned() + &hidden.0)
        } else {
            self.content.markup()
        };
        Element::new("span").with("class", "nhsuk-pagination__title").holding(words)
    }

    /// Beside numbers.
    fn beside(&self, class: &str, rel: &str, inner: String) -> Markup {
        Element::new("a")
            .with("href", &self.href)
            .with("class", class)
            .with("rel", rel)
            .holding(PreEscaped(inner))
    }

    /// In a list of two.
    fn listed(&self, which: &str, rel: &str, usual: &str, icon: Icon) -> Markup {
        if self.href.is_empty() {
            return nothing();
        }
        let about = if self.label.content.is_empty() {
            nothing()
        } else {
            let colon = Element::new("span").with("class", "nhsuk-u-visually-hidden").holding(escaped(":"));
            let page =
                Element::new("span").with("class", "nhsuk-pagination__page").holding(&self.label.content);
            PreEscaped(colon.0 + &page.0)
        };
        let link = Element::new("a")
            .with("class", format!("nhsuk-pagination__link nhsuk-pagination__link--{rel}"))
            .with("href", &self.href)
            .with("rel", rel)
            .attributes(&self.attributes)
            .holding(PreEscaped([self.title(usual).0, about.0, icon.render().0].concat()));
        Element::new("li").with("class", format!("nhsuk-pagination-item--{which}")).holding(link)
    }
}

impl PageNumber {
    fn write(&self) -> String {
        let classes = Classes::new("nhsuk-pagination__item")
            .when(self.current, "nhsuk-pagination__item--current", "")
            .when(self.ellipsis, "nhsuk-pagination__item--ellipsis", "")
            .and(&self.classes);
        let inner = if self.ellipsis {
            PreEscaped("&ctdot;".to_owned())
        } else {
            let spoken = format!("Page {}", self.number);
            Element::new("a")
                .with("class", "nhsuk-pagination__link")
                .with("href", &self.href)
                .with("aria-label", first_of(&[&self.aria_label, &spoken]))
                .given("aria-current", self.current.then_some("page"))
                .attributes(&self.attributes)
                .holding(escaped(&self.number))
        };
        Element::new("li").with("class", classes).holding(inner).0
    }
}

impl Render for Pagination {
    fn render_to(&self, buffer: &mut String) {
        let is_numbered = !self.items.is_empty();
        let classes = Classes::new("nhsuk-pagination")
            .when(is_numbered, "nhsuk-pagination--numbered", "")
            .and(&self.classes);
        let inner = if is_numbered {
            let mut inner = String::new();
            if !self.previous.href.is_empty() {
                let words = Icon::ArrowLeft.render().0 + &self.previous.title("Previous").0;
                inner.push_str(&self.previous.beside("nhsuk-pagination__previous", "prev", words).0);
            }
            let items: String = self.items.iter().map(PageNumber::write).collect();
            inner.push_str(
                &Element::new("ul").with("class", "nhsuk-pagination__list").holding(PreEscaped(items)).0,
            );
            if !self.next.href.is_empty() {
                let words = self.next.title("Next").0 + &Icon::ArrowRight.render().0;
                inner.push_str(&self.next.beside("nhsuk-pagination__next", "next", words).0);
            }
            inner
        } else {
            let previous = self.previous.listed("previous", "prev", "Previous", Icon::ArrowLeft);
            let next = self.next.listed("next", "next", "Next", Icon::ArrowRight);
            Element::new("ul")
                .with("class", "nhsuk-list nhsuk-pagination__list")
                .holding(PreEscaped(previous.0 + &next.0))
                .0
        };
        let nav = Element::new("nav")
            .named(classes, &self.id)
            .with("role", "navigation")
            .with("aria-label", first_of(&[&self.aria_label, "Pagination"]))
            .attributes(&self.attributes)
            .holding(PreEscaped(inner));
        buffer.push_str(&nav.0);
    }
}
