//! Road time worked out from a straight line: an interim model until somebody brings measured journeys.
//!
//! minutes = c0 + c1 × km + c2 × √km, fitted by area and rural class on 38,632 estimated road times to hospitals. Those
//! hospitals are mostly more than 5 km away and there is one general road network, with no public transport; so below,
//! a journey takes at least two minutes and is never quicker than a straight line at 80 km an hour, which the fit would
//! otherwise fall under near villages.

/// One fit.
struct Row {
    /// The area; empty for all.
    area: &'static str,
    /// The rural class, in the words of the 2011 classification; empty for all.
    class: &'static str,
    constant: f64,
    a_km: f64,
    a_root_km: f64,
}

/// Source: `road-time-fit` (shared/geo README, table “Road time from straight-line distance”, R² 0.88 to 0.93).
const ROWS: &[Row] = &[
    row("Nottinghamshire", "Urban minor conurbation", -0.240, 0.370, 4.949),
    row("Nottinghamshire", "Urban city and town", -1.026, 0.398, 4.980),
    row("Derbyshire", "Urban city and town", -7.451, 0.173, 7.750),
    row("Dorset", "Urban city and town", -5.417, 0.171, 7.368),
    row("Dorset", "Rural village and dispersed", -29.285, -0.261, 14.628),
    row("", "", -6.563, 0.200, 7.355),
];

const fn row(area: &'static str, class: &'static str, constant: f64, a_km: f64, a_root_km: f64) -> Row {
    Row { area, class, constant, a_km, a_root_km }
}

/// Shortest journey by road, in minutes, and the least minutes for a kilometre.
const MINUTES_MIN: f64 = 2.0;
const MINUTES_A_KM_MIN: f64 = 0.75;

/// Seconds by road for a straight line of so many metres, from a place of that area and rural class.
pub fn seconds(metres: f64, area: &str, class: &str) -> u32 {
    let fits = |row: &&Row| {
        row.area.is_empty() || (row.area.eq_ignore_ascii_case(area) && row.class.eq_ignore_ascii_case(class))
    };
    let km = metres / 1000.0;
    let least = MINUTES_MIN.max(km * MINUTES_A_KM_MIN);
    let minutes =
        ROWS.iter().find(fits).map_or(least, |r| r.constant + r.a_km * km + r.a_root_km * km.sqrt());
    (minutes.max(least) * 60.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fit_is_that_of_the_class_and_never_absurd() {
        // -5.417 + 0.171 × 16 + 7.368 × 4 = 26.791 minutes.
        assert_eq!(seconds(16_000.0, "Dorset", "Urban city and town"), 1607);
        // A class without a fit of its own: -6.563 + 3.2 + 29.42 = 26.057 minutes.
        assert_eq!(seconds(16_000.0, "Dorset", "Rural town and fringe"), 1563);
        assert_eq!(seconds(0.0, "Dorset", ""), 120);
        // The village fit is below nothing at 4 km.
        assert_eq!(seconds(4_000.0, "Dorset", "Rural village and dispersed"), 180);
    }
}
