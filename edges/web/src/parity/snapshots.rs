//! A few outputs of our own, so that a clone without the fixtures still notices a change.

use maud::Render;

use crate::components as nhs;

fn check(component: impl Render, html: &str) {
    assert_eq!(super::normal(&component.render().0), super::normal(html));
}

#[test]
fn a_wrong_field_says_so_three_times() {
    check(
        nhs::Input::new("telephone", "Telephone")
            .hint("One that you answer")
            .error_message("Enter a telephone number")
            .value("07"),
        r#"<div class="nhsuk-form-group nhsuk-form-group--error">
             <label class="nhsuk-label" for="telephone">Telephone</label>
             <div class="nhsuk-hint" id="telephone-hint">One that you answer</div>
             <span class="nhsuk-error-message" id="telephone-error"><span class="nhsuk-u-visually-hidden">Error: </span>Enter a telephone number</span>
             <input class="nhsuk-input nhsuk-input--error" id="telephone" name="telephone" type="text" value="07" aria-describedby="telephone-hint telephone-error">
           </div>"#,
    );
}

#[test]
fn the_first_radio_bears_the_name_of_the_question() {
    let items = vec![nhs::Choice::new("implant", "Implant"), nhs::Choice::new("coil", "Coil")];
    check(
        nhs::Radios::new("method", "Method", items).value("coil"),
        r#"<div class="nhsuk-form-group"><fieldset class="nhsuk-fieldset"><legend class="nhsuk-fieldset__legend">Method</legend>
             <div class="nhsuk-radios" data-module="nhsuk-radios">
               <div class="nhsuk-radios__item"><input class="nhsuk-radios__input" id="method" name="method" type="radio" value="implant">
                 <label class="nhsuk-label nhsuk-radios__label" for="method">Implant</label></div>
               <div class="nhsuk-radios__item"><input class="nhsuk-radios__input" id="method-2" name="method" type="radio" value="coil" checked>
                 <label class="nhsuk-label nhsuk-radios__label" for="method-2">Coil</label></div>
             </div></fieldset></div>"#,
    );
}

#[test]
fn what_is_not_known_is_written_out() {
    check(
        nhs::SummaryList::new(vec![nhs::Row::new("Language", "")]),
        r#"<dl class="nhsuk-summary-list"><div class="nhsuk-summary-list__row">
             <dt class="nhsuk-summary-list__key">Language</dt><dd class="nhsuk-summary-list__value">Not recorded</dd></div></dl>"#,
    );
}

#[test]
fn a_table_says_the_head_of_its_column_again_on_a_phone() {
    let table = nhs::Table::new(
        "Waits",
        vec![nhs::Column::words("Clinic"), nhs::Column::figures("Days")],
        vec![vec![nhs::TableCell::link("Orchard Street", "/sites/1"), "12".into()]],
    );
    check(
        table,
        r#"<table class="nhsuk-table nhsuk-table--responsive" role="table"><caption class="nhsuk-table__caption">Waits</caption>
             <thead class="nhsuk-table__head" role="rowgroup"><tr class="nhsuk-table__row" role="row">
               <th class="nhsuk-table__header" scope="col" role="columnheader">Clinic</th>
               <th class="nhsuk-table__header nhsuk-table__header--numeric" scope="col" role="columnheader">Days</th></tr></thead>
             <tbody class="nhsuk-table__body"><tr class="nhsuk-table__row" role="row">
               <th class="nhsuk-table__header" scope="row" role="rowheader"><span class="nhsuk-table__heading" aria-hidden="true">Clinic </span><a class="nhsuk-link" href="/sites/1">Orchard Street</a></th>
               <td class="nhsuk-table__cell nhsuk-table__cell--numeric" role="cell"><span class="nhsuk-table__heading" aria-hidden="true">Days </span>12</td></tr></tbody></table>"#,
    );
}

#[test]
fn what_somebody_typed_stays_words() {
    check(
        nhs::Textarea::new("note", "Note").value("</textarea><script>"),
        r#"<div class="nhsuk-form-group"><label class="nhsuk-label" for="note">Note</label>
             <textarea class="nhsuk-textarea" id="note" name="note" rows="5">&lt;/textarea&gt;&lt;script&gt;</textarea></div>"#,
    );
}

#[test]
fn a_button_that_is_sent_twice_is_sent_once() {
    check(
        nhs::Button::new("Send"),
        r#"<button class="nhsuk-button" data-module="nhsuk-button" data-prevent-double-click="true" type="submit">Send</button>"#,
    );
}
