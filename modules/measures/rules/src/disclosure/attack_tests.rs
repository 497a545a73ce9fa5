//! The door against the attacker: random tables, linked tables, tables over time and overlapping areas.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]
#![allow(clippy::print_stdout, reason = "the seed is printed with what it gave")]

use kernel::Day;
use rand::{RngExt as _, SeedableRng as _};

use super::attack::{Published, attack};
use super::system::{Link, TOTAL, Table};
use super::{Door, Figure, Policy, Released, Shown};

fn policy(name: &str) -> Policy {
    Policy::named(name, Day::of(2025, 4, 1).unwrap()).unwrap()
}

fn names(stem: &str, n: usize) -> Vec<String> {
    (1..=n).map(|i| format!("{stem}{i}")).collect()
}

/// Counts as in a real quarter: many zeros and small ones, a few large.
fn count(chance: &mut rand_pcg::Pcg64) -> u32 {
    match chance.random_range(0..10) {
        0..3 => 0,
        3..7 => chance.random_range(1..8),
        7..9 => chance.random_range(8..40),
        _ => chance.random_range(40..300),
    }
}

fn cross(rows: &[String], columns: &[String], quarter: &str) -> Vec<Vec<String>> {
    rows.iter()
        .flat_map(|row| {
            columns.iter().map(move |column| vec![quarter.to_owned(), row.clone(), column.clone()])
        })
        .collect()
}

fn figure(name: &str, second: &str, cells: Vec<(Vec<String>, u32)>) -> Figure {
    Figure::new(name, "asks", &["quarter", "area", second], cells).unwrap()
}

fn published(released: &[Released]) -> Vec<Published> {
    released.iter().map(|one| one.table().clone()).collect()
}

/// No star is solved; the share of cells withheld stays bearable.
fn holds(released: &[Released], links: &[Link], policy: &Policy, what: &str) {
    let report = attack(&published(released), links, policy, |_| None).unwrap();
    let solved: Vec<String> = report.solved().map(|cell| cell.place.to_string()).collect();
    assert!(solved.is_empty(), "{what}: {solved:?}");
}

#[test]
fn no_star_of_a_random_table_can_be_solved() {
    let seed = 31;
    let mut chance = rand_pcg::Pcg64::seed_from_u64(seed);
    let (mut stars, mut withheld) = (0, 0);
    for round in 0..300 {
        for name in ["contraception", "infections-only"] {
            let (rows, columns) =
                (names("A", chance.random_range(1..7)), names("b", chance.random_range(1..6)));
            let cells =
                cross(&rows, &columns, "2025 Q1").into_iter().map(|at| (at, count(&mut chance))).collect();
            let policy = policy(name);
            let released = super::disclose(figure("table", "band", cells), policy.clone()).unwrap();
            for (_, shown) in &released.table().cells {
                stars += usize::from(*shown == Shown::Star);
                withheld += usize::from(*shown == Shown::Withheld);
            }
            holds(&[released], &[], &policy, &format!("seed {seed} round {round} {name}"));
        }
    }
    println!("seed {seed}: {stars} stars, {withheld} other cells withheld for them");
    assert!(stars > 1_000 && withheld < stars);
}

#[test]
fn a_margin_that_would_give_a_star_away_is_withheld() {
    // One star in its row and its column, exact counts beside it.
    let cells = [("A1", "b1", 3), ("A1", "b2", 50), ("A2", "b1", 60), ("A2", "b2", 70)];
    let cells =
        |()| cells.map(|(a, b, n)| (vec!["2025 Q1".to_owned(), a.to_owned(), b.to_owned()], n)).to_vec();
    let policy = policy("infections-only");
    let naive = Table {
        name: "naive".to_owned(),
        measure: "asks".to_owned(),
        dimensions: vec!["area".to_owned(), "band".to_owned()],
        cells: [("A1", "b1", Shown::Star), ("A1", "b2", Shown::Count(50)), ("A1", TOTAL, Shown::Count(53))]
            .map(|(a, b, shown)| (vec![a.to_owned(), b.to_owned()], shown))
            .to_vec(),
    };
    assert_eq!(
        attack(&[naive], &[], &policy, |_| None).unwrap().solved().count(),
        1,
        "the attacker has teeth"
    );
    let released = super::disclose(figure("table", "band", cells(())), policy.clone()).unwrap();
    assert!(released.table().cells.iter().any(|(_, shown)| *shown == Shown::Withheld));
    holds(&[released], &[], &policy, "margins");
}

#[test]
fn seven_stars_under_a_starred_total_are_not_all_ones() {
    let cells =
        names("A", 7).into_iter().map(|a| (vec!["2025 Q1".to_owned(), a, "b1".to_owned()], 1)).collect();
    let policy = policy("contraception");
    let released = super::disclose(figure("table", "band", cells), policy.clone()).unwrap();
    holds(&[released], &[], &policy, "seven ones");
}

#[test]
fn linked_tables_quarters_years_and_overlapping_areas_hold_together() {
    let seed = 47;
    let mut chance = rand_pcg::Pcg64::seed_from_u64(seed);
    for round in 0..25 {
        for name in ["contraception", "infections-only"] {
            let policy = policy(name);
            let (areas, bands, kinds) = (names("A", 4), names("b", 3), names("k", 3));
            let quarters = ["2025 Q1", "2025 Q2"];
            let links = vec![
                Link {
                    dimension: "quarter".to_owned(),
                    whole: "2025 H1".to_owned(),
                    parts: quarters.map(str::to_owned).to_vec(),
                },
                Link { dimension: "area".to_owned(), whole: "City".to_owned(), parts: areas[..3].to_vec() },
            ];
            let mut door = Door::new(policy.clone(), links.clone());
            let mut released = Vec::new();
            let mut half = std::collections::BTreeMap::<(String, String, String), u32>::new();
            for quarter in quarters {
                // The same people by area and band and kind; two tables show two faces of them.
                for area in &areas {
                    for band in &bands {
                        for kind in &kinds {
                            half.insert(
                                (format!("{quarter}/{area}"), band.clone(), kind.clone()),
                                count(&mut chance),
                            );
                        }
                    }
                }
                let sum = |area: &str, band: Option<&str>, kind: Option<&str>| -> u32 {
                    let fits = |(at, b, k): &(String, String, String)| {
                        *at == format!("{quarter}/{area}")
                            && band.is_none_or(|band| b == band)
                            && kind.is_none_or(|kind| k == kind)
                    };
                    half.iter().filter(|(key, _)| fits(key)).map(|(_, n)| n).sum()
                };
                let by = |second: &[String], band: bool| -> Vec<(Vec<String>, u32)> {
                    cross(&areas, second, quarter)
                        .into_iter()
                        .map(|at| {
                            let n = if band {
                                sum(&at[1], Some(&at[2]), None)
                            } else {
                                sum(&at[1], None, Some(&at[2]))
                            };
                            (at, n)
                        })
                        .collect()
                };
                released.push(door.disclose(figure("bands", "band", by(&bands, true))).unwrap());
                released.push(door.disclose(figure("kinds", "kind", by(&kinds, false))).unwrap());
                let city = bands
                    .iter()
                    .map(|band| {
                        let at = vec![quarter.to_owned(), "City".to_owned(), band.clone()];
                        (at, areas[..3].iter().map(|area| sum(area, Some(band), None)).sum())
                    })
                    .collect();
                released.push(door.disclose(figure("city", "band", city)).unwrap());
            }
            let year = cross(&areas, &bands, "2025 H1")
                .into_iter()
                .map(|at| {
                    let fits = |key: &(String, String, String)| {
                        key.0.ends_with(&format!("/{}", at[1])) && key.1 == at[2]
                    };
                    let n = half.iter().filter(|(key, _)| fits(key)).map(|(_, n)| n).sum();
                    (at, n)
                })
                .collect();
            released.push(door.disclose(figure("half year", "band", year)).unwrap());
            holds(&released, &links, &policy, &format!("seed {seed} round {round} {name}"));
        }
    }
}

#[test]
fn a_published_count_is_never_restated() {
    let at = |n| vec![(vec!["2025 Q1".to_owned(), "A1".to_owned(), "b1".to_owned()], n)];
    let mut door = Door::new(policy("contraception"), Vec::new());
    door.disclose(figure("first", "band", at(30))).unwrap();
    assert!(door.disclose(figure("again", "band", at(30))).is_ok());
    assert!(door.disclose(figure("other", "band", at(31))).is_err());
    assert_eq!(format!("{:?}", figure("secret", "band", at(31))), "Figure(secret, …)");
}
