//! What is said on the line to a PostgreSQL server: messages out, messages in, signing in. It waits as a file does, so that a page, an act
//! and a command may use it alike; `postgres-protocol` knows what the messages look like.

use std::collections::VecDeque;
use std::io::{self, Read as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use fallible_iterator::FallibleIterator;
use postgres_protocol::authentication::sasl::{ChannelBinding, SCRAM_SHA_256, ScramSha256};
use postgres_protocol::message::backend::{ErrorResponseBody, Message};
use postgres_protocol::message::frontend;

use super::super::address::Server;
use super::line::{Line, REACHED_WITHIN};

/// Why something could not be asked or was not answered.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The line broke, or never stood. Whatever was under way is undone, unless it was a commit.
    Lost(io::Error),
    /// The server refused, and stands by.
    Said(Said),
    /// The server refused, and ended the line.
    Ended(Said),
    /// A statement that was sent before, without waiting for its answer, was refused; what came after it was not done.
    Before(Arc<Kept>, Said),
}

/// A statement that the server keeps prepared, with the types of its columns.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) columns: Vec<u32>,
    /// What it is called in a fault.
    pub(super) words: String,
}

/// What the server says when it refuses: a code of the SQL standard and a sentence. Its detail may hold values of a row and
/// is not kept.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) code: String,
    pub(super) sentence: String,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Trouble::Lost(error) => write!(f, "the line to the database server broke: {error}"),
            Trouble::Said(said) | Trouble::Before(_, said) => write!(f, "{} ({})", said.sentence, said.code),
            Trouble::Ended(said) => {
                write!(f, "the database server ended the line: {} ({})", said.sentence, said.code)
            }
        }
    }
}

impl std::error::Error for Trouble {}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::Lost(error)
    }
}

impl Said {
    pub(super) fn read(body: &ErrorResponseBody) -> Said {
        let (mut code, mut sentence) = (String::new(), String::new());
        let mut fields = body.fields();
        while let Ok(Some(field)) = fields.next() {
            let text = || String::from_utf8_lossy(field.value_bytes()).into_owned();
            match field.type_() {
                b'C' => code = text(),
                b'M' => sentence = text(),
                _ => {}
            }
        }
        Said { code, sentence }
    }

    /// The server ends the line with this sentence: it is being stopped, or somebody ended the session.
    fn is_farewell(&self) -> bool {
        self.code.starts_with("57P0") || self.code.starts_with("08") || self.code == "25P03"
    }
}

/// A line on which somebody has signed in.
pub(super) struct Wire {
    line: Line,
    incoming: BytesMut,
    /// What will be sent next.
    pub(super) outgoing: BytesMut,
    /// Statements that were written without waiting, in their order: what they came to is heard with the next answer.
    pub(super) unheard: VecDeque<Arc<Kept>>,
    /// `I` between transactions, `T` inside one, `E` inside one that has failed.
    pub(super) status: u8,
}

/// How long the server may take to let somebody in.
const LET_IN_WITHIN: Duration = REACHED_WITHIN;

/// How much is read at once.
const CHUNK: usize = 32 * 1024;

impl Wire {
    /// Connects and signs in.
    pub(super) fn connect(server: &Server) -> Result<Wire, Trouble> {
        let mut wire = Wire {
            line: Line::reach(server)?,
            incoming: BytesMut::new(),
            outgoing: BytesMut::new(),
            unheard: VecDeque::new(),
            status: b'I',
        };
        wire.give_up_after(Some(server.silence.min(LET_IN_WITHIN)))?;
        let about = [
            ("user", server.user.as_str()),
            ("database", server.name.as_str()),
            ("client_encoding", "UTF8"),
            ("application_name", "roundtable"),
        ];
        frontend::startup_message(about, &mut wire.outgoing)?;
        wire.send()?;
        wire.sign_in(server)?;
        wire.until_ready(|_| {})?;
        Ok(wire)
    }

    fn sign_in(&mut self, server: &Server) -> Result<(), Trouble> {
        let password = || {
            server.password.as_deref().ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::PermissionDenied,
                    "it asks for a password: set PGPASSWORD in the environment",
                )
            })
        };
        let message = self.receive()?;
        if matches!(message, Message::AuthenticationOk) {
            return Ok(());
        }
        if let Message::AuthenticationSasl(body) = &message {
            let offered = body.mechanisms().any(|mechanism| Ok(mechanism == SCRAM_SHA_256))?;
            if offered {
                return self.sign_in_by_scram(password()?);
            }
        }
        if let Message::ErrorResponse(body) = &message {
            return Err(Trouble::Said(Said::read(body)));
        }
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "it asks for a way of signing in that is not used here: set scram-sha-256, or peer for its socket, in \
             pg_hba.conf",
        )
        .into())
    }

    fn sign_in_by_scram(&mut self, password: &str) -> Result<(), Trouble> {
        let mut scram = ScramSha256::new(password.as_bytes(), ChannelBinding::unsupported());
        frontend::sasl_initial_response(SCRAM_SHA_256, scram.message(), &mut self.outgoing)?;
        self.send()?;
        let message = self.receive_or_said()?;
        let Message::AuthenticationSaslContinue(body) = &message else { return Err(odd()) };
        scram.update(body.data())?;
        frontend::sasl_response(scram.message(), &mut self.outgoing)?;
        self.send()?;
        let message = self.receive_or_said()?;
        let Message::AuthenticationSaslFinal(body) = &message else { return Err(odd()) };
        scram.finish(body.data())?;
        let message = self.receive_or_said()?;
        if matches!(message, Message::AuthenticationOk) { Ok(()) } else { Err(odd()) }
    }

    /// Gives a line up on which nothing is heard for so long: a line that was cut says nothing at all.
    pub(super) fn give_up_after(&self, silence: Option<Duration>) -> Result<(), Trouble> {
        self.line.give_up_after(silence).map_err(Trouble::Lost)
    }

    /// Sends what was written.
    pub(super) fn send(&mut self) -> Result<(), Trouble> {
        self.line.write_all(&self.outgoing)?;
        self.outgoing.clear();
        Ok(())
    }

    fn receive_or_said(&mut self) -> Result<Message, Trouble> {
        let message = self.receive()?;
        if let Message::ErrorResponse(body) = &message {
            return Err(Trouble::Said(Said::read(body)));
        }
        Ok(message)
    }

    /// The next message that says anything about what was asked.
    fn receive(&mut self) -> Result<Message, Trouble> {
        loop {
            while let Some(message) = Message::parse(&mut self.incoming)? {
                let aside = matches!(
                    message,
                    Message::NoticeResponse(_)
                        | Message::ParameterStatus(_)
                        | Message::NotificationResponse(_)
                );
                if !aside {
                    return Ok(message);
                }
            }
            let mut chunk = [0; CHUNK];
            let silent = |error: io::Error| {
                if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) {
                    io::Error::new(io::ErrorKind::TimedOut, "nothing was heard of it for too long")
                } else {
                    error
                }
            };
            let read = self.line.read(&mut chunk).map_err(silent)?;
            let part = chunk.get(..read).filter(|part| !part.is_empty());
            let ended = || io::Error::new(io::ErrorKind::UnexpectedEof, "it was closed at the other end");
            self.incoming.extend_from_slice(part.ok_or_else(ended)?);
        }
    }

    /// Hands on each message until the server is ready for more; first come the answers to what was sent without waiting.
    /// What it refused is told at the end, with the statement that it was.
    pub(super) fn until_ready(&mut self, mut take: impl FnMut(Message)) -> Result<(), Trouble> {
        let mut said: Option<(Option<Arc<Kept>>, Said)> = None;
        loop {
            let message = match self.receive() {
                Ok(message) => message,
                // What it said last is why it hung up.
                Err(lost) => return Err(said.map_or(lost, |(_, said)| Trouble::Ended(said))),
            };
            if let Message::ReadyForQuery(body) = &message {
                self.status = body.status();
                // After a refusal the server skips whatever was sent before this point.
                self.unheard.clear();
                return match said {
                    None => Ok(()),
                    Some((None, said)) => Err(Trouble::Said(said)),
                    Some((Some(of), said)) => Err(Trouble::Before(of, said)),
                };
            }
            if let Message::ErrorResponse(body) = &message {
                let heard = Said::read(body);
                if heard.is_farewell() {
                    return Err(Trouble::Ended(heard));
                }
                let of = self.unheard.pop_front();
                said.get_or_insert((of, heard));
            } else if self.unheard.is_empty() {
                take(message);
            } else if matches!(message, Message::CommandComplete(_) | Message::EmptyQueryResponse) {
                self.unheard.pop_front();
            }
        }
    }

    /// Asks what became of all that was sent without waiting.
    pub(super) fn hear(&mut self) -> Result<(), Trouble> {
        if self.unheard.is_empty() {
            return Ok(());
        }
        frontend::sync(&mut self.outgoing);
        self.send()?;
        self.until_ready(|_| {})
    }
}

fn odd() -> Trouble {
    Trouble::Lost(io::Error::new(io::ErrorKind::InvalidData, "it answered something else than was asked"))
}

impl Drop for Wire {
    /// Says good-bye, so that the server need not find out.
    fn drop(&mut self) {
        self.outgoing.clear();
        frontend::terminate(&mut self.outgoing);
        let _ = self.send();
    }
}
