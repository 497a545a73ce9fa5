//! A state in one or two words. The words say it; the colour only repeats it.

use maud::Render;

use crate::markup::{Attributes, Classes, Content, Element, choice, options};

choice! {
    /// The colour of a tag.
    pub enum Colour {
        /// White.
        White = "white",
        /// Grey: nothing to do.
        Grey = "grey",
        /// Green: done.
        Green = "green",
        /// Blue-green.
        AquaGreen = "aqua-green",
        /// Blue: under way.
        Blue = "blue",
        /// Purple.
        Purple = "purple",
        /// Pink.
        Pink = "pink",
        /// Red: late.
        Red = "red",
        /// Orange: nearly late.
        Orange = "orange",
        /// Yellow: waiting.
        Yellow = "yellow",
    }
}

options! {
    /// A state in one or two words.
    pub struct Tag {
        /// The words.
        content: Content,
        /// The colour; blue if not given.
        colour: Option<Colour>,
        /// No colour at all.
        without_colour: bool,
        /// With a border, or without.
        border: Option<bool>,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl Tag {
    /// A state in words, and the colour that repeats it.
    pub fn new(words: impl Into<Content>, colour: Colour) -> Tag {
        Tag::default().content(words).colour(colour)
    }
}

impl From<&str> for Tag {
    fn from(words: &str) -> Tag {
        Tag::default().content(words)
    }
}

impl Render for Tag {
    fn render_to(&self, buffer: &mut String) {
        let classes = Classes::new("nhsuk-tag")
            .one_of("nhsuk-tag--", self.colour.map(Colour::word), Colour::WORDS, &self.classes)
            .when(self.without_colour, "nhsuk-tag--no-colour", &self.classes)
            .when(self.border == Some(false), "nhsuk-tag--no-border", &self.classes)
            .and(&self.classes);
        let tag = Element::new("strong")
            .named(classes, &self.id)
            .attributes(&self.attributes)
            .holding(&self.content);
        buffer.push_str(&tag.0);
    }
}
