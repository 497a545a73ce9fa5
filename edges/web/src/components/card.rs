//! Cards: a part of a page in a frame, with a heading and sometimes links of its own.

use maud::{Markup, PreEscaped, Render};

use super::heading::{Heading, Manner, Size};
use super::icon::Icon;
use crate::markup::{
    Attributes, Classes, Content, Element, Given, choice, escaped, first_of, nothing, options,
};

choice! {
    /// What a card is for.
    pub enum Variant {
        /// A part of the page that stands out.
        Feature = "feature",
        /// A door to another page, with an arrow.
        Primary = "primary",
        /// A lesser door.
        Secondary = "secondary",
        /// A warning; see `WarningCallout`.
        Warning = "warning",
        /// Care that can wait.
        NonUrgent = "non-urgent",
        /// Care that is urgent.
        Urgent = "urgent",
        /// An emergency.
        Emergency = "emergency",
    }
}

options! {
    /// A link or button that belongs to a card or a row: “Change”.
    pub struct Action {
        /// What it says.
        content: Content,
        /// Where it leads.
        href: String,
        /// What it changes, for those who hear the page: “telephone number”.
        visually_hidden_text: String,
        /// `submit` or `button` makes it a button.
        #[cfg_attr(test, serde(rename = "type"))]
        kind: String,
        /// The name a button is sent under.
        name: String,
        /// The value a button is sent with.
        value: Given,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// The links and buttons of a card or a row.
    pub struct Actions {
        /// They.
        items: Vec<Action>,
        /// How wide their column is, as in `one-third`.
        width: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// What a card says under its heading.
    pub struct Description {
        /// What it says.
        content: Content,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// A picture at the top of a card.
    pub struct Image {
        /// Its address.
        src: String,
        /// What it shows, for those who do not see it.
        alt: String,
        /// Markup in its place.
        content: Content,
    }

    /// A part of a page in a frame.
    pub struct Card {
        /// Its heading.
        heading: Heading,
        /// What it says under the heading.
        description: Description,
        /// Markup between the heading and the description: a date, say.
        under_heading: Content,
        /// Any markup in place of a description.
        body: Content,
        /// What it is for.
        variant: Option<Variant>,
        /// Makes the heading a link.
        href: String,
        /// The whole card leads where its heading leads.
        clickable: bool,
        /// Links and buttons beside the heading.
        actions: Actions,
        /// A picture.
        image: Image,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for Description {
    fn from(words: &str) -> Description {
        Description::default().content(words)
    }
}

impl From<Vec<Action>> for Actions {
    fn from(items: Vec<Action>) -> Actions {
        Actions::default().items(items)
    }
}

impl Action {
    /// A link that says what it does, and to what for those who hear the page.
    pub fn link(words: &str, href: impl Into<String>, to_what: &str) -> Action {
        Action::default().content(words).href(href).visually_hidden_text(to_what)
    }

    /// As it stands in a card of that heading.
    pub(crate) fn write(&self, of: &Heading) -> Markup {
        let classes = Classes::new("nhsuk-link").and(&self.classes);
        let is_link = !self.href.is_empty() && self.kind.is_empty();
        let element = Element::new(if is_link { "a" } else { "button" }).named(classes, &self.id);
        let element = if is_link {
            element.with("href", &self.href)
        } else {
            element
                .unless_empty("name", &self.name)
                .with("type", first_of(&[&self.kind, "submit"]))
                .given("value", self.value.0.as_deref())
        };
        let mut hidden = String::new();
        if !self.visually_hidden_text.is_empty() {
            hidden.push_str(&format!(" {}", escaped(&self.visually_hidden_text).0));
        }
        if !of.content.is_empty() {
            hidden.push_str(&format!(" ({})", of.content.markup().0));
        }
        let hidden = if hidden.is_empty() {
            nothing()
        } else {
            Element::new("span").with("class", "nhsuk-u-visually-hidden").holding(PreEscaped(hidden))
        };
        element.attributes(&self.attributes).holding(PreEscaped(self.content.markup().0 + &hidden.0))
    }
}

impl Card {
    /// A card of that heading that holds that markup, of middle size among others.
    pub fn new(heading: impl Into<Heading>, body: Markup) -> Card {
        let heading = heading.into();
        let size = heading.size.or(Some(Size::M));
        Card::default().heading(heading.size(size)).body(body)
    }

    fn is_care(&self) -> bool {
        let is_care = match self.variant {
            Some(Variant::NonUrgent | Variant::Urgent | Variant::Emergency) => true,
            Some(Variant::Feature | Variant::Primary | Variant::Secondary | Variant::Warning) | None => false,
        };
        is_care && !self.heading.content.is_empty()
    }

    fn class_names(&self) -> Classes {
        let plain = ["feature", "primary", "secondary", "warning"];
        let care = ["non-urgent", "urgent", "emergency"];
        let word = self.variant.map(Variant::word);
        let mut classes = Classes::new("nhsuk-card")
            .when(self.clickable, "nhsuk-card--clickable", "")
            .one_of("nhsuk-card--", word.filter(|word| plain.contains(word)), &plain, &self.classes);
        if self.is_care()
            && !care.iter().any(|word| self.classes.contains(&format!("nhsuk-card--care--{word}")))
        {
            classes.push(&format!("nhsuk-card--care nhsuk-card--care--{}", word.unwrap_or_default()));
        }
        classes.and(&self.classes)
    }

    fn written_heading(&self, all: &str) -> Markup {
        let mut hidden = self.heading.visually_hidden_text.clone();
        if self.is_care() && hidden.is_empty() {
            hidden = match self.variant {
                Some(Variant::Emergency) => "Immediate action required",
                Some(Variant::Urgent) => "Urgent advice",
                Some(_) | None => "Non-urgent advice",
            }
            .to_owned();
        }
        let Some(words) = self.heading.content.words() else {
            return PreEscaped(self.heading.content.markup().0 + &self.arrow().0);
        };
        let inner = if !self.href.is_empty() && !all.contains("nhsuk-card--feature") {
            Element::new("a")
                .with("class", "nhsuk-card__link")
                .with("href", &self.href)
                .holding(&self.heading.content)
        } else if !hidden.is_empty() {
            let before = format!("{hidden}: ");
            let before =
                Element::new("span").with("class", "nhsuk-u-visually-hidden").holding(escaped(&before));
            Element::new("span").with("role", "text").holding(PreEscaped(before.0 + &escaped(words.trim()).0))
        } else {
            self.heading.content.markup()
        };
        let mut heading = self.heading.clone();
        heading.level = heading.level.or(Some(2));
        heading.visually_hidden_text.clear();
        heading.href.clear();
        let heading = heading
            .write(Manner { inner: Some(inner), ..Manner::of("nhsuk-card__heading", "nhsuk-heading-") });
        PreEscaped(heading.0 + &self.arrow().0)
    }

    fn arrow(&self) -> Markup {
        if self.is_care() {
            Element::new("span")
                .with("class", "nhsuk-card--care__arrow")
                .with("aria-hidden", "true")
                .holding("")
        } else {
            nothing()
        }
    }

    fn written_actions(&self) -> Markup {
        let classes = Classes::new("nhsuk-card__actions").and(&self.actions.classes);
        match self.actions.items.as_slice() {
            [] => nothing(),
            [one] => Element::new("div").with("class", classes).holding(one.write(&self.heading)),
            several => {
                let items: String = several
                    .iter()
                    .map(|action| {
                        Element::new("li")
                            .with("class", "nhsuk-card__action")
                            .holding(action.write(&self.heading))
                            .0
                    })
                    .collect();
                Element::new("ul").with("class", classes).holding(PreEscaped(items))
            }
        }
    }

    fn picture(&self) -> Markup {
        if !self.image.content.is_empty() {
            self.image.content.markup()
        } else if self.image.src.is_empty() {
            nothing()
        } else {
            Element::new("img")
                .with("class", "nhsuk-card__img")
                .with("src", &self.image.src)
                .with("alt", &self.image.alt)
                .void()
        }
    }
}

impl Render for Card {
    fn render_to(&self, buffer: &mut String) {
        let classes = self.class_names();
        let stands_above = self.is_care() || !self.actions.items.is_empty();
        let heading =
            if self.heading.content.is_empty() { nothing() } else { self.written_heading(classes.as_ref()) };
        let (above, inside) = if stands_above {
            let inner = heading.0 + &self.written_actions().0;
            (
                Element::new("div").with("class", "nhsuk-card__heading-container").holding(PreEscaped(inner)),
                nothing(),
            )
        } else {
            (nothing(), heading)
        };
        let description = if self.body.is_empty() {
            self.description.content.words_in(Element::new("p").with("class", "nhsuk-card__description"))
        } else {
            self.body.markup()
        };
        let icon = if classes.as_ref().contains("nhsuk-card--primary") {
            Icon::ChevronRightCircle.render()
        } else {
            nothing()
        };
        let content = Element::new("div")
            .with("class", Classes::new("nhsuk-card__content").and(&self.description.classes))
            .attributes(&self.description.attributes)
            .holding(PreEscaped([inside.0, self.under_heading.markup().0, description.0, icon.0].concat()));
        let card = Element::new("div")
            .named(&classes, &self.id)
            .attributes(&self.attributes)
            .holding(PreEscaped([self.picture().0, above.0, content.0].concat()));
        buffer.push_str(&card.0);
    }
}
