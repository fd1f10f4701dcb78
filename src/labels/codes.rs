//! The emotion codes of the face datasets, and the way from each to AffectNet's, which the crate uses.

use super::head::LabelHead;

/// The seven basic emotions in AffectNet's order: the codes 0 to 6.
pub const EMOTIONS: [&str; 7] = ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger"];

/// AffectNet's eight classes: [`EMOTIONS`], and contempt as code 7.
pub const EMOTIONS_WITH_CONTEMPT: [&str; 8] =
    ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger", "contempt"];

/// All that AffectNet's column `expression` says, codes 0 to 10: [`EMOTIONS_WITH_CONTEMPT`] and three that are no emotion.
pub const AFFECTNET_EXPRESSIONS: [&str; 11] =
    ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger", "contempt", "none", "uncertain", "no-face"];

/// What FER+'s annotators vote for, in the order of the file's columns, under the file's names.
pub const FERPLUS_VOTES: [&str; 10] =
    ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF"];

/// AffectNet's code for each code of RAF-DB, from 1: surprise, fear, disgust, happiness, sadness, anger, neutral.
const FROM_RAF: [u8; 7] = [3, 4, 5, 1, 2, 6, 0];

/// AffectNet's code for each of [`FERPLUS_VOTES`] that is an emotion.
const FROM_FERPLUS: [u8; 8] = [0, 1, 3, 2, 6, 5, 4, 7];

/// The code in [`EMOTIONS`] of an emotion code of RAF-DB: 1 to 7 are surprise, fear, disgust, happiness, sadness,
/// anger, neutral. `None` for any other.
pub fn affectnet_from_raf(code: u8) -> Option<u8> {
    FROM_RAF.get(usize::from(code).checked_sub(1)?).copied()
}

/// RAF-DB's code, 1 to 7, of a code in [`EMOTIONS`]. `None` for any other, such as contempt.
pub fn raf_from_affectnet(code: u8) -> Option<u8> {
    FROM_RAF.iter().zip(1..).find(|(affectnet, _)| **affectnet == code).map(|(_, raf)| raf)
}

/// The code in [`EMOTIONS_WITH_CONTEMPT`] of a place in [`FERPLUS_VOTES`]. `None` for unknown, NF (not a face) and any other.
pub fn affectnet_from_ferplus(place: usize) -> Option<u8> {
    FROM_FERPLUS.get(place).copied()
}

/// An annotator of emotions: one of [`EMOTIONS`], or with contempt one of [`EMOTIONS_WITH_CONTEMPT`].
pub fn emotion_head(name: &str, contempt: bool) -> LabelHead {
    LabelHead::categorical(name, if contempt { &EMOTIONS_WITH_CONTEMPT } else { &EMOTIONS })
}

/// The head `affect`: valence and arousal in [-1, 1].
pub fn affect_head() -> LabelHead {
    LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raf_codes_mean_the_same_emotion() {
        let raf = ["surprise", "fear", "disgust", "happy", "sad", "anger", "neutral"];
        for (code, emotion) in (1..).zip(raf) {
            let affectnet = affectnet_from_raf(code).unwrap();
            assert_eq!(EMOTIONS[usize::from(affectnet)], emotion);
            assert_eq!(raf_from_affectnet(affectnet), Some(code));
        }
        assert_eq!((affectnet_from_raf(0), affectnet_from_raf(8)), (None, None));
        assert_eq!((raf_from_affectnet(7), raf_from_affectnet(255)), (None, None));
    }

    #[test]
    fn ferplus_columns_mean_the_same_emotion() {
        let renamed = |vote: &str| match vote {
            "happiness" => "happy".to_string(),
            "sadness" => "sad".to_string(),
            other => other.to_string(),
        };
        for (place, vote) in FERPLUS_VOTES.into_iter().enumerate().take(8) {
            let code = affectnet_from_ferplus(place).unwrap();
            assert_eq!(EMOTIONS_WITH_CONTEMPT[usize::from(code)], renamed(vote));
        }
        assert_eq!((affectnet_from_ferplus(8), affectnet_from_ferplus(9)), (None, None));
    }

    #[test]
    fn the_lists_of_emotions_begin_alike() {
        assert_eq!(EMOTIONS, EMOTIONS_WITH_CONTEMPT[..7]);
        assert_eq!(EMOTIONS_WITH_CONTEMPT, AFFECTNET_EXPRESSIONS[..8]);
    }
}
