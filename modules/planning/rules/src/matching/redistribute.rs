//! A waiting list moved between hosts: who could be seen where and when in the coming weeks, so that fewest fall due
//! unseen, the most urgent first, and then with the fewest miles; and what one more session would change.

use rayon::prelude::*;

use super::waiting_list::{Spread, SpreadRefused, WaitingList, spread};

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// 1 the most urgent, then 2 and 3.
    pub class: u8,
    /// The method, by its place in a list of at most 32.
    pub method: u8,
    /// Days from today until it falls due; below 0 it has already.
    pub due_in: i32,
    /// Who has it now, by place in the list of hosts.
    pub host: usize,
    /// Whether the person would go elsewhere.
    pub may_move: bool,
    /// How many tenths of a mile a move must save at least to be worth it, where it saves no breach.
    pub move_tenths: u32,
    /// The miles to each host, in tenths; none where it may not be seen there: not accepted, nobody competent, no
    /// agreement.
    pub tenths: Vec<Option<u32>>,
}

/// Free places of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Whose, by place in the list of hosts.
    pub host: usize,
    /// Days from today.
    pub in_days: i32,
    /// The methods it can do: bit n for method n.
    pub methods: u32,
    /// Free places.
    pub places: u32,
}

/// What an arrangement comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Seen within the weeks looked at.
    pub seen: i64,
    /// Not seen by the day they fall due, those not seen at all among them.
    pub breaches: i64,
    /// Of those, in class 1.
    pub urgent_breaches: i64,
    /// Tenths of a mile that those who are seen travel, added up.
    pub tenths: i64,
    /// Who are seen by another host than has them now.
    pub moved: i64,
}

/// An arrangement: for each person the room, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrangement {
    /// The room of each person, by place in the list.
    pub room: Vec<Option<usize>>,
    /// What it comes to.
    pub figures: Figures,
    /// What one more place in each room would save, in the search's own cost.
    pub one_more: Vec<i64>,
}

/// What a breach costs by class, in tenths of a mile: more than any journeys of the class below are worth together, up to
/// two hundred people; and not to be seen at all twice as much.
const BREACH: [u32; 3] = [400_000_000, 2_000_000, 10_000];

impl Waiting {
    fn breach(&self) -> u32 {
        BREACH[usize::from(self.class.clamp(1, 3)) - 1]
    }

    fn may(&self, room: &Room) -> Option<u32> {
        let here = room.host == self.host || self.may_move;
        let can = room.methods & (1 << self.method) != 0 && here;
        self.tenths.get(room.host).copied().flatten().filter(|_| can)
    }

    fn cost(&self, room: &Room) -> Option<u32> {
        let tenths = self.may(room)?;
        let late = if room.in_days > self.due_in { self.breach() } else { 0 };
        let moving = if room.host == self.host { 0 } else { self.move_tenths };
        Some(late + tenths.saturating_add(moving).min(5_000))
    }
}

/// Arranges: optimal, by classes and then by miles. `moving` false keeps everybody with the host who has them.
pub fn arrange(people: &[Waiting], rooms: &[Room], moving: bool) -> Result<Arrangement, SpreadRefused> {
    let mut capacity: Vec<u32> = rooms.iter().map(|room| room.places).collect();
    // The last room has no walls: whoever is in it isn't seen in these weeks.
    capacity.push(u32::try_from(people.len()).unwrap_or(u32::MAX));
    let costs = people
        .iter()
        .flat_map(|person| {
            let one = move |room: &Room| {
                if moving || room.host == person.host { person.cost(room) } else { None }
            };
            let cost = move |room: &Room| one(room).unwrap_or(WaitingList::NEVER);
            rooms.iter().map(cost).chain([person.breach().saturating_mul(2)])
        })
        .collect();
    let found = spread(&WaitingList { capacity, costs })?;
    Ok(arrangement(people, rooms, &found))
}

fn arrangement(people: &[Waiting], rooms: &[Room], found: &Spread) -> Arrangement {
    let mut figures = Figures::default();
    let mut of = Vec::with_capacity(people.len());
    for (person, site) in people.iter().zip(&found.site) {
        let room = rooms.get(*site);
        of.push(room.map(|_| *site));
        let late = room.is_none_or(|room| room.in_days > person.due_in);
        figures.breaches += i64::from(late);
        figures.urgent_breaches += i64::from(late && person.class <= 1);
        if let Some(room) = room {
            figures.seen += 1;
            figures.tenths += i64::from(person.may(room).unwrap_or(0));
            figures.moved += i64::from(room.host != person.host);
        }
    }
    let mut one_more = found.one_more_saves.clone();
    one_more.truncate(rooms.len());
    Arrangement { room: of, figures, one_more }
}

/// What one more session a week would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneMore {
    /// Whose session.
    pub host: usize,
    /// The method it is for.
    pub method: u8,
    /// Places in it.
    pub places: u32,
    /// What the arrangement then comes to.
    pub then: Figures,
}

/// Works out, by arranging again, what one more session each week would change, for each of these hosts and methods.
pub fn one_more_session(
    people: &[Waiting],
    rooms: &[Room],
    weeks: u32,
    wanted: &[(usize, u8, u32)],
) -> Result<Vec<OneMore>, SpreadRefused> {
    let one = |(host, method, places): &(usize, u8, u32)| {
        let mut with: Vec<Room> = rooms.to_vec();
        with.extend((0..weeks).map(|week| Room {
            host: *host,
            in_days: (week * 7 + 3) as i32,
            methods: 1 << method,
            places: *places,
        }));
        let then = arrange(people, &with, true)?.figures;
        Ok(OneMore { host: *host, method: *method, places: *places, then })
    };
    wanted.par_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(class: u8, due_in: i32, host: usize, tenths: [Option<u32>; 2]) -> Waiting {
        Waiting { class, method: 0, due_in, host, may_move: true, move_tenths: 0, tenths: tenths.to_vec() }
    }

    fn room(host: usize, in_days: i32, places: u32) -> Room {
        Room { host, in_days, methods: 1, places }
    }

    #[test]
    fn those_who_would_fall_due_move_and_the_urgent_go_first() {
        let people = [
            person(3, 10, 0, [Some(10), Some(50)]),
            person(1, 10, 0, [Some(10), Some(50)]),
            person(3, 10, 0, [Some(10), None]),
        ];
        let rooms = [room(0, 5, 1), room(1, 5, 1)];
        let stays = arrange(&people, &rooms, false).unwrap();
        assert_eq!((stays.figures.seen, stays.figures.breaches, stays.figures.urgent_breaches), (1, 2, 0));
        let moved = arrange(&people, &rooms, true).unwrap();
        assert_eq!((moved.figures.seen, moved.figures.breaches, moved.figures.moved), (2, 1, 1));
        assert!(moved.room[1].is_some());
    }

    #[test]
    fn whoever_would_not_move_stays_and_nobody_goes_where_it_cannot_be_done() {
        let mut stays = person(2, 10, 0, [Some(10), Some(1)]);
        stays.may_move = false;
        let coil = Waiting { method: 1, ..person(2, 10, 1, [Some(1), Some(1)]) };
        let found = arrange(&[stays, coil], &[room(1, 1, 5)], true).unwrap();
        assert_eq!(found.room, [None, None]);
    }

    #[test]
    fn nobody_is_moved_for_less_than_a_move_is_worth() {
        let near = person(3, 10, 0, [Some(30), Some(10)]);
        let far = Waiting { move_tenths: 25, ..near.clone() };
        let rooms = [room(0, 1, 2), room(1, 1, 2)];
        let found = arrange(&[near, far], &rooms, true).unwrap();
        assert_eq!(found.room, [Some(1), Some(0)]);
    }

    #[test]
    fn one_more_session_is_worth_what_arranging_again_says() {
        let people: Vec<Waiting> = (0..6).map(|_| person(3, 20, 0, [Some(10), Some(90)])).collect();
        let rooms = [room(0, 5, 2), room(1, 5, 2)];
        let now = arrange(&people, &rooms, true).unwrap().figures;
        let more = one_more_session(&people, &rooms, 1, &[(0, 0, 4), (1, 0, 1)]).unwrap();
        assert_eq!((now.breaches, more[0].then.breaches, more[1].then.breaches), (2, 0, 1));
        assert_eq!(now.tenths - more[0].then.tenths, 2 * 90 - 4 * 10);
    }
}
