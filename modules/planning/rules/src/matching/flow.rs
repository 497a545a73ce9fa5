//! Minimum-cost flow.

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
