//! Long lists: which page of them, sorted by what, filtered by what. It all stands in the address, so that a list can
//! be sent to a colleague and comes back as it was.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::components::pagination::{PageLink, PageNumber};
use crate::components::{Column, Pagination};
use crate::form::Typed;

/// Which way a list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// From the smallest or first.
    Ascending,
    /// From the largest or last.
    Descending,
}

/// What the address of a list says.
#[derive(Clone)]
pub struct ListQuery {
    path: String,
    typed: Typed,
    /// Which page, from 1.
    pub page: usize,
    /// How many rows a page has: 20 unless the address says 50 or 100.
    pub rows: usize,
    /// The column it is sorted by, if the address names one. Ask [`ListQuery::sorted_by`] for one that exists.
    sort: Option<String>,
    /// Which way.
    pub order: Order,
}

impl ListQuery {
    /// Reads the address. What cannot be read counts as not said.
    pub fn read(path: &str, query: &str) -> ListQuery {
        let typed = Typed::of_query(query);
        let number = |field: &str| typed.word(field).and_then(|text| text.parse::<usize>().ok());
        let order = if typed.text("order") == "desc" { Order::Descending } else { Order::Ascending };
        ListQuery {
            path: path.to_owned(),
            page: number("page").filter(|page| (1..=100_000).contains(page)).unwrap_or(1),
            rows: number("rows").filter(|rows| [20, 50, 100].contains(rows)).unwrap_or(20),
            sort: typed.word("sort").map(str::to_owned),
            order,
            typed,
        }
    }

    /// The column it is sorted by, among those there are; the first if the address names none of them.
    pub fn sorted_by<'a>(&self, columns: &[&'a str]) -> &'a str {
        let named = self.sort.as_deref().and_then(|sort| columns.iter().find(|column| **column == sort));
        named.or(columns.first()).copied().unwrap_or_default()
    }

    /// What the list is filtered by under that name.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.typed.word(name)
    }

    /// How many rows come before this page.
    pub fn offset(&self) -> usize {
        (self.page - 1) * self.rows
    }

    /// The query of the address with so much changed.
    fn with(&self, changes: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (field, text) in self.typed.pairs() {
            if !changes.iter().any(|(changed, _)| changed == field) && !text.is_empty() {
                query.append_pair(field, text);
            }
        }
        for (field, text) in changes.iter().filter(|(_, text)| !text.is_empty()) {
            query.append_pair(field, text);
        }
        query.finish()
    }

    /// The same search in the same order as a file: the list's own address with `.csv` behind it.
    pub fn as_file(&self) -> String {
        format!("{}.csv?{}", self.path, self.with(&[("page", ""), ("rows", "")]))
    }

    /// The head of a column that sorts the list, by a link that works without script.
    pub fn column(&self, head: Column, name: &str, columns: &[&str]) -> Column {
        let is_this = self.sorted_by(columns) == name;
        let (sort, next) = match (is_this, self.order) {
            (true, Order::Ascending) => ("ascending", "desc"),
            (true, Order::Descending) => ("descending", "asc"),
            (false, _) => ("none", "asc"),
        };
        let query = self.with(&[("sort", name), ("order", next), ("page", "")]);
        head.sort(sort).href(format!("{}?{query}", self.path))
    }

    /// The ways to the other pages of a list of so many rows; nothing if there is only one.
    pub fn pagination(&self, rows_in_all: usize) -> Option<Pagination> {
        let last = rows_in_all.div_ceil(self.rows).max(1);
        if last == 1 {
            return None;
        }
        let to = |page: usize| format!("{}?{}", self.path, self.with(&[("page", &page.to_string())]));
        let here = self.page.min(last);
        let mut items = Vec::new();
        let mut before = 0;
        for page in 1..=last {
            if page != 1 && page != last && page.abs_diff(here) > 1 {
                continue;
            }
            if page > before + 1 {
                items.push(PageNumber::default().ellipsis(true));
            }
            items.push(PageNumber::default().number(page.to_string()).href(to(page)).current(page == here));
            before = page;
        }
        let mut pagination = Pagination::default().items(items);
        if here > 1 {
            pagination = pagination.previous(PageLink::to(to(here - 1)));
        }
        if here < last {
            pagination = pagination.next(PageLink::to(to(here + 1)));
        }
        Some(pagination)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ListQuery {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<ListQuery, Self::Rejection> {
        Ok(ListQuery::read(parts.uri.path(), parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maud::Render;

    #[test]
    fn an_address_that_says_nonsense_is_the_first_page() {
        let query = ListQuery::read("/inbox", "page=0&rows=7&sort=drop+table&order=up");
        assert_eq!((query.page, query.rows, query.offset(), query.order), (1, 20, 0, Order::Ascending));
        assert_eq!(query.sorted_by(&["due", "sent"]), "due");
    }

    #[test]
    fn a_second_press_turns_the_order_and_keeps_the_filter() {
        let query = ListQuery::read("/inbox", "state=late&sort=due&page=3");
        let column = query.column(Column::words("Due"), "due", &["sent", "due"]);
        assert_eq!(
            (column.sort.as_str(), column.href.as_str()),
            ("ascending", "/inbox?state=late&sort=due&order=desc")
        );
    }

    #[test]
    fn a_file_has_the_search_and_the_order_of_its_list() {
        let list = ListQuery::read("/sent", "q=a%26b&sort=due&order=desc&page=4&rows=50");
        assert_eq!(list.as_file(), "/sent.csv?q=a%26b&sort=due&order=desc");
    }

    #[test]
    fn the_ways_to_other_pages_leave_the_middle_out() {
        let query = ListQuery::read("/inbox", "page=5");
        let html = query.pagination(200).unwrap().render().0;
        assert_eq!(html.matches("nhsuk-pagination__item--ellipsis").count(), 2);
        assert!(html.contains("/inbox?page=4") && html.contains("/inbox?page=10"));
        assert!(ListQuery::read("/inbox", "").pagination(20).is_none());
    }
}
