//! All that is wrong with a form, at the top of its page, with links to the fields.

use maud::{PreEscaped, Render};

use super::heading::{Heading, Manner};
use crate::markup::{Attributes, Classes, Content, Element, nothing, options};

options! {
    /// One thing that is wrong.
    pub struct ErrorLink {
        /// What is wrong and what to do.
        content: Content,
        /// The field, as `#name`.
        href: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// What an error summary says before its list.
    pub struct Description {
        /// What it says.
        content: Content,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// All that is wrong with a form. It takes the focus as the page opens.
    pub struct ErrorSummary {
        /// “There is a problem”.
        heading: Heading,
        /// What it says before the list.
        description: Description,
        /// What is wrong.
        error_list: Vec<ErrorLink>,
        /// Does not take the focus.
        disable_auto_focus: Option<bool>,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl ErrorLink {
    /// That is wrong with the field of that id.
    pub fn new(field_id: &str, words: impl Into<Content>) -> ErrorLink {
        ErrorLink::default().href(format!("#{field_id}")).content(words)
    }
}

impl ErrorSummary {
    /// “There is a problem”, and what.
    pub fn new(error_list: Vec<ErrorLink>) -> ErrorSummary {
        ErrorSummary::default().heading("There is a problem").error_list(error_list)
    }
}

fn item(link: &ErrorLink) -> String {
    let inner = if link.href.is_empty() {
        link.content.markup()
    } else {
        Element::new("a").with("href", &link.href).attributes(&link.attributes).holding(&link.content)
    };
    Element::new("li").holding(inner).0
}

impl Render for ErrorSummary {
    fn render_to(&self, buffer: &mut String) {
        let mut heading = self.heading.clone().level(2);
        heading.classes.clear();
        heading.size = None;
        let heading =
            heading.write(Manner::of("nhsuk-error-summary__heading", "nhsuk-error-summary__heading-"));
        let description = if self.description.content.is_empty() {
            nothing()
        } else {
            Element::new("p").holding(&self.description.content)
        };
        let list = if self.error_list.is_empty() {
            nothing()
        } else {
            let items: String = self.error_list.iter().map(item).collect();
            Element::new("ul")
                .with("class", "nhsuk-list nhsuk-error-summary__list")
                .holding(PreEscaped(items))
        };
        let body = Element::new("div")
            .with("class", "nhsuk-error-summary__body")
            .holding(PreEscaped(description.0 + &list.0));
        let alert = Element::new("div").with("role", "alert").holding(PreEscaped(heading.0 + &body.0));
        let summary = Element::new("div")
            .named(Classes::new("nhsuk-error-summary").and(&self.classes), &self.id)
            .with("data-module", "nhsuk-error-summary")
            .given(
                "data-disable-auto-focus",
                self.disable_auto_focus.map(|is_on| if is_on { "true" } else { "false" }),
            )
            .attributes(&self.attributes)
            .holding(alert);
        buffer.push_str(&summary.0);
    }
}
