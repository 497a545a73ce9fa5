//! The asks of the place in memory, with what rules say of them: read once, then only what changed since. A page over two
//! years of asks counts in memory; nothing is counted in the database while somebody waits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use clocks::{Calendar, Rule};
use directory_site::read as directory;
use directory_site::read::Rows;
use journal::{Fault, Query};
use kernel::{AskId, Day};
use measures_rules::asks::{Asks, Judged, NO_PATCH, NewAsk, Org, setting};
use measures_rules::history::Broken;

/// So many sets of verdicts are kept: each closed quarter and today, under the rules that are looked at.
const JUDGED_MAX: usize = 12;

/// What is kept. Cheap to make; filled when it is first read.
#[derive(Default)]
pub struct Kept {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    seq: i64,
    asks: Arc<Asks>,
    places: HashMap<AskId, usize>,
    /// The least recently looked at first.
    judged: Vec<(Vec<Rule>, Arc<Judged>)>,
}

const CHANGED: Query = Query {
    name: "measures.asks-changed",
    sql: "select id, seq, sender, host, service, sent_on, method, age_band, fifth, complicated, history
          from measures_ask where seq > ?1 order by seq, id",
};

const LAST: Query = Query { name: "measures.last-change", sql: "select max(seq) from measures_ask" };

fn broken(why: Broken) -> Fault {
    Fault::new("judge the kept asks", why)
}

/// The working days of England, worked out once.
pub fn england() -> &'static Calendar {
    static CALENDAR: std::sync::OnceLock<Calendar> = std::sync::OnceLock::new();
    CALENDAR.get_or_init(Calendar::england)
}

/// Asks with what rules say of them as of a day.
#[derive(Clone)]
pub struct View {
    /// The asks.
    pub asks: Arc<Asks>,
    /// The verdicts, in the order of the rules asked for.
    pub judged: Arc<Judged>,
}

impl Kept {
    /// The asks as they are now.
    pub fn asks(&self, from: &impl Rows) -> Result<Arc<Asks>, Fault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.bring_up_to_date(from)?;
        Ok(state.asks.clone())
    }

    /// Reads the asks and judges them as of a day, so that nobody waits for it on a page: of a million, seconds.
    pub fn get_ready(&self, from: &impl Rows, today: Day) -> Result<usize, Fault> {
        let of = crate::rules::last_year(from, today)?;
        Ok(self.view(from, &of.plain(), of.period.last)?.asks.rows.len())
    }

    /// The asks, and what these rules say of them as of the end of a day.
    pub fn view(&self, from: &impl Rows, rules: &[Rule], as_of: Day) -> Result<View, Fault> {
        self.view_with(from, rules, as_of, &mut |_, _| true)?
            .ok_or_else(|| Fault::plain("judge the kept asks: stopped"))
    }

    /// The same, telling how many of how many asks are done; nothing where it is told to stop.
    pub fn view_with(
        &self,
        from: &impl Rows,
        rules: &[Rule],
        as_of: Day,
        go_on: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<Option<View>, Fault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.bring_up_to_date(from)?;
        let asks = state.asks.clone();
        let known = state.judged.iter().position(|(of, judged)| of == rules && judged.as_of == as_of);
        if let Some(place) = known {
            let found = state.judged.remove(place);
            let judged = found.1.clone();
            state.judged.push(found);
            return Ok(Some(View { asks, judged }));
        }
        // Others may read what is there while this is worked out.
        drop(state);
        let all = asks.rows.len();
        let done = asks.judge(rules, as_of, england(), &mut |done| go_on(done, all)).map_err(broken)?;
        let Some(judged) = done.map(Arc::new) else { return Ok(None) };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&state.asks, &asks) {
            if state.judged.len() >= JUDGED_MAX {
                state.judged.remove(0);
            }
            state.judged.push((rules.to_vec(), judged.clone()));
        }
        Ok(Some(View { asks, judged }))
    }
}

fn orgs(from: &impl Rows) -> Result<Vec<Org>, Fault> {
    let all = directory::organisations(from)?;
    let org = |of: directory_rules::facts::v1::Organisation| Org {
        code: of.code.to_string(),
        name: of.name,
        setting: setting(&of.kind),
        patch: if of.patch.is_empty() { NO_PATCH.to_owned() } else { of.patch },
    };
    Ok(all.into_iter().map(org).collect())
}

impl State {
    fn bring_up_to_date(&mut self, from: &impl Rows) -> Result<(), Fault> {
        let last = match from.all(&LAST, &[])?.first() {
            Some(row) => row.get::<Option<i64>>(0)?.unwrap_or(0),
            None => 0,
        };
        if last <= self.seq {
            return Ok(());
        }
        let orgs = orgs(from)?;
        // An organisation that was renamed or moved changes the categories of old asks: everything is read again.
        if self.asks.orgs.get(..orgs.len()) != Some(&orgs) {
            *self = State { asks: Arc::new(Asks::among(orgs)), ..State::default() };
        }
        let places: HashMap<String, u32> =
            self.asks.orgs.iter().zip(0..).map(|(org, place)| (org.code.clone(), place)).collect();
        let rows = from.all(&CHANGED, &[self.seq.into()])?;
        let asks = Arc::make_mut(&mut self.asks);
        let mut changed = Vec::with_capacity(rows.len());
        for row in &rows {
            let small = |column| -> Result<Option<u16>, Fault> {
                Ok(row.get::<Option<i64>>(column)?.and_then(|number| u16::try_from(number).ok()))
            };
            let (sender, host): (String, String) = (row.get(2)?, row.get(3)?);
            let (service, method, history): (String, String, Vec<u8>) =
                (row.get(4)?, row.get(6)?, row.get(10)?);
            let of = NewAsk {
                id: row.get(0)?,
                sender: &sender,
                host: &host,
                service: &service,
                sent_on: row.get(5)?,
                method: &method,
                age_band: small(7)?,
                fifth: small(8)?.and_then(|fifth| u8::try_from(fifth).ok()),
                complicated: row.get(9)?,
                history: &history,
            };
            let mut place = |code: &str| places.get(code).copied().unwrap_or_else(|| asks.org(code));
            let (sender, host) = (place(&sender), place(&host));
            let place = match self.places.get(&of.id) {
                Some(place) => {
                    asks.retake(*place, &of, sender, host);
                    *place
                }
                None => {
                    let place = asks.take(&of, sender, host);
                    self.places.insert(of.id, place);
                    place
                }
            };
            changed.push(place);
            self.seq = self.seq.max(row.get(1)?);
        }
        for (rules, judged) in &mut self.judged {
            asks.judge_again(Arc::make_mut(judged), &changed, rules, england()).map_err(broken)?;
        }
        Ok(())
    }
}
