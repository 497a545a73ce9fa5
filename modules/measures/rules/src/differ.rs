//! Why two rule sets say different things of the same ask. The rule that fails it is changed towards the other one thing
//! at a time: the one thing that would have met it is the reason.

use clocks::{Calendar, Clock, Owner, OwnerDays, Owners, Rule, Track, Verdict, judge};
use kernel::Day;
use lawbook::{Stop, Unit};

/// Why verdicts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// One gives more days.
    Limit,
    /// One does not count weekends and bank holidays.
    DaysOff,
    /// One stops at the offer of a slot, the other at the fitting.
    Stop,
    /// One leaves out days that were the person's.
    PatientDays,
    /// One leaves out days put off for a clinical reason.
    ClinicalDays,
    /// One leaves out days that the sender owed an answer.
    SenderDays,
    /// It ended without a fitting, after one due date and before the other.
    EndedBetween,
    /// No single thing makes the difference.
    Several,
}

impl Why {
    /// All, in the order in which they are listed.
    pub const ALL: [Why; 8] = [
        Why::Limit,
        Why::DaysOff,
        Why::Stop,
        Why::PatientDays,
        Why::ClinicalDays,
        Why::SenderDays,
        Why::EndedBetween,
        Why::Several,
    ];

    /// Its short stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Why::Limit => "limit",
            Why::DaysOff => "days-off",
            Why::Stop => "stop",
            Why::PatientDays => "patient-days",
            Why::ClinicalDays => "clinical-days",
            Why::SenderDays => "sender-days",
            Why::EndedBetween => "ended-between",
            Why::Several => "several",
        }
    }

    /// The reason as a line of a table.
    pub const fn in_words(self) -> &'static str {
        match self {
            Why::Limit => "One rule gives more days",
            Why::DaysOff => "One rule does not count weekends and bank holidays",
            Why::Stop => "One rule stops at the offer of a slot, the other at the fitting",
            Why::PatientDays => "One rule leaves out days when she could not come",
            Why::ClinicalDays => "One rule leaves out days put off for a clinical reason",
            Why::SenderDays => "One rule leaves out days when the sender owed an answer",
            Why::EndedBetween => "It ended without a fitting, after one due date and before the other",
            Why::Several => "Several of these together",
        }
    }
}

/// The reason why `failing` fails an ask that `other` does not fail. `excluded`: the other leaves it out.
pub fn why(
    failing: &Rule,
    other: &Rule,
    excluded: bool,
    track: &Track,
    as_of: Day,
    calendar: &Calendar,
) -> Why {
    if excluded {
        return Why::EndedBetween;
    }
    let journey = track.journey();
    let fails = |clock: Clock| {
        judge(&Rule::single(clock), track, &journey, as_of, calendar).score.verdict == Verdict::Failed
    };
    let Some(own) = failing.clocks().copied().find(|clock| fails(*clock)) else { return Why::Several };
    let same_stop = other.clocks().find(|clock| clock.stop == own.stop);
    let Some(theirs) = same_stop.or_else(|| other.clocks().last()).copied() else { return Why::Several };
    let changed = |change: &dyn Fn(&mut Clock)| {
        let mut clock = own;
        change(&mut clock);
        clock
    };
    if theirs.host_leaves_out != own.host_leaves_out
        && !fails(changed(&|clock| clock.host_leaves_out = theirs.host_leaves_out))
    {
        let days = track.owner_days(&journey, as_of);
        return left_out(own.host_leaves_out, theirs.host_leaves_out, days);
    }
    if theirs.unit != own.unit && !fails(changed(&|clock| clock.unit = theirs.unit)) {
        return Why::DaysOff;
    }
    if theirs.stop != own.stop && !fails(changed(&|clock| clock.stop = theirs.stop)) {
        return Why::Stop;
    }
    let longer = changed(&|clock| (clock.limit, clock.unit) = (theirs.limit, theirs.unit));
    if (theirs.limit, theirs.unit) != (own.limit, own.unit) && !fails(longer) {
        return Why::Limit;
    }
    Why::Several
}

/// Whose days made the difference: the owner with the most days among those that only the other leaves out.
fn left_out(own: Owners, theirs: Owners, days: OwnerDays) -> Why {
    let of = [
        (Owner::Patient, days.patient, Why::PatientDays),
        (Owner::Clinical, days.clinical, Why::ClinicalDays),
        (Owner::Sender, days.sender, Why::SenderDays),
    ];
    let only_theirs = of.into_iter().filter(|(owner, _, _)| theirs.has(*owner) && !own.has(*owner));
    only_theirs.max_by_key(|(_, days, _)| *days).map_or(Why::Several, |(_, _, why)| why)
}

/// A rule in one line, for the head of a column: what stops it, the limit, and what it leaves out.
pub fn in_a_line(rule: &Rule) -> String {
    let clocks: Vec<String> = rule
        .clocks()
        .map(|clock| {
            let stop = match clock.stop {
                Stop::Done => "fitted",
                Stop::FirstValidSlot => "first valid slot",
            };
            let unit = match clock.unit {
                Unit::CalendarDays => "days",
                Unit::WorkingDays => "working days",
            };
            let out: Vec<&str> = [
                (Owner::Patient, "the person’s"),
                (Owner::Clinical, "clinical"),
                (Owner::Sender, "the sender’s"),
            ]
            .into_iter()
            .filter(|(owner, _)| clock.host_leaves_out.has(*owner))
            .map(|(_, words)| words)
            .collect();
            let less = if out.is_empty() {
                "every day counts".to_owned()
            } else {
                format!("less {} days", out.join(", "))
            };
            format!("{stop} within {} {unit}, {less}", clock.limit)
        })
        .collect();
    clocks.join("; and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asks::tests::rule;
    use lawbook::date;
    use referrals_rules::life::{Course, Event, Party};

    fn check(story: &[(i32, Event<'_>)], failing: &str, other: &str, wanted: Why) {
        let calendar = Calendar::england();
        let start = date(2025, 3, 3);
        let mut course = Course::draft();
        course.record(start, &Event::Sent { to: Party(0) }, &calendar).unwrap();
        for (ahead, event) in story {
            course.record(start + *ahead, event, &calendar).unwrap();
        }
        let track = course.track();
        let as_of = start + 90;
        let verdict = |id| judge(&rule(id), track, &track.journey(), as_of, &calendar).score.verdict;
        assert_eq!(verdict(failing), Verdict::Failed, "{failing}");
        assert_ne!(verdict(other), Verdict::Failed, "{other}");
        let excluded = verdict(other) == Verdict::Excluded;
        assert_eq!(why(&rule(failing), &rule(other), excluded, track, as_of, &calendar), wanted);
    }

    fn fitted_after(days: i32) -> Vec<(i32, Event<'static>)> {
        let slot = date(2025, 3, 3) + days;
        let slots: &'static [Day] = Box::leak(vec![slot].into_boxed_slice());
        vec![
            (0, Event::Accepted),
            (0, Event::Offered { slots }),
            (0, Event::Booked { slot }),
            (days, Event::Fitted),
        ]
    }

    #[test]
    fn each_difference_has_its_reason() {
        check(&fitted_after(20), "CL-5c", "GP-28", Why::Limit);
        check(&fitted_after(7), "CL-5c", "CL-5w", Why::DaysOff);
        check(&[(0, Event::Accepted), (17, Event::Withdrawn)], "CL-5c", "GP-28", Why::EndedBetween);
    }

    #[test]
    fn the_persons_days_are_named_where_they_made_the_difference() {
        let start = date(2025, 3, 3);
        let declined: &[Day] = &[start + 7, start + 9];
        let later: &[Day] = &[start + 30];
        let story = [
            (0, Event::Accepted),
            (0, Event::Offered { slots: declined }),
            (1, Event::WaitingPatient { declined, available_from: start + 28 }),
            (20, Event::Offered { slots: later }),
            (20, Event::Booked { slot: start + 30 }),
            (30, Event::Fitted),
        ];
        check(&story, "GP-28", "HARM", Why::PatientDays);
        check(&story, "GP-28", "OFFER-14", Why::PatientDays);
        check(&fitted_after(14), "CL-5c", "OFFER-14", Why::Limit);
    }

    #[test]
    fn rules_are_told_in_a_line() {
        assert_eq!(in_a_line(&rule("GP-28")), "fitted within 28 days, every day counts");
        assert!(in_a_line(&rule("HARM")).contains("first valid slot within 14 days"));
        assert!(in_a_line(&rule("CL-5w")).contains("5 working days"));
    }
}
