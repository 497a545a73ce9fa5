//! By SMTP, through a mail server that takes our letters.

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::letter::{Address, Letter};
use crate::post::{Accepted, NotSent, Post};

/// How the connection to the mail server is kept from listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (port 465).
    Implicit,
    /// Begun in the clear and then required (port 587).
    StartTls,
    /// Not at all: only to a server on this machine.
    LoopbackOnly,
}

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: String,
}

impl Smtp {
    /// A server by its name; `credentials` are a user and a password.
    pub fn new(
        host: &str,
        port: u16,
        tls: Tls,
        credentials: Option<(String, String)>,
        from: &str,
    ) -> Result<Smtp, String> {
        let builder = match tls {
            Tls::Implicit => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            Tls::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            Tls::LoopbackOnly => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)),
        };
        let mut builder = builder
            .map_err(|why| format!("the mail server’s name cannot be used: {why}"))?
            .port(port)
            .timeout(Some(std::time::Duration::from_secs(20)));
        if let Some((user, password)) = credentials {
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Smtp { transport: builder.build(), from: from.to_owned() })
    }
}

/// The letter as it travels. The words hold no address.
pub(crate) fn message(letter: &Letter, from: &str) -> Result<Message, NotSent> {
    let Address::Email(to) = &letter.to else {
        return Err(NotSent::Never(
            "it is for a telephone, and no way of sending texts is set up".to_owned(),
        ));
    };
    let from: Mailbox =
        from.parse().map_err(|_| NotSent::Later("the place’s own address is not an address".to_owned()))?;
    let to: Mailbox = to
        .reveal()
        .parse()
        .map_err(|_| NotSent::Never("what is given is not an e-mail address".to_owned()))?;
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    let builder = Message::builder()
        .from(from)
        .to(to)
        .subject(letter.subject.as_str())
        .message_id(Some(id))
        // Out-of-office answers to a machine help nobody.
        .header(AutoSubmitted);
    let written = match &letter.calendar {
        None => builder.header(ContentType::TEXT_PLAIN).body(letter.text.clone()),
        Some((method, calendar)) => {
            let kind = format!("text/calendar; charset=utf-8; method={method}");
            let kind = ContentType::parse(&kind)
                .map_err(|_| NotSent::Never("the invitation cannot be written as a mail".to_owned()))?;
            // Once beside the words, for calendars that offer “yes” and “no”; once as a file, for those that do not.
            let either = MultiPart::alternative()
                .singlepart(SinglePart::plain(letter.text.clone()))
                .singlepart(SinglePart::builder().header(kind.clone()).body(calendar.clone()));
            let file = Attachment::new("invitation.ics".to_owned()).body(calendar.clone(), kind);
            builder.multipart(MultiPart::mixed().multipart(either).singlepart(file))
        }
    };
    written.map_err(|_| NotSent::Never("the letter cannot be written as a mail".to_owned()))
}

#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<AutoSubmitted, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Post for Smtp {
    async fn send(&self, letter: &Letter) -> Result<Accepted, NotSent> {
        let message = message(letter, &self.from)?;
        match self.transport.send(message).await {
            Ok(answer) => Ok(Accepted { by: answer.code().to_string() }),
            // The server's own words may repeat the address: only its code is kept.
            Err(why) => Err(match (why.is_permanent(), why.status()) {
                (true, Some(code)) => NotSent::Never(format!("the mail server said no ({code})")),
                (_, Some(code)) => NotSent::Later(format!("the mail server said not now ({code})")),
                (_, None) => NotSent::Later("the mail server did not answer".to_owned()),
            }),
        }
    }
}
