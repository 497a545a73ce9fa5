//! The legend of a fieldset: the question that several fields answer together.

use maud::{Markup, PreEscaped, Render};

use super::heading::{Caption, FOUR_SIZES, Heading, Manner, Placement, Size};
use super::label::Spoken;
use crate::markup::{Attributes, Classes, Content, Element, nothing, options};

options! {
    /// The question that the fields of a fieldset answer together.
    pub struct Legend {
        /// What it says.
        content: Content,
        /// Makes the legend a heading, with a level and a size of its own.
        heading: Heading,
        /// Makes the legend's own words the heading of the page, or keeps them from it.
        is_page_heading: Option<bool>,
        /// How large it looks.
        size: Option<Size>,
        /// A smaller line with it.
        caption: Caption,
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

impl From<&str> for Legend {
    fn from(words: &str) -> Legend {
        Legend::default().content(words)
    }
}

impl Legend {
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
        let caption = match spoken.caption.placement {
            Some(Placement::Before) => spoken.caption.clone().placement(Placement::Start),
            Some(Placement::Start | Placement::End | Placement::After) | None => spoken.caption.clone(),
        };
        let size = spoken.size.filter(|size| FOUR_SIZES.contains(size));
        let classes = Classes::new("nhsuk-fieldset__legend")
            .one_of("nhsuk-fieldset__legend--", size.map(Size::word), &["s", "m", "l", "xl"], &self.classes)
            .and(&self.classes);
        let mut heading = Heading {
            content: spoken.content.clone(),
            visually_hidden_text: spoken.visually_hidden_text.clone(),
            caption: caption.inside(),
            ..Heading::default()
        };
        let legend = if spoken.is_heading {
            heading.id = self.heading.id.clone();
            heading.level = self.heading.level;
            heading.attributes = self.heading.attributes.clone();
            let inner = heading.write(Manner::of("nhsuk-fieldset__heading", "nhsuk-fieldset__heading-"));
            Element::new("legend").named(classes, &self.id).attributes(&self.attributes).holding(inner)
        } else {
            heading.id = self.id.clone();
            heading.attributes = self.attributes.clone();
            heading.element = "legend".to_owned();
            heading.write(Manner::of(classes.as_ref(), "nhsuk-fieldset__legend-"))
        };
        let after = if caption.placement == Some(Placement::After) { caption.render() } else { nothing() };
        PreEscaped(format!("{}{}", legend.0, after.0))
    }
}

impl Render for Legend {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&self.write().0);
    }
}
