//! The fields of a configuration, with what differs from the defaults.

use super::Display;
use crate::text::escape;
use std::{any::type_name, fmt::Debug};

const CELL: &str = "text-align:left;padding:0.15em 0.8em;border:none;border-bottom:1px solid rgba(128,128,128,0.2)";

/// The fields of `config` as a table, those that are as in `default` in grey.
pub(super) fn display<T: Debug>(config: &T, default: &T) -> Display {
    let name = type_name::<T>().rsplit("::").next().unwrap_or_default();
    let (fields, defaults) = (fields(&format!("{config:#?}")), fields(&format!("{default:#?}")));
    let (mut plain, mut rows, mut changed) = (String::new(), String::new(), 0);
    for (index, (field, value)) in fields.iter().enumerate() {
        let usual = defaults.get(index).map_or("", |(_, value)| value);
        let cell = |text: &str| format!(r#"<td align="left" style="{CELL}">{text}</td>"#);
        let (field, shown) = (escape(field), format!("<code>{}</code>", escape(value)));
        if value == usual {
            let cells = cell(&field) + &cell(&shown) + &cell("");
            rows += &format!(r#"<tr style="opacity:0.65">{cells}</tr>"#);
            plain += &format!("{field}: {value}\n");
        } else {
            let cells = cell(&format!("<b>{field}</b>")) + &cell(&format!("<b>{shown}</b>")) + &cell(&escape(usual));
            rows += &format!("<tr>{cells}</tr>");
            plain += &format!("{field}: {value} (default {usual})\n");
            changed += 1;
        }
    }
    let note = match changed {
        0 => "all at their defaults".to_string(),
        _ => format!("{changed} of {} fields changed", fields.len()),
    };
    let head: String = ["field", "value", "default, where changed"]
        .map(|text| format!(r#"<th align="left" style="{CELL}">{text}</th>"#))
        .concat();
    let html = format!(
        "<div><b>{name}</b>, {note}</div>\
         <table style=\"border-collapse:collapse;color:inherit\"><tr>{head}</tr>{rows}</table>"
    );
    Display { plain: format!("{name}, {note}\n{plain}"), html: Some(html), ..Display::default() }
}

/// Names and values out of what `{:#?}` writes of a struct: a field begins with four blanks, its value goes on with more.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = vec![];
    for line in text.lines().skip(1) {
        let Some(inner) = line.strip_prefix("    ") else { continue };
        let begins = inner.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
        match (begins, inner.split_once(": "), fields.last_mut()) {
            (true, Some((name, value)), _) => fields.push((name.into(), value.into())),
            (_, _, Some((_, value))) => {
                let inner = inner.trim();
                if !value.ends_with(['(', '[']) && !inner.starts_with([')', ']']) {
                    value.push(' ');
                }
                value.push_str(inner);
            }
            _ => {}
        }
    }
    for (_, value) in &mut fields {
        *value = value.trim_end_matches(',').replace(",)", ")").replace(",]", "]").replace(", }", " }");
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, train::TrainConfig};

    #[test]
    fn fields_are_read_with_values_of_several_lines() {
        let config = TrainConfig { seed: Seed(3), head_weights: vec![1.0, 0.5], ..TrainConfig::default() };
        let all = fields(&format!("{config:#?}"));
        let value = |name: &str| all.iter().find(|(field, _)| field == name).unwrap().1.clone();
        assert_eq!((all[0].0.as_str(), value("seed").as_str()), ("epochs", "Seed(3)"));
        assert_eq!([value("head_weights"), value("start")], ["[1.0, 0.5]", "None"]);
    }

    #[test]
    fn what_is_as_by_default_is_grey() {
        let config = TrainConfig { epochs: 3, ..TrainConfig::default() };
        let display = display(&config, &TrainConfig::default());
        let html = display.html.unwrap();
        assert_eq!(html.matches("<b><code>").count(), 1);
        assert!(html.contains("<b>epochs</b>") && html.contains("<b>TrainConfig</b>, 1 of "));
        assert!(display.plain.contains("epochs: 3 (default 30)"));
        assert_eq!(html.matches("opacity:0.65").count(), fields(&format!("{config:#?}")).len() - 1);
    }
}
