//! Ways round the road of a fact, none of which compiles. The first example is the honest way with the same imports, so
//! that the others do not fail for want of one; each names the error it fails with.
//!
//! An act with a permit compiles, and is submitted:
//! ```
//! use journal::*;
//! use policy::{Actor, Kind, Permit, Relations, Subject};
//! struct Honest;
//! impl Act for Honest {
//!     const NAME: &'static str = "honest";
//!     const NEEDS: Permit = Permit::SeeDirectory;
//!     type State = ();
//!     type Refusal = ();
//!     type Answer = ();
//!     fn load(&self, _: &Actor, _: &Loading<'_>) -> Result<(), Fault> { Ok(()) }
//!     fn subject(&self, _: &(), _: &Actor) -> Subject { Subject::new(Kind::Directory, Relations::NONE) }
//!     fn decide(self, _: (), allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> { Ok(allowed.draft(())) }
//! }
//! fn submit(journal: &Journal, actor: &Actor) { let _ = journal.submit_here(actor, Honest); }
//! ```
//!
//! An act without a permit:
//! ```compile_fail,E0046
//! use journal::*;
//! use policy::{Actor, Kind, Permit, Relations, Subject};
//! struct Sly;
//! impl Act for Sly {
//!     const NAME: &'static str = "sly";
//!     type State = ();
//!     type Refusal = ();
//!     type Answer = ();
//!     fn load(&self, _: &Actor, _: &Loading<'_>) -> Result<(), Fault> { Ok(()) }
//!     fn subject(&self, _: &(), _: &Actor) -> Subject { Subject::new(Kind::Directory, Relations::NONE) }
//!     fn decide(self, _: (), allowed: &Allowed<'_, Self>) -> Result<Draft<()>, ()> { Ok(allowed.draft(())) }
//! }
//! ```
//!
//! Leave made by hand:
//! ```compile_fail,E0451
//! use journal::*;
//! fn leave<'a>(actor: &'a policy::Actor, now: kernel::Moment, grant: &'a policy::Grant) -> Allowed<'a, ()> {
//!     Allowed { actor, now, grant, ids: todo!(), act: std::marker::PhantomData }
//! }
//! ```
//!
//! Leave asked for outside `submit`:
//! ```compile_fail,E0624
//! use journal::*;
//! fn leave(actor: &policy::Actor, now: kernel::Moment, grant: &policy::Grant) {
//!     let _ = Allowed::<()>::new(actor, now, grant, todo!());
//! }
//! ```
//!
//! A draft made by hand, with no leave behind it:
//! ```compile_fail,E0451
//! use journal::*;
//! fn draft() -> Draft<()> {
//!     Draft { answer: (), facts: vec![], shares: vec![], erased: vec![], jobs: vec![], ended: vec![], opened: vec![], fault: None }
//! }
//! ```
//!
//! A table row written with no fact behind it:
//! ```compile_fail,E0624
//! use journal::*;
//! fn row(module: &Module) {
//!     let writing = Writing::new(todo!(), module, todo!(), None);
//! }
//! ```
//!
//! A fact appended without submitting:
//! ```compile_fail,E0603
//! use journal::*;
//! fn append() {
//!     let _ = journal::writer::append::append;
//! }
//! ```
//!
//! An act submitted, or a row written, through what a page has:
//! ```compile_fail,E0599
//! use journal::*;
//! fn page(reading: &Reading, actor: &policy::Actor) {
//!     let _ = reading.submit_here(actor, ());
//! }
//! ```
//! ```compile_fail,E0599
//! use journal::*;
//! fn page(reading: &mut Reading) {
//!     let _ = reading.upsert("visits_ask", &[], &[]);
//! }
//! ```
//!
//! A look at contents that is on no record:
//! ```compile_fail,E0451
//! use journal::*;
//! fn look(key: KeyName) -> Viewing {
//!     Viewing { opened: vec![key], party: Party::Place }
//! }
//! ```
//!
//! A look that opens more than the record says:
//! ```compile_fail,E0616
//! use journal::*;
//! fn look(done: Done<()>, key: KeyName) {
//!     let mut done = done;
//!     done.opened.push(key);
//! }
//! ```
//!
//! A state of the caller's choosing, which may be stale:
//! ```compile_fail,E0061
//! use journal::*;
//! fn stale<A: Act>(journal: &Journal, actor: &policy::Actor, act: A, state: A::State) {
//!     let _ = journal.submit_here(actor, act, state);
//! }
//! ```
