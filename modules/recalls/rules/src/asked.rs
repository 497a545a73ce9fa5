//! Which test of recalls the words of a request name, so that what practices are still asked for stands beside what the
//! hospital repeats itself.

use crate::Test;

/// Ways of writing a picture without a name of the part.
const PICTURE: [&str; 6] = ["x-ray", "xray", "x ray", "radiograph", "film", "radiology"];

/// Words that make it one to be done again, or by a day to come: what a recall is. A picture that was taken, or is to be
/// taken today, is none.
const AGAIN: [&str; 12] = [
    "repeat",
    "rpt",
    "follow-up",
    "follow up",
    "f/u",
    "further",
    "another",
    "again",
    "week",
    "wk",
    "month",
    "/52",
];

/// The test that a request's words ask to be repeated; nothing where they name none that is told apart. Chest X-rays only, so
/// far: the rule about pictures moves no other.
pub fn named_in(words: &str) -> Option<Test> {
    let words = words.to_lowercase().replace(['\u{2010}', '\u{2011}', '\u{2013}'], "-");
    let says = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let short =
        words.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "cxr" || word == "cxrs");
    let chest = says(&["chest", "thorax", "thoracic"]);
    let sliced = says(&[" ct", "ct ", "mri", "scan", "tomogra"]);
    let picture = short || chest && says(&PICTURE) && !sliced;
    (picture && says(&AGAIN)).then_some(Test::ChestXRay)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chest_x_rays_are_told_from_other_pictures() {
        for words in [
            "Repeat CXR 6/52 via GP",
            "arrange a repeat chest X\u{2011}ray in six weeks",
            "organise an x-ray of the chest in a month",
            "chest radiograph, 6 to 8 weeks",
            "a further film of {his} chest",
        ] {
            assert_eq!(named_in(words), Some(Test::ChestXRay), "{words}");
        }
        for words in [
            "CT chest in three months",
            "X-ray of the knee",
            "refer to the chest clinic",
            "chase the sputum culture",
            "chest CT after the x-ray",
            "you had kindly arranged a chest X-ray, which was clear",
        ] {
            assert_eq!(named_in(words), None, "{words}");
        }
    }
}
