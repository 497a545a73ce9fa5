//! The words of a letter and what stands between them.

/// A word, with its possessive end left off.
pub(super) struct Word<'t> {
    pub text: &'t str,
    pub plain: String,
    pub start: usize,
    pub end: usize,
    /// What stands between it and the word before.
    pub gap: &'t str,
    /// It stands with `'s`.
    pub possessive: bool,
}

impl Word<'_> {
    /// It begins with a capital, or has one after a short particle: "al-Rashid", "d'Souza".
    pub fn is_capital(&self) -> bool {
        let mut parts = self.text.split(['-', '\'', '\u{2019}']);
        let capital = |part: &str| part.chars().next().is_some_and(char::is_uppercase);
        parts
            .next()
            .is_some_and(|first| capital(first) || first.len() <= 3 && parts.next().is_some_and(capital))
    }

    pub fn letters(&self) -> usize {
        self.text.chars().count()
    }

    pub fn is_initial(&self) -> bool {
        self.letters() == 1 && self.is_capital()
    }

    /// `JB`, `ACJ`: two to four capitals.
    pub fn is_capitals(&self) -> bool {
        self.letters() >= 2 && self.text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
    }

    /// A sentence, a line or a cell begins with it.
    pub fn begins(&self) -> bool {
        self.start == 0
            || self.gap.contains(['\n', '!', '?', '\u{2022}', '|', '[', ']', '"', '\u{201c}', ':', ';'])
            || self.gap.contains(". ")
    }

    pub fn on_new_line(&self) -> bool {
        self.start == 0 || self.gap.contains('\n')
    }
}

/// A small letter without its accent, so that "Luís" and "Luis" are one; the curled apostrophe is the straight one.
pub(super) fn folded(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ł' | 'ļ' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '\u{2019}' => '\'',
        other => other,
    }
}

fn of_word(letter: char) -> bool {
    letter.is_alphabetic() || matches!(letter, '\'' | '\u{2019}' | '-')
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let (mut from, mut last) = (0, 0);
    while let Some(start) =
        text.get(from..).and_then(|rest| rest.find(char::is_alphabetic)).map(|at| at + from)
    {
        let rest = text.get(start..).unwrap_or_default();
        let whole = rest.get(..rest.find(|c| !of_word(c)).unwrap_or(rest.len())).unwrap_or_default();
        let bare = whole
            .strip_suffix("'s")
            .or_else(|| whole.strip_suffix("\u{2019}s"))
            .or_else(|| whole.strip_suffix("'S"))
            .unwrap_or(whole);
        let word = bare.trim_end_matches(['\'', '\u{2019}', '-']);
        found.push(Word {
            text: word,
            plain: word.chars().flat_map(char::to_lowercase).map(folded).collect(),
            start,
            end: start + word.len(),
            gap: text.get(last..start).unwrap_or_default(),
            possessive: whole.len() > word.len() && !whole.ends_with('-'),
        });
        last = start + word.len();
        from = start + whole.len().max(1);
    }
    found
}
