//! What is asked of a study, and the search for its answer.

use super::Study;
use super::so_far::SoFar;
use super::story::{Held, Point, Story};
use crate::Watch;
use crate::sites::{self, Answer, Choice, Hubs, Problem, Refusal, Standing, Tiers, Within};

/// The part of an answer that is the plan itself, as [`crate::Progress::part`] calls it.
pub const PLAN: &str = "the plan";

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How many sites are to be open.
    pub open_count: usize,
    /// Sites that must be.
    pub required: Vec<usize>,
    /// Sites that must not be.
    pub forbidden: Vec<usize>,
    /// The longest journey that anybody may have, in the study's own counting.
    pub longest: Option<u32>,
    /// By how many hundredths more people in the most deprived fifth count.
    pub deprived_more: u32,
    /// Hubs among the sites.
    pub hubs: Option<HubsWanted>,
    /// How many really different plans are wanted, the best among them.
    pub plans: usize,
    /// The numbers of sites for which the best plan is wanted too.
    pub curve: Option<(usize, usize)>,
    /// The weights of the most deprived fifth for which the best plan is wanted too, as in [`Wanted::deprived_more`].
    pub weights: Vec<u32>,
    /// The largest loads of a site for which the best plan is wanted too, in hundredths of an even share of all people.
    pub rooms: Vec<u32>,
    /// Where chance starts.
    pub seed: u64,
}

/// Hubs among the sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubsWanted {
    /// How many.
    pub count: usize,
    /// Of a hundred visits, how many only a hub can take.
    pub share: u32,
    /// Hubs that are settled.
    pub required: Vec<usize>,
    /// How many metres two hubs must at least be apart.
    pub apart_metres: u32,
}

impl Wanted {
    /// The best `open_count` sites and nothing else.
    pub const fn best(open_count: usize) -> Wanted {
        Wanted {
            open_count,
            required: Vec::new(),
            forbidden: Vec::new(),
            longest: None,
            deprived_more: 0,
            hubs: None,
            plans: 1,
            curve: None,
            weights: Vec::new(),
            rooms: Vec::new(),
            seed: 1,
        }
    }
}

/// A question, and the same within a longest journey where one is given.
pub(super) struct Question {
    pub(super) problem: Problem,
    within: Option<Within>,
}

impl Question {
    pub(super) fn solve(&self, seed: u64, watch: &mut Watch<'_>) -> Answer {
        match &self.within {
            Some(within) => within.solve(seed, watch),
            None => sites::solve(&self.problem, seed, watch),
        }
    }

    fn strict(&self) -> &Problem {
        self.within.as_ref().map_or(&self.problem, |within| &within.problem)
    }
}

impl Study {
    /// Answers, or says why it can't be answered. `None` of the required or forbidden sites may be unknown.
    pub fn answer(&self, wanted: &Wanted, watch: &mut Watch<'_>) -> Result<Story, Refusal> {
        self.answer_on(wanted, &mut SoFar::default(), watch)
    }

    /// The same, on from what is done of it; it must be the same study and the same wish. Each part of the answer that was
    /// finished is taken as it is and one that was stopped begins again, so that the answer is the one that a run without a
    /// stop would have had. Where the search is stopped, the parts that were not reached are missing.
    pub fn answer_on(
        &self,
        wanted: &Wanted,
        so_far: &mut SoFar,
        watch: &mut Watch<'_>,
    ) -> Result<Story, Refusal> {
        watch.begin(PLAN);
        let question = self.question(wanted, &wanted.required, wanted.open_count, watch)?;
        let (answer, tiers) = match so_far.plan.clone() {
            Some(found) => found,
            None => {
                let found = self.first(wanted, &question, watch)?;
                if !watch.was_stopped() {
                    so_far.plan = Some(found.clone());
                }
                found
            }
        };
        let mut story = Story::of(self, wanted, answer, tiers);
        if wanted.hubs.is_some() {
            return Ok(story);
        }
        watch.begin("other plans");
        story.plans = self.plans(wanted, &question, &story.answer, so_far, watch);
        watch.begin("what settling sites beforehand costs");
        story.held = self.held(wanted, &question, &story.answer, so_far, watch)?;
        watch.begin("more sites or fewer");
        story.curve = self.curve(wanted, so_far, watch)?;
        watch.begin("weighing the most deprived more");
        story.weighed = self.weighed(wanted, so_far, watch)?;
        watch.begin("room at each site");
        story.roomed = self.roomed(wanted, so_far, watch);
        Ok(story)
    }

    fn first(
        &self,
        wanted: &Wanted,
        question: &Question,
        watch: &mut Watch<'_>,
    ) -> Result<(Answer, Option<Tiers>), Refusal> {
        let Some(hubs) = &wanted.hubs else { return Ok((question.solve(wanted.seed, watch), None)) };
        let found = self.tiers(wanted, hubs, question, watch)?;
        let answer = Answer {
            plan: found.plan.clone(),
            bound: found.bound,
            proven: found.proven,
            steps_to_best: watch.steps(),
            others: Vec::new(),
        };
        Ok((answer, Some(found)))
    }

    pub(super) fn weights(&self, wanted: &Wanted) -> Vec<u32> {
        if wanted.deprived_more == 0 {
            return self.customers.iter().map(|customer| customer.people).collect();
        }
        let count = |deprived: bool| 100u32.saturating_add(if deprived { wanted.deprived_more } else { 0 });
        self.customers.iter().map(|of| of.people.saturating_mul(count(of.deprived))).collect()
    }

    pub(super) fn question(
        &self,
        wanted: &Wanted,
        required: &[usize],
        open_count: usize,
        watch: &mut Watch<'_>,
    ) -> Result<Question, Refusal> {
        let mut problem = self.problem(self.weights(wanted), open_count)?;
        for site in &wanted.forbidden {
            problem.settle(*site, Standing::Closed)?;
        }
        for site in required {
            problem.settle(*site, Standing::Open)?;
        }
        let within = match wanted.longest {
            None => None,
            Some(longest) => Some(sites::within(&problem, longest, wanted.seed, watch)?),
        };
        Ok(Question { problem, within })
    }

    fn tiers(
        &self,
        wanted: &Wanted,
        hubs: &HubsWanted,
        question: &Question,
        watch: &mut Watch<'_>,
    ) -> Result<Tiers, Refusal> {
        // Hundredths of visits, so that both levels are counted in the same whole numbers.
        let share = hubs.share.min(100);
        let weights = self.weights(wanted);
        let demand: Vec<u32> = weights.iter().map(|w| w.saturating_mul(share)).collect();
        let lower: Vec<u32> = weights.iter().map(|w| w.saturating_mul(100 - share)).collect();
        let mut problem = question.strict().with_weights(lower)?;
        for site in &hubs.required {
            problem.settle(*site, Standing::Open)?;
        }
        let between = || {
            let one = |from: &super::Site| -> Vec<u32> {
                self.sites.iter().map(|to| super::metres(from.at, to.at) as u32).collect()
            };
            self.sites.iter().flat_map(one).collect::<Vec<u32>>()
        };
        let apart = (hubs.apart_metres > 0).then(|| (between(), hubs.apart_metres));
        let asked = Hubs { count: hubs.count, demand, required: hubs.required.clone(), apart };
        sites::tiers(&problem, &asked, wanted.seed, watch)
    }

    fn plans(
        &self,
        wanted: &Wanted,
        question: &Question,
        answer: &Answer,
        so_far: &mut SoFar,
        watch: &mut Watch<'_>,
    ) -> Vec<Choice> {
        if wanted.plans <= 1 || !watch.may_go_on() {
            return Vec::new();
        }
        if so_far.plans.is_empty() {
            let (plan, bound, proven) = (answer.plan.clone(), answer.bound, answer.proven);
            so_far.plans.push(Choice { plan, bound, proven });
        }
        let differing = sites::really_different(wanted.open_count);
        let (problem, known) = (question.strict(), so_far.plans.clone());
        let mut plans =
            sites::more_plans(problem, known, wanted.plans, differing, &answer.others, wanted.seed, watch);
        let finished = if watch.was_stopped() { plans.len() - 1 } else { plans.len() };
        so_far.plans = plans.iter().take(finished.max(so_far.plans.len())).cloned().collect();
        // Beyond the longest journey there are no more plans, only dear ones.
        plans.retain(|choice| question.problem.cost(&choice.plan.sites) == choice.plan.cost);
        plans
    }

    /// What each required site costs: how much better the best plan would be without that requirement alone, and
    /// without any.
    fn held(
        &self,
        wanted: &Wanted,
        question: &Question,
        answer: &Answer,
        so_far: &mut SoFar,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<Held>, Refusal> {
        debug_assert_eq!(question.problem.open_count(), wanted.open_count);
        let mut lifted: Vec<Option<usize>> = wanted.required.iter().copied().map(Some).collect();
        let any = !wanted.required.is_empty() || !wanted.forbidden.is_empty();
        if any && (wanted.required.len() != 1 || !wanted.forbidden.is_empty()) {
            lifted.push(None);
        }
        let mut held = Vec::new();
        for site in lifted {
            let free = so_far.held(site, watch, |watch| match site {
                Some(_) => {
                    let others: Vec<usize> =
                        wanted.required.iter().copied().filter(|of| Some(*of) != site).collect();
                    Ok(self.question(wanted, &others, wanted.open_count, watch)?.solve(wanted.seed, watch))
                }
                None => {
                    let unsettled = Wanted { required: Vec::new(), forbidden: Vec::new(), ..wanted.clone() };
                    Ok(self.question(&unsettled, &[], wanted.open_count, watch)?.solve(wanted.seed, watch))
                }
            })?;
            held.extend(free.map(|free| Held::of(site, answer, free)));
        }
        Ok(held)
    }

    fn curve(
        &self,
        wanted: &Wanted,
        so_far: &mut SoFar,
        watch: &mut Watch<'_>,
    ) -> Result<Vec<Point>, Refusal> {
        let Some((least, most)) = wanted.curve else { return Ok(Vec::new()) };
        let may_open = self.sites.len() - wanted.forbidden.len();
        let least = least.max(wanted.required.len()).max(1);
        let mut points = Vec::new();
        for open_count in least..=most.min(may_open) {
            let found = so_far.curve(open_count, watch, |watch| {
                match self.question(wanted, &wanted.required, open_count, watch) {
                    Ok(question) => Ok(Some(question.solve(wanted.seed, watch))),
                    Err(Refusal::LongestTooShort { .. } | Refusal::NobodyNear { .. }) => Ok(None),
                    Err(other) => Err(other),
                }
            })?;
            points.extend(found.map(|answer| Point { open_count, answer }));
        }
        Ok(points)
    }
}
