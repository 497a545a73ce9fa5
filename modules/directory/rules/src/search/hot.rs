//! What most services are left out by, packed small: a search may pass over thousands, and reading each one whole would
//! cost more than everything else. It answers only “cannot be”; the reason, where it is shown, is found from the whole.

use kernel::{Day, Point};

use super::{Query, Service};
use crate::{Access, Bsl, CannotTake, Chaperone, Method, OutsidePatients, Purpose, Purse};

const METHODS: u32 = 0;
const PURSES: u32 = METHODS + 3;
const PURPOSES: u32 = PURSES + 2;
const ACCESS: u32 = PURPOSES + 4;
const COMPLICATED: u32 = ACCESS + 5;
const WOMAN: u32 = COMPLICATED + 1;
const MAN: u32 = WOMAN + 1;
const BSL: u32 = MAN + 1;

/// One service, or one query, as bits: a service can only be chosen if it has every bit of the query.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hot {
    /// Its place in the list of services.
    pub(super) place: usize,
    /// Its place on the globe, as a point at distance 1 from the middle.
    globe: [f64; 3],
    bits: u32,
    youngest: u16,
    /// A bit for each day with a free slot, from the index's first day on, by method; none for hosts that offer by
    /// telephone, and none for days past the bits.
    days: [u128; Method::ALL.len()],
    /// A bit for each agreement that its organisation signed, by the number's remainder.
    agreements: u64,
}

/// What a query asks of each service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    globe: [f64; 3],
    bits: u32,
    age: Option<u16>,
    any_chaperone: bool,
    bsl: bool,
    /// The day of the first bit, and the bits of the day that is asked for and all later ones.
    first_day: Day,
    days_from_then: u128,
    method: usize,
    agreements: u64,
    /// Whether there are so few agreements that each has a bit of its own.
    own_bits: bool,
}

/// What is sure of a service from its bits alone, when it can certainly be chosen: at least so many unmet needs, at least so
/// many metres away, not before that day.
#[derive(Clone, Copy, Debug)]
pub(super) struct AtLeast {
    /// Unmet needs.
    pub(super) unmet: u8,
    /// Metres.
    pub(super) metres: u32,
    /// The first day.
    pub(super) day: Day,
}

/// The mean radius of the Earth in metres, a hair less than the distances are measured by: a lower bound stays one.
const RADIUS_METRES: f64 = 6_371_008.0;
const AGREEMENT_BITS: u32 = 64;

/// The bit of a day, where it has one.
pub(super) fn day_bit(day: Day, first_day: Day) -> u128 {
    u32::try_from(day - first_day).ok().and_then(|days| 1u128.checked_shl(days)).unwrap_or_default()
}

/// The bits of a day and all later ones.
fn bits_from(day: Day, first_day: Day) -> u128 {
    if day <= first_day {
        u128::MAX
    } else {
        day_bit(day, first_day).checked_sub(1).map_or(0, |below| !below)
    }
}

/// The bits of some agreements by their numbers.
pub(super) fn agreement_bits(numbers: &[u32]) -> u64 {
    numbers.iter().fold(0, |bits, number| bits | 1 << (number % AGREEMENT_BITS))
}

fn on_the_globe(at: Point) -> [f64; 3] {
    let (latitude, longitude) = (at.latitude.to_radians(), at.longitude.to_radians());
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
}

const fn method_bit(method: Method) -> u32 {
    match method {
        Method::CuIud => 1 << METHODS,
        Method::LngIud => 1 << (METHODS + 1),
        Method::Implant => 1 << (METHODS + 2),
    }
}

const fn purse_bit(purse: Purse) -> u32 {
    match purse {
        Purse::Council => 1 << PURSES,
        Purse::Nhs => 1 << (PURSES + 1),
    }
}

const fn purpose_bit(purpose: Purpose) -> u32 {
    match purpose {
        Purpose::Contraception => 1 << PURPOSES,
        Purpose::HeavyBleeding => 1 << (PURPOSES + 1),
        Purpose::Mixed => 1 << (PURPOSES + 2),
        Purpose::Emergency => 1 << (PURPOSES + 3),
    }
}

const fn access_bit(need: Access) -> u32 {
    match need {
        Access::StepFree => 1 << ACCESS,
        Access::AdjustableCouch => 1 << (ACCESS + 1),
        Access::Hoist => 1 << (ACCESS + 2),
        Access::HearingLoop => 1 << (ACCESS + 3),
        Access::BlueBadgeParking => 1 << (ACCESS + 4),
    }
}

impl Hot {
    /// Packs one service.
    pub(super) fn of(
        place: usize,
        service: &Service,
        days: [u128; Method::ALL.len()],
        agreements: &[u32],
    ) -> Hot {
        let taken = &service.acceptance;
        let mut bits = 0;
        if taken.outside == OutsidePatients::Taken && service.kind.can_fit() {
            bits |= taken.methods.iter().fold(0, |bits, method| bits | method_bit(*method));
        }
        bits |= service.purses.iter().fold(0, |bits, purse| bits | purse_bit(*purse));
        bits |= service.support.access.iter().fold(0, |bits, need| bits | access_bit(*need));
        bits |= Purpose::ALL.iter().fold(1 << COMPLICATED, |bits, purpose| bits | purpose_bit(*purpose));
        bits |= if service.support.chaperone_woman { 1 << WOMAN } else { 0 };
        bits |= if service.support.chaperone_man { 1 << MAN } else { 0 };
        bits |= if service.support.bsl == Bsl::No { 0 } else { 1 << BSL };
        let mut youngest = 0;
        for kind in &taken.cannot_take {
            match kind {
                CannotTake::Under(age) => youngest = youngest.max(u16::from(*age)),
                CannotTake::Complicated => bits &= !(1 << COMPLICATED),
                CannotTake::For(purpose) => bits &= !purpose_bit(*purpose),
            }
        }
        let agreements = agreement_bits(agreements);
        Hot { place, globe: on_the_globe(service.at), bits, youngest, days, agreements }
    }

    /// Whether the service may be chosen, as far as the bits can tell.
    pub(super) fn may(&self, wanted: &Wanted) -> bool {
        self.bits & wanted.bits == wanted.bits
            && wanted.age.is_none_or(|age| age >= self.youngest)
            && (!wanted.any_chaperone || self.bits & (1 << WOMAN | 1 << MAN) != 0)
    }

    /// What is sure of a service that may be chosen and for which the bits show an agreement and a slot; nothing where the
    /// whole has to be looked at.
    pub(super) fn at_least(&self, wanted: &Wanted) -> Option<AtLeast> {
        let signed = wanted.own_bits && self.agreements & wanted.agreements != 0;
        let from_then = self.days.get(wanted.method)? & wanted.days_from_then;
        if !signed || from_then == 0 {
            return None;
        }
        let day = wanted.first_day + i32::try_from(from_then.trailing_zeros()).ok()?;
        let unmet = u8::from(wanted.bsl && self.bits & (1 << BSL) == 0);
        let metres = (self.chord_squared(wanted).sqrt() * RADIUS_METRES).floor() as u32;
        Some(AtLeast { unmet, metres: metres.saturating_sub(1), day })
    }

    /// The square of the straight line through the globe: it orders by distance and costs three products.
    pub(super) fn chord_squared(&self, wanted: &Wanted) -> f64 {
        let [x, y, z] = self.globe;
        let [from_x, from_y, from_z] = wanted.globe;
        (x - from_x).powi(2) + (y - from_y).powi(2) + (z - from_z).powi(2)
    }
}

impl Wanted {
    /// Packs a query. Without a payer nothing can be chosen.
    pub(super) fn of(
        query: &Query,
        purse: Option<Purse>,
        in_force: &[u32],
        agreements: usize,
        first_day: Day,
    ) -> Wanted {
        let mut bits = method_bit(query.method) | purpose_bit(query.purpose);
        bits |= query.needs.access.iter().fold(0, |bits, need| bits | access_bit(*need));
        bits |= if query.person.complicated { 1 << COMPLICATED } else { 0 };
        bits |= match query.needs.chaperone {
            Chaperone::Woman => 1 << WOMAN,
            Chaperone::Man => 1 << MAN,
            Chaperone::None | Chaperone::Any => 0,
        };
        bits |= purse.map_or(u32::MAX, purse_bit);
        Wanted {
            globe: on_the_globe(query.from),
            bits,
            age: query.person.age,
            any_chaperone: query.needs.chaperone == Chaperone::Any,
            bsl: query.needs.bsl,
            first_day,
            days_from_then: bits_from(query.on, first_day),
            method: query.method.index(),
            agreements: agreement_bits(in_force),
            own_bits: u32::try_from(agreements).is_ok_and(|count| count <= AGREEMENT_BITS),
        }
    }
}
