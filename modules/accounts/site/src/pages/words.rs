//! Words and forms that several pages share.

use kernel::Moment;
use maud::{Markup, html};
use web::components as nhs;

/// A wait, in words that end.
pub(crate) fn wait(until: Moment, now: Moment) -> String {
    let seconds = until.micros_since(now).max(0).div_euclid(1_000_000) + 1;
    let how_long = match seconds {
        ..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    };
    format!("There have been many attempts. Wait {how_long}, then try again. Nothing is locked.")
}

/// Recovery codes, shown once.
pub(crate) fn recovery_codes(codes: &[String]) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "Your recovery codes" }
        p { "Each signs you in once when your telephone is lost. Print them or write them down now: they are not shown again." }
        ul class="nhsuk-list rt-codes" { @for code in codes { li { code { (code) } } } }
    }
}

/// The field for a new password.
pub(crate) fn new_password(label: &'static str, problem: Option<String>) -> nhs::PasswordInput {
    nhs::PasswordInput::new("password", label)
        .hint("Twelve letters or more. Three or four words that do not belong together are good.")
        .autocomplete("new-password")
        .error_message(problem)
}

/// The field for a one-time code.
pub(crate) fn one_time_code(label: &'static str, hint: &'static str, problem: Option<String>) -> nhs::Input {
    nhs::Input::new("code", label)
        .hint(hint)
        .width("10")
        .code(true)
        .inputmode("numeric")
        .autocomplete("one-time-code")
        .spellcheck(false)
        .error_message(problem)
}

/// How a telephone learns the secret: its letters, for every app that shows codes.
pub(crate) fn telephone(secret: &accounts_rules::Secret, account: &str, place: &str) -> Markup {
    let letters = secret.in_letters();
    let groups: Vec<String> =
        letters.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    html! {
        ol class="nhsuk-list nhsuk-list--number" {
            li { "Open the app for one-time codes on your telephone. Any will do, such as the one built into iPhone, or an authenticator app." }
            li { "Choose to add an account and type this key. On the telephone itself you can " a href=(secret.address(account, place)) { "open the app with it" } "."
                p class="nhsuk-body-l" { code class="rt-key" { (groups.join(" ")) } } }
            li { "Type the six figures that it shows below." }
        }
    }
}
