//! A place with two practices: a manager, a nurse, a receptionist and an empty seat in one, a manager in the other.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use accounts_rules::Secret;
use accounts_site::acts::{BringInUsers, Newcomer};
use accounts_site::{Accounts, Settings, program};
use directory_rules::facts::v1::{Holding, Organisation, Seat};
use directory_site::acts::{BringIn, Brought};
use journal::{Journal, Keyring, Module};
use kernel::{Clock, Day, HandWound, Moment, OrgId, Point, SeatId, UserId};
use policy::Rulebook;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

pub const MODULES: &[Module] = &[directory_site::MODULE, accounts_site::MODULE];

pub const OURS: &str = "Y90001";
pub const OTHERS: &str = "Y90002";

pub const MANAGER: u128 = 1;
pub const NURSE: u128 = 2;
pub const RECEPTION: u128 = 3;
pub const EMPTY: u128 = 4;
pub const ELSEWHERE: u128 = 5;
pub const ADMINISTRATOR: u128 = 6;
pub const DESK_ELSEWHERE: u128 = 7;

pub const PASSWORD: &str = "willow kettle harbour";

pub struct Place {
    pub accounts: Accounts,
    pub journal: Journal,
    pub clock: Arc<HandWound>,
    pub file: PathBuf,
    folder: PathBuf,
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn morning() -> Moment {
    "2025-03-03T09:00".parse().unwrap()
}

pub fn seat(bits: u128) -> SeatId {
    SeatId::from_bits(1000 + bits)
}

pub fn user(bits: u128) -> UserId {
    UserId::from_bits(bits)
}

pub fn email(bits: u128) -> String {
    let local = match bits {
        MANAGER => "ines.oakhanger",
        NURSE => "Tamsin.Merrow",
        RECEPTION => "wilf.larkhill",
        ELSEWHERE => "vesna.penhallow",
        _ => "keir.dunmere",
    };
    format!("{local}@marlshire.example")
}

pub fn name(bits: u128) -> &'static str {
    match bits {
        MANAGER => "Ines Oakhanger",
        NURSE => "Tamsin Merrow",
        RECEPTION => "Wilf Larkhill",
        ELSEWHERE => "Vesna Penhallow",
        _ => "Keir Dunmere",
    }
}

pub fn keyring() -> Keyring {
    Keyring::new(morning(), &mut Pcg64::seed_from_u64(7))
}

fn records() -> Vec<Brought> {
    let org = |code: &str, name: &str| {
        Brought::Organisation(Organisation {
            code: code.parse().unwrap(),
            name: name.to_owned(),
            kind: "practice".to_owned(),
            patch: String::new(),
            telephone: "01632 960123".to_owned(),
            inbox: String::new(),
            at: Point { latitude: 52.0, longitude: -1.0 },
            address: "1 Mill Lane".to_owned(),
            joined: true,
            list_size: Some(9000),
        })
    };
    let mut records = vec![org(OURS, "Mill Lane Surgery"), org(OTHERS, "Quay Surgery")];
    let seats = [
        (MANAGER, OURS, "Practice manager", "manager"),
        (NURSE, OURS, "Practice nurse", "clinician"),
        (RECEPTION, OURS, "Reception", "booking"),
        (EMPTY, OURS, "Second nurse", "clinician"),
        (ELSEWHERE, OTHERS, "Manager at the Quay", "manager"),
        (ADMINISTRATOR, OURS, "Systems", "administrator"),
        (DESK_ELSEWHERE, OTHERS, "Desk at the Quay", "booking"),
    ];
    for (bits, org, title, role) in seats {
        let org: OrgId = org.parse().unwrap();
        let telephone = "01632 960123".to_owned();
        records.push(Brought::Seat(Seat {
            id: seat(bits),
            org,
            title: title.into(),
            role: role.into(),
            telephone,
            ended: false,
        }));
        if bits != EMPTY && bits != DESK_ELSEWHERE {
            let from: Day = "2025-01-01".parse().unwrap();
            records.push(Brought::Holding(Holding {
                seat: seat(bits),
                org,
                user: user(bits),
                from,
                until: None,
                deputy: false,
            }));
        }
    }
    records
}

pub struct Options {
    pub synthetic: bool,
    pub training: bool,
    pub listening: &'static str,
    pub base: &'static str,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            synthetic: true,
            training: false,
            listening: "127.0.0.1:8080",
            base: "http://127.0.0.1:8080",
        }
    }
}

impl Place {
    pub fn new() -> Place {
        Place::with(Options::default())
    }

    pub fn with(options: Options) -> Place {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let nth = COUNT.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("roundtable-accounts-{}-{nth}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("place.db");
        let clock = Arc::new(HandWound::at(morning()));
        let mut chance = Pcg64::seed_from_u64(nth + 1);
        let journal = Journal::open(journal::Settings {
            database: engines::at(&file),
            keys: keyring(),
            rulebook: Arc::new(Rulebook::shipped().unwrap()),
            clock: clock.clone(),
            modules: MODULES,
            chance: Box::new(move || u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())),
        })
        .unwrap();
        let people = [MANAGER, NURSE, RECEPTION, ELSEWHERE, ADMINISTRATOR];
        let newcomers = people
            .map(|bits| Newcomer { user: user(bits), name: name(bits).into(), email: email(bits) })
            .to_vec();
        // On a thread that may wait: the tests themselves run on one that may not.
        let bringing = journal.clone();
        let brought = std::thread::spawn(move || {
            bringing.submit_here(&program(), BringIn(records())).unwrap();
            bringing.submit_here(&program(), BringInUsers(newcomers)).unwrap();
        });
        brought.join().unwrap();
        let accounts = open(&journal, &options);
        Place { accounts, journal, clock, file, folder }
    }

    pub fn wind(&self, minutes: i64) {
        self.clock.set(self.clock.now().plus_minutes(minutes));
    }

    pub fn wind_seconds(&self, seconds: i64) {
        self.clock.set(Moment::from_micros(self.clock.now().micros() + seconds * 1_000_000));
    }

    /// Every byte that the place has on disk.
    pub fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(&self.folder).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }

    /// The code of the last message left for somebody: what the mail would bring.
    pub fn mailed_code(&self, template: &str) -> Option<String> {
        let db = rusqlite::Connection::open(&self.file).unwrap();
        let mut rows = db.prepare("select body from journal_job order by rowid desc").unwrap();
        let bodies: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let messages =
            bodies.iter().map(|body| serde_json::from_str::<accounts_site::acts::Message>(body).unwrap());
        let message = messages.into_iter().find(|message| message.template == template)?;
        message.link.map(|link| self.accounts.code_of(link))
    }
}

pub fn open(journal: &Journal, options: &Options) -> Accounts {
    Accounts::open(Settings {
        journal: journal.clone(),
        key: [5; 32],
        place_name: "Marlshire".to_owned(),
        base: options.base.to_owned(),
        synthetic: options.synthetic,
        training: options.training,
        listening: Some(options.listening.parse().unwrap()),
        trusts_proxy: false,
    })
    .unwrap()
}

/// The secret that a page shows to a telephone.
pub fn secret_on(html: &str) -> Secret {
    let letters = html.split("rt-key\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bytes = [0_u8; 20];
    for (nth, letter) in letters.bytes().enumerate() {
        let value = alphabet.iter().position(|known| *known == letter).unwrap();
        for bit in 0..5 {
            if value >> (4 - bit) & 1 == 1 {
                let place = nth * 5 + bit;
                bytes[place / 8] |= 1 << (7 - place % 8);
            }
        }
    }
    Secret::from_bytes(bytes)
}
