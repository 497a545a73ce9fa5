//! XmR charts in the manner of “Making Data Count”: limits from the moving range, five kinds of special cause, and the
//! two statements (variation, assurance) that a board reads.

use kernel::Day;

/// Limits stand 2.66 mean moving ranges from the mean (3 / 1.128).
const LIMIT_RANGES: f64 = 2.66;
/// Ranges of 3.267 mean moving ranges or more are dropped once, where a chart asks for the screen.
const SCREEN_RANGES: f64 = 3.267;
/// Points in a trend, and on one side of the mean.
const RUN: usize = 7;
/// Below this many points limits are “trial”.
const TRIAL_BELOW: usize = 13;

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither; change is shown without judgement.
    Neither,
}

/// How a chart is drawn. Kept with the chart, because the screen and the rebases change what is seen.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which way is better.
    pub better: Better,
    /// The target, in the unit of the values.
    pub target: Option<f64>,
    /// Whether outlying moving ranges are dropped once before the limits (the national spreadsheet does not).
    pub screen: bool,
    /// Mean and limits from only the first so many points of each step.
    pub fix_after: Option<usize>,
    /// First day of each new step.
    pub steps: Vec<Day>,
}

/// The kinds of special cause, in the order in which they are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Nothing special.
    Common,
    /// Above the upper limit.
    Above,
    /// Below the lower limit.
    Below,
    /// One of seven points each higher than the one before.
    Rising,
    /// One of seven points each lower than the one before.
    Falling,
    /// One of two in three near the upper limit.
    NearAbove,
    /// One of two in three near the lower limit.
    NearBelow,
    /// One of seven points above the mean.
    RunAbove,
    /// One of seven points below the mean.
    RunBelow,
}

impl Cause {
    /// +1 when the signal is upward, −1 when downward, 0 when there is none.
    pub fn direction(self) -> i8 {
        match self {
            Cause::Common => 0,
            Cause::Above | Cause::Rising | Cause::NearAbove | Cause::RunAbove => 1,
            Cause::Below | Cause::Falling | Cause::NearBelow | Cause::RunBelow => -1,
        }
    }

    /// For a table beside the chart.
    pub fn in_words(self) -> &'static str {
        match self {
            Cause::Common => "common cause",
            Cause::Above => "above the upper limit",
            Cause::Below => "below the lower limit",
            Cause::Rising => "seven points rising",
            Cause::Falling => "seven points falling",
            Cause::NearAbove => "two of three near the upper limit",
            Cause::NearBelow => "two of three near the lower limit",
            Cause::RunAbove => "seven points above the mean",
            Cause::RunBelow => "seven points below the mean",
        }
    }
}

/// What a point's cause means for the measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variation {
    /// Nothing special.
    Common,
    /// A special cause in the better direction.
    Improvement,
    /// A special cause in the worse direction.
    Concern,
    /// A special cause upward where neither way is better.
    High,
    /// A special cause downward where neither way is better.
    Low,
}

impl Variation {
    /// The icon as words.
    pub fn in_words(self) -> &'static str {
        match self {
            Variation::Common => "Common cause: no significant change",
            Variation::Improvement => "Special cause: improving",
            Variation::Concern => "Special cause: of concern",
            Variation::High => "Special cause: higher, neither better nor worse",
            Variation::Low => "Special cause: lower, neither better nor worse",
        }
    }
}

/// Whether the process, as it runs, will meet its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// The target lies beyond the good limit's far side: consistently met.
    Pass,
    /// Consistently missed.
    Fail,
    /// Hit or miss: the target lies within the limits (or on one), or there are no limits to judge by.
    HitOrMiss,
}

impl Assurance {
    /// The icon as words.
    pub fn in_words(self) -> &'static str {
        match self {
            Assurance::Pass => "Will consistently meet the target",
            Assurance::Fail => "Will consistently miss the target without change",
            Assurance::HitOrMiss => "May hit or miss the target",
        }
    }
}

/// The two limits of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Lower process limit; not clipped at 0.
    pub lower: f64,
    /// Upper process limit; not clipped at 100.
    pub upper: f64,
}

/// A point with everything that is said about it.
#[derive(Clone, Debug)]
pub struct Point {
    /// The day the point stands for.
    pub day: Day,
    /// Its value.
    pub value: f64,
    /// Which step it belongs to, from 0.
    pub step: usize,
    /// The mean of its step.
    pub mean: f64,
    /// The limits of its step; none where there are no moving ranges to make them from.
    pub limits: Option<Limits>,
    /// Within the outer third between mean and limit, on either side; none without limits.
    pub near_limit: Option<bool>,
    /// −1 below, 0 on, +1 above the mean.
    pub side: i8,
    /// Its cause.
    pub cause: Cause,
    /// Whether its step is too short for more than trial limits.
    pub trial: bool,
}

impl Point {
    /// Outside the limits; none without limits.
    pub fn outside(&self) -> Option<bool> {
        self.limits.map(|l| self.value > l.upper || self.value < l.lower)
    }
}

/// A whole chart.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The points in order of day.
    pub points: Vec<Point>,
    /// The settings it was drawn with.
    pub settings: Settings,
}

impl Chart {
    /// What the cause of a point means under these settings.
    pub fn meaning(&self, cause: Cause) -> Variation {
        match (cause.direction(), self.settings.better) {
            (0, _) => Variation::Common,
            (1, Better::Neither) => Variation::High,
            (_, Better::Neither) => Variation::Low,
            (1, Better::Higher) | (-1, Better::Lower) => Variation::Improvement,
            (_, Better::Higher | Better::Lower) => Variation::Concern,
        }
    }

    /// The variation of the last point; common of an empty chart.
    pub fn variation(&self) -> Variation {
        self.points.last().map_or(Variation::Common, |last| self.meaning(last.cause))
    }

    /// Assurance from the last step's limits. None without a target or where neither way is better.
    pub fn assurance(&self) -> Option<Assurance> {
        let target = self.settings.target?;
        let last = self.points.last()?;
        let beyond = match last.limits {
            Some(limits) if target > limits.upper => 1,
            Some(limits) if target < limits.lower => -1,
            Some(_) | None => 0,
        };
        match (self.settings.better, beyond) {
            (Better::Neither, _) => None,
            (_, 0) => Some(Assurance::HitOrMiss),
            (Better::Higher, 1) | (Better::Lower, -1) => Some(Assurance::Fail),
            (Better::Higher | Better::Lower, _) => Some(Assurance::Pass),
        }
    }
}

/// Draws the chart of a series. The series is put in order of day; points of one day keep their order.
pub fn chart(series: &[(Day, f64)], settings: Settings) -> Chart {
    let mut series = series.to_vec();
    series.sort_by_key(|(day, _)| *day);
    let mut starts = settings.steps.clone();
    starts.sort_unstable();
    let step_of = |day: Day| starts.partition_point(|start| *start <= day);
    let mut points = Vec::with_capacity(series.len());
    for (step, group) in series.chunk_by(|a, b| step_of(a.0) == step_of(b.0)).enumerate() {
        points.extend(judge(group, step, &settings));
    }
    Chart { points, settings }
}

/// How many of 100 charts of so many points without any change show special cause somewhere, from `charts` simulated ones.
/// The seed is printed with the figure.
pub fn false_alarms(points: usize, charts: u32, seed: u64) -> u32 {
    use rand::{RngExt as _, SeedableRng as _};
    let mut chance = rand_pcg::Pcg64::seed_from_u64(seed);
    let mut flagged = 0;
    for _ in 0..charts {
        // The sum of twelve even draws is as good as normal here.
        let mut draw = || (0..12).map(|_| chance.random::<f64>()).sum::<f64>();
        let series: Vec<(Day, f64)> = (0..points).map(|n| (Day::from_epoch_days(n as i32), draw())).collect();
        let settings = Settings {
            better: Better::Neither,
            target: None,
            screen: false,
            fix_after: None,
            steps: Vec::new(),
        };
        let drawn = chart(&series, settings);
        flagged += u32::from(drawn.points.iter().any(|point| point.cause != Cause::Common));
    }
    (100 * flagged + charts / 2) / charts.max(1)
}

/// Mean and mean moving range of one step; no range where none is left.
fn centre(values: &[f64], settings: &Settings) -> (f64, Option<f64>) {
    let used = settings.fix_after.map_or(values, |n| values.get(..n).unwrap_or(values));
    let average = crate::quantile::mean(used).unwrap_or(f64::NAN);
    let mut ranges: Vec<f64> = used.iter().zip(used.iter().skip(1)).map(|(a, b)| (b - a).abs()).collect();
    let mut range = crate::quantile::mean(&ranges);
    if let (true, Some(first)) = (settings.screen, range) {
        ranges.retain(|r| *r < SCREEN_RANGES * first);
        range = crate::quantile::mean(&ranges);
    }
    // Numbers so large that their difference has no end give no limits.
    (average, range.filter(|range| range.is_finite()))
}

/// The points of one step.
fn judge(group: &[(Day, f64)], step: usize, settings: &Settings) -> Vec<Point> {
    let values: Vec<f64> = group.iter().map(|(_, value)| *value).collect();
    let (mean, range) = centre(&values, settings);
    let limits = range.map(|r| Limits { lower: mean - LIMIT_RANGES * r, upper: mean + LIMIT_RANGES * r });
    let reach = range.map(|r| 2.0 * LIMIT_RANGES / 3.0 * r);
    let mut points: Vec<Point> = group
        .iter()
        .map(|&(day, value)| {
            let outside = limits.map(|l| value > l.upper || value < l.lower);
            let past = reach.map(|reach| value > mean + reach || value < mean - reach);
            let side = if value > mean {
                1
            } else if value < mean {
                -1
            } else {
                0
            };
            let near_limit = outside.zip(past).map(|(outside, past)| past && !outside);
            let trial = group.len() < TRIAL_BELOW;
            Point { day, value, step, mean, limits, near_limit, side, cause: Cause::Common, trial }
        })
        .collect();
    let trends = trends(&values);
    let near: Vec<i8> = points.iter().map(|p| if p.near_limit == Some(true) { p.side } else { 0 }).collect();
    let sides: Vec<i8> = points.iter().map(|p| p.side).collect();
    let pairs = two_in_three(&near, &sides);
    let runs = runs(&sides, RUN);
    for (((point, trend), pair), run) in points.iter_mut().zip(trends).zip(pairs).zip(runs) {
        let beyond = if point.outside() == Some(true) { point.side } else { 0 };
        point.cause = match (beyond, trend, pair, run) {
            (1, ..) => Cause::Above,
            (-1, ..) => Cause::Below,
            (_, 1, ..) => Cause::Rising,
            (_, -1, ..) => Cause::Falling,
            (_, _, 1, _) => Cause::NearAbove,
            (_, _, -1, _) => Cause::NearBelow,
            (_, _, _, 1) => Cause::RunAbove,
            (_, _, _, -1) => Cause::RunBelow,
            _ => Cause::Common,
        };
    }
    points
}

/// For each value +1 or −1 when it is one of seven rising or falling; in two trends, the later one counts.
fn trends(values: &[f64]) -> Vec<i8> {
    let steps: Vec<i8> = values
        .iter()
        .zip(values.iter().skip(1))
        .map(|(a, b)| {
            if b > a {
                1
            } else if b < a {
                -1
            } else {
                0
            }
        })
        .collect();
    let mut marks = vec![0; values.len()];
    for (first, window) in steps.windows(RUN - 1).enumerate() {
        if let Some(&sign) = window.first().filter(|&&sign| sign != 0 && window.iter().all(|s| *s == sign)) {
            marks.iter_mut().skip(first).take(RUN).for_each(|mark| *mark = sign);
        }
    }
    marks
}

/// For each point +1 or −1 when it is near a limit in some three neighbours on one side of which two are near.
fn two_in_three(near: &[i8], sides: &[i8]) -> Vec<i8> {
    let mut marks = vec![0; near.len()];
    for (first, (near3, sides3)) in near.windows(3).zip(sides.windows(3)).enumerate() {
        for sign in [1, -1] {
            let enough = near3.iter().filter(|n| **n == sign).count() >= 2;
            if enough && sides3.iter().all(|side| *side == sign) {
                for (mark, own) in marks.iter_mut().zip(near).skip(first).take(3) {
                    if *own == sign {
                        *mark = sign;
                    }
                }
            }
        }
    }
    marks
}

/// For each point +1 or −1 when it is one of `length` in a row on one side; a point on the line breaks a run.
pub fn runs(sides: &[i8], length: usize) -> Vec<i8> {
    let mut marks = vec![0; sides.len()];
    let mut first = 0;
    for run in sides.chunk_by(|a, b| a == b) {
        if run.len() >= length && run.first() != Some(&0) {
            for (mark, side) in marks.iter_mut().skip(first).zip(run) {
                *mark = *side;
            }
        }
        first += run.len();
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(better: Better) -> Settings {
        Settings { better, target: None, screen: false, fix_after: None, steps: Vec::new() }
    }

    fn series(values: &[f64]) -> Vec<(Day, f64)> {
        values.iter().enumerate().map(|(i, v)| (Day::from_epoch_days(20_000 + 30 * i as i32), *v)).collect()
    }

    fn causes(values: &[f64], settings: Settings) -> String {
        let letter = |cause: Cause| match cause {
            Cause::Common => '.',
            Cause::Above => 'A',
            Cause::Below => 'B',
            Cause::Rising => 'R',
            Cause::Falling => 'F',
            Cause::NearAbove => 'n',
            Cause::NearBelow => 'u',
            Cause::RunAbove => 'a',
            Cause::RunBelow => 'b',
        };
        chart(&series(values), settings).points.iter().map(|p| letter(p.cause)).collect()
    }

    #[test]
    fn limits_are_2_66_mean_ranges_from_the_mean() {
        let made = chart(&series(&[4.0, 6.0, 4.0, 6.0]), settings(Better::Higher));
        let limits = made.points[0].limits.unwrap();
        assert!((limits.lower - (5.0 - 5.32)).abs() < 1e-12 && (limits.upper - 10.32).abs() < 1e-12);
        assert!(made.points[0].trial);
    }

    #[test]
    fn seven_points_make_a_trend_or_a_run_and_six_do_not() {
        let rising = |points: u32| {
            let mut values = vec![0.0, 20.0, 0.0, 20.0, 0.0, 20.0, 9.0];
            values.extend((1..points).map(|i| 9.0 + 0.5 * f64::from(i)));
            values.extend([0.0, 20.0, 0.0]);
            causes(&values, settings(Better::Higher))
        };
        assert!(rising(7).contains("RRRRRRR") && !rising(6).contains('R'), "{} {}", rising(7), rising(6));
        let with = |above: usize| {
            let mut values = vec![0.0, 4.0, 0.0, 4.0, 0.0, 4.0, 0.0, 4.0, 0.0, 4.0];
            values.extend((0..above).map(|i| 3.0 + 0.5 * (i % 2) as f64));
            values.extend([0.0, 0.0]);
            causes(&values, settings(Better::Higher))
        };
        assert!(!with(5).contains('a') && with(8).contains("aaaaaaa"), "{} {}", with(5), with(8));
    }

    #[test]
    fn the_screen_drops_one_wild_range_and_a_constant_series_gets_no_limits() {
        let values = [1.0, 2.0, 1.0, 2.0, 30.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];
        let plain = chart(&series(&values), settings(Better::Higher));
        let screened = chart(&series(&values), Settings { screen: true, ..settings(Better::Higher) });
        assert!(screened.points[0].limits.unwrap().upper < plain.points[0].limits.unwrap().upper);
        let flat = chart(
            &series(&[5.0; 15]),
            Settings { screen: true, target: Some(5.0), ..settings(Better::Higher) },
        );
        assert!(flat.points.iter().all(|p| p.limits.is_none() && p.cause == Cause::Common));
        assert_eq!(flat.assurance(), Some(Assurance::HitOrMiss));
        let one = chart(&series(&[5.0]), settings(Better::Lower));
        assert!(one.points[0].limits.is_none());
    }

    #[test]
    fn a_step_starts_its_own_mean_and_its_own_ranges() {
        let values = [10.0, 11.0, 10.0, 11.0, 20.0, 21.0, 20.0, 21.0];
        let days = series(&values);
        let steps = vec![days[4].0];
        let made = chart(&days, Settings { steps, ..settings(Better::Higher) });
        assert_eq!(made.points[3].mean, 10.5);
        assert_eq!(made.points[4].mean, 20.5);
        assert_eq!(
            made.points[3].limits.map(|l| l.upper - 10.5),
            made.points[4].limits.map(|l| l.upper - 20.5)
        );
    }

    #[test]
    fn words_follow_the_direction() {
        let up = [5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 20.0];
        for (better, said) in [
            (Better::Higher, Variation::Improvement),
            (Better::Lower, Variation::Concern),
            (Better::Neither, Variation::High),
        ] {
            assert_eq!(chart(&series(&up), settings(better)).variation(), said);
        }
        let steady = [5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0];
        let assured = |target: f64, better| {
            chart(&series(&steady), Settings { target: Some(target), ..settings(better) }).assurance()
        };
        assert_eq!(assured(9.0, Better::Higher), Some(Assurance::Fail));
        assert_eq!(assured(9.0, Better::Lower), Some(Assurance::Pass));
        assert_eq!(assured(1.0, Better::Higher), Some(Assurance::Pass));
        assert_eq!(assured(6.0, Better::Higher), Some(Assurance::HitOrMiss));
        assert_eq!(assured(6.0, Better::Neither), None);
    }
}
