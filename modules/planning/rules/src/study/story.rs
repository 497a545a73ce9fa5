//! The story of a change: the plan and what is proved of it, who gains and who loses, and what was given up for what.

use super::{Study, Wanted};
use crate::sites::{Answer, Choice, Effect, Tiers, effects};

/// What a requirement costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The site whose requirement is lifted alone; none where all are lifted together.
    pub site: Option<usize>,
    /// The best plan then.
    pub free: Answer,
    /// By how much the plan asked for costs more: exact where both are proved.
    pub adds: i64,
    /// Whether both are.
    pub proven: bool,
}

impl Held {
    pub(super) fn of(site: Option<usize>, asked: &Answer, free: Answer) -> Held {
        Held { site, adds: asked.plan.cost - free.plan.cost, proven: asked.proven && free.proven, free }
    }
}

/// One number of sites on the trade-off curve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// How many sites are open.
    pub open_count: usize,
    /// The best plan; none where no plan keeps the longest journey.
    pub answer: Option<Answer>,
}

/// The story of a change of sites.
#[derive(Clone, Debug)]
pub struct Story {
    /// What was asked.
    pub wanted: Wanted,
    /// The plan, with what is proved.
    pub answer: Answer,
    /// Which of its sites are hubs, where hubs were asked for.
    pub tiers: Option<Tiers>,
    /// The sites open today; empty where none are.
    pub before: Vec<usize>,
    /// The sites of the plan.
    pub after: Vec<usize>,
    /// What it does to everybody. Without sites today, before and after are the same.
    pub everyone: Effect,
    /// What it does to each group of each grouping, in the study's order.
    pub groups: Vec<Vec<Effect>>,
    /// The best really different plans, the best first.
    pub plans: Vec<Choice>,
    /// What requirements cost.
    pub held: Vec<Held>,
    /// The best plan for other numbers of sites.
    pub curve: Vec<Point>,
}

impl Story {
    pub(super) fn of(
        study: &Study,
        wanted: &Wanted,
        answer: Answer,
        tiers: Option<Tiers>,
        plans: Vec<Choice>,
        held: Vec<Held>,
        curve: Vec<Point>,
    ) -> Story {
        let today = study.today();
        let after = answer.plan.sites.clone();
        let before = if today.is_empty() { after.clone() } else { today.clone() };
        let all = vec![0; study.customers.len()];
        let of = |groups: &[usize], count| -> Vec<Effect> {
            study
                .plain(wanted.open_count)
                .map(|plain| effects(&plain, &before, &after, groups, count))
                .unwrap_or_default()
        };
        let everyone = of(&all, 1).into_iter().next().unwrap_or_default();
        let groups = study.groupings.iter().map(|one| of(&one.of, one.names.len())).collect();
        Story {
            wanted: wanted.clone(),
            answer,
            tiers,
            before: today,
            after,
            everyone,
            groups,
            plans,
            held,
            curve,
        }
    }

    /// How many times a journey of one person stands in a cost: more than one where deprivation weighs or visits are
    /// counted in hundredths.
    pub fn parts(&self) -> f64 {
        let weight = if self.wanted.deprived_more > 0 { 100.0 } else { 1.0 };
        weight * if self.wanted.hubs.is_some() { 100.0 } else { 1.0 }
    }

    /// The sites that close, those that stay and those that are new.
    pub fn changes(&self) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
        let (stay, close): (Vec<usize>, Vec<usize>) =
            self.before.iter().partition(|site| self.after.contains(site));
        let new = self.after.iter().copied().filter(|site| !self.before.contains(site)).collect();
        (close, stay, new)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Customer, Grouping, Site, Unit, straight};
    use super::*;
    use crate::unwatched;

    /// Six villages on a line, a mile of 1,600 metres apart, a clinic in each of the first five.
    fn line() -> Study {
        let at = |nth: usize| [nth as f64 * 1600.0, 0.0];
        let customers: Vec<Customer> = (0..6)
            .map(|nth| Customer {
                id: format!("v{nth}"),
                name: format!("Village {nth}"),
                at: at(nth),
                people: 100,
                deprived: nth == 5,
            })
            .collect();
        let sites: Vec<Site> = (0..6)
            .map(|nth| Site {
                id: format!("s{nth}"),
                name: format!("Clinic {nth}"),
                at: at(nth),
                today: nth < 5,
            })
            .collect();
        let districts: Vec<String> =
            (0..6).map(|nth| if nth < 3 { "West".to_owned() } else { "East".to_owned() }).collect();
        Study {
            title: "A line".to_owned(),
            people_are: "people".to_owned(),
            unit: Unit::Metres,
            journeys: straight(&customers, &sites),
            groupings: vec![Grouping::by("District", &districts)],
            customers,
            sites,
            notes: Vec::new(),
        }
    }

    #[test]
    fn losers_are_counted_as_well_as_winners_and_groups_add_up_to_all() {
        let study = line();
        let story = unwatched(|w| study.answer(&Wanted::best(2), w)).unwrap();
        assert!(story.answer.proven);
        assert_eq!(story.answer.plan.cost, 4 * 100 * 1600);
        let sum = |of: fn(&Effect) -> u64| story.groups[0].iter().map(of).sum::<u64>();
        assert_eq!(sum(|e| e.lost), story.everyone.lost);
        assert_eq!(sum(|e| e.people), 600);
        assert!(story.everyone.lost > 0);
        let (close, stay, new) = story.changes();
        assert_eq!(close.len() + stay.len(), 5);
        assert_eq!(stay.len() + new.len(), 2);
    }

    #[test]
    fn what_a_requirement_costs_is_the_difference_of_two_proved_plans() {
        let study = line();
        let wanted = Wanted { required: vec![0], ..Wanted::best(1) };
        let story = unwatched(|w| study.answer(&wanted, w)).unwrap();
        assert_eq!(story.answer.plan.cost, 15 * 160_000);
        assert_eq!((story.held[0].adds, story.held[0].proven), (6 * 160_000, true));
    }

    #[test]
    fn a_longest_journey_and_a_weight_change_the_plan_and_the_curve_says_where_it_cannot_be_kept() {
        let study = line();
        let wanted = Wanted { longest: Some(1600), curve: Some((1, 3)), ..Wanted::best(2) };
        let story = unwatched(|w| study.answer(&wanted, w)).unwrap();
        assert_eq!(story.after, [1, 4]);
        assert!(story.curve[0].answer.is_none() && story.curve[1].answer.is_some());
        let heavy = Wanted { deprived_more: 900, ..Wanted::best(1) };
        let story = unwatched(|w| study.answer(&heavy, w)).unwrap();
        assert_eq!(story.after, [5]);
        assert_eq!(story.everyone.people, 600);
    }

    #[test]
    fn hubs_are_among_the_sites() {
        let study = line();
        let hubs = super::super::HubsWanted { count: 1, share: 20, required: Vec::new(), apart_metres: 0 };
        let story = unwatched(|w| study.answer(&Wanted { hubs: Some(hubs), ..Wanted::best(2) }, w)).unwrap();
        let tiers = story.tiers.unwrap();
        assert!(tiers.proven && tiers.hubs.iter().all(|hub| story.after.contains(hub)));
    }
}
