//! FER+'s own rules: the votes on an image become its label.

use crate::labels::codes::{EMOTIONS_WITH_CONTEMPT, FERPLUS_VOTES, affectnet_from_ferplus};

/// The number of votes for each of [`FERPLUS_VOTES`].
pub(super) type Votes = [u32; FERPLUS_VOTES.len()];

/// The first place in [`FERPLUS_VOTES`] that is no emotion: unknown; NF (not a face) follows.
const UNKNOWN: usize = EMOTIONS_WITH_CONTEMPT.len();

fn without_outliers(votes: &Votes) -> [u64; FERPLUS_VOTES.len()] {
    votes.map(|count| if count > 1 { count.into() } else { 0 })
}

/// The class with more than half of the votes when single ones are struck out, or why there is none.
pub(super) fn majority(votes: &Votes) -> Result<u8, String> {
    let votes = without_outliers(votes);
    let total: u64 = votes.iter().sum();
    let place = votes.iter().position(|count| 2 * count > total).ok_or("no majority")?;
    affectnet_from_ferplus(place).ok_or_else(|| format!("majority for {}", FERPLUS_VOTES[place]))
}

/// As `_process_data` of github.com/microsoft/FERPlus, mode crossentropy, and what its caller makes of it; in the order
/// of [`EMOTIONS_WITH_CONTEMPT`].
pub(super) fn distribution(votes: &Votes) -> Option<[f32; UNKNOWN]> {
    let mut left = without_outliers(votes);
    let total: u64 = left.iter().sum();
    let mut kept = [0; FERPLUS_VOTES.len()];
    let (mut classes, mut seen, mut emotions_lead) = (0, 0, true);
    while 4 * seen < 3 * total && classes < 3 && emotions_lead {
        let most = left.iter().copied().max()?;
        for place in 0..left.len() {
            if left[place] != most {
                continue;
            }
            seen += most;
            left[place] = 0;
            emotions_lead = place < UNKNOWN;
            if emotions_lead || kept.iter().all(|&count| count == 0) {
                kept[place] = most;
                classes += 1;
            }
            if !emotions_lead {
                break;
            }
        }
    }
    let held: u64 = kept.iter().sum();
    if 2 * held <= total || classes > 3 || kept[UNKNOWN..] != [0, 0] {
        return None;
    }
    let mut shares = [0.0; UNKNOWN];
    for (place, count) in kept.into_iter().enumerate() {
        if let Some(code) = affectnet_from_ferplus(place) {
            shares[usize::from(code)] = count as f32 / held as f32;
        }
    }
    Some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majorities_by_hand() {
        // The single vote for sadness is an outlier: 4 of 9 are no majority; 5 of 9 are.
        assert_eq!(majority(&[4, 0, 0, 1, 3, 2, 0, 0, 0, 0]), Err("no majority".into()));
        assert_eq!(majority(&[0, 0, 0, 1, 5, 2, 2, 0, 0, 0]), Ok(6), "anger");
        assert_eq!(majority(&[0, 0, 0, 0, 0, 0, 0, 0, 2, 8]), Err("majority for NF".into()));
        assert_eq!(majority(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), Err("no majority".into()));
    }

    #[test]
    fn distributions_by_hand() {
        let shares = |entries: &[(usize, f32)]| {
            let mut shares = [0.0; 8];
            entries.iter().for_each(|&(code, share)| shares[code] = share);
            Some(shares)
        };
        // 4 of 9 are less than three quarters, 4 + 3 are not.
        assert_eq!(distribution(&[4, 0, 0, 1, 3, 2, 0, 0, 0, 0]), shares(&[(0, 4.0 / 7.0), (6, 3.0 / 7.0)]));
        assert_eq!(distribution(&[6, 0, 1, 1, 0, 0, 0, 0, 2, 0]), shares(&[(0, 1.0)]), "6 of 8 are three quarters");
        assert_eq!(distribution(&[6, 0, 0, 0, 0, 0, 0, 0, 4, 0]), shares(&[(0, 1.0)]), "unknown ends it");
        assert_eq!(distribution(&[2, 2, 2, 2, 2, 0, 0, 0, 0, 0]), None, "five classes");
        assert_eq!(distribution(&[5, 0, 0, 0, 0, 0, 0, 0, 5, 0]), None, "half is not enough");
        assert_eq!(distribution(&[4, 0, 0, 0, 0, 0, 0, 0, 3, 3]), None);
        assert_eq!(distribution(&[0, 0, 0, 0, 0, 0, 0, 0, 9, 0]), None);
        assert_eq!(distribution(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), None);
    }
}
