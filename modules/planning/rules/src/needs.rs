//! Need beside supply, by district: which districts need most, and which have least. Districts are put in order, never people
//! or organisations.

/// A district.
#[derive(Clone, Debug, PartialEq)]
pub struct District {
    /// Its name.
    pub name: String,
    /// The value of the indicator.
    pub need: f64,
    /// People.
    pub people: f64,
    /// Slots a week.
    pub slots_a_week: f64,
}

/// A district with its places in the two orders; 1 is the most need, and the least supply. Equal values share a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The district.
    pub district: District,
    /// Slots a week for 10,000 people.
    pub supply: f64,
    /// 1 = needs most.
    pub need_place: usize,
    /// 1 = has least.
    pub supply_place: usize,
    /// Among the third that needs most and the third that has least.
    pub gap: bool,
}

/// Puts districts in order; those with a gap first, then by need. `high_is_need` says whether a high value means need, as
/// for conceptions under 18, or a low one, as for a rate of fittings.
pub fn rank(districts: Vec<District>, high_is_need: bool) -> Vec<Ranked> {
    let supply = |of: &District| if of.people > 0.0 { of.slots_a_week * 10_000.0 / of.people } else { 0.0 };
    let worse = |one: f64, other: f64| if high_is_need { one > other } else { one < other };
    let third = districts.len().div_ceil(3);
    let mut ranked: Vec<Ranked> = districts
        .iter()
        .map(|of| {
            let need_place = 1 + districts.iter().filter(|other| worse(other.need, of.need)).count();
            let supply_place = 1 + districts.iter().filter(|other| supply(other) < supply(of)).count();
            Ranked {
                supply: supply(of),
                need_place,
                supply_place,
                gap: districts.len() >= 3 && need_place <= third && supply_place <= third,
                district: of.clone(),
            }
        })
        .collect();
    ranked.sort_by(|one, other| {
        other
            .gap
            .cmp(&one.gap)
            .then(one.need_place.cmp(&other.need_place))
            .then(one.district.name.cmp(&other.district.name))
    });
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn district(name: &str, need: f64, people: f64, slots: f64) -> District {
        District { name: name.to_owned(), need, people, slots_a_week: slots }
    }

    #[test]
    fn a_district_that_needs_most_and_has_least_stands_first() {
        let of = vec![
            district("A", 20.0, 10_000.0, 10.0),
            district("B", 50.0, 10_000.0, 40.0),
            district("C", 60.0, 20_000.0, 8.0),
            district("D", 10.0, 10_000.0, 30.0),
        ];
        let high = rank(of.clone(), true);
        let first = &high[0];
        assert_eq!(
            (first.district.name.as_str(), first.need_place, first.supply_place, first.gap),
            ("C", 1, 1, true)
        );
        assert_eq!(first.supply, 4.0);
        let low = rank(of, false);
        assert_eq!((low[0].district.name.as_str(), low[0].need_place), ("A", 2));
    }

    #[test]
    fn equal_values_share_a_place_and_nobody_lives_nowhere() {
        let of = vec![district("A", 5.0, 0.0, 1.0), district("B", 5.0, 100.0, 1.0)];
        let ranked = rank(of, true);
        assert!(ranked.iter().all(|one| one.need_place == 1 && !one.gap));
        assert_eq!(ranked[0].supply, 0.0);
    }
}
