//! Things to do, each with its state.

use maud::{PreEscaped, Render};

use super::heading::{Heading, Manner};
use super::tag::Tag;
use crate::markup::{Attributes, Classes, Content, Element, first_of, nothing, options};

options! {
    /// The state of a task: words, or a tag where there is something to do.
    pub struct Status {
        /// Words.
        content: Content,
        /// A tag.
        tag: Option<Tag>,
        /// Further class names.
        classes: String,
    }

    /// More about a task.
    pub struct TaskHint {
        /// What it says.
        content: Content,
    }

    /// One task.
    pub struct Task {
        /// What is to be done.
        heading: Heading,
        /// More about it.
        hint: TaskHint,
        /// Its state.
        status: Status,
        /// Where it is done.
        href: String,
        /// Further class names.
        classes: String,
    }

    /// Things to do, each with its state.
    pub struct TaskList {
        /// The tasks.
        items: Vec<Task>,
        /// What ids begin with; `task-list` if not given.
        id_prefix: String,
        /// The element's id.
        id: String,
        /// Further class names.
        classes: String,
        /// Further attributes.
        attributes: Attributes,
    }
}

impl From<&str> for Status {
    fn from(words: &str) -> Status {
        Status::default().content(words)
    }
}

impl From<Tag> for Status {
    fn from(tag: Tag) -> Status {
        Status::default().tag(tag)
    }
}

impl From<&str> for TaskHint {
    fn from(words: &str) -> TaskHint {
        TaskHint::default().content(words)
    }
}

impl Task {
    /// A task that is done on the page of that address.
    pub fn new(words: &str, href: impl Into<String>, status: impl Into<Status>) -> Task {
        Task::default().heading(words).href(href).status(status)
    }
}

impl TaskList {
    /// These tasks.
    pub fn new(items: Vec<Task>) -> TaskList {
        TaskList::default().items(items)
    }

    fn item(&self, at: usize, task: &Task) -> String {
        let prefix = format!("{}-{}", first_of(&[&self.id_prefix, "task-list"]), at + 1);
        let (hint_id, status_id) = (format!("{prefix}-hint"), format!("{prefix}-status"));
        let is_link = !task.href.is_empty();
        let mut attributes = Attributes::none();
        if is_link {
            let hint = if task.hint.content.is_empty() { "" } else { &hint_id };
            attributes = attributes
                .with("href", &task.href)
                .with("aria-describedby", crate::markup::joined(&[hint, &status_id]));
        }
        let mut heading = task.heading.clone();
        heading.element = if is_link { "a" } else { "div" }.to_owned();
        heading.attributes = attributes.and(&heading.attributes);
        // The design system sets no space between its own class name here and the page's.
        heading.classes = format!("{}{}", if is_link { "nhsuk-link" } else { "" }, heading.classes);
        heading.href.clear();
        heading.size = None;
        let block = if is_link { "nhsuk-task-list__link" } else { "" };
        let name = heading.write(Manner::of(block, "nhsuk-task-list__link-"));
        let hint = if task.hint.content.is_empty() {
            nothing()
        } else {
            Element::new("div")
                .with("class", "nhsuk-task-list__hint")
                .with("id", hint_id)
                .holding(&task.hint.content)
        };
        let left = Element::new("div")
            .with("class", "nhsuk-task-list__name-and-hint")
            .holding(PreEscaped(name.0 + &hint.0));
        let status = match &task.status.tag {
            Some(tag) => tag.render(),
            None => task.status.content.markup(),
        };
        let right = Element::new("div")
            .with("class", Classes::new("nhsuk-task-list__status").and(&task.status.classes))
            .with("id", status_id)
            .holding(status);
        let classes = Classes::new("nhsuk-task-list__item")
            .when(is_link, "nhsuk-task-list__item--with-link", "")
            .and(&task.classes);
        Element::new("li").with("class", classes).holding(PreEscaped(left.0 + &right.0)).0
    }
}

impl Render for TaskList {
    fn render_to(&self, buffer: &mut String) {
        let items: String = self.items.iter().enumerate().map(|(at, task)| self.item(at, task)).collect();
        let list = Element::new("ul")
            .named(Classes::new("nhsuk-task-list").and(&self.classes), &self.id)
            .attributes(&self.attributes)
            .holding(PreEscaped(items));
        buffer.push_str(&list.0);
    }
}
