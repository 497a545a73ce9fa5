//! Routes with their descriptions: neither can be added without the other.

use axum::Router;
use axum::http::Method;
use axum::routing::MethodRouter;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// Makes the schema of a type, in the words that its fields carry.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The schema of a type.
pub fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// A parameter of an address or a header.
#[derive(Clone)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// `path`, `query` or `header`.
    pub place: &'static str,
    /// It must be there.
    pub needed: bool,
    /// What it is.
    pub says: &'static str,
    /// Its schema.
    pub schema: Value,
}

/// An answer that an operation may give.
#[derive(Clone)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// When.
    pub says: &'static str,
    /// What it holds; a problem where none is named.
    pub schema: Option<SchemaOf>,
}

/// One operation: a method on an address, described.
#[derive(Clone)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The address, with parameters in braces.
    pub path: &'static str,
    /// A stable name, for programs that make programs.
    pub id: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// In sentences.
    pub says: &'static str,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// What is sent: its schema and examples by name.
    pub body: Option<(SchemaOf, Vec<(&'static str, Value)>)>,
    /// What is answered.
    pub answers: Vec<Answer>,
}

/// Routes of a module with their descriptions.
pub struct Routes<S = ()> {
    pub(crate) router: Router<S>,
    pub(crate) operations: Vec<Operation>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Routes<S> {
        Routes { router: Router::new(), operations: Vec::new() }
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// One more operation.
    pub fn with(mut self, operation: Operation, handler: MethodRouter<S>) -> Routes<S> {
        self.router = self.router.route(operation.path, handler);
        self.operations.push(operation);
        self
    }

    /// A second method on the address that was added last: its description, beside the handler that has both.
    pub fn describing(mut self, operation: Operation) -> Routes<S> {
        self.operations.push(operation);
        self
    }

    /// The same with what their handlers need.
    pub fn with_state(self, state: S) -> Routes {
        Routes { router: self.router.with_state(state), operations: self.operations }
    }
}

impl Routes {
    /// These and another module's.
    pub fn and(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.operations.extend(other.operations);
        self
    }

    /// What they do.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }
}
