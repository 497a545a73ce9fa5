//! Matching files: OR-Library's `assign` matrices and DIMACS minimum-cost flow networks.

use super::{Unreadable, Words, whole};
use crate::matching::{Arc, Network};

const SIDE_MAX: u64 = 20_000;
const COST_MAX: u64 = 1_000_000_000_000;

/// The side of a square cost matrix and its cells, row by row.
pub fn assign(text: &str) -> Result<(usize, Vec<i64>), Unreadable> {
    if text.trim().is_empty() {
        return Err(Unreadable::whole("the file is empty: expected n and then an n by n matrix of costs"));
    }
    let mut words = Words::new(text);
    let side = words.whole("n", 1, SIDE_MAX)? as usize;
    let mut cells = Vec::new();
    for _ in 0..side * side {
        cells.push(words.whole("cost", 0, COST_MAX)? as i64);
    }
    if let Some((line, word)) = words.next() {
        let why = format!("“{}” after the last of {side} by {side} costs", super::shown(word));
        return Err(Unreadable { line, field: None, why });
    }
    Ok((side, cells))
}

/// A DIMACS minimum-cost flow network: `p min nodes arcs`, `n node supply`, `a from to low capacity cost`.
pub fn dimacs(text: &str) -> Result<Network, Unreadable> {
    let mut network: Option<(Network, u64)> = None;
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        if let (Some(arc), Some((network, _))) = (plain_arc(line.as_bytes()), &mut network)
            && arc.from < network.supply.len()
            && arc.to < network.supply.len()
        {
            network.arcs.push(arc);
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        match (words.as_slice(), &mut network) {
            ([] | ["c", ..], _) => {}
            (["p", "min", nodes, arcs], None) => {
                let nodes = whole(number, "nodes", nodes, 1, 10_000_000)? as usize;
                let arcs = whole(number, "arcs", arcs, 0, 100_000_000)?;
                // No arc is shorter than "a 1 2 0 1 1" and its end of line: a promise is not believed beyond the text.
                let expected = (arcs as usize).min(text.len() / 12);
                network =
                    Some((Network { supply: vec![0; nodes], arcs: Vec::with_capacity(expected) }, arcs));
            }
            (["n", node, supply], Some((network, _))) => {
                let node = whole(number, "node", node, 1, network.supply.len() as u64)? as usize;
                network.supply[node - 1] = signed(number, "supply", supply)?;
            }
            (["a", from, to, low, capacity, cost], Some((network, _))) => {
                let nodes = network.supply.len() as u64;
                let from = whole(number, "from", from, 1, nodes)? as usize - 1;
                let to = whole(number, "to", to, 1, nodes)? as usize - 1;
                let (low, capacity) = (signed(number, "low", low)?, signed(number, "capacity", capacity)?);
                // By DIMACS custom a negative capacity means that there is none.
                let capacity = if capacity < 0 { i64::MAX / 4 } else { capacity };
                if low < 0 || low > capacity {
                    return Err(Unreadable::at(number, "low", "must be from 0 to the capacity"));
                }
                network.arcs.push(Arc { from, to, low, capacity, cost: signed(number, "cost", cost)? });
            }
            _ => {
                let why = format!("“{}” is not a DIMACS minimum-cost flow line here", super::shown(line));
                return Err(Unreadable { line: number, field: None, why });
            }
        }
    }
    let Some((network, arcs)) = network else {
        return Err(Unreadable::whole(
            "no “p min nodes arcs” line: expected a DIMACS minimum-cost flow file",
        ));
    };
    if network.arcs.len() as u64 != arcs {
        return Err(Unreadable::whole(format!("{arcs} arcs promised but {} given", network.arcs.len())));
    }
    let surplus: i128 = network.supply.iter().map(|s| i128::from(*s)).sum();
    if surplus != 0 {
        let why = format!("supplies and demands differ by {surplus}: they must add up to 0");
        return Err(Unreadable::whole(why));
    }
    Ok(network)
}

/// An arc as almost every file writes it: `a` and five plain numbers of at most twelve figures. Whatever else a line may
/// be is left to the slower reading, which has the words for it.
fn plain_arc(line: &[u8]) -> Option<Arc> {
    let mut rest = line.strip_prefix(b"a ")?;
    let mut five = [0i64; 5];
    for value in &mut five {
        while let [b' ', after @ ..] = rest {
            rest = after;
        }
        let figures = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if figures == 0 || figures > 12 {
            return None;
        }
        let (number, after) = rest.split_at(figures);
        *value = number.iter().fold(0, |so_far, byte| so_far * 10 + i64::from(byte - b'0'));
        rest = after;
        if !matches!(rest, [] | [b' ', ..]) {
            return None;
        }
    }
    let [from, to, low, capacity, cost] = five;
    let plain = rest.iter().all(|byte| *byte == b' ') && from > 0 && to > 0 && low <= capacity;
    plain.then(|| Arc { from: from as usize - 1, to: to as usize - 1, low, capacity, cost })
}

fn signed(line: usize, field: &'static str, word: &str) -> Result<i64, Unreadable> {
    let most = COST_MAX as i64;
    match word.parse::<i64>() {
        Ok(value) if value.abs() <= most => Ok(value),
        Ok(_) => Err(Unreadable::at(
            line,
            field,
            format!("{} is too large: it may be at most {most}", super::shown(word)),
        )),
        Err(_) => Err(Unreadable::at(line, field, format!("“{}” is not a whole number", super::shown(word)))),
    }
}
