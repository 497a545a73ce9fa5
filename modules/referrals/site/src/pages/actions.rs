//! The actions that this reader has on an ask now, as small forms. What is not theirs is not there.

use directory_rules::acceptance::Person;
use directory_rules::search::{Order, Query};
use directory_rules::{Method, Needs, Purpose};
use directory_site::read as directory;
use journal::Reading;
use kernel::OrgId;
use maud::{Markup, Render, html};
use policy::Permit;
use referrals_rules::life::{EventKind, states_before};
use web::components::{Button, Choice, Details, Input, Radios, Select, SelectItem, Textarea};
use web::{FormToken, Problems, SignedIn, Stop, Typed};

use super::access::{Opened, fault};
use super::ask::Known;
use super::{access, reasons};
use crate::{Site, read};

/// Hosts suggested to pass an ask on to.
const SUGGESTED_MAX: usize = 5;

struct Forms<'a> {
    reading: &'a Reading,
    token: &'a FormToken,
    opened: &'a Opened,
    typed: &'a Typed,
    problems: &'a Problems,
}

/// All actions, the next step first.
#[expect(clippy::too_many_arguments, reason = "what the page has at hand, each used once")]
pub(super) fn of(
    reading: &Reading,
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    opened: &Opened,
    known: &Known,
    typed: &Typed,
    problems: &Problems,
) -> Result<Markup, Stop> {
    let forms = Forms { reading, token, opened, typed, problems };
    let now = site.journal.now();
    let subject = || read::subject_now(opened.id, Some(&opened.parties), who.actor(), now);
    let may = |permit| reading.permits(permit, subject()).is_ok();
    let from = |kind| forms.may_come(kind);
    let mut first = Vec::new();
    let mut more = Vec::new();
    let path = opened.path();
    let _ = known;
    if may(Permit::AnswerAsk) {
        if from(EventKind::Accepted) {
            first.push(html! { (Button::link("Accept and offer times", format!("{path}/offer"))) });
        } else if from(EventKind::Booked) {
            // Times stand already: what she chose comes first.
            first.push(html! { (Button::secondary("Offer other times").href(format!("{path}/offer"))) });
        } else if from(EventKind::Offered) {
            first.push(html! { (Button::link("Offer times", format!("{path}/offer"))) });
        }
        if from(EventKind::Booked) {
            first.insert(0, forms.book());
            more.push(forms.small(
                "declined-times",
                "She declined the times",
                forms.day("times_from", "From which day can she come?"),
            ));
        }
        if from(EventKind::NeedsInfo) {
            more.push(forms.small(
                "question",
                "Ask the sender a question",
                html! { (forms.area("question", "Which item, and what is the question?")) },
            ));
        }
        if from(EventKind::Declined) {
            more.push(forms.small(
                "decline",
                "Decline",
                html! { (forms.reason("decline_reason")) (forms.talk_to(who.actor().org)?) (forms.note()) },
            ));
        }
        if from(EventKind::Redirected) {
            more.push(forms.small("redirect", "Pass it on to another host", forms.hosts(site)?));
        }
        if from(EventKind::HostCancelled) && opened.folded.booked.is_some() {
            more.push(forms.small(
                "host-cancel",
                "We must cancel the appointment",
                html! { (forms.reason("cancel_reason")) },
            ));
        }
        if from(EventKind::PatientCancelled) {
            more.push(forms.small(
                "patient-cancel",
                "She cancelled",
                forms.day("cancel_from", "From which day can she come?"),
            ));
            more.push(forms.small(
                "missed",
                "She did not come",
                forms.day("recontact", "In touch again on, if you have been"),
            ));
        }
    }
    if may(Permit::RecordFitting) && from(EventKind::Fitted) {
        first.push(html! { (Button::link("Record the fitting", format!("{path}/fit"))) });
    }
    if may(Permit::GiveInformation) {
        if from(EventKind::InfoGiven) {
            first.push(forms.open(
                "answer",
                "Send the answer",
                html! { (forms.area("answer", "Answer to the host’s question")) },
            ));
        }
        if opened.parties.state == "declined" && !opened.hosts() {
            first.push(forms.open("redirect", "Send it to this host", forms.hosts(site)?));
        }
    }
    if may(Permit::AcknowledgeAnswer) && from(EventKind::Closed) {
        first.push(forms.open("acknowledge", "I have read the answer: close it", html! {}));
    }
    if may(Permit::DeferAsk) {
        if from(EventKind::Deferred) {
            more.push(forms.small("defer", "Put it off for a clinical reason", html! { (forms.reason("defer_reason")) (forms.day("review_on", "Look again on")) (forms.note()) }));
        }
        if opened.folded.course.life().deferred {
            first.push(forms.open("fit-to-proceed", "It can go ahead now", html! {}));
        }
    }
    if may(Permit::ReturnPerson) && from(EventKind::Returned) {
        more.push(forms.small("return", "Return her to the sender, by a decision on her", html! { (forms.reason("return_reason")) (forms.area("note", "Safety net, and how she comes back")) }));
    }
    if may(Permit::WithdrawAsk) && from(EventKind::Withdrawn) {
        let who = vec![Choice::new("yes", "She did"), Choice::new("no", "We did")];
        more.push(forms.small("withdraw", "Withdraw it", html! { (forms.reason("withdraw_reason")) (Radios::new("by_person", "Who withdrew it", who).inline(true).value(typed.word("by_person").unwrap_or("yes"))) }));
    }
    first.push(super::glass::way_in(may(Permit::BreakGlass), opened));
    if may(Permit::VoidAsk) && from(EventKind::Void) {
        more.push(forms.small("void", "It was entered in error", forms.reason("void_reason")));
    }
    Ok(html! {
        @for form in &first { (form) }
        @if !more.is_empty() {
            (Details::new("More that can be done", html! { @for form in &more { (form) } }).open(!problems.is_empty()))
        }
    })
}

impl Forms<'_> {
    fn may_come(&self, kind: EventKind) -> bool {
        states_before(kind).contains(&self.opened.folded.course.life().state)
    }

    fn form(&self, name: &str, button: &str, body: &Markup, primary: bool) -> Markup {
        let button = if primary { Button::new(button) } else { Button::secondary(button) };
        // Named as its move, for the summary of mistakes to lead to; two of them hold a field of that name.
        let id =
            if ["question", "answer"].contains(&name) { format!("{name}-form") } else { name.to_owned() };
        html! {
            form method="post" action=(format!("{}/move", self.opened.path())) novalidate id=(id) {
                (self.token)
                input type="hidden" name="version" value=(self.opened.version.0);
                input type="hidden" name="move" value=(name);
                (body)
                (button)
            }
        }
    }

    /// A form that stands open: the next step.
    fn open(&self, name: &str, button: &str, body: Markup) -> Markup {
        self.form(name, button, &body, true)
    }

    /// A form behind a line.
    fn small(&self, name: &str, summary: &str, body: Markup) -> Markup {
        let open = self.typed.text("move") == name && !self.problems.is_empty();
        Details::new(summary, self.form(name, summary, &body, false)).open(open).render()
    }

    fn book(&self) -> Markup {
        let times = self.opened.folded.offered.iter().enumerate();
        let choices =
            times.map(|(place, slot)| Choice::new(place.to_string(), slot.at.in_words())).collect::<Vec<_>>();
        self.open("book", "Book it", html! {
            (Radios::new("slot", "Which time did she choose?", choices).value(self.typed.text("slot")).error_message(self.problems.of("slot").or(self.problems.of("book"))))
        })
    }

    fn reason(&self, field: &str) -> Markup {
        let choices =
            reasons::of(field).iter().map(|(code, words)| Choice::new(*code, *words)).collect::<Vec<_>>();
        Radios::new(field, "Why", choices)
            .small(true)
            .value(self.typed.text(field))
            .error_message(self.problems.of(field))
            .render()
    }

    fn day(&self, field: &str, label: &str) -> Markup {
        Input::new(field, label)
            .kind("date")
            .width("10")
            .value(self.typed.text(field))
            .error_message(self.problems.of(field))
            .render()
    }

    fn area(&self, field: &str, label: &str) -> Markup {
        Textarea::new(field, label)
            .rows(2u32)
            .value(self.typed.text(field))
            .error_message(self.problems.of(field))
            .render()
    }

    fn note(&self) -> Markup {
        Textarea::new("note", "More, for clinicians of both sides only")
            .id(format!("note-{}", rand::random::<u16>()))
            .rows(2u32)
            .value(self.typed.text("note"))
            .render()
    }

    /// The seat to talk to about a refusal: one's own organisation's.
    fn talk_to(&self, org: OrgId) -> Result<Markup, Stop> {
        let seats = directory::seats(self.reading, org).map_err(fault("reading seats"))?;
        let items = seats
            .iter()
            .filter(|seat| !seat.ended)
            .map(|seat| SelectItem::new(seat.id.to_string(), format!("{}, {}", seat.title, seat.telephone)));
        Ok(Select::new("talk_to", "Whom the sender may talk to", items.collect())
            .value(self.typed.text("talk_to"))
            .render())
    }

    /// Hosts that could have it instead, by the same search as Refer.
    fn hosts(&self, site: &Site) -> Result<Markup, Stop> {
        let of = &self.opened.sent;
        let sender = directory::organisation(self.reading, of.from).map_err(fault("reading the sender"))?;
        let Some(sender) = sender else {
            return Ok(html! { p { "The sender is no longer in the directory: ring." } });
        };
        let index = site
            .hosts
            .index(self.reading, self.opened.today)
            .map_err(fault("bringing the index of hosts up to date"))?;
        let found = index.find(&Query {
            from: sender.at,
            method: Method::of_name(&of.method).unwrap_or(Method::LngIud),
            purpose: Purpose::of_name(&of.purpose).unwrap_or(Purpose::Contraception),
            sender: of.from,
            person: Person { age: of.age_band, complicated: of.complicated },
            needs: Needs::default(),
            travel_limit: None,
            on: self.opened.today,
            order: Order::Combined,
            ask: self.opened.id,
        });
        let mut choices = Vec::new();
        for hit in found
            .hosts
            .iter()
            .filter(|hit| hit.service.organisation != self.opened.parties.host)
            .take(SUGGESTED_MAX)
        {
            let service = hit.service;
            access::named(self.reading, service.organisation)?;
            choices.push(
                Choice::new(format!("{}/{}", service.organisation, service.id), service.name.as_str()).hint(
                    format!(
                        "{}. Ask for {}, {}",
                        hit.reasons.join("; "),
                        service.person_to_ask,
                        service.telephone
                    ),
                ),
            );
        }
        Ok(html! {
            @if choices.is_empty() { p { "No other host can have it now: ring " (site.office) "." } }
            @else {
                (Radios::new("to", "To which host", choices.clone()).small(true).value(self.typed.text("to")).error_message(self.problems.of("to").or(self.problems.of("redirect"))))
                (self.reason("redirect_reason"))
            }
        })
    }
}
