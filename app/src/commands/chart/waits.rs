//! `roundtable chart waits`.

use std::collections::BTreeMap;

use cli::Outcome;
use kernel::Day;
use measures_rules::chart::spc::Labels;
use measures_rules::chart::waits::draw;
use measures_rules::survival::{self, Curve, Ending, Wait};

use super::Target;
use super::records::Records;

/// Share still waiting.
#[derive(clap::Args)]
pub struct Waits {
    #[command(flatten)]
    files: Target,
    /// The day on which those without a removal are still waiting.
    #[arg(long)]
    census: Day,
}

pub fn run(arguments: &Waits) -> Outcome {
    let files = &arguments.files;
    let mut records = Records::read(&files.file)?;
    records.need(&["referred", "removed"])?;
    let census = arguments.census;
    let read = records.each(|record| {
        let form = "year-month-day, as in 2025-03-08";
        let referred: Day = record.value("referred", form)?;
        let removed: Option<Day> = record.optional("removed", &format!("{form}, or leave it empty"))?;
        let (until, ending) = match removed.filter(|day| *day <= census) {
            Some(day) => (day, Ending::Done),
            None => (census, Ending::Censored),
        };
        let before =
            || ("removed".to_owned(), "the wait would end before it began; check both days".to_owned());
        let days = u32::try_from(until - referred).map_err(|_| before())?;
        // A column “ending” other than “done” says that the wait ended without it: counted as long as it lasted.
        let ended_without = !matches!(record.text("ending"), "" | "done");
        let ending = if ended_without { Ending::Censored } else { ending };
        let setting = Some(record.text("setting")).filter(|s| !s.is_empty()).unwrap_or("All");
        Ok((setting.to_owned(), Wait { days, ending }))
    });
    let left_out = records.report(read.len())?;
    let mut settings: BTreeMap<String, Vec<Wait>> = BTreeMap::new();
    for (setting, wait) in read {
        settings.entry(setting).or_default().push(wait);
    }
    let curves: Vec<(String, Curve)> =
        settings.into_iter().map(|(setting, waits)| (setting, survival::curve(&waits))).collect();
    let title = files.title();
    files.write(&draw(&curves, Labels { id: "chart", title: &title, unit: &files.unit }))?;
    for (setting, curve) in &curves {
        let open = curve.n - curve.done;
        let (median, percentile_92) = (curve.median(), curve.percentile_92());
        if files.json {
            cli::json_line(&serde_json::json!({
                "setting": setting, "waits": curve.n, "open": open, "median_days": median,
                "percentile_92_days": percentile_92, "left_out": left_out,
            }))?;
        } else {
            let days =
                |value: Option<f64>| value.map_or("not reached".to_owned(), |days| format!("{days} days"));
            cli::text_line(format_args!(
                "{setting}: {} waits ({open} open; {left_out} left out of the file), median {}, 92 in 100 within {}",
                curve.n,
                days(median),
                days(percentile_92)
            ))?;
        }
    }
    Ok(())
}
