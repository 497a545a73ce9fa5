//! The spanning tree of the network simplex: parents, children and prices, changed only where a pivot touches them.

/// Which way a node's arc to its parent points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Direction {
    /// From the node to its parent.
    Up,
    /// From the parent to the node.
    Down,
}

const NONE: u32 = u32::MAX;

/// A tree over the nodes and one root beyond them. A price makes every tree arc cost nothing.
pub(super) struct Tree {
    parent: Vec<u32>,
    arc: Vec<u32>,
    direction: Vec<Direction>,
    depth: Vec<u32>,
    first_child: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
    pub(super) price: Vec<i64>,
    stack: Vec<u32>,
}

impl Tree {
    /// A root alone; every node is to be hung on it.
    pub(super) fn star(nodes: usize) -> Tree {
        Tree {
            parent: vec![NONE; nodes + 1],
            arc: vec![NONE; nodes + 1],
            direction: vec![Direction::Up; nodes + 1],
            depth: vec![0; nodes + 1],
            first_child: vec![NONE; nodes + 1],
            next: vec![NONE; nodes + 1],
            previous: vec![NONE; nodes + 1],
            price: vec![0; nodes + 1],
            stack: Vec::new(),
        }
    }

    /// Hangs a node on the root.
    pub(super) fn hang(&mut self, node: usize, arc: usize, direction: Direction, price: i64) {
        let root = self.parent.len() - 1;
        self.depth[node] = 1;
        self.price[node] = price;
        self.attach(node, root, arc, direction);
    }

    pub(super) fn parent(&self, node: usize) -> usize {
        self.parent[node] as usize
    }

    pub(super) fn arc(&self, node: usize) -> (usize, Direction) {
        (self.arc[node] as usize, self.direction[node])
    }

    /// The lowest node above both.
    pub(super) fn join(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            if self.depth[a] >= self.depth[b] {
                a = self.parent(a);
            } else {
                b = self.parent(b);
            }
        }
        a
    }

    fn attach(&mut self, node: usize, parent: usize, arc: usize, direction: Direction) {
        self.parent[node] = parent as u32;
        self.arc[node] = arc as u32;
        self.direction[node] = direction;
        let first = self.first_child[parent];
        self.next[node] = first;
        self.previous[node] = NONE;
        if first != NONE {
            self.previous[first as usize] = node as u32;
        }
        self.first_child[parent] = node as u32;
    }

    fn detach(&mut self, node: usize) {
        let (previous, next) = (self.previous[node], self.next[node]);
        if previous == NONE {
            let parent = self.parent(node);
            self.first_child[parent] = next;
        } else {
            self.next[previous as usize] = next;
        }
        if next != NONE {
            self.previous[next as usize] = previous;
        }
    }

    /// Cuts the part below `cut` off and hangs it by its node `inner` on `outer`, along the entering arc.
    pub(super) fn rehang(
        &mut self,
        cut: usize,
        inner: usize,
        outer: usize,
        entering: usize,
        direction: Direction,
        cost: i64,
    ) {
        let (mut node, mut parent, mut arc, mut way) = (inner, outer, entering, direction);
        loop {
            let (old_parent, (old_arc, old_way)) = (self.parent(node), self.arc(node));
            self.detach(node);
            self.attach(node, parent, arc, way);
            if node == cut {
                break;
            }
            way = match old_way {
                Direction::Up => Direction::Down,
                Direction::Down => Direction::Up,
            };
            (parent, node, arc) = (node, old_parent, old_arc);
        }
        let change = match direction {
            Direction::Up => self.price[outer] - self.price[inner] - cost,
            Direction::Down => self.price[outer] - self.price[inner] + cost,
        };
        self.stack.push(inner as u32);
        while let Some(node) = self.stack.pop() {
            let node = node as usize;
            self.price[node] += change;
            self.depth[node] = self.depth[self.parent(node)] + 1;
            let mut child = self.first_child[node];
            while child != NONE {
                self.stack.push(child);
                child = self.next[child as usize];
            }
        }
    }
}
