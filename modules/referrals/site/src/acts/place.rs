//! Placing an ask: the sender's side says yes to a host, the host's acceptance rules are met, an agreement is in force.

use directory_rules::acceptance::{NotAccepted, Person};
use directory_rules::{Method, Purpose};
use directory_site::read as directory;
use journal::{Act, Allowed, Draft, Fault, KeyName, Loading, Party, Query, Sealing};
use kernel::{AskId, Day, OrgId, SeatId, ServiceId};
use policy::{Actor, Kind, Permit, Relations, Subject};
use referrals_rules::facts::v1::{Sent, Written, kind};

use super::moving::stream;
use super::{draft, told};
use crate::read::Rows;

/// The family of ask that an agreement must cover.
pub(crate) const LARC: &str = "larc";

/// Places an ask with a host.
pub struct PlaceAsk {
    /// Its id, made when the form was opened: sending the form twice places one ask.
    pub ask: AskId,
    /// For which service.
    pub service: ServiceId,
    /// The method wanted; none = to discuss.
    pub method: Option<Method>,
    /// What for.
    pub purpose: Purpose,
    /// What acceptance needs to know.
    pub person: Person,
    /// The categories of the envelope and the reference are filled from these.
    pub envelope: EnvelopeParts,
    /// A clinician ticked the checks.
    pub ticked: bool,
    /// It is needed within hours and nobody has rung yet: then it does not go into a list.
    pub without_a_call: bool,
    /// The contents, sealed to the parties.
    pub written: Written,
}

/// The categories that go on the envelope.
#[derive(Clone, Debug, Default)]
pub struct EnvelopeParts {
    /// The first age of the band.
    pub age_band: Option<u16>,
    /// Deprivation fifth.
    pub fifth: Option<u8>,
    /// Rural class.
    pub rural: Option<String>,
    /// Council of residence.
    pub council: Option<OrgId>,
    /// Under 18.
    pub under_18: bool,
    /// Miles to the host, in tenths.
    pub miles_tenths: Option<u32>,
    /// Miles to the nearest clinic, in tenths.
    pub clinic_miles_tenths: Option<u32>,
}

/// Why an ask was not placed. Each names a person and a next step when it is shown.
#[derive(Debug, PartialEq, Eq)]
pub enum PlaceRefused {
    /// No such service, or it has ended, or its organisation has not joined: print the ask and ring.
    NoSuchHost,
    /// The host does not take this.
    NotAccepted {
        /// Why.
        why: NotAccepted,
        /// Whom to talk to.
        talk_to: String,
    },
    /// The host is not paid for this purpose.
    WrongPurpose {
        /// Whom to talk to.
        talk_to: String,
    },
    /// The host's week is full.
    WeekFull {
        /// Whom to talk to.
        talk_to: String,
    },
    /// Nobody pays for that purpose on that day by the responsibility map.
    NobodyPays,
    /// An ask of that id exists already, from somebody else's form.
    AlreadyThere,
}

/// What must be known to place an ask.
pub struct Known {
    host: Option<Host>,
    agreement: Option<OrgId>,
    already: Option<OrgId>,
    /// The id is another record's, which is neither an ask nor a draft.
    taken: bool,
    week_is_full: bool,
    /// The clinician who ticked the checks of the draft, where what is sent is what was ticked.
    ticked_by: Option<(SeatId, String)>,
}

struct Host {
    org: OrgId,
    joined: bool,
    service: directory_rules::facts::v1::Service,
}

// Counts no further than the limit, so that a popular service is not counted through for each ask.
const SENT_SINCE: Query = Query {
    name: "referrals.sent-to-service-since",
    sql: "select count(*) from (select id from referral_ask where service = ?1 and sent_on >= ?2
          and state not in ('void', 'withdrawn') and sender <> host limit ?3) t",
};

/// Whether a service has been sent all that it takes from outside in the week of that day.
pub(crate) fn week_is_full(
    from: &impl Rows,
    service: ServiceId,
    weekly_limit: Option<u16>,
    today: Day,
) -> Result<bool, Fault> {
    let Some(limit) = weekly_limit else { return Ok(false) };
    let monday = directory_rules::acceptance::monday_of(today);
    let values = [service.into(), monday.into(), i64::from(limit).into()];
    let sent: i64 = from.all(&SENT_SINCE, &values)?.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(sent >= i64::from(limit))
}

impl Act for PlaceAsk {
    const NAME: &'static str = "place-ask";
    const NEEDS: Permit = Permit::PlaceAsk;
    type State = Known;
    type Refusal = PlaceRefused;
    type Answer = AskId;

    fn load(&self, actor: &Actor, from: &Loading<'_>) -> Result<Known, Fault> {
        let already = crate::read::parties(from, self.ask)?.map(|parties| parties.sender);
        let taken = already.is_none()
            && !draft::is_there(from, self.ask)?
            && from.key_is_taken(&KeyName::Ask(self.ask))?;
        let ticked_by = match draft::ticked_by(from, self.ask, actor.org, &self.written)? {
            Some(seat) => directory::seat(from, seat)?.map(|of| (seat, of.title)),
            None => None,
        };
        let Some(entered) = directory::service(from, self.service)? else {
            return Ok(Known { host: None, agreement: None, already, taken, week_is_full: false, ticked_by });
        };
        let service = entered.service;
        let today = from.now().day();
        let agreement = directory::agreement_between(from, actor.org, service.org, LARC, today)?;
        let week_is_full = week_is_full(from, self.service, service.weekly_limit, today)?;
        let joined = directory::organisation(from, service.org)?.is_some_and(|of| of.joined);
        Ok(Known {
            host: Some(Host { org: service.org, joined, service }),
            agreement,
            already,
            taken,
            week_is_full,
            ticked_by,
        })
    }

    fn subject(&self, state: &Known, actor: &Actor) -> Subject {
        let clinical = draft::is_clinical(actor.role) || state.ticked_by.is_some();
        let relations = Relations::SENDER
            .and_if(state.agreement.is_some(), Relations::AGREEMENT_IN_FORCE)
            .and_if(self.ticked && clinical, Relations::CLINICIAN_TICKED)
            .and_if(self.without_a_call, Relations::EMERGENCY);
        Subject::new(Kind::Ask, relations)
    }

    fn decide(self, state: Known, allowed: &Allowed<'_, Self>) -> Result<Draft<AskId>, PlaceRefused> {
        let seat = allowed.actor().seat;
        self.decided(state, seat, allowed)
    }
}

impl PlaceAsk {
    /// The decision, for whoever was allowed it: `seat` is the one that asks.
    pub(super) fn decided<A>(
        mut self,
        state: Known,
        seat: SeatId,
        allowed: &Allowed<'_, A>,
    ) -> Result<Draft<AskId>, PlaceRefused> {
        let actor = allowed.actor();
        if let Some((_, title)) = state.ticked_by.filter(|_| !draft::is_clinical(actor.role)) {
            // The host reads whose checks they are when it was not a clinician who pressed Send.
            self.written.fields.push(("checked_by".to_owned(), title));
        }
        if let Some(sender) = state.already {
            // The same form sent twice: the first one stands.
            return if sender == actor.org {
                Ok(allowed.draft(self.ask))
            } else {
                Err(PlaceRefused::AlreadyThere)
            };
        }
        if state.taken {
            return Err(PlaceRefused::AlreadyThere);
        }
        let today = allowed.now().day();
        let host =
            state.host.filter(|host| host.joined && !host.service.ended).ok_or(PlaceRefused::NoSuchHost)?;
        check(&self, &host, state.week_is_full, today)?;
        let payer = self.purpose.purse(today).ok_or(PlaceRefused::NobodyPays)?;
        let sent = Sent {
            reference: reference(self.ask),
            from: actor.org,
            from_seat: seat,
            to: host.org,
            service: self.service,
            on: today,
            agreement: state.agreement,
            method: self.method.map_or("discuss", Method::name).to_owned(),
            purpose: self.purpose.name().to_owned(),
            payer: match payer {
                directory_rules::Purse::Council => "council",
                directory_rules::Purse::Nhs => "nhs",
            }
            .to_owned(),
            age_band: self.envelope.age_band,
            fifth: self.envelope.fifth,
            rural: self.envelope.rural,
            council: self.envelope.council,
            under_18: self.envelope.under_18,
            complicated: self.person.complicated,
            miles_tenths: self.envelope.miles_tenths,
            clinic_miles_tenths: self.envelope.clinic_miles_tenths,
            person: None,
        };
        let sealing = Sealing {
            key: KeyName::Ask(self.ask),
            parties: &[Party::Org(actor.org), Party::Org(host.org), Party::Person],
            contents: &self.written,
        };
        let mut draft = allowed.draft(self.ask).sealed_fact(stream(self.ask), kind::SENT, &sent, &sealing);
        draft = super::reach::with_link(draft, allowed.new_bits(), self.ask, actor.org);
        for message in told::after_sending(self.ask, host.org) {
            draft = told::send(draft, allowed.now(), &message);
        }
        Ok(draft)
    }
}

fn check(ask: &PlaceAsk, host: &Host, week_is_full: bool, today: Day) -> Result<(), PlaceRefused> {
    let service = &host.service;
    let talk_to = || format!("{}, {}", service.person_to_ask, service.telephone);
    let acceptance = directory_site::index::acceptance(service, Vec::new());
    if let Some(method) = ask.method {
        acceptance
            .takes(method, ask.purpose, ask.person)
            .map_err(|why| PlaceRefused::NotAccepted { why, talk_to: talk_to() })?;
    } else if !service.outside {
        return Err(PlaceRefused::NotAccepted { why: NotAccepted::OwnPatientsOnly, talk_to: talk_to() });
    }
    if let Some(purse) = ask.purpose.purse(today)
        && !service.purses.contains(&purse)
    {
        return Err(PlaceRefused::WrongPurpose { talk_to: talk_to() });
    }
    if week_is_full {
        return Err(PlaceRefused::WeekFull { talk_to: talk_to() });
    }
    Ok(())
}

/// A short reference that can be read over a telephone: eight letters and digits of the ask's own id, in two groups.
pub fn reference(ask: AskId) -> String {
    let letters: String = ask.to_string().chars().rev().take(8).collect::<String>().to_uppercase();
    let (first, second) = letters.split_at(4);
    format!("{first}-{second}")
}
