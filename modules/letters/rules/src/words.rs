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

/// Cuts the text. Spaces are dropped; each line end is kept once.
pub fn cut(text: &str, tokens: &mut Vec<Token>) {
    tokens.clear();
    let mut rest = text.char_indices().peekable();
    let mut spaced = true;
    while let Some((start, c)) = rest.next() {
        if c == '\n' {
            tokens.push(Token { piece: Piece::Line, start, end: start + 1, spaced });
            spaced = true;
            continue;
        }
        if c.is_whitespace() || c == '\u{feff}' {
            spaced = true;
            continue;
        }
        let mut end = start + c.len_utf8();
        if !is_word(c) {
            tokens.push(Token { piece: Piece::Point(c), start, end, spaced });
            spaced = false;
            continue;
        }
        let mut previous = c;
        while let Some(&(at, next)) = rest.peek() {
            let after = text.get(at + next.len_utf8()..).and_then(|tail| tail.chars().next());
            if !is_word(next) && !joins(previous, next, after) {
                break;
            }
            previous = next;
            end = at + next.len_utf8();
            rest.next();
        }
        let piece = if c.is_ascii_digit() { Piece::Number } else { Piece::Word };
        tokens.push(Token { piece, start, end, spaced });
        spaced = false;
    }
}
