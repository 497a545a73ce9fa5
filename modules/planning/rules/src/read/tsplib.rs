//! TSPLIB files with two-dimensional Euclidean coordinates: every point is a customer and a candidate site, and a
//! journey is the straight line rounded down (the custom of the p-median literature since García et al. 2011).

use super::{PLACES_MAX, Unreadable, real, shown, whole};
use crate::sites::Journeys;

/// Reads the points of a TSPLIB file.
pub fn tsplib(text: &str) -> Result<Journeys, Unreadable> {
    let mut stated: Option<usize> = None;
    let mut points: Vec<Option<[f64; 2]>> = Vec::new();
    let mut in_points = false;
    let mut count = 0usize;
    for (at, line) in text.lines().enumerate() {
        let (number, line) = (at + 1, line.trim());
        if line == "EOF" {
            break;
        }
        if line.starts_with("NODE_COORD_SECTION") {
            let Some(dimension) = stated else {
                return Err(Unreadable::at(number, "DIMENSION", "missing: give it before the coordinates"));
            };
            points = vec![None; dimension];
            in_points = true;
        } else if in_points && !line.is_empty() {
            point(number, line, &mut points)?;
            count += 1;
        } else if let Some((key, value)) = line.split_once(':') {
            match (key.trim(), value.trim()) {
                ("DIMENSION", value) => {
                    stated = Some(whole(number, "DIMENSION", value, 1, PLACES_MAX as u64)? as usize);
                }
                ("EDGE_WEIGHT_TYPE", kind) if !matches!(kind, "EUC_2D" | "CEIL_2D") => {
                    let why = format!("“{}” is not supported: use EUC_2D", shown(kind));
                    return Err(Unreadable::at(number, "EDGE_WEIGHT_TYPE", why));
                }
                _ => {}
            }
        }
    }
    let Some(dimension) = stated.filter(|_| in_points) else {
        return Err(Unreadable::whole("no NODE_COORD_SECTION: expected a TSPLIB file with coordinates"));
    };
    let found: Vec<[f64; 2]> = points.into_iter().flatten().collect();
    if found.len() != dimension || count != dimension {
        return Err(Unreadable::whole(format!(
            "DIMENSION says {dimension} points but {count} lines give {} different ones",
            found.len()
        )));
    }
    Ok(Journeys::Plane { customers: found.clone(), sites: found })
}

fn point(number: usize, line: &str, points: &mut [Option<[f64; 2]>]) -> Result<(), Unreadable> {
    let mut words = line.split_whitespace();
    let (Some(id), Some(x), Some(y), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return Err(Unreadable::at(number, "point", "expected “number x y”"));
    };
    let id = whole(number, "number", id, 1, points.len() as u64)? as usize;
    let here = [coordinate(number, "x", x)?, coordinate(number, "y", y)?];
    match &mut points[id - 1] {
        Some(_) => {
            Err(Unreadable::at(number, "number", format!("point {id} was given before: keep one of them")))
        }
        empty => {
            *empty = Some(here);
            Ok(())
        }
    }
}

/// A coordinate small enough for a journey to fit 32 bits.
pub(crate) fn coordinate(line: usize, field: &'static str, word: &str) -> Result<f64, Unreadable> {
    let value = real(line, field, word)?;
    if value.abs() > 1e9 {
        return Err(Unreadable::at(line, field, format!("{} is too large: use larger units", shown(word))));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journeys_are_rounded_down() {
        let text =
            "NAME : t\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 1 1e0\nEOF\n";
        assert_eq!(tsplib(text).unwrap().cost(0, 1), 1);
    }

    #[test]
    fn bad_files_are_refused() {
        let why = |text: &str| tsplib(text).unwrap_err().to_string();
        assert!(why("").contains("NODE_COORD_SECTION"));
        assert!(why("DIMENSION : 2\nNODE_COORD_SECTION\n1 0 0\n").contains("2 points"));
        assert!(why("DIMENSION : 2\nNODE_COORD_SECTION\n1 0 0\n1 0 0\n").contains("given before"));
        assert!(why("DIMENSION : 1\nNODE_COORD_SECTION\n1 0 nan\n").contains("line 3, y"));
    }
}
