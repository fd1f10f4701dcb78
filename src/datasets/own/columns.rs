//! Which column of a file holds what.

use crate::{
    Result,
    formats::{Csv, NAMES},
    labels::shared_name,
};
use serde::{Deserialize, Serialize};

/// The columns that a file in long form has, in any case.
const ANNOTATORS: [&str; 2] = ["annotator", "worker"];
const LABELS: [&str; 1] = ["label"];
const TRUTH: &str = "truth";
/// What columns of true values begin with.
const TRUE_VALUES: &str = "truth_";

/// Which column of a CSV file of labels holds what. Whatever is left open is found in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnColumns {
    /// The images' names: paths below their folder, with or without the ending. By default the first of `name`, `image`, `image_name`,
    /// `img`, `file`, `filename` and `path` that is there, in any case.
    pub name: Option<String>,
    /// The annotators, a column each. By default every column that is nothing else and not another in every row, as numbers of rows are.
    pub annotators: Option<Vec<String>>,
    /// Numbers rather than classes, best between -1 and 1. By default the columns that hold nothing but numbers, some of them
    /// with a fraction. `valence` and `arousal` make one head, `affect`; every other column is a head of its own.
    /// Where several annotators give the same, each has columns `WHO:WHAT`, such as `anna:valence`, and so heads: `anna:affect`.
    pub continuous: Option<Vec<String>>,
    /// The true class, in every row. By default `truth`, in any case, if it is there. True values stand in `truth_` and the column's name.
    pub truth: Option<String>,
    /// The class names in the order of their codes; cells may be names or codes. By default every label that occurs is a class,
    /// numbers in their order, texts in that of the alphabet.
    pub classes: Option<Vec<String>>,
    /// What separates the cells; by default a comma.
    pub delimiter: char,
}

impl Default for OwnColumns {
    fn default() -> Self {
        Self { name: None, annotators: None, continuous: None, truth: None, classes: None, delimiter: ',' }
    }
}

/// What the columns of one file hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Roles {
    /// In long form the column that says whose label it is.
    pub by: Option<String>,
    pub name: String,
    /// In long form the one column of all labels.
    pub annotators: Vec<String>,
    pub continuous: Vec<String>,
    pub truth: Option<String>,
    /// The other columns, each with the reason.
    pub left_out: Vec<(String, &'static str)>,
}

impl Roles {
    fn has(&self, column: &str) -> bool {
        let named = [Some(&self.name), self.by.as_ref(), self.truth.as_ref()];
        named.into_iter().flatten().chain(&self.annotators).chain(&self.continuous).any(|known| known == column)
    }
}

impl OwnColumns {
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) for a column that is not there or twice, and without one of names or of labels.
    pub(super) fn roles(&self, csv: &Csv) -> Result<Roles> {
        let long = csv.find(&ANNOTATORS).zip(csv.find(&LABELS)).filter(|_| self.annotators.is_none());
        let (name, truth) = (self.name_column(csv)?, self.truth_column(csv));
        let by = long.map(|(annotator, _)| annotator.to_string());
        let annotators = match long {
            Some((_, label)) => vec![label.into()],
            None => self.annotators.clone().unwrap_or_default(),
        };
        let continuous = self.continuous.clone().unwrap_or_default();
        if by.is_some() && !continuous.is_empty() {
            let expected = "a row per image and a column per annotator, where there are continuous columns";
            return Err(csv.header_error("a row per label (the columns annotator and label)", expected));
        }
        let truth = Some(truth).filter(|truth| csv.has(truth));
        let mut roles = Roles { by, name, annotators, continuous, truth, left_out: vec![] };
        for column in csv.header() {
            // The first column of a table with row numbers has no heading.
            if !column.is_empty() && !column.starts_with(TRUE_VALUES) && !roles.has(column) {
                self.give_role(csv, column, &mut roles);
            }
        }
        for column in csv.header() {
            if let Some(name) = column.strip_prefix(TRUE_VALUES)
                && !roles.has(column)
                && !roles.continuous.iter().any(|continuous| shared_name(continuous) == name)
            {
                roles.left_out.push((column.into(), "true values of no column of numbers"));
            }
        }
        for column in roles.annotators.iter().chain(&roles.continuous) {
            csv.column(column).map(drop)?;
        }
        Ok(roles)
    }

    /// What a column is that nothing names. Numbers with fractions are often another in every row.
    fn give_role(&self, csv: &Csv, column: &str, roles: &mut Roles) {
        let why = if roles.by.is_some() {
            "beside a row per label"
        } else if csv.is_continuous(column) {
            if self.continuous.is_none() {
                return roles.continuous.push(column.into());
            }
            "numbers with fractions, and not named"
        } else if self.annotators.is_some() {
            "not named"
        } else if csv.is_distinct(column) {
            "another value in every row"
        } else {
            return roles.annotators.push(column.into());
        };
        roles.left_out.push((column.into(), why));
    }

    fn truth_column(&self, csv: &Csv) -> String {
        self.truth.as_deref().or(csv.find(&[TRUTH])).unwrap_or(TRUTH).into()
    }

    /// The roles in a file of test images: those of the training file where it has the same columns.
    pub(super) fn test_roles(&self, csv: &Csv, train: &Roles) -> Result<Roles> {
        let known = |columns: &[String]| columns.iter().filter(|column| csv.has(column)).cloned().collect::<Vec<_>>();
        let annotators = known(&train.annotators);
        let has_truth = csv.has(&self.truth_column(csv));
        let are_known = train.by.is_none() && (has_truth || !annotators.is_empty());
        let annotators = if are_known { Some(annotators) } else { None };
        Self { annotators, continuous: Some(known(&train.continuous)), ..self.clone() }.roles(csv)
    }

    fn name_column(&self, csv: &Csv) -> Result<String> {
        if let Some(name) = &self.name {
            csv.column(name).map(drop)?;
            return Ok(name.clone());
        }
        if let Some(column) = csv.find(&NAMES) {
            return Ok(column.into());
        }
        let found = format!("the columns {}", csv.header().join(", "));
        let expected = format!("one of the images' names: {}, or another that the options name", NAMES.join(", "));
        Err(csv.header_error(found, expected))
    }

    /// A truth that was asked for must be in one of the files.
    pub(super) fn check_truth(&self, files: &[(&Csv, &Roles)]) -> Result<()> {
        let Some(truth) = &self.truth else { return Ok(()) };
        match files {
            [] => Ok(()),
            _ if files.iter().any(|(_, roles)| roles.truth.is_some()) => Ok(()),
            [.., (csv, _)] => csv.column(truth).map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(text: &str, columns: &OwnColumns) -> Result<Roles> {
        columns.roles(&Csv::parse("labels.csv", text, ',').unwrap())
    }

    #[test]
    fn columns_are_told_by_name_and_by_what_they_hold() {
        let text =
            ",truth,Filename,anna,ben,valence,age,truth_valence\n0,a,1.png,a,b,0.5,30,1\n1,b,2.png,,a,NaN,31,1\n";
        let found = roles(text, &OwnColumns::default()).unwrap();
        assert_eq!(found.name, "Filename");
        assert_eq!(found.annotators, ["anna", "ben", "age"], "whole numbers are codes");
        assert_eq!((found.continuous.clone(), found.truth.clone()), (vec!["valence".into()], Some("truth".into())));
        let columns = OwnColumns {
            continuous: Some(vec!["age".into()]),
            annotators: Some(vec!["ben".into()]),
            truth: Some("anna".into()),
            ..OwnColumns::default()
        };
        let given = roles(text, &columns).unwrap();
        assert_eq!((given.annotators, given.continuous), (vec!["ben".into()], vec!["age".into()]));
        assert_eq!(given.truth.unwrap(), "anna");
        let long = roles("image,annotator,label,seconds\n1.png,anna,a,0.5\n", &OwnColumns::default()).unwrap();
        assert!(long.by.as_deref() == Some("annotator") && long.continuous.is_empty() && long.annotators == ["label"]);
        let other = roles("Image,Worker,Label,Truth\n1.png,anna,a,a\n", &OwnColumns::default()).unwrap();
        assert_eq!(
            (other.by.unwrap(), other.annotators, other.truth.unwrap()),
            ("Worker".into(), vec!["Label".into()], "Truth".into())
        );
    }

    #[test]
    fn numbers_are_numbers_also_where_no_two_are_the_same_and_what_is_left_out_has_a_reason() {
        let mut text = String::from("image,anna,valence,note,truth_valence,truth_age\n");
        for row in 0..25 {
            let value = f64::from(row) / 25.0;
            text += &format!("{row}.png,{},{value:.7},note {row},{value:.7},1\n", row % 2);
        }
        let found = roles(&text, &OwnColumns::default()).unwrap();
        assert_eq!(
            (&found.annotators[..], &found.continuous[..]),
            (&["anna".to_string()][..], &["valence".to_string()][..])
        );
        let left_out = |name: &str, why| (name.to_string(), why);
        let [note, age] =
            [("note", "another value in every row"), ("truth_age", "true values of no column of numbers")];
        assert_eq!(found.left_out, [note, age].map(|(name, why)| left_out(name, why)));
        let columns =
            OwnColumns { annotators: Some(vec!["anna".into()]), continuous: Some(vec![]), ..OwnColumns::default() };
        let named = roles(&text, &columns).unwrap().left_out;
        assert_eq!(named[0], left_out("valence", "numbers with fractions, and not named"));
        assert_eq!(named[1], left_out("note", "not named"));
        let long = roles("image,annotator,label,valence\n1.png,anna,a,0.5\n", &OwnColumns::default()).unwrap();
        assert_eq!(long.left_out, [left_out("valence", "beside a row per label")]);
    }

    #[test]
    fn a_test_file_has_the_roles_of_the_training_file() {
        let train = roles("image,anna,ben,valence\n1,a,b,0.5\n", &OwnColumns::default()).unwrap();
        let test =
            |text: &str| OwnColumns::default().test_roles(&Csv::parse("test.csv", text, ',').unwrap(), &train).unwrap();
        let same = test("image,ben,valence,other\n1,a,1,x\n");
        assert_eq!((same.annotators, same.continuous), (vec!["ben".to_string()], vec!["valence".to_string()]));
        let truth = test("image,truth,other\n1,a,x\n");
        assert_eq!((truth.annotators.len(), truth.truth), (0, Some("truth".into())));
        assert_eq!(test("image,carl\n1,a\n").annotators, ["carl"], "nobody of the training file");
    }

    #[test]
    fn missing_columns_are_told() {
        let message = |text: &str, columns: OwnColumns| roles(text, &columns).unwrap_err().to_string();
        let no_name = message("id,anna\n1,a\n", OwnColumns::default());
        assert!(
            no_name.starts_with("labels.csv:1: found the columns id, anna, expected one of the images' names"),
            "{no_name}"
        );
        let columns = OwnColumns { annotators: Some(vec!["carl".into()]), ..OwnColumns::default() };
        assert!(message("image,anna\n1,a\n", columns).contains("expected one column called \"carl\""));
        assert!(message("image,anna,anna\n1,a,b\n", OwnColumns::default()).contains("two of this name"));
    }
}
