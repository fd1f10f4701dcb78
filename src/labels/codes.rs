//! The emotion codes of the face datasets.

/// The seven basic emotions in AffectNet's order: the codes 0 to 6.
pub const EMOTIONS: [&str; 7] = ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger"];

/// AffectNet's eight classes: [`EMOTIONS`], and contempt as code 7.
pub const EMOTIONS_WITH_CONTEMPT: [&str; 8] =
    ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger", "contempt"];

/// The code in [`EMOTIONS`] of an emotion code of RAF-DB: 1 to 7 are surprise, fear, disgust, happiness, sadness,
/// anger, neutral. `None` for any other.
pub fn affectnet_from_raf(code: u8) -> Option<u8> {
    let codes = [3, 4, 5, 1, 2, 6, 0];
    codes.get(usize::from(code).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raf_codes_mean_the_same_emotion() {
        let raf = ["surprise", "fear", "disgust", "happy", "sad", "anger", "neutral"];
        for (code, emotion) in (1..).zip(raf) {
            assert_eq!(EMOTIONS[usize::from(affectnet_from_raf(code).unwrap())], emotion);
        }
        assert_eq!((affectnet_from_raf(0), affectnet_from_raf(8)), (None, None));
    }
}
