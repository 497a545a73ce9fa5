//! The top of every page: whose product this is, who is signed in, and the way to its parts.

use maud::{Markup, PreEscaped, Render};

use super::button::{Button, ButtonIcon, Side};
use super::field::FormGroup;
use super::icon::{Icon, drawing};
use super::input::Input;
use super::label::Label;
use crate::markup::{
    Attributes, Classes, Content, Element, Given, choice, escaped, first_of, joined, nothing, options,
};

choice! {
    /// The ground of a header.
    pub enum Ground {
        /// White in place of blue.
        White = "white",
    }
}

options! {
    /// The logo. The NHS logo may be shown only by those entitled to it.
    pub struct Logo {
        /// Where it leads.
        href: String,
        /// A picture in place of the NHS logo.
        src: String,
        /// What it shows; “NHS” if not given.
        alt: String,
        /// What the link says to those who hear the page.
        aria_label: String,
        /// No logo at all.
        absent: bool,
    }

    /// The name of the product.
    pub struct ServiceName {
        /// It.
        text: String,
        /// Where it leads.
        href: String,
    }

    /// The name of an organisation, beside the logo.
    pub struct Organisation {
        /// Its name.
        name: String,
        /// The second line of its name.
        split: String,
        /// What it is: “NHS Foundation Trust”.
        descriptor: String,
    }

    /// Something about who is signed in.
    pub struct AccountItem {
        /// What it says.
        content: Content,
        /// Makes it a link.
        href: String,
        /// Makes it a button that sends a form there.
        action: String,
        /// How that form is sent; `post` if not given.
        method: String,
        /// With the icon of a person.
        icon: bool,
        /// What else that form carries: its form token.
        carries: Content,
        /// Further class names.
        classes: String,
    }

    /// Who is signed in.
    pub struct Account {
        /// It.
        items: Vec<AccountItem>,
        /// What it is called for those who hear the page; “Account” if not given.
        aria_label: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// One part of the product.
    pub struct NavigationItem {
        /// What it is called.
        content: Content,
        /// Where it is.
        href: String,
        /// This page.
        current: bool,
        /// A part that this page belongs to.
        active: bool,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// The parts of the product.
    pub struct Navigation {
        /// They.
        items: Vec<NavigationItem>,
        /// What they are called for those who hear the page; “Menu” if not given.
        aria_label: String,
        /// The ground.
        colour: Option<Ground>,
        /// Over the whole width.
        justified: bool,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// What the search's field shows.
    pub struct SearchInput {
        /// Grey words in the empty field; “Search” if not given.
        placeholder: Given,
    }

    /// What the search's field or button is called for those who hear the page.
    pub struct SearchName {
        /// It.
        #[cfg_attr(test, serde(alias = "ariaLabel"))]
        visually_hidden_text: String,
    }

    /// A search of the product.
    pub struct Search {
        /// Where it is sent; nhs.uk if not given.
        action: String,
        /// How it is sent; `get` if not given.
        method: String,
        /// The name it is sent under; `q` if not given.
        name: String,
        /// The field.
        input: SearchInput,
        /// The field's name.
        label: SearchName,
        /// The button's name.
        button: SearchName,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }

    /// The top of a page.
    pub struct Header {
        /// The logo.
        logo: Logo,
        /// The name of the product.
        service: ServiceName,
        /// An organisation beside the logo.
        organisation: Option<Organisation>,
        /// A search.
        search: Option<Search>,
        /// Who is signed in.
        account: Option<Account>,
        /// The parts of the product.
        navigation: Navigation,
        /// The ground.
        colour: Option<Ground>,
        /// The parts beside the name in place of under it.
        inline: bool,
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

impl NavigationItem {
    /// A part of that name.
    pub fn new(words: &str, href: impl Into<String>) -> NavigationItem {
        NavigationItem::default().content(words).href(href)
    }

    fn write(&self) -> String {
        let is_current = self.current || self.active;
        let class = if self.href.is_empty() {
            "nhsuk-header__navigation-text"
        } else {
            "nhsuk-header__navigation-link"
        };
        let words = if is_current {
            // For those who set their own colours, weight still says where they are.
            Element::new("strong")
                .with("class", "nhsuk-header__navigation-item-current-fallback")
                .holding(&self.content)
        } else {
            self.content.markup()
        };
        let inner = Element::new(if self.href.is_empty() { "span" } else { "a" })
            .with("class", class)
            .unless_empty("href", &self.href)
            .given("aria-current", is_current.then_some(if self.current { "page" } else { "true" }))
            .holding(words);
        let classes = Classes::new("nhsuk-header__navigation-item")
            .when(is_current, "nhsuk-header__navigation-item--current", "")
            .and(&self.classes);
        Element::new("li").with("class", classes).attributes(&self.attributes).holding(inner).0
    }
}

impl AccountItem {
    fn write(&self) -> String {
        let icon = if self.icon { Icon::User.render() } else { nothing() };
        let words = PreEscaped(icon.0 + &self.content.markup().0);
        let inner = if !self.href.is_empty() {
            Element::new("a")
                .with("class", "nhsuk-header__account-link")
                .with("href", &self.href)
                .holding(words)
        } else if !self.action.is_empty() {
            let button = Element::new("button").with("class", "nhsuk-header__account-button").holding(words);
            Element::new("form")
                .with("class", "nhsuk-header__account-form")
                .with("action", &self.action)
                .with("method", first_of(&[&self.method, "post"]))
                .bare("novalidate", true)
                .holding(PreEscaped(self.carries.markup().0 + &button.0))
        } else {
            words
        };
        let classes = Classes::new("nhsuk-header__account-item").and(&self.classes);
        Element::new("li").with("class", classes).holding(inner).0
    }
}

impl Search {
    fn write(&self) -> Markup {
        let button = Button::default()
            .aria_label(first_of(&[&self.button.visually_hidden_text, "Search"]))
            .icon(ButtonIcon::default().name(Icon::Search).placement(Side::Start))
            .small(true);
        let label = Label::from(first_of(&[&self.label.visually_hidden_text, "Search the NHS website"]))
            .classes("nhsuk-u-visually-hidden");
        let input = Input::new(first_of(&[&self.name, "q"]), label)
            .id("search-field")
            .kind("search")
            .autocomplete("off")
            .placeholder(self.input.placeholder.0.as_deref().unwrap_or("Search"))
            .form_group(FormGroup::default().after_input(button.render()));
        let form = Element::new("form")
            .with("class", "nhsuk-header__search-form")
            .with("id", "search")
            .with("action", first_of(&[&self.action, "https://www.nhs.uk/search/"]))
            .with("method", first_of(&[&self.method, "get"]))
            .bare("novalidate", true)
            .holding(input);
        Element::new("search")
            .with("class", Classes::new("nhsuk-header__search").and(&self.classes))
            .attributes(&self.attributes)
            .holding(form)
    }
}

impl Header {
    /// The name leads where the logo would lead, so that there are not two links to one place.
    fn is_one_link(&self) -> bool {
        let service = &self.service;
        !service.href.is_empty()
            && ((!service.text.is_empty() && self.logo.href.is_empty()) || service.href == self.logo.href)
    }

    fn drawn_logo(&self) -> Markup {
        if self.logo.absent {
            return nothing();
        }
        let alt = first_of(&[&self.logo.alt, "NHS"]);
        let picture = if self.logo.src.is_empty() {
            let title = Element::new("title").holding(escaped(alt));
            Element::new("svg")
                .with("class", "nhsuk-header__logo")
                .with("xmlns", "http://www.w3.org/2000/svg")
                .with("viewBox", "0 0 200 80")
                .with("height", "40")
                .with("width", "100")
                .with("focusable", "false")
                .with("role", "img")
                .with("aria-label", alt)
                .holding(PreEscaped(title.0 + &drawing("nhs-logo").0))
        } else {
            Element::new("img")
                .with("class", "nhsuk-header__organisation-logo")
                .with("src", &self.logo.src)
                .with("width", "280")
                .with("alt", alt)
                .void()
        };
        PreEscaped(picture.0 + &self.organisation.as_ref().map(organisation_name).unwrap_or_default())
    }

    fn name(&self, is_link: bool) -> Markup {
        let words = escaped(self.service.text.trim());
        if self.service.text.is_empty() {
            nothing()
        } else if is_link && !self.service.href.is_empty() {
            Element::new("a")
                .with("class", "nhsuk-header__service-name")
                .with("href", &self.service.href)
                .holding(words)
        } else {
            Element::new("span").with("class", "nhsuk-header__service-name").holding(words)
        }
    }

    fn logo_and_name(&self) -> Markup {
        let one_link = self.is_one_link();
        let href = if one_link { &self.service.href } else { &self.logo.href };
        let mut inner = self.drawn_logo().0;
        if one_link {
            inner.push_str(&self.name(false).0);
        }
        let logo = if href.is_empty() || inner.is_empty() {
            inner
        } else {
            let organisation = self.organisation.clone().unwrap_or_default();
            let alt = if self.logo.absent { "" } else { first_of(&[&self.logo.alt, "NHS"]) };
            let service = if one_link { self.service.text.as_str() } else { "" };
            let usual = joined(&[alt, &organisation.name, &organisation.split, service, "homepage"]);
            Element::new("a")
                .with("class", "nhsuk-header__service-logo")
                .with("href", href)
                .with("aria-label", first_of(&[&self.logo.aria_label, &usual]))
                .holding(PreEscaped(inner))
                .0
        };
        let name = if one_link { nothing() } else { self.name(true) };
        Element::new("div").with("class", "nhsuk-header__service").holding(PreEscaped(logo + &name.0))
    }

    fn written_account(&self) -> Markup {
        let Some(account) = &self.account else { return nothing() };
        let items: String = account.items.iter().map(AccountItem::write).collect();
        let list = Element::new("ul").with("class", "nhsuk-header__account-list").holding(PreEscaped(items));
        Element::new("nav")
            .with("class", Classes::new("nhsuk-header__account").and(&account.classes))
            .with("aria-label", first_of(&[&account.aria_label, "Account"]))
            .attributes(&account.attributes)
            .holding(list)
    }

    fn written_navigation(&self) -> Markup {
        let navigation = &self.navigation;
        if navigation.items.is_empty() {
            return nothing();
        }
        let mut items: String = navigation.items.iter().map(NavigationItem::write).collect();
        let browse =
            Element::new("span").with("class", "nhsuk-u-visually-hidden").holding(escaped("Browse "));
        let toggle = Element::new("button")
            .with("class", "nhsuk-header__menu-toggle nhsuk-header__navigation-link")
            .with("id", "toggle-menu")
            .with("aria-expanded", "false")
            .holding(PreEscaped(browse.0 + "More"));
        items.push_str(
            &Element::new("li").with("class", "nhsuk-header__menu").bare("hidden", true).holding(toggle).0,
        );
        let list =
            Element::new("ul").with("class", "nhsuk-header__navigation-list").holding(PreEscaped(items));
        let container = Classes::new("nhsuk-header__navigation-container nhsuk-width-container")
            .and(&self.container_classes);
        let container = Element::new("div").with("class", container).holding(list);
        let classes = Classes::new("nhsuk-header__navigation")
            .one_of(
                "nhsuk-header__navigation--",
                navigation.colour.map(Ground::word),
                Ground::WORDS,
                &navigation.classes,
            )
            .when(navigation.justified, "nhsuk-header__navigation--justified", &navigation.classes)
            .and(&navigation.classes);
        Element::new("nav")
            .with("class", classes)
            .with("aria-label", first_of(&[&navigation.aria_label, "Menu"]))
            .attributes(&navigation.attributes)
            .holding(container)
    }
}

fn organisation_name(organisation: &Organisation) -> String {
    let mut name = escaped(&organisation.name).0;
    if !organisation.split.is_empty() {
        name.push(' ');
        let split = Element::new("span").with("class", "nhsuk-header__organisation-name-split");
        name.push_str(&split.holding(escaped(&organisation.split)).0);
    }
    let mut out =
        Element::new("span").with("class", "nhsuk-header__organisation-name").holding(PreEscaped(name)).0;
    if !organisation.descriptor.is_empty() {
        let descriptor = Element::new("span").with("class", "nhsuk-header__organisation-name-descriptor");
        out.push_str(&descriptor.holding(escaped(&organisation.descriptor)).0);
    }
    out
}

impl Render for Header {
    fn render_to(&self, buffer: &mut String) {
        let classes = Classes::new("nhsuk-header")
            .one_of("nhsuk-header--", self.colour.map(Ground::word), Ground::WORDS, &self.classes)
            .when(self.inline, "nhsuk-header--inline", &self.classes)
            .when(self.organisation.is_some(), "nhsuk-header--organisation", "")
            .and(&self.classes);
        let search = self.search.as_ref().map_or_else(nothing, Search::write);
        let inner = [self.logo_and_name().0, search.0, self.written_account().0].concat();
        let container =
            Classes::new("nhsuk-header__container nhsuk-width-container").and(&self.container_classes);
        let container = Element::new("div").with("class", container).holding(PreEscaped(inner));
        let header = Element::new("header")
            .named(classes, &self.id)
            .with("data-module", "nhsuk-header")
            .with("role", "banner")
            .attributes(&self.attributes)
            .holding(PreEscaped(container.0 + &self.written_navigation().0));
        buffer.push_str(&header.0);
    }
}
