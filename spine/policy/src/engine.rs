//! Cedar, kept behind one door: text is read and checked here, and one question is put at a time.
//!
//! A question costs some tens of microseconds, so the rulebook remembers the answers; see `rulebook`.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, PolicySet, Request, RestrictedExpression, Schema,
    ValidationMode, Validator,
};

use crate::vocabulary::{Action, Names, actions_of};
use crate::{Fault, OrgKind, Permit, PolicyId, Relations, Role};

/// Everything a decision depends on, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub org_kind: OrgKind,
    pub role: Role,
    pub second_factor: bool,
    pub permit: Permit,
    pub relations: Relations,
}

/// What the policies say to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub granted: bool,
    pub policies: Arc<[PolicyId]>,
}

/// One policy as a guardian reads it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyNote {
    /// The file under `policies/`.
    pub file: String,
    /// Its id, unique among all files.
    pub id: PolicyId,
    /// What it says, in one plain sentence.
    pub says: String,
    /// Where the rule comes from.
    pub source: String,
    /// It forbids, and so outweighs every permission.
    pub forbids: bool,
}

pub(crate) struct Engine {
    authorizer: Authorizer,
    actions: HashMap<Permit, Action>,
    names: Names,
    notes: Vec<PolicyNote>,
    ids: HashMap<String, PolicyId>,
}

impl Engine {
    /// Reads the schema and the policies and checks every policy strictly against the schema.
    pub fn read(schema: (&str, &str), files: &[(&str, &str)]) -> Result<Engine, Fault> {
        let fault = |file: &str, what: String| Fault { file: file.to_owned(), what };
        let (schema_file, schema_text) = schema;
        let (schema, _warnings) =
            Schema::from_cedarschema_str(schema_text).map_err(|e| fault(schema_file, causes(&e)))?;
        let mut policies = PolicySet::new();
        let mut notes = Vec::new();
        for (file, text) in files {
            let read = PolicySet::from_str(text).map_err(|e| fault(file, causes(&e)))?;
            for policy in read.policies() {
                let note = note_of(file, policy)?;
                let named = policy.new_id(cedar_policy::PolicyId::new(note.id.as_str()));
                policies.add(named).map_err(|e| fault(file, format!("{}: {}", note.id, causes(&e))))?;
                notes.push(note);
            }
        }
        let checked = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        let complaints: Vec<String> = checked
            .validation_errors()
            .map(ToString::to_string)
            .chain(checked.validation_warnings().map(ToString::to_string))
            .collect();
        if !complaints.is_empty() {
            return Err(fault(schema_file, complaints.join("; ")));
        }
        notes.sort();
        let ids = notes.iter().map(|note| (note.id.to_string(), note.id.clone())).collect();
        let actions = actions_of(&schema, &policies).map_err(|what| fault(schema_file, what))?;
        let names = Names::read().ok_or_else(|| fault(schema_file, "a name cannot be read".to_owned()))?;
        Ok(Engine { authorizer: Authorizer::new(), names, actions, notes, ids })
    }

    /// Every policy, by file and id.
    pub fn notes(&self) -> &[PolicyNote] {
        &self.notes
    }

    /// The relations that can change the answer about this permit.
    pub fn mentions(&self, permit: Permit) -> Relations {
        self.actions.get(&permit).map_or(Relations::NONE, |action| action.mentions)
    }

    /// Puts one question. Nothing read at load can make this fail; should it, the answer is no.
    pub fn ask(&self, question: Question) -> Verdict {
        let Some((request, policies, entities)) = self.request(question) else {
            return Verdict { granted: false, policies: Arc::new([]) };
        };
        let response = self.authorizer.is_authorized(&request, policies, &entities);
        let spoke: BTreeSet<PolicyId> = response
            .diagnostics()
            .reason()
            .filter_map(|id| self.ids.get(AsRef::<str>::as_ref(id)).cloned())
            .collect();
        // A policy that failed to evaluate was left out; a forbidding one among them must not open the door.
        let clean = response.diagnostics().errors().next().is_none();
        Verdict {
            granted: clean && response.decision() == Decision::Allow,
            policies: spoke.into_iter().collect(),
        }
    }

    fn request(&self, question: Question) -> Option<(Request, &PolicySet, Entities)> {
        let kind = question.permit.kind();
        let names = &self.names;
        let seat = names.seat.clone();
        let role = names.roles.get(&question.role)?.clone();
        let org_kind = names.org_kinds.get(&question.org_kind)?.clone();
        let resource = names.subjects.get(&kind)?.clone();
        let second_factor =
            ("second_factor".to_owned(), RestrictedExpression::new_bool(question.second_factor));
        let actor =
            Entity::new(seat.clone(), HashMap::from([second_factor]), HashSet::from([role, org_kind]))
                .ok()?;
        let relevant = kind.relations();
        let facts = Relations::ALL
            .iter()
            .filter(|(relation, _)| relevant.has(*relation))
            .map(|(relation, name)| {
                ((*name).to_owned(), RestrictedExpression::new_bool(question.relations.has(*relation)))
            })
            .collect();
        let subject = Entity::new(resource.clone(), facts, HashSet::new()).ok()?;
        // Only this action and its groups: all of the schema's actions would cost more than the decision.
        let action = self.actions.get(&question.permit)?;
        let entities =
            Entities::from_entities([actor, subject].into_iter().chain(action.entities.clone()), None)
                .ok()?;
        let request = Request::new(seat, action.uid.clone(), resource, Context::empty(), None).ok()?;
        Some((request, &action.policies, entities))
    }
}

fn note_of(file: &str, policy: &cedar_policy::Policy) -> Result<PolicyNote, Fault> {
    let annotation =
        |key: &str| {
            policy.annotation(key).map(str::to_owned).filter(|text| !text.trim().is_empty()).ok_or_else(
                || Fault { file: file.to_owned(), what: format!("a policy has no @{key}: {policy}") },
            )
        };
    Ok(PolicyNote {
        file: file.to_owned(),
        id: PolicyId(annotation("id")?.into()),
        says: annotation("says")?,
        source: annotation("source")?,
        forbids: policy.effect() == cedar_policy::Effect::Forbid,
    })
}

/// An error of Cedar's with its causes on one line.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
