//! Every request counted and logged: which page by the shape of its address, how it ended, how long it took. Never the
//! address itself, who asked, or what was typed: an address can name an ask, and a question can name a person.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

/// Upper ends of the times that are counted together, in microseconds.
pub const WITHIN_MICROS: [u64; 8] = [1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 10_000_000];

/// What was asked of the pages since the program started.
#[derive(Default)]
pub struct Requests {
    /// By hundreds of the answer's code: 1xx to 5xx.
    by_class: [AtomicU64; 5],
    within: [AtomicU64; WITHIN_MICROS.len()],
    micros: AtomicU64,
    under_way: AtomicI64,
}

impl Requests {
    fn ended(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).saturating_sub(1);
        if let Some(count) = self.by_class.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
        for (most, count) in WITHIN_MICROS.iter().zip(&self.within) {
            if micros <= *most {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Answers by hundreds of their code, 1xx first.
    pub fn by_class(&self) -> [u64; 5] {
        std::array::from_fn(|nth| self.by_class.get(nth).map_or(0, |count| count.load(Ordering::Relaxed)))
    }

    /// Answers within each of [`WITHIN_MICROS`].
    pub fn within(&self) -> [u64; WITHIN_MICROS.len()] {
        std::array::from_fn(|nth| self.within.get(nth).map_or(0, |count| count.load(Ordering::Relaxed)))
    }

    /// Time spent on all of them, in microseconds.
    pub fn micros(&self) -> u64 {
        self.micros.load(Ordering::Relaxed)
    }

    /// Requests that are being answered now.
    pub fn under_way(&self) -> i64 {
        self.under_way.load(Ordering::Relaxed)
    }
}

/// The pages, counted.
pub fn counted(pages: Router, requests: Arc<Requests>) -> Router {
    pages.layer(from_fn_with_state(requests, count))
}

/// Taken off again however the request ends, a reader who goes away included.
struct UnderWay(Arc<Requests>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

#[allow(clippy::disallowed_methods, reason = "how long an answer takes is measured, and decides nothing")]
async fn count(State(requests): State<Arc<Requests>>, request: Request, next: Next) -> Response {
    let page = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("no such page".to_owned(), |at| at.as_str().to_owned());
    let method = request.method().clone();
    requests.under_way.fetch_add(1, Ordering::Relaxed);
    let _under_way = UnderWay(requests.clone());
    let began = Instant::now();
    let response = next.run(request).await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    requests.ended(status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(target: "roundtable::requests", %method, page, status, micros, "answered");
    response
}
