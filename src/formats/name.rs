//! Names of images come out of files that anyone may have written, and become paths.

/// What is wrong with an image's name; `None` where, joined to a folder, it stays inside.
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
        _ if name.contains("..") && name.split(['/', '\\']).any(|part| part == "..") => Some("\"..\""),
        _ if name.bytes().any(|byte| byte.is_ascii_control()) => Some("a control character"),
        _ => None,
    }
}

/// What a name must be, for messages.
pub const NAME_EXPECTED: &str = "a relative path to an image, without \"..\"";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_inside_is_a_name() {
        for good in ["a.jpg", "1/a.jpg", "a..b.jpg", "..a", "é/ü.PNG", ".hidden", "ab:c"] {
            assert_eq!(fault_of_name(good), None, "{good}");
        }
        for bad in
            ["", "/etc/passwd", "\\\\host\\a", "C:\\a.jpg", "c:a", "..", "a/../b", "a\\..\\b", "a/..", "a\0b", "a\nb"]
        {
            assert!(fault_of_name(bad).is_some(), "{bad:?}");
        }
    }
}
