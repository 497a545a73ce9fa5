//! A made-up place in training, for eyes and for the browser tests: prints its address and serves until it is ended.
//! `/enter/manager` signs in by one button.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use accounts_site::acts::{BringInUsers, Newcomer};
use accounts_site::{Accounts, MODULE, Settings, program};
use directory_rules::facts::v1::{Holding, Organisation, Seat};
use directory_site::acts::{BringIn, Brought};
use journal::{Journal, Keyring, Module};
use kernel::{Clock, HandWound, Moment, OrgId, Point, SeatId, UserId};
use policy::Rulebook;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

const MODULES: &[Module] = &[directory_site::MODULE, MODULE];

type Failure = Box<dyn std::error::Error>;

const PEOPLE: &[(&str, &str, &str)] = &[
    ("Ines Oakhanger", "Practice manager", "manager"),
    ("Tamsin Merrow", "Practice nurse", "clinician"),
    ("Wilf Larkhill", "Reception", "booking"),
    ("", "Second nurse", "clinician"),
    ("Edie Fairweather", "Partner, lead for contraception", "fitter"),
    ("Farid Greenholt", "Caldicott guardian", "guardian"),
];

fn records(org: OrgId, now: Moment) -> Vec<Brought> {
    let telephone = "01632 960123".to_owned();
    let mut records = vec![Brought::Organisation(Organisation {
        code: org,
        name: "Mill Lane Surgery".to_owned(),
        kind: "practice".to_owned(),
        patch: "North".to_owned(),
        telephone: telephone.clone(),
        inbox: String::new(),
        at: Point { latitude: 52.0, longitude: -1.0 },
        address: "1 Mill Lane".to_owned(),
        joined: true,
        list_size: Some(9000),
    })];
    for (bits, (name, title, role)) in (1_u128..).zip(PEOPLE) {
        let id = SeatId::from_bits(bits);
        let (title, role) = ((*title).to_owned(), (*role).to_owned());
        records.push(Brought::Seat(Seat {
            id,
            org,
            title,
            role,
            telephone: telephone.clone(),
            ended: false,
        }));
        if !name.is_empty() {
            let from = now.day() - 800;
            let user = UserId::from_bits(bits);
            records.push(Brought::Holding(Holding { seat: id, org, user, from, until: None, deputy: false }));
        }
    }
    records
}

fn refused(what: impl std::fmt::Debug) -> Failure {
    format!("{what:?}").into()
}

fn begin(folder: &std::path::Path, clock: Arc<HandWound>) -> Result<Journal, Failure> {
    let mut chance = Pcg64::seed_from_u64(3);
    let keys = Keyring::new(clock.now(), &mut chance);
    let journal = Journal::open(journal::Settings {
        database: folder.join("place.db").into(),
        keys,
        rulebook: Arc::new(Rulebook::shipped()?),
        clock: clock.clone(),
        modules: MODULES,
        chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
    })?;
    let org: OrgId = "Y90001".parse()?;
    journal.submit_here(&program(), BringIn(records(org, clock.now()))).map_err(refused)?;
    let newcomers =
        (1_u128..).zip(PEOPLE).filter(|(_, (name, ..))| !name.is_empty()).map(|(bits, (name, ..))| {
            Newcomer {
                user: UserId::from_bits(bits),
                name: (*name).to_owned(),
                email: format!("{}@marlshire.example", name.to_lowercase().replace(' ', ".")),
            }
        });
    journal.submit_here(&program(), BringInUsers(newcomers.collect())).map_err(refused)?;
    Ok(journal)
}

fn main() -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("roundtable-training-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let clock = Arc::new(HandWound::at("2025-03-03T09:00".parse()?));
    let journal = begin(&folder, clock.clone())?;
    tokio::runtime::Runtime::new()?.block_on(serve(journal, clock))
}

async fn serve(journal: Journal, clock: Arc<HandWound>) -> Result<(), Failure> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let listening = listener.local_addr()?;
    let base = format!("http://{listening}");
    let accounts = Accounts::open(Settings {
        journal,
        key: [5; 32],
        place_name: "Marlshire".to_owned(),
        base: base.clone(),
        synthetic: true,
        training: true,
        listening: Some(listening),
        trusts_proxy: false,
    })?;
    let mut place = web::Place::new("Marlshire", &base, [7; 32]);
    place.synthetic = true;
    place.sessions = Arc::new(accounts.clone());
    place.clock = clock;
    let mut out = std::io::stdout();
    writeln!(out, "{base}")?;
    out.flush()?;
    let app = web::shell(accounts_site::routes(accounts), place);
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}
