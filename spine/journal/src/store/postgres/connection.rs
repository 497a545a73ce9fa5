//! One connection: statements kept prepared, rows read, and what becomes of it when the line breaks.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;

use super::acts::{Acts, TAKE_BACK_THE_ACT_BEFORE};
use super::exchange::{Answered, bind, exchange, exchange_each, tell};
use super::types;
use super::wire::{Kept, Trouble, Wire};
use crate::Fault;
use crate::store::first_words;
use crate::value::{Query, Row, Value};

/// Rows that are fetched at once where the caller takes them one by one.
const ROWS_AT_ONCE: i32 = 500;

/// Statements that a connection keeps prepared at the most; past that all are forgotten.
const STATEMENTS_KEPT: usize = 1_000;

/// Statements whose answers are not waited for, at the most; their answers must fit between the two programs.
const UNHEARD_MOST: usize = 256;

/// So many bytes are sent as soon as they are written.
const SENT_AT_ONCE: usize = 1_024;

/// The server has no room on its disk.
const DISK_FULL: &str = "53100";

/// The same statement, by what its values were told to be.
type Variants = Vec<(Vec<u32>, Arc<Kept>)>;

/// By statement.
#[derive(Default)]
struct Statements {
    kept: HashMap<String, Variants>,
    made: u64,
}

/// A connection whose line may be down; whoever begins a transaction brings it up again.
pub(super) struct Connection {
    wire: RefCell<Option<Wire>>,
    statements: RefCell<Statements>,
    portals: Cell<u64>,
    pub(super) acts: Acts,
}

impl Connection {
    pub(super) fn new() -> Connection {
        Connection {
            wire: RefCell::new(None),
            statements: RefCell::new(Statements::default()),
            portals: Cell::new(0),
            acts: Acts::default(),
        }
    }

    /// Takes a line on which somebody has signed in.
    pub(super) fn use_line(&self, wire: Wire) {
        *self.statements.borrow_mut() = Statements::default();
        self.acts.begin_anew();
        *self.wire.borrow_mut() = Some(wire);
    }

    pub(super) fn hang_up(&self) {
        *self.wire.borrow_mut() = None;
    }

    pub(super) fn is_up(&self) -> bool {
        self.wire.borrow().is_some()
    }

    pub(super) fn in_transaction(&self) -> bool {
        self.wire.borrow().as_ref().is_some_and(|wire| wire.status != b'I')
    }

    /// All rows, in one exchange.
    pub(super) fn rows(&self, name: &str, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.asking(|| format!("read {name}"), |wire| self.bound(wire, sql, values, "", 0))
            .map(|all| all.rows)
    }

    /// The first row.
    pub(super) fn first(&self, name: &str, sql: &str, values: &[Value]) -> Result<Option<Row>, Fault> {
        let answered = self.asking(|| format!("read {name}"), |wire| self.bound(wire, sql, values, "", 1))?;
        Ok(answered.rows.into_iter().next())
    }

    /// Hands each row to the caller until it answers `false`; other statements may be run meanwhile. Outside a transaction
    /// all rows are fetched first.
    pub(super) fn each(
        &self,
        name: &str,
        sql: &str,
        values: &[Value],
        take: &mut dyn FnMut(Row) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        if !self.in_transaction() {
            for row in self.rows(name, sql, values)? {
                if !take(row)? {
                    break;
                }
            }
            return Ok(());
        }
        let doing = || format!("read {name}");
        let nth = self.portals.get();
        self.portals.set(nth.wrapping_add(1));
        let portal = format!("p{nth}");
        let mut answered = self.asking(doing, |wire| self.bound(wire, sql, values, &portal, ROWS_AT_ONCE))?;
        loop {
            let mut wanted = true;
            for row in answered.rows {
                wanted = take(row)?;
                if !wanted {
                    break;
                }
            }
            if !wanted || !answered.more {
                break;
            }
            let columns = self.columns(sql, values);
            answered = self.asking(doing, |wire| {
                frontend::execute(&portal, ROWS_AT_ONCE, &mut wire.outgoing)?;
                exchange(wire, &columns)
            })?;
        }
        // Goes with whatever is sent next.
        if let Some(wire) = self.wire.borrow_mut().as_mut() {
            let _ = frontend::close(b'P', &portal, &mut wire.outgoing);
        }
        Ok(())
    }

    /// The first row of each of several queries, in one exchange.
    pub(super) fn first_of_each(&self, asked: &[(&Query, Vec<Value>)]) -> Result<Vec<Option<Row>>, Fault> {
        let doing = || format!("read {}", asked.first().map_or("nothing", |(query, _)| query.name));
        self.asking(doing, |wire| {
            let mut all = Vec::with_capacity(asked.len());
            for (query, values) in asked {
                all.push(self.kept(wire, query.sql, values)?);
            }
            for ((_, values), kept) in asked.iter().zip(&all) {
                bind(wire, kept, values, "", 1)?;
            }
            exchange_each(wire, &all)
        })
    }

    /// Runs one statement that writes; how many rows it touched.
    pub(super) fn touch(&self, sql: &str, values: &[Value]) -> Result<usize, Fault> {
        self.asking(|| writing(sql), |wire| self.bound(wire, sql, values, "", 0))
            .map(|answered| answered.touched)
    }

    /// Runs one statement that writes, and inside a transaction does not wait for its answer: a refusal is heard with the
    /// next answer, and before any commit.
    pub(super) fn run(&self, sql: &str, values: &[Value]) -> Result<(), Fault> {
        if !self.in_transaction() {
            return self.touch(sql, values).map(|_| ());
        }
        // From here on a refusal is this act's.
        self.hear_of_the_act_before()?;
        if self.wire.borrow().as_ref().is_some_and(|wire| wire.unheard.len() >= UNHEARD_MOST) {
            self.hear()?;
        }
        self.asking(|| writing(sql), |wire| self.send_on(wire, sql, values))
    }

    /// Whether a statement without values is still to be prepared.
    pub(super) fn is_new(&self, sql: &str) -> bool {
        self.known(sql, &[]).is_none()
    }

    /// Writes a statement without values and without waiting.
    pub(super) fn send_without_values(&self, sql: &str) -> Result<(), Fault> {
        self.asking(|| writing(sql), |wire| self.send_on(wire, sql, &[]))
    }

    /// Writes a statement without waiting.
    fn send_on(&self, wire: &mut Wire, sql: &str, values: &[Value]) -> Result<(), Trouble> {
        let kept = self.kept(wire, sql, values)?;
        bind(wire, &kept, values, "", 0)?;
        wire.unheard.push_back(kept);
        // The server works while the rest is being put together.
        if wire.outgoing.len() >= SENT_AT_ONCE { wire.send() } else { Ok(()) }
    }

    /// Hears what became of everything that was sent.
    pub(super) fn hear(&self) -> Result<(), Fault> {
        self.asking(|| "write".to_owned(), Wire::hear)
    }

    /// Runs statements without values; what the server says each did.
    pub(super) fn batch(&self, sql: &str) -> Result<Vec<String>, Fault> {
        self.asking(
            || format!("run ({} …)", first_words(sql)),
            |wire| {
                // A server that has refused something hears nothing more until it is asked to.
                wire.hear()?;
                tell(wire, sql)
            },
        )
    }

    /// The same for what takes back: whatever was refused before goes with it.
    pub(super) fn take_back(&self, sql: &str) -> Result<(), Fault> {
        let took = |wire: &mut Wire| {
            match wire.hear() {
                Ok(()) | Err(Trouble::Before(..) | Trouble::Said(_)) => {}
                Err(lost) => return Err(lost),
            }
            tell(wire, sql).map(|_| ())
        };
        self.asking(|| format!("run ({} …)", first_words(sql)), took)
    }

    /// Lets go of what the server keeps prepared, where that has become much.
    pub(super) fn forget_much(&self) {
        let made = self.statements.borrow().kept.len();
        if made > STATEMENTS_KEPT && self.batch("deallocate all").is_ok() {
            *self.statements.borrow_mut() = Statements::default();
        }
    }

    /// Asks over the line. A line that broke is given up, and with it whatever transaction there was. Where it turns out
    /// that the act before had failed, that one is taken back, and this is asked again: nothing of it was done.
    pub(super) fn asking<T>(
        &self,
        doing: impl Fn() -> String,
        ask: impl Fn(&mut Wire) -> Result<T, Trouble>,
    ) -> Result<T, Fault> {
        let mut held = self.wire.borrow_mut();
        let wire = held
            .as_mut()
            .ok_or_else(|| Fault::plain(format!("{}: there is no line to the database server", doing())))?;
        let mut answered = ask(wire);
        if self.acts.was_unheard_of()
            && let Err(refused @ Trouble::Before(..)) = answered
        {
            self.acts.is_late(refusal(&doing, refused));
            answered = tell(wire, TAKE_BACK_THE_ACT_BEFORE).and_then(|_| ask(wire));
        }
        self.acts.heard();
        answered.map_err(|trouble| {
            if matches!(trouble, Trouble::Lost(_) | Trouble::Ended(_)) {
                *held = None;
            }
            refusal(&doing, trouble)
        })
    }

    fn columns(&self, sql: &str, values: &[Value]) -> Vec<u32> {
        self.known(sql, values).map_or_else(Vec::new, |kept| kept.columns.clone())
    }

    fn known(&self, sql: &str, values: &[Value]) -> Option<Arc<Kept>> {
        let statements = self.statements.borrow();
        let same = |types: &[u32]| {
            types.iter().copied().eq(values.iter().map(types::type_of)) && types.len() == values.len()
        };
        statements.kept.get(sql)?.iter().find(|(types, _)| same(types)).map(|(_, kept)| kept.clone())
    }

    /// Binds values to a statement and runs it, preparing it first where it is new.
    fn bound(
        &self,
        wire: &mut Wire,
        sql: &str,
        values: &[Value],
        portal: &str,
        most: i32,
    ) -> Result<Answered, Trouble> {
        let kept = self.kept(wire, sql, values)?;
        bind(wire, &kept, values, portal, most)?;
        exchange(wire, &kept.columns)
    }

    /// The statement as the server keeps it, prepared where it is new.
    fn kept(&self, wire: &mut Wire, sql: &str, values: &[Value]) -> Result<Arc<Kept>, Trouble> {
        match self.known(sql, values) {
            Some(kept) => Ok(kept),
            None => self.prepare(wire, sql, values),
        }
    }

    fn prepare(&self, wire: &mut Wire, sql: &str, values: &[Value]) -> Result<Arc<Kept>, Trouble> {
        let mut statements = self.statements.borrow_mut();
        statements.made += 1;
        let name = format!("s{}", statements.made);
        let known_by: Vec<u32> = values.iter().map(types::type_of).collect();
        frontend::parse(
            &name,
            &types::parameters(sql, values),
            types::told(sql, values),
            &mut wire.outgoing,
        )?;
        frontend::describe(b'S', &name, &mut wire.outgoing)?;
        frontend::sync(&mut wire.outgoing);
        wire.send()?;
        let mut columns = Vec::new();
        wire.until_ready(|message| {
            if let Message::RowDescription(body) = message {
                let mut fields = body.fields();
                while let Ok(Some(field)) = fields.next() {
                    columns.push(field.type_oid());
                }
            }
        })?;
        let kept = Arc::new(Kept { name, columns, words: writing(sql) });
        statements.kept.entry(sql.to_owned()).or_default().push((known_by, kept.clone()));
        Ok(kept)
    }
}

/// What a statement that writes is called in a fault.
fn writing(sql: &str) -> String {
    format!("write ({} …)", first_words(sql))
}

/// The fault that a refusal makes.
fn refusal(doing: &impl Fn() -> String, trouble: Trouble) -> Fault {
    let doing = match &trouble {
        Trouble::Before(of, _) => of.words.clone(),
        Trouble::Lost(_) | Trouble::Ended(_) | Trouble::Said(_) => doing(),
    };
    match &trouble {
        Trouble::Said(said) | Trouble::Before(_, said) if said.code == DISK_FULL => Fault::disk_full(doing),
        Trouble::Said(_) | Trouble::Before(..) | Trouble::Lost(_) | Trouble::Ended(_) => {
            Fault::new(doing, trouble)
        }
    }
}
