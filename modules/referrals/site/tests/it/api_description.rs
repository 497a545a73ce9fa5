//! The description of the interface is true of what is heard.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops where it is wrong"
)]

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::api::{Heard, Interface, between, seat};
use crate::world::World;

/// Whether a value is what a schema says: the words of JSON Schema that ours use.
fn fits(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let no = |why: String| Err(format!("{at}: {why}"));
    if let Some(link) = schema["$ref"].as_str() {
        let found = document.pointer(link.trim_start_matches('#')).ok_or(format!("{link}: not there"))?;
        return fits(document, found, value, at);
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(all) = schema[word].as_array() {
            let whys: Vec<_> = all.iter().filter_map(|one| fits(document, one, value, at).err()).collect();
            return if whys.len() < all.len() { Ok(()) } else { no(format!("none of {word}: {whys:?}")) };
        }
    }
    if let Some(only) = schema.get("const")
        && only != value
    {
        return no(format!("not {only}"));
    }
    if let Some(known) = schema["enum"].as_array()
        && !known.contains(value)
    {
        return no(format!("{value} is none of {known:?}"));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind)) {
        return no(format!("{value} is no {kinds:?}"));
    }
    if let Some(object) = value.as_object() {
        let empty = Map::new();
        let known = schema["properties"].as_object().unwrap_or(&empty);
        for needed in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(needed) {
                return no(format!("{needed} is missing"));
            }
        }
        for (name, inner) in object {
            match known.get(name) {
                Some(schema) => fits(document, schema, inner, &format!("{at}.{name}"))?,
                // An answer that holds more than is told is as untrue as one that holds less.
                None if !known.is_empty() && schema.get("additionalProperties") != Some(&json!(true)) => {
                    return no(format!("{name} is not described"));
                }
                None => {}
            }
        }
    }
    for (nth, inner) in value.as_array().into_iter().flatten().enumerate() {
        fits(document, &schema["items"], inner, &format!("{at}[{nth}]"))?;
    }
    Ok(())
}

fn described<'d>(document: &'d Value, method: &Method, path: &str, heard: &Heard) -> &'d Value {
    let operation = &document["paths"][path][method.as_str().to_lowercase()];
    let answer = &operation["responses"][heard.status.as_u16().to_string()];
    assert!(answer.is_object(), "{method} {path}: {} is not described: {}", heard.status, heard.text);
    let kind = heard.headers[header::CONTENT_TYPE].to_str().unwrap();
    let schema = &answer["content"][kind]["schema"];
    assert!(schema.is_object(), "{method} {path}: {} is not described as {kind}", heard.status);
    schema
}

#[tokio::test]
async fn the_description_is_true_of_every_answer_that_is_heard() {
    let world = World::new();
    let interface = Interface::of(&world);
    let of = between(&world, &interface).await;
    let document = &interface.document;
    let shown = interface.call(Request::get("/api/openapi.json").body(Body::empty()).unwrap()).await;
    assert_eq!((shown.status, shown.at("/openapi")), (StatusCode::OK, "3.1.0"));
    assert_eq!(&shown.body["paths"], &document["paths"]);
    let (get, post) = (Method::GET, Method::POST);
    let events = "/api/asks/{ask}/events";
    let accept = json!({ "type": "accepted", "version": 1 });
    let place = async |key: &str, body: Value| {
        let heard = interface.post(&of.from, "/api/asks", Some(key), &body).await;
        (body, heard)
    };
    let mut heard = Vec::new();
    for (path, address) in [
        ("/api/hosts", "/api/hosts?method=implant&from=52.0,-1.0&order=nearest&access=step-free".to_owned()),
        ("/api/hosts", "/api/hosts?method=nonsense".to_owned()),
        ("/api/hosts", "/api/hosts".to_owned()),
        ("/api/seats", "/api/seats".to_owned()),
        ("/api/asks", "/api/asks".to_owned()),
        ("/api/asks", "/api/asks?limit=x".to_owned()),
        ("/api/asks/{ask}", of.ask.clone()),
        ("/api/asks/{ask}", format!("{}?only=envelope", of.ask)),
        ("/api/asks/{ask}", format!("{}?only=x", of.ask)),
        ("/api/asks/{ask}", "/api/asks/00000000000000000000000000".to_owned()),
    ] {
        heard.push((&get, path, interface.get(&of.from, &address).await));
        heard.push((&get, path, interface.get("wrong", &address).await));
    }
    let (body, answer) = place("described-1", of.body.clone()).await;
    let schema =
        &document["paths"]["/api/asks"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    fits(document, schema, &body, "body").unwrap();
    heard.push((&post, "/api/asks", answer));
    heard.push((&post, "/api/asks", place("described-1", json!({})).await.1));
    heard.push((&post, "/api/asks", place("x", of.body.clone()).await.1));
    let event = format!("{}/events", of.ask);
    for (token, body) in [
        (&of.to, accept.clone()),
        (&of.to, accept.clone()),
        (&of.to, json!({})),
        (
            &of.from,
            json!({ "type": "declined", "version": 2, "reason": "capacity", "talk_to": seat(&world, of.sender, "manager") }),
        ),
        (&"wrong".to_owned(), accept.clone()),
    ] {
        heard.push((&post, events, interface.post(token, &event, None, &body).await));
    }
    heard.push((&post, events, interface.post(&of.to, &format!("{}0/events", of.ask), None, &accept).await));
    let mut statuses = BTreeSet::new();
    for (method, path, heard) in &heard {
        let schema = described(document, method, path, heard);
        fits(document, schema, &heard.body, path)
            .unwrap_or_else(|why| panic!("{method} {path}: {why}\n{}", heard.text));
        statuses.insert(heard.status.as_u16());
    }
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [200, 201, 400, 401, 403, 404, 409, 422]);
    // Every route that is described answers, and one that is not described is not there.
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in ["get", "post", "put", "patch", "delete"] {
            let address = path.replace("{ask}", "00000000000000000000000000");
            let request = Request::builder().method(method.to_uppercase().as_str()).uri(&address);
            let request = request.header(header::AUTHORIZATION, format!("Bearer {}", of.from));
            let status = interface.call(request.body(Body::empty()).unwrap()).await.status;
            let known = operations.get(method).is_some();
            assert_eq!(status == StatusCode::METHOD_NOT_ALLOWED, !known, "{method} {path}: {status}");
        }
    }
    // Each example is what its schema says.
    for (path, operations) in document["paths"].as_object().unwrap() {
        let content = &operations["post"]["requestBody"]["content"]["application/json"];
        for (name, example) in content["examples"].as_object().into_iter().flatten() {
            fits(document, &content["schema"], &example["value"], name)
                .unwrap_or_else(|why| panic!("{path}: {why}"));
        }
    }
}
