//! A file from the reader's computer.

use maud::Render;

use super::error_message::ErrorMessage;
use super::field::{Described, FormGroup};
use super::hint::Hint;
use super::label::Label;
use crate::markup::{Attributes, Classes, Element, first_of, options};

options! {
    /// A file from the reader's computer. Its form is sent as `multipart/form-data`.
    pub struct FileUpload {
        /// What is asked.
        label: Label,
        /// What kind of file.
        hint: Hint,
        /// What is wrong with it.
        error_message: ErrorMessage,
        /// The element's id; the name if not given.
        id: String,
        /// The name it is sent under.
        name: String,
        /// Several files at once.
        multiple: bool,
        /// Shown, but cannot be changed and is not sent.
        disabled: bool,
        /// Ids of what describes the field.
        described_by: String,
        /// The group around it.
        form_group: FormGroup,
        /// Further class names.
        classes: String,
        /// Further attributes, as in `accept`.
        attributes: Attributes,
    }
}

impl FileUpload {
    /// A field of that name with that label.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> FileUpload {
        FileUpload::default().name(name).label(label)
    }
}

impl Render for FileUpload {
    fn render_to(&self, buffer: &mut String) {
        let id = first_of(&[&self.id, &self.name]);
        let described = Described::of(id, &self.described_by, &self.hint, &self.error_message);
        let element = Element::new("input")
            .with("class", Classes::new("nhsuk-file-upload__input").and(&self.classes))
            .with("id", id)
            .with("name", &self.name)
            .with("type", "file")
            .bare("disabled", self.disabled)
            .bare("multiple", self.multiple)
            .unless_empty("aria-describedby", &described.by)
            .attributes(&self.attributes)
            .void();
        let inner = [
            self.label.belonging_to(id).render().0,
            described.markup.0,
            self.form_group.before_input.markup().0,
            element.0,
            self.form_group.after_input.markup().0,
        ]
        .concat();
        let mut group = self.form_group.clone();
        group.classes = Classes::new(&group.classes).and("nhsuk-file-upload").as_ref().to_owned();
        group.attributes = Attributes::none().with("data-module", "nhsuk-file-upload").and(&group.attributes);
        buffer.push_str(&group.around(self.error_message.is_error(), inner).0);
    }
}
