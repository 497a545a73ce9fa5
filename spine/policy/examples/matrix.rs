//! Prints who may do what: `cargo run -p policy --example matrix > spine/policy/matrix.txt`.
#![allow(clippy::print_stdout, reason = "printing is its purpose")]

use policy::{Matrix, Rulebook};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", Matrix::of(&Rulebook::shipped()?).text);
    Ok(())
}
