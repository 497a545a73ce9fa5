//! OR-Library's p-median graphs: "vertices edges p", then one undirected edge a line, "i j cost". A later line for the
//! same pair replaces the earlier one (Beasley's own rule). Journeys are the shortest paths.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use rayon::prelude::*;

use super::{Unreadable, Words};
use crate::sites::Journeys;

const VERTICES_MAX: u64 = 20_000;
const EDGE_COST_MAX: u64 = 1_000_000_000;

/// A graph that was read.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Shortest paths between all vertices.
    pub journeys: Journeys,
    /// The `p` that the file asks for.
    pub open_count: usize,
    /// Pairs of vertices that were given more than once, each with the cost of its last line.
    pub pairs_again: usize,
}

/// Reads a graph.
pub fn pmed(text: &str) -> Result<Graph, Unreadable> {
    let mut words = Words::new(text);
    if text.trim().is_empty() {
        return Err(Unreadable::whole(
            "the file is empty: expected “vertices edges p” and then one edge a line",
        ));
    }
    let vertices = words.whole("vertices", 1, VERTICES_MAX)? as usize;
    let edges = words.whole("edges", 0, 100_000_000)?;
    let open_count = words.whole("p", 1, VERTICES_MAX)? as usize;
    let mut costs: HashMap<(u32, u32), u32> = HashMap::new();
    let mut again: HashSet<(u32, u32)> = HashSet::new();
    for _ in 0..edges {
        let from = words.whole("from", 1, vertices as u64)? as u32 - 1;
        let to = words.whole("to", 1, vertices as u64)? as u32 - 1;
        let cost = words.whole("cost", 0, EDGE_COST_MAX)? as u32;
        if costs.insert((from.min(to), from.max(to)), cost).is_some() {
            again.insert((from.min(to), from.max(to)));
        }
    }
    if let Some((line, word)) = words.next() {
        let why =
            format!("“{}” after the last of {edges} edges: correct the number of edges", super::shown(word));
        return Err(Unreadable { line, field: None, why });
    }
    let mut near: Vec<Vec<(u32, u32)>> = vec![Vec::new(); vertices];
    for ((a, b), cost) in costs {
        near[a as usize].push((b, cost));
        near[b as usize].push((a, cost));
    }
    let rows: Vec<Vec<u64>> = (0..vertices).into_par_iter().map(|from| shortest(&near, from)).collect();
    let mut cells = Vec::with_capacity(vertices * vertices);
    for (from, row) in rows.iter().enumerate() {
        for (to, cost) in row.iter().enumerate() {
            if *cost == u64::MAX {
                let why = format!(
                    "the graph is not connected: there is no way from vertex {} to vertex {}; add the missing edges",
                    from + 1,
                    to + 1
                );
                return Err(Unreadable::whole(why));
            }
            let Ok(cost) = u32::try_from(*cost) else {
                return Err(Unreadable::whole(format!(
                    "the shortest path from vertex {} to {} is longer than {}: use larger units",
                    from + 1,
                    to + 1,
                    u32::MAX
                )));
            };
            cells.push(cost);
        }
    }
    Ok(Graph { journeys: Journeys::Table { sites: vertices, cells }, open_count, pairs_again: again.len() })
}

/// Dijkstra from one vertex; `u64::MAX` where there is no way.
fn shortest(near: &[Vec<(u32, u32)>], from: usize) -> Vec<u64> {
    let mut cost = vec![u64::MAX; near.len()];
    let mut queue = BinaryHeap::new();
    cost[from] = 0;
    queue.push(Reverse((0u64, from as u32)));
    while let Some(Reverse((so_far, at))) = queue.pop() {
        if so_far > cost[at as usize] {
            continue;
        }
        for (next, step) in &near[at as usize] {
            let total = so_far + u64::from(*step);
            if total < cost[*next as usize] {
                cost[*next as usize] = total;
                queue.push(Reverse((total, *next)));
            }
        }
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_edge_replaces_an_earlier_one_and_paths_add_up() {
        let Graph { journeys, open_count, pairs_again } =
            pmed("3 5 1\n1 2 5\n2 3 4\n2 1 2\n1 2 7\n2 1 2\n").unwrap();
        assert_eq!((open_count, pairs_again), (1, 1));
        assert_eq!((journeys.cost(0, 1), journeys.cost(0, 2)), (2, 6));
    }

    #[test]
    fn bad_graphs_are_refused_with_their_line() {
        let why = |text: &str| pmed(text).unwrap_err().to_string();
        assert!(why("").contains("empty"));
        assert!(why("3 1 1\n1 2 5\n").contains("not connected"));
        assert_eq!(why("2 1 1\n1 2 -5\n"), "line 2, cost: -5 is too small: it must be at least 0");
        assert_eq!(why("2 1 1\n1 3 5\n"), "line 2, to: 3 is too large: it may be at most 2");
        assert!(why("2 1 1\n1 2 NaN\n").contains("not a whole number"));
        assert!(why("2 2 1\n1 2 5\n").contains("the file ends here"));
        assert!(why("2 1 1\n1 2 5\n1 2 6\n").starts_with("line 3"));
        assert!(why("2 1 1\n1 2 99999999999999999999\n").contains("too large"));
    }
}
