//! A network that only says which people may go to which sites is a waiting list to be spread, and is solved as one: with
//! many people and few sites that is a good deal quicker than the general search.

use super::flow::{Arc, Flow, Network};
use super::waiting_list::{Rented, WaitingList, rented};

/// Below so many people for each site the general search is as good.
const PEOPLE_A_SITE_MIN: usize = 4;

/// More cells than this are not laid out as a table.
const CELLS_MAX: usize = 200_000_000;

const NONE: u32 = u32::MAX;

/// People and sites as found in a network.
struct Sites {
    /// For each node its number among the people or the sites, by `is_person`.
    number: Vec<u32>,
    is_person: Vec<bool>,
    people: usize,
    capacity: Vec<u32>,
    /// What the way on from each site costs, and the arc, where there is one common end.
    onward: Vec<(i64, u32)>,
    /// People are fed by the sites instead of going to them.
    reversed: bool,
}

/// The cheapest flow where the network is of this kind and has one; otherwise none, and the general search has the word.
pub(super) fn by_sites(network: &Network) -> Option<Flow> {
    if network.supply.iter().map(|units| i128::from(*units)).sum::<i128>() != 0 {
        return None;
    }
    let sites = [false, true].into_iter().find_map(|reversed| sites(network, reversed))?;
    let found = rented(&table(network, &sites)?).ok()?;
    Some(flow(network, &sites, &found))
}

/// Where an arc begins and ends, read forwards or backwards.
fn ends(arc: &Arc, reversed: bool) -> (usize, usize) {
    if reversed { (arc.to, arc.from) } else { (arc.from, arc.to) }
}

fn sites(network: &Network, reversed: bool) -> Option<Sites> {
    let nodes = network.supply.len();
    let gives = |node: usize| if reversed { -network.supply[node] } else { network.supply[node] };
    let is_person: Vec<bool> = (0..nodes).map(|node| gives(node) == 1).collect();
    let people = is_person.iter().filter(|is| **is).count();
    if people < PEOPLE_A_SITE_MIN * (nodes - people).max(1) {
        return None;
    }
    // A node that takes and is only reached from sites is the common end.
    let mut common = None;
    for arc in &network.arcs {
        let (from, to) = ends(arc, reversed);
        if arc.low != 0 || arc.capacity < 0 || is_person[to] {
            return None;
        }
        if !is_person[from] {
            if common.is_some_and(|end| end != to) || gives(from) != 0 {
                return None;
            }
            common = Some(to);
        }
    }
    let mut number = vec![NONE; nodes];
    let (mut capacity, mut onward, mut persons) = (Vec::new(), Vec::new(), 0);
    for node in 0..nodes {
        if is_person[node] {
            number[node] = persons;
            persons += 1;
        } else if common != Some(node) {
            number[node] = u32::try_from(capacity.len()).ok()?;
            capacity.push(u32::try_from(-gives(node)).ok()?);
            onward.push((0, NONE));
        }
    }
    if let Some(end) = common {
        // With a common end everybody goes there, and no site keeps anybody.
        if -gives(end) != people as i64 {
            return None;
        }
        for (at, arc) in network.arcs.iter().enumerate() {
            let (from, to) = ends(arc, reversed);
            if is_person[from] {
                if to == end {
                    return None;
                }
                continue;
            }
            let site = number[from] as usize;
            if onward[site].1 != NONE {
                return None;
            }
            onward[site] = (arc.cost, u32::try_from(at).ok()?);
            capacity[site] = arc.capacity.min(people as i64) as u32;
        }
    }
    Some(Sites { number, is_person, people, capacity, onward, reversed })
}

/// The table of costs, all raised by the same so that none is below nought.
fn table(network: &Network, sites: &Sites) -> Option<WaitingList> {
    let across = sites.capacity.len();
    let cells = sites.people.checked_mul(across).filter(|cells| *cells <= CELLS_MAX)?;
    let cost = |arc: &Arc| -> Option<(usize, i64)> {
        let (from, to) = ends(arc, sites.reversed);
        let site = sites.number[to] as usize;
        let used = sites.is_person[from] && arc.capacity > 0;
        used.then(|| (sites.number[from] as usize * across + site, arc.cost + sites.onward[site].0))
    };
    let cheapest_way_on = sites.onward.iter().map(|(cost, _)| *cost).min().unwrap_or(0);
    let least = network.arcs.iter().map(|arc| arc.cost).min().unwrap_or(0) + cheapest_way_on.min(0);
    let mut costs = vec![WaitingList::NEVER; cells];
    for (cell, cost) in network.arcs.iter().filter_map(cost) {
        let cost = u32::try_from(cost - least).ok().filter(|cost| *cost < WaitingList::NEVER)?;
        costs[cell] = costs[cell].min(cost);
    }
    Some(WaitingList { capacity: sites.capacity.clone(), costs })
}

fn flow(network: &Network, sites: &Sites, found: &Rented) -> Flow {
    let mut units = vec![0i64; network.arcs.len()];
    let mut placed = vec![false; sites.people];
    let mut prices = vec![0i64; network.supply.len()];
    // Of parallel arcs the cheapest is used: the first pass finds what it costs.
    let mut paid = vec![i64::MAX; sites.people];
    let mine = |arc: &Arc| -> Option<(usize, usize)> {
        let (from, to) = ends(arc, sites.reversed);
        let used = sites.is_person[from] && arc.capacity > 0;
        let (person, site) = (sites.number[from] as usize, sites.number[to]);
        (used && found.site[person] == site).then_some((person, site as usize))
    };
    for arc in &network.arcs {
        if let Some((person, _)) = mine(arc) {
            paid[person] = paid[person].min(arc.cost);
        }
    }
    let mut cost = 0i128;
    for (at, arc) in network.arcs.iter().enumerate() {
        let Some((person, site)) = mine(arc) else { continue };
        if placed[person] || arc.cost > paid[person] {
            continue;
        }
        placed[person] = true;
        units[at] = 1;
        cost += i128::from(arc.cost);
        let (onward, along) = sites.onward[site];
        if along != NONE {
            units[along as usize] += 1;
            cost += i128::from(onward);
        }
        let (node, _) = ends(arc, sites.reversed);
        prices[node] = -(arc.cost + onward + found.rent[site]);
    }
    for (node, price) in prices.iter_mut().enumerate() {
        let number = sites.number[node];
        if !sites.is_person[node] && number != NONE {
            *price = -(found.rent[number as usize] + sites.onward[number as usize].0);
        }
        if sites.reversed {
            *price = -*price;
        }
    }
    Flow { cost, units, prices }
}

#[cfg(test)]
mod tests {
    use super::super::flow::by_simplex;
    use super::*;
    use crate::Chance;

    /// People and sites at random: with a common end or without, forwards or backwards, some arcs twice, some shut.
    fn random(seed: u64) -> Network {
        let mut chance = Chance::new(seed, 12);
        let (people, sites) = (16 + chance.below(30), 1 + chance.below(3));
        let (common, backwards) = (chance.below(2) == 0, chance.below(2) == 0);
        let mut supply = vec![1i64; people];
        supply.extend(vec![0; sites]);
        let mut arcs = Vec::new();
        let put = |arcs: &mut Vec<Arc>, from: usize, to: usize, capacity: i64, cost: i64| {
            let (from, to) = if backwards { (to, from) } else { (from, to) };
            arcs.push(Arc { from, to, low: 0, capacity, cost });
        };
        for person in 0..people {
            for site in 0..sites {
                for _ in 0..chance.below(40).min(2) {
                    let (capacity, cost) = (chance.below(30).min(2) as i64, chance.below(60) as i64 - 20);
                    put(&mut arcs, person, people + site, capacity, cost);
                }
            }
        }
        if common {
            supply.push(-(people as i64));
            for site in 0..sites {
                let (room, cost) =
                    ((people / sites + chance.below(people)) as i64, chance.below(9) as i64 - 4);
                put(&mut arcs, people + site, people + sites, room, cost);
            }
        } else {
            for at in 0..people {
                supply[people + at % sites] -= 1;
            }
        }
        if backwards {
            for units in &mut supply {
                *units = -*units;
            }
        }
        Network { supply, arcs }
    }

    /// The same cost as the general search's, and a certificate: each unit delivered, no arc that would save anything.
    #[test]
    fn people_and_sites_come_to_what_the_general_search_says() {
        let mut solved = 0;
        for seed in 0..400 {
            let network = random(seed);
            let general = by_simplex(&network).ok();
            let Some(flow) = by_sites(&network) else {
                assert!(general.is_none(), "seed {seed}: the general search has an answer");
                continue;
            };
            solved += 1;
            assert_eq!(Some(flow.cost), general.map(|flow| flow.cost), "seed {seed}");
            let mut balance = network.supply.clone();
            for (arc, units) in network.arcs.iter().zip(&flow.units) {
                assert!((0..=arc.capacity).contains(units), "seed {seed}");
                balance[arc.from] -= units;
                balance[arc.to] += units;
                let reduced = arc.cost + flow.prices[arc.from] - flow.prices[arc.to];
                assert!(reduced >= 0 || *units == arc.capacity, "seed {seed}");
                assert!(reduced <= 0 || *units == 0, "seed {seed}");
            }
            assert!(balance.iter().all(|left| *left == 0), "seed {seed}");
        }
        assert!(solved > 100, "{solved}");
    }

    #[test]
    fn other_networks_are_left_to_the_general_search() {
        let arc = |from, to, low| Arc { from, to, low, capacity: 3, cost: 1 };
        let people = |arcs| Network { supply: vec![1, 1, 1, 1, -4, 0], arcs };
        assert!(by_sites(&people(vec![arc(0, 4, 1)])).is_none(), "a least flow");
        assert!(by_sites(&people(vec![arc(0, 1, 0)])).is_none(), "people who pass people on");
        assert!(by_sites(&people(vec![arc(0, 5, 0), arc(5, 4, 0), arc(4, 5, 0)])).is_none(), "a way back");
    }
}
