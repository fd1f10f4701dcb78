//! CSV files with a row for every item and a column for every annotator, as cleanlab takes them.

use super::{annotations::Annotations, collector::Collector};
use crate::{Result, formats::Csv};
use std::path::Path;

/// How a wide CSV file is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WideOptions {
    /// The column that names the items. `None`: items are named by their position, from `"0"`.
    pub name: Option<String>,
    /// Columns that are no annotator's, such as the truth: none by default.
    pub others: Vec<String>,
    /// What separates the cells: a comma by default.
    pub delimiter: char,
    /// The class names in the order of the codes; labels may then be names or codes. `None`, the default: every label that occurs
    /// is a class, numbers in their order, texts in that of the alphabet.
    pub classes: Option<Vec<String>>,
}

impl Default for WideOptions {
    fn default() -> Self {
        Self { name: None, others: vec![], delimiter: ',', classes: None }
    }
}

/// Reads a CSV file with a header line, a row for every item and a column for every annotator. Where a cell is empty or holds
/// `NA`, `NaN` or `null`, there is no label. An item without labels stays.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Format`](crate::Error::Format), with file and line, for a missing column, a row of
/// another length, an item without a name or there twice, or a label that is no class; without an annotator, and for labels of
/// fewer than 2 or more than 255 classes.
pub fn read_wide(path: impl AsRef<Path>, options: &WideOptions) -> Result<Annotations> {
    let mut collector = Collector::new(options.classes.as_deref())?;
    let csv = Csv::read(path, options.delimiter)?;
    collect(&csv, options, &mut collector)?;
    collector.finish(csv.file())
}

/// Gathers the labels of a file.
pub fn collect(csv: &Csv, options: &WideOptions, collector: &mut Collector) -> Result<()> {
    csv.check_header()?;
    let names = items(csv, options.name.as_deref())?;
    for name in &names {
        collector.add_item(name);
    }
    let mut annotators = csv.header();
    annotators.retain(|column| {
        let is_name = options.name.as_deref() == Some(column.trim());
        !is_name && !options.others.iter().any(|other| other == column.trim())
    });
    if annotators.is_empty() {
        return Err(csv.header_error("no column of an annotator", "a column for each, beside the items' names"));
    }
    for annotator in annotators {
        let annotator = annotator.trim();
        for ((line, label), item) in csv.column(annotator)?.zip(&names) {
            if collector.is_missing(label) {
                continue;
            }
            let found = || format!("{label:?} in column {annotator:?}");
            collector.add(item, annotator, label).map_err(|expected| csv.error(line, found(), expected))?;
        }
    }
    Ok(())
}

/// The names of the items, each once.
pub fn items(csv: &Csv, column: Option<&str>) -> Result<Vec<String>> {
    let Some(column) = column else { return Ok((0..csv.rows().len()).map(|row| row.to_string()).collect()) };
    let mut lines = std::collections::HashMap::new();
    let mut names = vec![];
    for (line, name) in csv.column(column)? {
        if name.is_empty() {
            return Err(csv.error(line, format!("nothing in column {column:?}"), "a name"));
        }
        if let Some(earlier) = lines.insert(name, line) {
            return Err(csv.error(line, format!("{name:?} again, as in line {earlier}"), "each item once"));
        }
        names.push(name.to_string());
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, options: &WideOptions) -> Result<Annotations> {
        let mut collector = Collector::new(options.classes.as_deref())?;
        collect(&Csv::parse("wide.csv", text, ',')?, options, &mut collector)?;
        collector.finish("wide.csv")
    }

    #[test]
    fn a_column_is_an_annotator_and_a_row_an_item() {
        let options = WideOptions { name: Some("image".into()), others: vec!["truth".into()], ..Default::default() };
        let text = "image,anna,truth,ben\nx,0.0,1,1\ny,NaN,0,\nz,1,1,1.0\n";
        let annotations = read(text, &options).unwrap();
        assert_eq!(
            (annotations.items().join(""), annotations.annotators().join(" ")),
            ("xyz".into(), "anna ben".into())
        );
        assert_eq!(annotations.classes(), ["0", "1"]);
        assert_eq!(annotations.responses().of(0), (&[0, 1][..], &[0, 1][..]));
        assert!(annotations.responses().of(1).1.is_empty());
        let unnamed = read("anna,ben\n0,1\n1,1\n", &WideOptions::default()).unwrap();
        assert_eq!((unnamed.items().join(" "), unnamed.len()), ("0 1".into(), 4));
    }

    #[test]
    fn bad_cells_are_told_with_their_lines() {
        let named = WideOptions { name: Some("image".into()), ..Default::default() };
        let message = |text: &str, options| read(text, options).unwrap_err().to_string();
        let unnamed = WideOptions::default();
        let headless = message("1,x,a\n1,y,a\n2,x,b\n", &unnamed);
        assert!(
            headless.starts_with("wide.csv:1: found \"1\" as a column's name, and as a cell of it in line 2"),
            "{headless}"
        );
        assert!(read("0,1,2\n0,1,1\n1,1,0\n", &unnamed).is_ok(), "numbered annotators");
        assert!(message("image,a\nx,0\n,1\n", &named).starts_with("wide.csv:3: found nothing in column \"image\""));
        assert!(message("image,a\nx,0\n\nx,1\n", &named).starts_with("wide.csv:4: found \"x\" again, as in line 2"));
        assert!(message("image\nx\n", &named).starts_with("wide.csv:1: found no column of an annotator"));
        assert!(message("image,a,a\nx,0,1\n", &named).contains("found two of this name"));
        let classes = WideOptions { classes: Some(["sad", "happy"].map(String::from).to_vec()), ..named.clone() };
        let found = message("image,a\nx,sad\ny,angry\n", &classes);
        assert!(found.starts_with("wide.csv:3: found \"angry\" in column \"a\", expected a code of 0 to 1"), "{found}");
    }
}
