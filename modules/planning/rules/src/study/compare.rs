//! Two plans side by side: who has the longer journey under the second, and who the shorter.

use super::{Story, Study};
use crate::sites::Effect;

/// What the second plan does to those for whom both were made, as the change from the first to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// To everybody.
    pub everyone: Effect,
    /// By each grouping that both have, the groups in order of their names.
    pub groups: Vec<(String, Vec<(String, Effect)>)>,
    /// Each area: its place in the first and in the second, and both journeys.
    pub areas: Vec<(usize, usize, u32, u32)>,
    /// Areas, or counts of people there, that are not the same in both: left out.
    pub left_out: usize,
}

/// Lays one plan beside another. Nothing where they count other people or other journeys: there is nothing to compare then.
pub fn compare(one: (&Study, &Story), other: (&Study, &Story)) -> Option<Compared> {
    let (first, second) = (one.0, other.0);
    if first.people_are != second.people_are || first.unit != second.unit {
        return None;
    }
    let place: std::collections::HashMap<&str, usize> =
        second.customers.iter().enumerate().map(|(at, of)| (of.id.as_str(), at)).collect();
    let mut everyone = Effect::default();
    let mut areas = Vec::new();
    let mut groups: Vec<(String, std::collections::BTreeMap<String, Effect>)> = first
        .groupings
        .iter()
        .filter(|by| second.groupings.iter().any(|of| of.by == by.by))
        .map(|by| (by.by.clone(), std::collections::BTreeMap::new()))
        .collect();
    for (at, customer) in first.customers.iter().enumerate() {
        let there = place.get(customer.id.as_str()).copied();
        let there = there.filter(|there| second.customers[*there].people == customer.people);
        let Some(there) = there else { continue };
        let was = first.nearest(at, &one.1.after).map(|(journey, _)| journey);
        let is = second.nearest(there, &other.1.after).map(|(journey, _)| journey);
        let (Some(was), Some(is)) = (was, is) else { continue };
        let people = u64::from(customer.people);
        everyone.count(people, was, is);
        areas.push((at, there, was, is));
        for (by, found) in &mut groups {
            if let Some(grouping) = first.groupings.iter().find(|of| of.by == *by) {
                let name = grouping.names[grouping.of[at]].clone();
                found.entry(name).or_default().count(people, was, is);
            }
        }
    }
    let left_out = first.customers.len().max(second.customers.len()) - areas.len();
    let groups = groups.into_iter().map(|(by, found)| (by, found.into_iter().collect())).collect();
    (!areas.is_empty()).then_some(Compared { everyone, groups, areas, left_out })
}

#[cfg(test)]
mod tests {
    use super::super::{Customer, Grouping, Site, Unit, Wanted, straight};
    use super::*;
    use crate::unwatched;

    /// Four villages on a line of 1,000 metres a step, a clinic in each.
    fn line() -> Study {
        let at = |nth: usize| [nth as f64 * 1000.0, 0.0];
        let customers: Vec<Customer> = (0..4)
            .map(|nth| Customer {
                id: format!("v{nth}"),
                name: format!("Village {nth}"),
                at: at(nth),
                people: 100 + nth as u32,
                deprived: false,
            })
            .collect();
        let sites: Vec<Site> = (0..4)
            .map(|nth| Site {
                id: format!("s{nth}"),
                name: format!("Clinic {nth}"),
                at: at(nth),
                today: true,
            })
            .collect();
        let of: Vec<String> = (0..4).map(|nth| if nth < 2 { "West" } else { "East" }.to_owned()).collect();
        Study {
            title: "A line".to_owned(),
            people_are: "people".to_owned(),
            unit: Unit::Metres,
            journeys: straight(&customers, &sites),
            groupings: vec![Grouping::by("Patch", &of)],
            customers,
            sites,
            notes: Vec::new(),
        }
    }

    fn plan(study: &Study, required: usize) -> Story {
        let wanted = Wanted { required: vec![required], ..Wanted::best(1) };
        unwatched(|w| study.answer(&wanted, w)).unwrap()
    }

    #[test]
    fn a_kept_plan_is_the_study_again_and_two_of_them_show_who_gains_and_who_loses() {
        let study = line();
        let (west, east) = (plan(&study, 0), plan(&study, 3));
        let (one, other) = (study.kept(&west), study.kept(&east));
        let (first, second) = (Study::of_kept(&one).unwrap(), Study::of_kept(&other).unwrap());
        assert_eq!(first.1.everyone, west.everyone);
        assert_eq!(first.1.after, west.after);
        let both = compare((&first.0, &first.1), (&second.0, &second.1)).unwrap();
        assert_eq!((both.everyone.farther, both.everyone.nearer, both.left_out), (201, 205, 0));
        assert_eq!(both.everyone.before, west.everyone.after);
        assert_eq!(both.everyone.after, east.everyone.after);
        let (by, groups) = &both.groups[0];
        assert_eq!((by.as_str(), groups[0].0.as_str(), groups[0].1.nearer), ("Patch", "East", 205));
        assert_eq!(groups[1].1.farther, 201);
    }

    #[test]
    fn areas_whose_people_changed_meanwhile_are_left_out_and_other_people_are_not_compared() {
        let study = line();
        let mut later = line();
        later.customers[1].people += 1;
        let (was, is) = (plan(&study, 0), plan(&later, 3));
        let both = compare((&study, &was), (&later, &is)).unwrap();
        assert_eq!((both.left_out, both.everyone.people), (1, 305));
        later.people_are = "other people".to_owned();
        assert_eq!(compare((&study, &was), (&later, &is)), None);
    }

    #[test]
    fn a_record_that_does_not_hold_together_is_no_plan() {
        let study = line();
        let mut kept = study.kept(&plan(&study, 0));
        kept.journeys.pop();
        assert!(Study::of_kept(&kept).is_none());
    }
}
