//! The marks a word can carry. A word list gives marks; the rules only ever look at marks.

macro_rules! tags {
    ($($name:ident),+ $(,)?) => {
        /// One mark. Its meaning is the heading of its list under `lexicon/`.
        #[allow(missing_docs, reason = "each mark is explained where its words are listed")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Tag { $($name),+ }

        impl Tag {
            /// Every mark.
            pub const ALL: &'static [Tag] = &[$(Tag::$name),+];

            /// The mark of that name, as the word lists write it.
            #[must_use]
            pub fn from_name(text: &str) -> Option<Tag> {
                match text { $(stringify!($name) => Some(Tag::$name),)+ _ => None }
            }
        }
    };
}

tags!(
    Test, Diag, Imaging, Result, Drug, FitNote, Vital, Monitor, Vaccine, Proc, Surgery, Record, Social, Life,
    Refer, Referred, Base, Chase, Inform, MedStop, MedChange, Start, Continue, Supplied, Check, Arrange,
    Arranged, Pending, Review, See, Remove, Visit, Return, Emergency, Symptom, Gp, You, We, Hosp, Hosp2, Pat,
    Pron, Comm, Polite, Suggest, Need, Will, Neg, Refuse, Unreal, Past, Present, Be, Sub, If, Reason, Before,
    Failed, Shared, Thank, Dna, Vague, To, And, By, Only, Time, Freq, Qty, Num, Dose, Value, Pause, Stop,
    Dash, Colon, Open, Close, Cell, Bullet, With, But, Advised, Ours, Extend, Home, Back, MedReview, Except,
    Theirs, May, Begin, Swap, Lab, Otc, Unrelated, Now, Repeat, It, Own, Remaining, ByYou, Homeward, Beyond,
    Which, For, Taught, Done, Within, WorkUp,
);

/// A set of marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tags(u128);

impl Tags {
    /// No marks.
    pub const EMPTY: Tags = Tags(0);

    /// The set of these marks.
    #[must_use]
    pub const fn of(tags: &[Tag]) -> Tags {
        let mut bits = 0u128;
        let mut rest = tags;
        while let [first, others @ ..] = rest {
            bits |= 1u128 << (*first as u8);
            rest = others;
        }
        Tags(bits)
    }

    /// Is the mark in the set?
    #[must_use]
    pub const fn has(self, tag: Tag) -> bool {
        self.0 & (1u128 << (tag as u8)) != 0
    }

    /// Do the sets share a mark?
    #[must_use]
    pub const fn any(self, other: Tags) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Tags) -> Tags {
        Tags(self.0 | other.0)
    }

    /// The marks that both sets have.
    #[must_use]
    pub const fn within(self, other: Tags) -> Tags {
        Tags(self.0 & other.0)
    }

    /// This set without the marks of the other.
    #[must_use]
    pub const fn without(self, other: Tags) -> Tags {
        Tags(self.0 & !other.0)
    }

    /// Adds a mark.
    pub const fn add(&mut self, tag: Tag) {
        self.0 |= 1u128 << (tag as u8);
    }

    /// The places of the marks in the set, rising.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let at = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            (at < 128).then_some(at)
        })
    }

    /// The names of the marks, for people who write rules.
    #[must_use]
    pub fn names(self) -> String {
        let names: Vec<String> =
            Tag::ALL.iter().filter(|tag| self.has(**tag)).map(|tag| format!("{tag:?}")).collect();
        names.join(" ")
    }

    /// True where no mark is set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}
