//! Names of images come out of files that anyone may have written, are compared with others, and become paths.

use super::accents::composed;
use crate::{Error, Result};
use std::borrow::Cow;

/// The endings of images' names, in lower case.
pub(crate) const IMAGE_ENDINGS: [&str; 10] = ["jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "tif", "tiff", "webp"];

/// What aligned images have behind their names.
const ALIGNED: &str = "_aligned";

/// What is wrong with an image's name; `None` where, joined to a folder on any system, it is a file inside.
///
/// ```
/// use noisyfer::formats::fault_of_name;
/// assert_eq!(fault_of_name("12/3a.jpg"), None);
/// assert_eq!(fault_of_name("../3a.jpg"), Some("\"..\""));
/// ```
pub fn fault_of_name(name: &str) -> Option<&'static str> {
    let is_drive = |bytes: &[u8]| matches!(bytes, [letter, b':', ..] if letter.is_ascii_alphabetic());
    match name {
        "" => Some("nothing"),
        _ if name.starts_with(['/', '\\']) || is_drive(name.as_bytes()) => Some("an absolute path"),
        // Lists have hundreds of thousands of names: parts are looked at only where one may be bad.
        _ if name.contains("..") && name.split(['/', '\\']).any(|part| part == "..") => Some("\"..\""),
        _ if name.contains("./") && name.split('/').any(|part| part == ".") => Some("\".\""),
        _ if name == "." || name.ends_with('/') || name.ends_with("/.") => Some("a folder"),
        _ if name.bytes().any(|byte| byte.is_ascii_control()) => Some("a control character"),
        _ if name.contains('\\') => Some("a backslash"),
        _ => None,
    }
}

/// A name as this crate writes it: without spaces around it, with slashes between folders where it has backslashes, and without
/// `./` and doubled slashes.
///
/// # Errors
/// What is [wrong](fault_of_name) with it then.
pub(crate) fn cleaned(name: &str) -> Result<Cow<'_, str>, &'static str> {
    let mut cleaned = Cow::Borrowed(name.trim());
    if cleaned.contains('\\') && !cleaned.starts_with('\\') {
        cleaned = cleaned.replace('\\', "/").into();
    }
    let is_padded = |name: &str| name.starts_with("./") || name.contains("//") || name.contains("/./");
    if is_padded(&cleaned) && !cleaned.starts_with('/') {
        let ends = if cleaned.ends_with('/') { "/" } else { "" };
        let parts: Vec<&str> = cleaned.split('/').filter(|part| !["", "."].contains(part)).collect();
        cleaned = (parts.join("/") + ends).into();
    }
    match fault_of_name(&cleaned) {
        None => Ok(cleaned),
        Some(fault) => Err(fault),
    }
}

/// The name as this crate writes it, of one that stands at `place`, a file's line: without spaces around it, with slashes for
/// backslashes, without `./` and doubled slashes.
///
/// # Errors
/// [`Error::Format`] for one with a [fault](fault_of_name).
pub fn clean_name(place: &str, name: &str) -> Result<String> {
    cleaned(name).map(Cow::into_owned).map_err(|fault| {
        let expected = "a relative path to an image, such as 12/face.jpg, without \"..\"";
        Error::format(place, format!("{fault} in the name {name:?}"), expected)
    })
}

/// What two names of one image have in common: the path in lower case, with slashes, with accents on their letters, without
/// `_aligned`.
pub(crate) fn name_key(name: &str) -> String {
    let clean = cleaned(name).unwrap_or(name.into());
    let (stem, ending) = split_ending(&clean);
    let stem = stem.strip_suffix(ALIGNED).unwrap_or(stem);
    composed(&format!("{stem}{ending}")).to_lowercase()
}

/// As [`name_key`] without the ending of an image; also `12.0`, which programs make of a name that is a number, is 12.
pub(crate) fn stem_key(name: &str) -> String {
    let key = name_key(name);
    let stem = split_ending(&key).0;
    let is_number = |path: &str| {
        let file = path.rsplit('/').next().unwrap_or(path);
        !file.is_empty() && file.bytes().all(|byte| byte.is_ascii_digit())
    };
    let stem = stem.strip_suffix(".0").filter(|number| is_number(number)).unwrap_or(stem);
    stem.strip_suffix(ALIGNED).unwrap_or(stem).into()
}

/// The file's name without folders, the ending of an image, and `_aligned`.
pub(crate) fn stem_of(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = split_ending(file).0;
    stem.strip_suffix(ALIGNED).unwrap_or(stem)
}

/// A name before the ending of an image, and the ending with its dot, if it has one.
fn split_ending(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, ending)) if is_image_ending(ending) => (stem, &name[stem.len()..]),
        _ => (name, ""),
    }
}

/// Whether images' names end so, in any case.
pub(crate) fn is_image_ending(ending: &str) -> bool {
    IMAGE_ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_inside_is_a_name() {
        for good in ["a.jpg", "1/a.jpg", "a..b.jpg", "..a", "a./b.", "é/ü.PNG", ".hidden", "ab:c"] {
            assert_eq!(fault_of_name(good), None, "{good}");
            assert_eq!(cleaned(good).unwrap(), good);
        }
        for (bad, fault) in [
            ("", "nothing"),
            ("/etc/passwd", "an absolute path"),
            ("\\\\host\\a", "an absolute path"),
            ("C:\\a.jpg", "an absolute path"),
            ("c:a", "an absolute path"),
            ("..", "\"..\""),
            ("a/../b", "\"..\""),
            ("a\\..\\b", "\"..\""),
            ("a/..", "\"..\""),
            (".", "a folder"),
            ("a/.", "a folder"),
            ("a/", "a folder"),
            ("a\0b", "a control character"),
            ("a\nb", "a control character"),
        ] {
            assert_eq!(fault_of_name(bad), Some(fault), "{bad:?}");
            assert!(cleaned(bad).is_err(), "{bad:?}");
        }
        for bad in ["./", "./..", ".//../a", "//a", ".\\..\\a", "\\a", "./C:/a", " /a", " ../a", "a//", "a/.//.."] {
            assert!(cleaned(bad).is_err(), "{bad:?}: {:?}", cleaned(bad));
        }
    }

    #[test]
    fn one_image_has_one_name_however_it_is_written() {
        for name in ["1/a b.jpg", "1\\a b.jpg", "./1/a b.jpg", "1//a b.jpg", " 1/./a b.jpg ", ".\\1\\\\a b.jpg"] {
            assert_eq!(clean_name("l.csv:1", name).unwrap(), "1/a b.jpg", "{name}");
        }
        for name in ["1/Café.JPG", "1\\cafe\u{301}.jpg", "1/café_aligned.jpg"] {
            assert_eq!(name_key(name), "1/café.jpg", "{name}");
            assert_eq!(stem_key(name), "1/café");
        }
        assert_eq!(["12", "12.0", "12.png", "b/12.0", "v1.0"].map(stem_key), ["12", "12", "12", "b/12", "v1.0"]);
        assert_eq!(["1/a_aligned.JPG", "a.b.jpg", "v1.2"].map(stem_of), ["a", "a.b", "v1.2"]);
    }

    #[test]
    fn a_refusal_says_where_and_why() {
        let message = clean_name("l.csv:3", "1/../../a.jpg").unwrap_err().to_string();
        assert!(message.starts_with("l.csv:3: found \"..\" in the name \"1/../../a.jpg\""), "{message}");
    }
}
