//! A place on an open map, by the command as it is typed: on a made-up folder of the same form, and on the real one where it
//! stands beside this checkout.

#![allow(clippy::print_stdout, reason = "a test that is skipped says so")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;
use directory_site::{areas, read as directory};
use journal::Reading;
use measures_rules::asks::By;
use policy::{Kind, Permit, Relations, Subject};

use crate::Arguments;
use crate::place::{At, program};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let name = format!("roundtable-open-{}", kernel::Id::from_bits(rand::random()));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn db(&self) -> String {
        format!("sqlite:{}", self.0.join("vale.sqlite").display())
    }

    fn at(&self) -> At {
        self.db().parse().unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    /// Changes a file of the map.
    fn change(&self, name: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.0.join(name)).unwrap();
        assert!(text.contains(from), "{name}: {text}");
        self.write(name, &text.replacen(from, to, 1));
    }

    fn import(&self, more: &[&str]) -> Result<(), String> {
        let (dir, db) = (self.0.display().to_string(), self.db());
        let mut words = vec!["place", "import-open", &dir, "--area", "Vale", "--db", &db];
        words.extend(more);
        typed(&words)
    }

    fn files(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> =
            files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| name.starts_with("vale"));
        names.sort();
        names
    }

    fn reading(&self) -> Reading {
        let place = Subject::new(Kind::Place, Relations::NONE);
        self.at().look().unwrap().reading(&program().unwrap(), Permit::SeeHealth, place).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn typed(words: &[&str]) -> Result<(), String> {
    let words = std::iter::once("roundtable").chain(words.iter().copied());
    let arguments = Arguments::try_parse_from(words).map_err(|error| error.to_string())?;
    crate::commands::run(arguments.command).map_err(|failure| failure.to_string())
}

const PRACTICES: usize = 16;

/// Two districts of a county and its city, twelve small areas, sixteen practices; one more area that is not asked for.
fn vale() -> Folder {
    let folder = Folder::new();
    let mut areas = String::from(
        "lsoa21cd,lsoa21nm,lad22cd,lad22nm,area,easting,northing,lat,lon,pop_16_24,pop_25_34,pop_35_49,pop_all,imd2019_decile,ruc11cd,ruc11\n",
    );
    for nth in 0..12 {
        let (code, district) =
            [("E07000901", "Low Vale"), ("E07000902", "High Vale"), ("E06000901", "Valeton")][nth % 3];
        let class = ["C1,Urban city and town", "D1,Rural town and fringe", "E1,Rural village"][nth % 3];
        areas.push_str(&format!(
            "E01{nth:06},{district} {nth},{code},{district},Vale,{},{},{:.4},{:.4},100,200,300,{},{},{class}\n",
            400_000 + nth * 900,
            300_000 + nth * 700,
            52.60 + 0.012 * nth as f64,
            -1.30 + 0.011 * nth as f64,
            1_000 + nth,
            1 + nth % 10
        ));
    }
    areas.push_str("E09999999,Far 1,E07000903,Far,Dale,0,0,54.0,-1.0,1,1,1,9,5,C1,Urban city and town\n");
    folder.write("lsoa.csv", &areas);
    let mut practices = String::from("ods_code,name,postcode,patients_2021_01,lat,lon,lad22nm,area\n");
    let mut lists =
        String::from("ods_code,male_15_24,female_15_24,male_25_34,female_25_34,male_35_44,female_35_44\n");
    for nth in 0..PRACTICES {
        practices.push_str(&format!(
            "V9{nth:04},PLACE {nth} SURGERY,VA1 {nth}AA,{},{:.4},{:.4},{},Vale\n",
            5_000 + nth,
            52.60 + 0.009 * nth as f64,
            -1.30 + 0.008 * nth as f64,
            ["Low Vale", "High Vale", "Valeton"][nth % 3]
        ));
        lists.push_str(&format!("V9{nth:04},300,200,300,200,300,200\n"));
    }
    folder.write("gp_practices.csv", &practices);
    folder.write("gp_list_age_sex_2016q1.csv", &lists);
    folder.write(
        "pharmacies_2014.csv",
        "ods_code,name,address,postcode,lat,lon,lad22nm,area\nFV901,Vale Chemist,1 High Street,VA1 1AA,52.61,-1.29,Valeton,Vale\n",
    );
    folder.write(
        "README.md",
        "# Totals\n\n| area | LSOAs | people | GP practices Jan 2021 | registered patients | pharmacies |\n| --- | --- | --- | --- | --- | --- |\n| Vale | 12 | 12,066 | 16 | 80,120 | 1 |\n",
    );
    folder
}

#[test]
fn a_county_on_an_open_map_is_a_whole_place_that_says_it_is_synthetic() {
    let vale = vale();
    vale.import(&[]).unwrap();
    assert_eq!(vale.files().first().map(String::as_str), Some("vale.keys"));
    assert!(vale.files().iter().all(|name| !name.contains("part")), "{:?}", vale.files());
    let reading = vale.reading();
    let described = areas::description(&reading).unwrap().unwrap();
    assert!(described.synthetic && described.label.starts_with("Synthetic:"), "{described:?}");
    assert!(described.sources.iter().any(|line| line.contains("Open Government Licence")));
    let small = areas::small_areas(&reading).unwrap();
    assert_eq!((small.len(), small.iter().map(|area| area.people).sum::<u32>()), (12, 12_066));
    // 600 aged 16 to 49, of whom 600 of 1,500 on the lists are women.
    assert!(small.iter().all(|area| area.women_16_to_49 == Some(240)));
    assert_eq!((small[0].fifth, small[9].fifth, small[2].rural.as_str()), (1, 5, "village"));
    assert_ne!(small[0].council, small[2].council, "the city has a council of its own");
    assert_eq!(small[0].council, small[1].council);
    let practices: Vec<_> =
        directory::organisations(&reading).unwrap().into_iter().filter(|of| of.kind == "practice").collect();
    assert_eq!(practices.len(), PRACTICES);
    assert_eq!(practices.iter().filter_map(|of| of.list_size).sum::<u32>(), 80_120);
    assert!(practices.iter().all(|of| of.code.as_str().starts_with("ZP") && !of.name.starts_with("PLACE")));
    assert!(practices.iter().any(|of| of.at == kernel::Point { latitude: 52.60, longitude: -1.30 }));
    let quarters = measures_site::read::quarters(&reading).unwrap();
    assert_eq!(quarters.len(), 4);
    let (published, _, _) = measures_site::read::publication(&reading, quarters[3]).unwrap().unwrap();
    let by = format!("kept.GP-28.{}.year", By::Deprivation.name());
    assert!(published.tables.iter().any(|table| table.id == by), "a year by deprivation");
    assert!(published.held_back.is_empty(), "{:?}", published.held_back);
    let groups = table_site::read::groups(&reading).unwrap();
    assert_eq!(groups.len(), 15);
    drop(reading);
    let db = vale.db();
    typed(&["attack", "--db", &db]).unwrap();
    typed(&["waits", "--db", &db, "--by", "deprivation"]).unwrap();
    for demand in ["asks", "lists", "women-16-49"] {
        let plan = ["plan", "sites", "--place", &db, "--p", "2", "--whose", "clinics", "--demand", demand];
        typed(&plan).unwrap();
    }
    let out = vale.0.join("records").display().to_string();
    typed(&["place", "export", &out, "--db", &db]).unwrap();
    let lines = std::fs::read_to_string(Path::new(&out).join("small-areas.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 12);
    // What was written comes in again elsewhere.
    let other = format!("sqlite:{}", vale.0.join("vale-again.sqlite").display());
    typed(&["place", "new", "--db", &other]).unwrap();
    typed(&["place", "import", &out, "--db", &other]).unwrap();
}

#[test]
fn asked_for_the_names_and_codes_are_those_of_the_register_and_an_empty_place_keeps_its_keys() {
    let vale = vale();
    drop(vale.at().make(Arc::new(web::SystemClock)).unwrap());
    let keys = std::fs::read(vale.0.join("vale.keys")).unwrap();
    vale.import(&["--real-names"]).unwrap();
    assert_eq!(std::fs::read(vale.0.join("vale.keys")).unwrap(), keys);
    let reading = vale.reading();
    let code = "V90003".parse().unwrap();
    let practice = directory::organisation(&reading, code).unwrap().unwrap();
    assert_eq!((practice.name.as_str(), practice.list_size), ("Place 3 Surgery", Some(5_003)));
    assert!(practice.telephone.starts_with("01632 960"), "numbers stay those kept for drama");
    let label = areas::description(&reading).unwrap().unwrap().label;
    assert!(label.contains("nothing shown of them here has happened"), "{label}");
    drop(reading);
    let again = vale.import(&[]).unwrap_err();
    assert!(again.contains("already holds") && again.contains("name a new place"), "{again}");
}

#[test]
fn another_total_than_the_source_prints_is_refused_and_nothing_is_written() {
    for (file, from, to, numbers) in [
        ("README.md", "12,066", "12,067", ["lsoa.csv", "12066", "12067"]),
        ("README.md", "| 16 |", "| 17 |", ["gp_practices.csv", "16", "17"]),
        ("gp_practices.csv", ",5000,", ",5001,", ["gp_practices.csv", "80121", "80120"]),
        ("README.md", "| 1 |", "| 2 |", ["pharmacies_2014.csv", "1 pharmacies", "prints 2"]),
    ] {
        let vale = vale();
        vale.change(file, from, to);
        let why = vale.import(&[]).unwrap_err();
        assert!(numbers.iter().all(|number| why.contains(number)), "{why}");
        assert!(vale.files().is_empty(), "{:?}", vale.files());
    }
}

#[test]
fn bad_input_is_named_by_file_line_and_field() {
    for (file, from, to, why) in [
        ("gp_practices.csv", "5003,52", "many,52", "gp_practices.csv, line 5, patients_2021_01"),
        ("lsoa.csv", ",1002,3,", ",1002,11,", "lsoa.csv, line 4, imd2019_decile"),
        ("lsoa.csv", "52.6120", "5.26120", "lsoa.csv, line 3, lat"),
        ("pharmacies_2014.csv", "FV901", "", "pharmacies_2014.csv, line 2, ods_code"),
        ("README.md", "Vale", "Moor", "README.md: it prints no small areas for Vale"),
    ] {
        let vale = vale();
        vale.change(file, from, to);
        let said = vale.import(&[]).unwrap_err();
        assert!(said.contains(why), "{said}");
        assert!(vale.files().is_empty());
    }
    let vale = vale();
    let (dir, db) = (vale.0.display().to_string(), vale.db());
    let said = typed(&["place", "import-open", &dir, "--area", "Moor", "--db", &db]).unwrap_err();
    assert!(said.contains("there is no area “Moor”: the file has Dale, Vale"), "{said}");
}

#[test]
fn the_real_files_are_read_and_agree_with_their_source() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/geo");
    let folder =
        std::env::var_os("ROUNDTABLE_SHARED").map_or(beside, |shared| PathBuf::from(shared).join("geo"));
    if !folder.exists() {
        println!("skipped: shared/geo is not beside this checkout");
        return;
    }
    for (area, practices, patients) in
        [("Derbyshire", 118, 1_099_062), ("dorset", 81, 816_373), ("Nottinghamshire", 134, 1_209_403)]
    {
        let map = super::open::read(&folder, area).unwrap();
        let sum: u64 = map.practices.iter().map(|of| u64::from(of.patients)).sum();
        assert_eq!((map.practices.len(), sum), (practices, patients));
        let recipe = trial::marlshire::Recipe { seed: 7, today: lawbook::date(2026, 11, 22) };
        for real_names in [false, true] {
            let how = trial::open::How { real_names, history_days: 400, quarters: 4 };
            let place = trial::open::place(&map, recipe, how).unwrap();
            assert_eq!(place.organisations.practices.len(), practices);
            assert!(place.records.iter().all(|record| record.wrong().is_empty()));
            assert_eq!(place.organisations.councils.len(), 2);
        }
    }
}
