//! One kept-alive HTTP/1.1 connection, as plain as it can be: what it does itself is not to matter.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::Outcome;

/// What came back.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: Value,
}

impl Answer {
    /// The body, where the status is the one that was wanted.
    pub fn of(self, status: u16) -> Outcome<Value> {
        if self.status == status {
            Ok(self.body)
        } else {
            Err(format!("{}: {}", self.status, self.body).into())
        }
    }
}

/// A connection that is used again and again.
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    token: String,
}

impl Connection {
    /// Opens it.
    pub fn open(host: &str, token: &str) -> Outcome<Connection> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream: BufReader::new(stream), host: host.to_owned(), token: token.to_owned() })
    }

    /// Asks and waits for the answer. `more` is further header lines, each with its end.
    pub fn send(&mut self, method: &str, path: &str, more: &str, body: Option<&str>) -> Outcome<Answer> {
        let (host, token) = (&self.host, &self.token);
        let mut text =
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n{more}");
        match body {
            Some(body) => {
                text.push_str(&format!(
                    "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                ));
            }
            None => text.push_str("\r\n"),
        }
        self.stream.get_mut().write_all(text.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> Outcome<Answer> {
        let status = self.line()?.split(' ').nth(1).ok_or("an answer without a status")?.parse()?;
        let mut length = None;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = Some(value.trim().parse::<usize>()?);
            }
        }
        let mut body = vec![0; length.ok_or("an answer without a length")?];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }

    fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err("the place closed the connection".into());
        }
        Ok(line.trim_end().to_owned())
    }
}
