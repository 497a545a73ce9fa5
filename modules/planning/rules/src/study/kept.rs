//! A plan as it is kept, and a study made of it again.

use super::{Customer, Grouping, Site, Study, Unit};
use crate::facts::v1;
use crate::sites::{Answer, Plan};
use crate::study::{Story, Wanted};

impl Unit {
    /// The name by which facts know it.
    const fn stored(self) -> &'static str {
        match self {
            Unit::Metres => "metres",
            Unit::Seconds => "seconds",
            Unit::Brought => "brought",
        }
    }

    fn of_stored(name: &str) -> Option<Unit> {
        [Unit::Metres, Unit::Seconds, Unit::Brought].into_iter().find(|unit| unit.stored() == name)
    }
}

fn whole([east, north]: [f64; 2]) -> (i64, i64) {
    (east.round() as i64, north.round() as i64)
}

fn point((east, north): (i64, i64)) -> [f64; 2] {
    [east as f64, north as f64]
}

impl Study {
    /// The plan of a story, with as much of the study as it takes to draw it and to lay it beside another.
    pub fn kept(&self, story: &Story) -> v1::Plan {
        let with: Vec<usize> = (0..self.sites.len())
            .filter(|site| self.sites[*site].today || story.after.contains(site))
            .collect();
        let asked: Vec<usize> =
            (0..self.customers.len()).filter(|at| self.customers[*at].people > 0).collect();
        let group = |at: usize| -> Vec<String> {
            self.groupings.iter().map(|by| by.names[by.of[at]].clone()).collect()
        };
        v1::Plan {
            of: self.title.clone(),
            people_are: self.people_are.clone(),
            unit: self.unit.stored().to_owned(),
            areas: asked
                .iter()
                .map(|at| {
                    let of = &self.customers[*at];
                    let (id, name) = (of.id.clone(), of.name.clone());
                    v1::Area { id, name, at: whole(of.at), people: of.people, groups: group(*at) }
                })
                .collect(),
            sites: with
                .iter()
                .map(|site| {
                    let of = &self.sites[*site];
                    let open = story.after.contains(site);
                    let (id, name) = (of.id.clone(), of.name.clone());
                    v1::Site { id, name, at: whole(of.at), today: of.today, open }
                })
                .collect(),
            journeys: asked
                .iter()
                .flat_map(|at| with.iter().map(move |site| self.journeys[at * self.sites.len() + site]))
                .collect(),
            groupings: self.groupings.iter().map(|by| by.by.clone()).collect(),
            proven: story.answer.proven,
        }
    }

    /// The study and the plan of what was kept; nothing where the record does not hold together.
    pub fn of_kept(kept: &v1::Plan) -> Option<(Study, Story)> {
        if kept.journeys.len() != kept.areas.len() * kept.sites.len()
            || kept.areas.iter().any(|area| area.groups.len() != kept.groupings.len())
        {
            return None;
        }
        let groupings = kept.groupings.iter().enumerate().map(|(nth, by)| {
            let of: Vec<String> = kept.areas.iter().map(|area| area.groups[nth].clone()).collect();
            Grouping::by(by.as_str(), &of)
        });
        let study = Study {
            title: kept.of.clone(),
            people_are: kept.people_are.clone(),
            unit: Unit::of_stored(&kept.unit)?,
            groupings: groupings.collect(),
            customers: kept
                .areas
                .iter()
                .map(|area| Customer {
                    id: area.id.clone(),
                    name: area.name.clone(),
                    at: point(area.at),
                    people: area.people,
                    deprived: false,
                })
                .collect(),
            sites: kept
                .sites
                .iter()
                .map(|site| Site {
                    id: site.id.clone(),
                    name: site.name.clone(),
                    at: point(site.at),
                    today: site.today,
                })
                .collect(),
            journeys: kept.journeys.clone(),
            notes: Vec::new(),
        };
        let open: Vec<usize> = (0..kept.sites.len()).filter(|site| kept.sites[*site].open).collect();
        if open.is_empty() {
            return None;
        }
        let cost = study.plain(open.len()).ok()?.cost(&open);
        let answer = Answer {
            bound: if kept.proven { cost } else { 0 },
            proven: kept.proven,
            steps_to_best: 0,
            others: Vec::new(),
            plan: Plan { cost, sites: open.clone() },
        };
        let story = Story::of(&study, &Wanted::best(open.len()), answer, None);
        Some((study, story))
    }
}
