//! From what was typed in one of the forms to a run: the same for a new run and for one that is begun again after the program
//! was.

use journal::Reading;
use kernel::Day;
use planning_rules::replay::Change;
use sha2::{Digest, Sha256};
use web::{Problems, SignedIn, Stop, Typed};

use crate::page::{Planning, reading};
use crate::work::Input;
use crate::{place, replay_form, simulate_page, typed, year};

/// A run that is ready.
pub(crate) struct Prepared {
    pub input: Input,
    pub title: String,
    /// What is asked, in words.
    pub asked: String,
    /// What tells whether it is made of the same place.
    pub print: String,
}

/// The form that a run was asked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Sites,
    Simulation,
    Replay,
}

impl About {
    pub const ALL: [About; 3] = [About::Sites, About::Simulation, About::Replay];

    /// The name by which facts know it.
    pub const fn name(self) -> &'static str {
        match self {
            About::Sites => "sites",
            About::Simulation => "simulation",
            About::Replay => "replay",
        }
    }

    pub fn named(name: &str) -> Option<About> {
        About::ALL.into_iter().find(|about| about.name() == name)
    }

    /// Where its form is.
    pub const fn form(self) -> &'static str {
        match self {
            About::Sites => crate::page::PATH,
            About::Simulation => simulate_page::HERE,
            About::Replay => crate::replay_page::HERE,
        }
    }

    /// What it is, in a list.
    pub const fn in_words(self) -> &'static str {
        match self {
            About::Sites => "where sites should be",
            About::Simulation => "a year simulated",
            About::Replay => "last year judged again",
        }
    }
}

fn print_of(what: &str) -> String {
    Sha256::digest(what.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes a run of what was typed, or says what is wrong beside the fields.
pub(crate) async fn prepare(
    site: &Planning,
    who: &SignedIn,
    about: About,
    typed: &Typed,
    on: Day,
    problems: &mut Problems,
) -> Result<Option<Prepared>, Stop> {
    let opened = reading(site, who.actor())?;
    let (typed, name) = (typed.clone(), site.name.clone());
    let (journal, actor) = (site.journal.clone(), who.actor().clone());
    // Reading a year takes a second: other readers do not wait for it.
    let made = tokio::task::spawn_blocking(move || {
        let mut problems = Problems::default();
        let made = match about {
            About::Sites => sites(&opened, &name, &typed, on, &mut problems),
            About::Simulation => simulation(&opened, &name, &typed, on, &mut problems),
            About::Replay => Ok(replay_form::change(&typed, on, &mut problems)
                .map(|change| replay(change, journal, actor, name.to_string(), on))),
        };
        (made, problems)
    });
    let (made, found) = made.await.map_err(|why| Stop::fault("preparing a run", why))?;
    found.each().for_each(|(field, words)| problems.add(field, words));
    made
}

fn sites(
    opened: &Reading,
    name: &str,
    typed: &Typed,
    on: Day,
    problems: &mut Problems,
) -> Result<Option<Prepared>, Stop> {
    let asked = typed::asked(typed);
    let study = place::study(opened, name, asked.demand, asked.whose, on)
        .map_err(|why| Stop::fault("reading where sites and people are", why))?;
    let Some(mut wanted) = typed::wanted(typed, &study, problems) else { return Ok(None) };
    typed::everything(&mut wanted, &study);
    let print = print_of(&format!("{study:?}{wanted:?}"));
    let title = format!("{name}: {} sites to {}", study.today().len(), wanted.open_count);
    let asked = typed::in_words(typed, &study, &wanted);
    let input = Input::Sites { study: Box::new(study), wanted };
    Ok(Some(Prepared { input, title, asked, print }))
}

fn simulation(
    opened: &Reading,
    name: &str,
    typed: &Typed,
    on: Day,
    problems: &mut Problems,
) -> Result<Option<Prepared>, Stop> {
    let place = year::year(opened, name, on, on)
        .map_err(|why| Stop::fault("reading the place as a scenario", why))?;
    let Some((scenarios, how, asked)) = simulate_page::asked(typed, place, problems) else {
        return Ok(None);
    };
    let title = scenarios.last().map_or_else(String::new, |of| of.title.clone());
    let print = print_of(&format!("{scenarios:?}{how:?}"));
    Ok(Some(Prepared { input: Input::Year { scenarios, how }, title, asked, print }))
}

fn replay(
    change: Change,
    journal: journal::Journal,
    actor: policy::Actor,
    place: String,
    on: Day,
) -> Prepared {
    Prepared {
        title: change.title.clone(),
        asked: change.text.clone(),
        print: print_of(&change.text),
        input: Input::Replay { journal, actor: Box::new(actor), place, change: Box::new(change), on },
    }
}
