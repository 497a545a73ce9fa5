//! A draw among equally good hosts by their free slots, the same each time for the same ask.

use kernel::AskId;

/// Mixes the bits of an id so that ids in a row draw as if by chance (the finisher of SplitMix64; Steele, Lea and Flood
/// 2014).
fn mixed(ask: AskId) -> u64 {
    let bits = ask.id().bits();
    let folded = (bits as u64) ^ ((bits >> 64) as u64).rotate_left(32);
    let mut mixing = folded.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixing = (mixing ^ (mixing >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixing = (mixing ^ (mixing >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixing ^ (mixing >> 31)
}

/// The place of the drawn one, each with its share of the total; nothing where there are no shares.
pub(super) fn draw(ask: AskId, shares: impl Iterator<Item = u32> + Clone) -> Option<usize> {
    let total: u64 = shares.clone().map(u64::from).sum();
    if total == 0 {
        return None;
    }
    let drawn = u64::try_from((u128::from(mixed(ask)) * u128::from(total)) >> 64).unwrap_or_default();
    let mut passed = 0;
    shares.into_iter().position(|share| {
        passed += u64::from(share);
        drawn < passed
    })
}
