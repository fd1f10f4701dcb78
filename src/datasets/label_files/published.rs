//! Labels in the files that CIFAR-10N and FER+ are distributed as.

use super::{Kind, truth::Truths};
use crate::{
    Error, Result, Seed,
    datasets::{
        cifar10::{CIFAR10N_PEOPLE, read_cifar10n, workers},
        ferplus::read_ferplus,
    },
    labels::{LabelTable, collector::Collector},
};
use std::path::Path;

/// Who gave CIFAR-10N's three labels of each image, where one of the files says so.
pub fn people(kinds: &[Kind]) -> Result<Option<Vec<[String; 3]>>> {
    let mut people = None;
    for kind in kinds {
        if let Kind::Cifar10NPeople(csv) = kind {
            if !kinds.iter().any(|kind| matches!(kind, Kind::Cifar10N)) {
                let expected = "CIFAR-10N's labels too: CIFAR-10_human.pt or a CSV";
                return Err(csv.error(1, "people without labels", expected));
            }
            people = Some(workers(csv)?);
        }
    }
    Ok(people)
}

/// Gathers CIFAR-10N's labels, and the true classes that come with them.
pub fn collect_cifar10n(
    path: &Path,
    people: Option<&Vec<[String; 3]>>,
    collector: &mut Collector,
    truths: &mut Truths,
) -> Result<String> {
    let table = read_cifar10n(path)?;
    if let Some(people) = people.filter(|people| people.len() != table.len()) {
        let expected = format!("{}, as there are labels of", table.len());
        return Err(Error::format("CIFAR-10N's people", format!("those of {} images", people.len()), expected));
    }
    for (place, head) in CIFAR10N_PEOPLE.into_iter().enumerate() {
        collect_head(&table, head, collector, |row| people.map_or(head, |people| people[row][place].as_str()))?;
    }
    let classes = table.annotators()[0].classes().unwrap_or_default().to_vec();
    for (name, code) in table.names().into_iter().zip(table.truth().unwrap_or_default()) {
        truths.add(&name, &classes[usize::from(code)], path.display().to_string())?;
    }
    let whose = if people.is_some() { "by the people who gave them" } else { "three of each image" };
    Ok(format!("CIFAR-10N's labels, {whose}"))
}

pub fn collect_ferplus(path: &Path, collector: &mut Collector) -> Result<String> {
    let table = read_ferplus(path)?.columns(Seed(0))?;
    for head in table.annotators() {
        collect_head(&table, &head.name, collector, |_| head.name.as_str())?;
    }
    Ok("FER+'s votes, dealt to annotators of whom each is anybody".into())
}

/// Gathers the labels of one head, each by the annotator of its row.
fn collect_head<'a>(
    table: &LabelTable,
    head: &str,
    collector: &mut Collector,
    annotator: impl Fn(usize) -> &'a str,
) -> Result<()> {
    let classes = table.head(head)?.classes().unwrap_or_default().to_vec();
    for (row, (name, label)) in table.names().iter().zip(table.labels(head)?).enumerate() {
        collector.add_item(name);
        if let Some(label) = label {
            let added = collector.add(name, annotator(row), &classes[usize::from(label)]);
            added.map_err(|expected| {
                Error::format(format!("labels of {name:?}"), &classes[usize::from(label)], expected)
            })?;
        }
    }
    Ok(())
}
