//! The made-up county, its pages, and anybody in it.

use std::ops::Deref;

use fixit_site::acts::BringInSpecialties;
use journal::Module;
use letters_site::{Site, routes};
pub use stage::Answer;
use stage::{County, Ground, OFFICE, Stage};

const MODULES: &[Module] =
    &[directory_site::MODULE, fixit_site::MODULE, recalls_site::MODULE, letters_site::MODULE];

pub struct World {
    pub county: County,
    stage: Stage,
}

impl Deref for World {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

impl World {
    pub fn new() -> World {
        let ground = Ground::new(MODULES);
        let county = County::new(&ground);
        county.bring_in(&ground, BringInSpecialties(county.place.specialties.clone()));
        let shown = county.shown();
        let site = Site {
            journal: ground.journal.clone(),
            place: shown.clone(),
            office: OFFICE.into(),
            imports: letters_site::importing::Imports::default(),
        };
        let stage = ground.serve(web::shell(routes(site), shown));
        World { county, stage }
    }

    /// The token of whoever holds a seat of that title, the nth of them.
    pub fn who(&self, title: &str, nth: usize) -> String {
        self.county.titled(title, nth)
    }
}
