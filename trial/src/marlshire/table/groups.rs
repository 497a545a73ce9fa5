//! The groups round the alliance: a working group for each patch, of which one is still forming in the shape of its neighbour;
//! the alliance's workstreams; and the task groups, each with a product and an end, two of them closed with it made.

use kernel::{Day, GroupId, Weekday};
use table_rules::chair::LedBy;
use table_rules::facts::v1::Group;
use table_rules::{Every, GroupKind, GroupState, Party};
use table_site::acts::Brought;

use super::Making;

/// What each workstream of the alliance is for.
const WORKSTREAMS: [(&str, &str); 5] = [
    (
        "Prevention workstream",
        "More people reached before they need a clinic; fewest where need is greatest first.",
    ),
    ("Clinic design workstream", "Rooms, hours and teams that fit what people come for."),
    ("Data and audit workstream", "The same figures for everybody, agreed before they are read."),
    ("Voices workstream", "What people who use the services say reaches every meeting."),
    ("Workforce workstream", "Enough fitters, in the places where nobody fits."),
];

/// The task groups: name, why, product, days from today to its end, closed.
const TASKS: [(&str, &str, &str, i32, bool); 4] = [
    (
        "Service model task group",
        "Models services by what people need.",
        "Made: a model of need for each patch, taken up by the alliance as its plan of sites",
        -210,
        true,
    ),
    (
        "Pathway task group",
        "One way from asking to fitting.",
        "Made: the pathway for coils and implants, version 2, with who answers what by when",
        -120,
        true,
    ),
    (
        "Online booking task group",
        "Times that people choose for themselves.",
        "A list of what booking online must do",
        60,
        false,
    ),
    (
        "Prevention priorities task group",
        "What comes first, and what waits.",
        "An order of priorities with its reasons",
        90,
        false,
    ),
];

impl Making<'_> {
    /// The groups round the alliance, after everything else, so that the ids of the rest stay as they are.
    pub(super) fn around(&mut self, alliance: GroupId) -> Option<()> {
        let patches = self.place.organisations.county.patches.clone();
        // The city has the alliance itself; of the others the last is still forming.
        for (nth, patch) in patches.iter().take(patches.len().saturating_sub(1)).enumerate() {
            let forming = nth > 0 && nth + 2 == patches.len();
            self.working_group(alliance, patch, nth, forming)?;
        }
        for (nth, (name, purpose)) in WORKSTREAMS.into_iter().enumerate() {
            let group = self.group(name, GroupKind::Workstream, purpose, Some(alliance))?;
            self.led(group, Party::Provider, nth);
        }
        for (nth, (name, purpose, product, ends, closed)) in TASKS.into_iter().enumerate() {
            let mut group = self.group(name, GroupKind::TaskAndFinish, purpose, Some(alliance))?;
            group.product = product.to_owned();
            group.ends = Some(self.today + ends);
            group.state = if closed { GroupState::Closed } else { GroupState::Running };
            self.led(group, Party::Provider, nth);
        }
        Some(())
    }

    /// A group with the one seat that leads it, held by a clinic.
    fn led(&mut self, group: Group, party: Party, nth: usize) {
        let id = group.id;
        self.records.push(Brought::Group(group));
        let clinics = &self.place.organisations.clinics_orgs;
        let clinic = clinics.get(nth % clinics.len().max(1));
        let lead = self.seat(id, party, clinic, "Lead", ("manager", "clinician"));
        self.chair(id, lead, LedBy::Provider, self.today - 300);
    }

    fn working_group(&mut self, alliance: GroupId, patch: &str, nth: usize, forming: bool) -> Option<()> {
        let organisations = &self.place.organisations;
        let county = organisations.county.clone();
        let council = organisations.councils.get(county.council_of_patch.get(nth).copied()?);
        let clinic = organisations.clinics_orgs.get(nth % organisations.clinics_orgs.len().max(1));
        let nhs = organisations.commissioner.first();
        let own: Vec<_> =
            organisations.practices.iter().filter(|one| one.joined && one.patch == patch).take(4).collect();
        let name = format!("{patch} {} working group", county.name);
        let purpose =
            format!("Who fits coils and implants in {patch}, and who helps whom when somebody is away.");
        let mut group = self.group(&name, GroupKind::Strategic, &purpose, Some(alliance))?;
        group.patch = patch.to_owned();
        group.terms =
            "Members speak for their organisation. No vote binds an organisation’s money or data.".to_owned();
        group.state = if forming { GroupState::Forming } else { GroupState::Running };
        let first = self.first_meeting(nth, forming);
        group.rhythms.push(Self::rhythm(first, Every::Months(3), 90, &format!("Town Hall, {patch}")));
        let id = group.id;
        self.records.push(Brought::Group(group));
        let chair =
            self.seat(id, Party::Council, council, "Public health", ("commissioner", "contract_lead"));
        self.seat(id, Party::NhsCommissioner, nhs, "Primary care", ("commissioner", "guardian"));
        self.seat(id, Party::Provider, clinic, "Clinic management", ("manager", "contract_lead"));
        if forming {
            // In its neighbour's shape, and nobody named yet where practices sit.
            self.seat(id, Party::GeneralPractice, None, "General practice", ("manager", "guardian"));
            self.seat(id, Party::PracticeNursing, None, "Practice nursing", ("clinician", "manager"));
            return Some(());
        }
        for practice in &own {
            self.seat(
                id,
                Party::GeneralPractice,
                Some(practice),
                "General practice",
                ("manager", "guardian"),
            );
        }
        self.seat(
            id,
            Party::PracticeNursing,
            own.first().copied(),
            "Practice nursing",
            ("clinician", "manager"),
        );
        self.chair(id, chair, LedBy::Council, self.today - 200);
        Some(())
    }

    /// The first meeting of a working group: its neighbours' fall in other weeks; a group that forms meets later.
    fn first_meeting(&self, nth: usize, forming: bool) -> Day {
        let back = if forming { 0 } else { 180 };
        let week = i32::try_from(nth).unwrap_or(0) * 7;
        Self::next(self.today - back + 21 + week, Weekday::Thursday)
    }

    pub(super) fn weekly(&mut self, parent: GroupId) -> Option<()> {
        let mut group = self.group(
            "Coil and implant operations group",
            GroupKind::Operational,
            "Keeps asks moving between practices and clinics.",
            Some(parent),
        )?;
        let first = Self::next(self.today - 60, Weekday::Tuesday);
        group.rhythms.push(Self::rhythm(first, Every::Weeks(1), 30, "By video"));
        let id = group.id;
        self.records.push(Brought::Group(group));
        let organisations = &self.place.organisations;
        let clinic = organisations.clinics_orgs.first();
        let chair = self.seat(id, Party::Provider, clinic, "Clinic management", ("manager", "clinician"));
        for practice in organisations.practices.iter().filter(|one| one.joined).take(3) {
            self.seat(id, Party::GeneralPractice, Some(practice), "General practice", ("manager", "booking"));
        }
        let council = organisations.councils.first();
        self.seat(id, Party::Council, council, "Public health", ("commissioner", "contract_lead"));
        self.chair(id, chair, LedBy::Provider, self.today - 60);
        Some(())
    }

    pub(super) fn forming(&mut self, parent: GroupId) -> Option<()> {
        let mut group = self.group(
            "Training places for fitters",
            GroupKind::TaskAndFinish,
            "Agrees how many nurses train to fit, where and by when.",
            Some(parent),
        )?;
        group.state = GroupState::Forming;
        group.product = "A plan of training places".to_owned();
        group.ends = Some(self.today + 120);
        let id = group.id;
        self.records.push(Brought::Group(group));
        let clinic = self.place.organisations.clinics_orgs.first();
        self.seat(id, Party::Provider, clinic, "Clinic nursing", ("clinician", "manager"));
        self.seat(id, Party::PracticeNursing, None, "Practice nursing", ("clinician", "manager"));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Place, Recipe};
    use super::super::Tables;
    use super::*;

    #[test]
    fn the_groups_round_the_alliance_stand_as_the_study_tells() {
        let recipe = Recipe { seed: 7, today: "2026-11-22".parse().unwrap() };
        let tables = Tables::make(&Place::make(recipe, None), recipe, None).unwrap();
        let groups: Vec<&Group> = tables
            .records
            .iter()
            .filter_map(|one| if let Brought::Group(group) = one { Some(group) } else { None })
            .filter(|group| group.parent == Some(tables.alliance))
            .collect();
        let patches: Vec<(&str, GroupState)> = groups
            .iter()
            .filter(|group| !group.patch.is_empty())
            .map(|group| (group.patch.as_str(), group.state))
            .collect();
        let (running, forming) = (GroupState::Running, GroupState::Forming);
        assert_eq!(patches, [("Mid", running), ("South", running), ("North", forming)]);
        assert_eq!(groups.iter().filter(|group| group.kind == GroupKind::Workstream).count(), 5);
        let tasks: Vec<_> = groups.iter().filter(|group| group.kind == GroupKind::TaskAndFinish).collect();
        assert_eq!(tasks.len(), 5);
        assert!(tasks.iter().all(|task| !task.product.is_empty() && task.ends.is_some()));
        let closed: Vec<_> = tasks.iter().filter(|task| task.state == GroupState::Closed).collect();
        assert_eq!(closed.len(), 2);
        assert!(
            closed.iter().all(|task| task.product.starts_with("Made: ") && task.ends < Some(recipe.today))
        );
        let led = |group: &&Group| {
            tables.records.iter().any(|one| matches!(one, Brought::Chair(of, _) if *of == group.id))
        };
        assert!(groups.iter().filter(|group| group.state == running).all(led));
    }
}
