//! Cutting text into words and points. Offsets are bytes here; the reader turns them into code points at the end.

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Letters, possibly with digits.
    Word,
    /// Begins with a digit.
    Number,
    /// One mark of punctuation.
    Point(char),
    /// The end of a line.
    Line,
}

/// A piece and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub piece: Piece,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// True where a space, a line or the beginning stands before it.
    pub spaced: bool,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// Does the character hold two halves of a word together ("u&e", "6/52", "don't", "1.4")?
fn joins(previous: char, c: char, next: Option<char>) -> bool {
    let Some(next) = next else { return false };
    match c {
        '\'' | '\u{2019}' => previous.is_alphabetic() && next.is_alphabetic(),
        '&' | '+' => previous.is_alphabetic() && next.is_alphabetic(),
        '/' => is_word(previous) && is_word(next),
        '.' | ',' => previous.is_ascii_digit() && next.is_ascii_digit(),
        _ => false,
    }
}

/// What a byte of ASCII is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Space,
    Line,
    Point,
}

/// The kind of each byte below 128, worked out while compiling.
#[allow(
    clippy::indexing_slicing,
    reason = "worked out while compiling, where a wrong place would not compile"
)]
const KINDS: [Kind; 128] = {
    let mut kinds = [Kind::Point; 128];
    let mut at = 0u8;
    while at < 128 {
        kinds[at as usize] = match at {
            b'\n' => Kind::Line,
            b' ' | 9 | 11..=13 => Kind::Space,
            _ if at.is_ascii_alphanumeric() => Kind::Word,
            _ => Kind::Point,
        };
        at += 1;
    }
    kinds
};

/// The kind of the character at a byte, the character, and its length.
fn look(text: &str, at: usize) -> Option<(Kind, char, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if let Some(kind) = KINDS.get(usize::from(byte)) {
        return Some((*kind, char::from(byte), 1));
    }
    let c = text.get(at..)?.chars().next()?;
    let kind = match c {
        _ if c.is_whitespace() || c == '\u{feff}' => Kind::Space,
        _ if is_word(c) => Kind::Word,
        _ => Kind::Point,
    };
    Some((kind, c, c.len_utf8()))
}

/// Cuts the text. Spaces are dropped; each line end is kept once.
pub fn cut(text: &str, tokens: &mut Vec<Token>) {
    tokens.clear();
    let mut at = 0;
    let mut spaced = true;
    while let Some((kind, c, length)) = look(text, at) {
        let start = at;
        at += length;
        match kind {
            Kind::Space => {
                spaced = true;
                let begin = tokens.last().is_none_or(|last| last.piece == Piece::Line);
                let gap = gap_end(text, at);
                if !begin && is_column(text.get(start..gap).unwrap_or_default(), text.as_bytes().get(gap)) {
                    tokens.push(Token { piece: Piece::Point('|'), start, end: gap, spaced });
                }
                at = gap;
            }
            Kind::Line => {
                tokens.push(Token { piece: Piece::Line, start, end: at, spaced });
                spaced = true;
            }
            Kind::Point => {
                tokens.push(Token { piece: Piece::Point(c), start, end: at, spaced });
                spaced = false;
            }
            Kind::Word => {
                at = word_end(text, at, c);
                let piece = if c.is_ascii_digit() { Piece::Number } else { Piece::Word };
                tokens.push(Token { piece, start, end: at, spaced });
                spaced = false;
            }
        }
    }
}

/// Where the space ends that goes on at `at`.
fn gap_end(text: &str, mut at: usize) -> usize {
    while let Some((_, _, length)) = look(text, at).filter(|(kind, ..)| *kind == Kind::Space) {
        at += length;
    }
    at
}

/// Three spaces or a tab inside a line part the columns of a form; before a stroke or at the end of a line they part nothing.
fn is_column(gap: &str, next: Option<&u8>) -> bool {
    (gap.len() >= 3 || gap.contains('\t')) && !matches!(next, None | Some(b'\n' | b'|' | b'\r'))
}

/// Where the word ends whose first character is `previous` and whose second stands at `at`.
fn word_end(text: &str, mut at: usize, mut previous: char) -> usize {
    while let Some((kind, c, length)) = look(text, at) {
        let goes_on = kind == Kind::Word
            || matches!(c, '\'' | '\u{2019}' | '&' | '+' | '/' | '.' | ',')
                && joins(previous, c, look(text, at + length).map(|(_, next, _)| next));
        if !goes_on {
            break;
        }
        previous = c;
        at += length;
    }
    at
}
