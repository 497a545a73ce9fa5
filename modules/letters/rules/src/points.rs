//! Offsets are in code points, texts in bytes: between the two in one step, however long the letter.

/// A text with the byte at which each of its code points begins.
pub struct Points<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Points<'t> {
    /// Of this text.
    #[must_use]
    pub fn of(text: &'t str) -> Points<'t> {
        Points { text, starts: text.char_indices().map(|(at, _)| at).collect() }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The byte at which a code point begins; past the last, the end.
    #[must_use]
    pub fn byte(&self, point: usize) -> usize {
        self.starts.get(point).copied().unwrap_or(self.text.len())
    }

    /// What stands between two code points; nothing where the second stands before the first.
    #[must_use]
    pub fn between(&self, from: usize, to: usize) -> &'t str {
        self.text.get(self.byte(from)..self.byte(to)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_and_nothing_is_out_of_reach() {
        let points = Points::of("é 1½ Tür");
        assert_eq!((points.between(2, 4), points.between(5, 99)), ("1½", "Tür"));
        assert_eq!((points.between(4, 2), points.byte(99)), ("", 11));
    }
}
