//! The heads of one label table: which columns they take up together.

use super::head::LabelHead;
use crate::{Error, Result};
use std::collections::HashSet;

/// Refuses heads that are invalid themselves, or that have a name or a column in common.
pub(super) fn check_heads(heads: &[LabelHead]) -> Result<()> {
    let mut seen = HashSet::from(["name", "truth"]);
    for head in heads {
        head.validate()?;
        for column in head.columns() {
            if column.starts_with("truth_") || !seen.insert(column) {
                let expected = "a name of its own, not name, truth or truth_…";
                return Err(Error::parameter(
                    format!("a column of head {:?}", head.name),
                    format!("{column:?}"),
                    expected,
                ));
            }
        }
    }
    let mut seen = HashSet::new();
    match heads.iter().find(|head| !seen.insert(&head.name)) {
        Some(head) => {
            Err(Error::parameter("the name of a head", format!("{:?} twice", head.name), "a name of its own"))
        }
        None => Ok(()),
    }
}

/// The columns that the truth of these heads may be in, each with the head in whose classes or range it is told: the first of those
/// that have it in common.
pub(super) fn truth_columns(heads: &[LabelHead]) -> Vec<(String, &LabelHead)> {
    let mut columns = vec![];
    for head in heads {
        match head.classes() {
            Some(_) if columns.iter().any(|(column, _)| column == "truth") => {}
            Some(_) => columns.push(("truth".to_string(), head)),
            None => {
                for column in head.truth_columns() {
                    if columns.iter().all(|(known, _)| *known != column) {
                        columns.push((column, head));
                    }
                }
            }
        }
    }
    columns
}

/// The classes that the column `truth` is told in: those of the first categorical head.
pub(super) fn classes_of_truth(heads: &[LabelHead]) -> Option<&[String]> {
    heads.iter().find_map(LabelHead::classes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_must_not_share_columns() {
        let a = LabelHead::categorical("a", &["cat", "dog"]);
        for other in ["a", "truth", "name", "truth_a"] {
            let heads = vec![a.clone(), LabelHead::categorical(other, &["cat", "dog"])];
            assert!(check_heads(&heads).is_err(), "{other}");
        }
    }

    #[test]
    fn the_truth_is_told_in_the_classes_of_the_first_annotator() {
        let heads = [
            LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0),
            LabelHead::categorical("a", &["cat", "dog"]),
            LabelHead::categorical("b", &["x", "y"]),
        ];
        let columns = truth_columns(&heads);
        let names: Vec<_> = columns.iter().map(|(column, head)| (column.as_str(), head.name.as_str())).collect();
        assert_eq!(names, [("truth_valence", "affect"), ("truth_arousal", "affect"), ("truth", "a")]);
        assert_eq!(classes_of_truth(&heads).unwrap(), ["cat", "dog"]);
        let shared = [heads[0].by("anna"), heads[0].by("ben")];
        assert_eq!(truth_columns(&shared).len(), 2);
        assert!(truth_columns(&[]).is_empty() && classes_of_truth(&heads[..1]).is_none());
    }
}
