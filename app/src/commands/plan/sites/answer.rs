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
    let figure = |of: &Value, key: &str| of.get(key).and_then(Value::as_f64).unwrap_or_default();
    let unit = value.get("unit").and_then(Value::as_str).unwrap_or_default();
    if let Some(mean) = value.get("mean").and_then(Value::as_f64) {
        cli::text_line(format_args!("mean journey {mean:.2} {unit}"))?;
    }
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
    for name in value.get("site_names").and_then(Value::as_array).into_iter().flatten() {
        cli::text_line(format_args!("  {}", name.as_str().unwrap_or_default()))?;
    }
    if let Some(fixing) = value.get("fixing") {
        if let Some(mean) = fixing.get("adds_mean").and_then(Value::as_f64) {
            cli::text_line(format_args!(
                "what is settled beforehand makes the mean journey {mean:.2} {unit} longer"
            ))?;
        }
        for one in fixing.get("each").and_then(Value::as_array).into_iter().flatten() {
            let Some(site) = one.get("site").and_then(Value::as_u64) else { continue };
            let mean = figure(one, "adds_mean");
            cli::text_line(format_args!("  site {site} alone: {mean:.2} {unit}"))?;
        }
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
    let proof = |of: &Value| {
        if of.get("proven").and_then(Value::as_bool) == Some(true) { "proved" } else { "not proved" }
    };
    for point in value.get("weighed").and_then(Value::as_array).into_iter().flatten() {
        cli::text_line(format_args!(
            "most deprived fifth {}% more: mean {:.2} {unit} for them, {:.2} for the rest ({}) sites {}",
            figure(point, "more"),
            figure(point, "mean_deprived"),
            figure(point, "mean_others"),
            proof(point),
            list(point.get("sites"))
        ))?;
    }
    for point in value.get("roomed").and_then(Value::as_array).into_iter().flatten() {
        match point.get("objective").and_then(Value::as_i64) {
            None => cli::text_line(format_args!(
                "{} people at most at a site: no plan found with room for all ({})",
                figure(point, "room"),
                proof(point)
            ))?,
            Some(cost) => cli::text_line(format_args!(
                "{} people at most at a site: {cost} ({}), {} pass their nearest; sites {}",
                figure(point, "room"),
                proof(point),
                figure(point, "elsewhere"),
                list(point.get("sites"))
            ))?,
        }
    }
    for effect in value.get("effects").and_then(Value::as_array).into_iter().flatten() {
        let of = |key: &str| effect.get(key).map(ToString::to_string).unwrap_or_default();
        let mean = |key: &str, shown: &str| {
            effect.get(shown).or_else(|| effect.get(key)).and_then(Value::as_f64).unwrap_or_default()
        };
        // A map says its unit; elsewhere a journey is in the file's own.
        let places = if unit.is_empty() { 0 } else { 2 };
        cli::text_line(format_args!(
            "{}: {} people, mean journey {:.places$} before and {:.places$} after; {} nearer, {} farther",
            effect.get("group").and_then(Value::as_str).unwrap_or_default(),
            of("people"),
            mean("mean_before", "shown_before"),
            mean("mean_after", "shown_after"),
            of("people_nearer"),
            of("people_farther")
        ))?;
    }
    for note in value.get("notes").and_then(Value::as_array).into_iter().flatten() {
        cli::text_line(format_args!("note: {}", note.as_str().unwrap_or_default()))?;
    }
    Ok(())
}
