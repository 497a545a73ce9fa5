//! What was typed in a form, kept whole: it comes back with the errors beside it, and nothing has to be typed again.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};

use crate::components::{ErrorLink, ErrorSummary};
use crate::multipart;
use crate::stop::Stop;

/// What was typed, field by field in the order it was sent.
#[derive(Clone, Default)]
pub struct Typed {
    pairs: Vec<(String, String)>,
    files: Vec<SentFile>,
}

/// A file that was sent with a form.
#[derive(Clone)]
pub struct SentFile {
    /// The field.
    pub field: String,
    /// The name it had on the reader's computer.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
}

impl Typed {
    /// The fields of a form that was sent as `application/x-www-form-urlencoded` or `multipart/form-data`. Anything else
    /// has none.
    pub fn read(headers: &HeaderMap, body: &Bytes) -> Typed {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("application/x-www-form-urlencoded") {
            return Typed::of_query(&String::from_utf8_lossy(body));
        }
        match multipart::boundary(kind) {
            Some(boundary) => multipart::read(boundary, body),
            None => Typed::default(),
        }
    }

    /// The fields of a query, as in `page=2&sort=due`.
    pub fn of_query(query: &str) -> Typed {
        let mut typed = Typed::default();
        for (field, text) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            typed.push_pair(field, text);
        }
        typed
    }

    /// These fields, for a form that is opened with something in it.
    pub fn of(pairs: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Typed {
        Typed {
            pairs: pairs.into_iter().map(|(field, text)| (field.into(), text.into())).collect(),
            files: Vec::new(),
        }
    }

    /// The letter NUL, which no keyboard writes and PostgreSQL does not keep, is left out.
    pub(crate) fn push_pair(&mut self, field: String, text: String) {
        let text = if text.contains('\0') { text.replace('\0', "") } else { text };
        self.pairs.push((field, text));
    }

    pub(crate) fn push_file(&mut self, file: SentFile) {
        self.files.push(file);
    }

    /// What was typed in that field, as it was; empty if nothing was.
    pub fn text(&self, field: &str) -> &str {
        self.pairs.iter().find(|(known, _)| known == field).map(|(_, text)| text.as_str()).unwrap_or_default()
    }

    /// The same without white space at its ends, or nothing if that leaves nothing.
    pub fn word(&self, field: &str) -> Option<&str> {
        Some(self.text(field).trim()).filter(|text| !text.is_empty())
    }

    /// All that was ticked under that name.
    pub fn all(&self, field: &str) -> Vec<String> {
        self.pairs.iter().filter(|(known, _)| known == field).map(|(_, text)| text.clone()).collect()
    }

    /// The three fields of a date input as one text, `2025-03-08`; what was typed where they are no numbers.
    pub fn date(&self, name: &str) -> Option<String> {
        let part = |which: &str| self.word(&format!("{name}[{which}]")).unwrap_or_default();
        let (day, month, year) = (part("day"), part("month"), part("year"));
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return None;
        }
        Some(format!("{year:0>4}-{month:0>2}-{day:0>2}"))
    }

    /// The file that was sent in that field.
    pub fn file(&self, field: &str) -> Option<&SentFile> {
        self.files.iter().find(|file| file.field == field && !file.bytes.is_empty())
    }

    /// Every field but files.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = Stop;

    async fn from_request(request: Request, _: &S) -> Result<Typed, Stop> {
        let (parts, body) = request.into_parts();
        // The shell has already held the body to the place's own limit.
        let bytes =
            axum::body::to_bytes(body, usize::MAX).await.map_err(|why| Stop::fault("reading a form", why))?;
        Ok(Typed::read(&parts.headers, &bytes))
    }
}

/// What is wrong with a form, field by field in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Problem {
    field: String,
    /// Where the summary's link leads: the field itself, or the first wrong part of it.
    leads_to: String,
    words: String,
}

impl Problems {
    /// That is wrong with that field. The words say what to do: “Enter a telephone number”.
    pub fn add(&mut self, field: impl Into<String>, words: impl Into<String>) {
        let field = field.into();
        self.0.push(Problem { leads_to: field.clone(), field, words: words.into() });
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every problem in the order in which it was found: the field and the words.
    pub fn each(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|problem| (problem.field.as_str(), problem.words.as_str()))
    }

    /// What is wrong with that field, for its component.
    pub fn of(&self, field: &str) -> Option<String> {
        self.0.iter().find(|problem| problem.field == field).map(|problem| problem.words.clone())
    }

    /// The words that a field must have, or a problem.
    pub fn need<'a>(&mut self, typed: &'a Typed, field: &str, words: &str) -> Option<&'a str> {
        let found = typed.word(field);
        if found.is_none() {
            self.add(field, words);
        }
        found
    }

    /// What a reader gave in that field as the thing it names, or a problem in the words of its refusal.
    pub fn parse<T>(&mut self, typed: &Typed, field: &str, needed: &str) -> Option<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.need(typed, field, needed)?;
        text.parse().map_err(|why: T::Err| self.add(field, why.to_string())).ok()
    }

    /// The day of a date input, or a problem that names the part that is missing or wrong. `what` is the day in words:
    /// “the date of birth”.
    pub fn day(&mut self, typed: &Typed, field: &str, what: &str) -> Option<kernel::Day> {
        let parts = ["day", "month", "year"];
        let missing: Vec<&str> =
            parts.into_iter().filter(|part| typed.word(&format!("{field}[{part}]")).is_none()).collect();
        let mut wrong = |part: &str, words: String| {
            self.0.push(Problem { field: field.to_owned(), leads_to: format!("{field}-{part}"), words });
        };
        match missing.as_slice() {
            [] => {}
            [first, _, _] => {
                wrong(first, format!("Enter {what}"));
                return None;
            }
            [first, ..] => {
                wrong(first, format!("Enter {what} with a {}", missing.join(" and a ")));
                return None;
            }
        }
        let found = typed.date(field).and_then(|date| date.parse::<kernel::Day>().ok());
        if found.is_none() {
            wrong("day", format!("Enter {what} as a day that exists, in figures: 31 3 1994"));
        }
        found
    }

    /// All of it, for the top of the page; nothing if nothing is wrong.
    pub fn summary(&self) -> Option<ErrorSummary> {
        if self.0.is_empty() {
            return None;
        }
        let links = self.0.iter().map(|problem| ErrorLink::new(&problem.leads_to, problem.words.as_str()));
        Some(ErrorSummary::new(links.collect::<Vec<_>>()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_as_it_was() {
        let typed = Typed::of_query(
            "name=+Amara+O%27Neill&method=implant&method=coil&born%5Bday%5D=8&born%5Bmonth%5D=3&born%5Byear%5D=1994",
        );
        assert_eq!(typed.text("name"), " Amara O'Neill");
        assert_eq!(typed.word("name"), Some("Amara O'Neill"));
        assert_eq!(typed.all("method"), ["implant", "coil"]);
        assert_eq!(typed.date("born").as_deref(), Some("1994-03-08"));
        assert_eq!(typed.date("seen"), None);
    }

    #[test]
    fn each_problem_stands_beside_its_field_and_at_the_top() {
        let mut problems = Problems::default();
        let typed = Typed::of([("day", "2025-02-30"), ("name", "  ")]);
        assert_eq!(problems.need(&typed, "name", "Enter a name"), None);
        assert_eq!(problems.parse::<kernel::Day>(&typed, "day", "Enter a day"), None);
        assert_eq!(problems.of("name").as_deref(), Some("Enter a name"));
        assert!(problems.of("day").is_some());
        assert!(problems.summary().is_some());
        assert_eq!(Problems::default().summary().map(|_| ()), None);
    }

    #[test]
    fn a_date_says_which_part_is_missing_or_wrong() {
        let check = |query: &str| {
            let mut problems = Problems::default();
            let day = problems.day(&Typed::of_query(query), "born", "the date of birth");
            day.map(|day| day.to_string()).or(problems.of("born")).unwrap()
        };
        assert_eq!(check("born[day]=8&born[month]=3&born[year]=1994"), "1994-03-08");
        assert_eq!(check(""), "Enter the date of birth");
        assert_eq!(check("born[day]=31"), "Enter the date of birth with a month and a year");
        assert!(check("born[day]=31&born[month]=2&born[year]=1994").contains("a day that exists"));
        assert!(check("born[day]=x&born[month]=2&born[year]=1994").contains("a day that exists"));
    }
}
