//! The two steps of signing in, without their pages.

use accounts_rules::{CodeRefused, Door, STEP_MINUTES};
use journal::{Fault, NotDone};
use kernel::{Moment, UserId};
use policy::Actor;

use crate::accounts::{Accounts, Open};
use crate::acts::{SessionRefused, Shown, standings};
use crate::cookies::Device;
use crate::door::Attempt;
use crate::names::tidy_email;
use crate::read;
use crate::secrets::token_hash;

/// What became of the password.
pub(crate) enum FirstStep {
    /// Right: what the cookie says until the code comes.
    Right(String),
    /// The address or the password is not right; which of them is not said.
    Wrong,
    /// It was not looked at.
    Wait(Moment),
}

/// What became of the code.
pub(crate) enum SecondStep {
    /// Right: the token of the session, and who it is.
    Begun(String, UserId),
    /// The password was given too long ago, or has changed since.
    TooLate,
    /// The code is not to be taken.
    Refused(CodeRefused),
    /// Everything was right, but they hold no seat today.
    NoSeat,
    /// It was not looked at.
    Wait(Moment),
}

const PURPOSE: &str = "sign-in-step";

impl Accounts {
    fn attempt(&self, account: &str, device: Option<String>, address: &str) -> Attempt {
        let key = &self.0.key;
        Attempt { account: key.mark("account", account), device, address: key.mark("address", address) }
    }

    /// Looks at a password. An address that nobody has takes the same work and gets the same answer.
    pub(crate) async fn first_step(
        &self,
        email: &str,
        password: &str,
        device: &Device,
        address: &str,
    ) -> Result<FirstStep, Fault> {
        let account = self.account_of(email).await?;
        let known = account.as_ref().and_then(|open| device.known(&self.0.key, open.user.id));
        let attempt = self.attempt(&tidy_email(email), known, address);
        if let Door::Wait { until } = self.0.door.knock(&attempt, self.now()) {
            return Ok(FirstStep::Wait(until));
        }
        // Who was invited and has not set up the account has no password, and is answered like anybody unknown.
        let account = account.filter(|open| open.user.is_set_up());
        let stretched = account.as_ref().and_then(|open| open.stretched.clone());
        let right = self.0.stretcher.is(stretched, password.to_owned()).await?;
        match account.filter(|_| right) {
            Some(open) => {
                self.0.door.forgive(&attempt);
                Ok(FirstStep::Right(self.step(&open)))
            }
            None => Ok(FirstStep::Wrong),
        }
    }

    /// What the cookie says between the steps: who, since when, and with which password. It opens nothing by itself.
    fn step(&self, open: &Open) -> String {
        let text = format!("{}.{}.{}", open.user.id, self.now().micros(), password_mark(open));
        self.0.key.sign(PURPOSE, &text)
    }

    async fn step_of(&self, cookie: &str) -> Result<Option<Open>, Fault> {
        let Some(text) = self.0.key.read(PURPOSE, cookie) else { return Ok(None) };
        let mut parts = text.split('.');
        let user = parts.next().and_then(|user| user.parse::<UserId>().ok());
        let since = parts.next().and_then(|micros| micros.parse().ok()).map(Moment::from_micros);
        let (Some(user), Some(since), Some(mark)) = (user, since, parts.next()) else { return Ok(None) };
        let now = self.now();
        if now >= since.plus_minutes(STEP_MINUTES.on(now.day())) {
            return Ok(None);
        }
        Ok(self.account(user).await?.filter(|open| password_mark(open) == mark))
    }

    /// Looks at a one-time or recovery code and begins the session.
    pub(crate) async fn second_step(
        &self,
        cookie: &str,
        typed: &str,
        device: &Device,
        address: &str,
        label: &str,
    ) -> Result<SecondStep, Fault> {
        let Some(open) = self.step_of(cookie).await? else { return Ok(SecondStep::TooLate) };
        let user = open.user.id;
        let attempt = self.attempt(&format!("code/{user}"), device.known(&self.0.key, user), address);
        let now = self.now();
        if let Door::Wait { until } = self.0.door.knock(&attempt, now) {
            return Ok(SecondStep::Wait(until));
        }
        let shown = match shown(&open, typed, now) {
            Ok(shown) => shown,
            Err(why) => return Ok(SecondStep::Refused(why)),
        };
        let Some(actor) = self.actor_today(user)? else { return Ok(SecondStep::NoSeat) };
        match self.begin(&actor, shown, label).await {
            Ok(token) => {
                self.0.door.forgive(&attempt);
                Ok(SecondStep::Begun(token, user))
            }
            Err(NotDone::AgainstTheRules(SessionRefused::Code(why))) => Ok(SecondStep::Refused(why)),
            Err(NotDone::AgainstTheRules(SessionRefused::NoSuchRecoveryCode)) => {
                Ok(SecondStep::Refused(CodeRefused::Wrong))
            }
            Err(NotDone::AgainstTheRules(SessionRefused::SeatNotHeld | SessionRefused::Ended)) => {
                Ok(SecondStep::NoSeat)
            }
            Err(NotDone::NotAllowed(_)) => Ok(SecondStep::NoSeat),
            Err(NotDone::Fault(fault)) => Err(fault),
            Err(NotDone::Changed { .. } | NotDone::KeyUsedForAnother) => Err(Fault::plain("begin a session")),
        }
    }

    /// Somebody in the seat they acted in last, if they hold it today, or else the first of today's.
    pub(crate) fn actor_today(&self, user: UserId) -> Result<Option<Actor>, Fault> {
        let reading = self.reading()?;
        let held = standings(&reading, user, self.now().day())?;
        let last = read::last_seat(&reading, user)?;
        let again = held.iter().find(|standing| Some(standing.seat.id) == last);
        let mut all = again.into_iter().chain(&held);
        Ok(all.find_map(|standing| standing.actor(user, true)))
    }
}

/// Six figures are a one-time code; twelve letters are a recovery code.
fn shown(open: &Open, typed: &str, now: Moment) -> Result<Shown, CodeRefused> {
    if accounts_rules::tidy(typed).is_some() {
        return Ok(Shown::Recovery(typed.to_owned()));
    }
    let secret = open.secret.as_ref().ok_or(CodeRefused::Wrong)?;
    secret.check(typed, now, open.user.last_step.map(accounts_rules::Step)).map(Shown::Code)
}

/// A password given before it was changed is worth nothing at the second step.
fn password_mark(open: &Open) -> String {
    token_hash(open.stretched.as_deref().unwrap_or_default()).chars().take(16).collect()
}
