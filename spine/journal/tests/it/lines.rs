//! Lines that are cut, that come back, and that are slow: between a program and the server stands a go-between of the test's own,
//! which holds bytes back, drops the line or lets them through late. Left out, by name, where no server is named.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use journal::{Database, Journal, NotDone, Server, verify};
use kernel::{AskId, HandWound, SlotId};

use crate::common::actors::{fitter, nurse};
use crate::common::place::{Folder, MODULES, MORNING, count, keyring, open_at};
use crate::common::visits::{self, Book, Refusal};

/// What becomes of bytes on their way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    /// They are kept, as by a cable that was pulled.
    Held,
    /// Each portion takes so many milliseconds.
    Slow(u64),
}

struct State {
    way: Way,
    /// Lines that began before this number are dropped.
    dropped_before: usize,
}

/// Stands between a program and the socket of the server.
struct Between {
    port: u16,
    state: Arc<(Mutex<State>, Condvar)>,
    lines: Arc<AtomicUsize>,
}

impl Between {
    fn new(socket: PathBuf) -> Between {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new((Mutex::new(State { way: Way::Open, dropped_before: 0 }), Condvar::new()));
        let lines = Arc::new(AtomicUsize::new(0));
        let (shared, counted) = (state.clone(), lines.clone());
        std::thread::spawn(move || {
            for there in listener.incoming() {
                let nth = counted.fetch_add(1, Ordering::SeqCst);
                let (there, here) = (there.unwrap(), UnixStream::connect(&socket).unwrap());
                pump(shared.clone(), nth, there.try_clone().unwrap(), here.try_clone().unwrap());
                pump(shared.clone(), nth, here, there);
            }
        });
        Between { port, state, lines }
    }

    fn set(&self, way: Way) {
        self.state.0.lock().unwrap().way = way;
        self.state.1.notify_all();
    }

    /// Drops every line there is, and lets new ones through.
    fn drop_all(&self) {
        let mut state = self.state.0.lock().unwrap();
        state.dropped_before = self.lines.load(Ordering::SeqCst);
        state.way = Way::Open;
        drop(state);
        self.state.1.notify_all();
    }
}

/// One direction of one line.
fn pump(state: Arc<(Mutex<State>, Condvar)>, nth: usize, mut from: impl Ends, mut to: impl Ends) {
    std::thread::spawn(move || {
        let mut bytes = [0; 8 * 1024];
        while let Ok(read) = from.read(&mut bytes)
            && read > 0
        {
            let mut now = state.0.lock().unwrap();
            while now.way == Way::Held && now.dropped_before <= nth {
                now = state.1.wait(now).unwrap();
            }
            if now.dropped_before > nth {
                break;
            }
            let way = now.way;
            drop(now);
            if let Way::Slow(millis) = way {
                std::thread::park_timeout(Duration::from_millis(millis));
            }
            if to.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
        from.end();
        to.end();
    });
}

/// Either end of a line.
trait Ends: Read + Write + Send + 'static {
    fn end(&self);
}

impl Ends for TcpStream {
    fn end(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Ends for UnixStream {
    fn end(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

/// What the writers of one node heard.
#[derive(Default)]
struct Heard {
    done: Mutex<BTreeSet<String>>,
    refused: Mutex<BTreeSet<String>>,
    words: Mutex<BTreeSet<String>>,
    owned: AtomicUsize,
}

impl Heard {
    fn so_far(&self) -> (usize, usize) {
        (self.done.lock().unwrap().len(), self.words.lock().unwrap().len())
    }
}

fn write_until(stop: &AtomicBool, journal: &Journal, writer: u128, heard: &Heard) {
    for nth in 1u128.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let ask = AskId::from_bits(writer << 64 | nth);
        match journal.submit_here(&nurse(), visits::Place { ask, ..visits::Place::new(1) }) {
            Ok(_) => drop(heard.done.lock().unwrap().insert(ask.to_string())),
            Err(NotDone::Fault(fault)) => {
                let words = fault.to_string();
                if !words.contains("find out whether this was kept") {
                    heard.refused.lock().unwrap().insert(ask.to_string());
                }
                heard.words.lock().unwrap().insert(words);
                continue;
            }
            Err(other) => panic!("{other:?}"),
        }
        // Both nodes want the same slots.
        match journal.submit_here(&fitter(), Book { ask, slot: SlotId::from_bits(nth) }) {
            Ok(_) => drop(heard.owned.fetch_add(1, Ordering::SeqCst)),
            Err(NotDone::AgainstTheRules(Refusal::SlotTaken)) => {}
            Err(NotDone::Fault(fault)) => drop(heard.words.lock().unwrap().insert(fault.to_string())),
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// Waits until it is so; no test waits longer than two minutes for anything.
fn until(what: &str, is: impl Fn() -> bool) {
    for _ in 0..2_400 {
        if is() {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
    panic!("{what}: not within two minutes");
}

fn node(server: &Server, seed: u64) -> Journal {
    open_at(&Database::Server(server.clone()), MODULES, Arc::new(HandWound::at(MORNING)), seed).unwrap()
}

#[test]
fn a_line_is_cut_comes_back_and_is_slow_and_each_hears_what_became_of_its_own() {
    let folder = Folder::new();
    let Some(server) = engines::on_server("lines cut and slow", &folder.file("cut.db")) else { return };
    let url = server.to_string();
    let (_, options) = url.split_once("?host=").unwrap();
    let (socket, port) = options.split_once("&port=").unwrap();
    let between = Between::new(PathBuf::from(socket).join(format!(".s.PGSQL.{port}")));
    let user = url.split("//").nth(1).unwrap().split('@').next().unwrap();
    let through = format!("postgres://{user}@127.0.0.1:{}/{}?silence=1", between.port, server.name());
    let (far, near) = (node(&through.parse().unwrap(), 1), node(&server, 2));
    let (cut, whole, stop) = (Heard::default(), Heard::default(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for writer in 1..=4 {
            let (far, near, cut, whole, stop) = (&far, &near, &cut, &whole, &stop);
            scope.spawn(move || write_until(stop, far, writer, cut));
            scope.spawn(move || write_until(stop, near, writer + 100, whole));
        }
        for round in 0..3 {
            let before = cut.so_far().0;
            until("it works", || cut.so_far().0 > before + 20);
            between.set(Way::Held);
            let beside = whole.so_far().0;
            if round == 2 {
                // The same line comes back by itself.
                std::thread::park_timeout(Duration::from_millis(300));
                between.set(Way::Open);
            } else {
                let words = cut.so_far().1;
                until("it is told", || cut.so_far().1 > words || between.lines.load(Ordering::SeqCst) > 40);
                between.drop_all();
            }
            let (before, _) = cut.so_far();
            until("it comes back", || cut.so_far().0 > before + 20);
            until("the other goes on", || whole.so_far().0 > beside + 20);
        }
        between.set(Way::Slow(3));
        let before = cut.so_far().0;
        until("it works over a slow line", || cut.so_far().0 > before + 8);
        between.set(Way::Open);
        stop.store(true, Ordering::SeqCst);
    });
    drop((far, near));
    let words = cut.words.lock().unwrap().clone();
    assert!(words.iter().any(|said| said.contains("the database server")), "{words:?}");
    let database = Database::Server(server.clone());
    let verified = verify(database.clone(), &keyring(), MODULES).unwrap();
    assert_eq!(verified.findings, []);
    let kept: BTreeSet<String> = engines::list(&database, "select id from visits_ask").into_iter().collect();
    for heard in [&cut, &whole] {
        let lost: Vec<_> = heard.done.lock().unwrap().difference(&kept).cloned().collect();
        assert!(lost.is_empty(), "{lost:?} lost");
        let kept_too: Vec<_> = heard.refused.lock().unwrap().intersection(&kept).cloned().collect();
        assert!(kept_too.is_empty(), "{kept_too:?} refused and kept");
    }
    let slots = count(&database, "select count(*) from visits_slot");
    assert_eq!(count(&database, "select count(*) from visits_ask where slot is not null"), slots);
    let owned = cut.owned.load(Ordering::SeqCst) + whole.owned.load(Ordering::SeqCst);
    assert!(i64::try_from(owned).unwrap() <= slots);
    assert_eq!(verified.acts, i64::try_from(kept.len()).unwrap() + slots, "an act for each, and no more");
}
