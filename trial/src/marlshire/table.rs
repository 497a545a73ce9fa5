//! The tables of Marlshire: an alliance of 34 seats from 19 organisations with a year of meetings behind it, the board that
//! it reports to, a weekly group, a task-and-finish group that is forming, and the groups round it. The chair passes from the council to a
//! provider on a day.

mod groups;
mod texts;

use directory_rules::facts::v1::Organisation;
use kernel::{ActionId, Day, DecisionId, GroupId, Id, ItemId, OrgId, SeatId, TableSeatId, Weekday};
use lawbook::Calendar;
use table_rules::action::Outcome;
use table_rules::chair::LedBy;
use table_rules::decision::Standing;
use table_rules::facts::v1::{
    Action, ActionMoved, Attendance, Chair, Choice, Closed, Decision, Group, Item, ItemClosed, Level,
    Meeting, Minutes, Pressure, Ratified, Seat,
};
use table_rules::quorum::{Attended, Presence, Rule, count};
use table_rules::rhythm::Time;
use table_rules::{Every, GroupKind, GroupState, OnHoliday, Party, Rhythm};
use table_site::acts::Brought;

use super::asks::Truth;
use super::{Place, Recipe};
use crate::chance::Chance;
use texts::{ACTIONS, DECISIONS, ITEMS, PRESSURES};

/// Days before today on which the chair passes from the council to a provider.
pub const CHAIR_PASSED_DAYS_AGO: i32 = 20;
/// Organisations at the alliance's table, and seats.
pub const ALLIANCE: (usize, usize) = (19, 34);

/// The tables of the place.
pub struct Tables {
    /// The alliance of 34 seats.
    pub alliance: GroupId,
    /// The seat of the council that chaired first, and the provider's that chairs since.
    pub chairs: (TableSeatId, TableSeatId),
    /// Every record, in the order in which they can be brought in.
    pub records: Vec<Brought>,
}

struct Making<'p> {
    place: &'p Place,
    chance: Chance,
    today: Day,
    records: Vec<Brought>,
}

impl Tables {
    /// Makes the tables of a place.
    pub fn make(place: &Place, recipe: Recipe, without: Option<Truth>) -> Option<Tables> {
        let mut making =
            Making { place, chance: Chance::new(recipe.seed, 21), today: recipe.today, records: Vec::new() };
        let board = making.board()?;
        let (alliance, chairs) = making.alliance(board, without != Some(Truth::ChairPasses))?;
        making.weekly(alliance)?;
        making.forming(alliance)?;
        making.around(alliance)?;
        Some(Tables { alliance, chairs, records: making.records })
    }
}

impl Tables {
    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.records.iter().filter(|one| matches!(one, Brought::Group(_))).count()
    }
}

fn castle_rooms(city: &str) -> String {
    format!("Castle Rooms, {city}")
}

impl Making<'_> {
    fn seat_of(&self, org: &Organisation, role: &str) -> Option<SeatId> {
        self.place
            .people
            .iter()
            .find(|one| one.seat.org == org.code && one.seat.role == role)
            .map(|one| one.seat.id)
    }

    fn secretary(&self) -> Option<SeatId> {
        self.seat_of(self.place.organisations.office.first()?, "convener")
    }

    fn group(
        &mut self,
        name: &str,
        kind: GroupKind,
        purpose: &str,
        parent: Option<GroupId>,
    ) -> Option<Group> {
        Some(Group {
            id: GroupId::from_bits(self.chance.bits()),
            name: name.to_owned(),
            kind,
            patch: String::new(),
            purpose: purpose.to_owned(),
            terms: String::new(),
            parent,
            state: GroupState::Running,
            product: String::new(),
            ends: None,
            quorum: Rule::by_default(self.today),
            secretary: Some(self.secretary()?),
            rhythms: Vec::new(),
            feed: Id::from_bits(self.chance.bits()),
            on: Some(self.today - 420),
        })
    }

    fn seat(
        &mut self,
        group: GroupId,
        party: Party,
        org: Option<&Organisation>,
        title: &str,
        roles: (&str, &str),
    ) -> TableSeatId {
        let id = TableSeatId::from_bits(self.chance.bits());
        let holder = org.and_then(|org| self.seat_of(org, roles.0));
        let deputy = org.and_then(|org| self.seat_of(org, roles.1)).filter(|one| Some(*one) != holder);
        let seat = Seat {
            id,
            group,
            party,
            org: org.map(|org| org.code),
            title: title.to_owned(),
            holder,
            deputy,
            from: self.today - 420,
            until: None,
            votes: true,
            decides: String::new(),
        };
        self.records.push(Brought::Seat(seat));
        id
    }

    fn chair(&mut self, group: GroupId, seat: TableSeatId, led_by: LedBy, from: Day) {
        let chair = Chair {
            seat,
            led_by,
            from,
            until: from.plus_months(12) - 1,
            proposed: from - 30,
            accepted: Some(from - 25),
        };
        self.records.push(Brought::Chair(group, chair));
    }

    /// The first day on or after a day that is that weekday.
    fn next(day: Day, weekday: Weekday) -> Day {
        let mut day = day;
        while day.weekday() != weekday {
            day = day.next();
        }
        day
    }

    fn rhythm(first: Day, every: Every, minutes: u16, place: &str) -> Rhythm {
        Rhythm {
            first,
            until: None,
            every,
            at: Time { hour: 14, minute: 0 },
            minutes,
            place: place.to_owned(),
            on_holiday: OnHoliday::Moves,
        }
    }

    fn board(&mut self) -> Option<GroupId> {
        let county = self.place.organisations.county.clone();
        let mut group = self.group(
            &format!("{} partnership board", county.name),
            GroupKind::Senior,
            "Answers what the alliance cannot decide itself.",
            None,
        )?;
        let first = Self::next(self.today - 300, Weekday::Thursday);
        let hall = format!("County Hall, {}", county.city);
        group.rhythms.push(Self::rhythm(first, Every::Months(6), 120, &hall));
        let id = group.id;
        self.records.push(Brought::Group(group));
        let organisations = &self.place.organisations;
        let council = organisations.councils.first();
        let chair = self.seat(id, Party::Council, council, "Council", ("commissioner", "contract_lead"));
        let nhs = organisations.commissioner.first();
        self.seat(id, Party::NhsCommissioner, nhs, "NHS commissioner", ("commissioner", "guardian"));
        for clinic in &organisations.clinics_orgs {
            self.seat(id, Party::Provider, Some(clinic), "Provider", ("manager", "contract_lead"));
        }
        let practice = organisations.practices.iter().find(|one| one.joined);
        self.seat(id, Party::GeneralPractice, practice, "General practice", ("manager", "clinician"));
        self.chair(id, chair, LedBy::Council, self.today - 400);
        Some(id)
    }

    fn alliance(&mut self, board: GroupId, passes: bool) -> Option<(GroupId, (TableSeatId, TableSeatId))> {
        let city = self.place.organisations.county.city.clone();
        let mut group = self.group(
            &format!("{city} sexual-health alliance"),
            GroupKind::Strategic,
            "Partners agree who fits coils and implants where, how long it takes, and what it costs.",
            Some(board),
        )?;
        group.terms =
            "Members speak for their organisation. No vote binds an organisation’s money or data.".to_owned();
        let first = Self::next(self.today - 340, Weekday::Wednesday);
        group.rhythms.push(Self::rhythm(first, Every::Months(3), 120, &castle_rooms(&city)));
        let rhythm = group.rhythms.first()?.clone();
        let id = group.id;
        self.records.push(Brought::Group(group.clone()));
        let mut seats: Vec<(TableSeatId, Party, OrgId)> = Vec::new();
        let organisations = &self.place.organisations;
        let (councils, clinics) = (organisations.councils.clone(), organisations.clinics_orgs.clone());
        let nhs = organisations.commissioner.first()?.clone();
        let charities: Vec<Organisation> = organisations.charities.iter().take(3).cloned().collect();
        let pharmacy = organisations.pharmacies.first()?.clone();
        let office = organisations.office.first()?.clone();
        let practices: Vec<Organisation> =
            organisations.practices.iter().filter(|one| one.joined).step_by(9).take(8).cloned().collect();
        let mut add = |making: &mut Self, party, org: &Organisation, title: &str, roles| {
            let seat = making.seat(id, party, Some(org), title, roles);
            seats.push((seat, party, org.code));
            seat
        };
        let mut council_chair = None;
        for council in &councils {
            let seat = add(self, Party::Council, council, "Public health", ("commissioner", "contract_lead"));
            council_chair = council_chair.or(Some(seat));
            add(self, Party::Council, council, "Contracts", ("contract_lead", "commissioner"));
        }
        add(self, Party::NhsCommissioner, &nhs, "Primary care", ("commissioner", "guardian"));
        let mut provider_chair = None;
        for clinic in &clinics {
            let seat = add(self, Party::Provider, clinic, "Clinic management", ("manager", "contract_lead"));
            provider_chair = provider_chair.or(Some(seat));
            add(self, Party::Provider, clinic, "Clinic nursing", ("clinician", "manager"));
        }
        for practice in &practices {
            add(self, Party::GeneralPractice, practice, "General practice", ("manager", "guardian"));
            add(self, Party::PracticeNursing, practice, "Practice nursing", ("clinician", "manager"));
        }
        for charity in &charities {
            add(self, Party::Voluntary, charity, "Voluntary sector", ("charity_worker", "manager"));
        }
        add(self, Party::Pharmacy, &pharmacy, "Community pharmacy", ("clinician", "manager"));
        add(self, Party::Office, &office, "Convener", ("convener", "guardian"));
        self.seat(id, Party::MedicalCommittee, None, "Local medical committee", ("manager", "manager"));
        self.seat(id, Party::Citizen, None, "Citizens", ("manager", "manager"));
        let chairs = (council_chair?, provider_chair?);
        self.chair(id, chairs.0, LedBy::Council, self.today - 380);
        if passes {
            self.chair(id, chairs.1, LedBy::Provider, self.today - CHAIR_PASSED_DAYS_AGO);
        }
        let england = Calendar::england();
        let held: Vec<Day> = rhythm
            .between(self.today - 400, self.today - 1, &england)
            .into_iter()
            .filter(|one| one.on < self.today)
            .map(|one| one.original)
            .collect();
        self.year(&group, &seats, &held);
        self.extraordinary(id);
        Some((id, chairs))
    }

    /// A meeting called for today, so that there is one to run.
    fn extraordinary(&mut self, group: GroupId) {
        self.records.push(Brought::Meeting(Meeting {
            group,
            original: self.today,
            on: self.today,
            at: Time { hour: 14, minute: 0 },
            minutes: 60,
            place: castle_rooms(&self.place.organisations.county.city),
            cancelled: false,
            why: String::new(),
        }));
        self.item(group, self.today, "One rule for how long a coil may take", 20, self.today - 6);
        self.item(group, self.today, "Fitters’ training places for the next year", 10, self.today - 3);
    }

    fn item(&mut self, group: GroupId, original: Day, title: &str, minutes: u16, on: Day) -> ItemId {
        let id = ItemId::from_bits(self.chance.bits());
        let raised_by = self.secretary().unwrap_or(SeatId::from_bits(0));
        let (title, about) = (title.to_owned(), String::new());
        self.records.push(Brought::Item(Item {
            id,
            group,
            original,
            title,
            about,
            minutes,
            raised_by,
            on: Some(on),
        }));
        id
    }

    /// A year of meetings: who came, what was decided, who did what.
    fn year(&mut self, group: &Group, seats: &[(TableSeatId, Party, OrgId)], held: &[Day]) {
        for (nth, original) in held.iter().enumerate() {
            let original = *original;
            // The second meeting fell into a bad winter: not quorate, so what it decided was ratified at the third.
            let is_bad = nth == 1;
            let marks = self.marks(seats, is_bad);
            let quorum = self.quorum(group, original, &marks);
            self.records.push(Brought::Attendance(Attendance { group: group.id, original, marks }));
            if let Some((title, outcome)) = ITEMS.get(nth % ITEMS.len()) {
                let item = self.item(group.id, original, title, 15, original - 12);
                let outcome = (*outcome).to_owned();
                self.records.push(Brought::ItemClosed(ItemClosed { item, original, outcome }));
            }
            let ratified_at = held.get(nth + 1).copied().filter(|_| is_bad);
            self.decisions(group.id, original, nth, is_bad, &quorum, ratified_at);
            self.actions(group.id, original, nth, held.get(nth + 1).copied());
            self.pressures(group.id, original, seats);
            self.records.push(Brought::Closed(Closed { group: group.id, original, on: Some(original) }));
            let agreed_at = held.get(nth + 1).copied();
            let words = "Partners thanked the hosts. The figures of the pack were noted.".to_owned();
            self.records.push(Brought::Minutes(Minutes { group: group.id, original, words, agreed_at }));
        }
    }

    fn marks(&mut self, seats: &[(TableSeatId, Party, OrgId)], is_bad: bool) -> Vec<(TableSeatId, Presence)> {
        seats
            .iter()
            .map(|(seat, party, _)| {
                let presence = match (is_bad, self.chance.fraction()) {
                    (true, _) if *party == Party::Provider => Presence::Apologies,
                    (true, draw) if draw < 0.7 => Presence::Apologies,
                    (_, draw) if draw < 0.12 => Presence::Apologies,
                    (_, draw) if draw < 0.2 => Presence::Deputy,
                    (_, draw) if draw < 0.25 => Presence::Absent,
                    (_, _) => Presence::Present,
                };
                (*seat, presence)
            })
            .collect()
    }

    fn quorum(&self, group: &Group, on: Day, marks: &[(TableSeatId, Presence)]) -> String {
        let seats: Vec<&Seat> = self
            .records
            .iter()
            .filter_map(|one| if let Brought::Seat(seat) = one { Some(seat) } else { None })
            .filter(|seat| seat.group == group.id && seat.is_in_force(on))
            .collect();
        let presence =
            |id| marks.iter().find(|(seat, _)| *seat == id).map_or(Presence::Absent, |(_, mark)| *mark);
        let attended = seats.into_iter().map(|seat| Attended { seat, presence: presence(seat.id) });
        count(&group.quorum, attended).in_words()
    }

    fn decisions(
        &mut self,
        group: GroupId,
        original: Day,
        nth: usize,
        is_bad: bool,
        quorum: &str,
        ratified_at: Option<Day>,
    ) {
        let Some((title, options)) = DECISIONS.get(nth % DECISIONS.len()) else { return };
        let id = DecisionId::from_bits(self.chance.bits());
        let option = |(nth, (words, why_not)): (usize, &(&str, &str))| Choice {
            words: (*words).to_owned(),
            taken: nth == 0,
            why_not: (*why_not).to_owned(),
        };
        self.records.push(Brought::Decision(Decision {
            id,
            group,
            original,
            item: None,
            title: (*title).to_owned(),
            words: String::new(),
            options: options.iter().enumerate().map(option).collect(),
            positions: Vec::new(),
            interests: Vec::new(),
            standing: if is_bad { Standing::Proposed } else { Standing::Agreed },
            quorum: quorum.to_owned(),
            from: Some(original + 30),
            review: Some(original + 365),
            instead_of: None,
            figures: Vec::new(),
            pack: None,
            on: Some(original),
        }));
        if let Some(at) = ratified_at {
            let quorum = "Quorate: ratified by the next meeting.".to_owned();
            self.records.push(Brought::Ratified(Ratified {
                decision: id,
                at: Some(at),
                quorum,
                on: Some(at),
            }));
        }
    }

    fn actions(&mut self, group: GroupId, original: Day, nth: usize, next: Option<Day>) {
        let owners: Vec<(SeatId, OrgId)> = self
            .records
            .iter()
            .filter_map(|one| if let Brought::Seat(seat) = one { Some(seat) } else { None })
            .filter(|seat| seat.group == group)
            .filter_map(|seat| Some((seat.holder?, seat.org?)))
            .collect();
        for which in 0..4 {
            let Some((owner, org)) = owners.get((nth * 7 + which * 5) % owners.len().max(1)).copied() else {
                continue;
            };
            let Some(words) = ACTIONS.get((nth * 4 + which) % ACTIONS.len()) else { continue };
            let id = ActionId::from_bits(self.chance.bits());
            let due = original + 28 + 7 * i32::try_from(which).unwrap_or(0);
            self.records.push(Brought::Action(Action {
                id,
                group,
                original,
                words: (*words).to_owned(),
                owner,
                org,
                due,
                decision: None,
                item: None,
                on: Some(original),
            }));
            // What the last meeting asked is still under way, but for the first of it.
            if next.is_some() || which == 0 {
                let done = Outcome::Done { outcome: "Done, and told to the group.".to_owned() };
                for (what, on) in [(done, due - 5), (Outcome::Closed, due)] {
                    let on = Some(on.min(self.today - 1));
                    self.records.push(Brought::ActionMoved(ActionMoved { action: id, what, on }));
                }
            }
        }
    }

    fn pressures(&mut self, group: GroupId, original: Day, seats: &[(TableSeatId, Party, OrgId)]) {
        for (nth, (_, _, org)) in seats.iter().enumerate().step_by(5) {
            let Some(words) = PRESSURES.get(nth / 5 % PRESSURES.len()) else { continue };
            let level = if nth % 2 == 0 { Level::Pressed } else { Level::Usual };
            let words = (*words).to_owned();
            self.records.push(Brought::Pressure(Pressure {
                group,
                original,
                org: *org,
                level,
                words,
                until: None,
            }));
        }
    }
}
