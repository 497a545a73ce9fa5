//! The pages of asks over a made-up place in a temporary journal, for eyes and for the browser tests. Whoever opens
//! `/training` is signed in as anybody. Prints its address and serves until it is ended.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use directory_site::acts::BringIn;
use journal::{Journal, Keyring, Module, Settings};
use kernel::Moment;
use maud::html;
use policy::{Actor, OrgKind, Role, Rulebook};
use rand::{Rng, SeedableRng};
use referrals_rules::request::Numbers;
use referrals_site::acts::BringInAsks;
use referrals_site::{Site, pages};
use trial::marlshire::asks::history;
use trial::marlshire::{Place, Recipe, Somebody};
use web::components::header::NavigationItem;

const MODULES: &[Module] = &[directory_site::MODULE, referrals_site::MODULE];

/// Weeks of asks that are there already.
const WEEKS_BACK: i32 = 10;
/// Days since anything happened to them.
const DAYS_STILL: i32 = 18;

struct Now;

impl kernel::Clock for Now {
    #[allow(clippy::disallowed_methods, reason = "a server tells the time by the machine's clock")]
    fn now(&self) -> Moment {
        Moment::from_timestamp(jiff::Timestamp::now())
    }
}

#[derive(Clone)]
struct People(Arc<Vec<(Somebody, String, OrgKind)>>);

impl People {
    fn session(&self, token: &str, now: Moment) -> Option<web::Session> {
        let (somebody, org, kind) = self.0.get(token.strip_prefix("as-")?.parse::<usize>().ok()?)?;
        Some(web::Session {
            actor: Actor {
                user: somebody.user,
                seat: somebody.seat.id,
                org: somebody.seat.org,
                org_kind: *kind,
                role: somebody.seat.role.parse().ok()?,
                second_factor: true,
            },
            name: somebody.name.clone(),
            seat_title: somebody.seat.title.clone(),
            org_name: org.clone(),
            csrf: format!("training-{token}"),
            ends_at: Some(now.plus_minutes(30)),
        })
    }
}

impl web::Sessions for People {
    fn resolve<'a>(&'a self, token: &'a str, now: Moment) -> web::Later<'a, Option<web::Session>> {
        Box::pin(std::future::ready(self.session(token, now)))
    }
}

fn open(folder: &PathBuf) -> Result<Journal, Box<dyn std::error::Error>> {
    std::fs::create_dir_all(folder)?;
    let mut chance = rand_pcg::Pcg64::seed_from_u64(11);
    let keys = Keyring::new(kernel::Clock::now(&Now), &mut rand_pcg::Pcg64::seed_from_u64(7));
    Ok(Journal::open(Settings {
        database: folder.join("place.db").into(),
        keys,
        rulebook: Arc::new(Rulebook::shipped()?),
        clock: Arc::new(Now),
        modules: MODULES,
        chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
    })?)
}

/// The made-up place, brought in by the program itself; and who works in it.
fn bring_in(journal: &Journal) -> Result<People, Box<dyn std::error::Error>> {
    let recipe = Recipe { seed: 1, today: kernel::Clock::now(&Now).day() };
    let place = Place::make(recipe, None);
    // Some weeks of asks between organisations, so that lists are as long as on a working day. The story ends a while
    // ago: what was open then has stood still since, and is late by now.
    let ended = Recipe { today: recipe.today - DAYS_STILL, ..recipe };
    let (mut asks, _) = history(&place, ended, None);
    asks.retain(|(_, ask)| ask.sent.from != ask.sent.to && ask.sent.on > ended.today - WEEKS_BACK * 7);
    let office = place.organisations.all().find(|org| org.kind == "place_office").ok_or("no office")?.code;
    let system = Actor {
        user: kernel::UserId::from_bits(1),
        seat: kernel::SeatId::from_bits(1),
        org: office,
        org_kind: OrgKind::PlaceOffice,
        role: Role::System,
        second_factor: false,
    };
    journal.submit_here(&system, BringIn(place.records)).map_err(|why| format!("{why:?}"))?;
    journal.submit_here(&system, BringInAsks(asks)).map_err(|why| format!("{why:?}"))?;
    let orgs: Vec<_> = place.organisations.all().cloned().collect();
    let known = |somebody: Somebody| {
        let org = orgs.iter().find(|org| org.code == somebody.seat.org)?;
        Some((somebody, org.name.clone(), org.kind.parse().ok()?))
    };
    Ok(People(Arc::new(place.people.into_iter().filter_map(known).collect())))
}

async fn training(State(people): State<People>) -> impl IntoResponse {
    html! {
        h1 { "Training: be anybody" }
        ul {
            @for (place, (somebody, org, _)) in people.0.iter().enumerate() {
                li { a href=(format!("/training/as-{place}")) data-org=(org) data-role=(somebody.seat.role) { (somebody.name) ", " (somebody.seat.title) } }
            }
        }
    }
}

async fn become_somebody(Path(token): Path<String>, State(place): State<web::Place>) -> Response {
    ([(header::SET_COOKIE, web::Cookie::Session.set(&place, &token))], web::see_other("/mine"))
        .into_response()
}

fn parts(session: &web::Session) -> Vec<NavigationItem> {
    let mut parts = vec![NavigationItem::new("Mine to do", "/mine")];
    if matches!(session.actor.role, Role::Clinician | Role::Fitter | Role::Booking) {
        parts.push(NavigationItem::new("Refer", "/refer"));
        parts.push(NavigationItem::new("My session", "/session"));
    }
    parts.push(NavigationItem::new("Inbox", "/inbox"));
    parts.push(NavigationItem::new("Sent", "/sent"));
    parts.push(NavigationItem::new("Find", "/find"));
    parts
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("roundtable-referrals-{}", std::process::id()));
    let journal = open(&folder)?;
    let people = bring_in(&journal)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let mut place = web::Place::new("Marlshire", &base, [7; 32]);
        place.synthetic = true;
        place.sessions = Arc::new(people.clone());
        place.parts = parts;
        let site = Site {
            journal,
            place: place.clone(),
            hosts: Arc::default(),
            numbers: Arc::new(Numbers {
                safeguarding_lead: "01632 960901".to_owned(),
                urgent_care: "01632 960999".to_owned(),
            }),
            office: "Marlshire partnership office, 01632 960900".into(),
            besides: referrals_site::nothing_besides,
        };
        let pages = Router::new()
            .merge(pages::routes(site))
            .merge(Router::new().route("/training", get(training)).with_state(people))
            .merge(Router::new().route("/training/{token}", get(become_somebody)).with_state(place.clone()));
        let mut out = std::io::stdout();
        writeln!(out, "{base}")?;
        out.flush()?;
        axum::serve(listener, web::shell(pages, place)).await?;
        Ok(())
    })
}
