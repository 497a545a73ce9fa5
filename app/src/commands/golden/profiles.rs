//! Public health indicator methods against independently computed tables, each row or area a case.

use std::collections::BTreeMap;
use std::path::Path;

use cli::Failure;
use measures_rules::funnel::{self, Limits};
use measures_rules::interval::{self, Interval};
use measures_rules::slope::{self, Scale};
use measures_rules::{quantile, standardise};

use super::Tally;
use super::case::{Line, near, read_csv, same};

const TOLERANCE: f64 = 1e-9;
/// The funnel limits of proportions and ratios were found by bisection.
const BISECTED: f64 = 1e-5;
/// Limits of the slope index were simulated: the share of the interval's own width that they may be off.
const SIMULATED: f64 = 0.05;

/// Counts one table.
type Count = fn(&Path, &mut Tally) -> Result<(), Failure>;

/// Counts the rows and areas of every table in the folder; a table that is not there is passed over.
pub fn count(dir: &Path) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let tables: &[(&str, Count)] = &[
        ("byars_wilson.csv", byars_wilson),
        ("rate_byars_exact.csv", rates),
        ("proportion_wilson.csv", proportions),
        ("dsr_results.csv", direct),
        ("isr_results.csv", indirect),
        ("quantiles.csv", quantiles),
        ("sii_rii.csv", slopes),
        ("funnel_prop_outputs.csv", proportion_limits),
        ("funnel_prop_inputs.csv", proportion_standings),
        ("funnel_ratio_outputs.csv", ratio_limits),
        ("funnel_ratio_inputs.csv", ratio_standings),
    ];
    for (name, check) in tables {
        let path = dir.join(name);
        if path.exists() {
            check(&path, &mut tally)?;
        }
    }
    Ok(tally)
}

fn case_name(table: &str, line: &Line) -> String {
    format!("{table} line {}", line.place)
}

fn near_limits(what: &str, got: Interval, low: Option<f64>, high: Option<f64>) -> Result<(), String> {
    near(&format!("lower {what}"), got.low, low, TOLERANCE)?;
    near(&format!("upper {what}"), Some(got.high), high, TOLERANCE)
}

fn byars_wilson(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    for line in read_csv(path)? {
        let confidence = line.text("confidence").trim_end_matches('%').parse::<f64>().unwrap_or(95.0) / 100.0;
        let x = line.number("x").unwrap_or(f64::NAN);
        let got = match line.number("n") {
            Some(n) if line.text("method") == "Wilson" => interval::wilson(x, n, confidence),
            _ => interval::byar(x, confidence),
        };
        let result = near_limits("limit", got, line.number("lowercl"), line.number("uppercl"));
        tally.count(&case_name("byars_wilson", &line), result);
    }
    Ok(())
}

/// What a row of rates, proportions or standardised rates gives: value and limits at both confidences.
struct Found {
    value: f64,
    inner: Interval,
    outer: Interval,
    method: &'static str,
}

fn check_found(line: &Line, found: Option<Found>) -> Result<(), String> {
    let Some(found) = found else {
        return same("value", None, line.number("value"));
    };
    near("value", Some(found.value), line.number("value"), TOLERANCE)?;
    near_limits("95% limit", found.inner, line.number("lower95_0cl"), line.number("upper95_0cl"))?;
    near_limits("99.8% limit", found.outer, line.number("lower99_8cl"), line.number("upper99_8cl"))?;
    same("method", found.method, line.text("method"))
}

fn rates(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    for line in read_csv(path)? {
        let multiplier = line.number("multiplier").unwrap_or(1.0);
        let found = line.number("Numerator").zip(line.number("Denominator")).map(|(x, n)| {
            let (inner, method) = interval::count(x, 0.95);
            let (outer, _) = interval::count(x, 0.998);
            let factor = multiplier / n;
            Found {
                value: x * factor,
                inner: inner.times(factor),
                outer: outer.times(factor),
                method: method.name(),
            }
        });
        tally.count(&case_name("rate_byars_exact", &line), check_found(&line, found));
    }
    Ok(())
}

fn proportions(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    for line in read_csv(path)? {
        let multiplier = line.number("multiplier").unwrap_or(1.0);
        let found = line.number("Numerator").zip(line.number("Denominator")).map(|(x, n)| Found {
            value: x / n * multiplier,
            inner: interval::wilson(x, n, 0.95).times(multiplier),
            outer: interval::wilson(x, n, 0.998).times(multiplier),
            method: "Wilson",
        });
        tally.count(&case_name("proportion_wilson", &line), check_found(&line, found));
    }
    Ok(())
}

/// “dsr per 10000” → 10000; “ratio x 100” → 100.
fn multiplier_of(statistic: &str) -> f64 {
    statistic.rsplit(' ').find_map(|word| word.parse().ok()).unwrap_or(1.0)
}

fn direct(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    let dir = path.parent().unwrap_or(path);
    let mut areas: BTreeMap<String, Vec<standardise::Band>> = BTreeMap::new();
    for line in read_csv(&dir.join("dsr_inputs.csv"))? {
        let bands = areas.entry(line.text("area").to_owned()).or_default();
        let standard = standardise::EUROPEAN_2013.bands.get(bands.len()).copied().unwrap_or(f64::NAN);
        bands.push(band(&line, standard));
    }
    if dir.join("esp1976.csv").exists() {
        let lines = read_csv(&dir.join("esp1976.csv"))?;
        let bands = lines.iter().map(|line| band(line, line.number("esp1976").unwrap_or(f64::NAN))).collect();
        areas.insert("testdata_1976".to_owned(), bands);
    }
    for line in read_csv(path)? {
        let multiplier = multiplier_of(line.text("statistic"));
        let result = match areas.get(line.text("area")) {
            None => Err("no such area among the inputs".to_owned()),
            Some(bands) => {
                let at = |confidence| standardise::direct(bands, multiplier, confidence);
                let found = at(0.95).zip(at(0.998)).map(|(inner, outer)| Found {
                    value: inner.value,
                    inner: inner.limits,
                    outer: outer.limits,
                    method: "Dobson",
                });
                check_found(&line, found)
            }
        };
        // A row whose lower limit lies above its value contradicts itself (a slip of the decimal point in one source).
        let impossible =
            line.number("lower99_8cl").zip(line.number("value")).is_some_and(|(low, value)| low > value);
        if impossible {
            tally.set_aside(&case_name("dsr_results", &line), "its lower limit is above its value");
        } else {
            tally.count(&case_name("dsr_results", &line), result);
        }
    }
    Ok(())
}

fn band(line: &Line, standard: f64) -> standardise::Band {
    // A band without a count had no events; one without people gives no rate.
    let number = |heading| line.number(heading).unwrap_or(0.0);
    standardise::Band { count: number("count"), population: number("pop"), standard }
}

fn indirect(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    let dir = path.parent().unwrap_or(path);
    let mut areas: BTreeMap<String, (f64, Vec<standardise::ReferenceBand>)> = BTreeMap::new();
    for line in read_csv(&dir.join("isr_inputs.csv"))? {
        // A band without a count had no events.
        let number = |heading| line.number(heading).unwrap_or(0.0);
        let area = areas.entry(line.text("area").to_owned()).or_default();
        area.0 += number("count");
        area.1.push(standardise::ReferenceBand {
            population: number("pop"),
            reference_count: number("refcount"),
            reference_population: number("refpop"),
        });
    }
    for line in read_csv(path)? {
        let result = match areas.get(line.text("area")) {
            None => Err("no such area among the inputs".to_owned()),
            Some((observed, bands)) => check_indirect(&line, *observed, bands),
        };
        tally.count(&case_name("isr_results", &line), result);
    }
    Ok(())
}

fn check_indirect(line: &Line, observed: f64, bands: &[standardise::ReferenceBand]) -> Result<(), String> {
    let multiplier = multiplier_of(line.text("statistic"));
    let both =
        standardise::indirect(observed, bands, 0.95).zip(standardise::indirect(observed, bands, 0.998));
    let (inner, outer) = both.ok_or("nothing expected")?;
    near("observed", Some(inner.observed), line.number("observed"), TOLERANCE)?;
    near("expected", Some(inner.expected), line.number("expected"), TOLERANCE)?;
    let (value, limits, outer_limits) = if line.text("statistic").contains("ratio") {
        (inner.ratio * multiplier, inner.limits.times(multiplier), outer.limits.times(multiplier))
    } else {
        near("reference rate", Some(inner.reference_rate * multiplier), line.number("ref_rate"), TOLERANCE)?;
        let (value, limits) = inner.rate(multiplier);
        (value, limits, outer.rate(multiplier).1)
    };
    check_found(line, Some(Found { value, inner: limits, outer: outer_limits, method: inner.method.name() }))
}

fn quantiles(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    let lines = read_csv(path)?;
    let mut sets: BTreeMap<Vec<&str>, Vec<&Line>> = BTreeMap::new();
    for line in &lines {
        let mut key = vec![line.text("Test"), line.text("QuantileNm"), line.text("GroupSet")];
        match line.text("GroupSet") {
            "IndSexReg" => key.extend([line.text("IndSexRef"), line.text("ParentCode")]),
            "IndSex" => key.push(line.text("IndSexRef")),
            _ => {}
        }
        sets.entry(key).or_default().push(line);
    }
    for set in sets.into_values() {
        let whole = whole_set(&set);
        for (place, line) in set.iter().enumerate() {
            let wanted = line.number("QuantileInGrp").map(|q| q as usize);
            let result = same("group", by_rank(line), wanted).and_then(|()| match &whole {
                Some(groups) => same("group in its set", groups.get(place).copied().flatten(), wanted),
                None => Ok(()),
            });
            tally.count(&case_name("quantiles", line), result);
        }
    }
    Ok(())
}

fn groups_named(name: &str) -> usize {
    match name {
        "Decile" => 10,
        "Septile" => 7,
        "Quintile" => 5,
        "Quartile" => 4,
        _ => 0,
    }
}

/// The group by the rank and size that the table itself gives: the table may hold only part of a set.
fn by_rank(line: &Line) -> Option<usize> {
    let rank = line.number("RankinGrp")? as usize;
    quantile::group_of_rank(rank, line.number("RowsInGrp")? as usize, groups_named(line.text("QuantileNm")))
}

/// The groups worked out from the values, where the table holds the whole set.
fn whole_set(set: &[&Line]) -> Option<Vec<Option<usize>>> {
    let values: Vec<Option<f64>> = set.iter().map(|line| line.number("Value")).collect();
    let size = set.iter().find_map(|line| line.number("RowsInGrp"))? as usize;
    if values.iter().flatten().count() != size {
        return None;
    }
    let first = set.first()?;
    // A mixed polarity is read as "low is good", which turns the order.
    let highest = set.iter().any(|line| matches!(line.text("Polarity"), "RAG - Low is good" | "True"));
    let from = if highest { quantile::From::Highest } else { quantile::From::Lowest };
    Some(quantile::groups(&values, groups_named(first.text("QuantileNm")), from))
}

fn slopes(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    let lines = read_csv(path)?;
    let key = |line: &Line| (line.text("TestDescription").to_owned(), line.text("Area").to_owned());
    for area in lines.chunk_by(|a, b| key(a) == key(b) && b.number("sii").is_none()) {
        let Some(first) = area.first() else { continue };
        let refused = first.text("TestDescription").contains("handling");
        let result = if first.number("sii").is_some() {
            check_slope(first, area)
        } else if refused && fit(first, area).is_none() {
            Ok(())
        } else {
            Err("a line was drawn where none should be".to_owned())
        };
        tally.count(&case_name("sii_rii", first), result);
    }
    Ok(())
}

/// The line of an area, or nothing where a number is missing or the values cannot be what they are said to be.
fn fit(first: &Line, area: &[Line]) -> Option<slope::Slope> {
    let scale = match first.text("TestDescription") {
        text if text.contains("logit transform") => Scale::Logit,
        text if text.contains("log transform") => Scale::Log,
        _ => Scale::Plain,
    };
    let mut points = Vec::new();
    for line in area {
        let (value, population) = (line.number("Value")?, line.number("Population")?);
        let (low, high) = (line.number("LowerCL")?, line.number("UpperCL")?);
        let proportion = line.number("ValueType") == Some(2.0);
        if !(low..=high).contains(&value) || proportion && !(low >= 0.0 && high <= 1.0) {
            return None;
        }
        points.push(slope::Quantile {
            population,
            value,
            standard_error: slope::standard_error(scale, low, high, 0.95),
        });
    }
    slope::fit(&points, scale).ok()
}

fn check_slope(first: &Line, area: &[Line]) -> Result<(), String> {
    let fitted = fit(first, area).ok_or("no line")?;
    let test = first.text("TestDescription");
    let turned = test.contains("-100") || test.contains("negative multiplier");
    let factor = if test.contains("100)") { 100.0 } else { 1.0 } * if turned { -1.0 } else { 1.0 };
    near("index", Some(fitted.index() * factor), first.number("sii"), TOLERANCE)?;
    let ratio = |ratio: f64| if turned { 1.0 / ratio } else { ratio };
    if let Some(wanted) = first.number("rii") {
        near("ratio", Some(ratio(fitted.ratio())), Some(wanted), TOLERANCE)?;
    }
    if let Some(wanted) = first.number("Intercept") {
        near("intercept", Some(fitted.intercept()), Some(wanted), TOLERANCE)?;
    }
    let confidences: &[f64] = match (first.text("Confidence"), test) {
        ("c(95, 99)", _) => &[0.95, 0.99],
        ("99", _) => &[0.99],
        (_, text) if text.contains("95 and 98") || text.contains("95% and 98%") => &[0.95, 0.98],
        (_, text) if text.contains("98% CI") => &[0.98],
        _ => &[0.95],
    };
    for (place, confidence) in confidences.iter().enumerate() {
        let named =
            |what: &str| (format!("{what}_lowercl_{}", place + 1), format!("{what}_uppercl_{}", place + 1));
        let (low, high) = named("sii");
        roughly("limit of the index", fitted.index_limits(*confidence), |v| v * factor, first, &low, &high)?;
        let (low, high) = named("rii");
        roughly("limit of the ratio", fitted.ratio_limits(*confidence), ratio, first, &low, &high)?;
    }
    Ok(())
}

/// Compares limits with simulated ones, within a share of their own width.
fn roughly(
    what: &str,
    got: Interval,
    turn: impl Fn(f64) -> f64,
    line: &Line,
    low: &str,
    high: &str,
) -> Result<(), String> {
    let Some((low, high)) = line.number(low).zip(line.number(high)) else { return Ok(()) };
    let (a, b) = (turn(got.low.unwrap_or(f64::NAN)), turn(got.high));
    let slack = SIMULATED * (high - low);
    if (a.min(b) - low).abs() <= slack && (a.max(b) - high).abs() <= slack {
        Ok(())
    } else {
        Err(format!("{what} is {} to {}, expected {low} to {high}", a.min(b), a.max(b)))
    }
}

fn proportion_limits(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    for line in read_csv(path)? {
        let number = |heading: &str| line.number(heading).unwrap_or(f64::NAN);
        let found = funnel::profile_proportion(number("Baseline") / 100.0, number("Population")).times(100.0);
        let result = check_four(
            &found,
            &line,
            ["Lower2s0025limit", "Upper2s0025limit", "Lower3s0001limit", "Upper3s0001limit"],
        );
        tally.count(&case_name("funnel_prop_outputs", &line), result);
    }
    Ok(())
}

fn check_four(found: &Limits, line: &Line, headings: [&str; 4]) -> Result<(), String> {
    let got = [found.low_95, found.high_95, found.low_998, found.high_998];
    for (got, heading) in got.into_iter().zip(headings) {
        near(heading, Some(got), line.number(heading), BISECTED)?;
    }
    Ok(())
}

/// The baseline is that of the whole family, which the limits table names; the inputs here may be only part of it.
fn proportion_standings(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    let beside = path.with_file_name("funnel_prop_outputs.csv");
    let given =
        if beside.exists() { read_csv(&beside)?.first().and_then(|l| l.number("Baseline")) } else { None };
    let lines = read_csv(path)?;
    let pair = |line: &Line| line.number("numerator").zip(line.number("denominator"));
    let (events, people) =
        lines.iter().filter_map(pair).fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
    let baseline = given.map_or(events / people, |percent| percent / 100.0);
    for line in &lines {
        let result = pair(line).ok_or_else(|| "no pair of numbers".to_owned()).and_then(|(x, n)| {
            let standing = funnel::standing(x / n, &funnel::profile_proportion(baseline, n));
            same("standing", standing.label(), line.text("significance"))
        });
        tally.count(&case_name("funnel_prop_inputs", line), result);
    }
    Ok(())
}

fn ratio_limits(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    for line in read_csv(path)? {
        let observed = line.number("Observed_events").unwrap_or(f64::NAN);
        let found = funnel::profile_expected(observed);
        let mut result = Ok(());
        for (expected, stem) in [
            (found.low_95, "lower_2s"),
            (found.high_95, "upper_2s"),
            (found.low_998, "lower_3s"),
            (found.high_998, "upper_3s"),
        ] {
            // Bisection stopped at 1e-7 of an event, which is more than 1e-5 of the smallest limits.
            let tolerance = BISECTED + 1e-7 / expected;
            for (value, part) in [
                (expected, "exp_events"),
                (observed / expected - 1.0, "count"),
                (100.0 * observed / expected, "isr"),
            ] {
                let heading = format!("{stem}_{part}");
                result = result.and_then(|()| near(&heading, Some(value), line.number(&heading), tolerance));
            }
        }
        tally.count(&case_name("funnel_ratio_outputs", &line), result);
    }
    Ok(())
}

fn ratio_standings(path: &Path, tally: &mut Tally) -> Result<(), Failure> {
    for line in read_csv(path)? {
        let pair = line.number("obs").zip(line.number("expected"));
        let result = pair.ok_or_else(|| "no pair of numbers".to_owned()).and_then(|(observed, expected)| {
            same("standing", funnel::profile_standing(observed, expected).label(), line.text("significance"))
        });
        tally.count(&case_name("funnel_ratio_inputs", &line), result);
    }
    Ok(())
}
