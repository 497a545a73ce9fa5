//! Fingerprints the assets, so that their addresses change when they do, and stops where setup has not fetched them.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

fn main() -> Result<(), String> {
    let assets = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?).join("assets");
    println!("cargo::rerun-if-changed={}", assets.display());
    if !assets.join("vendor/SHA256SUMS").is_file() {
        return Err("the design system's files are not in edges/web/assets/vendor: run ./x setup".to_owned());
    }
    let mut files = Vec::new();
    files_under(&assets, &mut files).map_err(|e| format!("reading {}: {e}", assets.display()))?;
    files.sort();
    let mut hash = Sha256::new();
    for file in &files {
        hash.update(file.strip_prefix(&assets).unwrap_or(file).to_string_lossy().as_bytes());
        hash.update(fs::read(file).map_err(|e| format!("reading {}: {e}", file.display()))?);
    }
    let fingerprint: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    write_drawings(&assets)?;
    println!("cargo::rustc-env=ASSETS_FINGERPRINT={fingerprint}");
    Ok(())
}

fn files_under(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_under(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Pages carry the icons and the logo as drawings in the markup, so that they take the colour of the words beside them.
fn write_drawings(assets: &Path) -> Result<(), String> {
    let folder = assets.join("vendor/images");
    let mut names: Vec<PathBuf> = fs::read_dir(&folder)
        .map_err(|e| format!("reading {}: {e}", folder.display()))?
        .flatten()
        .map(|e| e.path())
        .collect();
    names.sort();
    let mut out = String::from(
        "/// What each icon draws, by the name of its file.\npub(crate) const DRAWINGS: &[(&str, &str)] = &[\n",
    );
    for path in names {
        let svg = fs::read_to_string(&path).map_err(|e| format!("reading {}: {e}", path.display()))?;
        let inner = svg
            .split_once('>')
            .and_then(|(_, rest)| rest.rsplit_once("</svg>"))
            .map(|(inner, _)| inner.trim());
        let name = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().replace("nhsuk-icon-", ""))
            .unwrap_or_default();
        out.push_str(&format!("    ({name:?}, {:?}),\n", inner.unwrap_or_default()));
    }
    out.push_str("];\n");
    let to = Path::new(&env::var("OUT_DIR").map_err(|e| e.to_string())?).join("drawings.rs");
    fs::write(&to, out).map_err(|e| format!("writing {}: {e}", to.display()))
}
