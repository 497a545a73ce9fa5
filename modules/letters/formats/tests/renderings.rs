#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test names the file it stops at"
)]
//! Every rendering of a letter gives the findings of its text; hostile files are refused by name.

use letters_formats::{Refused, text};
use letters_rules::{Letter, Reader};
use proptest::prelude::*;

const LETTER: &str = "Discharge letter\nSample ASH, 58 M\n\nTreated with nebulisers & steroids.\n\nRequests to the practice:\n- Full blood count in a fortnight\n- Arrange CT thorax in 3 months\nArranged from here:\n- Nurse call at 2 weeks";

fn findings(text: &str) -> Vec<String> {
    let letter = Letter { text, setting: None, specialty: None };
    let cut =
        |f: &letters_rules::Finding| text.chars().skip(f.start).take(f.end - f.start).collect::<String>();
    Reader::new()
        .read(&letter)
        .iter()
        .map(|f| format!("{} {} {} {}", f.actor.name(), f.action.name(), f.ask.number(), cut(f)))
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
}

fn check(name: &str, bytes: &[u8]) {
    let found = text(bytes).unwrap_or_else(|why| panic!("{name}: {why}"));
    assert_eq!(findings(&found.text), findings(LETTER), "{name}: {}", found.text);
}

#[test]
fn each_rendering_gives_the_findings_of_its_text() {
    assert!(findings(LETTER).len() >= 3);
    let paragraphs: String = LETTER.lines().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    let rtf = format!("{{\\rtf1\\ansi {}}}", LETTER.replace('\n', "\\par\n"));
    check("RTF", rtf.as_bytes());
    let obx: String =
        LETTER.lines().map(|line| format!("OBX|1|TX|DS||{}\r", line.replace('&', "\\T\\"))).collect();
    check("HL7", format!("MSH|^~\\&|A|B\r{obx}").as_bytes());
    let cda = format!(
        "<ClinicalDocument><component><structuredBody><component><section><title>Letter</title><text>{}</text></section></component></structuredBody></component></ClinicalDocument>",
        paragraphs.replace("<p>", "<paragraph>").replace("</p>", "</paragraph>")
    );
    check("CDA", cda.as_bytes());
    let div = format!("<div xmlns='http://www.w3.org/1999/xhtml'>{paragraphs}</div>");
    let fhir = format!(
        "{{\"resourceType\":\"Bundle\",\"entry\":[{{\"resource\":{{\"resourceType\":\"Composition\",\"section\":[{{\"title\":\"Plan\",\"text\":{{\"div\":\"{}\"}}}}]}}}}]}}",
        div.replace('"', "'")
    );
    check("FHIR JSON", fhir.as_bytes());
    let xml = format!(
        "<Bundle xmlns=\"http://hl7.org/fhir\"><entry><resource><Composition><section><title value=\"Plan\"/><text>{div}</text></section></Composition></resource></entry></Bundle>"
    );
    check("FHIR XML", xml.as_bytes());
}

#[test]
fn hostile_files_are_refused_by_name() {
    let bomb =
        "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;\">]><ClinicalDocument>&c;</ClinicalDocument>";
    assert_eq!(text(bomb.as_bytes()), Err(Refused::Entities));
    let deep = format!("<ClinicalDocument>{}", "<a>".repeat(10_000));
    assert_eq!(text(deep.as_bytes()), Err(Refused::TooDeep));
    assert_eq!(text(b"%PDF-1.4\ntrailer << /Encrypt 5 0 R >>"), Err(Refused::Encrypted));
    assert!(matches!(text(b"%PDF-1.4\nrubbish"), Err(Refused::Broken { kind: "PDF", .. })));
    assert!(matches!(text(b"PK\x03\x04 word/document.xml"), Err(Refused::Broken { .. })));
    assert_eq!(text(&[b' '; 50]), Err(Refused::Empty));
    let json = format!("{{\"resourceType\":\"Bundle\",\"entry\":{}", "[".repeat(100_000));
    assert!(matches!(text(json.as_bytes()), Err(Refused::Broken { .. })));
}

#[test]
fn shared_renderings_give_the_findings_of_their_letters() {
    let shared = std::env::var("ROUNDTABLE_SHARED").unwrap_or_else(|_| "../../../../shared".to_owned());
    let folder = std::path::Path::new(&shared).join("letters/formats");
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: renderings of the shared letters (no shared folder)");
        return;
    };
    let mut by_letter: std::collections::BTreeMap<String, Vec<(String, Vec<String>)>> =
        std::collections::BTreeMap::new();
    for path in files.flatten().map(|file| file.path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = text(&std::fs::read(&path).unwrap()).unwrap_or_else(|why| panic!("{name}: {why}"));
        by_letter
            .entry(name.split('.').next().unwrap().to_owned())
            .or_default()
            .push((name, findings(&found.text)));
    }
    let gold = std::fs::read_to_string(folder.join("../gold-dev.jsonl")).unwrap();
    for (letter, renderings) in by_letter {
        let line = gold.lines().find(|line| line.contains(&format!("\"{letter}\""))).unwrap();
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let original = findings(value["text"].as_str().unwrap());
        for (name, found) in renderings {
            assert_eq!(found, original, "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_it_panic(head in prop::sample::select(vec!["", "%PDF-1.4\n", "PK\x03\x04", "{\\rtf1", "MSH|^~\\&|\rOBX|1|ED|||", "{\"resourceType\":", "<ClinicalDocument>", "<Bundle xmlns=\"http://hl7.org/fhir\">"]), tail in prop::collection::vec(any::<u8>(), 0..600)) {
        let bytes = [head.as_bytes(), &tail].concat();
        let _ = text(&bytes);
    }

    #[test]
    fn broken_xml_and_rtf_never_panic(tail in "[<>/a-z&;\\\\{}'=\"! \\[\\]#0-9-]{0,200}") {
        for head in ["{\\rtf1 ", "<ClinicalDocument>", "<Bundle xmlns=\"http://hl7.org/fhir\"><section><text><div>"] {
            let _ = text(format!("{head}{tail}").as_bytes());
        }
    }
}
