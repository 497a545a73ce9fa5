//! Secrets: how tokens and codes are made, what is stored of them, and what a cookie may say that only we can have written.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use hmac::{Hmac, Mac};
use kernel::{Day, Id};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use accounts_rules::{STRETCH, Secret};
use journal::Fault;

/// A new token of 256 bits: of a session, or of an organisation's system.
pub(crate) fn new_token() -> String {
    let half = || Id::from_bits(rand::random());
    format!("{}{}", half(), half())
}

/// What is stored of a token: it has so many bits that one pass of SHA-256 is enough.
pub(crate) fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// What the forms of a session carry. It follows from the token and does not tell it.
pub(crate) fn form_secret(token: &str) -> String {
    hex(&Sha256::digest(format!("form/{token}").as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key outside the database from which codes follow and with which cookies are signed.
#[derive(Clone)]
pub(crate) struct Key(pub(crate) [u8; 32]);

impl Key {
    fn mac(&self, purpose: &str, text: &str) -> [u8; 32] {
        // A key of any length is taken, so the other arm is never reached; it gives what nothing was signed with.
        let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(&self.0) else { return [0; 32] };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The text with a signature for one purpose.
    pub(crate) fn sign(&self, purpose: &str, text: &str) -> String {
        format!("{text}.{}", hex(&self.mac(purpose, text)))
    }

    /// The text of a signature that is ours.
    pub(crate) fn read<'a>(&self, purpose: &str, signed: &'a str) -> Option<&'a str> {
        let (text, given) = signed.rsplit_once('.')?;
        same(hex(&self.mac(purpose, text)).as_bytes(), given.as_bytes()).then_some(text)
    }

    /// A short mark of a text for one purpose.
    pub(crate) fn mark(&self, purpose: &str, text: &str) -> String {
        self.mac(purpose, text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The code of an invitation or reset: three groups of four letters. It follows from the id, so that the message that
    /// brings it can be written again and the database never holds it.
    pub(crate) fn code_of_link(&self, link: Id) -> String {
        let bits = self
            .mac("link", &link.to_string())
            .iter()
            .take(8)
            .fold(0, |bits, byte| bits << 8 | u64::from(*byte));
        accounts_rules::new_codes(&[bits]).concat()
    }

    /// The secret that a telephone is offered while an account is being set up. It follows from what the cookie says, so
    /// that no page has to carry it back.
    pub(crate) fn offered_secret(&self, nonce: &str) -> Secret {
        let mac = self.mac("offered-secret", nonce);
        let mut bytes = [0; 20];
        bytes.copy_from_slice(mac.first_chunk::<20>().unwrap_or(&[0; 20]));
        Secret::from_bytes(bytes)
    }
}

/// In a time that does not tell how much of it was right.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

/// What is stored of an invitation's or a recovery code; nothing where it cannot be one.
pub(crate) fn code_hash(typed: &str) -> Option<String> {
    accounts_rules::tidy(typed).map(|code| token_hash(&code))
}

/// Stretches passwords, a few at once, away from the threads that answer.
pub(crate) struct Stretcher {
    room: Semaphore,
    decoy: String,
}

/// Passwords stretched at the same time: each takes a core and 19 MiB.
const AT_ONCE: usize = 4;

impl Stretcher {
    pub(crate) fn new(day: Day) -> Result<Stretcher, Fault> {
        Ok(Stretcher { room: Semaphore::new(AT_ONCE), decoy: stretch(&new_token(), day)? })
    }

    /// Whether the password is the one stretched. Where there is none, a decoy takes as long and the answer is no.
    pub(crate) async fn is(&self, stretched: Option<String>, password: String) -> Result<bool, Fault> {
        let _room = self.room.acquire().await;
        let known = stretched.is_some();
        let against = stretched.unwrap_or_else(|| self.decoy.clone());
        let right = blocking(move || Ok(verify(&against, &password))).await?;
        Ok(known && right)
    }

    /// Stretches a new password.
    pub(crate) async fn stretch(&self, password: String, day: Day) -> Result<String, Fault> {
        let _room = self.room.acquire().await;
        blocking(move || stretch(&password, day)).await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|why| Err(Fault::new("stretch a password", why)))
}

/// Stretches a password with a new salt.
pub(crate) fn stretch(password: &str, day: Day) -> Result<String, Fault> {
    let broken = |what: String| Fault::plain(format!("stretch a password: {what}"));
    let rule = STRETCH.on(day);
    let params = Params::new(rule.memory_kib, rule.passes, 1, None).map_err(|why| broken(why.to_string()))?;
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(|why| broken(why.to_string()))?;
    let stretched =
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password(password.as_bytes(), &salt);
    stretched.map(|hash| hash.to_string()).map_err(|why| broken(why.to_string()))
}

fn verify(stretched: &str, password: &str) -> bool {
    // The settings are those written in the hash, so that a harder rule does not shut out older passwords.
    PasswordHash::new(stretched)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_for_one_purpose_and_one_text() {
        let key = Key([3; 32]);
        let signed = key.sign("step", "abc.12");
        assert_eq!(key.read("step", &signed), Some("abc.12"));
        assert_eq!(key.read("device", &signed), None);
        assert_eq!(Key([4; 32]).read("step", &signed), None);
        assert_eq!(key.read("step", &signed.replace("12", "13")), None);
    }

    #[test]
    fn a_code_follows_from_its_link_and_the_key() {
        let link = Id::from_bits(9);
        let code = Key([3; 32]).code_of_link(link);
        assert_eq!(code.len(), 14, "{code}");
        assert_eq!(code, Key([3; 32]).code_of_link(link));
        assert_ne!(code, Key([4; 32]).code_of_link(link));
        assert_eq!(code_hash(&code), code_hash(&code.to_uppercase()));
    }
}
