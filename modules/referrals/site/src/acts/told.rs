//! Who is told of what: the messages that follow a move, left as jobs in the same transaction. A message holds ids and the
//! name of a template; who gets it, and the words, are found when it is sent. No message names a service.

use journal::{Draft, NewJob};
use kernel::{AskId, Moment, OrgId};
use referrals_rules::facts::v1::Move;
use serde::{Deserialize, Serialize};

/// The kind of job.
pub const MAIL: &str = "mail";

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// About which ask.
    pub ask: AskId,
    /// `host`, `sender` or `person`.
    pub to: String,
    /// The organisation whose inbox gets it; none where it is the person's.
    pub org: Option<OrgId>,
    /// The name of the template.
    pub template: String,
}

fn message(ask: AskId, to: &str, org: Option<OrgId>, template: &str) -> Message {
    Message { ask, to: to.to_owned(), org, template: template.to_owned() }
}

/// Leaves a message as a job.
pub(crate) fn send<T>(draft: Draft<T>, now: Moment, message: &Message) -> Draft<T> {
    match serde_json::to_string(message) {
        Ok(body) => draft.job(NewJob { kind: MAIL, due: now, body }),
        // Three short names always write; were it otherwise, the ask itself must not fail for a message.
        Err(_) => draft,
    }
}

/// The messages that follow a new ask.
pub(crate) fn after_sending(ask: AskId, host: OrgId) -> Vec<Message> {
    vec![message(ask, "host", Some(host), "new-ask"), message(ask, "person", None, "ask-sent")]
}

/// The messages that follow a move.
pub(crate) fn after(ask: AskId, what: &Move, sender: OrgId, host: OrgId) -> Vec<Message> {
    let to_sender = |template| message(ask, "sender", Some(sender), template);
    let to_host = |org, template| message(ask, "host", Some(org), template);
    let to_person = |template| message(ask, "person", None, template);
    match what {
        Move::Read | Move::Closed { .. } | Move::Succeeded { .. } => Vec::new(),
        // Whoever has it must not wait for somebody who was never asked for.
        Move::Void { .. } => vec![to_host(host, "withdrawn"), to_sender("withdrawn")],
        Move::NeedsInfo => vec![to_sender("question")],
        Move::InfoGiven => vec![to_host(host, "answered-question")],
        Move::Accepted => vec![to_sender("accepted")],
        Move::Declined { .. } => vec![to_sender("declined")],
        Move::Redirected { to, .. } => {
            vec![to_host(*to, "new-ask"), to_sender("redirected"), to_person("moved-on")]
        }
        Move::Offered { .. } => vec![to_person("choose-a-time")],
        Move::Booked { by_person, .. } => {
            let mut told = vec![to_person("appointment")];
            if *by_person {
                told.push(to_host(host, "chosen"));
            }
            told
        }
        Move::HostCancelled { .. } => vec![to_person("cancelled"), to_sender("cancelled")],
        Move::PatientCancelled { .. } | Move::WaitingPatient { .. } => vec![to_host(host, "changed")],
        Move::DidNotAttend { .. } => vec![to_person("missed")],
        Move::Deferred { .. } | Move::FitToProceed => vec![to_sender("changed"), to_host(host, "changed")],
        Move::Fitted { .. } => vec![to_sender("answer"), to_person("feedback")],
        Move::NotFitted { .. } | Move::Answered => vec![to_sender("answer")],
        Move::Withdrawn { .. } => vec![to_host(host, "withdrawn"), to_sender("withdrawn")],
        Move::Returned { .. } => vec![to_sender("returned"), to_person("door-open")],
    }
}
