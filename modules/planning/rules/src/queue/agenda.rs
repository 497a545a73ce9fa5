//! The agenda of a simulation: what happens next. A heap with four children a node, entries held in place; equal times
//! come out in the order they were put in, so that a run can be made again exactly.

/// What is to happen, earliest first.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    entries: Vec<Entry<E>>,
    made: u32,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    time: f64,
    order: u32,
    event: E,
}

impl<E: Copy> Entry<E> {
    #[inline]
    fn before(&self, other: &Entry<E>) -> bool {
        self.time < other.time || (self.time == other.time && self.order < other.order)
    }
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Agenda { entries: Vec::new(), made: 0 }
    }
}

impl<E: Copy> Agenda<E> {
    /// Puts an event on the agenda.
    #[inline]
    pub fn put(&mut self, time: f64, event: E) {
        self.made = self.made.wrapping_add(1);
        let entry = Entry { time, order: self.made, event };
        self.entries.push(entry);
        let mut at = self.entries.len() - 1;
        while at > 0 {
            let parent = (at - 1) / 4;
            if !entry.before(&self.entries[parent]) {
                break;
            }
            self.entries[at] = self.entries[parent];
            at = parent;
        }
        self.entries[at] = entry;
    }

    /// Takes the next event off.
    #[inline]
    pub fn take(&mut self) -> Option<(f64, E)> {
        let last = self.entries.pop()?;
        let Some(first) = self.entries.first().copied() else {
            return Some((last.time, last.event));
        };
        self.sink(last);
        Some((first.time, first.event))
    }

    /// Looks at the next event without taking it.
    #[inline]
    pub fn next(&self) -> Option<(f64, E)> {
        self.entries.first().map(|e| (e.time, e.event))
    }

    /// Puts an event in the place of the next one: a take and a put in one movement.
    #[inline]
    pub fn replace_next(&mut self, time: f64, event: E) {
        self.made = self.made.wrapping_add(1);
        if self.entries.is_empty() {
            self.put(time, event);
        } else {
            self.sink(Entry { time, order: self.made, event });
        }
    }

    /// Puts an entry in the place of the first and lets it sink.
    #[inline]
    fn sink(&mut self, entry: Entry<E>) {
        let count = self.entries.len();
        let mut at = 0;
        loop {
            let first_child = 4 * at + 1;
            if first_child >= count {
                break;
            }
            let mut least = first_child;
            for child in first_child + 1..(first_child + 4).min(count) {
                if self.entries[child].before(&self.entries[least]) {
                    least = child;
                }
            }
            if !self.entries[least].before(&entry) {
                break;
            }
            self.entries[at] = self.entries[least];
            at = least;
        }
        self.entries[at] = entry;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;

    #[test]
    fn events_come_in_order_of_time_and_then_of_asking() {
        let mut chance = Chance::new(1, 1);
        let mut agenda = Agenda::default();
        let mut expected: Vec<(u64, u32)> = Vec::new();
        for number in 0..500u32 {
            let time = chance.below(50) as u64;
            agenda.put(time as f64, number);
            expected.push((time, number));
        }
        expected.sort();
        let mut found = Vec::new();
        while let Some((time, number)) = agenda.take() {
            found.push((time as u64, number));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn replacing_is_taking_and_putting() {
        let mut agenda = Agenda::default();
        for time in [3.0, 1.0, 2.0] {
            agenda.put(time, time as u32);
        }
        agenda.replace_next(2.5, 9);
        let order: Vec<u32> = std::iter::from_fn(|| agenda.take().map(|(_, e)| e)).collect();
        assert_eq!(order, [2, 9, 3]);
    }
}
