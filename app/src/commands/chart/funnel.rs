//! `roundtable chart funnel`.

use cli::{Failure, Outcome};
use measures_rules::chart::funnel::{Shown, draw};
use measures_rules::chart::spc::Labels;
use measures_rules::funnel::{self, FunnelRefused, Pair, Standing};

use super::Target;
use super::records::Records;

/// Funnel.
#[derive(clap::Args)]
pub struct Funnel {
    #[command(flatten)]
    files: Target,
    /// What the numbers are.
    #[arg(long, value_enum, default_value_t = Kind::Proportion)]
    kind: Kind,
    /// Widen the limits by the spread between organisations.
    #[arg(long)]
    widened: bool,
    /// Share trimmed at each end before the spread is judged.
    #[arg(long, default_value_t = 0.1)]
    trim: f64,
    /// Values are shown times this.
    #[arg(long, default_value_t = 100.0)]
    multiplier: f64,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Kind {
    /// Numerator out of denominator.
    Proportion,
    /// One count over another.
    CountRatio,
    /// Observed over expected, log scale, truncated.
    RatioTruncated,
    /// Observed over expected, square-root scale, winsorised.
    RatioWinsorised,
}

pub fn run(arguments: &Funnel) -> Outcome {
    let files = &arguments.files;
    if !(0.0 < arguments.trim && arguments.trim < 0.5) {
        return Err(Failure::usage("--trim must be above 0 and below 0.5"));
    }
    let mut records = Records::read(&files.file)?;
    records.need(&["name", "numerator", "denominator"])?;
    let read = records.each(|record| {
        let numerator: f64 = record.value("numerator", "a number")?;
        let denominator: f64 = record.value("denominator", "a number above 0")?;
        if denominator.is_nan() || denominator <= 0.0 {
            return Err(("denominator".to_owned(), "write a number above 0".to_owned()));
        }
        Ok((record.text("name").to_owned(), record.line(), Pair { numerator, denominator }))
    });
    let left_out = records.report(read.len())?;
    let kind = match arguments.kind {
        Kind::Proportion => funnel::Kind::Proportion,
        Kind::CountRatio => funnel::Kind::CountRatio,
        Kind::RatioTruncated => funnel::Kind::RatioTruncated,
        Kind::RatioWinsorised => funnel::Kind::RatioWinsorised,
    };
    let pairs: Vec<Pair> = read.iter().map(|(_, _, pair)| *pair).collect();
    let made = funnel::funnel(&pairs, kind, arguments.trim, arguments.multiplier).map_err(|refused| {
        match refused {
            FunnelRefused::TooFew => Failure::refused(format_args!(
                "{}: a funnel needs two organisations or more",
                files.file.display()
            )),
            FunnelRefused::NoRatio => Failure::refused(format_args!(
                "{}: every numerator is 0, so that there is no ratio to hold anybody against",
                files.file.display()
            )),
            FunnelRefused::BadPair(place) => Failure::refused(format_args!(
                "{}, line {}, numerator: must be 0 or more, and for proportions no more than the denominator",
                files.file.display(),
                read.get(place).map_or(0, |(_, line, _)| *line)
            )),
        }
    })?;
    let names: Vec<String> = read.iter().map(|(name, _, _)| name.clone()).collect();
    let shown = if arguments.widened { Shown::Widened } else { Shown::ByChance };
    let title = files.title();
    let labels = Labels { id: "chart", title: &title, unit: &files.unit };
    files.write(&draw(&made, &names, shown, arguments.multiplier, labels))?;
    let standings: Vec<(&String, Standing)> = names
        .iter()
        .zip(&made.rows)
        .map(|(name, row)| {
            (name, funnel::standing(row.value, if arguments.widened { &row.widened } else { &row.limits }))
        })
        .filter(|(_, standing)| *standing != Standing::Within)
        .collect();
    if files.json {
        let outside: Vec<_> = standings
            .iter()
            .map(|(name, s)| serde_json::json!({"name": name, "standing": s.in_words()}))
            .collect();
        return cli::json_line(&serde_json::json!({
            "organisations": names.len(), "left_out": left_out, "method": kind.method(), "target": made.target,
            "phi": made.phi, "tau2": made.tau2, "outside": outside,
        }));
    }
    cli::text_line(format_args!(
        "{} organisations ({left_out} left out), {}; {} outside limits",
        names.len(),
        kind.method(),
        standings.len()
    ))?;
    standings
        .iter()
        .try_for_each(|(name, standing)| cli::text_line(format_args!("{name}: {}", standing.in_words())))
}
