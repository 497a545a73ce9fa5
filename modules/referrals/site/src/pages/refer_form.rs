//! The form of Refer: what is always asked stands open, in the order in which it is said; the rest is one line away.

use directory_rules::Method;
use emergency_rules::Criterion;
use kernel::Day;
use maud::{Markup, Render, html};
use referrals_rules::request::FraserPoint;
use referrals_rules::request::factors::FACTORS;
use web::components::{
    Button, Checkboxes, Choice, DateInput, Details, Input, InsetText, Radios, Select, SelectItem, Textarea,
    date_input::DateValues,
};
use web::{FormToken, Page, Problems, SignedIn, Typed};

use crate::acts::draft;

/// A field as it is shown again.
struct Form<'a> {
    typed: &'a Typed,
    problems: &'a Problems,
    today: Day,
}

/// The page of the form, with what is wrong and what to know.
pub(super) fn page(
    who: &SignedIn,
    token: &FormToken,
    typed: &Typed,
    problems: &Problems,
    notes: &[String],
    today: Day,
) -> Page {
    let form = Form { typed, problems, today };
    let clinical = draft::is_clinical(who.actor().role);
    Page::new("Refer for a coil or implant")
        .now(if clinical {
            "Fill it in with her beside you: then choose a host together."
        } else {
            "Fill in what you have, and keep it: a clinician checks it before it is sent."
        })
        .audience(format!("You and your colleagues at {}, until you send it; then the host too.", who.org_name))
        .part("/refer")
        .errors(problems.summary())
        .body(html! {
            @for note in notes { (InsetText::new(note.as_str())) }
            form method="post" action="/refer" novalidate autocomplete="off" data-draft="/refer/draft" data-draft-address={ "/refer?draft=" (typed.text("ask")) } {
                (token)
                input type="hidden" name="ask" value=(typed.text("ask"));
                // The first button of a form is the one that Enter presses: it must be the one that goes on.
                button type="submit" name="do" value="hosts" class="nhsuk-u-visually-hidden" tabindex="-1" aria-hidden="true" { "Find hosts" }
                (form.paste())
                (form.what())
                (form.checks())
                (form.person())
                (form.young())
                (form.more())
                (Button::new("Find hosts").name("do").value("hosts"))
                @if clinical {
                    (Details::new("Reception sends it", html! {
                        p { "Your tick covers what stands here now. If anything that you checked is changed, it comes back to a clinician." }
                        (Button::secondary("Checked: leave it to reception to send").name("do").value("tick"))
                    }))
                } @else {
                    (Button::secondary("Keep it for a clinician to check").name("do").value("keep"))
                }
            }
        })
}

impl Form<'_> {
    fn text(&self, field: &str) -> &str {
        self.typed.text(field)
    }

    fn or(&self, field: &str, usual: &'static str) -> String {
        self.typed.word(field).unwrap_or(usual).to_owned()
    }

    fn wrong(&self, field: &str) -> Option<String> {
        self.problems.of(field)
    }

    /// A part that is closed unless something in it was typed or is wrong.
    fn part(&self, summary: &str, fields: &[&str], body: Markup) -> Markup {
        let open = fields.iter().any(|field| self.typed.word(field).is_some() || self.wrong(field).is_some());
        Details::new(summary, body).open(open).render()
    }

    fn input(&self, field: &str, label: &str) -> Input {
        Input::new(field, label).value(self.text(field)).error_message(self.wrong(field))
    }

    fn radios(&self, field: &str, question: &str, choices: &[(&str, &str)]) -> Radios {
        let items = choices.iter().map(|(value, words)| Choice::new(*value, *words)).collect();
        Radios::new(field, question, items)
            .small(true)
            .value(self.text(field))
            .error_message(self.wrong(field))
    }

    fn paste(&self) -> Markup {
        Details::new(
            "Paste from the record",
            html! {
                (Textarea::new("paste", "One block from the record").hint("Name, date of birth, numbers, method: in any order. You check it before anything is sent.").rows(6u32).value(self.text("paste")))
                (Button::secondary("Fill from the block").name("do").value("paste"))
            },
        )
        .render()
    }

    fn what(&self) -> Markup {
        let methods = [
            (Method::Implant.name(), "Implant"),
            (Method::CuIud.name(), "Copper coil"),
            (Method::LngIud.name(), "Hormonal coil"),
            ("discuss", "To discuss which"),
        ];
        let purposes = [
            ("contraception", "Contraception"),
            ("heavy-bleeding", "Heavy bleeding or protection of the endometrium only"),
            ("mixed", "Both"),
            ("emergency", "Emergency contraception: ring first"),
        ];
        html! {
            div class="rt-two" {
                div { (self.radios("method", "Method wanted", &methods)) }
                div { (self.radios("purpose", "What for", &purposes)) }
            }
        }
    }

    fn checks(&self) -> Markup {
        let mut criteria = vec![SelectItem::new("", "Choose")];
        criteria.extend(Criterion::ALL.iter().map(|of| SelectItem::new(of.name(), of.in_words(self.today))));
        criteria.push(SelectItem::new("not-excluded", "Not excluded: check the emergency window"));
        let factors = FACTORS
            .on(self.today)
            .iter()
            .map(|row| Choice::new(row.factor.name(), row.words))
            .collect::<Vec<_>>();
        let ticked = self.typed.all("factors");
        let summary = match ticked.len() {
            0 => "Complicating factors: none ticked".to_owned(),
            1 => "Complicating factors: 1 ticked".to_owned(),
            many => format!("Complicating factors: {many} ticked"),
        };
        html! {
            h2 class="nhsuk-heading-m" { "Checks" }
            (Select::new("pregnancy", "Pregnancy excluded by", criteria).value(self.text("pregnancy")).error_message(self.wrong("pregnancy")))
            (self.part("If it is not excluded: the dates", &["first_upsi", "last_upsi", "last_period", "shortest_cycle", "symptoms"], html! {
                (self.input("first_upsi", "First unprotected sex in this cycle").kind("datetime-local"))
                (self.input("last_upsi", "Last unprotected sex").kind("date"))
                (self.input("last_period", "First day of last period").kind("date"))
                (self.input("shortest_cycle", "Shortest usual cycle, in days").width("3").inputmode("numeric"))
                (Checkboxes::new("symptoms", "Symptoms or signs of pregnancy", vec![Choice::new("yes", "Yes")]).small(true).values(self.typed.all("symptoms")))
                (Checkboxes::new("hormones_this_cycle", "Hormones or an oral emergency method in this cycle", vec![Choice::new("yes", "Yes")]).small(true).values(self.typed.all("hormones_this_cycle")))
            }))
            (Details::new(&summary, html! {
                (Checkboxes::new("factors", "Tick all that apply", factors).small(true).hint("Any one suggests the specialist clinic. You decide.").values(ticked.clone()).error_message(self.wrong("factors")))
            }).open(!ticked.is_empty()))
            (self.radios("sti_check", "STI check", &[("done", "Done"), ("offered", "Offered"), ("declined", "Declined"), ("not-needed", "Not needed")]).inline(true))
            (self.radios("consent", "She said yes to sending this", &[("yes", "Yes"), ("no", "No")]).inline(true))
        }
    }

    fn person(&self) -> Markup {
        let born = DateValues::default()
            .day(self.text("date_of_birth[day]"))
            .month(self.text("date_of_birth[month]"))
            .year(self.text("date_of_birth[year]"));
        html! {
            h2 class="nhsuk-heading-m" { "The person" }
            (self.input("name", "Name").spellcheck(false))
            (DateInput::new("date_of_birth", "Date of birth").values(born).error_message(self.wrong("date_of_birth")))
            (self.input("contact", "Number or address that is hers").hint("Never a parent’s or partner’s number."))
            (self.radios("channel", "How to reach her", &[("text", "Text"), ("telephone", "Ring"), ("email", "E-mail"), ("she-rings", "She rings")]).inline(true).value(self.or("channel", "text")))
            (self.input("nhs_number", "NHS number, if she offers it").width("20").inputmode("numeric"))
        }
    }

    fn young(&self) -> Markup {
        let points = FraserPoint::ALL
            .iter()
            .map(|point| Choice::new(point.name(), point.in_words()))
            .collect::<Vec<_>>();
        self.part(
            "If she is under 18",
            &["fraser", "exploitation", "speak_to"],
            html! {
                (Checkboxes::new("fraser", "13 to 15: Fraser points", points).small(true).values(self.typed.all("fraser")).error_message(self.wrong("fraser")))
                (self.radios("exploitation", "Exploitation check, offered to everybody under 18", &[("done", "Done"), ("not-done", "Not done")]))
                (self.input("speak_to", "To whom the host speaks before contacting her"))
            },
        )
    }

    fn more(&self) -> Markup {
        let access = [
            ("step-free", "Step-free way in"),
            ("adjustable-couch", "Adjustable couch"),
            ("hoist", "Hoist"),
            ("hearing-loop", "Hearing loop"),
            ("blue-badge-parking", "Blue-badge parking"),
        ];
        let boxes = |choices: &[(&str, &str)]| {
            choices.iter().map(|(value, words)| Choice::new(*value, *words)).collect::<Vec<_>>()
        };
        let fields = [
            "current_method",
            "continue_told",
            "previous_problem",
            "allergies",
            "language",
            "bsl",
            "access",
            "times",
            "travel_miles",
            "local_number",
        ];
        let open = fields.iter().any(|field| self.typed.word(field).is_some() || self.wrong(field).is_some());
        // Chaperone, discreet contact and device have safe answers from the start; they are here to be changed.
        let changed = [("chaperone", "any"), ("discreet", "yes"), ("device", "host-supplies")];
        let open = open
            || changed.iter().any(|(field, usual)| {
                self.typed.word(field).is_some_and(|text| text != *usual) || self.wrong(field).is_some()
            });
        Details::new("More, where it matters: current method, needs, chaperone, device", html! {
            (self.input("current_method", "Current method"))
            (self.radios("continue_told", "Told to continue until fitted", &[("yes", "Yes"), ("no", "No")]).inline(true))
            (self.input("previous_problem", "Problem with a previous fitting"))
            (Checkboxes::new("allergies", "Allergic to", boxes(&[("copper", "Copper"), ("local-anaesthetic", "Local anaesthetic")])).small(true).values(self.typed.all("allergies")).error_message(self.wrong("allergies")))
            (self.radios("chaperone", "Chaperone", &[("any", "Anybody"), ("woman", "A woman"), ("man", "A man"), ("none", "None wanted")]).inline(true).value(self.or("chaperone", "any")))
            (self.input("language", "Language, if an interpreter is needed").width("20"))
            (Checkboxes::new("bsl", "Sign language", boxes(&[("yes", "British Sign Language")])).small(true).values(self.typed.all("bsl")))
            (Checkboxes::new("access", "Access needs", boxes(&access)).small(true).values(self.typed.all("access")).error_message(self.wrong("access")))
            (self.radios("discreet", "Nobody else may notice the contact", &[("yes", "Yes"), ("no", "It does not matter")]).inline(true).value(self.or("discreet", "yes")))
            (self.input("times", "Good times to reach her"))
            (self.input("travel_miles", "Travel limit in miles").width("3").inputmode("numeric"))
            (self.radios("device", "Device", &[("host-supplies", "The host has it"), ("prescribed-and-brought", "Prescribed: she brings it")]).value(self.or("device", "host-supplies")))
            (self.input("local_number", "Your own number for her").width("20"))
        })
        .open(open)
        .render()
    }
}
