//! Judging asks for no memory per history. Counted, not believed: every request to the allocator is.

#![allow(unsafe_code, reason = "an allocator that counts has to be one; it hands every call on unchanged")]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use clocks::{Calendar, End, Owner, Rule, SlotState, Track, judge};
use lawbook::{date, shipped};

thread_local! {
    static REQUESTS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = REQUESTS.try_with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let _ = REQUESTS.try_with(|count| count.set(count.get() + 1));
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn requests() -> usize {
    REQUESTS.with(Cell::get)
}

#[test]
fn a_thousand_histories_ask_for_no_memory_after_the_first() {
    let calendar = Calendar::england();
    let ids = ["GP-28", "CL-5c", "CL-5w", "OFFER-14", "HARM"];
    let rules: Vec<Rule> = ids.iter().map(|id| Rule::of(&shipped::rule_set(id).unwrap()).unwrap()).collect();
    let mut track = Track::default();
    let mut one = |ahead: i32| {
        let sent = date(2025, 1, 1) + ahead;
        track.begin(sent);
        track.own(Owner::Sender, sent + 1, None);
        track.hand_over(sent + 3);
        for slot in [10, 12, 14] {
            track.offer(sent + slot, true);
        }
        track.mark_slots(sent + 10, SlotState::Spent);
        track.own(Owner::Patient, sent + 10, Some(sent + 20));
        track.host_cancels(sent + 12);
        track.finish(sent + 25, End::Done);
        let mut days = 0;
        for window in track.segments().chain([track.journey()]) {
            for rule in &rules {
                days += judge(rule, &track, &window, sent + 40, &calendar).score.days.unwrap_or_default();
            }
            days += track.owner_days(&window, sent + 40).total();
        }
        days
    };
    let first = one(0);
    let before = requests();
    let days: i32 = (1..=1000).map(&mut one).sum();
    assert_eq!(requests() - before, 0, "requests to the allocator");
    assert!(first > 0 && days > 0);
    let counted = requests();
    drop(Box::new(7_u8));
    assert_eq!(requests(), counted + 1, "the counter counts");
}
