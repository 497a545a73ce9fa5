//! What to do, or not to do.

use maud::{PreEscaped, Render};

use super::card::{Card, Description, Variant};
use super::heading::Heading;
use super::icon::Icon;
use crate::markup::{Attributes, Content, Element, choice, escaped, options};

choice! {
    /// Which of the two lists.
    pub enum Mark {
        /// What to do.
        Tick = "tick",
        /// What not to do.
        Cross = "cross",
    }
}

options! {
    /// One thing to do or not to do.
    pub struct DoDontItem {
        /// What it says.
        #[cfg_attr(test, serde(alias = "item"))]
        content: Content,
    }

    /// What to do, or not to do.
    pub struct DoDontList {
        /// “Do” or “Don't”.
        heading: Heading,
        /// Which of the two.
        #[cfg_attr(test, serde(alias = "type"))]
        icon: Option<Mark>,
        /// The things.
        items: Vec<DoDontItem>,
        /// Leaves out “do not” before each.
        hide_prefix: bool,
        /// What stands before each; “do not” for the second list if not given.
        prefix_text: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl DoDontList {
    /// A list of that heading, under the heading of the page.
    pub fn new(heading: &str, mark: Mark, things: &[&str]) -> DoDontList {
        let items = things.iter().map(|thing| DoDontItem::default().content(*thing)).collect::<Vec<_>>();
        DoDontList::default().heading(Heading::from(heading).level(2)).icon(mark).items(items)
    }
}

impl Render for DoDontList {
    fn render_to(&self, buffer: &mut String) {
        let (icon, mark) = match self.icon {
            Some(Mark::Cross) => (Icon::Cross, "cross"),
            Some(Mark::Tick) | None => (Icon::Tick, "tick"),
        };
        let prefix = match (self.hide_prefix, self.prefix_text.as_str(), mark) {
            (true, ..) | (false, "", "tick") => String::new(),
            (false, "", _) => "do not ".to_owned(),
            (false, words, _) => format!("{} ", escaped(words).0),
        };
        let items: String = self
            .items
            .iter()
            .map(|item| {
                let inner = [icon.render().0.as_str(), &prefix, &item.content.markup().0].concat();
                Element::new("li").holding(PreEscaped(inner)).0
            })
            .collect();
        let list = Element::new("ul")
            .with("class", format!("nhsuk-list nhsuk-list--{mark}"))
            .with("role", "list")
            .holding(PreEscaped(items));
        let mut heading = self.heading.clone();
        heading.level = heading.level.or(Some(3));
        let card = Card {
            heading,
            description: Description::default().content(Content::Markup(list)),
            variant: Some(Variant::Feature),
            id: self.id.clone(),
            classes: self.classes.clone(),
            attributes: self.attributes.clone(),
            ..Card::default()
        };
        card.render_to(buffer);
    }
}
