//! Capacitated p-median files: OR-Library's `pmedcap` and Lorena's `sjc`.

use super::{Unreadable, Words};

/// Customers who are also the candidate sites, with demand and room.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacitated {
    /// Where each is.
    pub points: Vec<[f64; 2]>,
    /// Demand of each customer.
    pub demand: Vec<u32>,
    /// Room at each site.
    pub capacity: Vec<u32>,
    /// How many sites the file asks for.
    pub open_count: usize,
    /// Whether distances are rounded down to whole numbers.
    pub rounded_down: bool,
}

const POINTS_MAX: u64 = 20_000;
const DEMAND_MAX: u64 = 1_000_000;

/// Line 1: number and best known value (not used); line 2: n, p, capacity; then id, x, y, demand.
pub fn pmedcap(text: &str) -> Result<Capacitated, Unreadable> {
    if text.trim().is_empty() {
        return Err(Unreadable::whole(
            "the file is empty: expected “number best”, “n p capacity”, then the customers",
        ));
    }
    let mut words = Words::new(text);
    words.real("number")?;
    words.real("best known")?;
    let n = words.whole("n", 1, POINTS_MAX)? as usize;
    let open_count = words.whole("p", 1, POINTS_MAX)? as usize;
    let capacity = words.whole("capacity", 0, DEMAND_MAX)? as u32;
    let (mut points, mut demand) = (Vec::new(), Vec::new());
    for _ in 0..n {
        words.whole("id", 0, u64::MAX)?;
        points.push([words.real("x")?, words.real("y")?]);
        demand.push(words.whole("demand", 0, DEMAND_MAX)? as u32);
    }
    nothing_left(&mut words)?;
    Ok(Capacitated { points, demand, capacity: vec![capacity; n], open_count, rounded_down: true })
}

/// Line 1: n, p; then x, y, capacity, demand.
pub fn sjc(text: &str) -> Result<Capacitated, Unreadable> {
    if text.trim().is_empty() {
        return Err(Unreadable::whole("the file is empty: expected “n p” and then “x y capacity demand”"));
    }
    let mut words = Words::new(text);
    let n = words.whole("n", 1, POINTS_MAX)? as usize;
    let open_count = words.whole("p", 1, POINTS_MAX)? as usize;
    let (mut points, mut demand, mut capacity) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n {
        points.push([words.real("x")?, words.real("y")?]);
        capacity.push(words.whole("capacity", 0, DEMAND_MAX)? as u32);
        demand.push(words.whole("demand", 0, DEMAND_MAX)? as u32);
    }
    nothing_left(&mut words)?;
    Ok(Capacitated { points, demand, capacity, open_count, rounded_down: false })
}

fn nothing_left(words: &mut Words<'_>) -> Result<(), Unreadable> {
    match words.next() {
        None => Ok(()),
        Some((line, word)) => {
            let why =
                format!("“{}” after the last customer: correct the number of customers", super::shown(word));
            Err(Unreadable { line, field: None, why })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_are_read() {
        let read = pmedcap("1 713\n2 1 120\n1 2 62 3\n2 80 25 14\n").unwrap();
        assert_eq!((read.open_count, read.capacity[1], read.demand[1]), (1, 120, 14));
        let read = sjc("2 1\n4 3 720 50\n1 1 720 4\n").unwrap();
        assert_eq!((read.capacity[0], read.demand[0], read.rounded_down), (720, 50, false));
    }

    #[test]
    fn short_and_long_files_are_refused() {
        assert!(
            pmedcap("1 713\n2 1 120\n1 2 62 3\n").unwrap_err().to_string().contains("the file ends here")
        );
        assert!(sjc("1 1\n4 3 720 50\n7\n").unwrap_err().to_string().starts_with("line 3"));
    }
}
