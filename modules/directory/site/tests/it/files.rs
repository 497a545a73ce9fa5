//! Files in and out: what is right is kept, what is not is told by line, field and reason, and a file out can come back.

use axum::http::StatusCode;

use crate::world::{FITTER, SITE, World};

#[tokio::test]
async fn a_file_of_sites_is_taken_line_by_line() {
    let world = World::new().await;
    let file = format!(
        "id,name,discreet_label,address,latitude,longitude,telephone\n\
         {SITE},Orchard House,Orchard House,1 Orchard Street,54.6,-1.5,01632 960102\n\
         ,Quay Street,Quay Street,2 Quay Street,north,-1.5,nonsense\n\
         ,Hill Street,Hill Street,3 Hill Street,54.7,-1.4,01632 960104\n\
         00000000000000000000000zzz,Not Ours,Not Ours,4 Far Street,54.7,-1.4,01632 960104\n\
         ,Short\n"
    );
    let report = world.send("manager", "/practice/files/sites", &file).await;
    assert_eq!(report.status, StatusCode::OK);
    assert!(report.says("2 of 5 sites taken"), "{}", report.body);
    for words in ["latitude", "telephone", "That is no site of yours", "has 2 cells"] {
        assert!(report.says(words), "{words}");
    }
    let page = world.get("manager", "/practice").await;
    assert!(
        page.says("Orchard House")
            && page.says("Hill Street")
            && !page.says("Quay Street")
            && !page.says("Not Ours")
    );
}

#[tokio::test]
async fn what_goes_out_comes_back_unchanged() {
    let world = World::new().await;
    for what in ["sites", "services", "fitters", "sessions"] {
        let path = format!("/practice/files/{what}");
        let out = world.get("manager", &path).await;
        assert_eq!(out.status, StatusCode::OK, "{what}");
        let report = world.send("manager", &path, &out.body).await;
        assert!(report.says(&format!("1 of 1 {what} taken")), "{what}: {}\n{}", out.body, report.body);
        assert_eq!(world.get("manager", &path).await.body, out.body, "{what}");
    }
}

#[tokio::test]
async fn a_cell_that_a_spreadsheet_would_run_goes_out_harmless_and_comes_back_as_it_was() {
    let world = World::new().await;
    let file = format!(
        "id,name,discreet_label,address,latitude,longitude,telephone\n\
         {SITE},\"=HYPERLINK(\"\"x\"\")\",Orchard,1 Orchard Street,54.6,-1.5,+44 1632 960102\n"
    );
    assert!(world.send("manager", "/practice/files/sites", &file).await.says("1 of 1"));
    let out = world.get("manager", "/practice/files/sites").await.body;
    assert!(out.contains("\"'=HYPERLINK(") && out.contains("'+44 1632 960102"), "{out}");
    assert!(world.send("manager", "/practice/files/sites", &out).await.says("1 of 1"));
    let page = world.get("manager", "/practice").await;
    assert!(page.says(">+44 1632 960102"), "{}", page.body);
}

#[tokio::test]
async fn the_certificates_of_a_seat_stand_together() {
    let world = World::new().await;
    let head = "seat,skill,certified,life_support,until\n";
    let bad = format!(
        "{head}{FITTER},IUT,2025-01-10,2025-01-10,\n{FITTER},KNITTING,10/01/2025,2025-02-30,\nnobody,IUT,2025-01-10,2025-01-10,\n"
    );
    let report = world.send("manager", "/practice/files/fitters", &bad).await;
    assert!(report.says("0 of 3 fitters taken"), "{}", report.body);
    assert!(
        report.says("KNITTING") && report.says("waits for the other lines") && report.says("no clinician")
    );
    let good = format!("{head}{FITTER},IUT,2025-01-10,2025-01-10,\n{FITTER},SDI-IR,10/01/2025,2025-01-10,\n");
    assert!(world.send("manager", "/practice/files/fitters", &good).await.says("2 of 2 fitters taken"));
    assert!(world.get("manager", "/practice").await.says("Implants, in and out"));
}

#[tokio::test]
async fn what_is_no_such_file_is_refused_in_words_and_only_keepers_send() {
    let world = World::new().await;
    let wrong = world.send("manager", "/practice/files/sites", "a,b\n1,2\n").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.says("no column “discreet_label”"));
    let none = world.send("manager", "/practice/files/sites", "").await;
    assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.says("Choose a CSV file"));
    assert_eq!(
        world.send("booking", "/practice/files/sites", "name\nX\n").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        world.send("manager", "/practice/files/patients", "name\nX\n").await.status,
        StatusCode::NOT_FOUND
    );
}
