//! Two years of Fix-It in Marlshire: 438 issues with what became of them, and the truths that are planted among them.

mod texts;

use fixit_rules::facts::v1::{Broken, BroughtIn, BroughtWords, Move, Moved, Outcome, Posted, Project};
use fixit_site::acts::Brought;
use fixit_site::england;
use kernel::{Day, Id, OrgId, SeatId};

use super::Place;
use super::asks::Truth;
use crate::chance::Chance;

/// Issues in all.
pub const ISSUES: usize = 438;
/// Days of history.
const DAYS: i32 = 730;
/// The theme that became a project and was changed: issues a month before the change, and after.
const BEFORE_A_MONTH: usize = 6;
/// Months ago that the recalls' rule began.
const CHANGED_MONTHS_AGO: i32 = 8;
/// Days beyond which every issue has ended.
const ENDED_AFTER_DAYS: i32 = 60;
/// Recent issues whose owner is late.
pub const LATE: usize = 9;

/// Issues with their histories, and the project that one theme became.
pub struct Told {
    /// The issues.
    pub issues: Vec<Brought>,
    /// The project.
    pub project: Option<Project>,
    /// The day from which it is different.
    pub changed_on: Day,
}

struct Making<'m> {
    place: &'m Place,
    posters: Vec<(OrgId, SeatId)>,
    today: Day,
    chance: Chance,
    made: Vec<Brought>,
}

/// The day from which the hospital books its own repeat chest X-rays.
pub fn changed_on(today: Day) -> Day {
    today.plus_months(-CHANGED_MONTHS_AGO)
}

/// All issues of the two years.
pub fn issues(place: &Place, seed: u64, today: Day, without: Option<Truth>) -> Told {
    let posters =
        place.people.iter().filter(|of| of.seat.title == "GP").map(|of| (of.seat.org, of.seat.id)).collect();
    let mut making = Making { place, posters, today, chance: Chance::new(seed, 21), made: Vec::new() };
    let changed_on = changed_on(today);
    making.respiratory(changed_on, without != Some(Truth::ChangeShown));
    making.theme(without != Some(Truth::ThemeFound));
    making.late();
    making.fill();
    if without == Some(Truth::IssuesEnd) {
        making.leave_open();
    }
    let project = place.specialties.iter().find(|of| of.code == "respiratory-medicine").and_then(|of| {
        Some(Project {
            specialty: of.code.clone(),
            broken: Broken::Result,
            title: "The hospital books its own repeat chest X-rays".to_owned(),
            owner: of.lead?,
            link: String::new(),
            changed_on: Some(changed_on),
        })
    });
    let mut issues = making.made;
    issues.sort_by_key(|of| (of.history.on, of.issue));
    Told { issues, project, changed_on }
}

impl Making<'_> {
    fn working(&mut self, from: Day, last: Day) -> Day {
        let span = i64::from(last.epoch_days() - from.epoch_days());
        let day = from + i32::try_from(self.chance.between(0, span.max(0))).unwrap_or(0);
        if england().is_working(day) { day } else { england().plus_working_days(day, 1).min(last) }
    }

    /// An issue posted on a day, with the history of its age.
    fn add(&mut self, specialty: &str, broken: Broken, on: Day) {
        let history = self.story(on);
        self.push(specialty, broken, on, history);
    }

    fn push(&mut self, specialty: &str, broken: Broken, on: Day, moves: Vec<Moved>) {
        let Some(of) = self.place.specialties.iter().find(|of| of.code == specialty) else { return };
        let Some((org, seat)) = self.chance.one_of(&self.posters).copied() else { return };
        let posted = Posted { specialty: of.code.clone(), broken, lead: of.lead, waived: Vec::new() };
        let moves: Vec<Moved> =
            moves.into_iter().map(|moved| fill_in(moved, of.code.as_str(), broken, of.lead)).collect();
        let text = texts::post(broken, &mut self.chance);
        let said = moves.iter().map(|moved| texts::of_move(&moved.what, broken, &mut self.chance)).collect();
        self.made.push(Brought {
            issue: Id::from_bits(self.chance.bits()),
            history: BroughtIn { posted, on, org, seat, moves },
            words: BroughtWords { text, moves: said },
        });
    }

    /// What became of an issue by yesterday: everything older than the limit has ended.
    fn story(&mut self, on: Day) -> Vec<Moved> {
        let mut moves = Vec::new();
        let mut day = on;
        let add = |what, day: Day, moves: &mut Vec<Moved>| moves.push(Moved { on: day, what });
        let later = |chance: &mut Chance, day: Day, low, high| {
            england().plus_working_days(day, i32::try_from(chance.between(low, high)).unwrap_or(1))
        };
        let screened = Move::Screened { specialty: String::new(), broken: Broken::Other, lead: None };
        if day < self.today {
            add(screened, day, &mut moves);
        }
        day = later(&mut self.chance, day, 0, 1);
        if day >= self.today {
            return moves;
        }
        add(Move::Given { owner: SeatId::from_bits(0) }, day, &mut moves);
        day = later(&mut self.chance, day, 1, 8);
        if day >= self.today {
            return moves;
        }
        add(Move::Answered, day, &mut moves);
        let by_silence = self.chance.happens(0.4);
        day = if by_silence {
            later(&mut self.chance, day, 11, 11)
        } else {
            later(&mut self.chance, day, 1, 6)
        };
        if day >= self.today {
            return moves;
        }
        let disputed = !by_silence && self.chance.happens(0.12);
        add(if disputed { Move::Disputed } else { Move::Agreed { by_silence } }, day, &mut moves);
        day = later(&mut self.chance, day, 1, 10);
        if day >= self.today {
            return moves;
        }
        let outcome =
            self.chance.by_weight(&ENDS, |(_, weight)| *weight).map_or(Outcome::Fixed, |(end, _)| *end);
        add(Move::Settled { outcome, link: String::new() }, day, &mut moves);
        moves
    }

    /// Results and recalls of respiratory medicine: many until the hospital booked its own, few since.
    fn respiratory(&mut self, changed: Day, falls: bool) {
        for month in -16..CHANGED_MONTHS_AGO {
            let first = changed.plus_months(month);
            let last = changed.plus_months(month + 1) - 1;
            let many = month < 0 || !falls;
            let count = if many {
                BEFORE_A_MONTH + usize::from(month.rem_euclid(2) == 0)
            } else {
                usize::from(month % 3 == 0)
            };
            for _ in 0..count {
                let on = self.working(first, last.min(self.today - 1));
                self.add("respiratory-medicine", Broken::Result, on);
            }
        }
    }

    /// A theme that nobody has made a project of yet.
    fn theme(&mut self, there: bool) {
        for ago in [12, 25, 33, 47, 58].into_iter().take(if there { 5 } else { 2 }) {
            let on = self.working(self.today - ago - 2, self.today - ago);
            self.add("cardiology", Broken::Referral, on);
        }
    }

    /// Issues whose owner has not answered in time.
    fn late(&mut self) {
        const LATE_OF: [(&str, Broken); LATE] = [
            ("dermatology", Broken::Contact),
            ("urology", Broken::Prescription),
            ("orthopaedics", Broken::FitNote),
            ("ent", Broken::Clarity),
            ("neurology", Broken::Prescription),
            ("stroke", Broken::Clarity),
            ("gynaecology", Broken::Contact),
            ("general-surgery", Broken::FitNote),
            ("renal", Broken::Other),
        ];
        for (nth, (specialty, broken)) in LATE_OF.into_iter().enumerate() {
            let ago = 22 + 3 * i32::try_from(nth).unwrap_or(0);
            let on = england().plus_working_days(self.today - ago, 0);
            let on = if england().is_working(on) { on } else { england().plus_working_days(on, 1) };
            let screened = Move::Screened { specialty: String::new(), broken, lead: None };
            let given = Move::Given { owner: SeatId::from_bits(0) };
            self.push(specialty, broken, on, vec![Moved { on, what: screened }, Moved { on, what: given }]);
        }
    }

    /// All the others, so spread that no further theme stands out.
    fn fill(&mut self) {
        let mut turn = 0_usize;
        while self.made.len() < ISSUES {
            let codes = &self.place.specialties;
            let code = codes.get(turn % codes.len().max(1)).map(|of| of.code.clone()).unwrap_or_default();
            let kinds = Broken::ALL;
            let broken =
                kinds.get((turn + turn / codes.len().max(1)) % kinds.len()).copied().unwrap_or(Broken::Other);
            turn += 1;
            if code == "respiratory-medicine" && broken == Broken::Result
                || code == "cardiology" && broken == Broken::Referral
            {
                continue;
            }
            let on = self.working(self.today - DAYS, self.today - 1);
            self.add(&code, broken, on);
        }
    }

    /// Leaves six old issues without an end.
    fn leave_open(&mut self) {
        let today = self.today;
        let old = self.made.iter_mut().filter(|of| of.history.on < today - ENDED_AFTER_DAYS - 30);
        for of in old.take(6) {
            of.history.moves.retain(|moved| !matches!(moved.what, Move::Settled { .. }));
            of.words.moves.truncate(of.history.moves.len());
        }
    }
}

const ENDS: [(Outcome, f64); 4] = [
    (Outcome::Fixed, 0.55),
    (Outcome::RuleChanged, 0.15),
    (Outcome::Project, 0.1),
    (Outcome::NoBecause, 0.2),
];

fn fill_in(moved: Moved, code: &str, broken: Broken, lead: Option<SeatId>) -> Moved {
    let what = if let Move::Given { owner } = moved.what {
        Move::Given { owner: lead.unwrap_or(owner) }
    } else if matches!(moved.what, Move::Screened { .. }) {
        Move::Screened { specialty: code.to_owned(), broken, lead }
    } else {
        moved.what
    };
    Moved { on: moved.on, what }
}
