//! A grid of squares over the services, and the rings of squares around a person.

use std::ops::{Range, RangeInclusive};

use kernel::Point;

use super::Service;

/// Squares of equal height over all services, each with the services in it.
#[derive(Debug, Default)]
pub(super) struct Grid {
    south: f64,
    west: f64,
    /// Height and width of a square in degrees.
    step: (f64, f64),
    /// The shorter side of the smallest square in metres, a little less for safety.
    side_metres: f64,
    rows: usize,
    columns: usize,
    /// Where each square begins in `places`; one more at the end.
    starts: Vec<usize>,
    places: Vec<usize>,
}

const METRES_IN_DEGREE: f64 = 111_190.0;
/// Services in a square on average: few enough that a ring is cheap, enough that rings are few.
const SERVICES_IN_SQUARE: f64 = 4.0;
const SIDE_METRES_MIN: f64 = 250.0;
/// Squares narrow to the north and great circles bend; what is outside a ring is at least this part of the sides away.
const SAFETY: f64 = 0.97;

impl Grid {
    pub(super) fn over(services: &[Service]) -> Grid {
        let points = || services.iter().map(|service| service.at);
        let south = points().map(|at| at.latitude).fold(f64::INFINITY, f64::min);
        let north = points().map(|at| at.latitude).fold(f64::NEG_INFINITY, f64::max);
        let west = points().map(|at| at.longitude).fold(f64::INFINITY, f64::min);
        let east = points().map(|at| at.longitude).fold(f64::NEG_INFINITY, f64::max);
        if services.is_empty() {
            return Grid { starts: vec![0, 0], rows: 1, columns: 1, step: (1.0, 1.0), ..Grid::default() };
        }
        // At the north edge a degree of longitude is shortest: squares are measured there, so none is narrower.
        let degree_east = METRES_IN_DEGREE * north.to_radians().cos();
        let (height, width) = ((north - south) * METRES_IN_DEGREE, (east - west) * degree_east);
        let wanted = (height * width * SERVICES_IN_SQUARE / services.len() as f64).sqrt();
        // A long thin place would make ever smaller squares; at most about 400 a side.
        let side = wanted.max(SIDE_METRES_MIN).max(height.max(width) / 400.0);
        let step = (side / METRES_IN_DEGREE, side / degree_east);
        let mut grid = Grid {
            south,
            west,
            step,
            side_metres: side * SAFETY,
            rows: (height / side) as usize + 1,
            columns: (width / side) as usize + 1,
            starts: Vec::new(),
            places: Vec::new(),
        };
        let mut squares: Vec<(usize, usize)> =
            services.iter().enumerate().map(|(place, service)| (grid.square(service.at), place)).collect();
        squares.sort_unstable();
        grid.starts = (0..=grid.rows * grid.columns)
            .map(|square| squares.partition_point(|(known, _)| *known < square))
            .collect();
        grid.places = squares.into_iter().map(|(_, place)| place).collect();
        grid
    }

    /// Row and column of a point; a point outside stands in the nearest square.
    fn row_and_column(&self, at: Point) -> (usize, usize) {
        let row = ((at.latitude - self.south) / self.step.0).clamp(0.0, (self.rows - 1) as f64);
        let column = ((at.longitude - self.west) / self.step.1).clamp(0.0, (self.columns - 1) as f64);
        (row as usize, column as usize)
    }

    fn square(&self, at: Point) -> usize {
        let (row, column) = self.row_and_column(at);
        row * self.columns + column
    }

    /// The services in grid order, by their places.
    pub(super) fn places(&self) -> &[usize] {
        &self.places
    }

    fn within(&self, row: usize, columns: RangeInclusive<usize>) -> Range<usize> {
        let (first, last) = (row * self.columns + columns.start(), row * self.columns + columns.end());
        match (self.starts.get(first), self.starts.get(last + 1)) {
            (Some(from), Some(to)) => *from..*to,
            (None, _) | (_, None) => 0..0,
        }
    }

    /// How many rings there are around the square of the point, its own included.
    pub(super) fn rings(&self, at: Point) -> usize {
        let (row, column) = self.row_and_column(at);
        row.max(self.rows - 1 - row).max(column.max(self.columns - 1 - column)) + 1
    }

    /// How far away everything farther out than that ring is at least, in metres.
    pub(super) fn outside(&self, ring: usize) -> f64 {
        ring as f64 * self.side_metres
    }

    /// The stretches of [`Grid::places`] that make up one ring around the square of the point.
    pub(super) fn ring(&self, at: Point, ring: usize, mut look: impl FnMut(Range<usize>)) {
        let (row, column) = self.row_and_column(at);
        let (left, right) = (column.saturating_sub(ring), (column + ring).min(self.columns - 1));
        for r in row.saturating_sub(ring)..=(row + ring).min(self.rows - 1) {
            if r.abs_diff(row) == ring {
                look(self.within(r, left..=right));
                continue;
            }
            if column >= ring {
                look(self.within(r, left..=left));
            }
            if ring > 0 && column + ring < self.columns {
                look(self.within(r, right..=right));
            }
        }
    }
}
