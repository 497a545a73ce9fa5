//! What each mark on a page is: the tree that a screen reader goes through.

use pdf_writer::types::{ListNumbering, StructRole, TableHeaderScope};
use pdf_writer::{Finish as _, Pdf, Ref};

/// What is below a tag.
enum Below {
    Tag(usize),
    /// A mark of a page, by both their numbers.
    Mark(usize, i32),
}

struct Tag {
    role: StructRole,
    scope: Option<TableHeaderScope>,
    below: Vec<Below>,
    above: Option<usize>,
}

/// The tree of tags, and how many marks each page has.
pub(crate) struct Tags {
    all: Vec<Tag>,
    /// Of each page, the tag of each of its marks.
    marks: Vec<Vec<usize>>,
}

/// A tag of the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct TagId(usize);

impl Tags {
    /// A tree with its root, the document.
    pub(crate) fn new() -> Tags {
        let root = Tag { role: StructRole::Document, scope: None, below: Vec::new(), above: None };
        Tags { all: vec![root], marks: Vec::new() }
    }

    /// The document.
    pub(crate) const ROOT: TagId = TagId(0);

    /// A tag below another.
    pub(crate) fn tag(&mut self, above: TagId, role: StructRole) -> TagId {
        self.scoped(above, role, None)
    }

    /// The head of a row or a column.
    pub(crate) fn scoped(
        &mut self,
        above: TagId,
        role: StructRole,
        scope: Option<TableHeaderScope>,
    ) -> TagId {
        let id = self.all.len();
        self.all.push(Tag { role, scope, below: Vec::new(), above: Some(above.0) });
        if let Some(tag) = self.all.get_mut(above.0) {
            tag.below.push(Below::Tag(id));
        }
        TagId(id)
    }

    /// A mark on a page: its number there.
    pub(crate) fn mark(&mut self, of: TagId, page: usize) -> i32 {
        while self.marks.len() <= page {
            self.marks.push(Vec::new());
        }
        let Some(on_page) = self.marks.get_mut(page) else { return 0 };
        let mark = i32::try_from(on_page.len()).unwrap_or(i32::MAX);
        on_page.push(of.0);
        if let Some(tag) = self.all.get_mut(of.0) {
            tag.below.push(Below::Mark(page, mark));
        }
        mark
    }

    /// How many objects the tree is written in: one for the root of trees, one a tag, one a page.
    pub(crate) fn objects(&self, pages: usize) -> usize {
        1 + self.all.len() + pages
    }

    /// Writes the tree from an object's number on. The pages' own numbers are needed for the marks.
    pub(crate) fn write(&self, pdf: &mut Pdf, first: i32, pages: &[Ref]) {
        let number = |offset: usize| Ref::new(first + i32::try_from(offset).unwrap_or(0));
        let of_tag = |tag: usize| number(1 + tag);
        let of_page = |page: usize| number(1 + self.all.len() + page);
        let mut root = pdf.indirect(number(0)).start::<pdf_writer::writers::StructTreeRoot<'_>>();
        root.child(of_tag(0));
        root.parent_tree_next_key(i32::try_from(pages.len()).unwrap_or(i32::MAX));
        let mut parents = root.parent_tree();
        let mut numbers = parents.nums();
        for (key, page) in (0i32..).zip(0..pages.len()) {
            numbers.insert(key, of_page(page));
        }
        numbers.finish();
        parents.finish();
        root.finish();
        for (nth, tag) in self.all.iter().enumerate() {
            let mut element = pdf.struct_element(of_tag(nth));
            element.kind(tag.role);
            element.parent(tag.above.map_or(number(0), of_tag));
            if let Some(scope) = tag.scope {
                element.attributes().push().table().scope(scope);
            }
            if matches!(tag.role, StructRole::L) {
                // Its labels are bullets, not numbers.
                element.attributes().push().list().list_numbering(ListNumbering::Disc);
            }
            let mut children = element.children();
            for below in &tag.below {
                match below {
                    Below::Tag(id) => {
                        children.struct_element(of_tag(*id));
                    }
                    Below::Mark(page, mark) => {
                        let Some(page) = pages.get(*page) else { continue };
                        children.marked_content_ref().page(*page).marked_content_id(*mark);
                    }
                }
            }
        }
        for (page, _) in pages.iter().enumerate() {
            let marks = self.marks.get(page).map_or(&[][..], Vec::as_slice);
            pdf.indirect(of_page(page)).array().items(marks.iter().map(|tag| of_tag(*tag)));
        }
    }

    /// The root's number, which the catalogue names.
    pub(crate) fn root(first: i32) -> Ref {
        Ref::new(first)
    }
}
