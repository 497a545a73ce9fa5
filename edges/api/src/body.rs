//! Reading what a program sends: JSON, announced as such, not too much of it, every unknown field named.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::problem::{Kind, Problem};

/// The most bytes that a body may have.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// A body as it was sent: one JSON object. The bytes are kept, since a repeated request is known by them.
pub struct Body {
    /// The object.
    pub object: Map<String, Value>,
    /// The bytes.
    pub bytes: Bytes,
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Body, Problem> {
        let (parts, body) = request.into_parts();
        if !is_json(&parts.headers) {
            return Err(Problem::new(Kind::NotJson));
        }
        let announced = parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let announced = announced.and_then(|length| length.parse::<usize>().ok()).unwrap_or_default();
        if announced > BODY_BYTES_MAX {
            return Err(Problem::new(Kind::TooLarge));
        }
        let bytes =
            axum::body::to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| Problem::new(Kind::TooLarge))?;
        let object = serde_json::from_slice(&bytes).map_err(|why| {
            let words = if why.is_data() { "It is not an object.".to_owned() } else { where_in(&why) };
            Problem::new(Kind::Unreadable).detail(words)
        })?;
        // A letter that no keyboard writes and PostgreSQL does not keep.
        if bytes.windows(6).any(|six| six == b"\\u0000") {
            return Err(Problem::new(Kind::Unreadable).detail("It holds the letter U+0000."));
        }
        Ok(Body { object, bytes })
    }
}

fn where_in(why: &serde_json::Error) -> String {
    format!("Line {}, column {}: this is no longer JSON.", why.line(), why.column())
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    is_json && parts.all(|parameter| parameter.to_lowercase().replace('"', "") == "charset=utf-8")
}

/// An object as its type. Every field that is missing or unknown is told at once, or else the first that is of a wrong
/// kind; what stood in it is not repeated.
pub fn read_object<T: DeserializeOwned + JsonSchema>(object: Map<String, Value>) -> Result<T, Problem> {
    let sent: Vec<String> = object.keys().cloned().collect();
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|why| {
        let all = at_the_top::<T>(&sent);
        if !all.errors().is_empty() {
            return all;
        }
        let path = why.path().to_string();
        let (field, words) = in_words(&path, &why.inner().to_string());
        all.field(field, words)
    })
}

/// The fields that the type needs or does not know, by its own schema.
fn at_the_top<T: JsonSchema>(sent: &[String]) -> Problem {
    let schema = schemars::schema_for!(T).to_value();
    let needed = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let missing = needed.iter().filter_map(Value::as_str).filter(|name| !sent.iter().any(|of| of == name));
    let mut problem = Problem::new(Kind::FieldsWrong);
    for name in missing {
        problem = problem.field(name, "needed: send it");
    }
    let Some(known) = schema.get("properties").and_then(Value::as_object) else { return problem };
    for name in sent.iter().filter(|name| !known.contains_key(*name)) {
        let name: String = name.chars().take(64).collect();
        problem =
            problem.field(name, "not known here: leave it out, or see /api/openapi.json for the fields");
    }
    problem
}

/// From the words of the reader to a field and what to do. It quotes names of fields, never a value.
fn in_words(path: &str, why: &str) -> (String, String) {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let within = |name: String| {
        let before = path.rsplit_once('.').map_or("", |(before, _)| before);
        if before.is_empty() { name } else { format!("{before}.{name}") }
    };
    if why.starts_with("missing field") {
        return (within(quoted(why)), "needed: send it".to_owned());
    }
    if why.starts_with("unknown field") {
        let known = why.split_once(", ").map_or("", |(_, known)| known).replace('`', "");
        return (within(quoted(why)), format!("not known here, nothing was taken; {known}"));
    }
    if why.starts_with("unknown variant") {
        let known = why.split_once(", ").map_or("", |(_, known)| known).replace('`', "");
        return (path.to_owned(), format!("not one of the list; {known}"));
    }
    let expected = why.split_once("expected ").map_or("another kind of value", |(_, expected)| expected);
    (path.to_owned(), format!("send {expected}"))
}

/// The parameters of the address, each unknown one named.
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Parameters<T>, Problem> {
        axum::extract::Query::<T>::try_from_uri(&parts.uri).map(|query| Parameters(query.0)).map_err(|why| {
            let inner = std::error::Error::source(&why).map(ToString::to_string).unwrap_or_default();
            let (path, words) = inner.split_once(": ").unwrap_or(("address", inner.as_str()));
            let (field, words) = in_words(path, words);
            Problem::new(Kind::FieldsWrong).field(field, words)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        #[expect(dead_code, reason = "read by the reader alone")]
        name: String,
        #[serde(default)]
        #[expect(dead_code, reason = "read by the reader alone")]
        bsl: bool,
    }

    fn wrong(text: &str) -> (String, String) {
        let object = serde_json::from_str(text).unwrap();
        let problem = read_object::<Asked>(object).unwrap_err();
        let first = &problem.errors()[0];
        (first.field.clone(), first.why.clone())
    }

    #[test]
    fn a_field_is_named_and_what_stood_in_it_is_not() {
        assert_eq!(wrong("{}"), ("name".to_owned(), "needed: send it".to_owned()));
        let (field, why) = wrong(r#"{"name":"Amara","naem":1}"#);
        assert_eq!(field, "naem");
        assert!(why.contains("not known here"), "{why}");
        let (field, why) = wrong(r#"{"name":"A","bsl":"Amara Fairweather"}"#);
        assert_eq!((field.as_str(), why.as_str()), ("bsl", "send a boolean"));
    }

    #[test]
    fn only_json_in_utf_8_is_json() {
        let of = |kind: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            is_json(&headers)
        };
        assert!(of("application/json") && of("Application/JSON; charset=\"UTF-8\""));
        assert!(!of("text/plain") && !of("application/json; charset=utf-16") && !of("application/jsonx"));
    }
}
