//! Taking people out of letters, on those whose people are marked. The half that was looked at is held to the
//! issue's bars. Nothing is asserted of the half that may not be looked at: the example `people` counts it, and decision
//! 0160 says what it came to.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test"
)]

#[path = "../examples/common/people.rs"]
mod people;

fn held(kept_back: bool, number_bar: f64, name_bar: f64, precision_bar: f64) {
    let all: Vec<_> = people::PARTS.iter().flat_map(|part| people::letters(*part)).collect();
    assert!(all.len() >= 195, "{} letters", all.len());
    let counted = people::count(all.iter().filter(|letter| letter.kept_back == kept_back));
    for (kind, bar) in
        [('s', number_bar), ('d', number_bar), ('p', number_bar), ('t', number_bar), ('n', name_bar)]
    {
        let count = counted.kinds[&kind];
        assert!(
            count.share() >= bar,
            "{kind}: {} of {} out, half kept back: {kept_back}",
            count.out,
            count.all
        );
    }
    let precision = counted.words_right as f64 / counted.words_out as f64;
    assert!(precision >= precision_bar, "precision {precision}, half kept back: {kept_back}");
}

#[test]
fn people_are_taken_out_of_the_half_that_was_looked_at() {
    held(false, 0.98, 0.95, 0.90);
}
