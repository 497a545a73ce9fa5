//! Holds PDF files against the machine conditions of PDF/UA-1: `cargo run -p pdf --example universal -- FILE…`. Ends with 1
//! where one of them is broken.

#[path = "../tests/universal/checker.rs"]
mod checker;

use std::io::Write as _;

fn main() -> std::io::Result<std::process::ExitCode> {
    let mut broken = false;
    for file in std::env::args().skip(1) {
        let found = checker::check(&std::fs::read(&file)?);
        broken |= !found.is_empty();
        writeln!(std::io::stdout(), "{file}: {} conditions broken", found.len())?;
        for one in &found {
            writeln!(std::io::stdout(), "  {one}")?;
        }
    }
    Ok(if broken { std::process::ExitCode::FAILURE } else { std::process::ExitCode::SUCCESS })
}
