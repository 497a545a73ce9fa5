//! The foot of every page.

use maud::{Markup, PreEscaped, Render};

use super::heading::{Heading, Manner, Size};
use crate::markup::{Attributes, Classes, Content, Element, first_of, nothing, options};

options! {
    /// One link.
    pub struct FooterLink {
        /// What it says.
        content: Content,
        /// Where it leads.
        href: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// A column of links or words.
    pub struct FooterColumn {
        /// Its heading.
        #[cfg_attr(test, serde(alias = "title"))]
        heading: Heading,
        /// Words or markup.
        content: Content,
        /// Links.
        items: Vec<FooterLink>,
        /// How wide, as in `one-half`.
        width: String,
    }

    /// The last lines.
    pub struct FooterMeta {
        /// Words or markup.
        content: Content,
        /// Links.
        items: Vec<FooterLink>,
        /// What the links are called for those who hear the page; “Support links” if not given.
        visually_hidden_text: String,
    }

    /// Whose page it is.
    pub struct Copyright {
        /// It.
        content: Content,
        /// Leaves it out.
        absent: bool,
    }

    /// The foot of a page.
    pub struct Footer {
        /// Columns.
        navigation: Vec<FooterColumn>,
        /// How many stand beside one another: 1 to 4; 4 if not given.
        columns: Option<u8>,
        /// The last lines.
        meta: FooterMeta,
        /// Whose page it is; “© NHS England” if not given.
        copyright: Copyright,
        /// Further class names of what holds it.
        container_classes: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl FooterLink {
    /// A link to that address.
    pub fn new(words: &str, href: impl Into<String>) -> FooterLink {
        FooterLink::default().content(words).href(href)
    }
}

impl From<&str> for Copyright {
    fn from(words: &str) -> Copyright {
        Copyright::default().content(words)
    }
}

fn links(items: &[FooterLink]) -> Markup {
    if items.is_empty() {
        return nothing();
    }
    let items: String = items
        .iter()
        .map(|item| {
            let link = Element::new("a")
                .with("class", "nhsuk-footer__list-item-link")
                .with("href", &item.href)
                .attributes(&item.attributes)
                .holding(&item.content);
            Element::new("li").with("class", "nhsuk-footer__list-item").holding(link).0
        })
        .collect();
    Element::new("ul").with("class", "nhsuk-footer__list").holding(PreEscaped(items))
}

fn small(content: &Content) -> Markup {
    content.words_in(Element::new("p").with("class", "nhsuk-body-s"))
}

impl FooterColumn {
    fn write(&self, width: &str) -> String {
        let mut heading = self.heading.clone().level(2).size(Size::S);
        heading.element.clear();
        let heading = heading.write(Manner::of("nhsuk-footer__heading", "nhsuk-heading-"));
        let inner = [heading.0, small(&self.content).0, links(&self.items).0].concat();
        let width = first_of(&[&self.width, width]);
        Element::new("div").with("class", format!("nhsuk-grid-column-{width}")).holding(PreEscaped(inner)).0
    }
}

impl Footer {
    fn rows(&self) -> String {
        let (columns, width) = match self.columns {
            Some(1) => (1, "full"),
            Some(2) => (2, "one-half"),
            Some(3) => (3, "one-third"),
            Some(_) | None => (4, "one-quarter"),
        };
        self.navigation
            .chunks(columns)
            .map(|row| {
                let inner: String = row.iter().map(|column| column.write(width)).collect();
                Element::new("div")
                    .with("class", "nhsuk-footer__navigation nhsuk-grid-row")
                    .holding(PreEscaped(inner))
                    .0
            })
            .collect()
    }

    fn last_lines(&self) -> Markup {
        let title = if self.meta.items.is_empty() {
            nothing()
        } else {
            let words = first_of(&[&self.meta.visually_hidden_text, "Support links"]);
            Element::new("h2").with("class", "nhsuk-u-visually-hidden").holding(Content::from(words))
        };
        let copyright = if self.copyright.absent {
            nothing()
        } else {
            small(&self.copyright.content.or("© NHS England"))
        };
        let inner = [title.0, links(&self.meta.items).0, small(&self.meta.content).0, copyright.0].concat();
        Element::new("div").with("class", "nhsuk-footer__meta").holding(PreEscaped(inner))
    }
}

impl Render for Footer {
    fn render_to(&self, buffer: &mut String) {
        let container = Element::new("div")
            .with("class", Classes::new("nhsuk-width-container").and(&self.container_classes))
            .holding(PreEscaped(self.rows() + &self.last_lines().0));
        let footer = Element::new("footer")
            .named(Classes::new("nhsuk-footer").and(&self.classes), &self.id)
            .with("role", "contentinfo")
            .attributes(&self.attributes)
            .holding(container);
        buffer.push_str(&footer.0);
    }
}
