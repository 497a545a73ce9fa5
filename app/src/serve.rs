//! A place as it is served: every module's pages in one shell, the interface for programs beside it.

mod about;
mod background;
mod start;

use std::net::SocketAddr;
use std::sync::Arc;

use accounts_site::Accounts;
use axum::Router;
use cli::Failure;
use journal::Journal;
use policy::{Actor, OrgKind, Role};
use referrals_rules::request::Numbers;
use web::components::header::NavigationItem;

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
    pub mail: Option<Arc<mail::Sending>>,
    /// The program itself, for what it does on behalf of people without an account.
    pub program: Actor,
}

/// The way that letters leave, as the environment says; none where it names neither server nor folder.
pub fn sending(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Arc<mail::Sending>>, Failure> {
    let settings = mail::Settings::read(variable).map_err(Failure::refused)?;
    let sending = settings.map(mail::Settings::open).transpose().map_err(Failure::refused)?;
    Ok(sending.map(Arc::new))
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
    place.parts = |session| {
        let mut parts = vec![NavigationItem::new("Mine to do", "/mine")];
        parts.extend(asks(session.actor.role, session.actor.org_kind));
        parts.extend(planning_site::parts(&session.actor));
        parts.extend(directory_site::parts(&session.actor));
        parts
    };
    let site = referrals_site::Site {
        journal: of.journal.clone(),
        place: place.clone(),
        hosts: Arc::default(),
        numbers: Arc::new(of.numbers.clone()),
        office: of.office.as_str().into(),
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
    };
    let directory = directory_site::Site { journal: of.journal.clone(), place: place.clone() };
    let pages = start::routes(accounts.trains())
        .merge(about::routes())
        .merge(accounts_site::routes(accounts.clone()))
        .merge(directory_site::routes(directory))
        .merge(emergency_site::routes(emergency))
        .merge(planning_site::routes(planning))
        .merge(referrals_site::pages::person::routes(site.clone(), of.program.clone()))
        .merge(referrals_site::pages::routes(site));
    web::shell(pages, place)
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
    let router = router(of, accounts);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(of.listen).await.map_err(|error| {
            Failure::refused(format!("cannot listen on {}: {error}; choose another with --port", of.listen))
        })?;
        background::begin(of);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await?;
        Ok(())
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
