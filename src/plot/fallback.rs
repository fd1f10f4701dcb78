//! Letters that DejaVu Sans has not: from the system's fonts, where one of them has them.

use super::coverage::Coverage;
use crate::progress;
use resvg::usvg::fontdb::{Database, Source};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// How deep below a folder of fonts they lie.
const DEPTH: usize = 4;

/// The letters that DejaVu Sans has.
static OWN: LazyLock<Coverage> = LazyLock::new(|| Coverage::of(dejavu::sans::regular(), 0));

/// Whether the one font of all figures has to be helped out with a letter.
pub(super) fn is_foreign(letter: char) -> bool {
    // Joiners and selectors of variants are not drawn.
    let is_drawn = !matches!(u32::from(letter), 0x200b..=0x200f | 0xfe00..=0xfe0f);
    !letter.is_ascii() && is_drawn && !letter.is_whitespace() && !letter.is_control() && !OWN.has(letter)
}

/// Fonts of the system beside our own, as far as a figure has needed them.
struct Fonts {
    database: Arc<Database>,
    /// The letters that were looked for.
    known: BTreeSet<char>,
}

/// The fonts for a figure with this text. Letters that no font has are told once.
pub(super) fn database(own: &Arc<Database>, text: &str) -> Arc<Database> {
    static FONTS: Mutex<Option<Fonts>> = Mutex::new(None);
    let foreign: BTreeSet<char> = text.chars().filter(|&letter| is_foreign(letter)).collect();
    if foreign.is_empty() {
        return own.clone();
    }
    let mut fonts = FONTS.lock().unwrap_or_else(PoisonError::into_inner);
    let fonts = fonts.get_or_insert_with(|| Fonts { database: own.clone(), known: BTreeSet::new() });
    let new: BTreeSet<char> = foreign.difference(&fonts.known).copied().collect();
    if !new.is_empty() {
        let (found, missing) = fonts_with(&folders(), new.clone());
        let database = Arc::make_mut(&mut fonts.database);
        for font in found {
            database.load_font_source(Source::Binary(Arc::new(font)));
        }
        if let Some(words) = in_words(&missing) {
            progress::tell(words);
        }
        fonts.known.extend(new);
    }
    fonts.database.clone()
}

/// Files of fonts that have these letters, and the letters that none has.
fn fonts_with(folders: &[PathBuf], mut letters: BTreeSet<char>) -> (Vec<Vec<u8>>, BTreeSet<char>) {
    let mut paths = vec![];
    for folder in folders {
        add_fonts(folder, DEPTH, &mut paths);
    }
    let mut found = vec![];
    for path in paths {
        if letters.is_empty() {
            break;
        }
        let Ok(file) = fs::read(&path) else { continue };
        let before = letters.len();
        for face in 0..Coverage::faces(&file) {
            let coverage = Coverage::of(&file, face);
            letters.retain(|&letter| !coverage.has(letter));
        }
        if letters.len() < before {
            found.push(file);
        }
    }
    (found, letters)
}

/// Where systems and users keep their fonts.
fn folders() -> Vec<PathBuf> {
    let fixed =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "C:\\Windows\\Fonts"];
    let mut folders: Vec<PathBuf> = fixed.map(PathBuf::from).into();
    if let Some(home) = std::env::var_os("HOME").map(PathBuf::from) {
        folders.extend([".local/share/fonts", ".fonts", "Library/Fonts"].map(|folder| home.join(folder)));
    }
    folders
}

fn add_fonts(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if ["ttf", "otf", "ttc", "otc"].contains(&ending.as_str()) {
            paths.push(path);
        } else if depth > 0 && path.is_dir() {
            add_fonts(&path, depth - 1, paths);
        }
    }
}

fn in_words(missing: &BTreeSet<char>) -> Option<String> {
    /// How many are named.
    const NAMED: usize = 10;
    if missing.is_empty() {
        return None;
    }
    let named: Vec<String> =
        missing.iter().take(NAMED).map(|&letter| format!("{letter} (U+{:04X})", u32::from(letter))).collect();
    let more = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = named.join(", ");
    Some(format!(
        "figures: no installed font has the letters {named}{more}; boxes stand for them in PNG and PDF. Install a font that has them, \
         such as Noto Sans, or save as SVG"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_looked_for_in_folders_of_fonts() {
        assert!(is_foreign('中') && !is_foreign('é') && !is_foreign('a') && !is_foreign('\u{200d}'));
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("deep")).unwrap();
        fs::write(folder.path().join("a.ttf"), "no font").unwrap();
        fs::write(folder.path().join("deep/b.TTF"), dejavu::sans::regular()).unwrap();
        let (found, missing) = fonts_with(&[folder.path().into()], ['λ', '中'].into());
        assert_eq!((found.len(), missing), (1, ['中'].into()));
        assert_eq!(fonts_with(&[folder.path().into()], ['中'].into()).0.len(), 0);
    }

    #[test]
    fn letters_that_no_font_has_are_named() {
        assert_eq!(in_words(&BTreeSet::new()), None);
        let said = in_words(&['中', '性'].into()).unwrap();
        assert!(
            said.starts_with("figures: no installed font has the letters 中 (U+4E2D), 性 (U+6027); boxes"),
            "{said}"
        );
        assert!(in_words(&('一'..='丏').collect()).unwrap().contains(" and 6 more"));
    }
}
