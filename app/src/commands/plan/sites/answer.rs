//! The answer of `plan sites` in words.

use cli::Outcome;
use serde_json::Value;

/// Says what was found, never “optimal” of a search that was stopped.
pub fn tell(value: &Value) -> Outcome {
    let number = |key: &str| value.get(key).map(ToString::to_string).unwrap_or_default();
    let yes = |key: &str| value.get(key).and_then(Value::as_bool).unwrap_or(false);
    let list = |value: Option<&Value>| -> String {
        let items = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        items
            .iter()
            .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(" ")
    };
    cli::text_line(format_args!("objective {}", number("objective")))?;
    if yes("proven") {
        cli::text_line("optimal: proved, no plan is better")?;
    } else {
        let gap = value.get("gap").and_then(Value::as_f64).unwrap_or(1.0);
        cli::text_line(format_args!(
            "not proved optimal: bound {}, gap {:.4}%",
            number("bound"),
            gap * 100.0
        ))?;
    }
    if yes("stopped") {
        let steps = number("steps");
        cli::text_line(format_args!("stopped after {steps} steps: --steps {steps} gives this plan again"))?;
    }
    cli::text_line(format_args!("sites {}", list(value.get("sites"))))?;
    if value.get("site_ids").is_some() {
        cli::text_line(format_args!("ids {}", list(value.get("site_ids"))))?;
    }
    if let Some(fixing) = value.get("fixing") {
        let of = |key: &str| fixing.get(key).map(ToString::to_string).unwrap_or_default();
        cli::text_line(format_args!(
            "settling sites beforehand adds {} to {} (sites {} otherwise)",
            of("adds"),
            of("objective_unfixed"),
            list(fixing.get("sites_unfixed"))
        ))?;
    }
    for (rank, plan) in value.get("plans").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let of = |key: &str| plan.get(key).map(ToString::to_string).unwrap_or_default();
        let proof =
            if plan.get("proven").and_then(Value::as_bool) == Some(true) { "proved" } else { "not proved" };
        cli::text_line(format_args!(
            "plan {}: {} ({proof}) sites {}",
            rank + 1,
            of("objective"),
            list(plan.get("sites"))
        ))?;
    }
    for point in value.get("curve").and_then(Value::as_array).into_iter().flatten() {
        let of = |key: &str| point.get(key).map(ToString::to_string).unwrap_or_default();
        cli::text_line(format_args!("p {}: {}", of("p"), of("objective")))?;
    }
    for effect in value.get("effects").and_then(Value::as_array).into_iter().flatten() {
        let of = |key: &str| effect.get(key).map(ToString::to_string).unwrap_or_default();
        let mean = |key: &str| effect.get(key).and_then(Value::as_f64).unwrap_or_default();
        cli::text_line(format_args!(
            "{}: {} people, mean journey {:.0} before and {:.0} after; {} nearer, {} farther",
            effect.get("group").and_then(Value::as_str).unwrap_or_default(),
            of("people"),
            mean("mean_before"),
            mean("mean_after"),
            of("people_nearer"),
            of("people_farther")
        ))?;
    }
    Ok(())
}
