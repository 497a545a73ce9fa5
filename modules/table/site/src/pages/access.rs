//! The way in to every page: a group that the reader may see for a permit, or the page that says why not.

use journal::{Fault, NotDone, Reading};
use kernel::{Day, GroupId};
use policy::{Actor, Kind, Permit, RefusedWhy, Relations, Subject};
use table_rules::facts::v1::Group;
use web::{Problems, Stop};

use super::Site;
use crate::acts::{self, Refused};
use crate::read;
use crate::standing::Table;

/// Every way in which somebody can stand to a group: a reading is opened for it, and the group itself decides then.
const ANY: Relations = Relations::SITS
    .and(Relations::CHAIRS)
    .and(Relations::WRITES)
    .and(Relations::INVITED)
    .and(Relations::SITS_ABOVE)
    .and(Relations::OFFERED)
    .and(Relations::OWN_SEAT);

/// A fault as a page.
pub(super) fn fault(attempt: &'static str) -> impl Fn(Fault) -> Stop {
    move |why| Stop::fault(attempt, why)
}

/// A reading for a permit about groups; which of them the reader may see, the rows decide.
pub(super) fn reading(site: &Site, actor: &Actor, permit: Permit) -> Result<Reading, Stop> {
    site.journal.reading(actor, permit, Subject::new(Kind::Group, ANY)).map_err(|why| match why {
        NotDone::NotAllowed(refused) => not_allowed(refused.why, None),
        NotDone::Fault(why) => Stop::fault("opening a reading of the table", why),
        NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother => Stop::NotFound,
    })
}

/// A group that the reader may see for a permit.
pub(super) struct Opened {
    /// For reading on.
    pub(super) reading: Reading,
    /// The group.
    pub(super) table: Table,
    /// How the reader stands to it.
    pub(super) relations: Relations,
    trials: fn(&Reading) -> Result<Vec<super::Attachable>, journal::Fault>,
}

impl Opened {
    /// Frozen figures that can be put with a decision.
    pub(super) fn trials(&self) -> Result<Vec<super::Attachable>, Stop> {
        (self.trials)(&self.reading).map_err(fault("reading figures that can be put with a decision"))
    }

    /// Whether the reader may do that here: who may not gets no button that would be refused.
    pub(super) fn may(&self, permit: Permit) -> bool {
        self.reading.permits(permit, Subject::new(Kind::Group, self.relations)).is_ok()
    }

    /// Whether the reader may see another group too: who may not gets its name without a link.
    pub(super) fn sees(&self, actor: &Actor, id: GroupId) -> Result<bool, Stop> {
        let table = Table::read(&self.reading, id, self.today()).map_err(fault("reading a group"))?;
        Ok(table.is_some_and(|table| self.reading.permits(Permit::SeeGroup, table.subject(actor)).is_ok()))
    }

    /// The group.
    pub(super) fn group(&self) -> &Group {
        &self.table.known.group
    }

    /// The day.
    pub(super) fn today(&self) -> Day {
        self.table.today
    }

    /// The address of the group's page.
    pub(super) fn href(&self) -> String {
        format!("/groups/{}", self.group().id)
    }
}

/// The group of an address, if the reader may see it for that permit.
pub(super) fn open(site: &Site, actor: &Actor, id: &str, permit: Permit) -> Result<Opened, Stop> {
    open_as(site, actor, id, permit, Relations::NONE)
}

/// The same for somebody who stands to a thing in it in a way of their own.
pub(super) fn open_as(
    site: &Site,
    actor: &Actor,
    id: &str,
    permit: Permit,
    own: Relations,
) -> Result<Opened, Stop> {
    let id = id.parse::<GroupId>().map_err(|_| Stop::NotFound)?;
    let reading = reading(site, actor, permit)?;
    let table = Table::read(&reading, id, site.journal.now().day()).map_err(fault("reading a group"))?;
    let table = table.ok_or(Stop::NotFound)?;
    let relations = table.relations(actor).and(own);
    if let Err(refused) = reading.permits(permit, Subject::new(Kind::Group, relations)) {
        return Err(not_allowed(refused.why, Some(&table.known.group.name)));
    }
    Ok(Opened { reading, table, relations, trials: site.trials })
}

/// A meeting of an address.
pub(super) fn meeting(opened: &Opened, day: &str) -> Result<read::At, Stop> {
    let original = day.parse::<Day>().map_err(|_| Stop::NotFound)?;
    let at = read::at(&opened.reading, opened.group(), original).map_err(fault("reading a meeting"))?;
    at.ok_or(Stop::NotFound)
}

/// A refusal of the policy as a page.
pub(super) fn not_allowed(why: RefusedWhy, group: Option<&str>) -> Stop {
    let words = |why| match why {
        RefusedWhy::NotYours => Some((
            "Your seat at this table does not do this.",
            "Ask whoever chairs or writes for the group; both stand on its page.",
        )),
        RefusedWhy::NotThere
        | RefusedWhy::WrongKind
        | RefusedWhy::SecondFactorNeeded
        | RefusedWhy::NoAgreement
        | RefusedWhy::ClinicianMustTick
        | RefusedWhy::RingFirst => None,
    };
    let person = || {
        group.map_or_else(
            || "the partnership’s office".to_owned(),
            |name| format!("the chair or the secretary of {name}"),
        )
    };
    Stop::refused(why, person, words)
}

/// What became of an act: done, or refused by a rule in words that stand beside the form.
pub(super) fn outcome<T>(
    done: Result<journal::Done<T>, NotDone<Refused>>,
    attempt: &'static str,
) -> Result<Result<T, Problems>, Stop> {
    match done {
        Ok(done) => Ok(Ok(done.answer)),
        Err(NotDone::AgainstTheRules(Refused::NotThere)) => Err(Stop::NotFound),
        Err(NotDone::AgainstTheRules(why)) => Ok(Err(problems(&why))),
        Err(NotDone::NotAllowed(refused)) => Err(not_allowed(refused.why, None)),
        Err(NotDone::Fault(why)) => Err(Stop::fault(attempt, why)),
        Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => {
            let mut problems = Problems::default();
            problems.add(
                "form",
                "Somebody changed it since you opened this page: look at what it says now, then save again",
            );
            Ok(Err(problems))
        }
    }
}

/// A refusal beside its field, or at the form where it is about none.
pub(super) fn problems(why: &Refused) -> Problems {
    let mut problems = Problems::default();
    problems.add(acts::field(why).unwrap_or("form"), acts::words(why));
    problems
}

/// What was wrong in one line, for a page that goes back to where the form was.
pub(super) fn refused_page(title: &str, problems: &Problems, back: &str) -> web::Page {
    web::Page::new(title.to_owned())
        .part("/groups")
        .back(back)
        .now("Nothing was changed.")
        .errors(problems.summary())
        .body(maud::html! { p id="form" { a href=(back) { "Go back, put it right and try again" } } })
}
