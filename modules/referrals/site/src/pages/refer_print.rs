//! The ask on one side of A4, for a partner who has not joined yet: printed, and a number to ring. Nothing is kept of it.

use maud::html;
use referrals_rules::request::Pregnancy;
use web::components::{Row, SummaryList};
use web::{Page, SignedIn, Stop, Typed};

use super::access::{self};
use super::contents;
use super::refer::Ready;
use super::refer_hosts;
use crate::Site;

/// The page to print.
pub(super) fn page(site: &Site, who: &SignedIn, typed: &Typed, ready: &Ready) -> Result<Page, Stop> {
    let reading = access::directory_reading(site, who.actor())?;
    let own = access::named(&reading, who.actor().org)?;
    let today = site.journal.now().day();
    let of = &ready.request;
    let mut rows = vec![
        Row::new("Asked for", refer_hosts::wanted(of)),
        Row::new("What for", of.envelope.purpose.in_words()),
        Row::new("Paid by", of.envelope.purse.in_words()),
    ];
    let pairs = typed.pairs().iter().map(|(field, text)| (field.as_str(), text.as_str()));
    let excluded = matches!(of.contents.pregnancy, Pregnancy::Excluded(_));
    let dates = ["first_upsi", "last_upsi", "last_period", "shortest_cycle"];
    let born = of.contents.identity.born.reveal().in_words();
    rows.push(Row::new("Date of birth", born));
    rows.extend(contents::rows(pairs.filter(|(field, _)| !(excluded && dates.contains(field))), today));
    Ok(Page::new("Ask for a fitting")
        .caption(format!("From {}, {}", own.name, own.telephone))
        .now("Print this side, ring the host, and give or send it as you agree on the telephone.")
        .audience("Whoever holds this paper. Nothing of it is kept here until it is sent.")
        .part("/refer")
        .prints()
        .body(html! {
            (SummaryList::new(rows))
            p { "She said yes to this being sent. Printed " (today.in_words()) " by " (who.seat_title) ". Please ring " (own.telephone) " with the date you can offer." }
        }))
}
