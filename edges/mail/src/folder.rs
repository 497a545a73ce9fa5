//! A local sink: letters lie in a folder as `.eml` files and texts as `.txt`, for the demo and for tests. Nothing leaves.

use std::io;
use std::path::{Path, PathBuf};

use crate::letter::{Address, Letter};
use crate::post::{Accepted, NotSent, Post};
use crate::smtp;

/// Puts letters into a folder.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    from: String,
}

impl Folder {
    /// A sink in that folder, made where there is none.
    pub fn new(path: impl Into<PathBuf>, from: &str) -> io::Result<Folder> {
        let path = path.into();
        std::fs::create_dir_all(&path)?;
        Ok(Folder { path, from: from.to_owned() })
    }

    /// Where they lie.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn file(&self, letter: &Letter) -> Result<(PathBuf, Vec<u8>), NotSent> {
        // A name that cannot leave the folder, and the same for the same letter.
        let plain: String = letter
            .id
            .chars()
            .map(|of| if of.is_ascii_alphanumeric() || of == '-' { of } else { '_' })
            .collect();
        match &letter.to {
            Address::Email(_) => {
                let message = smtp::message(letter, &self.from)?;
                Ok((self.path.join(format!("{plain}.eml")), message.formatted()))
            }
            Address::Text(to) => {
                let text = format!("To: {}\n\n{}\n", to.reveal(), letter.text);
                Ok((self.path.join(format!("{plain}.txt")), text.into_bytes()))
            }
        }
    }
}

impl Post for Folder {
    async fn send(&self, letter: &Letter) -> Result<Accepted, NotSent> {
        let (file, bytes) = self.file(letter)?;
        // Written beside and moved over, so that nobody reads half a letter.
        let half = file.with_extension("half");
        std::fs::write(&half, bytes)
            .and_then(|()| std::fs::rename(&half, &file))
            .map_err(|why| NotSent::Later(format!("write a letter into the folder: {why}")))?;
        Ok(Accepted { by: file.display().to_string() })
    }
}
