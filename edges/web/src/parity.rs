//! Our components beside the design system's own fixtures: the same options must give the same HTML but for white
//! space. The fixtures are not ours, so they are read from the shared folder where there is one; `snapshots` below
//! holds a few of our own for a clone without it.

mod json;
mod snapshots;

use maud::Render;
use serde::Deserialize;

use crate::components as nhs;
use json::Json;

/// What one component does with the fixtures of its file.
type Shown = fn(Json) -> Result<String, json::Refused>;

fn shown<T: for<'de> Deserialize<'de> + Render>(options: Json) -> Result<String, json::Refused> {
    Ok(T::deserialize(options)?.render().0)
}

const COMPONENTS: &[(&str, Shown)] = &[
    ("action-link", shown::<nhs::ActionLink>),
    ("back-link", shown::<nhs::BackLink>),
    ("breadcrumb", shown::<nhs::Breadcrumb>),
    ("button", shown::<nhs::Button>),
    ("caption", shown::<nhs::heading::Caption>),
    ("card", shown::<nhs::Card>),
    ("character-count", shown::<nhs::CharacterCount>),
    ("checkboxes", shown::<nhs::Checkboxes>),
    ("date-input", shown::<nhs::DateInput>),
    ("details", shown::<nhs::Details>),
    ("do-dont-list", shown::<nhs::DoDontList>),
    ("error-message", shown::<nhs::ErrorMessage>),
    ("error-summary", shown::<nhs::ErrorSummary>),
    ("fieldset", shown::<nhs::Fieldset>),
    ("file-upload", shown::<nhs::FileUpload>),
    ("footer", shown::<nhs::Footer>),
    ("header", shown::<nhs::Header>),
    ("heading", shown::<nhs::Heading>),
    ("hint", shown::<nhs::Hint>),
    ("input", shown::<nhs::Input>),
    ("inset-text", shown::<nhs::InsetText>),
    ("label", shown::<nhs::Label>),
    ("legend", shown::<nhs::Legend>),
    ("notification-banner", shown::<nhs::NotificationBanner>),
    ("pagination", shown::<nhs::Pagination>),
    ("panel", shown::<nhs::Panel>),
    ("password-input", shown::<nhs::PasswordInput>),
    ("radios", shown::<nhs::Radios>),
    ("scroll", shown::<nhs::Scroll>),
    ("select", shown::<nhs::Select>),
    ("skip-link", shown::<nhs::SkipLink>),
    ("summary-list", shown::<nhs::SummaryList>),
    ("tables", shown::<nhs::Table>),
    ("tabs", shown::<nhs::Tabs>),
    ("tag", shown::<nhs::Tag>),
    ("task-list", shown::<nhs::TaskList>),
    ("textarea", shown::<nhs::Textarea>),
    ("warning-callout", shown::<nhs::WarningCallout>),
];

#[derive(Deserialize)]
struct File {
    fixtures: Vec<Fixture>,
}

#[derive(Deserialize)]
struct Fixture {
    name: String,
    context: Json,
    #[serde(default, rename = "callBlock")]
    call_block: Option<String>,
    html: String,
}

fn shared() -> std::path::PathBuf {
    let beside = || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    std::env::var_os("ROUNDTABLE_SHARED").map_or_else(beside, Into::into).join("engagement/nhsuk")
}

/// White space runs together, and none is left beside a tag.
fn normal(html: &str) -> String {
    let words = html.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("> ", ">").replace(" <", "<")
}

#[test]
#[allow(clippy::print_stdout, reason = "the figures are what this test is for")]
fn our_html_is_that_of_the_fixtures() {
    let folder = shared();
    if !folder.is_dir() {
        println!("skipped: nhsuk parity (no shared folder)");
        return;
    }
    let (mut same, mut all, mut told) = (0, 0, Vec::new());
    for (component, shown) in COMPONENTS {
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{component}.fixtures.json"))) else {
            continue;
        };
        let file: File = serde_json::from_str(&text).unwrap();
        let (mut here, mut refused) = (0, 0);
        for fixture in &file.fixtures {
            let options = json::options(&fixture.context, component, fixture.call_block.as_deref());
            match shown(options) {
                Ok(html) if normal(&html) == normal(&fixture.html) => here += 1,
                Ok(html) => told.push(format!(
                    "{component}: {}\n  want {}\n  have {}",
                    fixture.name,
                    normal(&fixture.html),
                    normal(&html)
                )),
                Err(why) => {
                    refused += 1;
                    println!("  not taken: {component}: {}: {why}", fixture.name);
                }
            }
        }
        println!(
            "nhsuk parity: {component} {here}/{} ({refused} with options we do not take)",
            file.fixtures.len()
        );
        (same, all) = (same + here, all + file.fixtures.len());
    }
    println!("nhsuk parity: {same}/{all} fixtures alike");
    assert!(told.is_empty(), "{} differ:\n{}", told.len(), told.join("\n"));
}
