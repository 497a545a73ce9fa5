//! The description of the interface: OpenAPI 3.1, made of the routes and of the types that the handlers read and write.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::problem::Told;
use crate::routes::{Operation, schema_of};

/// The description of these operations.
pub fn document(title: &str, version: &str, operations: &[Operation]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let problem = schema_of::<Told>(&mut generator).to_value();
    let mut paths: Map<String, Value> = Map::new();
    for of in operations {
        let parameters: Vec<Value> = of
            .parameters
            .iter()
            .map(|of| {
                json!({ "name": of.name, "in": of.place, "required": of.needed, "description": of.says, "schema": of.schema })
            })
            .collect();
        let mut answers: Map<String, Value> = Map::new();
        for answer in &of.answers {
            let (kind, schema) = match answer.schema {
                Some(schema) => ("application/json", schema(&mut generator).to_value()),
                None => ("application/problem+json", problem.clone()),
            };
            let written = json!({ "description": answer.says, "content": { kind: { "schema": schema } } });
            answers.insert(answer.status.to_string(), written);
        }
        let too_often = "Your organisation’s systems call too often; Retry-After has the seconds to wait.";
        answers.insert(
            "429".to_owned(),
            json!({ "description": too_often, "content": { "application/problem+json": { "schema": problem } } }),
        );
        let mut operation = json!({
            "operationId": of.id, "summary": of.title, "description": of.says, "parameters": parameters, "responses": answers,
        });
        if let (Some((schema, examples)), Some(operation)) = (&of.body, operation.as_object_mut()) {
            let examples: Map<String, Value> = examples
                .iter()
                .map(|(name, value)| ((*name).to_owned(), json!({ "value": value })))
                .collect();
            let content = json!({ "schema": schema(&mut generator).to_value(), "examples": examples });
            operation.insert(
                "requestBody".to_owned(),
                json!({ "required": true, "content": { "application/json": content } }),
            );
        }
        let path = paths.entry(of.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(of.method.as_str().to_lowercase(), operation);
        }
    }
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": "Asks about a person between organisations, for an organisation's own system. A token stands for one \
                            organisation; what is not that organisation's is not there. Every look at contents is on record.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": {
                "type": "http", "scheme": "bearer",
                "description": "The token of an organisation's own system: roundtable token new. Never a cookie.",
            } },
            "schemas": schemas,
        },
    })
}
