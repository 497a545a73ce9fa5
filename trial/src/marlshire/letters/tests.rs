use super::*;
use crate::marlshire::Recipe;

fn written(without: Option<Truth>) -> (Vec<Written>, Day) {
    let today: Day = "2025-03-03".parse().unwrap();
    let place = Place::make(Recipe { seed: 7, today }, None);
    (letters(&place, 7, today, without), rule_from(today))
}

fn per_1000(of: &[Written], side: impl Fn(&Written) -> bool, holds: impl Fn(&Written) -> bool) -> f64 {
    let all: Vec<&Written> = of.iter().filter(|letter| side(letter)).collect();
    let with = all.iter().filter(|letter| holds(letter)).count();
    1000.0 * with as f64 / all.len() as f64
}

#[test]
fn what_is_planted_is_there_and_leaving_one_out_leaves_the_others() {
    let rates = |without| {
        let (all, from) = written(without);
        assert_eq!(all.len(), 7_000);
        let unsuitable = |letter: &Written| letter.code > 0;
        let chest = |letter: &Written| letter.chest;
        [
            per_1000(&all, |letter| letter.on < from, unsuitable),
            per_1000(&all, |letter| letter.on >= from, unsuitable),
            per_1000(&all, |letter| letter.on < from, chest),
            per_1000(&all, |letter| letter.on >= from, chest),
            per_1000(&all, |letter| letter.specialty == "cardiology", unsuitable),
        ]
        .map(f64::round)
    };
    let [before, since, chest_before, chest_since, cardiology] = rates(None);
    assert_eq!([before, since, chest_before, chest_since], [214.0, 122.0, 31.0, 4.0]);
    assert!(cardiology > 300.0, "{cardiology}");
    assert_eq!(rates(Some(Truth::LettersFell))[..4], [214.0, 214.0, 31.0, 4.0]);
    assert_eq!(rates(Some(Truth::ChestXRays))[..4], [214.0, 122.0, 31.0, 31.0]);
    let even = rates(Some(Truth::OutsideLimits));
    assert!(even[..4] == [214.0, 122.0, 31.0, 4.0] && even[4] < 220.0, "{even:?}");
}

#[test]
fn the_same_seed_writes_the_same_letters_and_no_gap_is_left_in_one() {
    let (one, _) = written(None);
    let (other, _) = written(None);
    assert!(one.iter().zip(&other).all(|(one, other)| one.text == other.text));
    let open = one.iter().find(|letter| letter.text.contains(['{', '}']));
    assert!(open.is_none(), "{}", open.map_or("", |letter| letter.text.as_str()));
    let words: std::collections::HashSet<&str> = one.iter().map(|letter| letter.text.as_str()).collect();
    assert_eq!(words.len(), one.len(), "no letter stands twice");
}
