//! One to one at least cost: shortest augmenting paths with prices (Jonker and Volgenant 1987, dense form).

/// For each row of a square matrix the column it gets, and the total; `cells` is row by row.
pub fn assign(side: usize, cells: &[i64]) -> (Vec<usize>, i64) {
    let mut row_of = vec![usize::MAX; side];
    let mut column_of = vec![usize::MAX; side];
    let mut row_price = vec![0i64; side];
    let mut column_price: Vec<i64> =
        (0..side).map(|c| (0..side).map(|r| cells[r * side + c]).min().unwrap_or(0)).collect();
    // Rows that find a free column at no extra cost take it at once; most do.
    for row in 0..side {
        let reduced = |c: usize| cells[row * side + c] - column_price[c];
        row_price[row] = (0..side).map(reduced).min().unwrap_or(0);
        let free = (0..side).find(|c| row_of[*c] == usize::MAX && reduced(*c) == row_price[row]);
        if let Some(column) = free {
            row_of[column] = row;
            column_of[row] = column;
        }
    }
    let mut distance = vec![i64::MAX; side];
    let mut came_from = vec![0usize; side];
    let mut done = vec![false; side];
    for start in 0..side {
        if column_of[start] != usize::MAX {
            continue;
        }
        distance.fill(i64::MAX);
        done.fill(false);
        let (mut row, mut so_far) = (start, 0);
        let end = loop {
            let mut nearest = (i64::MAX, usize::MAX);
            for column in 0..side {
                if done[column] {
                    continue;
                }
                let along = so_far + cells[row * side + column] - row_price[row] - column_price[column];
                if along < distance[column] {
                    distance[column] = along;
                    came_from[column] = row;
                }
                nearest = nearest.min((distance[column], column));
            }
            let (length, column) = nearest;
            so_far = length;
            if row_of[column] == usize::MAX {
                break column;
            }
            done[column] = true;
            row = row_of[column];
        };
        for column in 0..side {
            if done[column] {
                column_price[column] += distance[column] - so_far;
                row_price[row_of[column]] += so_far - distance[column];
            }
        }
        row_price[start] += so_far;
        let mut column = end;
        loop {
            let row = came_from[column];
            row_of[column] = row;
            let next = column_of[row];
            column_of[row] = column;
            if row == start {
                break;
            }
            column = next;
        }
    }
    let total = (0..side).map(|r| cells[r * side + column_of[r]]).sum();
    (column_of, total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;
    use crate::matching::{Arc, Network, cheapest_flow};

    #[test]
    fn three_by_three() {
        assert_eq!(assign(3, &[4, 1, 3, 2, 0, 5, 3, 2, 2]), (vec![1, 0, 2], 5));
    }

    #[test]
    fn agrees_with_the_flow() {
        for seed in 0..40 {
            let mut chance = Chance::new(seed, 4);
            let side = 1 + chance.below(12);
            let cells: Vec<i64> = (0..side * side).map(|_| chance.below(30) as i64).collect();
            let arcs = (0..side * side)
                .map(|at| Arc { from: at / side, to: side + at % side, low: 0, capacity: 1, cost: cells[at] })
                .collect();
            let supply = (0..2 * side).map(|n| if n < side { 1 } else { -1 }).collect();
            let flow = cheapest_flow(&Network { supply, arcs }).unwrap();
            assert_eq!(i128::from(assign(side, &cells).1), flow.cost, "seed {seed}");
        }
    }
}
