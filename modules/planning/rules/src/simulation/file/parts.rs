//! Each table of the text as a part of the scenario: areas, services with their fitters and sessions, prices.

use directory_rules::acceptance::{Acceptance, CannotTake, OutsidePatients};
use directory_rules::competence::{Competence, Fitter, LocalSkill, Skill};
use kernel::SeatId;
use toml::Spanned;

use super::text::{AreaText, FitterText, PriceText, ServiceText, SessionText, Text};
use super::{Reader, Unreadable};
use crate::simulation::luck::key_of;
use crate::simulation::scenario::{Area, Item, METHODS, PENCE_MOST, Price, Scenario, Service, Session};

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Reader<'_> {
    pub(super) fn area(
        &self,
        to: &mut Scenario,
        area: &Spanned<AreaText>,
        top: &Text,
    ) -> Result<(), Unreadable> {
        let (at, of) = (area.span().start, area.get_ref());
        if of.id.trim().is_empty() {
            return Err(self.refuse(at, "area, id", "is missing: give it a short name that stays the same"));
        }
        let known = to.areas.iter().position(|known| known.id == of.id || known.name == of.id);
        let field = |name: &str| format!("area {}, {name}", of.id);
        let bands = to.ages.len();
        let by_age = if let Some(asks) = &of.asks_by_age {
            Some(asks.clone())
        } else {
            let all = match (of.asks_a_year, of.people, of.asks_per_1000) {
                (Some(asks), None, None) => Some(asks),
                (None, Some(people), Some(per_1000)) => Some(people * per_1000 / 1000.0),
                (None, None, None) => None,
                _ => {
                    return Err(self.refuse(
                        at,
                        &field("asks_a_year"),
                        "give asks_a_year, or people with asks_per_1000, or asks_by_age",
                    ));
                }
            };
            all.map(|all| match &top.age_shares {
                Some(shares) => shares.iter().map(|share| all * share).collect(),
                None => vec![all / bands as f64; bands],
            })
        };
        let place = match known {
            Some(place) => place,
            None => {
                let Some(spot) = of.at else {
                    return Err(self.refuse(
                        at,
                        &field("at"),
                        "is missing: give east and north in metres, as in [412000, 98000]",
                    ));
                };
                if by_age.is_none() {
                    return Err(self.refuse(at, &field("asks_a_year"), "is missing: say how many ask there"));
                }
                to.areas.push(Area {
                    id: of.id.clone(),
                    name: of.id.clone(),
                    at: spot,
                    fifth: None,
                    patch: "not recorded".to_owned(),
                    asks_a_year: Vec::new(),
                    methods: top.methods.unwrap_or([0.25, 0.40, 0.35]),
                    complicated: top.complicated.unwrap_or(0.0),
                });
                to.areas.len() - 1
            }
        };
        let Some(into) = to.areas.get_mut(place) else { return Ok(()) };
        if let Some(name) = &of.name {
            into.name.clone_from(name);
        }
        if let Some(patch) = &of.patch {
            into.patch.clone_from(patch);
        }
        into.at = of.at.unwrap_or(into.at);
        into.fifth = of.fifth.or(into.fifth);
        into.methods = of.methods.unwrap_or(into.methods);
        into.complicated = of.complicated.unwrap_or(into.complicated);
        if let Some(asks) = by_age {
            into.asks_a_year = asks;
        }
        Ok(())
    }

    pub(super) fn service(
        &self,
        to: &mut Scenario,
        service: &Spanned<ServiceText>,
    ) -> Result<(), Unreadable> {
        let (at, of) = (service.span().start, service.get_ref());
        if of.id.trim().is_empty() {
            return Err(self.refuse(
                at,
                "service, id",
                "is missing: give it a short name that stays the same",
            ));
        }
        let field = |name: &str| format!("service {}, {name}", of.id);
        let known = to.services.iter().position(|known| known.id == of.id || known.name == of.id);
        let place = match known {
            Some(place) => place,
            None => {
                let (Some(spot), Some(setting)) = (of.at, of.setting) else {
                    let names: Vec<&str> =
                        to.services.iter().map(|known| known.name.as_str()).take(8).collect();
                    let known = if names.is_empty() {
                        String::new()
                    } else {
                        format!("; known are {} and others by their ids", names.join(", "))
                    };
                    return Err(self.refuse(
                        at,
                        &field("at"),
                        format!("a new service needs “setting” and “at”{known}"),
                    ));
                };
                to.services.push(Service {
                    id: of.id.clone(),
                    name: of.id.clone(),
                    setting,
                    at: spot,
                    acceptance: Acceptance {
                        outside: OutsidePatients::Taken,
                        weekly_limit: None,
                        taken: Vec::new(),
                        methods: METHODS.to_vec(),
                        cannot_take: Vec::new(),
                    },
                    fitters: Vec::new(),
                    sessions: Vec::new(),
                    always_open: None,
                    published_days: 7.0,
                    own: 0.0,
                    last_year: None,
                    home: None,
                });
                to.services.len() - 1
            }
        };
        let Some(into) = to.services.get_mut(place) else { return Ok(()) };
        if let Some(name) = &of.name {
            into.name.clone_from(name);
        }
        into.setting = of.setting.unwrap_or(into.setting);
        into.at = of.at.unwrap_or(into.at);
        into.published_days = of.published_days.unwrap_or(into.published_days);
        into.always_open = of.always_open.or(into.always_open);
        if let Some(home) = &of.home {
            into.home = Some(home.clone());
        }
        let takes = &mut into.acceptance;
        if let Some(own_only) = of.own_only {
            takes.outside = if own_only { OutsidePatients::NotTaken } else { OutsidePatients::Taken };
        }
        if let Some(methods) = &of.methods {
            takes.methods.clone_from(methods);
        }
        takes.weekly_limit = of.weekly_limit.or(takes.weekly_limit);
        if let Some(complicated) = of.complicated {
            takes.cannot_take.retain(|kind| *kind != CannotTake::Complicated);
            if !complicated {
                takes.cannot_take.push(CannotTake::Complicated);
            }
        }
        if let Some(age) = of.not_under {
            takes.cannot_take.retain(|kind| !matches!(kind, CannotTake::Under(_)));
            takes.cannot_take.push(CannotTake::Under(age));
        }
        if let Some(fitters) = &of.fitter {
            into.fitters = fitters.iter().map(|fitter| self.fitter(fitter)).collect::<Result<_, _>>()?;
        }
        if let Some(sessions) = &of.session {
            let fitters = into.fitters.clone();
            into.sessions =
                sessions.iter().map(|session| self.session(session, &fitters)).collect::<Result<_, _>>()?;
        }
        for session in &of.more_session {
            let read = self.session(session, &into.fitters)?;
            into.sessions.push(read);
        }
        if of.closed == Some(true) {
            into.sessions.clear();
            into.always_open = None;
        }
        Ok(())
    }

    fn fitter(&self, fitter: &Spanned<FitterText>) -> Result<Fitter, Unreadable> {
        let (at, of) = (fitter.span().start, fitter.get_ref());
        let certified = self.day(at, "certified", &of.certified)?;
        let life_support = self.day(at, "life_support", &of.life_support)?;
        let far = certified.plus_months(60);
        let competences = of.skills.iter().map(|name| {
            let skill = match name.as_str() {
                "IUT" => Skill::Iut,
                "SDI-IR" => Skill::SdiIr,
                "SDI-IO" => Skill::SdiIo,
                "LOCAL-IUT" => Skill::Local { stands_for: LocalSkill::Iut, until: far },
                "LOCAL-SDI-IR" => Skill::Local { stands_for: LocalSkill::SdiIr, until: far },
                other => {
                    return Err(self.refuse(
                        at,
                        "skills",
                        format!(
                            "“{other}” is no skill: write IUT, SDI-IR, SDI-IO, LOCAL-IUT or LOCAL-SDI-IR"
                        ),
                    ));
                }
            };
            Ok(Competence { skill, certified, life_support })
        });
        Ok(Fitter {
            seat: SeatId::from_bits(u128::from(key_of(&of.id))),
            competences: competences.collect::<Result<_, _>>()?,
            coils_last_year: 0,
            implants_last_year: 0,
        })
    }

    fn session(&self, session: &Spanned<SessionText>, fitters: &[Fitter]) -> Result<Session, Unreadable> {
        let (at, of) = (session.span().start, session.get_ref());
        let short: String = of.weekday.to_lowercase().chars().take(3).collect();
        let weekday = WEEKDAYS.iter().position(|day| *day == short).ok_or_else(|| {
            self.refuse(at, "weekday", format!("“{}” is no day of the week: write mon to sun", of.weekday))
        })?;
        let clock = of.starts.split_once(':').and_then(|(hours, minutes)| {
            let (hours, minutes): (f64, f64) =
                (hours.parse::<u8>().ok()?.into(), minutes.parse::<u8>().ok()?.into());
            (hours < 24.0 && minutes < 60.0).then_some(hours + minutes / 60.0)
        });
        let starts = clock.ok_or_else(|| {
            self.refuse(at, "starts", format!("“{}” is no time of day: write it as in \"09:30\"", of.starts))
        })?;
        let on_it = match &of.fitters {
            None => (0..fitters.len()).collect(),
            Some(names) => names
                .iter()
                .map(|name| {
                    let seat = SeatId::from_bits(u128::from(key_of(name)));
                    fitters.iter().position(|fitter| fitter.seat == seat).ok_or_else(|| {
                        self.refuse(
                            at,
                            "fitters",
                            format!("“{name}” is no fitter of this service: add [[service.fitter]] above"),
                        )
                    })
                })
                .collect::<Result<_, _>>()?,
        };
        Ok(Session {
            weekday: weekday as u8,
            every_weeks: of.every_weeks,
            week: of.week,
            starts,
            hours: of.hours,
            slots: of.slots,
            walk_in: of.walk_in,
            fitters: on_it,
            room: of.room,
            assistant: of.assistant,
        })
    }

    pub(super) fn price(&self, price: &Spanned<PriceText>) -> Result<Price, Unreadable> {
        let (at, of) = (price.span().start, price.get_ref());
        let item =
            Item::ALL.iter().find(|(_, name)| *name == of.item).map(|(item, _)| *item).ok_or_else(|| {
                let names: Vec<&str> = Item::ALL.iter().map(|(_, name)| *name).collect();
                self.refuse(at, "item", format!("“{}” is not paid for: write {}", of.item, names.join(", ")))
            })?;
        if !(0..=PENCE_MOST).contains(&of.pence) {
            return Err(self.refuse(
                at,
                "pence",
                format!("{} is not between 0 and {PENCE_MOST} pence", of.pence),
            ));
        }
        Ok(Price {
            item,
            from: self.day(at, "from", &of.from)?,
            pence: of.pence,
            setting: of.setting,
            payer: of.payer.clone(),
            source: of.source.clone(),
        })
    }
}
