//! Who gains and who loses when one set of sites becomes another: losers are shown as clearly as winners.

use super::problem::Problem;

/// What a change does to one group of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// People in the group.
    pub people: u64,
    /// Their journeys before, added up.
    pub before: u64,
    /// Their journeys after, added up.
    pub after: u64,
    /// People whose journey is shorter.
    pub nearer: u64,
    /// People whose journey is longer.
    pub farther: u64,
    /// What is saved by those who are nearer.
    pub gained: u64,
    /// What is added for those who are farther.
    pub lost: u64,
    /// The longest journey of anyone after the change.
    pub longest_after: u32,
}

impl Effect {
    /// Counts people with one journey before and another after.
    pub fn count(&mut self, people: u64, was: u32, is: u32) {
        if people == 0 {
            return;
        }
        self.people += people;
        self.before += people * u64::from(was);
        self.after += people * u64::from(is);
        self.longest_after = self.longest_after.max(is);
        if is < was {
            self.nearer += people;
            self.gained += people * u64::from(was - is);
        }
        if is > was {
            self.farther += people;
            self.lost += people * u64::from(is - was);
        }
    }

    /// The mean journey before and after; `None` where the group is empty.
    pub fn means(&self) -> Option<(f64, f64)> {
        (self.people > 0)
            .then(|| (self.before as f64 / self.people as f64, self.after as f64 / self.people as f64))
    }
}

/// The effect on each group; `group[c]` is the number of customer c's group, from 0 to below `groups`.
pub fn effects(
    problem: &Problem,
    before: &[usize],
    after: &[usize],
    group: &[usize],
    groups: usize,
) -> Vec<Effect> {
    let mut effects = vec![Effect::default(); groups];
    for customer in 0..problem.customers() {
        let Some(effect) = group.get(customer).and_then(|g| effects.get_mut(*g)) else { continue };
        let nearest = |open: &[usize]| open.iter().map(|s| problem.journey(customer, *s)).min().unwrap_or(0);
        effect.count(u64::from(problem.weight(customer)), nearest(before), nearest(after));
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sites::Journeys;

    #[test]
    fn gains_and_losses_add_up_to_the_difference() {
        let cells = vec![0, 5, 9, 4, 0, 3, 9, 3, 0];
        let problem = Problem::new(Journeys::Table { sites: 3, cells }, vec![10, 20, 30], 1).unwrap();
        let effects = effects(&problem, &[0], &[2], &[0, 0, 1], 2);
        assert_eq!(effects[0].farther, 10);
        assert_eq!(effects[1].nearer, 30);
        for effect in &effects {
            assert_eq!(effect.before + effect.lost, effect.after + effect.gained);
        }
        let total: u64 = effects.iter().map(|e| e.after).sum();
        assert_eq!(total as i64, problem.cost(&[2]));
    }
}
