//! `roundtable chart spc`.

use cli::Outcome;
use kernel::Day;
use measures_rules::chart::spc::{Labels, draw};
use measures_rules::spc::{self, Better, Settings};

use super::Target;
use super::records::Records;

/// XmR chart.
#[derive(clap::Args)]
pub struct Spc {
    #[command(flatten)]
    target_files: Target,
    /// Which way is better.
    #[arg(long, value_enum, default_value_t = Way::Neither)]
    better: Way,
    /// The target, in the unit of the values.
    #[arg(long)]
    target: Option<f64>,
    /// Drop wild moving ranges once before the limits are made.
    #[arg(long)]
    screen: bool,
    /// Mean and limits from the first so many points of each step.
    #[arg(long)]
    fix_after: Option<usize>,
    /// First day of a new step; may be given more than once.
    #[arg(long)]
    step: Vec<Day>,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Way {
    Higher,
    Lower,
    Neither,
}

pub fn run(arguments: &Spc) -> Outcome {
    let files = &arguments.target_files;
    let mut records = Records::read(&files.file)?;
    records.need(&["date", "value"])?;
    let series = records.each(|record| {
        let day: Day = record.value("date", "year-month-day, as in 2025-03-08")?;
        let value: f64 = record.value("value", "a number")?;
        if value.is_finite() {
            Ok((day, value))
        } else {
            Err(("value".to_owned(), "write a number".to_owned()))
        }
    });
    let left_out = records.report(series.len())?;
    let better = match arguments.better {
        Way::Higher => Better::Higher,
        Way::Lower => Better::Lower,
        Way::Neither => Better::Neither,
    };
    let settings = Settings {
        better,
        target: arguments.target,
        screen: arguments.screen,
        fix_after: arguments.fix_after,
        steps: arguments.step.clone(),
    };
    let chart = spc::chart(&series, settings);
    let title = files.title();
    files.write(&draw(&chart, Labels { id: "chart", title: &title, unit: &files.unit }))?;
    let special = chart.points.iter().filter(|p| p.cause != spc::Cause::Common).count();
    let assurance = chart.assurance().map(spc::Assurance::in_words);
    if files.json {
        let last = chart.points.last();
        return cli::json_line(&serde_json::json!({
            "points": chart.points.len(), "left_out": left_out, "special_causes": special,
            "mean": last.map(|p| p.mean), "lower_limit": last.and_then(|p| p.limits).map(|l| l.lower),
            "upper_limit": last.and_then(|p| p.limits).map(|l| l.upper),
            "variation": chart.variation().in_words(), "assurance": assurance,
        }));
    }
    let assurance = assurance.map_or_else(String::new, |words| format!(" {words}."));
    cli::text_line(format_args!(
        "{} points ({left_out} left out), {special} with special cause. {}.{assurance}",
        chart.points.len(),
        chart.variation().in_words()
    ))
}
