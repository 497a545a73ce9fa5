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

/// The best plan where the most deprived fifth weighs more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// By how many hundredths more people in the most deprived fifth count.
    pub more: u32,
    /// The best plan then; its cost counts them so.
    pub answer: Answer,
    /// What it does to everybody else, each counted once.
    pub others: Effect,
    /// What it does to the most deprived fifth, each counted once.
    pub deprived: Effect,
}

/// The best plan where no site takes more than so many people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roomed {
    /// The largest load of a site, in hundredths of an even share.
    pub share: u32,
    /// The same as people.
    pub room: u64,
    /// All journeys together; none where no plan of so many sites has room for everybody.
    pub cost: Option<i64>,
    /// The open sites.
    pub sites: Vec<usize>,
    /// People who go to a site that is not their nearest open one.
    pub elsewhere: u64,
    /// Whether it is proved.
    pub proven: bool,
}

/// The story of a change of sites.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The best plan for other weights of the most deprived fifth.
    pub weighed: Vec<Weighed>,
    /// The best plan for other largest loads of a site.
    pub roomed: Vec<Roomed>,
}

impl Story {
    /// The plan and what it does; what else was asked is put in beside.
    pub(super) fn of(study: &Study, wanted: &Wanted, answer: Answer, tiers: Option<Tiers>) -> Story {
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
            plans: Vec::new(),
            held: Vec::new(),
            curve: Vec::new(),
            weighed: Vec::new(),
            roomed: Vec::new(),
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
    use super::super::{Customer, Grouping, Site, SoFar, Unit, straight};
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
    fn trade_offs_say_what_a_weight_and_a_largest_load_cost() {
        let study = line();
        let wanted = Wanted { weights: vec![0, 900], rooms: vec![100, 200], ..Wanted::best(1) };
        let story = unwatched(|w| study.answer(&wanted, w)).unwrap();
        let means: Vec<u64> = story.weighed.iter().map(|point| point.deprived.after / 100).collect();
        assert!(means[1] < means[0], "{means:?}: weighing them more brings them nearer");
        assert_eq!(story.roomed[0].cost, Some(story.answer.plan.cost), "one site has everybody");
        // Two sites at one end with room for half each: some must pass the nearer one.
        let far = Wanted { required: vec![4, 5], rooms: vec![100, 200], ..Wanted::best(2) };
        let story = unwatched(|w| study.answer(&far, w)).unwrap();
        let (even, loose) = (&story.roomed[0], &story.roomed[1]);
        assert!(even.proven && loose.proven && even.sites == [4, 5] && loose.sites == [4, 5]);
        assert_eq!(even.room, 300);
        assert!(even.elsewhere > 0 && even.cost > loose.cost, "{even:?} {loose:?}");
        assert_eq!(loose.cost, Some(story.answer.plan.cost));
    }

    /// Without the steps, which are counted from where each run began.
    fn without_steps(mut story: Story) -> Story {
        let held = story.held.iter_mut().map(|of| &mut of.free);
        let curve = story.curve.iter_mut().filter_map(|of| of.answer.as_mut());
        let weighed = story.weighed.iter_mut().map(|of| &mut of.answer);
        held.chain(curve).chain(weighed).chain([&mut story.answer]).for_each(|of| of.steps_to_best = 0);
        story
    }

    #[test]
    fn a_search_stopped_again_and_again_ends_with_the_answer_of_one_run() {
        let study = line();
        let wanted = Wanted {
            required: vec![0, 3],
            plans: 5,
            curve: Some((1, 5)),
            weights: vec![0, 100],
            rooms: vec![100, 150],
            ..Wanted::best(3)
        };
        let whole = unwatched(|w| study.answer(&wanted, w)).unwrap();
        let mut so_far = SoFar::default();
        let mut tell = |_| {};
        // A step more each time, as somebody would who stops it sooner than it gets anywhere at first.
        for steps in 1..400 {
            let mut watch = crate::Watch::new(&|| false, &mut tell, Some(steps));
            let story = study.answer_on(&wanted, &mut so_far, &mut watch).unwrap();
            assert!(!story.answer.proven || story.answer.plan.cost == whole.answer.plan.cost);
            if !watch.was_stopped() {
                assert!(without_steps(story) == without_steps(whole), "another answer than one run has");
                assert!(so_far.done() >= 9, "{}", so_far.done());
                return;
            }
        }
        panic!("it never ended");
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
