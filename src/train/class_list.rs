//! The classes of many images in a file: as text, where a list in indented JSON would take a line an image.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Writes codes with blanks between: `"3 8 0"`.
pub fn serialize<S: Serializer>(codes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let words: Vec<String> = codes.iter().map(u8::to_string).collect();
    serializer.serialize_str(&words.join(" "))
}

/// Reads what [`serialize`] writes.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let mut codes = vec![];
    for word in text.split_whitespace() {
        let bad = || D::Error::custom(format!("found {word:?} in a list of classes, expected codes of 0 to 255"));
        codes.push(word.parse().map_err(|_| bad())?);
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Stored(#[serde(with = "super")] Vec<u8>);

    #[test]
    fn a_list_is_one_line_of_text() {
        let text = serde_json::to_string_pretty(&Stored(vec![3, 0, 255])).unwrap();
        assert_eq!(text, r#""3 0 255""#);
        let read = |text: &str| serde_json::from_str::<Stored>(text);
        assert_eq!(read(&text).unwrap().0, [3, 0, 255]);
        assert!(read(r#""""#).unwrap().0.is_empty());
        assert!(read(r#""3 256""#).err().unwrap().to_string().contains("found \"256\" in a list of classes"));
    }
}
