//! Parts of a page of which one is shown at a time. Without script all are shown, one under the other.

use maud::{PreEscaped, Render};

use super::heading::{Heading, Manner};
use crate::markup::{Attributes, Classes, Content, Element, escaped, first_of, options};

options! {
    /// What a tab shows.
    pub struct TabPanel {
        /// It.
        content: Content,
        /// Further attributes.
        attributes: Attributes,
    }

    /// One tab.
    pub struct Tab {
        /// What it is called.
        label: String,
        /// The id of its panel.
        id: String,
        /// What it shows.
        panel: TabPanel,
        /// Further attributes.
        attributes: Attributes,
    }

    /// Parts of a page of which one is shown at a time.
    pub struct Tabs {
        /// The tabs.
        items: Vec<Tab>,
        /// What the panels' ids begin with; the id if not given.
        id_prefix: String,
        /// What the tabs are called without script; “Contents” if not given.
        #[cfg_attr(test, serde(alias = "title"))]
        visually_hidden_text: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl Tab {
    /// A tab of that name.
    pub fn new(id: &str, label: &str, content: impl Into<Content>) -> Tab {
        Tab::default().id(id).label(label).panel(TabPanel::default().content(content))
    }
}

impl Tabs {
    /// These tabs.
    pub fn new(items: Vec<Tab>) -> Tabs {
        Tabs::default().items(items)
    }

    fn panel_id(&self, at: usize, tab: &Tab) -> String {
        if tab.id.is_empty() {
            format!("{}-{}", first_of(&[&self.id_prefix, &self.id]), at + 1)
        } else {
            tab.id.clone()
        }
    }

    fn tab(&self, at: usize, tab: &Tab) -> String {
        let link = Element::new("a")
            .with("class", "nhsuk-tabs__tab")
            .with("href", format!("#{}", self.panel_id(at, tab)))
            .attributes(&tab.attributes)
            .holding(escaped(&tab.label));
        let classes =
            Classes::new("nhsuk-tabs__list-item").when(at == 0, "nhsuk-tabs__list-item--selected", "");
        Element::new("li").with("class", classes).holding(link).0
    }

    fn panel(&self, at: usize, tab: &Tab) -> String {
        let classes = Classes::new("nhsuk-tabs__panel").when(at > 0, "nhsuk-tabs__panel--hidden", "");
        Element::new("div")
            .with("class", classes)
            .with("id", self.panel_id(at, tab))
            .attributes(&tab.panel.attributes)
            .holding(tab.panel.content.words_in(Element::new("p")))
            .0
    }
}

impl Render for Tabs {
    fn render_to(&self, buffer: &mut String) {
        let title = Heading::from(first_of(&[&self.visually_hidden_text, "Contents"])).level(2);
        let title = title.write(Manner::of("nhsuk-tabs__heading", "nhsuk-tabs__heading-"));
        let mut inner = title.0;
        if !self.items.is_empty() {
            let tabs: String = self.items.iter().enumerate().map(|(at, tab)| self.tab(at, tab)).collect();
            inner.push_str(&Element::new("ul").with("class", "nhsuk-tabs__list").holding(PreEscaped(tabs)).0);
            inner.extend(self.items.iter().enumerate().map(|(at, tab)| self.panel(at, tab)));
        }
        let element = Element::new("div")
            .named(Classes::new("nhsuk-tabs").and(&self.classes), &self.id)
            .with("data-module", "nhsuk-tabs")
            .attributes(&self.attributes)
            .holding(PreEscaped(inner));
        buffer.push_str(&element.0);
    }
}
