//! The fields of the form that are chosen from a list.

use std::collections::BTreeSet;

use directory_rules::{Access, Chaperone};

use super::super::{ContinueTold, DeviceSupply, Factor, Field, FieldError, StiCheck, Typed};
use super::Reading;

impl Reading {
    pub(super) fn continue_told(&mut self, typed: &Typed) -> Option<ContinueTold> {
        let none = matches!(typed.current_method.trim().to_lowercase().as_str(), "" | "none" | "no");
        match typed.continue_told.trim() {
            "yes" => Some(ContinueTold::Told),
            "no" => Some(ContinueTold::NotTold),
            "" if none => Some(ContinueTold::NoMethod),
            _ => self
                .wrong(Field::ContinueTold, "say whether she was told to continue until fitted: yes or no"),
        }
    }

    pub(super) fn factors(&mut self, typed: &[String]) -> Option<Vec<Factor>> {
        let mut factors = Vec::new();
        for name in typed.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            match Factor::of_name(name, self.today) {
                Some(factor) if factors.contains(&factor) => {}
                Some(factor) => factors.push(factor),
                None => {
                    return self.wrong(
                        Field::Factors,
                        "one ticked factor is not in today’s list: open the form again",
                    );
                }
            }
        }
        Some(factors)
    }

    pub(super) fn sti_check(&mut self, text: &str) -> Option<StiCheck> {
        self.one_of(
            Field::StiCheck,
            text,
            "choose done, offered, declined or not needed",
            |name| match name {
                "done" => Some(StiCheck::Done),
                "offered" => Some(StiCheck::Offered),
                "declined" => Some(StiCheck::Declined),
                "not-needed" => Some(StiCheck::NotNeeded),
                _ => None,
            },
        )
    }

    pub(super) fn allergies(&mut self, typed: &[String]) -> (bool, bool) {
        let (mut copper, mut anaesthetic) = (false, false);
        for name in typed {
            match name.trim() {
                "copper" => copper = true,
                "local-anaesthetic" => anaesthetic = true,
                "" | "none" => {}
                _ => {
                    self.wrong.push(FieldError::new(
                        Field::Allergies,
                        "only copper and local anaesthetic matter here: untick the other",
                    ));
                }
            }
        }
        (copper, anaesthetic)
    }

    pub(super) fn access(&mut self, typed: &[String]) -> Option<BTreeSet<Access>> {
        let mut needs = BTreeSet::new();
        for name in typed.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            let need = match name {
                "step-free" => Access::StepFree,
                "adjustable-couch" => Access::AdjustableCouch,
                "hoist" => Access::Hoist,
                "hearing-loop" => Access::HearingLoop,
                "blue-badge-parking" => Access::BlueBadgeParking,
                _ => return self.wrong(Field::Access, "one need is not in the list: open the form again"),
            };
            needs.insert(need);
        }
        Some(needs)
    }

    pub(super) fn chaperone(&mut self, text: &str) -> Option<Chaperone> {
        self.one_of(Field::Chaperone, text, "choose woman, man, any or none", |name| match name {
            "woman" => Some(Chaperone::Woman),
            "man" => Some(Chaperone::Man),
            "any" => Some(Chaperone::Any),
            "none" => Some(Chaperone::None),
            _ => None,
        })
    }

    pub(super) fn travel_miles(&mut self, text: &str) -> Option<Option<u16>> {
        match text.trim() {
            "" => Some(None),
            text => match text.parse::<u16>() {
                Ok(miles) if (1..=500).contains(&miles) => Some(Some(miles)),
                Ok(_) | Err(_) => {
                    self.wrong(Field::TravelLimit, "write whole miles, 1 to 500, or leave it empty")
                }
            },
        }
    }

    pub(super) fn device(&mut self, text: &str) -> Option<DeviceSupply> {
        self.one_of(Field::Device, text, "choose who has the device", |name| match name {
            "host-supplies" => Some(DeviceSupply::HostSupplies),
            "prescribed-and-brought" => Some(DeviceSupply::PrescribedAndBrought),
            _ => None,
        })
    }

    pub(super) fn consent(&mut self, text: &str) -> Option<()> {
        match text.trim() {
            "yes" => Some(()),
            "no" => self
                .wrong(Field::Consent, "she said no: nothing is sent. Give her the number to ring herself"),
            _ => self.wrong(Field::Consent, "ask her, and record her answer: yes or no"),
        }
    }
}
