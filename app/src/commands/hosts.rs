//! `roundtable hosts`: who can fit a method for somebody from a place, nearest and soonest, with every why not. The same
//! search as the page.

use clap::Args;
use cli::{Failure, Outcome, json_line, text_line};
use directory_site::hosts::{self, Asked, Hosts as Found, NotAsked};
use directory_site::index::Kept;
use kernel::{Clock, Day};
use policy::{Kind, Permit, Relations, Subject};
use web::SystemClock;

use crate::place::{At, program};

/// Lists hosts.
#[derive(Args)]
pub struct Hosts {
    /// The place, as sqlite:FILE or postgres://USER@localhost/NAME.
    #[arg(long)]
    db: At,
    /// implant, cu-iud or lng-iud.
    #[arg(long)]
    method: String,
    /// contraception, heavy-bleeding, mixed or emergency.
    #[arg(long, default_value = "contraception")]
    purpose: String,
    /// From where: an organisation's code, or latitude,longitude.
    #[arg(long, allow_hyphen_values = true)]
    from: String,
    /// The first day that counts; today where none is given.
    #[arg(long)]
    on: Option<Day>,
    /// combined, nearest or soonest.
    #[arg(long, default_value = "combined")]
    order: String,
    /// British Sign Language is needed.
    #[arg(long)]
    bsl: bool,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// Searches and prints.
pub fn run(arguments: &Hosts) -> Outcome {
    let today = SystemClock.now().day();
    let reading = arguments
        .db
        .look()?
        .reading(&program()?, Permit::KeepPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let asked = Asked {
        method: arguments.method.clone(),
        purpose: Some(arguments.purpose.clone()),
        from: Some(arguments.from.clone()),
        on: arguments.on.map(|on| on.to_string()),
        order: Some(arguments.order.clone()),
        bsl: arguments.bsl,
        ..Asked::default()
    };
    let found = hosts::find(&Kept::default(), &reading, &asked, None, today).map_err(|why| match why {
        NotAsked::Wrong(wrong) => Failure::usage(format!("--{}: {}", wrong.field, wrong.why)),
        NotAsked::Fault(fault) => Failure::refused(fault),
    })?;
    print(&found, arguments.json)
}

fn print(found: &Found, json: bool) -> Outcome {
    if json {
        return json_line(found);
    }
    if found.hosts.is_empty() {
        text_line("No host can be chosen. Why each was left out:")?;
    }
    for host in &found.hosts {
        let about = if host.by_telephone { "by telephone, about " } else { "" };
        text_line(format!(
            "{:>5.1} miles  {about}{}  {}, {} ({})",
            host.miles,
            host.first.in_words(),
            host.name,
            host.telephone,
            host.reasons.join("; ")
        ))?;
    }
    for other in &found.not_yet_signed {
        text_line(format!("not yet signed: {}", other.why))?;
    }
    for other in &found.left_out {
        text_line(format!("left out: {}: {}", other.name, other.why))?;
    }
    Ok(())
}
