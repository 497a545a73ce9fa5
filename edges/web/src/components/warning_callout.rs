//! A warning in a frame.

use maud::Render;

use super::card::{Actions, Card, Description, Variant};
use super::heading::Heading;
use crate::markup::{Attributes, Content, first_of, options};

options! {
    /// A warning in a frame.
    pub struct WarningCallout {
        /// Its heading.
        heading: Heading,
        /// What it says.
        content: Content,
        /// What is said before the heading to those who hear the page; “Important” if not given.
        visually_hidden_text: String,
        /// Links and buttons beside the heading.
        actions: Actions,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl WarningCallout {
    /// A warning of that heading, under the heading of the page.
    pub fn new(heading: impl Into<Heading>, content: impl Into<Content>) -> WarningCallout {
        WarningCallout::default().heading(heading.into().level(2)).content(content)
    }
}

impl Render for WarningCallout {
    fn render_to(&self, buffer: &mut String) {
        let mut heading = self.heading.clone();
        heading.level = heading.level.or(Some(3));
        let says_so = heading
            .content
            .words()
            .is_none_or(|words| words.contains("Important") || words.contains("important"));
        heading.visually_hidden_text = if says_so {
            String::new()
        } else {
            first_of(&[&heading.visually_hidden_text, &self.visually_hidden_text, "Important"]).to_owned()
        };
        let card = Card {
            heading,
            description: Description::default().content(self.content.clone()),
            variant: Some(Variant::Warning),
            actions: self.actions.clone(),
            id: self.id.clone(),
            classes: self.classes.clone(),
            attributes: self.attributes.clone(),
            ..Card::default()
        };
        card.render_to(buffer);
    }
}
