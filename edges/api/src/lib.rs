//! The edge for programs. It knows how an organisation's own system comes in (a token, never a cookie), how a body is
//! read, how a repeated request hears the same answer, how a refusal is written, and how all of it is described. It knows
//! no module: a module hands it [`Routes`], in which a route cannot stand without its description.

mod body;
mod caller;
mod document;
mod pace;
mod problem;
mod repeat;
mod routes;
mod shell;

pub use body::{BODY_BYTES_MAX, Body, Parameters, read_object};
pub use caller::{Caller, Tokens};
pub use document::document;
pub use pace::Pace;
pub use problem::{FieldProblem, Kind, Problem};
pub use repeat::Repeat;
pub use routes::{Answer, Operation, Parameter, Routes, SchemaOf, schema_of};
pub use shell::{Place, shell};

/// What a program is answered: JSON, or a problem.
pub type Outcome = Result<axum::response::Response, Problem>;
