//! Connections: taken while there is room, each given so long to say what it wants, and finished before the program ends.
//! HTTP/1.1 alone: a proxy in front speaks the newer ones to browsers.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

/// What those who connect may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; more wait to be taken.
    pub connections_most: usize,
    /// How long a request's head may take to arrive, and how long an idle connection is kept.
    pub head: Duration,
    /// How long what is under way may take once the program was told to stop.
    pub drain: Duration,
    /// Calls to the interface that the systems of one organisation may make a minute.
    pub calls_a_minute: u32,
}

/// Waits until the program is told to stop.
pub async fn told(stop: &mut watch::Receiver<bool>) {
    // An error means that nobody is left who could tell: that is the end too.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Serves until told to stop, then takes no more, finishes what is under way, and says how many connections had to be
/// dropped because they would not end in time.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    mut stop: watch::Receiver<bool>,
    limits: Limits,
) -> usize {
    let room = Arc::new(Semaphore::new(limits.connections_most));
    let mut under_way = JoinSet::new();
    loop {
        let taken = async {
            let place = room.clone().acquire_owned().await.ok()?;
            Some((listener.accept().await, place))
        };
        let taken = tokio::select! {
            taken = taken => taken,
            () = told(&mut stop) => break,
        };
        while under_way.try_join_next().is_some() {}
        match taken {
            Some((Ok((stream, from)), place)) => {
                let _ = stream.set_nodelay(true);
                under_way.spawn(connection(stream, from, router.clone(), stop.clone(), limits, place));
            }
            Some((Err(error), _)) => {
                // Too many open files, as a rule: what is under way will give some back.
                tracing::warn!(%error, "a connection could not be taken");
                under_way.join_next().await;
            }
            None => break,
        }
    }
    drop(listener);
    let _ =
        tokio::time::timeout(limits.drain, async { while under_way.join_next().await.is_some() {} }).await;
    let left = under_way.len();
    under_way.abort_all();
    left
}

async fn connection(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    mut stop: watch::Receiver<bool>,
    limits: Limits,
    _place: OwnedSemaphorePermit,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        let router = router.clone();
        async move { Ok::<Response, Infallible>(answer(router, request.map(Body::new)).await) }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(limits.head);
    let mut serving = pin!(server.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        _ = serving.as_mut() => return,
        () = told(&mut stop) => serving.as_mut().graceful_shutdown(),
    }
    let _ = serving.await;
}

async fn answer(router: Router, request: Request<Body>) -> Response {
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
