//! Files that were made to burst, to nest or to be run, sent to each form of four pages that
//! takes one, as whoever has that page.

use std::io::Write as _;

use axum::Router;
use axum::extract::Request;
use axum::http::header;
use zip::write::SimpleFileOptions;

use super::attack_tests::{attribute, enter, get, headers_stand, send};

/// Who has which pages with a form for a file.
const PAGES: &[(&str, &str)] = &[
    ("clinician", "/letters/reply"),
    ("manager", "/practice/files"),
    ("convener", "/plan/replay"),
    ("convener", "/plan/needs"),
];

const RUN: &str = "<script>alert(1)</script>";
/// What a small archive unpacks to.
const BURST: usize = 40 << 20;

fn archive(entries: usize, name: &dyn Fn(usize) -> String, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for nth in 0..entries {
        zip.start_file(name(nth), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Each with the name that its sender gives it.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let entities = (1..12).fold("<!DOCTYPE a [<!ENTITY e0 \"ha\">".to_owned(), |text, nth| {
        format!("{text}<!ENTITY e{nth} \"{}\">", format!("&e{};", nth - 1).repeat(10))
    });
    let burst = vec![b'a'; BURST];
    let small = archive(1, &|_| "inner.zip".to_owned(), &archive(1, &|_| "a.txt".to_owned(), &burst));
    vec![
        ("letter.docx", archive(1, &|_| "word/document.xml".to_owned(), &burst)),
        ("sheet.xlsx", archive(1, &|_| "xl/sharedStrings.xml".to_owned(), &burst)),
        ("letters.zip", small),
        ("many.zip", archive(8_000, &|nth| format!("{nth}"), b"")),
        ("out.zip", archive(1, &|_| "../../../../etc/cron.d/x".to_owned(), b"* * * * * root x")),
        ("entities.xml", format!("{entities}]><ClinicalDocument>&e11;</ClinicalDocument>").into_bytes()),
        ("deep.json", "[".repeat(200_000).into_bytes()),
        ("deep.toml", format!("a = {}", "[".repeat(200_000)).into_bytes()),
        ("deep.rtf", format!("{{\\rtf1 {}", "{".repeat(200_000)).into_bytes()),
        (
            "loop.pdf",
            b"%PDF-1.7\n1 0 obj<</Type/Pages/Kids[1 0 R]/Parent 1 0 R>>endobj trailer<</Root 1 0 R>>"
                .to_vec(),
        ),
        ("../../picture.svg", format!("<svg xmlns='http://www.w3.org/2000/svg'>{RUN}</svg>").into_bytes()),
        (RUN, format!("{RUN},{RUN}\n{RUN},{RUN}\n").into_bytes()),
        ("wide.csv", "a,".repeat(500_000).into_bytes()),
        ("nothing.csv", Vec::new()),
        ("nul.csv", vec![0; 1 << 20]),
        ("events.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n".repeat(30_000).into_bytes()),
        ("too-large.csv", vec![b'a'; (2 << 20) + 1]),
    ]
}

const EDGE: &str = "edge-of-a-part-2718281828";

fn parts(fields: &[(String, String)], field: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(bytes.len() + 2_000);
    for (name, value) in fields {
        let head = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    let head = format!(
        "--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
    body
}

/// Where a form with a file is sent to, its other fields as they stand, and the name of the file's.
type FileForm = (String, Vec<(String, String)>, String);

fn file_forms(page: &str, body: &str) -> Vec<FileForm> {
    let mut found = Vec::new();
    for part in body.split("<form").skip(1) {
        let within = part.split("</form>").next().unwrap_or_default();
        let action = attribute(within.split('>').next().unwrap_or_default(), "action");
        let mut file = None;
        let mut fields = Vec::new();
        for tag in within.split("<input ").skip(1) {
            let tag = format!(" {}", tag.split('>').next().unwrap_or_default());
            let Some(name) = attribute(&tag, "name") else { continue };
            match attribute(&tag, "type").as_deref() {
                Some("file") => file = Some(name),
                Some("hidden") => fields.push((name, attribute(&tag, "value").unwrap_or_default())),
                _ => {}
            }
        }
        if let Some(file) = file {
            found.push((action.unwrap_or_else(|| page.to_owned()), fields, file));
        }
    }
    found
}

/// Sends every file to every form; how many were sent.
pub(super) async fn withstand(router: &Router) -> usize {
    let files = files();
    let mut sent = 0;
    for (role, page) in PAGES {
        let cookies = enter(router, role).await;
        let shown = get(router, page, &cookies).await;
        assert_eq!(shown.status, 200, "{role} has no {page}");
        let forms = file_forms(page, &shown.body);
        assert!(!forms.is_empty(), "{page} takes no file");
        for (action, fields, field) in forms {
            for (name, bytes) in &files {
                let request = Request::post(&action)
                    .header(header::COOKIE, &cookies)
                    .header("sec-fetch-site", "same-origin")
                    .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={EDGE}"));
                let answer = send(router, request, parts(&fields, &field, name, bytes)).await;
                let said = format!("{name} to {action}: {}", answer.status);
                assert!((200..500).contains(&answer.status) && answer.status != 403, "{said}");
                assert!(!answer.body.contains(RUN), "{said} is run");
                if *name == "too-large.csv" {
                    assert_eq!(answer.status, 413, "{said}");
                }
                headers_stand(&action, &answer);
                sent += 1;
            }
        }
        assert_eq!(get(router, page, &cookies).await.status, 200, "{page} is there afterwards");
    }
    sent
}
