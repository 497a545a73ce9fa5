//! Reasons in codes: why a fitting did not happen, why an ask was declined, why it was withdrawn. Each has words that say
//! what it means for the other side.

macro_rules! reasons {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident => $code:literal, $words:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$case_doc])* $case,)+
        }

        impl $name {
            /// All of them, in the order of the page.
            pub const ALL: &[$name] = &[$($name::$case,)+];

            /// The short stable code.
            pub const fn code(self) -> &'static str {
                match self { $($name::$case => $code,)+ }
            }

            /// The reason of that code.
            pub fn of_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|known| known.code() == code)
            }

            /// For people.
            pub const fn in_words(self) -> &'static str {
                match self { $($name::$case => $words,)+ }
            }
        }
    };
}

reasons! {
    /// Why the fitting did not happen at the appointment.
    NotFittedReason {
        /// Pregnancy could not be excluded.
        PregnancyNotExcluded => "pregnancy-not-excluded", "pregnancy could not be excluded";
        /// It was tried and failed.
        FailedAttempt => "failed-attempt", "it was tried and could not be fitted";
        /// The person changed her mind.
        ChangedMind => "changed-mind", "she changed her mind";
        /// A contraindication was found.
        Contraindication => "contraindication", "a contraindication was found";
        /// The device was not there.
        NoDevice => "no-device", "the device was not there";
        /// No chaperone or assistant.
        NoChaperone => "no-chaperone", "there was no chaperone or assistant";
        /// She fainted or felt too unwell.
        Faint => "faint", "she fainted or felt too unwell";
    }
}

reasons! {
    /// Why a host declines an ask. It always names a seat to talk to.
    DeclineReason {
        /// No room.
        Capacity => "capacity", "no room in the time that is needed";
        /// Nobody who may do it.
        Competence => "competence", "nobody here may do this now";
        /// Outside what the host takes.
        OutsideAcceptance => "outside-acceptance", "outside what is taken here";
        /// Not safe there.
        UnsafeHere => "unsafe-here", "not safe to do here";
        /// The same ask is already there.
        Duplicate => "duplicate", "the same ask is already with us";
    }
}

reasons! {
    /// Why an ask is withdrawn by the person or the sender.
    WithdrawnReason {
        /// The person no longer wants it.
        NoLongerWanted => "no-longer-wanted", "no longer wanted";
        /// Fitted somewhere else.
        FittedElsewhere => "fitted-elsewhere", "fitted somewhere else";
        /// Another method was chosen.
        OtherMethod => "other-method", "another method was chosen";
        /// Pregnant.
        Pregnant => "pregnant", "pregnant";
        /// Moved away.
        MovedAway => "moved-away", "moved away";
        /// Another reason, told by telephone.
        Other => "other", "another reason";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for reason in NotFittedReason::ALL {
            assert_eq!(NotFittedReason::of_code(reason.code()), Some(*reason));
        }
        for reason in DeclineReason::ALL {
            assert_eq!(DeclineReason::of_code(reason.code()), Some(*reason));
        }
        for reason in WithdrawnReason::ALL {
            assert_eq!(WithdrawnReason::of_code(reason.code()), Some(*reason));
        }
        assert_eq!(DeclineReason::of_code("too-busy"), None);
    }
}
