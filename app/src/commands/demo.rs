//! `roundtable demo`: a made-up place to try everything on.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use accounts_site::commands;
use clap::Args;
use cli::{Failure, Outcome, text_line};
use journal::Journal;
use kernel::Clock;
use referrals_rules::request::Numbers;
use trial::marlshire::asks::Truth;
use trial::marlshire::names::slug;
use trial::marlshire::{Place, Recipe};
use web::SystemClock;

use crate::demo::again::Made;
use crate::demo::clock::DemoClock;
use crate::demo::live::Cast;
use crate::demo::{truths, whole};
use crate::place::{At, program};
use crate::serve::{self, Serving};
use crate::settings::Settings;

/// Builds Marlshire from a seed, works out its planted truths by the product's own queries, and serves it.
#[derive(Args)]
pub struct Demo {
    /// Print the truths, and end with 0 only if all hold.
    #[arg(long)]
    report: bool,
    /// The seed: the same seed gives the same place.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where to build it, or where it was built before: then it is served as it was left. A new file each time where none
    /// is given.
    #[arg(long)]
    db: Option<At>,
    /// Leave one planted truth out; the report must then fail on that one alone.
    #[arg(long)]
    without: Option<String>,
}

/// Does it.
pub fn run(arguments: &Demo) -> Outcome {
    let without = match &arguments.without {
        None => None,
        Some(name) => Some(Truth::named(name).ok_or_else(|| {
            let known: Vec<&str> = Truth::ALL.iter().map(|truth| truth.name()).collect();
            Failure::usage(format!("“{name}” is not a planted truth: choose one of {}", known.join(", ")))
        })?),
    };
    let at = arguments.db.clone().map_or_else(fresh, Ok)?;
    if let Some(made) = Made::found(&at)? {
        return again(arguments, &at, &made);
    }
    let today = SystemClock.now().day();
    let recipe = Recipe { seed: arguments.seed, today };
    let clock = Arc::new(DemoClock::before(today));
    let journal = at.make(clock.clone())?;
    let actor = program()?;
    let place = Place::make(recipe, without);
    let tell = &mut |line: &str| text_line(format!("built: {line}")).unwrap_or(());
    let built = whole::make(&journal, &clock, &actor, place, recipe, without, tell)?;
    Made::keep(&at, recipe, without)?;
    let cast = cast(&built.place)?;
    let checked = truths::check(&journal, &actor, &built, recipe.today)?;
    for truth in &checked {
        text_line(truth)?;
    }
    let failed = checked.iter().filter(|truth| !truth.holds).count();
    if arguments.report {
        // What was built for the report alone is not left lying about.
        if let (None, Some(folder)) = (&arguments.db, at.keys.parent()) {
            drop(journal);
            std::fs::remove_dir_all(folder)?;
        }
        return match failed {
            0 => text_line(format!("all {} planted truths hold (seed {})", checked.len(), arguments.seed)),
            _ => Err(Failure::refused(format!("{failed} of {} planted truths do not hold", checked.len()))),
        };
    }
    serve(journal, clock, &at, arguments.port, &cast)
}

/// Serves a demo that was built before, as it was left.
fn again(arguments: &Demo, at: &At, made: &Made) -> Outcome {
    if arguments.report || arguments.without.is_some() {
        return Err(Failure::usage(format!(
            "{} was {}: its truths are worked out when it is built; name another file",
            at.database,
            made.in_words()
        )));
    }
    text_line(made.in_words())?;
    let clock = Arc::new(DemoClock::running());
    let journal = at.open(clock.clone())?;
    serve(journal, clock, at, arguments.port, &cast(&made.place())?)
}

fn cast(place: &Place) -> Result<Cast, Failure> {
    Cast::find(place).ok_or_else(|| Failure::refused("the demo place has nobody to play its parts"))
}

/// Serves the demo on this machine alone, with a link for each role.
fn serve(journal: Journal, clock: Arc<DemoClock>, at: &At, port: u16, cast: &Cast) -> Outcome {
    let listen = SocketAddr::from(([127, 0, 0, 1], port));
    let base = format!("http://{listen}");
    let letters = at.keys.with_extension("letters");
    let folder = mail::Folder::new(&letters, "roundtable@marlshire.example")?;
    let serving = Serving {
        time: Some(serve::time::Time { clock, journal: journal.clone(), program: program()? }),
        journal,
        name: "Marlshire".to_owned(),
        base: base.clone(),
        listen,
        synthetic: true,
        described: None,
        training: true,
        trusts_proxy: false,
        secret: at.secret()?,
        numbers: Numbers {
            safeguarding_lead: "Safeguarding lead, Marlshire partnership office, 01632 960430".to_owned(),
            urgent_care: "Castermere urgent care, 01632 960431".to_owned(),
        },
        office: "Marlshire partnership office, 01632 960430".to_owned(),
        emergency: true,
        mail: Some(Arc::new(mail::Ways { letters: mail::Sending::Folder(folder), texts: None })),
        bounces: None,
        evening: None,
        figures: Arc::default(),
        program: program()?,
        private: None,
        // Whoever tries the interface here may try it as hard as they like.
        limits: serve::Limits { calls_a_minute: u32::MAX, ..Settings::default().limits() },
    };
    let accounts = serve::accounts(&serving)?;
    let systems = [&cast.nurse, &cast.reception].map(|of| of.seat.org);
    let mut tokens = Vec::new();
    for org in systems {
        let made = commands::make_token(&serving.journal, &serving.program, org, "Record system of the demo");
        let made =
            made.map_err(|why| Failure::refused(format!("a token of the demo was not made: {why:?}")))?;
        tokens.push((org, made.bearer));
    }
    text_line(format!("the place is kept in {}", at.database))?;
    text_line(format!("letters that it sends are written to {}", letters.display()))?;
    text_line(format!("open {base} and choose a door, or go straight in as:"))?;
    for door in ["gp-zp001", "respiratory-medicine-service-manager-zh001"] {
        text_line(format!("  {base}/enter/{door}"))?;
    }
    for of in [
        &cast.nurse,
        &cast.reception,
        &cast.fitter,
        &cast.manager,
        &cast.guardian,
        &cast.convener,
        &cast.chair,
        &cast.commissioner,
    ] {
        let door = slug(&format!("{} {}", of.seat.title, of.seat.org));
        text_line(format!("  {base}/enter/{door}"))?;
    }
    text_line(format!(
        "for programs, {base}/api shows a first session; made-up systems’ tokens, of the sender and the host:"
    ))?;
    for (org, token) in tokens {
        text_line(format!("  {org}  {token}"))?;
    }
    serve::serve(&serving, &accounts)
}

/// A folder of its own under the machine's temporary folder.
fn fresh() -> Result<At, Failure> {
    let name = kernel::Id::from_bits(rand::random()).to_string();
    let folder: PathBuf = std::env::temp_dir().join(format!("roundtable-demo-{name}"));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("marlshire.sqlite");
    file.to_string_lossy().parse().map_err(Failure::usage)
}
