//! The planted truths, each worked out from the place itself: by the host search, by the tables, by the journal. Nothing
//! here looks at how the place was made up but to know who plays which part.

mod figures;
mod letters;

use std::fmt;

use cli::Failure;
use directory_rules::search::{Order, Query as Search};
use directory_rules::{Chaperone, Method, Needs, Person, Purpose};
use directory_site::index::Kept;
use fixit_rules::change::Change;
use fixit_site::read as issues;
use journal::{Fault, Journal, Query, Reading};
use kernel::{AskId, Day, OrgId, Point};
use measures_rules::period::Quarter;
use policy::{Actor, Kind, Permit, Relations, Subject};
use recalls_site::read::{self as recalls, Acts, Which};
use trial::marlshire::asks::{BOUNCED_ASKS, Truth, WRONG_PURPOSE_ASKS};

use super::build::Built;

/// A truth, worked out.
pub struct Checked {
    /// Which.
    pub truth: Truth,
    /// Whether it holds.
    pub holds: bool,
    /// What was found, in words with its figures.
    pub found: String,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let holds = if self.holds { "holds" } else { "DOES NOT HOLD" };
        write!(f, "{:<18} {holds}: {}", self.truth.name(), self.found)
    }
}

/// Works out all of them.
pub fn check(journal: &Journal, actor: &Actor, built: &Built, today: Day) -> Result<Vec<Checked>, Failure> {
    let place = Subject::new(Kind::Place, Relations::NONE);
    let reading = journal
        .reading(actor, Permit::SeeHealth, place)
        .map_err(|refused| Failure::refused(format!("the demo's figures cannot be read: {refused:?}")))?;
    let audited = letters::figures(&reading, today).map_err(Failure::refused)?;
    let mut checked = Vec::new();
    for truth in Truth::ALL {
        let (holds, found) = match truth {
            Truth::FitterLeft => fitter_left(&reading, built, today),
            Truth::CompetenceLapsed => competence_lapsed(&reading, built, today),
            Truth::WrongPurpose => wrong_purpose(&reading),
            Truth::AgreementEnded => agreement_ended(&reading, built, today),
            Truth::WorstBounce => worst_bounce(&reading, built),
            Truth::IssuesEnd => issues_end(&reading, today),
            Truth::ThemeFound => theme_found(&reading, today),
            Truth::ChangeShown => change_shown(&reading, today),
            Truth::RecallsAccounted => recalls_accounted(&reading, today),
            Truth::SumsAgree => sums_agree(&reading),
            Truth::ChairPasses => chair_passes(&reading, built, today),
            Truth::PackPrinted => pack_printed(&reading, built, today),
            Truth::TwoClocks => figures::two_clocks(&reading),
            Truth::OneRule => figures::one_rule(&reading, built),
            Truth::LettersFell => Ok(letters::fell(&audited)),
            Truth::ChestXRays => letters::chest(&reading, &audited, today),
            Truth::OutsideLimits => Ok(letters::outside(&audited)),
            Truth::ReadersAgree => Ok(letters::agree(&audited)),
        }
        .map_err(Failure::refused)?;
        checked.push(Checked { truth, holds, found });
    }
    Ok(checked)
}

const PAIR_BY_WEEK: Query = Query {
    name: "demo.pair-shift",
    sql: "select sender, host,
          sum(case when sent_on >= ?1 then 1 else 0 end), sum(case when sent_on < ?1 then 1 else 0 end)
          from referral_ask where sender <> host and sent_on >= ?2 and sent_on < ?3
          group by sender, host order by 3 desc, sender, host limit 1",
};

/// Weeks looked at after the fitter left: the flag must stand within ten.
const WEEKS_AFTER: i32 = 10;

fn fitter_left(reading: &Reading, built: &Built, today: Day) -> Result<(bool, String), Fault> {
    let left_on = today - 364 + trial::marlshire::FITTER_LEFT_IN_WEEK * 7;
    let values = [left_on.into(), (left_on - WEEKS_AFTER * 7).into(), (left_on + WEEKS_AFTER * 7).into()];
    let Some(row) = reading.first(&PAIR_BY_WEEK, &values)? else {
        return Ok((false, "no asks between practices".to_owned()));
    };
    let pair: (OrgId, OrgId) = (row.get(0)?, row.get(1)?);
    let (after, before): (i64, i64) = (row.get(2)?, row.get(3)?);
    // A pair shifts when it asks three a week where it asked less than one, by the measure of a sustained shift.
    let shifted = after >= i64::from(WEEKS_AFTER) * 3 && before < i64::from(WEEKS_AFTER);
    let holds = shifted && built.parts.left == Some(pair);
    let found = format!(
        "{} → {} asked {before} times in the ten weeks before {left_on} and {after} in the ten after, more than any other pair",
        pair.0, pair.1
    );
    Ok((holds, found))
}

fn search(from: Point, sender: OrgId, method: Method, today: Day) -> Search {
    Search {
        from,
        method,
        purpose: Purpose::Contraception,
        sender,
        person: Person { age: Some(30), complicated: false },
        needs: Needs { chaperone: Chaperone::None, ..Needs::default() },
        travel_limit: None,
        on: today,
        order: Order::Nearest,
        ask: AskId::from_bits(1),
    }
}

fn competence_lapsed(reading: &Reading, built: &Built, today: Day) -> Result<(bool, String), Fault> {
    let index = Kept::default().index(reading, today)?;
    let lapsed: Vec<_> = index
        .services()
        .iter()
        .filter(|service| {
            let fits = |method| {
                let sender =
                    built.place.organisations.practices.iter().find(|of| of.code != service.organisation);
                let query = sender.map(|sender| search(service.at, sender.code, method, today));
                query.is_some_and(|query| index.why_not(&query, service).is_none())
            };
            let offers_coils = service.acceptance.methods.contains(&Method::CuIud);
            offers_coils && has_slots(service) && !fits(Method::CuIud) && fits(Method::Implant)
        })
        .collect();
    let planted = built.place.services.lapsed.map(|(seat, _)| seat);
    let holds = match (lapsed.as_slice(), planted) {
        ([one], Some(seat)) => one.fitters.iter().any(|fitter| fitter.seat == seat),
        _ => false,
    };
    let names: Vec<&str> = lapsed.iter().map(|service| service.name.as_str()).collect();
    Ok((holds, format!("gone from coil results, still there for implants: {}", or_nobody(&names))))
}

fn has_slots(service: &directory_rules::search::Service) -> bool {
    matches!(&service.offers, directory_rules::search::Offers::Slots(sessions) if sessions.iter().any(|of| of.free > 0))
}

fn or_nobody(names: &[&str]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join("; ") }
}

const TURNED_ASIDE: Query = Query {
    name: "demo.turned-aside",
    sql: "select count(distinct a.id) from referral_ask a join referral_move m on m.ask = a.id
          where a.purpose = 'heavy-bleeding' and m.kind = 'declined' and m.what like '%outside-acceptance%'",
};

fn wrong_purpose(reading: &Reading) -> Result<(bool, String), Fault> {
    let count: i64 = reading.first(&TURNED_ASIDE, &[])?.map_or(Ok(0), |row| row.get(0))?;
    let holds = usize::try_from(count) == Ok(WRONG_PURPOSE_ASKS);
    Ok((
        holds,
        format!("{count} asks for heavy bleeding were turned aside by hosts whom only the council pays"),
    ))
}

fn agreement_ended(reading: &Reading, built: &Built, today: Day) -> Result<(bool, String), Fault> {
    let Some(practice) = built.place.organisations.agreement_ended() else {
        return Ok((false, "no practice plays the part".to_owned()));
    };
    let Some(of) = directory_site::read::organisation(reading, practice)? else {
        return Ok((false, format!("{practice} is not in the directory")));
    };
    let index = Kept::default().index(reading, today)?;
    let found = index.find(&search(of.at, practice, Method::Implant, today));
    let mut covered = 0;
    for other in &built.place.organisations.practices {
        let family = "larc";
        covered += usize::from(
            directory_site::read::agreement_between(reading, practice, other.code, family, today)?.is_some(),
        );
    }
    let holds = found.hosts.is_empty() && !found.not_yet_signed.is_empty() && covered == 0;
    let words = format!(
        "{practice} can choose {} hosts; {} are shown as not yet signed, with the person to ask",
        found.hosts.len(),
        found.not_yet_signed.len()
    );
    Ok((holds, words))
}

const BOUNCES: Query = Query {
    name: "demo.bounces",
    sql: "select a.sender, t.org, count(distinct a.id) from referral_ask a
          join referral_move m on m.ask = a.id and m.kind = 'declined'
          join referral_tenure t on t.ask = a.id and t.nth = 0
          group by a.sender, t.org order by 3 desc, a.sender, t.org limit 1",
};

fn worst_bounce(reading: &Reading, built: &Built) -> Result<(bool, String), Fault> {
    let Some(row) = reading.first(&BOUNCES, &[])? else {
        return Ok((false, "nothing was declined".to_owned()));
    };
    let pair: (OrgId, OrgId) = (row.get(0)?, row.get(1)?);
    let count: i64 = row.get(2)?;
    let enough = usize::try_from(count).is_ok_and(|count| count >= BOUNCED_ASKS);
    let holds = enough && built.parts.bounce == Some(pair);
    Ok((holds, format!("{} → {} bounced most: {count} asks declined", pair.0, pair.1)))
}

fn issues_end(reading: &Reading, today: Day) -> Result<(bool, String), Fault> {
    let days = i32::from(fixit_rules::rows::ENDED_WITHIN_DAYS.on(today));
    let open = issues::without_end(reading, today - days)?;
    Ok((open == 0, format!("{open} Fix-It issues older than {days} days have not ended in one of four ways")))
}

fn theme_found(reading: &Reading, today: Day) -> Result<(bool, String), Fault> {
    let mut without_project = Vec::new();
    for theme in issues::themes(reading, today)? {
        if issues::project(reading, &theme.specialty, theme.broken)?.is_none() {
            without_project.push(format!("{} {}: {}", theme.specialty, theme.broken.name(), theme.issues));
        }
    }
    let holds = without_project.iter().any(|theme| theme.starts_with("cardiology referral"));
    Ok((holds, format!("themes without a project: {}", without_project.join("; "))))
}

fn change_shown(reading: &Reading, today: Day) -> Result<(bool, String), Fault> {
    let (specialty, broken) = ("respiratory-medicine", fixit_rules::Broken::Result);
    let Some(project) = issues::project(reading, specialty, broken)? else {
        return Ok((false, "the theme has no project".to_owned()));
    };
    let changed = project.changed_on.unwrap_or(today);
    Ok(match issues::change(reading, specialty, broken, changed, today)? {
        Change::Compared { before, after, is_special, .. } => (
            is_special && after < before,
            format!("“{}”: {before:.1} issues a month before {changed}, {after:.1} after", project.title),
        ),
        Change::NotEnoughYet { before, after, .. } => {
            (false, format!("{before} months before {changed}, {after} after: not enough"))
        }
    })
}

fn pack_printed(reading: &Reading, built: &Built, today: Day) -> Result<(bool, String), Fault> {
    // The last days are told from nine days ago on: a pack that holidays put before that is frozen on their first.
    let freezes = table_rules::working::pack_freezes_on(table_site::read::england(), today).max(today - 9);
    let Some(frozen) = table_site::read::pack(reading, built.tables.alliance, today)? else {
        return Ok((false, format!("no pack of today’s meeting was frozen on {freezes}")));
    };
    // The seal is worked out again from what is kept, and what is kept from what the journal says now.
    let sealed = table_site::acts::hash(&frozen.pack).is_some_and(|hash| hash == frozen.hash);
    let late = |pack: &table_rules::pack::Pack| {
        let open = pack.sections.iter().find(|section| section.title == "Open actions");
        open.map_or(0, |section| {
            section.rows.iter().filter(|row| row.get(4).is_some_and(|days| days != "0")).count()
        })
    };
    // Its figures are those that the place published of the quarter before the pack was frozen, none left out.
    let quarter = Quarter::closed_before(frozen.on);
    let published = measures_site::read::pack_figures(reading, None, quarter)?;
    let published = published.iter().filter(|figure| figure.period == quarter.in_words());
    let wanted: Vec<(&str, &str)> =
        published.map(|figure| (figure.title.as_str(), figure.people.as_str())).collect();
    let waits = frozen.pack.sections.iter().find(|section| section.title.starts_with("Waits, "));
    let shown: Vec<(&str, &str)> = waits.map_or_else(Vec::new, |section| {
        section.rows.iter().filter_map(|row| Some((row.first()?.as_str(), row.last()?.as_str()))).collect()
    });
    let same_figures = !shown.is_empty() && shown == wanted && !frozen.pack.policy.is_empty();
    let holds = sealed && same_figures && frozen.on == freezes && frozen.pack.on == freezes;
    let seal = frozen.hash.get(..12).unwrap_or_default();
    let found = format!(
        "the pack of today’s meeting was frozen on {} with {} sections, {} late actions, {} published figures of {} and the \
         seal {seal}",
        frozen.on,
        frozen.pack.sections.len(),
        late(&frozen.pack),
        shown.len(),
        quarter.in_words()
    );
    Ok((holds, found))
}

fn chair_passes(reading: &Reading, built: &Built, today: Day) -> Result<(bool, String), Fault> {
    let passed = today - trial::marlshire::table::CHAIR_PASSED_DAYS_AGO;
    let chairs = table_site::read::chairs(reading, built.tables.alliance)?;
    let seats = table_site::read::seats_in_force(reading, built.tables.alliance, today)?;
    let orgs: std::collections::BTreeSet<OrgId> = seats.iter().filter_map(|seat| seat.org).collect();
    let on = |day| table_rules::chair::on(&chairs, day).map(|chair| (chair.seat, chair.led_by));
    let (before, after) = (on(passed - 1), on(passed));
    let words = |of: Option<(kernel::TableSeatId, table_rules::chair::LedBy)>| {
        of.map_or("without a chair", |(_, led_by)| led_by.words())
    };
    let sizes = (orgs.len(), seats.len());
    let holds = before.map(|(seat, _)| seat) == Some(built.tables.chairs.0)
        && after.map(|(seat, _)| seat) == Some(built.tables.chairs.1)
        && sizes == trial::marlshire::table::ALLIANCE;
    let found = format!(
        "{} seats of {} organisations; {} on {}, {} on {passed}",
        sizes.1,
        sizes.0,
        words(before),
        passed - 1,
        words(after)
    );
    Ok((holds, found))
}

const PLANNED: Query = Query {
    name: "demo.recalls-planned",
    sql: "select count(*) from journal_fact where family = 'recall' and version = 1",
};

/// Recalls that any list can hold.
const RECALLS_MAX: i64 = 1_000_000;

/// Every recall that the journal knows is on somebody's list or has ended, and none is so late that its lead should know
/// and does not.
fn recalls_accounted(reading: &Reading, today: Day) -> Result<(bool, String), Fault> {
    let planned: i64 = reading.first(&PLANNED, &[])?.map_or(Ok(0), |row| row.get(0))?;
    let which = |show: &str| Which { org: None, specialty: None, show: show.to_owned(), today };
    let ended = recalls::count(reading, &which("ended"))?;
    let mut acts = Acts::new(reading, today)?;
    let (mut listed, mut nobody, mut forgotten) = (0_i64, 0_i64, 0_i64);
    for line in recalls::list(reading, &which("open"), RECALLS_MAX, 0)? {
        listed += 1;
        nobody += i64::from(acts.of(&line)?.seat().is_none());
        let folded = recalls::folded(reading, &line.id.to_string())?;
        forgotten += i64::from(folded.is_some_and(|of| of.must_be_raised(today, fixit_site::england())));
    }
    let holds = planned > 0 && planned == ended + listed && nobody == 0 && forgotten == 0;
    let found = format!(
        "{planned} recalls: {ended} ended, {listed} on an owner’s list, {nobody} with nobody, {forgotten} late and raised to nobody"
    );
    Ok((holds, found))
}

const BY_RESIDENCE: Query = Query {
    name: "demo.by-residence",
    sql: "select coalesce(a.council, 'not recorded'), count(*) from referral_ask a
          left join directory_organisation o on o.code = a.council
          where a.council is null or o.kind = 'council' group by 1 order by 1",
};
const BY_PROVIDER: Query = Query {
    name: "demo.by-provider",
    sql: "select org, count(*) from referral_tenure where nth = 0 group by org order by org",
};
const BY_JOURNAL: Query = Query {
    name: "demo.by-journal",
    sql: "select count(*) from journal_fact where family = 'ask' and version = 1",
};

fn sums_agree(reading: &Reading) -> Result<(bool, String), Fault> {
    let sum = |query: &Query| -> Result<i64, Fault> {
        reading.rows(query, &[])?.iter().map(|row| row.get::<i64>(1)).sum()
    };
    let (residence, provider) = (sum(&BY_RESIDENCE)?, sum(&BY_PROVIDER)?);
    let journal: i64 = reading.first(&BY_JOURNAL, &[])?.map_or(Ok(0), |row| row.get(0))?;
    let holds = residence == provider && provider == journal && journal > 0;
    Ok((holds, format!("by residence {residence}, by provider {provider}, by the journal {journal}")))
}
