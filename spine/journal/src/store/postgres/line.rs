//! The line itself: a socket, a loopback address, or a sealed line to another machine, on which the server has proved its
//! name before anything is said.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use postgres_protocol::message::frontend;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::super::address::{Host, Server};

/// Bytes to and from a server.
pub(super) enum Line {
    Socket(UnixStream),
    Loopback(TcpStream),
    Sealed(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Read for Line {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Line::Socket(line) => line.read(into),
            Line::Loopback(line) => line.read(into),
            Line::Sealed(line) => line.read(into),
        }
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Line::Socket(line) => line.write(bytes),
            Line::Loopback(line) => line.write(bytes),
            Line::Sealed(line) => line.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Line::Socket(line) => line.flush(),
            Line::Loopback(line) => line.flush(),
            Line::Sealed(line) => line.flush(),
        }
    }
}

/// How long an address may take to answer at all.
pub(super) const REACHED_WITHIN: Duration = Duration::from_secs(10);

impl Line {
    /// A line to the server. A sealed one is refused unless the server shows a certificate of its name.
    pub(super) fn reach(server: &Server) -> io::Result<Line> {
        match &server.host {
            Host::Socket(folder) => {
                let socket = folder.join(format!(".s.PGSQL.{}", server.port));
                UnixStream::connect(socket).map(Line::Socket)
            }
            Host::Loopback(host) => reach(host, server.port).map(Line::Loopback),
            Host::Sealed { host, authorities } => seal(reach(host, server.port)?, host, authorities),
        }
    }

    /// Gives the line up when nothing is heard on it for so long.
    pub(super) fn give_up_after(&self, silence: Option<Duration>) -> io::Result<()> {
        match self {
            Line::Socket(line) => {
                line.set_read_timeout(silence).and_then(|()| line.set_write_timeout(silence))
            }
            Line::Loopback(line) => give_up_after(line, silence),
            Line::Sealed(line) => give_up_after(&line.sock, silence),
        }
    }
}

fn give_up_after(line: &TcpStream, silence: Option<Duration>) -> io::Result<()> {
    line.set_read_timeout(silence).and_then(|()| line.set_write_timeout(silence))
}

fn reach(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut missed = io::Error::new(io::ErrorKind::NotFound, "it has no address");
    for at in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&at, REACHED_WITHIN) {
            Ok(line) => {
                line.set_nodelay(true)?;
                return Ok(line);
            }
            Err(error) => missed = error,
        }
    }
    Err(missed)
}

/// Asks the server for a sealed line, and has it prove its name before a word about anybody is said.
fn seal(mut line: TcpStream, host: &str, authorities: &Path) -> io::Result<Line> {
    give_up_after(&line, Some(REACHED_WITHIN))?;
    let config = Arc::new(config(authorities)?);
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let mut asks = BytesMut::new();
    frontend::ssl_request(&mut asks);
    line.write_all(&asks)?;
    // One byte and no more: whatever came after it in the open would not be the server's word.
    let mut answer = [0];
    line.read_exact(&mut answer)?;
    if answer != *b"S" {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "it does not seal the line: set ssl = on with its certificate in postgresql.conf",
        ));
    }
    let mut sealed = ClientConnection::new(config, name).map_err(io::Error::other)?;
    while sealed.is_handshaking() {
        sealed.complete_io(&mut line)?;
    }
    Ok(Line::Sealed(Box::new(StreamOwned::new(sealed, line))))
}

fn config(authorities: &Path) -> io::Result<ClientConfig> {
    let unread = |why: String| io::Error::other(format!("sslrootcert={}: {why}", authorities.display()));
    let mut roots = RootCertStore::empty();
    for one in CertificateDer::pem_file_iter(authorities).map_err(|error| unread(error.to_string()))? {
        let one = one.map_err(|error| unread(error.to_string()))?;
        roots.add(one).map_err(|error| unread(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(unread("there is no certificate in it".to_owned()));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
