//! What has just happened, or what everybody should know, above a page's own contents.

use maud::{Markup, PreEscaped, Render};

use super::heading::{Heading, Manner};
use crate::markup::{Attributes, Classes, Content, Element, choice, first_of, nothing, options};

choice! {
    /// What the banner is for.
    pub enum Variant {
        /// Something was done.
        Success = "success",
    }
}

options! {
    /// What has just happened, or what everybody should know.
    pub struct NotificationBanner {
        /// “Important”, or “Success”.
        title: Heading,
        /// What it says first.
        heading: Heading,
        /// What it says.
        content: Content,
        /// What it is for.
        #[cfg_attr(test, serde(alias = "type"))]
        variant: Option<Variant>,
        /// The role, where it is not `region` or, for success, `alert`.
        role: String,
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

const TITLE: &str = "nhsuk-notification-banner-title";

impl NotificationBanner {
    /// Something was done.
    pub fn done(words: impl Into<Content>) -> NotificationBanner {
        NotificationBanner::default().content(words).variant(Variant::Success)
    }

    /// Something that everybody should know.
    pub fn important(words: impl Into<Content>) -> NotificationBanner {
        NotificationBanner::default().content(words)
    }

    fn words(&self) -> Markup {
        let class =
            if self.heading.content.is_empty() { "nhsuk-notification-banner__heading" } else { "nhsuk-body" };
        self.content.words_in(Element::new("p").with("class", class))
    }
}

impl Render for NotificationBanner {
    fn render_to(&self, buffer: &mut String) {
        let is_success = self.variant == Some(Variant::Success);
        let title_id = first_of(&[&self.title.id, TITLE]).to_owned();
        let mut title = self.title.clone().id(title_id.as_str());
        title.level = title.level.or(Some(2));
        title.content = title.content.or(if is_success { "Success" } else { "Important" });
        let title =
            title.write(Manner::of("nhsuk-notification-banner__title", "nhsuk-notification-banner__title-"));
        let mut heading = self.heading.clone();
        heading.level = heading.level.or(Some(3));
        let heading = if heading.content.is_empty() {
            nothing()
        } else {
            heading.write(Manner::of(
                "nhsuk-notification-banner__heading",
                "nhsuk-notification-banner__heading-",
            ))
        };
        let head = Element::new("div").with("class", "nhsuk-notification-banner__header").holding(title);
        let body = Element::new("div")
            .with("class", "nhsuk-notification-banner__content")
            .holding(PreEscaped(heading.0 + &self.words().0));
        // The design system puts the page's own class names before the variant here, unlike elsewhere.
        let classes = Classes::new("nhsuk-notification-banner").and(&self.classes).when(
            is_success,
            "nhsuk-notification-banner--success",
            &self.classes,
        );
        let usual = if is_success { "alert" } else { "region" };
        let banner = Element::new("div")
            .named(classes, &self.id)
            .with("data-module", "nhsuk-notification-banner")
            .given(
                "data-disable-auto-focus",
                self.disable_auto_focus.map(|is_on| if is_on { "true" } else { "false" }),
            )
            .with("role", first_of(&[&self.role, usual]))
            .with("aria-labelledby", title_id)
            .attributes(&self.attributes)
            .holding(PreEscaped(head.0 + &body.0));
        buffer.push_str(&banner.0);
    }
}
