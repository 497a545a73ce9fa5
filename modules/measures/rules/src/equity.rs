//! How unevenly a measure falls over groups of a population, most deprived first: Gini, concentration index, gap, ratio.

/// One group: a rate or value, and how many people it speaks for.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// The value of the measure.
    pub value: f64,
    /// People.
    pub population: f64,
}

/// The four plain statements about unevenness. Groups are given most deprived first.
#[derive(Clone, Copy, Debug)]
pub struct Unevenness {
    /// Population-weighted Gini coefficient: 0 is even.
    pub gini: f64,
    /// Negative when the measure falls more on the deprived.
    pub concentration: f64,
    /// Least deprived less most deprived, in the unit of the value.
    pub gap: f64,
    /// Most deprived over least deprived; none where the least deprived is 0.
    pub ratio: Option<f64>,
}

/// Measures unevenness. None without groups, people, or a mean above 0.
pub fn unevenness(groups: &[Group]) -> Option<Unevenness> {
    let (first, last) = (groups.first()?, groups.last()?);
    let people: f64 = groups.iter().map(|g| g.population).sum();
    let mean = groups.iter().map(|g| g.population * g.value).sum::<f64>() / people;
    if !(people > 0.0 && mean > 0.0) {
        return None;
    }
    let pairs: f64 = groups
        .iter()
        .map(|a| groups.iter().map(|b| a.population * b.population * (a.value - b.value).abs()).sum::<f64>())
        .sum();
    let mut before = 0.0;
    let mut leaning = 0.0;
    for group in groups {
        let rank = (before + group.population / 2.0) / people;
        leaning += group.population * (group.value - mean) * (rank - 0.5);
        before += group.population;
    }
    Some(Unevenness {
        gini: pairs / (2.0 * mean * people * people),
        concentration: 2.0 * leaning / (mean * people),
        gap: last.value - first.value,
        ratio: (last.value != 0.0).then(|| first.value / last.value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(values: &[(f64, f64)]) -> Vec<Group> {
        values.iter().map(|&(value, population)| Group { value, population }).collect()
    }

    #[test]
    fn an_even_measure_is_even() {
        let found = unevenness(&groups(&[(5.0, 10.0), (5.0, 90.0)])).unwrap();
        assert_eq!((found.gini, found.gap, found.ratio), (0.0, 0.0, Some(1.0)));
        assert!(found.concentration.abs() < 1e-15);
    }

    #[test]
    fn two_equal_groups_one_with_everything() {
        let found = unevenness(&groups(&[(2.0, 1.0), (0.0, 1.0)])).unwrap();
        assert!((found.gini - 0.5).abs() < 1e-15 && (found.concentration + 0.5).abs() < 1e-15);
        assert_eq!((found.gap, found.ratio), (-2.0, None));
        assert!(unevenness(&groups(&[(0.0, 1.0)])).is_none() && unevenness(&[]).is_none());
    }

    #[test]
    fn groups_may_be_split_without_changing_the_answer() {
        let whole = unevenness(&groups(&[(9.0, 30.0), (4.0, 70.0)])).unwrap();
        let split = unevenness(&groups(&[(9.0, 10.0), (9.0, 20.0), (4.0, 70.0)])).unwrap();
        assert!(
            (whole.gini - split.gini).abs() < 1e-12
                && (whole.concentration - split.concentration).abs() < 1e-12
        );
    }
}
