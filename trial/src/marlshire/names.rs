//! Names for a county that does not exist. Places are put together from parts; where the result is the name of a real
//! village, that is chance.

use crate::chance::Chance;

const BEGINNINGS: &[&str] = &[
    "Alder", "Ambers", "Barrow", "Birken", "Brack", "Caster", "Cinder", "Clay", "Corn", "Dun", "Elms",
    "Fallow", "Fen", "Gorse", "Grind", "Harrow", "Hazel", "Hurst", "Keld", "Larks", "Ling", "Marl", "Mere",
    "Millen", "Oaken", "Otter", "Pender", "Quarn", "Reed", "Rook", "Sallow", "Sedge", "Skel", "Stane",
    "Tarn", "Thorn", "Umber", "Wether", "Whin", "Yarrow",
];
const ENDINGS: &[&str] = &[
    "bourne", "bridge", "by", "combe", "dale", "field", "ford", "ham", "ley", "mere", "thorpe", "ton",
    "wick", "worth",
];
const SURGERIES: &[&str] = &[
    "Mill Lane Surgery",
    "Market Place Surgery",
    "The Old Forge Surgery",
    "Station Road Practice",
    "Riverside Health Centre",
    "Church Walk Surgery",
    "Orchard Medical Practice",
    "Bridge Street Surgery",
    "The Limes Medical Centre",
    "Priory Fields Practice",
    "Canal Side Surgery",
    "Windmill Health Centre",
];

/// The name of a county that there is not.
pub fn county(chance: &mut Chance) -> String {
    format!("{}shire", chance.one_of(BEGINNINGS).copied().unwrap_or("Marl"))
}

/// Different names of made-up villages and towns.
pub fn places(chance: &mut Chance, how_many: usize) -> Vec<String> {
    let mut all: Vec<String> =
        BEGINNINGS.iter().flat_map(|begin| ENDINGS.iter().map(move |end| format!("{begin}{end}"))).collect();
    chance.shuffle(&mut all);
    all.truncate(how_many);
    all
}

/// A name for the practice of a place; with the number of the practice, so that a town's three differ.
pub fn surgery(place: &str, number: usize) -> String {
    let kind = SURGERIES.get(number % SURGERIES.len()).copied().unwrap_or("Surgery");
    format!("{kind}, {place}")
}

/// A telephone number from the range kept for drama (Ofcom: 01632 960000 to 960999).
pub fn telephone(number: usize) -> String {
    format!("01632 960{:03}", number % 1000)
}

/// Lower-case letters and hyphens, for addresses of mail.
pub fn slug(name: &str) -> String {
    let letters: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    letters.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
