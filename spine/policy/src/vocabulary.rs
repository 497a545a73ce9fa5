//! Our names in Cedar's words, read once at load: reading one costs more than a decision.

use std::collections::HashMap;
use std::hash::Hash;
use std::str::FromStr;

use cedar_policy::{ActionConstraint, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Schema};

use crate::engine::causes;
use crate::{Kind, OrgKind, Permit, Relations, Role};

/// A permit's action with the groups it belongs to and the policies whose head speaks of it: a question put to these
/// alone has the same answer as one put to all, and costs a tenth.
pub(crate) struct Action {
    pub uid: EntityUid,
    pub entities: Vec<Entity>,
    pub policies: PolicySet,
    /// The relations that these policies mention; no other can change their answer.
    pub mentions: Relations,
}

/// Cedar's names for those who act and for what they act on.
pub(crate) struct Names {
    pub seat: EntityUid,
    pub roles: HashMap<Role, EntityUid>,
    pub org_kinds: HashMap<OrgKind, EntityUid>,
    pub subjects: HashMap<Kind, EntityUid>,
}

impl Names {
    /// All names, or nothing where one of them is not a name to Cedar.
    pub fn read() -> Option<Names> {
        Some(Names {
            seat: uid("Seat", "seat")?,
            roles: each(Role::ALL, |role| uid("Role", role.as_str()))?,
            org_kinds: each(OrgKind::ALL, |kind| uid("OrgKind", kind.as_str()))?,
            subjects: each(Kind::ALL, |kind| uid(type_name(kind), "subject"))?,
        })
    }
}

fn each<K: Copy + Eq + Hash>(
    all: &[K],
    name: impl Fn(K) -> Option<EntityUid>,
) -> Option<HashMap<K, EntityUid>> {
    all.iter().map(|one| Some((*one, name(*one)?))).collect()
}

/// Every permit's action in the schema, or which permit or action has no counterpart.
pub(crate) fn actions_of(schema: &Schema, policies: &PolicySet) -> Result<HashMap<Permit, Action>, String> {
    let known = schema.action_entities().map_err(|e| causes(&e))?;
    let mut actions = HashMap::new();
    for permit in Permit::ALL {
        let uid = uid("Action", permit.as_str()).ok_or_else(|| format!("no such name: {permit}"))?;
        let groups = known.ancestors(&uid).ok_or_else(|| format!("the permit {permit} has no action"))?;
        let names: Vec<EntityUid> = groups.chain([&uid]).cloned().collect();
        let entities = names.iter().filter_map(|of| known.get(of).cloned()).collect();
        let speaking = policies.policies().filter(|policy| speaks_of(policy, &uid, &names)).cloned();
        let policies = PolicySet::from_policies(speaking).map_err(|e| causes(&e))?;
        let mentions = mentioned(&policies, *permit);
        actions.insert(*permit, Action { uid, entities, policies, mentions });
    }
    for action in schema.actions() {
        let name = action.id().unescaped();
        let is_group =
            known.iter().any(|entity| known.is_ancestor_of(action, &entity.uid()) && entity.uid() != *action);
        if !is_group && name.parse::<Permit>().is_err() {
            return Err(format!("the action {name} is no permit"));
        }
    }
    Ok(actions)
}

/// Whether the head of the policy speaks of this action, itself or by one of its groups.
fn speaks_of(policy: &cedar_policy::Policy, action: &EntityUid, with_groups: &[EntityUid]) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(one) => one == *action,
        ActionConstraint::In(any) => any.iter().any(|one| with_groups.contains(one)),
    }
}

/// The relations whose name stands in one of these policies. A name within a longer one only makes the set larger.
fn mentioned(policies: &PolicySet, permit: Permit) -> Relations {
    let text: String = policies.policies().map(ToString::to_string).collect();
    Relations::ALL
        .iter()
        .filter(|(relation, name)| {
            permit.kind().relations().has(*relation) && text.contains(&format!("resource.{name}"))
        })
        .fold(Relations::NONE, |all, (relation, _)| all.and(*relation))
}

/// The type of this kind of subject in the schema.
const fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Ask => "Ask",
        Kind::AccessLog => "AccessLog",
        Kind::EmergencyCall => "EmergencyCall",
        Kind::Directory => "Directory",
        Kind::Agreement => "Agreement",
        Kind::Figures => "Figures",
        Kind::ClaimLine => "ClaimLine",
        Kind::Feedback => "Feedback",
        Kind::Issue => "Issue",
        Kind::LetterAudit => "LetterAudit",
        Kind::Seat => "Seats",
        Kind::Retention => "Retention",
        Kind::Place => "Place",
        Kind::Group => "Group",
    }
}

fn uid(kind: &str, name: &str) -> Option<EntityUid> {
    Some(EntityUid::from_type_name_and_id(EntityTypeName::from_str(kind).ok()?, EntityId::new(name)))
}
