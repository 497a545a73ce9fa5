//! Publishing a closed quarter. What is published is frozen: it is never restated.

use directory_site::read::Rows;
use journal::{Act, Allowed, Draft, Fault, Loading, Query, Stream};
use measures_rules::facts::v1::{PUBLICATIONS, kind};
use policy::{Actor, Kind, Permit, Relations, Subject};

use crate::prepare::Ready;

/// Publishes what passed the door.
pub struct Publish(pub Ready);

/// Why it was not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishActRefused {
    /// It has been published already.
    Already,
    /// Another quarter was published meanwhile, so that the door must look again.
    Meanwhile,
    /// Its last day has not passed.
    NotClosed,
}

impl std::fmt::Display for PublishActRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            PublishActRefused::Already => {
                "it has been published already, and past figures are never restated"
            }
            PublishActRefused::Meanwhile => "another quarter was published meanwhile: try again",
            PublishActRefused::NotClosed => "its last day has not passed",
        })
    }
}

/// What must be known.
pub struct Known {
    already: bool,
    published: usize,
    closed: bool,
}

const COUNT: Query =
    Query { name: "measures.count-publications", sql: "select quarter from measures_publication" };

impl Act for Publish {
    const NAME: &'static str = "publish-quarter";
    const NEEDS: Permit = Permit::PublishFigures;
    type State = Known;
    type Refusal = PublishActRefused;
    type Answer = ();

    fn load(&self, _actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        let mut known =
            Known { already: false, published: 0, closed: from.now().day() > self.0.published().last };
        for row in from.all(&COUNT, &[])? {
            known.published += 1;
            known.already |= row.get::<String>(0)? == self.0.published().quarter;
        }
        Ok(known)
    }

    fn subject(&self, _state: &Known, _actor: &Actor) -> Subject {
        Subject::new(Kind::Figures, Relations::NONE)
    }

    fn decide(self, known: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<()>, PublishActRefused> {
        if known.already {
            return Err(PublishActRefused::Already);
        }
        if known.published != self.0.after {
            return Err(PublishActRefused::Meanwhile);
        }
        if !known.closed {
            return Err(PublishActRefused::NotClosed);
        }
        let published = self.0.into_published();
        let stream = Stream::new(PUBLICATIONS, &published.quarter);
        Ok(allowed.draft(()).fact(stream, kind::PUBLISHED, &published))
    }
}
