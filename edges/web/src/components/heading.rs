//! Headings and their captions; labels, legends and titles of other components are written by the same hand.

use maud::{Markup, PreEscaped, Render};

use crate::markup::{Attributes, Classes, Content, Element, choice, nothing, options};

choice! {
    /// How large a heading, label or caption is.
    pub enum Size {
        /// The smallest.
        Xxs = "xxs",
        /// Very small.
        Xs = "xs",
        /// Small.
        S = "s",
        /// Middle.
        M = "m",
        /// Large.
        L = "l",
        /// Largest but for captions.
        Xl = "xl",
        /// Captions only.
        Xxl = "xxl",
    }
}

choice! {
    /// Where a caption stands.
    pub enum Placement {
        /// Inside the heading, before its words.
        Start = "start",
        /// Inside the heading, after its words.
        End = "end",
        /// An element of its own before the heading.
        Before = "before",
        /// An element of its own after the heading.
        After = "after",
    }
}

options! {
    /// A smaller line that belongs to a heading.
    pub struct Caption {
        /// What it says.
        content: Content,
        /// Its size; the heading's own if not given.
        size: Option<Size>,
        /// Where it stands; before the words if not given.
        placement: Option<Placement>,
        /// The element's name; `span` if not given.
        element: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// A heading.
    pub struct Heading {
        /// What it says.
        content: Content,
        /// 1 to 6; 1 if not given.
        level: Option<u8>,
        /// How large it looks, whatever its level.
        size: Option<Size>,
        /// A smaller line with it.
        caption: Caption,
        /// Makes the words a link.
        href: String,
        /// More words for those who hear the page.
        visually_hidden_text: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
        /// The element's name, where it is not a heading at all.
        element: String,
    }
}

impl From<&str> for Caption {
    fn from(words: &str) -> Caption {
        Caption::default().content(words)
    }
}

impl From<&str> for Heading {
    fn from(words: &str) -> Heading {
        Heading::default().content(words)
    }
}

impl From<String> for Heading {
    fn from(words: String) -> Heading {
        Heading::default().content(words)
    }
}

impl Caption {
    pub(crate) fn sized(&self, size: Option<Size>) -> Caption {
        Caption { size: self.size.or(size), ..self.clone() }
    }

    fn stands_inside(&self) -> bool {
        match self.placement {
            None | Some(Placement::Start | Placement::End) => true,
            Some(Placement::Before | Placement::After) => false,
        }
    }

    /// The caption, unless it stands outside the heading.
    pub(crate) fn inside(&self) -> Caption {
        if self.stands_inside() { self.clone() } else { Caption::default() }
    }
}

impl Render for Caption {
    fn render_to(&self, buffer: &mut String) {
        if self.content.is_empty() {
            return;
        }
        let allowed = ["m", "l", "xl", "xxl"];
        let size = self.size.map(Size::word).filter(|size| allowed.contains(size));
        let taken = allowed.iter().any(|size| self.classes.contains(&format!("nhsuk-caption-{size}")));
        let block = match size {
            Some(size) if !taken => format!("nhsuk-caption-{size}"),
            Some(_) | None => "nhsuk-caption".to_owned(),
        };
        let at_bottom = match self.placement {
            Some(Placement::After | Placement::End) => "nhsuk-caption--bottom",
            Some(Placement::Before | Placement::Start) | None => "",
        };
        let element = if self.element.is_empty() { "span".to_owned() } else { self.element.to_lowercase() };
        let classes = Classes::new(&block).and(at_bottom).and(&self.classes);
        buffer.push_str(
            &Element::new(element)
                .named(classes, &self.id)
                .attributes(&self.attributes)
                .holding(&self.content)
                .0,
        );
    }
}

/// How a heading is written inside another component.
pub(crate) struct Manner<'a> {
    /// The block of its class names; a heading of its own has `nhsuk-heading`.
    pub(crate) block: &'a str,
    /// What stands before a size.
    pub(crate) prefix: &'a str,
    /// The sizes it may have.
    pub(crate) sizes: &'a [Size],
    /// A wrapped body in place of the heading's own words.
    pub(crate) inner: Option<Markup>,
}

pub(crate) const ALL_SIZES: &[Size] = &[Size::Xxs, Size::Xs, Size::S, Size::M, Size::L, Size::Xl];
pub(crate) const FOUR_SIZES: &[Size] = &[Size::S, Size::M, Size::L, Size::Xl];

impl<'a> Manner<'a> {
    pub(crate) fn of(block: &'a str, prefix: &'a str) -> Manner<'a> {
        Manner { block, prefix, sizes: ALL_SIZES, inner: None }
    }
}

impl Heading {
    pub(crate) fn write(&self, manner: Manner<'_>) -> Markup {
        if self.content.is_empty() && manner.inner.is_none() {
            return nothing();
        }
        let words: Vec<&str> = manner.sizes.iter().map(|size| size.word()).collect();
        let taken =
            ALL_SIZES.iter().any(|size| self.classes.contains(&format!("{}{}", manner.prefix, size.word())));
        let size = self.size.filter(|size| words.contains(&size.word()) && !taken);
        let classes = match size {
            Some(size) if manner.prefix.strip_prefix(manner.block) == Some("-") => {
                Classes::new(&format!("{}{}", manner.prefix, size.word()))
            }
            Some(size) => Classes::new(manner.block).and(&format!("{}{}", manner.prefix, size.word())),
            None => Classes::new(manner.block),
        }
        .and(&self.classes);
        let caption = self.caption.sized(size);
        let inner = manner.inner.unwrap_or_else(|| {
            if self.href.is_empty() {
                self.content.markup()
            } else {
                Element::new("a").with("class", "nhsuk-link").with("href", &self.href).holding(&self.content)
            }
        });
        let hidden = if self.visually_hidden_text.is_empty() {
            nothing()
        } else {
            let words = format!(" {}", self.visually_hidden_text);
            Element::new("span")
                .with("class", "nhsuk-u-visually-hidden")
                .holding(crate::markup::escaped(&words))
        };
        let at = |places: &[Option<Placement>]| {
            if places.contains(&caption.placement) { caption.render() } else { nothing() }
        };
        let body = format!(
            "{}{}{}{}",
            at(&[None, Some(Placement::Start)]).0,
            inner.0,
            hidden.0,
            at(&[Some(Placement::End)]).0
        );
        let name = if self.element.is_empty() {
            format!("h{}", self.level.unwrap_or(1).clamp(1, 6))
        } else {
            self.element.to_lowercase()
        };
        let element = Element::new(name)
            .unless_empty("class", classes.as_ref())
            .unless_empty("id", &self.id)
            .attributes(&self.attributes)
            .holding(PreEscaped(body));
        PreEscaped(format!(
            "{}{}{}",
            at(&[Some(Placement::Before)]).0,
            element.0,
            at(&[Some(Placement::After)]).0
        ))
    }
}

impl Render for Heading {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&self.write(Manner::of("nhsuk-heading", "nhsuk-heading-")).0);
    }
}
