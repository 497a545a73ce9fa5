//! The label of a field.

use maud::{Markup, PreEscaped, Render};

use super::heading::{Caption, FOUR_SIZES, Heading, Manner, Placement, Size};
use crate::markup::{Attributes, Content, Element, nothing, options};

options! {
    /// The label of a field. Where the field is the whole question of a page, its label is the page's heading.
    pub struct Label {
        /// What it says.
        content: Content,
        /// Makes the label a heading, with a level and a size of its own.
        heading: Heading,
        /// Makes the label's own words the heading of the page, or keeps them from it.
        is_page_heading: Option<bool>,
        /// How large it looks.
        size: Option<Size>,
        /// A smaller line with it.
        caption: Caption,
        /// The id of the field; a component fills it in.
        #[cfg_attr(test, serde(rename = "for"))] for_id: String,
        /// More words for those who hear the page.
        visually_hidden_text: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for Label {
    fn from(words: &str) -> Label {
        Label::default().content(words)
    }
}

impl From<String> for Label {
    fn from(words: String) -> Label {
        Label::default().content(words)
    }
}

/// What a label and a legend decide alike.
pub(crate) struct Spoken {
    pub(crate) is_heading: bool,
    pub(crate) content: Content,
    pub(crate) visually_hidden_text: String,
    pub(crate) size: Option<Size>,
    pub(crate) caption: Caption,
}

impl Spoken {
    pub(crate) fn of(
        heading: &Heading,
        is_page_heading: Option<bool>,
        content: &Content,
        hidden: &str,
        size: Option<Size>,
        caption: &Caption,
    ) -> Spoken {
        let own = |own: &Content, other: &Content| if own.is_empty() { other.clone() } else { own.clone() };
        let is_heading = is_page_heading.unwrap_or(!heading.content.is_empty() || heading.level.is_some());
        if !is_heading {
            return Spoken {
                is_heading,
                content: own(content, &heading.content),
                visually_hidden_text: hidden.to_owned(),
                size,
                caption: caption.sized(size),
            };
        }
        let size = heading.size.or(size);
        let caption = if heading.caption.content.is_empty() { caption } else { &heading.caption };
        Spoken {
            is_heading,
            content: own(&heading.content, content),
            visually_hidden_text: crate::markup::first_of(&[&heading.visually_hidden_text, hidden])
                .to_owned(),
            size,
            caption: caption.sized(size),
        }
    }
}

impl Label {
    /// The same label for the field with that id, unless it names another.
    pub(crate) fn belonging_to(&self, id: &str) -> Label {
        if self.for_id.is_empty() { self.clone().for_id(id) } else { self.clone() }
    }

    fn write(&self) -> Markup {
        let spoken = Spoken::of(
            &self.heading,
            self.is_page_heading,
            &self.content,
            &self.visually_hidden_text,
            self.size,
            &self.caption,
        );
        if spoken.content.is_empty() {
            return nothing();
        }
        let mut attributes = Attributes::none();
        if !self.for_id.is_empty() {
            attributes = attributes.with("for", &self.for_id);
        }
        let label = Heading {
            content: spoken.content.clone(),
            size: spoken.size,
            caption: spoken.caption.inside(),
            visually_hidden_text: spoken.visually_hidden_text.clone(),
            id: self.id.clone(),
            classes: self.classes.clone(),
            attributes: attributes.and(&self.attributes),
            element: "label".to_owned(),
            ..Heading::default()
        }
        .write(Manner { sizes: FOUR_SIZES, ..Manner::of("nhsuk-label", "nhsuk-label--") });
        let label = if spoken.is_heading {
            Element::new(format!("h{}", self.heading.level.unwrap_or(1).clamp(1, 6)))
                .named("nhsuk-label-wrapper", &self.heading.id)
                .attributes(&self.heading.attributes)
                .holding(label)
        } else {
            label
        };
        let at =
            |place| if spoken.caption.placement == Some(place) { spoken.caption.render() } else { nothing() };
        PreEscaped(format!("{}{}{}", at(Placement::Before).0, label.0, at(Placement::After).0))
    }
}

impl Render for Label {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&self.write().0);
    }
}
