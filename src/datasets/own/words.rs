//! What a file of labels holds, as a person would say it, and what may be amiss with it.

use super::columns::Roles;
use crate::{
    formats::{Csv, number},
    labels::{LabelHead, classes_alike},
    text::some_of,
};
use std::collections::BTreeSet;

/// Lines about the columns of a file, by whom its labels are, and hints at what may be meant otherwise.
pub(super) fn in_words(csv: &Csv, roles: &Roles, annotators: &[String], classes: &[String]) -> Vec<String> {
    let mut lines = vec![match &roles.by {
        Some(by) => format!("{}: a row a label, of {:?} by {by:?}", csv.file(), roles.name),
        None => format!("{}: a row an image, named in {:?}", csv.file(), roles.name),
    }];
    if !annotators.is_empty() {
        let [people, named] = [annotators, classes].map(some_of);
        lines.push(format!("  {} annotators: {people}; {} classes: {named}", annotators.len(), classes.len()));
    }
    let mut numbers = vec![];
    for column in &roles.continuous {
        let values = values(csv, column);
        let (least, most) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
        numbers.push(if least <= most {
            format!("{column} from {least} to {most}")
        } else {
            format!("{column}, empty")
        });
    }
    if !numbers.is_empty() {
        lines.push(format!("  numbers: {}", numbers.join(", ")));
    }
    if let Some(truth) = &roles.truth {
        lines.push(format!("  truth: {truth}"));
    }
    if !roles.left_out.is_empty() {
        let columns: Vec<String> = roles.left_out.iter().map(|(column, why)| format!("{column} ({why})")).collect();
        lines.push(format!("  left out: {}", columns.join(", ")));
    }
    let mut hints = classes_alike(classes);
    hints.extend(about_strangers(csv, roles, classes));
    hints.extend(roles.continuous.iter().filter_map(|column| about_absence(csv, column)));
    lines.extend(hints.iter().map(|hint| format!("  hint: {hint}")));
    lines
}

fn values(csv: &Csv, column: &str) -> Vec<f64> {
    csv.column(column).into_iter().flatten().filter_map(|(_, cell)| number(cell)).collect()
}

/// Columns that have no class in common with another annotator's or the truth: ages and sexes are no labels of emotions.
fn about_strangers(csv: &Csv, roles: &Roles, classes: &[String]) -> Option<String> {
    let head = LabelHead::categorical("annotator", &classes.iter().map(String::as_str).collect::<Vec<_>>());
    let mut given: Vec<BTreeSet<u8>> = vec![];
    for column in roles.annotators.iter().chain(&roles.truth) {
        let cells = csv.column(column).into_iter().flatten();
        given.push(cells.filter_map(|(_, cell)| head.parse(cell)).map(|code| code as u8).collect());
    }
    let mut strangers = vec![];
    for (place, column) in roles.annotators.iter().enumerate() {
        let own = &given[place];
        let is_met = (0..given.len()).any(|other| other != place && !own.is_disjoint(&given[other]));
        if given.len() > 1 && !own.is_empty() && !is_met {
            strangers.push(column.as_str());
        }
    }
    let named = strangers.join(", ");
    let hint = format!(
        "{named}: no class in common with another column; where these are no annotators' labels, name the columns that are: \
         --annotators, or `annotators` in a notebook"
    );
    (!strangers.is_empty()).then_some(hint)
}

/// A whole number that is the only one outside -1 to 1, as AffectNet's -2 where there is no face.
fn about_absence(csv: &Csv, column: &str) -> Option<String> {
    let values = values(csv, column);
    let outside: Vec<f64> = values.iter().copied().filter(|value| value.abs() > 1.0).collect();
    let code = *outside.first()?;
    let is_code = code.fract() == 0.0 && outside.iter().all(|value| *value == code) && outside.len() < values.len();
    let hint = format!(
        "{column}: {code} in {} rows, all else from -1 to 1; where it stands for an absent value, empty these cells of the file",
        outside.len()
    );
    is_code.then_some(hint)
}
