//! Why something at the table was not done, and the words in which a person reads it.

use table_rules::action::ActionRefused;
use table_rules::chair::ChairRefused;
use table_rules::decision::DecisionRefused;
use table_rules::group::StateRefused;
use table_rules::guard::AboutSomebody;

/// Why something at the table was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The group, or what is in it, is not there.
    NotThere,
    /// A field is empty: its name.
    Empty(&'static str),
    /// A field is too long: its name and how long it may be.
    TooLong(&'static str, usize),
    /// A field looks as if it were about somebody who is cared for.
    About(&'static str, AboutSomebody),
    /// The group cannot stand so.
    State(StateRefused),
    /// The group would report to itself.
    Circle,
    /// The group has closed.
    GroupClosed,
    /// The chair cannot pass so.
    Chair(ChairRefused),
    /// A decision cannot be recorded or confirmed so.
    Decision(DecisionRefused),
    /// Nothing was written to record.
    Nothing,
    /// The decision is not one that waits for a quorum.
    NotProposed,
    /// The days in which the absent confirm are over.
    ConfirmedTooLate,
    /// The meeting at which it was to be ratified is not quorate.
    NotQuorate(String),
    /// An action cannot move so.
    Action(ActionRefused),
    /// The seat is not one of this table, or of no organisation.
    NoSuchSeat,
    /// The owner's seat is not in the directory, or has ended.
    NoSuchOwner,
    /// The meeting was cancelled, or has been closed.
    MeetingOver,
    /// The meeting has yet to come.
    MeetingToCome,
    /// The item has been closed.
    ItemOver,
    /// The last day stands before the first.
    EndsFirst(&'static str),
    /// The date is before today.
    Past(&'static str),
    /// The group has no group above.
    NobodyAbove,
    /// It was escalated already.
    AskedAlready,
    /// The pack has been frozen already: it is never frozen again.
    FrozenAlready,
    /// The seat was nudged within the last working days.
    NudgedJustNow,
    /// No action of the group is late.
    NothingLate,
    /// Nobody is named for a seat that is marked as here: its title.
    SeatEmpty(String),
    /// A rhythm is not what a calendar can keep.
    Rhythm(&'static str),
}

/// The field that a refusal is about, where it is about one.
pub fn field(of: &Refused) -> Option<&'static str> {
    match of {
        Refused::Empty(field)
        | Refused::TooLong(field, _)
        | Refused::About(field, _)
        | Refused::EndsFirst(field)
        | Refused::Past(field)
        | Refused::Rhythm(field) => Some(field),
        Refused::NotThere
        | Refused::State(_)
        | Refused::Circle
        | Refused::GroupClosed
        | Refused::Chair(_)
        | Refused::Decision(_)
        | Refused::Nothing
        | Refused::NotProposed
        | Refused::ConfirmedTooLate
        | Refused::NotQuorate(_)
        | Refused::Action(_)
        | Refused::NoSuchSeat
        | Refused::NoSuchOwner
        | Refused::MeetingOver
        | Refused::MeetingToCome
        | Refused::ItemOver
        | Refused::NobodyAbove
        | Refused::AskedAlready
        | Refused::FrozenAlready
        | Refused::NudgedJustNow
        | Refused::NothingLate
        | Refused::SeatEmpty(_) => None,
    }
}

/// What a person reads: what is wrong and what to do.
pub fn words(of: &Refused) -> String {
    match of {
        Refused::NotThere => "It is not there any more. Go back and look again.".to_owned(),
        Refused::Empty(field) => format!("{}: fill it in", label(field)),
        Refused::TooLong(field, most) => format!("{}: at most {most} letters", label(field)),
        Refused::About(field, why) => format!("{}: {}", label(field), why.words()),
        Refused::State(why) => state(why),
        Refused::Circle => "The group would report to itself: choose another group above".to_owned(),
        Refused::GroupClosed => "The group has closed: it can be read, not changed".to_owned(),
        Refused::Chair(why) => chair(*why).to_owned(),
        Refused::Decision(why) => decision(why),
        Refused::Nothing => "Write a decision or an action".to_owned(),
        Refused::NotProposed => "It does not wait for a quorum any more".to_owned(),
        Refused::ConfirmedTooLate => {
            "The five working days in which the absent confirm are over: the next quorate meeting ratifies it"
                .to_owned()
        }
        Refused::NotQuorate(why) => format!("This meeting cannot ratify it. {why}"),
        Refused::Action(why) => action(*why).to_owned(),
        Refused::NoSuchSeat => "Choose a seat of this table".to_owned(),
        Refused::NoSuchOwner => "Choose an owner from the list".to_owned(),
        Refused::MeetingOver => "The meeting was cancelled or has been closed".to_owned(),
        Refused::MeetingToCome => "The meeting has yet to come".to_owned(),
        Refused::ItemOver => "The item has been closed".to_owned(),
        Refused::EndsFirst(field) => format!("{}: it is before the first day", label(field)),
        Refused::Past(field) => format!("{}: choose today or a day to come", label(field)),
        Refused::NobodyAbove => "No group is above this one: choose one under “Change the group”".to_owned(),
        Refused::AskedAlready => "The group above has been asked already".to_owned(),
        Refused::FrozenAlready => "The pack has been frozen and stays as it is".to_owned(),
        Refused::NudgedJustNow => {
            "The owner was reminded in the last three working days. Ring instead".to_owned()
        }
        Refused::NothingLate => "No action of this group is late".to_owned(),
        Refused::SeatEmpty(title) => format!(
            "Nobody is named for the seat “{title}”, so nobody can sit there: name a holder or a deputy on the group’s page first"
        ),
        Refused::Rhythm(field) => format!("{}: choose between 1 and 12", label(field)),
    }
}

/// What a field is called on a page.
pub fn label(field: &str) -> &'static str {
    match field {
        "name" => "Name",
        "purpose" => "Why it meets",
        "terms" => "Terms of reference",
        "product" => "What it makes",
        "title" => "Title",
        "words" => "Words",
        "about" => "What it is about",
        "why" => "Why",
        "what" => "What it is",
        "outcome" => "What came of it",
        "question" => "What you ask",
        "answer" => "The answer",
        "until" => "Last day",
        "due" => "By when",
        "place" => "Where",
        "decides" => "What it can decide alone",
        "every" => "How often",
        "minutes" => "How long",
        "option" => "Option",
        "action" => "Action",
        "decision" => "Decision",
        "pressure" => "Your line",
        _ => "This field",
    }
}

fn state(of: &StateRefused) -> String {
    match of {
        StateRefused::NoWay { from, to } => {
            format!("A group that is “{}” cannot become “{}”", from.words(), to.words())
        }
        StateRefused::OpenActions(1) => "One action is still open: give it an outcome first".to_owned(),
        StateRefused::OpenActions(count) => {
            format!("{count} actions are still open: give each an outcome first")
        }
        StateRefused::OpenEscalations(_) => "An escalation waits for its answer: answer it first".to_owned(),
        StateRefused::NeedsProductAndEnd => {
            "A task-and-finish group says what it makes and by when, before it runs".to_owned()
        }
        StateRefused::NeedsChair => "A group that runs has a chair: enter the first chair before".to_owned(),
    }
}

fn chair(of: ChairRefused) -> &'static str {
    match of {
        ChairRefused::NotQuorate => {
            "The last meeting was not quorate: a chair is proposed by a quorate meeting. Record attendance there first"
        }
        ChairRefused::EmptySeat => "Choose a seat of this table that has a holder",
        ChairRefused::TooEarly => "Choose a first day from today on, after the last chair’s",
        ChairRefused::NothingProposed => "No chair is proposed to your seat",
        ChairRefused::EndsFirst => "The last day is before the first",
    }
}

fn decision(of: &DecisionRefused) -> String {
    match of {
        DecisionRefused::NoWords => "Say in a line what was decided".to_owned(),
        DecisionRefused::NoWhyNot(nth) => format!("Option {}: say why it was not taken", nth + 1),
        DecisionRefused::NotOneTaken => "Say which one of the options was taken".to_owned(),
        DecisionRefused::NoAttendance => {
            "Record who is here first: nobody can say otherwise how it stands".to_owned()
        }
        DecisionRefused::NotCarried { in_favour, against } => {
            format!("It is not carried: {in_favour} for it and {against} against")
        }
        DecisionRefused::MayNotDecide(org) => {
            format!("{org} did not come, has no vote, or declared an interest: take its position out")
        }
    }
}

fn action(of: ActionRefused) -> &'static str {
    match of {
        ActionRefused::NoWords => "Say what came of it, or why",
        ActionRefused::Ended => "It has its outcome already",
        ActionRefused::NoOutcome => "It has no outcome yet: the owner says first what came of it",
        ActionRefused::NoAnswer => {
            "The group above was asked and has not answered: it closes after the answer"
        }
        ActionRefused::PastDate => "Choose a day from today on",
        ActionRefused::SameOwner => "That seat has it already",
    }
}

/// Words that a field must have, at most so many, and none about somebody who is cared for.
pub fn said(field: &'static str, text: &str, most: usize) -> Result<String, Refused> {
    if text.trim().is_empty() {
        return Err(Refused::Empty(field));
    }
    may_say(field, text, most)
}

/// Words that a field may have.
pub fn may_say(field: &'static str, text: &str, most: usize) -> Result<String, Refused> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Refused::TooLong(field, most));
    }
    match table_rules::guard::about_somebody(text) {
        Some(why) => Err(Refused::About(field, why)),
        None => Ok(text.to_owned()),
    }
}
