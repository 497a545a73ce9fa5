//! `plan sites` on a real map or a place: the small areas or the asks become a study, and the answer a story.

use std::path::{Path, PathBuf};
use std::time::Instant;

use cli::{Failure, Outcome};
use kernel::Clock;
use planning_rules::read::{self, Clinic};
use planning_rules::study::{Customer, Grouping, HubsWanted, Site, Study, Unit, Wanted, straight};
use planning_rules::{road, sites};
use planning_site::{Demand, Whose};
use policy::{Kind, Permit, Relations, Subject};
use web::SystemClock;

use super::super::file;
use super::towns::{self, Towns, sites_named};
use super::{Objective, Sites, studied};
use crate::place::{At, program};

/// What may be asked where there is a map.
#[derive(clap::Args)]
pub struct Asked {
    /// Who is counted: people, women-16-49 (with --geo); asks, lists, women-16-49 where it has small areas (with --place).
    #[arg(long)]
    demand: Option<String>,
    /// Whose sites of a place: clinics, practices or all.
    #[arg(long, default_value = "all")]
    whose: String,
    /// The sites that could be open, in place of every small area: columns id, name, easting, northing, today.
    #[arg(long)]
    sites: Option<PathBuf>,
    /// Journeys by road, worked out from straight lines by rural class; then everything is in minutes.
    #[arg(long, conflicts_with = "matrix")]
    road: bool,
    /// Measured journeys: columns from, to, cost.
    #[arg(long)]
    matrix: Option<PathBuf>,
    /// Longest journey that anybody may have, in miles, in minutes with --road, in the matrix's units with --matrix.
    #[arg(long)]
    longest: Option<f64>,
    /// Take the best N sites as those of today, where no list of real ones is at hand.
    #[arg(long, conflicts_with = "today")]
    today_best: Option<usize>,
    /// Only sites that are open today may stay.
    #[arg(long)]
    among_today: bool,
    /// How many of the sites are hubs.
    #[arg(long)]
    hubs: Option<usize>,
    /// Of a hundred visits, how many only a hub can take.
    #[arg(long, default_value_t = 20)]
    hub_share: u32,
    /// How many miles two hubs must at least be apart.
    #[arg(long)]
    hub_apart: Option<f64>,
    /// Also the best plan for each of these weights of the most deprived fifth, in hundredths more, with commas between.
    #[arg(long, value_delimiter = ',')]
    weights: Vec<u32>,
    /// Also the best plan for each of these largest loads of a site, in hundredths of an even share of all people.
    #[arg(long, value_delimiter = ',')]
    rooms: Vec<u32>,
    /// Write the story with its map to this file: .html, or .csv for the tables.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// Plans.
pub fn run(arguments: &Sites, began: Instant) -> Outcome {
    let mut towns = Towns::default();
    let mut study = match (&arguments.geo, &arguments.place) {
        (Some(folder), _) => {
            if towns::are_needed(arguments) {
                towns = Towns::read(folder, arguments.area.as_deref().unwrap_or_default())?;
            }
            of_area(arguments, folder)?
        }
        (None, Some(place)) => of_place(arguments, place)?,
        (None, None) => return Err(Failure::usage("give --geo or --place")),
    };
    set_today(arguments, &mut study, &towns)?;
    let wanted = wanted(arguments, &mut study, &towns)?;
    if arguments.objective == Objective::Median {
        return studied::tell(arguments, &study, &wanted, began);
    }
    if wanted.longest.is_some() || wanted.hubs.is_some() || wanted.deprived_more > 0 {
        return Err(Failure::usage("--longest, --hubs and --deprivation-weight go with --objective median"));
    }
    studied::plain(arguments, &study, &wanted, began)
}

fn wanted(arguments: &Sites, study: &mut Study, towns: &Towns) -> Result<Wanted, Failure> {
    let asked = &arguments.mapped;
    let p = arguments.p.ok_or_else(|| Failure::usage("--p is missing: give how many sites to open"))?;
    let longest = match asked.longest {
        None => None,
        Some(longest) => Some(study.unit.counted(longest).ok_or_else(|| {
            Failure::usage(format_args!(
                "--longest {longest} is no journey: give {} above 0",
                study.unit.name()
            ))
        })?),
    };
    let mut required = sites_named(study, &arguments.required(), towns)?;
    required.sort_unstable();
    required.dedup();
    let hubs = match asked.hubs {
        None => None,
        Some(count) => Some(HubsWanted {
            count,
            share: asked.hub_share,
            required: sites_named(study, &arguments.hub, towns)?,
            apart_metres: match asked.hub_apart {
                None => 0,
                Some(miles) => Unit::Metres
                    .counted(miles)
                    .ok_or_else(|| Failure::usage("--hub-apart must be miles above 0"))?,
            },
        }),
    };
    if asked.hub_share > 100 {
        return Err(Failure::usage("--hub-share is of a hundred: give 0 to 100"));
    }
    let mut forbidden = sites_named(study, &arguments.closed, towns)?;
    if asked.among_today {
        if study.today().is_empty() {
            return Err(Failure::usage(
                "--among-today needs the sites of today: give --today or --today-best",
            ));
        }
        forbidden.extend((0..study.sites.len()).filter(|at| study.sites.get(*at).is_some_and(|s| !s.today)));
    }
    forbidden.sort_unstable();
    forbidden.dedup();
    Ok(Wanted {
        open_count: p,
        required,
        forbidden,
        longest,
        deprived_more: arguments.deprivation_weight,
        hubs,
        plans: arguments.k_best,
        curve: arguments.curve_to.map(|most| (p.min(most), most)),
        weights: asked.weights.clone(),
        rooms: asked.rooms.clone(),
        seed: arguments.limits.seed,
    })
}

fn set_today(arguments: &Sites, study: &mut Study, towns: &Towns) -> Result<(), Failure> {
    let today = match arguments.mapped.today_best {
        None => sites_named(study, &arguments.today, towns)?,
        Some(count) => {
            let problem = study.plain(count).map_err(Failure::refused)?;
            let seed = arguments.limits.seed;
            let best = planning_rules::unwatched(|watch| sites::solve(&problem, seed, watch));
            study.notes.push(format!(
                "No list of the real sites was given: the best {count} stand for those of today{}.",
                if best.proven { "" } else { ", as far as they were found" }
            ));
            best.plan.sites
        }
    };
    if !today.is_empty() {
        for (at, site) in study.sites.iter_mut().enumerate() {
            site.today = today.contains(&at);
        }
    }
    Ok(())
}

fn of_place(arguments: &Sites, place: &At) -> Result<Study, Failure> {
    let asked = &arguments.mapped;
    if asked.sites.is_some() || asked.road || asked.matrix.is_some() {
        return Err(Failure::usage("--sites, --road and --matrix go with --geo"));
    }
    let demand = match asked.demand.as_deref() {
        None | Some("asks") => Demand::Asks,
        Some("lists") => Demand::Lists,
        Some("women-16-49") => Demand::Women,
        Some(other) => {
            return Err(Failure::usage(format_args!("--demand {other}: choose asks, lists or women-16-49")));
        }
    };
    let whose = Whose::named(&asked.whose).ok_or_else(|| {
        Failure::usage(format_args!("--whose {}: choose clinics, practices or all", asked.whose))
    })?;
    let reading = place
        .look()?
        .reading(&program()?, Permit::KeepPlace, Subject::new(Kind::Place, Relations::NONE))
        .map_err(|refused| Failure::refused(format!("the place cannot be read: {refused:?}")))?;
    let title = place.title();
    let mut study = planning_site::study(&reading, &title, demand, whose, SystemClock.now().day())
        .map_err(Failure::refused)?;
    let described = directory_site::areas::description(&reading).map_err(Failure::refused)?;
    study.notes.extend(described.filter(|of| of.synthetic).map(|of| of.label));
    if study.sites.is_empty() || study.customers.is_empty() {
        let what = if study.sites.is_empty() { "sites with a service" } else { "people to plan for" };
        let why = format!("{} has no such {what}: try another --whose or --demand", place.database);
        return Err(Failure::refused(why));
    }
    Ok(study)
}

/// Which file holds the small areas, what it prints about itself, and where lists by sex and age are.
const AREAS: &str = "lsoa.csv";
const ABOUT: &str = "README.md";
const LISTS: &str = "gp_list_age_sex_2016q1.csv";
const PRACTICES: &str = "gp_practices.csv";

fn of_area(arguments: &Sites, folder: &Path) -> Result<Study, Failure> {
    let asked = &arguments.mapped;
    let path = folder.join(AREAS);
    let name = arguments.area.as_deref().unwrap_or_default();
    let area = read::area(&file::text(&path)?, name).map_err(|why| file::unreadable(&path, &why))?;
    let mut notes = vec![checked(arguments, folder, &area)?];
    let share = match asked.demand.as_deref() {
        None | Some("people") => None,
        Some("women-16-49") => Some(women(folder, name)?),
        Some(other) => {
            return Err(Failure::usage(format_args!("--demand {other}: choose people or women-16-49")));
        }
    };
    let people = |small: &read::SmallArea| -> Option<u32> {
        let Some((women, all)) = share else { return Some(small.people) };
        let aged = u64::from(small.aged_16_to_49?);
        u32::try_from((aged * women + all / 2) / all).ok()
    };
    let mut customers = Vec::new();
    for small in &area.areas {
        customers.push(Customer {
            id: small.id.clone(),
            name: small.name.clone(),
            at: small.at,
            people: people(small).ok_or_else(|| {
                Failure::refused(format_args!(
                    "{}: no columns pop_16_24, pop_25_34, pop_35_49",
                    path.display()
                ))
            })?,
            deprived: small.deprivation_fifth == 1,
        });
    }
    let people_are = match share {
        None => "residents".to_owned(),
        Some((women, all)) => {
            let total: u64 = customers.iter().map(|of| u64::from(of.people)).sum();
            let aged: u64 = area.areas.iter().filter_map(|small| small.aged_16_to_49.map(u64::from)).sum();
            notes.push(format!(
                "Women aged 16 to 49 are an estimate: {aged} residents of that age, of whom {:.2}% are taken to be women, as on the area’s practice lists of 2016 for ages 15 to 44 ({women} of {all}); {total} in all.",
                100.0 * women as f64 / all as f64
            ));
            "women aged 16 to 49 (estimated)".to_owned()
        }
    };
    let sites = sites_of(asked, &area)?;
    let (unit, journeys) = journeys(asked, &area, &customers, &sites, &mut notes)?;
    let of = |of: fn(&read::SmallArea) -> String| -> Vec<String> { area.areas.iter().map(of).collect() };
    let fifth = |small: &read::SmallArea| match small.deprivation_fifth {
        1 => "1, the most deprived".to_owned(),
        5 => "5, the least deprived".to_owned(),
        fifth => fifth.to_string(),
    };
    Ok(Study {
        title: area.name.clone(),
        people_are,
        unit,
        groupings: vec![
            Grouping::by("District", &of(|small| small.district.clone())),
            Grouping::by("Deprivation fifth", &of(fifth)),
            Grouping::by("Rural class", &of(|small| small.rural_class.clone())),
        ],
        customers,
        sites,
        journeys,
        notes,
    })
}

/// Checks the area against what its source prints, or against what the command says; another total is an error.
fn checked(arguments: &Sites, folder: &Path, area: &read::Area) -> Result<String, Failure> {
    let path = folder.join(AREAS);
    let people = area.people();
    if let Some(said) = arguments.population {
        if said != people {
            return Err(Failure::refused(format_args!(
                "{}: {} has {people} people but its source says {said}: areas were lost or counted twice; mend the file",
                path.display(),
                area.name
            )));
        }
        return Ok(format!("{people} people, as --population says."));
    }
    let about = folder.join(ABOUT);
    let printed =
        std::fs::read_to_string(&about).ok().and_then(|text| read::printed_total(&text, &area.name));
    match printed {
        Some(printed) => {
            read::check_total(area, &printed).map_err(|why| file::unreadable(&path, &why))?;
            Ok(format!(
                "{people} people in {} small areas, as {ABOUT} beside the file prints.",
                area.areas.len()
            ))
        }
        None => Ok(format!(
            "{people} people in {} small areas. This total was NOT checked: no {ABOUT} beside the file prints one for {}; give --population.",
            area.areas.len(),
            area.name
        )),
    }
}

fn women(folder: &Path, name: &str) -> Result<(u64, u64), Failure> {
    let (lists, practices) = (folder.join(LISTS), folder.join(PRACTICES));
    let found = read::women_on_lists(&file::text(&lists)?, &file::text(&practices)?, name);
    found.map_err(|why| file::unreadable(&lists, &why))
}

fn sites_of(asked: &Asked, area: &read::Area) -> Result<Vec<Site>, Failure> {
    let Some(path) = &asked.sites else {
        let every = |small: &read::SmallArea| Site {
            id: small.id.clone(),
            name: small.name.clone(),
            at: small.at,
            today: false,
        };
        return Ok(area.areas.iter().map(every).collect());
    };
    let clinics = read::clinics(&file::text(path)?).map_err(|why| file::unreadable(path, &why))?;
    let of = |clinic: Clinic| Site { id: clinic.id, name: clinic.name, at: clinic.at, today: clinic.today };
    Ok(clinics.into_iter().map(of).collect())
}

fn journeys(
    asked: &Asked,
    area: &read::Area,
    customers: &[Customer],
    sites: &[Site],
    notes: &mut Vec<String>,
) -> Result<(Unit, Vec<u32>), Failure> {
    if let Some(path) = &asked.matrix {
        let from: Vec<&str> = customers.iter().map(|of| of.id.as_str()).collect();
        let to: Vec<&str> = sites.iter().map(|of| of.id.as_str()).collect();
        let cells =
            read::matrix(&file::text(path)?, &from, &to).map_err(|why| file::unreadable(path, &why))?;
        notes.push(format!("Journeys are those of {}.", path.display()));
        return Ok((Unit::Brought, cells));
    }
    if asked.road {
        notes.push("Journeys are minutes by road, worked out from straight lines by area and rural class (fitted on journeys to hospitals; mean error 4 to 6 minutes; no public transport): an interim model until journeys are measured.".to_owned());
        let from = |(small, customer): (&read::SmallArea, &Customer)| -> Vec<u32> {
            let one = |site: &Site| {
                let metres = planning_rules::study::metres(customer.at, site.at);
                road::seconds(metres, &area.name, &small.rural_class)
            };
            sites.iter().map(one).collect()
        };
        return Ok((Unit::Seconds, area.areas.iter().zip(customers).flat_map(from).collect()));
    }
    notes.push("Journeys are straight lines between the centres of small areas; roads are longer, most of all where there is water between.".to_owned());
    Ok((Unit::Metres, straight(customers, sites)))
}
