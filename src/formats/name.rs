//! Names of images come out of files that anyone may have written, and become paths.

use crate::{Error, Result};

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

/// Refuses a name with a [fault](fault_of_name), as that of `place`, a file's line.
///
/// # Errors
/// [`Error::Format`].
pub fn check_name(place: &str, name: &str) -> Result<()> {
    match fault_of_name(name) {
        None => Ok(()),
        Some(fault) => {
            let expected = "a relative path to an image, such as 12/face.jpg, without \"..\"";
            Err(Error::format(place, format!("{fault} in the name {name:?}"), expected))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_inside_is_a_name() {
        for good in ["a.jpg", "1/a.jpg", "a..b.jpg", "..a", "a./b.", "é/ü.PNG", ".hidden", "ab:c"] {
            assert_eq!(fault_of_name(good), None, "{good}");
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
            ("./a", "\".\""),
            ("a/./b", "\".\""),
            (".", "a folder"),
            ("a/.", "a folder"),
            ("a/", "a folder"),
            ("a\0b", "a control character"),
            ("a\nb", "a control character"),
            ("a\\b", "a backslash"),
        ] {
            assert_eq!(fault_of_name(bad), Some(fault), "{bad:?}");
        }
    }

    #[test]
    fn a_refusal_says_where_and_why() {
        assert!(check_name("l.csv:3", "12/a.b.jpg").is_ok());
        let message = check_name("l.csv:3", "1/../../a.jpg").unwrap_err().to_string();
        assert!(message.starts_with("l.csv:3: found \"..\" in the name \"1/../../a.jpg\""), "{message}");
    }
}
