//! One act after another on one line, without waiting for the end of each. An act ends before the server has answered all
//! that it wrote; the answers come with the first that the next act reads. Until then nothing of the next act has been written,
//! so that a refusal found there is the earlier act's and takes nothing else with it: that act is taken back to its savepoint,
//! and what the next one had asked is asked again.

use std::cell::{Cell, RefCell};

use super::connection::Connection;
use crate::Fault;

/// The savepoint of the earlier act still stands, since the server skipped whatever came after what it refused.
pub(super) const TAKE_BACK_THE_ACT_BEFORE: &str = "rollback to act; release act; savepoint act";

const BEGIN: &str = "savepoint act";
const END: &str = "release act";
const UNDO: &str = "rollback to act; release act";

/// How far the acts of a transaction have been heard of.
#[derive(Default)]
pub(super) struct Acts {
    /// The act before this one has ended, and not all of its answers are here.
    unheard_of: Cell<bool>,
    /// The act before this one was refused after its end.
    late: RefCell<Option<Fault>>,
}

impl Acts {
    /// On a new line, and at the beginning of a transaction, there is no act before.
    pub(super) fn begin_anew(&self) {
        self.unheard_of.set(false);
        self.late.take();
    }

    pub(super) fn was_unheard_of(&self) -> bool {
        self.unheard_of.get()
    }

    /// The server has answered, whatever it said.
    pub(super) fn heard(&self) {
        self.unheard_of.set(false);
    }

    pub(super) fn is_late(&self, fault: Fault) {
        self.late.replace(Some(fault));
    }
}

impl Connection {
    /// Begins an act: what it writes can be taken back alone.
    pub(super) fn begin_act(&self) -> Result<(), Fault> {
        // Preparing waits for an answer, once on each line; then there is none that nobody has heard.
        if self.is_new(BEGIN) {
            self.hear_of_the_act_before()?;
        }
        let unheard_of = self.acts.was_unheard_of();
        self.send_without_values(BEGIN)?;
        self.acts.unheard_of.set(unheard_of);
        Ok(())
    }

    /// Ends an act; the answers to what it wrote since it last read are left for later.
    pub(super) fn end_act(&self) -> Result<(), Fault> {
        self.hear_of_the_act_before()?;
        self.send_without_values(END)?;
        self.acts.unheard_of.set(true);
        Ok(())
    }

    /// Takes back what the act has written.
    pub(super) fn undo_act(&self) -> Result<(), Fault> {
        self.hear_of_the_act_before()?;
        self.take_back(UNDO)
    }

    /// Hears what became of the act before, if that is not known.
    pub(super) fn hear_of_the_act_before(&self) -> Result<(), Fault> {
        if self.acts.was_unheard_of() { self.hear() } else { Ok(()) }
    }

    /// Why the act before was refused after its end, where it was; it has been taken back.
    pub(super) fn refused_late(&self) -> Option<Fault> {
        self.acts.late.take()
    }
}
