//! A sealed line to a server on another machine: here a go-between of the test's own ends the seal and hands on what was in it
//! to the server's socket. It bears a certificate of one name, signed by nobody but itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use journal::{Database, Server, verify};
use kernel::{AskId, HandWound};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::ring};

use crate::common::actors::nurse;
use crate::common::place::{Folder, MODULES, MORNING, count, keyring, open_at};
use crate::common::visits;

/// A certificate for that name, and its key.
fn certificate(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (file, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"])
        .args(["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", &format!("/CN={name}")])
        .args(["-addext", &format!("subjectAltName=DNS:{name}")])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout".as_ref(), key.as_os_str(), "-out".as_ref(), file.as_os_str()])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (file, key)
}

/// What the go-between answers to whoever asks for a sealed line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answers {
    Seals,
    InTheOpen,
}

async fn hand_on(mut line: TcpStream, acceptor: TlsAcceptor, socket: PathBuf, answers: Answers) {
    let mut asked = [0; 8];
    line.read_exact(&mut asked).await.unwrap();
    assert_eq!(asked, [0, 0, 0, 8, 4, 210, 22, 47], "something was said before the line was sealed");
    if answers == Answers::InTheOpen {
        line.write_all(b"N").await.unwrap();
        return;
    }
    line.write_all(b"S").await.unwrap();
    // Whoever does not believe the certificate hangs up.
    let Ok(mut sealed) = acceptor.accept(line).await else { return };
    let mut server = UnixStream::connect(socket).await.unwrap();
    let _ = tokio::io::copy_bidirectional(&mut sealed, &mut server).await;
}

/// Seals the line to the socket of the server; gives its port.
fn seals(socket: PathBuf, (file, key): &(PathBuf, PathBuf), answers: Answers) -> u16 {
    let chain = CertificateDer::pem_file_iter(file).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (line, _) = listener.accept().await.unwrap();
                tokio::spawn(hand_on(line, acceptor.clone(), socket.clone(), answers));
            }
        });
    });
    port
}

/// The folder and port of the server's socket, its user and the name of a database, out of its address.
fn parts(server: &Server) -> (PathBuf, String, String) {
    let text = server.to_string();
    let (user, rest) = text.strip_prefix("postgres://").unwrap().split_once("@/").unwrap();
    let (name, rest) = rest.split_once("?host=").unwrap();
    let (folder, port) = rest.split_once("&port=").unwrap();
    (Path::new(folder).join(format!(".s.PGSQL.{port}")), user.to_owned(), name.to_owned())
}

#[test]
fn a_sealed_line_carries_a_place_and_nobody_else_s_name_is_believed() {
    let folder = Folder::new();
    let Some(direct) = engines::on_server("a sealed line", &folder.file("line.db")) else { return };
    let (socket, user, name) = parts(&direct);
    let ours = certificate(folder.path(), "localhost");
    let theirs = certificate(folder.path(), "elsewhere.example");
    let at = |port: u16, authorities: &Path| -> Server {
        let file = authorities.display();
        format!("postgres://{user}@localhost:{port}/{name}?sslmode=verify-full&sslrootcert={file}")
            .parse()
            .unwrap()
    };
    let open = |server: &Server| {
        open_at(&Database::Server(server.clone()), MODULES, Arc::new(HandWound::at(MORNING)), 5)
    };

    let port = seals(socket.clone(), &ours, Answers::Seals);
    let server = at(port, &ours.0);
    let journal = open(&server).unwrap();
    for nth in 1..=20 {
        journal
            .submit_here(&nurse(), visits::Place { ask: AskId::from_bits(nth), ..visits::Place::new(1) })
            .unwrap();
    }
    drop(journal);
    assert_eq!(count(Database::Server(direct), "select count(*) from journal_act"), 20);
    let verified = verify(Database::Server(server), &keyring(), MODULES).unwrap();
    assert!(verified.findings.is_empty(), "{:?}", verified.findings.first());

    // A name that is not on the certificate, an authority that did not sign it, and a server that does not seal.
    let refused = |server: &Server, said: &str| {
        let words = open(server).err().unwrap().to_string();
        assert!(words.contains(said), "{words}");
    };
    let other_name = seals(socket.clone(), &theirs, Answers::Seals);
    refused(&at(other_name, &theirs.0), "not valid for name");
    refused(&at(port, &theirs.0), "invalid peer certificate");
    refused(&at(port, &folder.path().join("none.pem")), "none.pem");
    let in_the_open = seals(socket, &ours, Answers::InTheOpen);
    refused(&at(in_the_open, &ours.0), "does not seal the line");
}
