//! The fixtures' loosely written options, read into the typed ones. `{text}`, `{html}` and a bare string all mean
//! contents; `false` and `null` mean not given; the order of attributes is kept.

#![allow(clippy::wildcard_enum_match_arm, reason = "what is not named here means nothing in a fixture")]

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use crate::markup::{Attributes, Content, Given};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Yes(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

pub(super) type Refused = de::value::Error;

/// The options of a fixture, with deprecated spellings in their present form and a block of markup as contents.
pub(super) fn options(context: &Json, component: &str, block: Option<&str>) -> Json {
    let mut options = match context {
        Json::Object(pairs) => pairs.clone(),
        _ => Vec::new(),
    };
    if let Some(block) = block {
        let markup = Json::Object(vec![("html".to_owned(), Json::Text(block.to_owned()))]);
        match component {
            "card" => options.push(("body".to_owned(), markup)),
            "footer" => options.push(("meta".to_owned(), markup)),
            "error-summary" => options.push(("description".to_owned(), markup)),
            _ => {
                options.retain(|(key, _)| key != "text" && key != "html");
                options.push(("html".to_owned(), Json::Text(block.to_owned())));
            }
        }
    }
    let options = present_form(Json::Object(options), component);
    if component == "card" { split_heading(options) } else { options }
}

/// A card's heading may have words and markup: the markup then stands under the words.
fn split_heading(options: Json) -> Json {
    let Json::Object(mut pairs) = options else { return options };
    let mut under = None;
    if let Some((_, Json::Object(heading))) = pairs.iter_mut().find(|(key, _)| key == "heading")
        && heading.iter().any(|(key, _)| key == "text")
    {
        under = heading.iter().find(|(key, _)| key == "html").map(|(_, html)| html.clone());
        heading.retain(|(key, _)| key != "html");
    }
    if let Some(html) = under {
        pairs.push(("underHeading".to_owned(), Json::Object(vec![("html".to_owned(), html)])));
    }
    Json::Object(pairs)
}

/// Spellings that stand for others.
const RENAMED: &[(&str, &str, &[&str])] = &[
    ("pagination", "previousUrl", &["previous", "href"]),
    ("pagination", "previousPage", &["previous", "label"]),
    ("pagination", "nextUrl", &["next", "href"]),
    ("pagination", "nextPage", &["next", "label"]),
    ("notification-banner", "titleText", &["title", "text"]),
    ("notification-banner", "titleHtml", &["title", "html"]),
    ("notification-banner", "titleId", &["title", "id"]),
    ("notification-banner", "titleHeadingLevel", &["title", "level"]),
    ("details", "summaryText", &["summary", "text"]),
    ("details", "summaryHtml", &["summary", "html"]),
    ("error-summary", "titleText", &["heading", "text"]),
    ("error-summary", "titleHtml", &["heading", "html"]),
    ("error-summary", "descriptionText", &["description", "text"]),
    ("error-summary", "descriptionHtml", &["description", "html"]),
    ("card", "headingHtml", &["heading", "html"]),
    ("card", "descriptionHtml", &["description", "html"]),
    ("do-dont-list", "title", &["heading", "text"]),
    ("do-dont-list", "headingLevel", &["heading", "level"]),
    ("warning-callout", "headingLevel", &["heading", "level"]),
    ("tables", "captionSize", &["caption", "size"]),
    ("tables", "captionClasses", &["caption", "classes"]),
    ("tables", "tableClasses", &["classes"]),
    ("breadcrumb", "labelText", &["ariaLabel"]),
];

fn present_form(options: Json, component: &str) -> Json {
    let Json::Object(pairs) = options else { return options };
    let mut out: Vec<(String, Json)> = Vec::new();
    for (key, value) in pairs {
        match RENAMED.iter().find(|(of, old, _)| *of == component && *old == key) {
            Some((_, _, [outer, inner])) => put(&mut out, outer, inner, value),
            Some((_, _, [outer])) => out.push(((*outer).to_owned(), value)),
            Some(_) | None => out.push((key, value)),
        }
    }
    Json::Object(out)
}

fn put(pairs: &mut Vec<(String, Json)>, outer: &str, inner: &str, value: Json) {
    if let Some((_, held)) = pairs.iter_mut().find(|(key, _)| key == outer) {
        match held {
            Json::Object(held) => held.push((inner.to_owned(), value)),
            other => {
                *other = Json::Object(vec![("text".to_owned(), other.clone()), (inner.to_owned(), value)])
            }
        }
    } else {
        pairs.push((outer.to_owned(), Json::Object(vec![(inner.to_owned(), value)])));
    }
}

impl Json {
    fn is_nothing(&self) -> bool {
        match self {
            Json::Null | Json::Yes(false) => true,
            Json::Text(text) => text.is_empty(),
            Json::Yes(true) | Json::Number(_) | Json::List(_) | Json::Object(_) => false,
        }
    }

    /// The pairs of a struct that has those fields.
    fn pairs_for(self, fields: &[&str]) -> Vec<(String, Json)> {
        let has = |field: &str| fields.contains(&field);
        match self {
            Json::Object(pairs) => {
                let mut out = Vec::new();
                if has("absent") && pairs.iter().any(|(key, value)| key == "text" && value.is_nothing()) {
                    out.push(("absent".to_owned(), Json::Yes(true)));
                }
                let contents = |key: &str| key == "text" || key == "html";
                for (key, value) in &pairs {
                    if contents(key) && has("content") {
                        continue;
                    }
                    match (key.as_str(), value) {
                        ("heading", Json::Yes(is_on)) if has("isPageHeading") => {
                            out.push(("isPageHeading".to_owned(), Json::Yes(*is_on)));
                        }
                        ("colour", Json::Yes(false)) => {
                            out.push(("withoutColour".to_owned(), Json::Yes(true)))
                        }
                        ("variant", Json::Text(word)) if has("reverse") => {
                            out.push(("reverse".to_owned(), Json::Yes(word == "reverse")));
                        }
                        ("sort", Json::Yes(true)) => out.push((key.clone(), Json::Text("none".to_owned()))),
                        ("exclusive", Json::Yes(true)) => {
                            out.push(("behaviour".to_owned(), Json::Text("exclusive".to_owned())));
                        }
                        ("exclusiveGroup", value) => out.push(("behaviourGroup".to_owned(), value.clone())),
                        ("title", value) if fields.contains(&"status") => {
                            out.push(("heading".to_owned(), value.clone()))
                        }
                        (_, Json::Null) => {}
                        _ => out.push((key.clone(), value.clone())),
                    }
                }
                let held: Vec<_> =
                    pairs.into_iter().filter(|(key, value)| contents(key) && !value.is_nothing()).collect();
                if has("content") && !held.is_empty() {
                    out.push(("content".to_owned(), Json::Object(held)));
                }
                out
            }
            Json::Text(text) if has("content") => {
                vec![("content".to_owned(), Json::Object(vec![("text".to_owned(), Json::Text(text))]))]
            }
            Json::Yes(true) if has("marked") => vec![("marked".to_owned(), Json::Yes(true))],
            Json::List(items) if has("items") => vec![("items".to_owned(), Json::List(items))],
            Json::Yes(false) | Json::Null | Json::Text(_) if has("absent") => {
                vec![("absent".to_owned(), Json::Yes(true))]
            }
            _ => Vec::new(),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Json, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Json;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }
            fn visit_bool<E>(self, yes: bool) -> Result<Json, E> {
                Ok(Json::Yes(yes))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
                Ok(Json::Number(number.to_string()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
                Ok(Json::Number(number.to_string()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
                Ok(Json::Number(number.to_string()))
            }
            fn visit_str<E>(self, text: &str) -> Result<Json, E> {
                Ok(Json::Text(text.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = seq.next_element()? {
                    list.push(item);
                }
                Ok(Json::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Json::Object(pairs))
            }
        }
        from.deserialize_any(Reads)
    }
}

impl<'de> IntoDeserializer<'de, Refused> for Json {
    type Deserializer = Json;
    fn into_deserializer(self) -> Json {
        self
    }
}

impl<'de> Deserializer<'de> for Json {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Yes(yes) => visitor.visit_bool(yes),
            Json::Number(number) => match number.parse::<u64>() {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_string(number),
            },
            Json::Text(text) => visitor.visit_string(text),
            Json::List(items) => {
                let kept = items.into_iter().filter(|item| !item.is_nothing());
                visitor.visit_seq(SeqDeserializer::new(kept))
            }
            Json::Object(pairs) => visitor.visit_map(MapDeserializer::new(pairs.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self == Json::Null || self == Json::Text(String::new()) {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self {
            Json::Number(number) => visitor.visit_string(number),
            Json::Null | Json::Yes(false) => visitor.visit_string(String::new()),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self {
            Json::Object(_) => visitor.visit_seq(SeqDeserializer::new(std::iter::once(self))),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        match self {
            Json::Text(word) => visitor.visit_enum(word.into_deserializer()),
            other => Err(de::Error::custom(format!("{other:?} is not one of a family of words"))),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_map(MapDeserializer::new(self.pairs_for(fields).into_iter()))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str bytes byte_buf unit unit_struct newtype_struct tuple
        tuple_struct map identifier ignored_any
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Content, D::Error> {
        let text = |held: &[(String, Json)], wanted: &str| {
            held.iter().find(|(key, value)| key == wanted && !value.is_nothing()).map(
                |(_, value)| match value {
                    Json::Text(text) | Json::Number(text) => text.clone(),
                    _ => String::new(),
                },
            )
        };
        Ok(match Json::deserialize(from)? {
            Json::Text(words) | Json::Number(words) => Content::Words(words),
            Json::Object(held) => match (text(&held, "html"), text(&held, "text")) {
                (Some(html), _) => Content::Markup(maud::PreEscaped(html)),
                (None, Some(words)) => Content::Words(words),
                (None, None) => Content::Nothing,
            },
            Json::Null | Json::Yes(_) | Json::List(_) => Content::Nothing,
        })
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Given, D::Error> {
        Ok(Given(match Json::deserialize(from)? {
            Json::Text(text) | Json::Number(text) => Some(text),
            Json::Yes(false) => Some(String::new()),
            Json::Null | Json::Yes(true) | Json::List(_) | Json::Object(_) => None,
        }))
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Attributes, D::Error> {
        let Json::Object(pairs) = Json::deserialize(from)? else { return Ok(Attributes::none()) };
        let mut out = Attributes::none();
        for (name, value) in pairs {
            let (value, optional) = match value {
                Json::Object(inner) => {
                    let find = |key: &str| inner.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
                    (find("value").unwrap_or(Json::Null), find("optional") == Some(Json::Yes(true)))
                }
                other => (other, false),
            };
            let value = match value {
                Json::Null | Json::Yes(false) if optional => continue,
                Json::Yes(true) if optional => None,
                Json::Null | Json::List(_) | Json::Object(_) => Some(String::new()),
                Json::Yes(yes) => Some(yes.to_string()),
                Json::Text(text) | Json::Number(text) => Some(text),
            };
            out.0.push((name.into(), value));
        }
        Ok(out)
    }
}
