//! What `html!` cannot write: elements whose attributes are known only at run time, and options of components.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, Render};

/// Words or markup that a component shows. Words are escaped; markup is trusted as it stands.
#[derive(Clone, Default)]
pub enum Content {
    /// Nothing was given: the component leaves the place out.
    #[default]
    Nothing,
    /// Words.
    Words(String),
    /// Markup made by `html!` or another component.
    Markup(Markup),
}

impl Content {
    /// Nothing was given, or it is empty.
    pub fn is_empty(&self) -> bool {
        match self {
            Content::Nothing => true,
            Content::Words(words) => words.is_empty(),
            Content::Markup(markup) => markup.0.is_empty(),
        }
    }

    /// This, or the words if nothing was given.
    pub fn or(&self, words: &str) -> Content {
        if self.is_empty() { Content::from(words) } else { self.clone() }
    }

    /// The words, if these are words.
    pub fn words(&self) -> Option<&str> {
        match self {
            Content::Words(words) => Some(words),
            Content::Nothing | Content::Markup(_) => None,
        }
    }

    /// Escaped, ready to stand in an element.
    pub fn markup(&self) -> Markup {
        match self {
            Content::Nothing => nothing(),
            Content::Words(words) => escaped(words.trim()),
            Content::Markup(markup) => PreEscaped(markup.0.trim().to_owned()),
        }
    }

    /// Words in an element of their own (a paragraph, say); markup as it stands.
    pub(crate) fn words_in(&self, element: Element) -> Markup {
        match self {
            Content::Words(words) if !words.is_empty() => element.holding(self),
            Content::Nothing | Content::Words(_) | Content::Markup(_) => self.markup(),
        }
    }
}

impl Render for Content {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&self.markup().0);
    }
}

impl From<&str> for Content {
    fn from(words: &str) -> Content {
        Content::Words(words.to_owned())
    }
}

impl From<String> for Content {
    fn from(words: String) -> Content {
        Content::Words(words)
    }
}

impl From<Option<String>> for Content {
    fn from(words: Option<String>) -> Content {
        words.map_or(Content::Nothing, Content::Words)
    }
}

impl From<Markup> for Content {
    fn from(markup: Markup) -> Content {
        Content::Markup(markup)
    }
}

/// A text that may not have been given, where an empty one means something (a field's value, say).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Given(pub Option<String>);

impl From<&str> for Given {
    fn from(text: &str) -> Given {
        Given(Some(text.to_owned()))
    }
}

impl From<String> for Given {
    fn from(text: String) -> Given {
        Given(Some(text))
    }
}

impl From<Option<String>> for Given {
    fn from(text: Option<String>) -> Given {
        Given(text)
    }
}

/// Attributes beside those a component writes itself, in order.
#[derive(Clone, Default)]
pub struct Attributes(pub(crate) Vec<(Cow<'static, str>, Option<String>)>);

impl Attributes {
    /// No further attributes.
    pub fn none() -> Attributes {
        Attributes::default()
    }

    /// With one more, as in `data-copy="…"`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Attributes {
        self.0.push((Cow::Borrowed(name), Some(value.into())));
        self
    }

    /// With one more that has no value, as in `hidden`.
    #[must_use]
    pub fn bare(mut self, name: &'static str) -> Attributes {
        self.0.push((Cow::Borrowed(name), None));
        self
    }

    /// These, and after them the others.
    pub(crate) fn and(mut self, others: &Attributes) -> Attributes {
        self.0.extend(others.0.iter().cloned());
        self
    }
}

/// Nothing at all.
pub fn nothing() -> Markup {
    PreEscaped(String::new())
}

/// Words with the five characters escaped that mean something in HTML, in the spelling of the design system.
pub fn escaped(words: &str) -> Markup {
    let mut out = String::with_capacity(words.len());
    escape_to(words, &mut out);
    PreEscaped(out)
}

fn escape_to(words: &str, out: &mut String) {
    for letter in words.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}

/// One element as it is written: its attributes in order, then what it holds.
pub(crate) struct Element {
    name: Cow<'static, str>,
    out: String,
}

impl Element {
    pub(crate) fn new(name: impl Into<Cow<'static, str>>) -> Element {
        let name = name.into();
        let out = format!("<{name}");
        Element { name, out }
    }

    /// An attribute that is always there.
    pub(crate) fn with(mut self, name: &str, value: impl AsRef<str>) -> Element {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape_to(value.as_ref(), &mut self.out);
        self.out.push('"');
        self
    }

    /// An attribute that is there if it has a value.
    pub(crate) fn given(self, name: &str, value: Option<&str>) -> Element {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// An attribute that is there unless it would be empty.
    pub(crate) fn unless_empty(self, name: &str, value: &str) -> Element {
        if value.is_empty() { self } else { self.with(name, value) }
    }

    /// An attribute without a value.
    pub(crate) fn bare(mut self, name: &str, is_there: bool) -> Element {
        if is_there {
            self.out.push(' ');
            self.out.push_str(name);
        }
        self
    }

    /// Classes, then the id if there is one.
    pub(crate) fn named(self, classes: impl AsRef<str>, id: &str) -> Element {
        self.with("class", classes).unless_empty("id", id)
    }

    pub(crate) fn attributes(mut self, attributes: &Attributes) -> Element {
        for (name, value) in &attributes.0 {
            self = match value {
                Some(value) => self.with(name, value),
                None => self.bare(name, true),
            };
        }
        self
    }

    pub(crate) fn holding(mut self, inner: impl Render) -> Markup {
        self.out.push('>');
        inner.render_to(&mut self.out);
        self.out.push_str("</");
        self.out.push_str(&self.name);
        self.out.push('>');
        PreEscaped(self.out)
    }

    /// An element that holds nothing and has no closing tag.
    pub(crate) fn void(mut self) -> Markup {
        self.out.push('>');
        PreEscaped(self.out)
    }
}

/// The class names of a component, and the ones a page adds.
pub(crate) struct Classes(String);

impl Classes {
    pub(crate) fn new(block: &str) -> Classes {
        Classes(block.to_owned())
    }

    /// Adds the class, unless the page names it itself.
    pub(crate) fn when(mut self, is_so: bool, class: &str, added: &str) -> Classes {
        if is_so && !added.contains(class) {
            self.push(class);
        }
        self
    }

    /// Adds `prefix` + `which`, unless the page names one of that family itself.
    pub(crate) fn one_of(
        mut self,
        prefix: &str,
        which: Option<&str>,
        family: &[&str],
        added: &str,
    ) -> Classes {
        if let Some(which) = which
            && !family.iter().any(|member| added.contains(&format!("{prefix}{member}")))
        {
            self.push(&format!("{prefix}{which}"));
        }
        self
    }

    pub(crate) fn push(&mut self, class: &str) {
        if !class.is_empty() {
            if !self.0.is_empty() {
                self.0.push(' ');
            }
            self.0.push_str(class);
        }
    }

    pub(crate) fn and(mut self, classes: &str) -> Classes {
        self.push(classes);
        self
    }
}

impl AsRef<str> for Classes {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Ids joined by spaces, as `aria-describedby` wants them.
pub(crate) fn joined(ids: &[&str]) -> String {
    ids.iter().filter(|id| !id.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// The first that is not empty.
pub(crate) fn first_of<'a>(candidates: &[&'a str]) -> &'a str {
    candidates.iter().find(|candidate| !candidate.is_empty()).copied().unwrap_or_default()
}

/// Writes the options of a component: a struct with documented public fields and one setter for each, so that a page
/// names only what it wants. The tests also read it from the design system's own fixtures.
macro_rules! options {
    ($($(#[$doc:meta])* pub struct $name:ident {
        $($(#[doc = $field_doc:literal])* $(#[cfg_attr(test, $($test_only:tt)*)])? $field:ident: $kind:ty),* $(,)?
    })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Default)]
        #[cfg_attr(test, derive(serde::Deserialize))]
        #[cfg_attr(test, serde(default, rename_all = "camelCase", deny_unknown_fields))]
        pub struct $name {
            $($(#[doc = $field_doc])* $(#[cfg_attr(test, $($test_only)*)])? pub $field: $kind),*
        }

        impl $name {
            $($(#[doc = $field_doc])*
            #[must_use]
            pub fn $field(mut self, value: impl Into<$kind>) -> Self {
                self.$field = value.into();
                self
            })*
        }
    )+};
}
pub(crate) use options;

/// A named choice that ends up in a class name, and its spelling.
macro_rules! choice {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$member_doc:meta])* $member:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(test, derive(serde::Deserialize))]
        pub enum $name {
            $($(#[$member_doc])* #[cfg_attr(test, serde(rename = $word))] $member),+
        }

        #[allow(dead_code, reason = "not every component asks for the whole family")]
        impl $name {
            /// As the class name spells it.
            pub const fn word(self) -> &'static str {
                match self { $($name::$member => $word),+ }
            }

            /// Every spelling.
            pub(crate) const WORDS: &'static [&'static str] = &[$($word),+];
        }
    };
}
pub(crate) use choice;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_markup_is_not() {
        assert_eq!(Content::from("a < b & 'c'").markup().0, "a &lt; b &amp; &#39;c&#39;");
        assert_eq!(Content::from(PreEscaped("<b>x</b>".to_owned())).markup().0, "<b>x</b>");
    }

    #[test]
    fn an_attribute_cannot_be_closed_from_inside() {
        let element = Element::new("p").with("title", "\"><script>").holding(nothing());
        assert_eq!(element.0, "<p title=\"&quot;&gt;&lt;script&gt;\"></p>");
    }
}
