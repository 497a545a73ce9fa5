//! Why a file is not read, in words that name it and say what to do.

use thiserror::Error;

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// Larger than any letter.
    #[error("it is too large for a letter ({bytes} bytes): split it, or send the letter alone")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Nested deeper than any letter.
    #[error("its parts are nested too deeply: it is broken or made to do harm")]
    TooDeep,
    /// A packed part that grows beyond measure.
    #[error("a packed part grows beyond measure: it is broken or made to do harm")]
    Bomb,
    /// Locked with a password.
    #[error("it is encrypted: ask the sender for one without a password")]
    Encrypted,
    /// Pictures of pages.
    #[error(
        "it is a scanned PDF with no text in it: ask the sender for the letter as text, or read it through OCR first"
    )]
    Scanned,
    /// Not what it says it is.
    #[error("it is not a readable {kind}: {why}")]
    Broken {
        /// What it seemed to be.
        kind: &'static str,
        /// What is wrong.
        why: String,
    },
    /// XML that declares entities.
    #[error("it declares its own XML entities, which letters never need: refused")]
    Entities,
    /// Bytes that are no text.
    #[error("it is neither text nor any kind of letter file this program reads")]
    NotText,
    /// A message without a letter.
    #[error("it holds no letter text")]
    Empty,
    /// An archive where one letter was expected.
    #[error("it is an archive: its letters are read one by one, archives inside archives are not")]
    Archive,
}

impl Refused {
    pub(crate) fn broken(kind: &'static str, why: impl std::fmt::Display) -> Refused {
        let mut why = why.to_string();
        why.truncate(why.char_indices().nth(160).map_or(why.len(), |(at, _)| at));
        Refused::Broken { kind, why }
    }
}
