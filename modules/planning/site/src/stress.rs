//! A simulated year as a trial, in the parts that STRESS-DES asks for (Monks and others 2019, "Strengthening the reporting of
//! empirical simulation studies"): objectives, logic, data, experimentation, implementation, code access.

use kernel::Day;
use measures_rules::disclosure::Policy;
use planning_rules::facts::v1::{Grid, Section, Trial};
use planning_rules::queue::Interval;
use planning_rules::simulation::{Experiment, Item, Outcome, Scenario, Simulated};

/// What made it.
pub struct Made<'m> {
    /// What was asked for, as it was written.
    pub asked: &'m str,
    /// How the experiment was made.
    pub how: Experiment,
    /// The day.
    pub on: Day,
    /// The program, with its version.
    pub program: &'m str,
    /// The command or page that makes it again.
    pub again: &'m str,
}

fn interval(of: Option<Interval>, places: usize) -> String {
    of.map_or_else(
        || "–".to_owned(),
        |of| {
            if of.low == of.high {
                format!("{:.places$}", of.mean)
            } else {
                format!("{:.places$} ({:.places$} to {:.places$})", of.mean, of.low, of.high)
            }
        },
    )
}

/// The trial of a simulation.
pub fn simulated(scenarios: &[Scenario], found: &Simulated, made: &Made<'_>) -> Trial {
    let policy = Policy::named("contraception", made.on);
    let first = scenarios.first();
    let title = match (found.outcomes.as_slice(), first) {
        ([first, one], _) => format!("{} beside {}", one.title, first.title),
        (_, Some(first)) => first.title.clone(),
        (_, None) => "Nothing".to_owned(),
    };
    let from = first.map_or(made.on, |first| first.first);
    Trial {
        title,
        about: "simulation".to_owned(),
        made_on: made.on,
        first: from,
        last: from + first.map_or(1, |first| i32::try_from(first.days).unwrap_or(1)) - 1,
        plan: None,
        sections: vec![
            objectives(scenarios),
            results(found, policy.as_ref()),
            logic(scenarios),
            first.map_or_else(Section::default, data),
            experimentation(scenarios, found, made),
            Section {
                heading: "Implementation".to_owned(),
                words: vec![format!(
                    "{}, its own event kernel (a four-ary heap, times in days, ties in the order in which they were put). {} events were simulated. Every ask went through the program’s own life of an ask, its acceptance and competence rules, and its own clocks; a step that the rules refuse would have ended the run.",
                    made.program, found.events
                )],
                tables: Vec::new(),
            },
            Section {
                heading: "Code access".to_owned(),
                words: vec![
                    "The program is free software (MIT or Apache 2.0); the model is in modules/planning/rules/src/simulation of its source.".to_owned(),
                    format!("To make this again: {}", made.again),
                ],
                tables: Vec::new(),
            },
        ],
        asked: made.asked.to_owned(),
    }
}

fn objectives(scenarios: &[Scenario]) -> Section {
    let purpose = scenarios.iter().map(|of| of.purpose.as_str()).find(|words| !words.is_empty());
    let mut words = vec![purpose.map_or_else(
        || "To see how long people would wait, where they would go and what it would cost.".to_owned(),
        str::to_owned,
    )];
    words.push("Outputs: waits from the ask to the fitting, the share met under each rule set, miles, right first time, missed appointments, use of slots, and cost where prices are given; for everybody, by kind of place, deprivation fifth, patch and service.".to_owned());
    match scenarios.split_first() {
        Some((first, rest)) if !rest.is_empty() => {
            let names: Vec<&str> = rest.iter().map(|of| of.title.as_str()).collect();
            words.push(format!("Compared with “{}”: {}.", first.title, names.join("; ")));
        }
        _ => {}
    }
    Section { heading: "Objectives".to_owned(), words, tables: Vec::new() }
}

fn results(found: &Simulated, policy: Option<&Policy>) -> Section {
    let mut tables = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for of in &found.outcomes {
        let full: Vec<_> = of.rooms.iter().filter(|room| room.overload.is_some()).collect();
        if full.len() <= 3 {
            words.extend(of.overload.iter().map(|said| format!("{}: {said}", of.title)));
            continue;
        }
        let named: Vec<String> =
            full.iter().map(|room| format!("{} ({:.0}%)", room.name, room.load * 100.0)).collect();
        words.push(format!(
            "{}: {} of {} services are overloaded, by what is asked for of their slots: {}. Their lists grow all year; more sessions, or fewer people sent there, are the only remedies.",
            of.title, full.len(), of.rooms.len(), named.join(", ")
        ));
        words.extend(of.overload.iter().skip(full.len()).map(|said| format!("{}: {said}", of.title)));
    }
    if words.is_empty() {
        words.push("No service is overloaded, and the list does not grow.".to_owned());
    }
    if let Some(policy) = policy {
        words.push(format!(
            "Counts are means of simulated years, and are shown as counts of people are: {}",
            policy.in_words()
        ));
    }
    for (nth, of) in found.outcomes.iter().enumerate() {
        tables.push(groups(of, policy, false));
        tables.push(met(of));
        if nth > 0 {
            tables.push(groups(of, policy, true));
        }
        tables.push(whole(of, nth > 0));
        if !of.rooms.is_empty() {
            tables.push(rooms(of));
        }
    }
    Section { heading: "What came out".to_owned(), words, tables }
}

const SHOWN: [(&str, &str, usize); 9] = [
    ("mean_wait", "Mean wait, days", 1),
    ("half_within", "Half within, days", 0),
    ("92_within", "92% within, days", 0),
    ("mean_miles", "Mean miles", 1),
    ("right_first_time", "Right first time, %", 1),
    ("missed", "Missed", 0),
    ("ended_without", "Ended without", 0),
    ("still_waiting", "Still waiting", 0),
    ("cost_pounds", "Cost, £", 0),
];

fn at(of: &Outcome, family: usize, group: usize, name: &str) -> Option<usize> {
    let measure = of.measures.iter().position(|known| known == name)?;
    of.values.iter().position(|one| (one.family, one.group, one.measure) == (family, group, measure))
}

fn count(policy: Option<&Policy>, mean: f64) -> String {
    let whole = mean.round().max(0.0) as u32;
    policy.map_or_else(|| whole.to_string(), |policy| policy.show(whole, None).to_string())
}

fn priced(of: &Outcome) -> bool {
    !of.payers.is_empty()
}

fn groups(of: &Outcome, policy: Option<&Policy>, differences: bool) -> Grid {
    let shown: Vec<_> = SHOWN.iter().filter(|(name, _, _)| *name != "cost_pounds" || priced(of)).collect();
    let mut head = vec!["By".to_owned(), "Group".to_owned(), "Asks".to_owned(), "Fitted".to_owned()];
    if differences {
        head.truncate(2);
    }
    head.extend(shown.iter().map(|(_, words, _)| (*words).to_owned()));
    let mut rows = Vec::new();
    for (family, names) in of.families.iter().enumerate() {
        for (group, name) in names.names.iter().enumerate() {
            let value = |measure: &str| at(of, family, group, measure).and_then(|place| of.values.get(place));
            let mean = |measure: &str| value(measure).and_then(|one| one.value).map_or(0.0, |of| of.mean);
            if mean("asks") == 0.0 {
                continue;
            }
            let mut row = vec![names.by.to_owned(), name.clone()];
            if !differences {
                row.extend([count(policy, mean("asks")), count(policy, mean("fitted"))]);
            }
            let few = mean("fitted") < 8.0;
            row.extend(shown.iter().map(|(measure, _, places)| {
                let Some(one) = value(measure) else { return "–".to_owned() };
                let part = if differences { one.difference } else { one.value };
                let counted = matches!(*measure, "missed" | "ended_without" | "still_waiting");
                if counted && !differences {
                    return count(policy, part.map_or(0.0, |of| of.mean));
                }
                if few {
                    return "–".to_owned();
                }
                let part = part.map(|of| if *measure == "right_first_time" { times(of, 100.0) } else { of });
                interval(part, *places)
            }));
            rows.push(row);
        }
    }
    let title = if differences {
        format!("{}: the difference, on the same luck", of.title)
    } else {
        format!("{}: waits, miles and cost", of.title)
    };
    Grid { title, head, rows, result: true }
}

fn times(of: Interval, by: f64) -> Interval {
    Interval { mean: of.mean * by, low: of.low * by, high: of.high * by }
}

fn met(of: &Outcome) -> Grid {
    let rules: Vec<&String> = of.measures.iter().filter(|name| name.starts_with("met ")).collect();
    let mut head = vec!["By".to_owned(), "Group".to_owned()];
    head.extend(rules.iter().map(|name| format!("{}, % met", name.trim_start_matches("met "))));
    let mut rows = Vec::new();
    for (family, names) in of.families.iter().enumerate().take(3) {
        for (group, name) in names.names.iter().enumerate() {
            let values: Vec<Option<Interval>> = rules
                .iter()
                .map(|rule| {
                    at(of, family, group, rule)
                        .and_then(|place| of.values.get(place))
                        .and_then(|one| one.value)
                })
                .collect();
            if values.iter().any(Option::is_some) {
                let mut row = vec![names.by.to_owned(), name.clone()];
                row.extend(values.into_iter().map(|value| interval(value.map(|of| times(of, 100.0)), 1)));
                rows.push(row);
            }
        }
    }
    Grid { title: format!("{}: met under each rule, where it applies", of.title), head, rows, result: true }
}

fn whole(of: &Outcome, differences: bool) -> Grid {
    let words = |name: &str| match name {
        "door_mean_minutes" => "At the door: mean minutes waited",
        "door_share_waited" => "At the door: share that waited",
        "door_seen" => "At the door: seen",
        "door_turned_away" => "At the door: asked to come again when it closed",
        "nowhere_to_go" => "Nowhere to go: nobody near takes them",
        "clinic_share_of_uncomplicated" => "Share of the uncomplicated that choose a clinic",
        "slots_used" => "Share of slots used or missed",
        "open_asks_mean" => "Open asks on a day",
        _ => "Open asks, growth a week",
    };
    let mut head = vec!["Of the whole".to_owned(), "Mean and interval".to_owned()];
    if differences {
        head.push("Difference".to_owned());
    }
    let mut rows = Vec::new();
    let door = of.whole.iter().any(|(name, value, _)| name == "door_seen" && value.mean > 0.0);
    for (name, value, difference) in &of.whole {
        if name.starts_with("door_") && !door {
            continue;
        }
        let mut row = vec![words(name).to_owned(), interval(Some(*value), 3)];
        if differences {
            row.push(interval(*difference, 3));
        }
        rows.push(row);
    }
    for (payer, value, difference) in &of.payers {
        let mut row = vec![format!("Paid by {payer}, £"), interval(Some(*value), 0)];
        if differences {
            row.push(interval(*difference, 0));
        }
        rows.push(row);
    }
    Grid { title: format!("{}: the whole place", of.title), head, rows, result: true }
}

fn rooms(of: &Outcome) -> Grid {
    let rows = of.rooms.iter().map(|room| {
        vec![
            room.name.clone(),
            room.slots.to_string(),
            format!("{:.0}%", room.used * 100.0),
            format!("{:.0}%", room.load * 100.0),
            if room.overload.is_some() { "overloaded".to_owned() } else { "has room".to_owned() },
        ]
    });
    let head = ["Service", "Slots in the year", "Used or missed", "Asked for", "In words"]
        .map(str::to_owned)
        .to_vec();
    Grid { title: format!("{}: room at each service", of.title), head, rows: rows.collect(), result: false }
}

fn logic(scenarios: &[Scenario]) -> Section {
    let words = [
        "People ask as Poisson processes, one for each small area, at rates that change with the month and the day of the week.",
        "Each chooses a service and a way in (an appointment, or the door) among those that take her, by a multinomial logit on the wait published last, miles, opening hours and what the kind of place promises. A wait is published each week: a share of what was offered since, and the rest of the last.",
        "A host answers after so many working days, offers the two earliest free days on which somebody with a certificate that counts, a room and for a coil an assistant is there, and books the first. Where nothing is free the ask waits on the host’s list, which is tried in order every morning.",
        "Before the day somebody may be put off, cancel, or be cancelled; on the day she may not come, or not be fitted; then another time is looked for. Whoever waits too long gives up. After enough missed appointments a clinician returns the ask.",
        "At the door people are seen in the order of coming, places side by side, until it closes; whoever still waits comes to the next session.",
    ];
    let mut rows = Vec::new();
    let mut line = |name: &str, of: &dyn Fn(&Scenario) -> String| {
        let mut row = vec![name.to_owned()];
        row.extend(scenarios.iter().map(of));
        rows.push(row);
    };
    line("A day of published wait", &|of| of.choice.a_day.to_string());
    line("A mile", &|of| of.choice.a_mile.to_string());
    line("An opening hour a week", &|of| of.choice.an_hour.to_string());
    line("A day that is promised", &|of| of.choice.a_promised_day.to_string());
    line("A clinic in itself", &|of| format!("{:.3}", of.choice.clinic));
    line("The door in itself", &|of| of.choice.walk_in.to_string());
    line("Days to answer", &|of| of.behaviour.answers_in_days.to_string());
    line("Days of notice, and booked ahead", &|of| {
        format!("{} to {}", of.behaviour.notice_days, of.behaviour.book_ahead_days)
    });
    line("Share that misses", &|of| format!("{:.3}", of.behaviour.did_not_attend));
    line("Share that cancels", &|of| format!("{:.3}", of.behaviour.cancels));
    line("Share cancelled by the host", &|of| format!("{:.3}", of.behaviour.host_cancels));
    line("Share that declines what is offered", &|of| format!("{:.3}", of.behaviour.declines));
    line("Share put off", &|of| format!("{:.3}", of.behaviour.deferred));
    line("Share not fitted", &|of| format!("{:.3}", of.behaviour.not_fitted));
    line("Share passed on", &|of| format!("{:.3}", of.behaviour.redirected));
    let mut head = vec!["Coefficient".to_owned()];
    head.extend(scenarios.iter().map(|of| of.title.clone()));
    let mut words: Vec<String> = words.iter().map(|words| (*words).to_owned()).collect();
    if scenarios.iter().any(|of| of.choice.a_mile == 0.0 && of.choice.a_day == 0.0) {
        words.push("No coefficient says that people mind miles or waits: in this run they go anywhere alike. Give [choice] a_mile and a_day.".to_owned());
    }
    Section {
        heading: "Logic".to_owned(),
        words,
        tables: vec![Grid { title: "What people and hosts do".to_owned(), head, rows, result: false }],
    }
}

fn data(of: &Scenario) -> Section {
    let mut words = of.notes.clone();
    let asks: f64 = of.areas.iter().flat_map(|area| &area.asks_a_year).sum();
    words.push(format!(
        "{} small areas with {asks:.0} asks a year; {} services.",
        of.areas.len(),
        of.services.len()
    ));
    if of.prices.is_empty() {
        words.push(
            "There is no price list in the scenario and this program holds none yet: cost is not shown."
                .to_owned(),
        );
    } else {
        words.push("Cost is that of the price list in the scenario, by the day on which each thing was done; the program holds no agreed list yet.".to_owned());
    }
    let rows = of.prices.iter().map(|price| {
        let item = Item::ALL.iter().find(|(item, _)| *item == price.item).map_or("", |(_, name)| name);
        vec![
            item.to_owned(),
            price.from.to_string(),
            format!("£{}.{:02}", price.pence / 100, price.pence % 100),
            price.payer.clone(),
            price.source.clone(),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let head = ["Item", "From", "Price", "Payer", "Source"].map(str::to_owned).to_vec();
    let prices = Grid { title: "Prices".to_owned(), head, rows, result: false };
    Section {
        heading: "Data".to_owned(),
        words,
        tables: if prices.rows.is_empty() { Vec::new() } else { vec![prices] },
    }
}

fn experimentation(scenarios: &[Scenario], found: &Simulated, made: &Made<'_>) -> Section {
    let mut words = vec![format!(
        "{} replications of each scenario from seed {}; {:.1}% intervals by Student’s t over replications. Chance is keyed by the ask and by what is decided, so that scenarios share their luck; differences are paired, replication by replication. The result does not depend on the number of threads.",
        found.replications,
        made.how.seed,
        made.how.confidence * 100.0
    )];
    if let Some(of) = scenarios.first() {
        words.push(format!(
            "{} days are counted from {}, after {} days of run-in; {} days follow so that those who asked last can be seen.",
            of.days, of.first.in_words(), of.run_in_days, of.follow_days
        ));
    }
    for of in &found.outcomes {
        let ends = if of.warm {
            "before counting began"
        } else {
            "only after counting had begun: make run_in_days longer, or the place is overloaded"
        };
        words.push(format!("{}: the warm-up by MSER-5 ends on day {}, {ends}.", of.title, of.warm_up_days));
    }
    if let Some(wanted) = made.how.half_width {
        let reached = if found.settled { "was reached" } else { "was not reached" };
        words.push(format!("The wanted half-width of the mean wait, {:.1}%, {reached}.", wanted * 100.0));
    }
    if found.stopped {
        words.push(format!("It was stopped before its {} replications were done.", made.how.replications));
    }
    Section { heading: "Experimentation".to_owned(), words, tables: Vec::new() }
}
