//! Minimum-cost flow by the primal network simplex with block pricing (Király and Kovács 2012 compare the rules), on
//! strongly feasible trees, so that it cannot cycle. Whole numbers throughout: the cost is exact.

use std::fmt;

use super::transport;
use super::tree::{Direction, Tree};

/// One arc of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// Tail, from 0.
    pub from: usize,
    /// Head, from 0.
    pub to: usize,
    /// The least flow.
    pub low: i64,
    /// The most flow.
    pub capacity: i64,
    /// Cost of one unit.
    pub cost: i64,
}

/// A network with what each node gives (positive) or takes (negative).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// By node.
    pub supply: Vec<i64>,
    /// In file order.
    pub arcs: Vec<Arc>,
}

/// The cheapest flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Its cost.
    pub cost: i128,
    /// Units on each arc, in the network's order.
    pub units: Vec<i64>,
    /// Price of each node: what one more unit there would cost, up to a constant.
    pub prices: Vec<i64>,
}

/// Why there is no cheapest flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowRefused {
    /// Not everything that is given can reach where it is wanted.
    Infeasible {
        /// Units that cannot be delivered.
        undelivered: i64,
    },
    /// A cycle of negative cost without a limit.
    Unbounded,
    /// Costs or flows that cannot be added up exactly.
    TooLarge,
}

impl fmt::Display for FlowRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FlowRefused::Infeasible { undelivered } => write!(
                f,
                "no flow meets the demands: {undelivered} units cannot be delivered; raise capacities or add arcs"
            ),
            FlowRefused::Unbounded => {
                write!(f, "a cycle of negative cost has no limit: give its arcs a capacity")
            }
            FlowRefused::TooLarge => {
                write!(f, "costs or supplies are too large to add up exactly: use larger units")
            }
        }
    }
}

impl std::error::Error for FlowRefused {}

/// Capacities from here on mean that there is no limit.
const ENDLESS: i64 = i64::MAX / 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Lower,
    Tree,
    Upper,
}

struct Simplex {
    from: Vec<u32>,
    to: Vec<u32>,
    cost: Vec<i64>,
    room: Vec<i64>,
    flow: Vec<i64>,
    state: Vec<State>,
    tree: Tree,
    next_arc: usize,
    real_arcs: usize,
}

/// Finds the cheapest flow, or says why there is none. People to be placed at sites have a search of their own.
pub fn cheapest_flow(network: &Network) -> Result<Flow, FlowRefused> {
    match transport::by_sites(network) {
        Some(flow) => Ok(flow),
        None => by_simplex(network),
    }
}

/// The same for any network.
pub(super) fn by_simplex(network: &Network) -> Result<Flow, FlowRefused> {
    let mut simplex = Simplex::new(network)?;
    while let Some(entering) = simplex.entering() {
        simplex.pivot(entering)?;
    }
    let undelivered: i64 = simplex.flow[simplex.real_arcs..]
        .iter()
        .zip(&simplex.cost[simplex.real_arcs..])
        .filter(|(_, cost)| **cost > 0)
        .map(|(flow, _)| *flow)
        .sum();
    if undelivered > 0 {
        return Err(FlowRefused::Infeasible { undelivered });
    }
    let units: Vec<i64> = network.arcs.iter().zip(&simplex.flow).map(|(arc, flow)| arc.low + flow).collect();
    let cost =
        network.arcs.iter().zip(&units).map(|(arc, units)| i128::from(arc.cost) * i128::from(*units)).sum();
    let mut prices = simplex.tree.price;
    prices.truncate(network.supply.len());
    Ok(Flow { cost, units, prices })
}

impl Simplex {
    fn new(network: &Network) -> Result<Simplex, FlowRefused> {
        let nodes = network.supply.len();
        let dearest = network.arcs.iter().map(|a| a.cost.unsigned_abs()).max().unwrap_or(0);
        let big = (u128::from(dearest) + 1) * (nodes as u128 + 1);
        let big = i64::try_from(big).ok().filter(|b| *b < i64::MAX / 16).ok_or(FlowRefused::TooLarge)?;
        let mut supply = network.supply.clone();
        let real_arcs = network.arcs.len();
        let mut simplex = Simplex {
            from: Vec::with_capacity(real_arcs + nodes),
            to: Vec::with_capacity(real_arcs + nodes),
            cost: Vec::with_capacity(real_arcs + nodes),
            room: Vec::with_capacity(real_arcs + nodes),
            flow: vec![0; real_arcs + nodes],
            state: vec![State::Lower; real_arcs + nodes],
            tree: Tree::star(nodes),
            next_arc: 0,
            real_arcs,
        };
        for arc in &network.arcs {
            supply[arc.from] = supply[arc.from].checked_sub(arc.low).ok_or(FlowRefused::TooLarge)?;
            supply[arc.to] = supply[arc.to].checked_add(arc.low).ok_or(FlowRefused::TooLarge)?;
            let room = if arc.capacity >= ENDLESS { i64::MAX / 4 } else { arc.capacity - arc.low };
            simplex.put(arc.from, arc.to, arc.cost, room);
        }
        for (node, supply) in supply.iter().enumerate() {
            let arc = real_arcs + node;
            simplex.state[arc] = State::Tree;
            simplex.flow[arc] = supply.abs();
            if *supply >= 0 {
                simplex.put(node, nodes, 0, i64::MAX / 4);
                simplex.tree.hang(node, arc, Direction::Up, 0);
            } else {
                simplex.put(nodes, node, big, i64::MAX / 4);
                simplex.tree.hang(node, arc, Direction::Down, big);
            }
        }
        Ok(simplex)
    }

    fn put(&mut self, from: usize, to: usize, cost: i64, room: i64) {
        self.from.push(from as u32);
        self.to.push(to as u32);
        self.cost.push(cost);
        self.room.push(room);
    }

    /// The arc of the next block with the largest saving; `None` where no arc saves anything.
    fn entering(&mut self) -> Option<usize> {
        let arcs = self.real_arcs;
        let block = ((arcs as f64).sqrt() as usize).max(20);
        let (mut best, mut saving) = (None, 0);
        let (mut arc, mut in_block) = (self.next_arc, 0);
        for _ in 0..arcs {
            let reduced = self.cost[arc] + self.tree.price[self.from[arc] as usize]
                - self.tree.price[self.to[arc] as usize];
            let saves = match self.state[arc] {
                State::Lower => -reduced,
                State::Upper => reduced,
                State::Tree => 0,
            };
            if saves > saving {
                (best, saving) = (Some(arc), saves);
            }
            arc = if arc + 1 == arcs { 0 } else { arc + 1 };
            in_block += 1;
            if in_block == block {
                if best.is_some() {
                    break;
                }
                in_block = 0;
            }
        }
        self.next_arc = arc;
        best
    }

    /// Sends what it can round the cycle that the entering arc closes, and changes the tree.
    fn pivot(&mut self, entering: usize) -> Result<(), FlowRefused> {
        let (from, to) = (self.from[entering] as usize, self.to[entering] as usize);
        let forwards = self.state[entering] == State::Lower;
        let (first, second) = if forwards { (from, to) } else { (to, from) };
        let join = self.tree.join(from, to);
        let mut most = self.room[entering];
        let mut leaving = None;
        // Against the flow on the way down to `first`, with it on the way up from `second`. The unequal comparisons keep
        // the tree strongly feasible.
        let mut node = first;
        while node != join {
            let (arc, direction) = self.tree.arc(node);
            let left = match direction {
                Direction::Up => self.flow[arc],
                Direction::Down => self.room[arc] - self.flow[arc],
            };
            if left < most {
                (most, leaving) = (left, Some((node, first, second)));
            }
            node = self.tree.parent(node);
        }
        node = second;
        while node != join {
            let (arc, direction) = self.tree.arc(node);
            let left = match direction {
                Direction::Up => self.room[arc] - self.flow[arc],
                Direction::Down => self.flow[arc],
            };
            if left <= most {
                (most, leaving) = (left, Some((node, second, first)));
            }
            node = self.tree.parent(node);
        }
        if most >= ENDLESS {
            return Err(FlowRefused::Unbounded);
        }
        let sent = if forwards { most } else { -most };
        self.send(entering, sent, join);
        let Some((cut, inner, outer)) = leaving else {
            self.state[entering] = if forwards { State::Upper } else { State::Lower };
            return Ok(());
        };
        let (old, _) = self.tree.arc(cut);
        self.state[old] = if self.flow[old] == 0 { State::Lower } else { State::Upper };
        self.state[entering] = State::Tree;
        let direction = if inner == from { Direction::Up } else { Direction::Down };
        self.tree.rehang(cut, inner, outer, entering, direction, self.cost[entering]);
        Ok(())
    }

    fn send(&mut self, entering: usize, units: i64, join: usize) {
        if units == 0 {
            return;
        }
        self.flow[entering] += units;
        for (mut node, sign) in [(self.from[entering] as usize, -1), (self.to[entering] as usize, 1)] {
            while node != join {
                let (arc, direction) = self.tree.arc(node);
                self.flow[arc] += match direction {
                    Direction::Up => sign * units,
                    Direction::Down => -sign * units,
                };
                node = self.tree.parent(node);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;

    fn arc(from: usize, to: usize, capacity: i64, cost: i64) -> Arc {
        Arc { from, to, low: 0, capacity, cost }
    }

    #[test]
    fn a_small_network() {
        let network = Network {
            supply: vec![4, 0, 0, -4],
            arcs: vec![arc(0, 1, 4, 2), arc(0, 2, 2, 2), arc(1, 2, 2, 1), arc(1, 3, 3, 3), arc(2, 3, 5, 1)],
        };
        assert_eq!(cheapest_flow(&network).unwrap().cost, 14);
    }

    #[test]
    fn what_cannot_be_delivered_is_counted() {
        let network = Network { supply: vec![4, -4], arcs: vec![arc(0, 1, 3, 1)] };
        assert_eq!(cheapest_flow(&network), Err(FlowRefused::Infeasible { undelivered: 1 }));
    }

    #[test]
    fn endless_gain_is_refused() {
        let network =
            Network { supply: vec![0, 0], arcs: vec![arc(0, 1, ENDLESS, -1), arc(1, 0, ENDLESS, -1)] };
        assert_eq!(cheapest_flow(&network), Err(FlowRefused::Unbounded));
    }

    /// No arc off its limits has a reduced cost of the wrong sign, and every node's books balance: that is optimality.
    #[test]
    fn random_networks_end_in_a_certificate() {
        for seed in 0..60 {
            let mut chance = Chance::new(seed, 9);
            let nodes = 3 + chance.below(12);
            let mut supply = vec![0i64; nodes];
            for _ in 0..nodes {
                let (a, b, units) = (chance.below(nodes), chance.below(nodes), chance.below(10) as i64);
                supply[a] += units;
                supply[b] -= units;
            }
            let mut arcs: Vec<Arc> = (0..nodes).map(|n| arc(n, (n + 1) % nodes, 1000, 500)).collect();
            for _ in 0..nodes * 3 {
                let low = chance.below(2) as i64;
                let capacity = low + chance.below(15) as i64;
                let cost = chance.below(40) as i64 - 8;
                arcs.push(Arc { from: chance.below(nodes), to: chance.below(nodes), low, capacity, cost });
            }
            let network = Network { supply, arcs };
            let flow = by_simplex(&network).unwrap();
            let mut balance = network.supply.clone();
            for (arc, units) in network.arcs.iter().zip(&flow.units) {
                assert!((arc.low..=arc.capacity).contains(units));
                balance[arc.from] -= units;
                balance[arc.to] += units;
                let reduced = arc.cost + flow.prices[arc.from] - flow.prices[arc.to];
                assert!(reduced >= 0 || *units == arc.capacity, "seed {seed}");
                assert!(reduced <= 0 || *units == arc.low, "seed {seed}");
            }
            assert!(balance.iter().all(|b| *b == 0), "seed {seed}");
        }
    }
}
