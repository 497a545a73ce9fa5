//! The only write: submit, project, read, verify, backup, keys, outbox. The only crate that knows a database.
