//! Points on the map of England, and the straight line between two of them.

use std::fmt;

/// A distance in metres.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Metres(pub f64);

/// A statute mile in metres (Weights and Measures Act 1985, schedule 1).
const METRES_IN_MILE: f64 = 1609.344;

/// The mean radius of the Earth in metres (IUGG 1980), for great circles.
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

impl Metres {
    /// In statute miles.
    pub fn miles(self) -> f64 {
        self.0 / METRES_IN_MILE
    }
}

/// A place by latitude and longitude, in degrees (WGS 84).
#[derive(Clone, Copy, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east; negative in most of England.
    pub longitude: f64,
}

/// Numbers that are no place in or near the British Isles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointRefused;

impl fmt::Display for PointRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a place in the British Isles: latitude 49 to 61, longitude −9 to 2, as in 53.1,-1.2")
    }
}

impl std::error::Error for PointRefused {}

impl Point {
    /// The place at these degrees; refused outside the British Isles, where a typing slip is likelier than a journey.
    pub fn new(latitude: f64, longitude: f64) -> Result<Point, PointRefused> {
        let inside = (49.0..=61.0).contains(&latitude) && (-9.0..=2.0).contains(&longitude);
        if inside { Ok(Point { latitude, longitude }) } else { Err(PointRefused) }
    }

    /// The straight line over the ground (great circle, haversine formula).
    pub fn straight_line_to(self, other: Point) -> Metres {
        let (lat_a, lat_b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_lat = ((lat_b - lat_a) / 2.0).sin();
        let half_lon = ((other.longitude - self.longitude).to_radians() / 2.0).sin();
        let chord = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
        Metres(2.0 * EARTH_RADIUS_METRES * chord.sqrt().min(1.0).asin())
    }
}

impl std::str::FromStr for Point {
    type Err = PointRefused;

    fn from_str(text: &str) -> Result<Point, PointRefused> {
        let (latitude, longitude) = text.split_once(',').ok_or(PointRefused)?;
        let number = |part: &str| part.trim().parse::<f64>().map_err(|_| PointRefused);
        Point::new(number(latitude)?, number(longitude)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_is_about_sixty_nine_miles() {
        let south: Point = "52.0,-1.0".parse().unwrap();
        let north: Point = "53.0,-1.0".parse().unwrap();
        assert!((south.straight_line_to(north).miles() - 69.09).abs() < 0.02);
        assert_eq!(south.straight_line_to(south).0, 0.0);
    }

    #[test]
    fn swapped_and_foreign_numbers_are_refused() {
        for text in ["-1.0,52.0", "0,0", "52.0", "fifty,one", "NaN,0"] {
            assert!(text.parse::<Point>().is_err(), "{text}");
        }
    }
}
