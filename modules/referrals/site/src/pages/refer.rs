//! Refer: one page, one form. It is filled by hand or from a block of the record, then hosts are shown, then it is sent.
//! What was typed travels with every step, so that nothing is typed twice and two windows lose nothing.

use axum::Router;
use axum::extract::{Query as Address, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use journal::{NotDone, Stream};
use kernel::{AskId, ServiceId};
use policy::Role;
use referrals_rules::facts::v1::Written;
use referrals_rules::request::{self, Advice, Area, HardStop, Read, Request, paste};
use serde::Deserialize;
use web::{FormToken, Page, Problems, SignedIn, Stop, Typed, see_other};

use super::access::{self, fault};
use super::refer_fields::{self, FIELDS};
use super::{refer_form, refer_hosts, refer_print, words};
use crate::Site;
use crate::acts::{DRAFTS, DropDraft, EnvelopeParts, OpenDraft, PlaceAsk, SaveDraft};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/refer", get(open).post(step)).route("/refer/draft", post(keep))
}

#[derive(Deserialize)]
struct Wanted {
    draft: Option<String>,
}

async fn open(
    who: SignedIn,
    token: FormToken,
    Address(wanted): Address<Wanted>,
    State(site): State<Site>,
) -> Result<Page, Stop> {
    if !matches!(who.actor().role, Role::Clinician | Role::Fitter | Role::Booking) {
        return Err(words::refused(policy::RefusedWhy::NotYours, &site.office));
    }
    let now = site.journal.now();
    let today = now.day();
    let Some(draft) = wanted.draft else {
        let ask = AskId::beginning(now, rand::random());
        let typed = Typed::of([("ask", ask.to_string())]);
        return Ok(refer_form::page(&who, &token, &typed, &Problems::default(), &[], today));
    };
    let typed = restored(&site, &who, &draft).await?;
    if who.actor().role == Role::Booking && is_ticked(&site, &who, &draft)? {
        let typed = to_send(&typed, &Typed::default());
        return match read(&site, &typed) {
            Read::Ready { request, advice, notes: _ } => {
                let ask = draft.parse::<AskId>().map_err(|_| Stop::NotFound)?;
                let ready = Ready { request: *request, advice, ask };
                refer_hosts::page(&site, &who, &token, &typed, &ready, "hosts", &Problems::default())
            }
            // What read well when it was checked does not any more: a day has passed since, and a clinician looks again.
            Read::Stop(_) | Read::Wrong(_) => Ok(look_again()),
        };
    }
    Ok(refer_form::page(
        &who,
        &token,
        &typed,
        &Problems::default(),
        &["This is the draft as it was last saved.".to_owned()],
        today,
    ))
}

const TICKED: journal::Query = journal::Query {
    name: "referrals.draft-is-ticked",
    sql: "select ticked_by from referral_draft where id = ?1 and org = ?2 and ticked_by is not null",
};

/// A clinician checked it, and left it to reception to send.
fn is_ticked(site: &Site, who: &SignedIn, draft: &str) -> Result<bool, Stop> {
    let reading = access::own(site, who.actor(), policy::Permit::SeeEnvelope)?;
    let row = reading.first(&TICKED, &[draft.into(), who.actor().org.into()]);
    Ok(row.map_err(fault("reading a draft"))?.is_some())
}

/// What was kept and checked, with what reception chose: nothing that was checked comes from its form.
fn to_send(kept: &Typed, chosen: &Typed) -> Typed {
    let own = ["do", "service", "rang"];
    let chosen = chosen.pairs().iter().filter(|(field, _)| own.contains(&field.as_str())).cloned();
    let kept = kept.pairs().iter().cloned().chain([("kept".to_owned(), "yes".to_owned())]);
    Typed::of(kept.chain(chosen))
}

fn look_again() -> Page {
    Page::new("A clinician looks at this again")
        .now("Ask whoever checked it to open it again and send it.")
        .part("/refer")
        .body(maud::html! { p { "Something in it depends on the day, and reads otherwise today than when it was checked." } })
}

/// A draft of the reader's own organisation, as it was last saved.
async fn restored(site: &Site, who: &SignedIn, draft: &str) -> Result<Typed, Stop> {
    let ask = draft.parse::<AskId>().map_err(|_| Stop::NotFound)?;
    let viewing = match site.journal.submit(who.actor(), OpenDraft(ask)).await {
        Ok(done) => done.viewing(),
        Err(NotDone::NotAllowed(why)) => return Err(access::refused(site, &why)),
        Err(NotDone::Fault(why)) => return Err(Stop::fault("opening a draft", why)),
        Err(NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => {
            return Err(Stop::NotFound);
        }
    };
    let reading = access::own(site, who.actor(), policy::Permit::SeeEnvelope)?;
    let facts =
        reading.facts(&Stream::of(DRAFTS, ask.id()), Some(&viewing)).map_err(fault("reading a draft"))?;
    let written =
        facts.last().map(|fact| fact.contents::<Written>()).transpose().map_err(fault("reading a draft"))?;
    let written = written.flatten().ok_or(Stop::NotFound)?;
    let mut pairs = written.fields;
    pairs.push(("ask".to_owned(), ask.to_string()));
    Ok(Typed::of(pairs))
}

/// What was typed, for keeping: the fields of the form and no others.
fn written(typed: &Typed) -> Written {
    let known = |field: &str| FIELDS.contains(&field) || field.starts_with("date_of_birth[");
    let fields = typed.pairs().iter().filter(|(field, text)| known(field) && !text.trim().is_empty());
    Written { fields: fields.cloned().collect() }
}

async fn keep(who: SignedIn, State(site): State<Site>, typed: Typed) -> Result<StatusCode, Stop> {
    let ask = typed.text("ask").parse::<AskId>().map_err(|_| Stop::NotFound)?;
    save(&site, &who, ask, &typed, false).await.map(|()| StatusCode::NO_CONTENT)
}

async fn save(site: &Site, who: &SignedIn, ask: AskId, typed: &Typed, ticked: bool) -> Result<(), Stop> {
    let act = SaveDraft { ask, written: written(typed), ticked };
    match site.journal.submit(who.actor(), act).await {
        Ok(_) => Ok(()),
        Err(NotDone::NotAllowed(why)) => Err(access::refused(site, &why)),
        Err(NotDone::Fault(why)) => Err(Stop::fault("keeping a draft", why)),
        Err(NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => {
            Err(Stop::NotFound)
        }
    }
}

/// A form that reads well.
pub(crate) struct Ready {
    pub request: Request,
    pub advice: Vec<Advice>,
    pub ask: AskId,
}

impl Ready {
    /// It may be needed within hours: an emergency purpose, or a window that is open or not known to be shut.
    pub fn is_urgent(&self) -> bool {
        let open = self.advice.iter().any(|advice| match advice {
            Advice::Window(answer) => answer.open(),
            Advice::CheckDates(_) | Advice::AskFirstUpsi => true,
            Advice::Then(_) => false,
        });
        open || self.request.envelope.purpose == directory_rules::Purpose::Emergency
    }
}

async fn step(
    who: SignedIn,
    token: FormToken,
    State(site): State<Site>,
    typed: Typed,
) -> Result<Response, Stop> {
    let now = site.journal.now();
    let ask = typed.text("ask").parse::<AskId>().map_err(|_| Stop::NotFound)?;
    let form = |typed: &Typed, problems: &Problems, notes: &[String]| {
        refer_form::page(&who, &token, typed, problems, notes, now.day()).into_response()
    };
    let typed = match typed.word("kept") {
        Some(_) => to_send(&restored(&site, &who, &ask.to_string()).await?, &typed),
        None => typed,
    };
    let wanted = typed.text("do").to_owned();
    match wanted.as_str() {
        "keep" => {
            save(&site, &who, ask, &typed, false).await?;
            let said = "Kept for a week. Any clinician here finds it under “Mine to do”.";
            return Ok(see_other("/mine").saying(said).into_response());
        }
        "paste" => {
            let (filled, notes) = pasted(&typed);
            return Ok(form(&filled, &Problems::default(), &notes));
        }
        "change" => return Ok(form(&typed, &Problems::default(), &[])),
        _ => {}
    }
    let (request, advice) = match read(&site, &typed) {
        Read::Ready { request, advice, notes: _ } => (*request, advice),
        Read::Stop(stop) => {
            drop_draft(&site, &who, ask).await?;
            return Ok(stopped(&stop, &token, &anew(&typed, now)).into_response());
        }
        Read::Wrong(wrong) => {
            let mut problems = Problems::default();
            for error in wrong {
                problems.add(error.field.name(), format!("{}: {}", error.field.label(), error.why));
            }
            return Ok(form(&typed, &problems, &[]));
        }
    };
    let ready = Ready { request, advice, ask };
    match wanted.as_str() {
        "send" => send(&site, &who, &token, &typed, ready).await,
        // An emergency is nobody's to leave: the numbers to ring are shown instead.
        "tick" if !ready.is_urgent() => {
            save(&site, &who, ask, &typed, true).await?;
            let said = "Checked and kept. Reception finds it under “Mine to do”, chooses the host with her, and sends it.";
            Ok(see_other("/mine").saying(said).into_response())
        }
        "print" => refer_print::page(&site, &who, &typed, &ready).map(IntoResponse::into_response),
        order => {
            let page = refer_hosts::page(&site, &who, &token, &typed, &ready, order, &Problems::default())?;
            Ok(page.into_response())
        }
    }
}

fn read(site: &Site, typed: &Typed) -> Read {
    request::read(&refer_fields::typed(typed), &Area::default(), &site.numbers, site.journal.now())
}

/// What a pasted block fills, over what was typed; and what was not taken, line by line.
fn pasted(typed: &Typed) -> (Typed, Vec<String>) {
    let block = paste::read_block(typed.text("paste"));
    let mut pairs: Vec<(String, String)> =
        typed.pairs().iter().filter(|(field, _)| field != "paste" && field != "do").cloned().collect();
    for (field, text) in refer_fields::pairs(&block.typed) {
        pairs.retain(|(known, _)| *known != field);
        pairs.push((field, text));
    }
    let took: Vec<&str> = block.took.iter().map(|(field, _)| field.label()).collect();
    let mut notes = vec![match took.as_slice() {
        [] => "Nothing in the block was recognised: type it in.".to_owned(),
        fields => format!("Filled from the block: {}. Check each before sending.", fields.join(", ")),
    }];
    notes.extend(block.not_taken.iter().map(paste::NotTaken::in_words));
    (Typed::of(pairs), notes)
}

/// Nothing of a child stays behind as a draft; what was typed stands on the page alone, should the date be wrong.
async fn drop_draft(site: &Site, who: &SignedIn, ask: AskId) -> Result<(), Stop> {
    match site.journal.submit(who.actor(), DropDraft(ask)).await {
        Ok(_) => Ok(()),
        Err(NotDone::NotAllowed(why)) => Err(access::refused(site, &why)),
        Err(NotDone::Fault(why)) => Err(Stop::fault("dropping a draft", why)),
        Err(NotDone::AgainstTheRules(()) | NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => Ok(()),
    }
}

/// The same words under a new id: that of a draft which was dropped opens nothing any more.
fn anew(typed: &Typed, now: kernel::Moment) -> Typed {
    let others = typed.pairs().iter().filter(|(field, _)| field != "ask").cloned();
    let ask = AskId::beginning(now, rand::random()).to_string();
    Typed::of(others.chain([("ask".to_owned(), ask)]))
}

/// Under 13: the routine ends, and both numbers stand there at once.
fn stopped(stop: &HardStop, token: &FormToken, typed: &Typed) -> Page {
    Page::new("Stop: ring now")
        .now("Do not go on with this form. Ring both numbers below, the urgent one first if she needs care now.")
        .body(maud::html! {
            @for line in stop.in_words() { (web::components::InsetText::new(line)) }
            p { "Safeguarding lead: " a href={ "tel:" (stop.safeguarding_lead.replace(' ', "")) } { (stop.safeguarding_lead) } }
            p { "Urgent care: " a href={ "tel:" (stop.urgent_care.replace(' ', "")) } { (stop.urgent_care) } }
            p { "Nothing was sent, and no draft of it is kept." }
            form method="post" action="/refer" class="rt-noprint" {
                (token)
                (refer_hosts::carried(typed))
                (web::components::Button::secondary("The date of birth is wrong: change it").name("do").value("change"))
            }
        })
}

async fn send(
    site: &Site,
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    ready: Ready,
) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    let service =
        problems.need(typed, "service", "Choose a host").and_then(|text| text.parse::<ServiceId>().ok());
    if ready.is_urgent() && typed.word("rang").is_none() {
        problems.add("rang", "Ring now, then write down whom you reached and what was agreed");
    }
    let Some(service) = service.filter(|_| problems.is_empty()) else {
        return Ok(refer_hosts::page(site, who, token, typed, &ready, "hosts", &problems)?.into_response());
    };
    let act = act(site, who.actor(), typed, &ready, service)?;
    match site.journal.submit(who.actor(), act).await {
        Ok(done) => {
            Ok(see_other(format!("/asks/{}", done.answer)).saying("The ask was sent.").into_response())
        }
        Err(NotDone::AgainstTheRules(why)) => {
            problems.add("service", words::not_placed(&why));
            Ok(refer_hosts::page(site, who, token, typed, &ready, "hosts", &problems)?.into_response())
        }
        Err(NotDone::NotAllowed(why)) => Err(access::refused(site, &why)),
        Err(NotDone::Fault(why)) => Err(Stop::fault("placing an ask", why)),
        Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => Err(Stop::NotFound),
    }
}

/// The act of a form that reads well, for a service: the same for a page and for a program.
pub(crate) fn act(
    site: &Site,
    actor: &policy::Actor,
    typed: &Typed,
    ready: &Ready,
    service: ServiceId,
) -> Result<PlaceAsk, Stop> {
    let way = refer_hosts::way(site, actor, service)?;
    let age_band = match ready.request.envelope.age_band {
        request::Recorded::Known(band) => Some(band.starts()),
        request::Recorded::NotRecorded => None,
    };
    Ok(PlaceAsk {
        ask: ready.ask,
        service,
        method: match ready.request.envelope.wanted {
            request::Wanted::Method(method) => Some(method),
            request::Wanted::Discuss => None,
        },
        purpose: ready.request.envelope.purpose,
        person: refer_hosts::person(&ready.request, site.journal.now().day()),
        envelope: EnvelopeParts {
            age_band,
            under_18: ready.request.contents.young.is_some(),
            miles_tenths: way.miles_tenths,
            clinic_miles_tenths: way.clinic_miles_tenths,
            fifth: way.area.as_ref().map(|area| area.fifth),
            council: way.area.as_ref().map(|area| area.council),
            rural: way.area.map(|area| area.rural),
        },
        // Whoever sends it from this form has read the checks on it; the act counts only a clinician's own tick.
        ticked: true,
        without_a_call: ready.is_urgent() && typed.word("rang").is_none(),
        written: sealed(typed, ready),
    })
}

/// The contents as they are sealed: read values, not raw text, where the two differ.
fn sealed(typed: &Typed, ready: &Ready) -> Written {
    let contents = &ready.request.contents;
    let mut fields = written(typed).fields;
    let excluded = matches!(contents.pregnancy, request::Pregnancy::Excluded(_));
    // Dates of sex and period are kept only where pregnancy is not excluded; the paste block never.
    let dates = ["first_upsi", "last_upsi", "last_period", "shortest_cycle", "hormones_this_cycle"];
    fields.retain(|(field, _)| {
        let not_needed = excluded && dates.contains(&field.as_str());
        !field.starts_with("date_of_birth[") && !not_needed
    });
    fields.push(("date_of_birth".to_owned(), contents.identity.born.reveal().to_string()));
    if let Some(rang) = typed.word("rang") {
        fields.push(("rang".to_owned(), rang.to_owned()));
    }
    Written { fields }
}
