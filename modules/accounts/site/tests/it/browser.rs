//! A browser: keeps cookies, sends the form token of the page it looks at, and remembers every address it was led to.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use accounts_rules::{InvitationKind, Secret};
use accounts_site::acts::SendLink;
use accounts_site::program;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use axum::routing::get;
use kernel::Clock;
use tower::ServiceExt;
use web::{Page, SignedIn};

use crate::place::{PASSWORD, Place, email, secret_on, user};

/// The pages of accounts and one more, in the shell.
pub fn app(place: &Place, base: &str, synthetic: bool) -> Router {
    let mut shell = web::Place::new("Marlshire", base, [9; 32]);
    shell.sessions = Arc::new(place.accounts.clone());
    shell.clock = place.clock.clone();
    shell.synthetic = synthetic;
    let mine = get(|who: SignedIn| async move {
        Page::new(format!("Mine: {}, {}, {}", who.name, who.seat_title, who.actor().role.as_str()))
    })
    .post(|_: SignedIn| async { Page::new("Done") });
    let first = get(|| async { Page::new("First page") });
    let pages = accounts_site::routes(place.accounts.clone()).route("/mine", mine).route("/", first);
    web::shell(pages, shell)
}

#[derive(Clone)]
pub struct Browser {
    pub app: Router,
    pub cookies: BTreeMap<String, String>,
    pub token: String,
    pub address: SocketAddr,
    pub headers: Vec<(&'static str, String)>,
    pub led_to: Arc<Mutex<Vec<String>>>,
}

pub struct Answer {
    pub status: StatusCode,
    pub html: String,
    pub to: String,
}

impl Browser {
    pub fn at(place: &Place) -> Browser {
        Browser::of(app(place, "http://127.0.0.1:8080", true))
    }

    pub fn of(app: Router) -> Browser {
        Browser {
            app,
            cookies: BTreeMap::new(),
            token: String::new(),
            address: "198.51.100.7:4000".parse().unwrap(),
            headers: Vec::new(),
            led_to: Arc::default(),
        }
    }

    async fn ask(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request
            .header(header::COOKIE, cookies.join("; "))
            .header(header::USER_AGENT, "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0");
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut request: Request<Body> = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.address));
        self.led_to.lock().unwrap().push(request.uri().to_string());
        let response = self.app.clone().oneshot(request).await.unwrap();
        for line in response.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = response.status();
        let to = response
            .headers()
            .get(header::LOCATION)
            .map(|to| to.to_str().unwrap().to_owned())
            .unwrap_or_default();
        if !to.is_empty() {
            self.led_to.lock().unwrap().push(to.clone());
        }
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        if let Some(rest) = html.split("name=\"form_token\" value=\"").nth(1) {
            self.token = rest.split('"').next().unwrap().to_owned();
        }
        Answer { status, html, to }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask(Request::get(path), String::new()).await
    }

    /// Sends a form as the page that was looked at last would.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let escape = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let mut body = format!("form_token={}", self.token);
        for (name, value) in fields {
            body.push_str(&format!("&{}={}", escape(name), escape(value)));
        }
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, body).await
    }

    /// Takes up an invitation, and gives the telephone and the recovery codes.
    pub async fn sets_up(&mut self, place: &Place, code: &str) -> (Secret, Vec<String>) {
        self.get("/invitation").await;
        let answer = self.post("/invitation", &[("invitation", code)]).await;
        assert_eq!(answer.to, "/invitation/set-up", "{}", answer.html);
        let page = self.get("/invitation/set-up").await;
        let secret = secret_on(&page.html);
        let now = secret.code_at(place.clock.now());
        let answer = self.post("/invitation/set-up", &[("password", PASSWORD), ("code", &now)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
        let codes: Vec<String> = answer
            .html
            .split("<code>")
            .skip(1)
            .map(|rest| rest.split('<').next().unwrap().to_owned())
            .collect();
        assert_eq!(codes.len(), 10);
        (secret, codes)
    }

    /// Gives address and password.
    pub async fn gives_password(&mut self, bits: u128, password: &str) -> Answer {
        self.get("/sign-in").await;
        self.post("/sign-in", &[("email", &email(bits)), ("password", password)]).await
    }

    /// Signs in and says where it was led.
    pub async fn signs_in(&mut self, place: &Place, bits: u128, secret: &Secret) -> Answer {
        place.wind_seconds(31);
        let answer = self.gives_password(bits, PASSWORD).await;
        assert!(answer.to.starts_with("/sign-in/code"), "{} {}", answer.status, answer.html);
        let to = answer.to;
        self.get(&to).await;
        let answer = self.post("/sign-in/code", &[("code", &secret.code_at(place.clock.now()))]).await;
        assert_eq!(answer.to, "/", "{}", answer.html);
        answer
    }
}

/// Somebody with an account that is set up, not signed in: their telephone and recovery codes.
pub async fn set_up(place: &Place, bits: u128) -> (Browser, Secret, Vec<String>) {
    let mut browser = Browser::at(place);
    let link = place.accounts.new_link();
    let act = SendLink { user: user(bits), of: InvitationKind::Invite, link };
    place.journal.submit(&program(), act).await.unwrap();
    let code = place.mailed_code("account-invitation").unwrap();
    let (secret, codes) = browser.sets_up(place, &code).await;
    (browser, secret, codes)
}

/// Somebody signed in.
pub async fn signed_in(place: &Place, bits: u128) -> (Browser, Secret) {
    let (mut browser, secret, _) = set_up(place, bits).await;
    browser.signs_in(place, bits, &secret).await;
    (browser, secret)
}
