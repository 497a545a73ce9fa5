//! What the things done in a period are paid under a price list or a block contract, by payer, provider and deprivation
//! fifth. Whole pence throughout, so that the parts sum to the whole. A trial: nothing of it is payable.

use std::collections::BTreeMap;

use directory_rules::Method;
use kernel::OrgId;
use referrals_rules::facts::v1::Move;

use clocks::Period;

use super::Past;
use crate::simulation::{Item, Price, price_on};

/// A contract that pays a sum a year, whatever is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Who is paid.
    pub provider: OrgId,
    /// Who pays.
    pub payer: String,
    /// A year, in pence.
    pub pence_a_year: i64,
}

/// A sum with what it is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Things done.
    pub count: u64,
    /// In pence.
    pub pence: i64,
}

/// What is paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// By payer.
    pub payers: BTreeMap<String, Sum>,
    /// By provider.
    pub providers: BTreeMap<OrgId, Sum>,
    /// By deprivation fifth; 0 = not recorded. Block sums belong to no fifth.
    pub fifths: BTreeMap<u8, Sum>,
    /// What is done under a block contract would have cost this by the list: shown beside it, never added.
    pub shadow: BTreeMap<OrgId, Sum>,
    /// Things done for which the list has no price.
    pub unpriced: u64,
    /// How many things were done at each price: what the sums above are made of, beside the blocks.
    pub done: BTreeMap<Line, u64>,
    /// What each block contract pays for the period: payer, provider, pence.
    pub blocks: Vec<(String, OrgId, i64)>,
}

/// Things that were done alike and cost alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// What.
    pub item: Item,
    /// What one costs, in pence.
    pub pence: i64,
    /// Who pays.
    pub payer: String,
    /// Who did it.
    pub provider: OrgId,
    /// Deprivation fifth; 0 = not recorded.
    pub fifth: u8,
    /// Under a block contract: shown beside it, never added.
    pub block: bool,
}

impl Paid {
    /// The same with every count as it may be shown before it is multiplied by its price, so that no price and no contract that
    /// somebody thinks of tells how many there were. Each sum is of its own counts; they need not add up.
    pub fn rounded(&self, show: &dyn Fn(u64) -> u64) -> Paid {
        fn sums<K: Ord + Clone>(
            done: &BTreeMap<Line, u64>,
            block: bool,
            key: &dyn Fn(&Line) -> K,
            show: &dyn Fn(u64) -> u64,
        ) -> BTreeMap<K, Sum> {
            let mut counts: BTreeMap<(K, Item, i64), u64> = BTreeMap::new();
            for (line, count) in done.iter().filter(|(line, _)| line.block == block) {
                *counts.entry((key(line), line.item, line.pence)).or_default() += count;
            }
            let mut found: BTreeMap<K, Sum> = BTreeMap::new();
            for ((of, _, pence), count) in counts {
                let sum = found.entry(of).or_default();
                sum.count += show(count);
                sum.pence += i64::try_from(show(count)).unwrap_or(i64::MAX).saturating_mul(pence);
            }
            found
        }
        let mut to = Paid {
            payers: sums(&self.done, false, &|line| line.payer.clone(), show),
            providers: sums(&self.done, false, &|line| line.provider, show),
            fifths: sums(&self.done, false, &|line| line.fifth, show),
            shadow: sums(&self.done, true, &|line| line.provider, show),
            unpriced: show(self.unpriced),
            done: BTreeMap::new(),
            blocks: self.blocks.clone(),
        };
        for (payer, provider, pence) in &self.blocks {
            to.payers.entry(payer.clone()).or_default().pence += pence;
            to.providers.entry(*provider).or_default().pence += pence;
        }
        to
    }

    /// All that is paid.
    pub fn pence(&self) -> i64 {
        self.payers.values().map(|sum| sum.pence).sum()
    }
}

/// What the things done in a period are paid, each by the list of its day and by the payer of its purpose.
pub fn paid(past: &[Past], period: Period, prices: &[Price], blocks: &[Block]) -> Paid {
    let mut paid = Paid::default();
    for one in past {
        let Some(method) = Method::of_name(&one.sent.method) else { continue };
        let mut host = one.sent.to;
        let mut item = |of: Item, on: kernel::Day, host: OrgId| {
            if on < period.first || period.last < on {
                return;
            }
            let payer = one.sent.payer.as_str();
            let listed: Vec<Price> = prices.iter().filter(|price| price.payer == payer).cloned().collect();
            let Some(price) = price_on(&listed, of, one.setting, on) else {
                paid.unpriced += 1;
                return;
            };
            let add = |sum: &mut Sum| {
                sum.count += 1;
                sum.pence += price.pence;
            };
            let block = blocks.iter().any(|block| block.provider == host && block.payer == payer);
            let fifth = one.sent.fifth.unwrap_or(0);
            let line =
                Line { item: of, pence: price.pence, payer: payer.to_owned(), provider: host, fifth, block };
            *paid.done.entry(line).or_default() += 1;
            if block {
                add(paid.shadow.entry(host).or_default());
                return;
            }
            add(paid.payers.entry(payer.to_owned()).or_default());
            add(paid.providers.entry(host).or_default());
            add(paid.fifths.entry(fifth).or_default());
        };
        for moved in &one.moves {
            match &moved.what {
                Move::Redirected { to, .. } => host = *to,
                Move::Fitted { .. } => item(Item::of(method), moved.on, host),
                Move::NotFitted { .. } => item(Item::NotFitted, moved.on, host),
                Move::DidNotAttend { .. } => item(Item::Missed, moved.on, host),
                Move::Read
                | Move::NeedsInfo
                | Move::InfoGiven
                | Move::Accepted
                | Move::Declined { .. }
                | Move::Offered { .. }
                | Move::Booked { .. }
                | Move::HostCancelled { .. }
                | Move::PatientCancelled { .. }
                | Move::WaitingPatient { .. }
                | Move::Deferred { .. }
                | Move::FitToProceed
                | Move::Withdrawn { .. }
                | Move::Returned { .. }
                | Move::Answered
                | Move::Closed { .. }
                | Move::Void { .. }
                | Move::Succeeded { .. } => {}
            }
        }
    }
    let days = i64::from(period.last - period.first + 1);
    for block in blocks {
        // A year's sum by days, rounded half up once.
        let pence = (block.pence_a_year * days * 2 + 365) / (2 * 365);
        paid.payers.entry(block.payer.clone()).or_default().pence += pence;
        paid.providers.entry(block.provider).or_default().pence += pence;
        paid.blocks.push((block.payer.clone(), block.provider, pence));
    }
    paid
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Day, SeatId, ServiceId};
    use lawbook::{Setting, date};
    use referrals_rules::facts::v1::{Moved, Sent};

    fn ask(to: &str, payer: &str, method: &str, moves: Vec<(Day, Move)>) -> Past {
        Past {
            sent: Sent {
                reference: "A1".to_owned(),
                from: "ZP001".parse().unwrap(),
                from_seat: SeatId::from_bits(1),
                to: to.parse().unwrap(),
                service: ServiceId::from_bits(1),
                on: date(2025, 4, 1),
                agreement: None,
                method: method.to_owned(),
                purpose: "contraception".to_owned(),
                payer: payer.to_owned(),
                age_band: Some(25),
                fifth: Some(2),
                rural: None,
                council: None,
                under_18: false,
                complicated: false,
                miles_tenths: None,
                clinic_miles_tenths: None,
                person: None,
            },
            moves: moves.into_iter().map(|(on, what)| Moved { on, what }).collect(),
            setting: Setting::Practice,
        }
    }

    fn fitted() -> Move {
        Move::Fitted { device: "implant".to_owned(), replace_by: None }
    }

    fn price(item: Item, from: Day, pence: i64) -> Price {
        Price { item, from, pence, setting: None, payer: "council".to_owned(), source: String::new() }
    }

    const YEAR: Period = Period { first: date(2025, 4, 1), last: date(2026, 3, 31) };

    #[test]
    fn each_thing_has_the_price_of_its_day_and_parts_sum_to_the_whole() {
        let past = [
            ask("ZP002", "council", "implant", vec![(date(2025, 6, 1), fitted())]),
            ask("ZP002", "council", "implant", vec![(date(2025, 11, 1), fitted())]),
            ask(
                "ZP003",
                "council",
                "cu-iud",
                vec![
                    (date(2025, 5, 1), Move::NotFitted { reason: "x".to_owned() }),
                    (date(2025, 7, 1), fitted()),
                ],
            ),
            ask("ZP003", "nhs", "cu-iud", vec![(date(2025, 7, 1), fitted())]),
            ask("ZP003", "council", "cu-iud", vec![(date(2026, 7, 1), fitted())]),
        ];
        let prices = [
            price(Item::Implant, date(2025, 1, 1), 4296),
            price(Item::Implant, date(2025, 10, 1), 5000),
            price(Item::Coil, date(2025, 1, 1), 8131),
            price(Item::NotFitted, date(2025, 1, 1), 4000),
        ];
        let of = paid(&past, YEAR, &prices, &[]);
        assert_eq!(of.pence(), 4296 + 5000 + 8131 + 4000);
        assert_eq!(of.providers.values().map(|sum| sum.pence).sum::<i64>(), of.pence());
        assert_eq!(of.fifths.values().map(|sum| sum.pence).sum::<i64>(), of.pence());
        assert_eq!(of.unpriced, 1, "the NHS has no price for a coil in this list");
    }

    #[test]
    fn a_block_pays_the_same_whatever_is_done_and_shows_the_list_beside_it() {
        let past = [ask("ZP002", "council", "implant", vec![(date(2025, 6, 1), fitted())])];
        let prices = [price(Item::Implant, date(2025, 1, 1), 4296)];
        let blocks = [Block {
            provider: "ZP002".parse().unwrap(),
            payer: "council".to_owned(),
            pence_a_year: 1_000_000,
        }];
        let of = paid(&past, YEAR, &prices, &blocks);
        assert_eq!(of.pence(), 1_000_000);
        assert_eq!(of.shadow.values().map(|sum| sum.pence).sum::<i64>(), 4296);
        let half = Period { first: date(2025, 4, 1), last: date(2025, 9, 29) };
        assert_eq!(paid(&[], half, &prices, &blocks).pence(), 498_630, "182 days of 365, rounded once");
    }

    #[test]
    fn no_price_and_no_contract_tells_how_many_there_were() {
        let year = |fittings: usize| -> Vec<Past> {
            let one = || ask("ZP002", "council", "implant", vec![(date(2025, 6, 1), fitted())]);
            (0..fittings).map(|_| one()).collect()
        };
        let nearest_five = |count: u64| if (1..8).contains(&count) { 5 } else { (count + 2) / 5 * 5 };
        let known = |fittings, pence, block| {
            let prices = [price(Item::Implant, date(2025, 1, 1), pence)];
            let blocks = [Block {
                provider: "ZP003".parse().unwrap(),
                payer: "council".to_owned(),
                pence_a_year: block,
            }];
            let of = paid(&year(fittings), YEAR, &prices, &blocks).rounded(&nearest_five);
            (of.pence() - block) / pence
        };
        // A dear thing, and a contract that would tip a sum over the edge of a rounding, tell no more than the count does.
        for block in [0, 1, 123_456, 50_000_000] {
            for pence in [1, 4296, 100_000_000] {
                assert_eq!(known(11, pence, block), 10);
                assert_eq!(known(12, pence, block), 10);
                assert_eq!(known(3, pence, block), known(7, pence, block));
            }
        }
    }
}
