//! The whole of what the policies come to, as a table to read and sign: for every permit, which seats may and when.
//!
//! It is no sample: for every role in every kind of organisation where it exists, with and without second factor, all
//! sets of the relations that the policies mention are put to the engine, and what is granted is said in few words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::engine::Question;
use crate::{Kind, OrgKind, Permit, PolicyId, Relations, Role, Rulebook, formula};

/// The table, and what was seen while it was made.
pub struct Matrix {
    /// The table as text, the same for the same policies.
    pub text: String,
    /// Every permit granted to somebody.
    pub granted: BTreeSet<Permit>,
    /// Every policy that decided at least once.
    pub decided: BTreeSet<PolicyId>,
}

/// When: first without, then with second factor; nothing where never.
type When = (Option<String>, Option<String>);

impl Matrix {
    /// Puts every question and writes down the answers. Takes some seconds.
    pub fn of(rulebook: &Rulebook) -> Matrix {
        let mut matrix =
            Matrix { text: String::from(HEADING), granted: BTreeSet::new(), decided: BTreeSet::new() };
        for kind in Kind::ALL {
            matrix.line(&format!("\n{}\n{}", kind.as_str(), "=".repeat(kind.as_str().len())));
            for permit in Permit::ALL.iter().filter(|permit| permit.kind() == *kind) {
                matrix.permit(rulebook, *permit);
            }
        }
        matrix.line("\nThe policies, each in one sentence\n==================================");
        for note in rulebook.policies() {
            let effect = if note.forbids { "never" } else { "may" };
            matrix.line(&format!(
                "\n{} ({effect}, {})\n  {}\n  Source: {}.",
                note.id, note.file, note.says, note.source
            ));
        }
        matrix
    }

    fn permit(&mut self, rulebook: &Rulebook, permit: Permit) {
        let mut seats: BTreeMap<When, BTreeMap<Role, Vec<OrgKind>>> = BTreeMap::new();
        for role in Role::ALL {
            for org_kind in OrgKind::ALL {
                let without = self.when(
                    rulebook,
                    Question {
                        org_kind: *org_kind,
                        role: *role,
                        second_factor: false,
                        permit,
                        relations: Relations::NONE,
                    },
                );
                let with = self.when(
                    rulebook,
                    Question {
                        org_kind: *org_kind,
                        role: *role,
                        second_factor: true,
                        permit,
                        relations: Relations::NONE,
                    },
                );
                if with.is_some() || without.is_some() {
                    self.granted.insert(permit);
                    seats.entry((without, with)).or_default().entry(*role).or_default().push(*org_kind);
                }
            }
        }
        self.line(&format!("\n{permit}"));
        for ((without, with), roles) in seats {
            let second = match (&without, &with) {
                (None, Some(_)) => " [2]",
                (a, b) if a == b => "",
                (Some(_), _) | (None, None) => " [differs by second factor]",
            };
            let who: Vec<String> = roles.iter().map(|(role, kinds)| seat(*role, kinds)).collect();
            self.line(&format!(
                "  {}{second}\n      when {}",
                who.join("; "),
                with.or(without).unwrap_or_default()
            ));
        }
    }

    /// For which relations this is granted, in words; nothing where for none.
    fn when(&mut self, rulebook: &Rulebook, asked: Question) -> Option<String> {
        // A role in an organisation where it does not exist is asked about with nothing and with everything only:
        // one policy refuses it whatever the relations, and a test looks at all of them for contents.
        let among = rulebook.relations_that_matter(asked.permit);
        let exists = asked.role.kinds().contains(&asked.org_kind);
        let sets: Vec<Relations> =
            if exists { among.subsets().collect() } else { vec![Relations::NONE, among] };
        let mut holds = BTreeSet::new();
        for relations in sets {
            let verdict = rulebook.verdict(Question { relations, ..asked });
            self.decided.extend(verdict.policies.iter().cloned());
            if verdict.granted {
                holds.insert(relations);
            }
        }
        formula::in_words(among, &holds)
    }

    fn line(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{text}");
    }
}

fn seat(role: Role, kinds: &[OrgKind]) -> String {
    if kinds == role.kinds() && kinds.len() > 1 {
        return format!("{role} (anywhere)");
    }
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    format!("{role} ({})", names.join(", "))
}

const HEADING: &str = "\
Who may do what
===============

For a Caldicott guardian to read and sign. Under each act stand the seats that may do it, and when. Seats that are not
named may not. “(anywhere)” is every kind of organisation where such a seat exists. “[2]” needs a passkey or one-time
code beside the password (for a person by link: the second fact that she chose). “us” and “ours” mean the organisation
of whoever acts. What is refused about somebody else's ask is answered “not found”.

Written by `cargo run -p policy --example matrix > spine/policy/matrix.txt`; a test compares.

Role: the kinds of organisation where it exists
  clinician, booking, organisation_token: practice, sexual_health_clinic, hospital, pharmacy
  fitter: practice, sexual_health_clinic, hospital
  manager, person (by link): practice, sexual_health_clinic, hospital, pharmacy, charity
  contract_lead: sexual_health_clinic, hospital, council, nhs_commissioner
  commissioner: council, nhs_commissioner
  guardian, administrator: every kind
  charity_worker: charity
  convener, system (the program's own jobs and command line): place_office
";
