//! The asks of a county's history, two years in Marlshire: who asked whom, what became of it, and the truths that are planted among them.

mod story;

use directory_rules::Method;
use kernel::{AskId, Day, Moment, OrgId};
use referrals_rules::facts::v1::{BroughtIn, Sent};

use super::county::Drawing;
use super::organisations::Organisations;
use super::services::{FITTER_LEFT_IN_WEEK, Fitting, Services};
use super::{Place, Recipe, agreement_code};
use crate::chance::Chance;
pub use story::Story;

/// Asks a week from the practice whose fitter left to its nearest host, from that week on.
const SHIFTED_A_WEEK: i64 = 4;
/// Days by which practices are slower where both clocks are to fail them alike.
const SLOWER_DAYS: i64 = 28;
/// Asks for heavy bleeding that were put to hosts whom only the council pays.
pub const WRONG_PURPOSE_ASKS: usize = 5;
/// Asks of the pair that bounces worst: all declined.
pub const BOUNCED_ASKS: usize = 14;

/// A truth that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// A practice's fitter left in week 31 and its asks go to a neighbour.
    FitterLeft,
    /// A fitter's coil certificate ran out.
    CompetenceLapsed,
    /// Five asks were turned aside for their purpose.
    WrongPurpose,
    /// A practice's agreement ran out.
    AgreementEnded,
    /// One pair bounces worst.
    WorstBounce,
    /// Every Fix-It issue older than sixty days has ended in one of four ways.
    IssuesEnd,
    /// Cardiology's onward referrals are a theme that nobody has made a project of.
    ThemeFound,
    /// Respiratory medicine's results became a project, and fewer were reported since.
    ChangeShown,
    /// Every recall is done, ended, put off or with an owner who is not late.
    RecallsAccounted,
    /// By residence, by provider and by the journal the same sum.
    SumsAgree,
    /// The alliance was led by the council, and by a provider from a day on.
    ChairPasses,
    /// The pack of today’s meeting was frozen five working days before and has stayed as it was.
    PackPrinted,
    /// The same asks look good under four weeks and bad under five days.
    TwoClocks,
    /// One rule agreed at a meeting, in force from a day, changed the next figures and none before them.
    OneRule,
    /// Letters with an unsuitable request fell since the rule about pictures.
    LettersFell,
    /// So did those that ask practices for a repeat chest X-ray, and no recall is lost.
    ChestXRays,
    /// Four specialties' letters stand outside the limits.
    OutsideLimits,
    /// Two readers of letters agree as far as kappa says.
    ReadersAgree,
}

impl Truth {
    /// All of them.
    pub const ALL: [Truth; 18] = [
        Truth::FitterLeft,
        Truth::CompetenceLapsed,
        Truth::WrongPurpose,
        Truth::AgreementEnded,
        Truth::WorstBounce,
        Truth::IssuesEnd,
        Truth::ThemeFound,
        Truth::ChangeShown,
        Truth::RecallsAccounted,
        Truth::SumsAgree,
        Truth::ChairPasses,
        Truth::PackPrinted,
        Truth::TwoClocks,
        Truth::OneRule,
        Truth::LettersFell,
        Truth::ChestXRays,
        Truth::OutsideLimits,
        Truth::ReadersAgree,
    ];

    /// Its short name.
    pub const fn name(self) -> &'static str {
        match self {
            Truth::FitterLeft => "fitter-left",
            Truth::CompetenceLapsed => "competence-lapsed",
            Truth::WrongPurpose => "wrong-purpose",
            Truth::AgreementEnded => "agreement-ended",
            Truth::WorstBounce => "worst-bounce",
            Truth::IssuesEnd => "issues-end",
            Truth::ThemeFound => "theme-found",
            Truth::ChangeShown => "change-shown",
            Truth::RecallsAccounted => "recalls-accounted",
            Truth::SumsAgree => "sums-agree",
            Truth::ChairPasses => "chair-passes",
            Truth::PackPrinted => "pack-printed",
            Truth::TwoClocks => "two-clocks",
            Truth::OneRule => "one-rule",
            Truth::LettersFell => "letters-fell",
            Truth::ChestXRays => "chest-x-rays",
            Truth::OutsideLimits => "outside-limits",
            Truth::ReadersAgree => "readers-agree",
        }
    }

    /// The truth of that name.
    pub fn named(name: &str) -> Option<Truth> {
        Truth::ALL.into_iter().find(|truth| truth.name() == name)
    }
}

/// What the asks of a pair are about, before anything happens to them.
struct Pair<'p> {
    from: OrgId,
    /// Where the asking practice is; none where she came by herself.
    home: Option<kernel::Point>,
    host: &'p Fitting,
    miles_tenths: Option<u32>,
    clinic_miles_tenths: Option<u32>,
}

/// Who plays a part in the planted truths.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The practice whose fitter left, and its nearest host.
    pub left: Option<(OrgId, OrgId)>,
    /// The pair that bounces worst.
    pub bounce: Option<(OrgId, OrgId)>,
}

struct Making<'m> {
    organisations: &'m Organisations,
    services: &'m Services,
    today: Day,
    chance: Chance,
    homes: Drawing,
    /// Days that practices take longer than they planted: none, unless two clocks are to say the same.
    slower_days: i64,
    made: Vec<(AskId, BroughtIn)>,
}

/// Every ask of the two years, in order of the day on which it was sent, and who plays which part.
pub fn history(place: &Place, recipe: Recipe, without: Option<Truth>) -> (Vec<(AskId, BroughtIn)>, Parts) {
    let mut making = Making {
        organisations: &place.organisations,
        services: &place.services,
        today: recipe.today,
        chance: Chance::new(recipe.seed, 5),
        homes: Drawing::default(),
        slower_days: if without == Some(Truth::TwoClocks) { SLOWER_DAYS } else { 0 },
        made: Vec::new(),
    };
    making.between_practices();
    making.at_clinics();
    let left = making.fitter_left(without != Some(Truth::FitterLeft));
    making.wrong_purpose(without != Some(Truth::WrongPurpose));
    let bounce = making.bounced(without != Some(Truth::WorstBounce), left);
    if without == Some(Truth::SumsAgree) {
        making.lose_some_residence();
    }
    let mut made = making.made;
    made.sort_by_key(|(ask, history)| (history.sent.on, *ask));
    (made, Parts { left, bounce })
}

impl Making<'_> {
    fn first_day(&self) -> Day {
        self.today - self.organisations.county.history_days
    }

    /// A weekday of the history.
    fn some_day(&mut self) -> Day {
        let days = i64::from(self.organisations.county.history_days);
        let day = self.first_day() + i32::try_from(self.chance.between(0, days - 1)).unwrap_or(0);
        if day.is_weekend() { day - 2 } else { day }
    }

    fn pair<'f>(&self, practice: &directory_rules::facts::v1::Organisation, host: &'f Fitting) -> Pair<'f> {
        let tenths = |miles: f64| {
            // Miles within a county: a few hundred tenths at the most.
            Some((miles * 10.0).round() as u32)
        };
        let clinics = self.services.fittings.iter().filter(|fitting| fitting.clinic);
        let nearest = clinics
            .map(|clinic| practice.at.straight_line_to(clinic.at).miles())
            .fold(f64::INFINITY, f64::min);
        Pair {
            from: practice.code,
            home: Some(practice.at),
            host,
            miles_tenths: tenths(practice.at.straight_line_to(host.at).miles()),
            clinic_miles_tenths: if nearest.is_finite() { tenths(nearest) } else { None },
        }
    }

    fn between_practices(&mut self) {
        let organisations = self.organisations;
        let services = self.services;
        let senders: Vec<_> = organisations.practices.iter().filter(|practice| practice.joined).collect();
        let hosts: Vec<&Fitting> = services.fittings.iter().filter(|fitting| !fitting.clinic).collect();
        let county = &organisations.county;
        let women = county.homes.as_ref().map(|homes| &homes.women_on_lists);
        for _ in 0..county.over_the_history(county.peer_asks_a_year) {
            let Some(practice) = self.chance.by_weight(&senders, |of| {
                let list = f64::from(of.list_size.unwrap_or(5_000));
                women.and_then(|women| women.get(&of.code)).copied().unwrap_or(list)
            }) else {
                return;
            };
            let near = |host: &&Fitting| {
                let miles = practice.at.straight_line_to(host.at).miles();
                if host.service.org == practice.code { 0.0 } else { (-miles / 5.0).exp() }
            };
            let Some(host) = self.chance.by_weight(&hosts, near) else { continue };
            let day = self.some_day();
            let pair = self.pair(practice, host);
            let method = self.method(host);
            let sent = self.sent(&pair, day, method, "contraception", "council");
            let story = Story::any(&mut self.chance);
            self.tell(sent, host, story);
        }
    }

    fn method(&mut self, host: &Fitting) -> Method {
        self.chance.one_of(&host.service.methods).copied().unwrap_or(Method::Implant)
    }

    fn at_clinics(&mut self) {
        let services = self.services;
        let clinics: Vec<&Fitting> = services.fittings.iter().filter(|fitting| fitting.clinic).collect();
        let county = &self.organisations.county;
        for _ in 0..county.over_the_history(county.clinic_asks_a_year) {
            let Some(clinic) = self.chance.one_of(&clinics) else { return };
            let day = self.some_day();
            let pair = Pair {
                from: clinic.service.org,
                home: None,
                host: clinic,
                miles_tenths: None,
                clinic_miles_tenths: None,
            };
            let method = self.method(clinic);
            let mut sent = self.sent(&pair, day, method, "contraception", "council");
            // Open access: she came by herself, and no agreement is needed.
            sent.agreement = None;
            self.tell(sent, clinic, Story::AtAClinic);
        }
    }

    /// From its week on, the practice without a fitter asks its nearest host for what it used to fit itself.
    fn fitter_left(&mut self, planted: bool) -> Option<(OrgId, OrgId)> {
        let organisations = self.organisations;
        let services = self.services;
        let practice = organisations
            .practices
            .iter()
            .find(|of| of.joined && of.patch == organisations.county.patch(0) && !self.is_host(of.code))?;
        let host = services
            .fittings
            .iter()
            .filter(|fitting| !fitting.clinic && fitting.service.methods.len() == 3)
            .min_by(|a, b| {
                let miles = |fitting: &Fitting| practice.at.straight_line_to(fitting.at).0;
                miles(a).total_cmp(&miles(b))
            })?;
        if planted {
            let year = self.today - 364;
            for week in FITTER_LEFT_IN_WEEK..52 {
                for _ in 0..SHIFTED_A_WEEK {
                    let day = year + week * 7 + i32::try_from(self.chance.between(0, 4)).unwrap_or(0);
                    let pair = self.pair(practice, host);
                    let method = self.method(host);
                    let sent = self.sent(&pair, day, method, "contraception", "council");
                    self.tell(sent, host, Story::Plain);
                }
            }
        }
        Some((practice.code, host.service.org))
    }

    fn is_host(&self, org: OrgId) -> bool {
        self.services.fittings.iter().any(|fitting| fitting.service.org == org)
    }

    /// Coils for heavy bleeding, put to hosts whom only the council pays: turned aside to one whom the NHS pays.
    fn wrong_purpose(&mut self, planted: bool) {
        let services = self.services;
        let council_only =
            |host: &&&Fitting| host.service.purses.len() == 1 && host.service.methods.len() == 3;
        let hosts: Vec<&Fitting> = services.fittings.iter().filter(|fitting| !fitting.clinic).collect();
        let asked: Vec<&Fitting> = hosts.iter().filter(council_only).copied().collect();
        let paid: Option<&Fitting> = services
            .fittings
            .iter()
            .find(|host| !host.clinic && host.service.purses.len() == 2 && host.service.methods.len() == 3);
        let organisations = self.organisations;
        let senders: Vec<_> = organisations.practices.iter().filter(|of| of.joined).collect();
        for number in 0..WRONG_PURPOSE_ASKS {
            let (Some(host), Some(practice), Some(paid)) = (
                asked.get(number % asked.len().max(1)),
                senders.get(number * 7 % senders.len().max(1)),
                paid,
            ) else {
                return;
            };
            let day = self.some_day().min(self.today - 60);
            let pair = self.pair(practice, host);
            let sent = self.sent(&pair, day, Method::LngIud, "heavy-bleeding", "nhs");
            let story = Story::TurnedAside { to: paid.service.org, service: paid.service.id };
            self.tell(sent, host, if planted { story } else { Story::Plain });
        }
    }

    /// One practice keeps asking a host that declines every time.
    fn bounced(&mut self, planted: bool, left: Option<(OrgId, OrgId)>) -> Option<(OrgId, OrgId)> {
        let services = self.services;
        let organisations = self.organisations;
        let practice = organisations
            .practices
            .iter()
            .rfind(|of| of.joined && Some(of.code) != left.map(|(from, _)| from))?;
        let host = services
            .fittings
            .iter()
            .rfind(|fitting| !fitting.clinic && fitting.service.org != practice.code)?;
        for number in 0..BOUNCED_ASKS {
            let day = self.today - 40 - i32::try_from(number).unwrap_or(0) * 9;
            let pair = self.pair(practice, host);
            let method = self.method(host);
            let sent = self.sent(&pair, day, method, "contraception", "council");
            self.tell(sent, host, if planted { Story::Declined } else { Story::Plain });
        }
        Some((practice.code, host.service.org))
    }

    /// Some asks name a council that the directory does not know: a sum by residence then loses them.
    fn lose_some_residence(&mut self) {
        for (_, history) in self.made.iter_mut().step_by(5_000) {
            history.sent.council = crate::chance::unissued("ZX", 1);
        }
    }

    fn sent(&mut self, pair: &Pair<'_>, on: Day, method: Method, purpose: &str, payer: &str) -> Sent {
        const BANDS: &[u16] = &[15, 20, 20, 25, 25, 25, 30, 30, 30, 35, 35, 40, 45];
        let organisations = self.organisations;
        let in_city = organisations.county.patches.last() == Some(&pair.host.patch);
        let recorded = self.chance.happens(0.96);
        let ask = AskId::beginning(Moment::start_of(on), self.chance.bits());
        let mut sent = Sent {
            reference: reference(ask),
            from: pair.from,
            from_seat: kernel::SeatId::from_bits(0),
            to: pair.host.service.org,
            service: pair.host.service.id,
            on,
            agreement: agreement_code(),
            method: method.name().to_owned(),
            purpose: purpose.to_owned(),
            payer: payer.to_owned(),
            age_band: self.chance.one_of(BANDS).copied(),
            fifth: u8::try_from(self.chance.between(1, 5)).ok().filter(|_| recorded),
            rural: Some(if in_city { "urban" } else { "town-and-fringe" }.to_owned()),
            council: organisations.council_of(&pair.host.patch).filter(|_| recorded),
            under_18: false,
            complicated: self.chance.happens(if pair.host.clinic { 0.18 } else { 0.01 }),
            miles_tenths: pair.miles_tenths,
            clinic_miles_tenths: pair.clinic_miles_tenths,
            person: None,
        };
        self.live_somewhere(pair, recorded, &mut sent);
        // The id is drawn before the rest, so it is kept with the ask when it is told.
        self.made.push((ask, BroughtIn { sent: sent.clone(), moves: Vec::new() }));
        sent
    }

    /// Where the county has a map, she lives in one of its small areas: near her practice, or not too far from the clinic
    /// that she came to.
    fn live_somewhere(&mut self, pair: &Pair<'_>, recorded: bool, sent: &mut Sent) {
        const MILES_OF_A_PRACTICE: f64 = 1.2;
        const MILES_OF_A_CLINIC: f64 = 5.0;
        let organisations = self.organisations;
        let Some(homes) = &organisations.county.homes else { return };
        let (from, miles) = match pair.home {
            Some(at) => (at, MILES_OF_A_PRACTICE),
            None => (pair.host.at, MILES_OF_A_CLINIC),
        };
        if let Some(home) = self.homes.near(homes, from, miles, &mut self.chance) {
            sent.fifth = Some(home.fifth).filter(|_| recorded);
            sent.rural = Some(home.rural.clone());
            sent.council = Some(home.council).filter(|_| recorded);
        }
    }

    /// Tells what became of the ask that was sent last.
    fn tell(&mut self, sent: Sent, host: &Fitting, story: Story) {
        let slower = if host.clinic { 0 } else { self.slower_days };
        let moves = story.tell(&sent, host.usual_wait + slower, self.today, &mut self.chance);
        if let Some((_, last)) = self.made.last_mut() {
            last.moves = moves;
        }
    }
}

/// A short reference, as live asks get one.
fn reference(ask: AskId) -> String {
    referrals_site::acts::reference(ask)
}
