//! peerannot's `answers.json`: `{task: {worker: label}}`.

use super::{annotations::Annotations, collector::Collector};
use crate::{Error, Result, files};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;
use std::{fmt, marker::PhantomData, path::Path};

/// Reads peerannot's `answers.json`, `{task: {worker: label}}`. Labels may be class names or numbers; where one is null or an empty
/// text, there is none. A task without labels stays. `classes` are the class names in the order of the codes, where they
/// are known; otherwise every label that occurs is a class.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with the line for what is no such file, and with task and worker for a label that is no class,
/// or for two by one worker, and for labels of fewer than 2 or more than 255 classes.
pub fn read_answers(path: impl AsRef<Path>, classes: Option<&[String]>) -> Result<Annotations> {
    let mut collector = Collector::new(classes)?;
    collect(path.as_ref(), &mut collector)?;
    let annotations = collector.finish(&path.as_ref().display().to_string())?;
    match annotations.repeated() {
        None => Ok(annotations),
        Some((task, worker)) => {
            let place = format!("{}, task {task:?}, worker {worker:?}", path.as_ref().display());
            Err(Error::format(place, "two labels", "one label of a task by a worker"))
        }
    }
}

/// Gathers the labels of a file.
pub fn collect(path: &Path, collector: &mut Collector) -> Result<()> {
    let (file, text) = (path.display().to_string(), files::read_text(path)?);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let expected = "tasks, each with the labels of its workers: {\"0\": {\"anna\": 1, \"ben\": 0}, …}";
    let tasks: Pairs<Pairs<Value>> = serde_json::from_str(text)
        .map_err(|error| Error::format(format!("{file}:{}", error.line()), error, expected))?;
    for (task, answers) in &tasks.0 {
        collector.add_item(task);
        for (worker, label) in &answers.0 {
            let error = |found: String, expected: &str| {
                Error::format(format!("{file}, task {task:?}, worker {worker:?}"), found, expected)
            };
            let label = match label {
                Value::Null => continue,
                Value::String(text) => text.trim().to_string(),
                Value::Number(number) => number.to_string(),
                other => return Err(error(other.to_string(), "a class name or a number")),
            };
            if !collector.is_missing(&label) {
                let added = collector.add(task, worker, &label);
                added.map_err(|expected| error(format!("the label {label:?}"), &expected))?;
            }
        }
    }
    Ok(())
}

/// The entries of an object in their order, also such as occur twice: a map would forget both.
struct Pairs<V>(Vec<(String, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
    type Value = Pairs<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
        let mut pairs = vec![];
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, classes: Option<&[String]>) -> Result<Annotations> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.json");
        std::fs::write(&path, text).unwrap();
        read_answers(path, classes)
    }

    #[test]
    fn tasks_and_workers_keep_their_order() {
        let text = r#"{"10": {"b": 1, "a": 0}, "2": {"a": 1, "c": null}, "3": {}}"#;
        let annotations = read(text, None).unwrap();
        assert_eq!(
            (annotations.items().join(" "), annotations.annotators().join(" ")),
            ("10 2 3".into(), "b a".into())
        );
        assert_eq!(annotations.responses().of(0), (&[0, 1][..], &[1, 0][..]));
        assert_eq!((annotations.classes().join(" "), annotations.responses().of(2).1.len()), ("0 1".into(), 0));
        let classes = ["sad", "happy"].map(String::from);
        let named = read(r#"{"1": {"a": "happy", "b": 0}}"#, Some(&classes)).unwrap();
        assert_eq!(named.responses().of(0).1, [1, 0]);
    }

    #[test]
    fn what_is_no_such_file_is_told_with_its_place() {
        let message = |text: &str| read(text, None).unwrap_err().to_string();
        let found = message("{\"1\": {\"a\": 0},\n \"2\": [1]}");
        assert!(found.contains("answers.json:2: found") && found.contains("expected tasks, each with"), "{found}");
        assert!(message("{\"1\": {\"a\": 0}").contains("answers.json:1: found"));
        assert!(message(r#"{"1": {"a": [0]}}"#).contains("task \"1\", worker \"a\": found [0], expected a class name"));
        assert!(message(r#"{"1": {"a": 0, "a": 1}}"#).contains("task \"1\", worker \"a\": found two labels"));
        assert!(message(r#"{"1": {"a": 0}}"#).contains("found labels of 1 classes \"0\""));
        let classes = ["sad", "happy"].map(String::from);
        let unknown = read(r#"{"1": {"a": 2}}"#, Some(&classes)).unwrap_err().to_string();
        assert!(unknown.contains("found the label \"2\", expected a code of 0 to 1 or one of sad, happy"), "{unknown}");
    }
}
