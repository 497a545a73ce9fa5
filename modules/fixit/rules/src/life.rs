//! The life of an issue: who has the next move, by when, and which moves may come. A fold over its moves.

use kernel::{Day, SeatId};
use lawbook::Calendar;

use crate::facts::v1::{Broken, Move, Moved, Outcome, Posted};
use crate::rows;

/// Where an issue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Posted; the office screens it, and the specialty's lead sees it already.
    New,
    /// Screened; the office names an owner.
    Screened,
    /// A named seat has it.
    WithOwner,
    /// Answered; the poster agrees or disputes.
    Answered,
    /// Agreed; the owner says how it ends.
    Agreed,
    /// Disputed; the owner or the group says how it ends.
    Disputed,
    /// Ended, one way of four.
    Closed,
    /// Opened again, once.
    Reopened,
    /// The same as another, which goes on for both.
    Merged,
}

impl State {
    /// All of them, in the order of a life.
    pub const ALL: [State; 9] = [
        State::New,
        State::Screened,
        State::WithOwner,
        State::Answered,
        State::Agreed,
        State::Disputed,
        State::Closed,
        State::Reopened,
        State::Merged,
    ];

    /// Its short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            State::New => "new",
            State::Screened => "screened",
            State::WithOwner => "with-owner",
            State::Answered => "answered",
            State::Agreed => "agreed",
            State::Disputed => "disputed",
            State::Closed => "closed",
            State::Reopened => "reopened",
            State::Merged => "merged",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }

    /// For people.
    pub const fn in_words(self) -> &'static str {
        match self {
            State::New => "New",
            State::Screened => "Screened",
            State::WithOwner => "With its owner",
            State::Answered => "Answered",
            State::Agreed => "Answer agreed",
            State::Disputed => "Answer disputed",
            State::Closed => "Closed",
            State::Reopened => "Opened again",
            State::Merged => "Same as another",
        }
    }

    /// Nothing more comes by itself.
    pub const fn is_over(self) -> bool {
        matches!(self, State::Closed | State::Merged)
    }
}

/// Who has the next move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The office screens it or names an owner.
    Office,
    /// The owner answers or ends it.
    Owner,
    /// The poster agrees or disputes.
    Poster,
    /// Nobody.
    Nobody,
}

impl Step {
    /// Its short stable name; nothing where nobody has it.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Step::Office => Some("office"),
            Step::Owner => Some("owner"),
            Step::Poster => Some("poster"),
            Step::Nobody => None,
        }
    }
}

/// What is known of an issue after its moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// Of which specialty.
    pub specialty: String,
    /// What is broken.
    pub broken: Broken,
    /// The seat that has it, or will have it once the office has screened it.
    pub owner: Option<SeatId>,
    /// The last day of the next move.
    pub due: Option<Day>,
    /// How often an owner passed it on.
    pub passed_on: u8,
    /// It was opened again.
    pub reopened: bool,
    /// The day of the first answer.
    pub answered_on: Option<Day>,
    /// How it ended last, and when.
    pub ended: Option<(Outcome, Day)>,
    /// The words of it were taken out.
    pub words_taken_out: bool,
}

/// An issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The day on which it was posted.
    pub posted_on: Day,
    /// Where it stands now.
    pub now: Standing,
}

/// Why a move may not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoveRefused {
    /// Not from where the issue stands.
    NotFrom(State),
    /// Before what has been recorded already.
    BeforeTheLast,
    /// It has been passed on as often as may be.
    PassedOnAlready,
    /// Passed on to the seat that has it.
    SameOwner,
    /// It has been opened again before.
    ReopenedAlready,
    /// The days for opening it again are over; the last was this.
    TooLateToReopen(Day),
    /// A plan needs a day that is still to come.
    PlanInThePast,
    /// It cannot be the same as itself.
    SameAsItself,
}

impl std::fmt::Display for MoveRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MoveRefused::NotFrom(state) => {
                write!(f, "The issue is “{}” now: somebody was quicker. Look at it again", state.in_words())
            }
            MoveRefused::BeforeTheLast => f.write_str("Give a day on or after the last step"),
            MoveRefused::PassedOnAlready => {
                f.write_str("It has been passed on once already: answer it, or ring the office, who can name another owner")
            }
            MoveRefused::SameOwner => f.write_str("This seat has it already: choose another"),
            MoveRefused::ReopenedAlready => {
                f.write_str("It was opened again once already: post a new issue and name this one")
            }
            MoveRefused::TooLateToReopen(last) => {
                write!(f, "It could be opened again until {}: post a new issue and name this one", last.in_words())
            }
            MoveRefused::PlanInThePast => f.write_str("Give a day that is still to come"),
            MoveRefused::SameAsItself => f.write_str("Choose another issue than this one"),
        }
    }
}

fn same_or_next_working_day(day: Day, calendar: &Calendar) -> Day {
    if calendar.is_working(day) { day } else { calendar.plus_working_days(day, 1) }
}

impl Issue {
    /// A new issue. What is posted on a day off is due for screening on the next working day.
    pub fn posted(of: &Posted, on: Day, calendar: &Calendar) -> Issue {
        let days = i32::from(rows::SCREENED_WITHIN.on(on));
        let from = same_or_next_working_day(on, calendar);
        let now = Standing {
            state: State::New,
            specialty: of.specialty.clone(),
            broken: of.broken,
            owner: of.lead,
            due: Some(if days == 0 { from } else { calendar.plus_working_days(from, days) }),
            passed_on: 0,
            reopened: false,
            answered_on: None,
            ended: None,
            words_taken_out: false,
        };
        Issue { posted_on: on, now }
    }

    /// Who has the next move.
    pub const fn next(&self) -> Step {
        match self.now.state {
            State::New | State::Screened => Step::Office,
            State::WithOwner | State::Agreed | State::Disputed | State::Reopened => Step::Owner,
            State::Answered => Step::Poster,
            State::Closed | State::Merged => Step::Nobody,
        }
    }

    /// Whether the next move is late on that day. The poster's silence is agreement, never lateness.
    pub fn is_overdue(&self, today: Day) -> bool {
        !matches!(self.next(), Step::Poster | Step::Nobody) && self.now.due.is_some_and(|due| due < today)
    }

    /// The last day on which a poster may open it again; none where it has not ended, or was opened again before.
    pub fn may_reopen_until(&self) -> Option<Day> {
        let (_, on) = self.now.ended.filter(|_| self.now.state == State::Closed && !self.now.reopened)?;
        Some(on + i32::from(rows::REOPENED_WITHIN_DAYS.on(on)))
    }

    /// Takes a move, or says why it may not come. Nothing is changed by a refusal.
    pub fn follow(&mut self, moved: &Moved, calendar: &Calendar) -> Result<(), MoveRefused> {
        if moved.on < self.posted_on {
            return Err(MoveRefused::BeforeTheLast);
        }
        self.check(moved)?;
        self.take(moved, calendar);
        Ok(())
    }

    fn check(&self, moved: &Moved) -> Result<(), MoveRefused> {
        use State::{Agreed, Answered, Closed, Disputed, New, Reopened, Screened, WithOwner};
        let state = self.now.state;
        let from = |states: &[State]| {
            if states.contains(&state) { Ok(()) } else { Err(MoveRefused::NotFrom(state)) }
        };
        match &moved.what {
            Move::Screened { .. } => from(&[New]),
            Move::Given { .. } => from(&[New, Screened, WithOwner, Disputed, Reopened]),
            Move::PassedOn { owner } => {
                from(&[New, Screened, WithOwner, Reopened])?;
                if self.now.owner == Some(*owner) {
                    return Err(MoveRefused::SameOwner);
                }
                self.check_passed_on(moved.on)
            }
            Move::Rerouted { by_owner, .. } => {
                from(&[New, Screened, WithOwner])?;
                if *by_owner { self.check_passed_on(moved.on) } else { Ok(()) }
            }
            Move::Answered => from(&[New, Screened, WithOwner, Disputed, Reopened]),
            Move::Agreed { .. } | Move::Disputed => from(&[Answered]),
            Move::Planned { by } => {
                from(&[Agreed, Disputed])?;
                if *by > moved.on { Ok(()) } else { Err(MoveRefused::PlanInThePast) }
            }
            Move::Settled { .. } => from(&[Agreed, Disputed]),
            Move::Reopened => {
                from(&[Closed])?;
                if self.now.reopened {
                    return Err(MoveRefused::ReopenedAlready);
                }
                match self.may_reopen_until() {
                    Some(last) if moved.on > last => Err(MoveRefused::TooLateToReopen(last)),
                    Some(_) | None => Ok(()),
                }
            }
            Move::Merged { .. } => from(&[New, Screened, WithOwner, Answered, Agreed, Disputed, Reopened]),
            Move::Absorbed { .. } => {
                from(&[New, Screened, WithOwner, Answered, Agreed, Disputed, Reopened, Closed])
            }
            Move::WordsTakenOut => Ok(()),
        }
    }

    fn check_passed_on(&self, on: Day) -> Result<(), MoveRefused> {
        if self.now.passed_on < rows::PASSED_ON_MAX.on(on) {
            Ok(())
        } else {
            Err(MoveRefused::PassedOnAlready)
        }
    }

    fn take(&mut self, moved: &Moved, calendar: &Calendar) {
        let on = moved.on;
        let within = |days: u8| Some(calendar.plus_working_days(on, i32::from(days)));
        let now = &mut self.now;
        // Passing on does not begin the owner's days again; only what had no owner yet begins them.
        let begun = matches!(now.state, State::WithOwner | State::Reopened);
        let owners_due = if begun { now.due } else { within(rows::ANSWERED_WITHIN.on(on)) };
        match &moved.what {
            Move::Screened { specialty, broken, lead } => {
                now.state = State::Screened;
                now.specialty.clone_from(specialty);
                now.broken = *broken;
                now.owner = *lead;
                now.due = within(rows::OWNED_WITHIN.on(on));
            }
            Move::Given { owner } => {
                now.owner = Some(*owner);
                if now.state != State::Disputed && now.state != State::Reopened {
                    now.state = State::WithOwner;
                    now.due = within(rows::ANSWERED_WITHIN.on(on));
                }
            }
            Move::PassedOn { owner } => {
                now.owner = Some(*owner);
                now.passed_on += 1;
                now.due = owners_due;
                if now.state != State::Reopened {
                    now.state = State::WithOwner;
                }
            }
            Move::Rerouted { specialty, lead, by_owner } => {
                now.specialty.clone_from(specialty);
                now.owner = *lead;
                now.passed_on += u8::from(*by_owner);
                (now.state, now.due) = match (lead, by_owner) {
                    (Some(_), true) => (State::WithOwner, owners_due),
                    (Some(_), false) => (State::WithOwner, within(rows::ANSWERED_WITHIN.on(on))),
                    (None, _) => (State::Screened, within(rows::OWNED_WITHIN.on(on))),
                };
            }
            Move::Answered => {
                now.state = State::Answered;
                now.answered_on = now.answered_on.or(Some(on));
                now.due = within(rows::SILENCE_AGREES_AFTER.on(on));
            }
            Move::Agreed { .. } => {
                now.state = State::Agreed;
                now.due = within(rows::SETTLED_WITHIN.on(on));
            }
            Move::Disputed => {
                now.state = State::Disputed;
                now.due = within(rows::SETTLED_WITHIN.on(on));
            }
            Move::Planned { by } => now.due = Some(*by),
            Move::Settled { outcome, .. } => {
                now.state = State::Closed;
                now.ended = Some((*outcome, on));
                now.due = None;
            }
            Move::Reopened => {
                now.state = State::Reopened;
                now.reopened = true;
                now.due = within(rows::ANSWERED_AGAIN_WITHIN.on(on));
            }
            Move::Merged { .. } => {
                now.state = State::Merged;
                now.due = None;
            }
            Move::Absorbed { .. } => {}
            Move::WordsTakenOut => now.words_taken_out = true,
        }
    }
}
