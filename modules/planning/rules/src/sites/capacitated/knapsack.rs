//! The 0/1 knapsack, exactly: depth first with the fractional bound (Horowitz and Sahni 1974), and dynamic programming
//! for the few where that takes too long.

/// One thing that could go in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub profit: i64,
    pub weight: i64,
    pub customer: u32,
}

/// Most profit per weight first.
pub(super) fn sort(items: &mut [Item]) {
    items.sort_unstable_by(|a, b| {
        let in_short = a.profit.checked_mul(b.weight).zip(b.profit.checked_mul(a.weight));
        let order = match in_short {
            Some((left, right)) => right.cmp(&left),
            None => (i128::from(b.profit) * i128::from(a.weight))
                .cmp(&(i128::from(a.profit) * i128::from(b.weight))),
        };
        order.then(a.customer.cmp(&b.customer))
    });
}

/// The most profit if the last thing might be cut; never less than the true most, and rounded down.
pub(super) fn fractional(items: &[Item], mut room: i64, skip: u32) -> i64 {
    let mut profit = 0;
    for item in items {
        if item.customer == skip {
            continue;
        }
        if item.weight <= room {
            room -= item.weight;
            profit += item.profit;
        } else {
            let part = match item.profit.checked_mul(room) {
                Some(product) => product / item.weight,
                None => (i128::from(item.profit) * i128::from(room) / i128::from(item.weight)) as i64,
            };
            return profit + part;
        }
    }
    profit
}

const STEPS_MAX: u32 = 20_000;

/// The most profit, and which customers make it; items are sorted.
pub(super) fn exact(items: &[Item], room: i64, chosen: &mut Vec<u32>) -> i64 {
    chosen.clear();
    let mut taken: Vec<usize> = Vec::new();
    let mut best_taken: Vec<usize> = Vec::new();
    let (mut best, mut profit, mut left) = (-1i64, 0i64, room);
    let mut at = 0;
    let mut steps = 0u32;
    loop {
        // Forwards: take while it fits and can still beat the best.
        while at < items.len() {
            steps += 1;
            if steps > STEPS_MAX {
                return by_table(items, room, chosen);
            }
            let item = items[at];
            if item.weight <= left {
                left -= item.weight;
                profit += item.profit;
                taken.push(at);
                at += 1;
            } else {
                if profit + fractional(&items[at..], left, u32::MAX) <= best {
                    break;
                }
                at += 1;
            }
        }
        if at == items.len() && profit > best {
            best = profit;
            best_taken.clone_from(&taken);
        }
        // Back: leave out the last taken, where that can still beat the best.
        loop {
            let Some(last) = taken.pop() else {
                chosen.extend(best_taken.iter().map(|t| items[*t].customer));
                return best.max(0);
            };
            left += items[last].weight;
            profit -= items[last].profit;
            if profit + fractional(&items[last + 1..], left, u32::MAX) > best {
                at = last + 1;
                break;
            }
        }
    }
}

fn by_table(items: &[Item], room: i64, chosen: &mut Vec<u32>) -> i64 {
    chosen.clear();
    let room = room as usize;
    let mut most = vec![0i64; room + 1];
    let mut took = vec![false; items.len() * (room + 1)];
    for (at, item) in items.iter().enumerate() {
        let weight = item.weight as usize;
        for used in (weight..=room).rev() {
            let with = most[used - weight] + item.profit;
            if with > most[used] {
                most[used] = with;
                took[at * (room + 1) + used] = true;
            }
        }
    }
    let mut used = room;
    for (at, item) in items.iter().enumerate().rev() {
        if took[at * (room + 1) + used] {
            chosen.push(item.customer);
            used -= item.weight as usize;
        }
    }
    most[room]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;

    #[test]
    fn both_ways_agree() {
        for seed in 0..300 {
            let mut chance = Chance::new(seed, 6);
            let mut items: Vec<Item> = (0..chance.below(25) as u32)
                .map(|customer| Item {
                    profit: 1 + chance.below(50) as i64,
                    weight: chance.below(20) as i64,
                    customer,
                })
                .collect();
            sort(&mut items);
            let room = chance.below(80) as i64;
            let (mut one, mut two) = (Vec::new(), Vec::new());
            let profit = exact(&items, room, &mut one);
            assert_eq!(profit, by_table(&items, room, &mut two), "seed {seed}");
            assert!(fractional(&items, room, u32::MAX) >= profit);
            for chosen in [&one, &two] {
                let of = |f: fn(&Item) -> i64| {
                    items.iter().filter(|i| chosen.contains(&i.customer)).map(f).sum::<i64>()
                };
                assert_eq!(of(|i| i.profit), profit, "seed {seed}");
                assert!(of(|i| i.weight) <= room);
            }
        }
    }
}
