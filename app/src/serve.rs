//! A place as it is served: every module's pages in one shell, the interface for programs beside it.

mod about;
mod api_page;
#[cfg(test)]
mod attack_tests;
mod background;
mod connections;
pub mod evening;
mod requests;
pub mod returned;
#[cfg(test)]
mod returned_tests;
#[cfg(test)]
mod slope_tests;
mod start;
#[cfg(test)]
mod tests;
pub mod time;
#[cfg(test)]
mod upload_tests;
mod watching;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use accounts_site::Accounts;
use axum::Router;
use cli::Failure;
use directory_rules::facts::v1::Description;
use journal::Journal;
use policy::{Actor, OrgKind, Role};
use referrals_rules::request::Numbers;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::components::header::NavigationItem;

pub use connections::Limits;

/// The evening's lists: one for each organisation, for a day without this program.
#[derive(Clone, Debug)]
pub struct Evening {
    /// The folder; the list of a day stands in a folder of its own.
    pub folder: PathBuf,
    /// The hour, by the clock of the place, from which they are made.
    pub hour: i8,
}

/// How a place is served.
pub struct Serving {
    /// Its journal.
    pub journal: Journal,
    /// What it is called.
    pub name: String,
    /// Where it is reached from outside.
    pub base: String,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Everybody in it is made up.
    pub synthetic: bool,
    /// What the place says of itself, where it does.
    pub described: Option<Description>,
    /// Made-up people may be entered as by one button.
    pub training: bool,
    /// The reader's address is the last of `X-Forwarded-For`.
    pub trusts_proxy: bool,
    /// A key outside the database, for cookies and codes.
    pub secret: [u8; 32],
    /// The numbers that a stop or an emergency shows.
    pub numbers: Numbers,
    /// Whom everybody may ring about a rule or an agreement.
    pub office: String,
    /// The emergency coil's page is switched on.
    pub emergency: bool,
    /// How letters leave; none where no way is set, and then they wait.
    pub mail: Option<Arc<mail::Ways>>,
    /// Time can be let pass: in the demo, and nowhere else.
    pub time: Option<time::Time>,
    /// A folder into which the mail server puts what comes back; none where nobody looks.
    pub bounces: Option<PathBuf>,
    /// Where and when the evening's lists are printed; none where they are not.
    pub evening: Option<Evening>,
    /// The asks that figures are counted from, in memory.
    pub figures: Arc<measures_site::kept::Kept>,
    /// The program itself, for what it does on behalf of people without an account.
    pub program: Actor,
    /// Where health and numbers are told, if anywhere.
    pub private: Option<SocketAddr>,
    /// What connections may take.
    pub limits: Limits,
}

/// The ways that letters and texts leave, as settings and environment say; none where they name neither server nor folder.
pub fn ways(
    sms_url: Option<&str>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<Arc<mail::Ways>>, Failure> {
    let texts = match sms_url {
        None => None,
        Some(url) => {
            let adapter = mail::TextAdapter::new(url, variable("ROUNDTABLE_SMS_TOKEN"));
            Some(adapter.map_err(|why| Failure::refused(format!("sms_url: {why}")))?)
        }
    };
    let settings = mail::Settings::read(variable).map_err(Failure::refused)?;
    let letters = settings.map(mail::Settings::open).transpose().map_err(Failure::refused)?;
    match (letters, texts) {
        (Some(letters), texts) => Ok(Some(Arc::new(mail::Ways { letters, texts }))),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Failure::refused(
            "sms_url is set and no way of letters: set ROUNDTABLE_SMTP_HOST or ROUNDTABLE_MAIL_FOLDER too",
        )),
    }
}

/// What stands on Home besides asks: actions of the reader’s groups, and the figures that the reader may read.
fn besides(journal: &journal::Journal, actor: &policy::Actor) -> Result<Option<maud::Markup>, web::Stop> {
    let parts = [table_site::mine(journal, actor)?, measures_site::home(actor)];
    let mut parts = parts.into_iter().flatten().peekable();
    if parts.peek().is_none() {
        return Ok(None);
    }
    Ok(Some(maud::html! { @for part in parts { (part) } }))
}

/// The accounts of the place that is served.
pub fn accounts(of: &Serving) -> Result<Accounts, Failure> {
    Accounts::open(accounts_site::Settings {
        journal: of.journal.clone(),
        key: of.secret,
        place_name: of.name.clone(),
        base: of.base.clone(),
        synthetic: of.synthetic,
        training: of.training,
        listening: Some(of.listen),
        trusts_proxy: of.trusts_proxy,
    })
    .map_err(Failure::refused)
}

/// Every page of the place.
pub fn router(of: &Serving, accounts: &Accounts) -> Router {
    let mut place = web::Place::new(&of.name, &of.base, of.secret);
    place.sessions = Arc::new(accounts.clone());
    place.synthetic = of.synthetic;
    let sources = of.described.as_ref().map_or_else(Vec::new, |of| of.sources.clone());
    if let Some(described) = of.described.as_ref().filter(|of| !of.label.is_empty()) {
        place.label = described.label.as_str().into();
    }
    if let Some(time) = &of.time {
        place.clock = time.clock.clone();
    }
    place.parts = |session| {
        let mut parts = vec![NavigationItem::new("Mine to do", "/mine")];
        parts.extend(asks(session.actor.role, session.actor.org_kind));
        parts.extend(measures_site::parts(&session.actor));
        parts.extend(planning_site::parts(&session.actor));
        parts.extend(fixit_site::pages::parts(&session.actor));
        parts.extend(recalls_site::parts(&session.actor));
        parts.extend(letters_site::parts(&session.actor));
        parts.extend(directory_site::parts(&session.actor));
        parts.extend(table_site::parts(&session.actor));
        parts
    };
    let site = referrals_site::Site {
        journal: of.journal.clone(),
        place: place.clone(),
        hosts: Arc::default(),
        numbers: Arc::new(of.numbers.clone()),
        office: of.office.as_str().into(),
        besides,
    };
    let emergency = of.emergency.then(|| emergency_site::Emergency {
        journal: of.journal.clone(),
        hosts: site.hosts.clone(),
        lead: of.office.as_str().into(),
        urgent_care: of.numbers.urgent_care.as_str().into(),
    });
    let planning = planning_site::Planning {
        journal: of.journal.clone(),
        name: of.name.as_str().into(),
        office: of.office.as_str().into(),
        jobs: planning_site::Jobs::default(),
    };
    let fixit = fixit_site::Site {
        journal: of.journal.clone(),
        place: place.clone(),
        office: of.office.as_str().into(),
        urgent_care: of.numbers.urgent_care.as_str().into(),
        safeguarding: of.numbers.safeguarding_lead.as_str().into(),
    };
    let recalls = recalls_site::Site {
        journal: of.journal.clone(),
        place: place.clone(),
        office: of.office.as_str().into(),
    };
    let letters = letters_site::Site {
        journal: of.journal.clone(),
        place: place.clone(),
        office: of.office.as_str().into(),
        imports: letters_site::importing::Imports::default(),
    };
    let directory = directory_site::Site { journal: of.journal.clone(), place: place.clone() };
    let measures = measures_site::Site {
        journal: of.journal.clone(),
        kept: of.figures.clone(),
        trying: measures_site::trying::Trying::default(),
        office: of.office.as_str().into(),
        name: of.name.as_str().into(),
        label: place.said().into(),
    };
    let table = table_site::Site { journal: of.journal.clone(), place: place.clone(), trials };
    let interface = directory_site::api::routes(directory_site::api::Shared {
        journal: of.journal.clone(),
        hosts: site.hosts.clone(),
    })
    .and(referrals_site::api::routes(site.clone()));
    let pages = start::routes(accounts.trains(), of.time.is_some())
        .merge(time::routes(of.time.clone()))
        .merge(about::routes(sources))
        .merge(api_page::routes(&interface, &of.base))
        .merge(accounts_site::routes(accounts.clone()))
        .merge(directory_site::routes(directory))
        .merge(emergency_site::routes(emergency))
        .merge(planning_site::routes(planning))
        .merge(fixit_site::routes(fixit))
        .merge(table_site::routes(table))
        .merge(measures_site::routes(measures))
        .merge(recalls_site::routes(recalls))
        .merge(letters_site::routes(letters))
        .merge(referrals_site::pages::person::routes(site.clone(), of.program.clone()))
        .merge(referrals_site::pages::routes(site));
    let programs = api::Place {
        tokens: Arc::new(accounts.clone()),
        office: of.office.as_str().into(),
        name: of.name.as_str().into(),
        pace: Arc::new(api::Pace::of(of.limits.calls_a_minute)),
        answer_seconds_max: place.answer_seconds_max,
    };
    web::shell(pages, place).merge(api::shell(interface, programs))
}

/// Trials that were kept, as a meeting can put them with its decision: what each came to, under the words that it is a trial.
fn trials(reading: &journal::Reading) -> Result<Vec<table_site::Attachable>, journal::Fault> {
    let mut found = Vec::new();
    for line in planning_site::kept::all(reading)? {
        let Some((_, trial)) = planning_site::kept::one(reading, &line.seal)? else { continue };
        let figures = planning_site::kept::results(&trial).into_iter().map(|grid| {
            table_rules::facts::v1::FrozenFigures { title: grid.title, head: grid.head, rows: grid.rows }
        });
        found.push(table_site::Attachable {
            seal: line.seal,
            words: format!("{}, {}", trial.title, line.made_on.in_words()),
            figures: figures.collect(),
        });
    }
    Ok(found)
}

/// The lists of asks that a role works from.
fn asks(role: Role, kind: OrgKind) -> Vec<NavigationItem> {
    let refer = NavigationItem::new("Refer", "/refer");
    let inbox = NavigationItem::new("Asked of us", "/inbox");
    let sent = NavigationItem::new("Sent", "/sent");
    let session = NavigationItem::new("Session", "/session");
    let emergency = NavigationItem::new("Emergency coil", "/emergency-coil");
    match role {
        Role::Clinician if kind == OrgKind::Pharmacy => vec![emergency, refer, sent],
        Role::Clinician => vec![refer, sent, inbox, emergency],
        Role::Fitter => vec![session, inbox, refer],
        Role::Booking => vec![inbox, sent, session],
        Role::Manager => vec![inbox, sent],
        Role::ContractLead
        | Role::Commissioner
        | Role::Guardian
        | Role::Administrator
        | Role::CharityWorker
        | Role::Convener
        | Role::Person
        | Role::OrganisationToken
        | Role::System => Vec::new(),
    }
}

/// Serves until told to stop; what is under way is finished first.
pub fn serve(of: &Serving, accounts: &Accounts) -> Result<(), Failure> {
    let requests = Arc::new(requests::Requests::default());
    let pages = requests::counted(router(of, accounts), requests.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let (stop, stopping) = watch::channel(false);
        let listener = listen(of.listen).await?;
        let watched = watching::Watched {
            journal: of.journal.clone(),
            program: of.program.clone(),
            requests,
            stop: stopping.clone(),
        };
        let (closed, closing) = watch::channel(false);
        let private = match of.private {
            Some(at) => {
                let served =
                    connections::serve(listen(at).await?, watching::routes(watched), closing, of.limits);
                Some(tokio::spawn(served))
            }
            None => None,
        };
        let beside = background::begin(of, accounts, &stopping);
        tokio::spawn(async move {
            told_to_stop().await;
            let _ = stop.send(true);
        });
        let left = connections::serve(listener, pages, stopping, of.limits).await;
        // The private address goes last, so that it can be seen that the program is stopping.
        let ended = tokio::time::timeout(of.limits.drain, beside.ended()).await.is_ok();
        let _ = closed.send(true);
        if let Some(private) = private {
            let _ = private.await;
        }
        tracing::info!(dropped = left, beside = ended, "stopped: what was under way is finished");
        Ok(())
    });
    // A run of plans may be in the middle of a long search. It is begun again from what was asked: nobody waits for it here.
    runtime.shutdown_background();
    served
}

async fn listen(at: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(at).await.map_err(|error| {
        Failure::refused(format!("cannot listen on {at}: {error}; choose another address or port"))
    })
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut end) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = end.recv() => {}
    }
}
