//! Tables as HTML and as plain text.

use super::{Column, Table};
use crate::text::{escape, printable};

/// Rules are half transparent and text has the page's colour: readable on white and on black.
const TABLE_STYLE: &str = "border-collapse:collapse;color:inherit;font-variant-numeric:tabular-nums;margin:0.4em 0";
const CAPTION_STYLE: &str = "caption-side:top;text-align:left;font-weight:bold;padding:0.3em 0.8em;color:inherit";
const RULE: &str = "border:none;border-bottom:1px solid rgba(128,128,128,0.7)";
const THIN_RULE: &str = "border:none;border-bottom:1px solid rgba(128,128,128,0.2)";
const TYPE_STYLE: &str = "font-weight:normal;font-size:85%;opacity:0.7";
const NOTE_STYLE: &str = "font-size:90%;opacity:0.8;padding:0 0.8em";

impl Table {
    /// The table as an HTML fragment, without scripts or a style sheet.
    pub fn to_html(&self) -> String {
        let columns = self.written();
        let mut heads = String::new();
        for (index, column) in columns.iter().enumerate() {
            let kind = self
                .types
                .get(index)
                .map_or(String::new(), |kind| format!(r#"<div style="{TYPE_STYLE}">{}</div>"#, escape(kind)));
            heads += &cell("th", column, &format!("{}{kind}", escape(&column.name)), RULE);
        }
        let row = |row: usize| {
            let content = |column: &Column| {
                let text = escape(&column.cells[row].text);
                if column.cells[row].bold { format!("<b>{text}</b>") } else { text }
            };
            let cells: String = columns.iter().map(|column| cell("td", column, &content(column), THIN_RULE)).collect();
            format!("<tr>{cells}</tr>\n")
        };
        let rows: String = (0..self.rows.len()).map(row).collect();
        let caption = match self.title.as_str() {
            "" => String::new(),
            title => format!(r#"<caption style="{CAPTION_STYLE}">{}</caption>"#, escape(title)),
        };
        let note = match self.note.as_str() {
            "" => String::new(),
            note => format!(r#"<div style="{NOTE_STYLE}">{}</div>"#, escape(note)),
        };
        let head = format!("<thead><tr>{heads}</tr></thead>");
        format!("<table style=\"{TABLE_STYLE}\">{caption}\n{head}\n<tbody>\n{rows}</tbody></table>{note}\n")
    }

    /// The table as text with aligned columns, with the control characters escaped that would move a terminal's cursor.
    pub fn to_text(&self) -> String {
        let mut columns = self.written();
        for column in &mut columns {
            column.name = in_a_line(&column.name);
            for cell in &mut column.cells {
                cell.text = in_a_line(&cell.text);
            }
        }
        let length = |text: &str| text.chars().count();
        let widths = columns.iter().map(|column| {
            column.cells.iter().map(|cell| length(&cell.text)).chain([length(&column.name)]).max().unwrap_or(0)
        });
        let widths: Vec<_> = widths.collect();
        let line = |text: &dyn Fn(&Column) -> String| {
            let padded = columns.iter().zip(&widths).map(|(column, &width)| {
                let text = text(column);
                // Not by the width of a format, which panics above 65,535.
                let blanks = " ".repeat(width - length(&text));
                if column.numeric { blanks + &text } else { text + &blanks }
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_string()
        };
        let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
        let head = [printable(&self.title), line(&|column| column.name.clone()), rule];
        let rows = (0..self.rows.len()).map(|row| line(&|column| column.cells[row].text.clone()));
        let lines = head.into_iter().chain(rows).chain([printable(&self.note)]).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }
}

/// Text that takes one line, whatever it holds.
fn in_a_line(text: &str) -> String {
    printable(&text.replace(['\n', '\r'], " "))
}

fn cell(tag: &str, column: &Column, content: &str, rule: &str) -> String {
    let side = if column.numeric { "right" } else { "left" };
    // `align` beside the style, which code hosts drop.
    format!(r#"<{tag} align="{side}" style="text-align:{side};padding:0.25em 0.8em;{rule}">{content}</{tag}>"#)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Better;

    #[test]
    fn text_is_aligned_and_html_is_escaped() {
        let mut table = Table::new("<Results>", &["method", "n"]);
        table.push(vec!["a & b".into(), 9.into()]).unwrap();
        table.push(vec!["c".into(), 10.into()]).unwrap();
        let table = table.with_best("n", Better::Higher).unwrap().with_note("generated data");
        assert_eq!(table.to_text(), "<Results>\nmethod   n\n──────────\na & b    9\nc       10\ngenerated data\n");
        let html = table.to_html();
        assert!(html.contains("&lt;Results&gt;") && html.contains("a &amp; b") && html.contains("<b>10</b>"));
        assert!(html.contains("generated data"));
    }

    #[test]
    fn text_moves_no_cursor_and_stays_aligned() {
        let mut table = Table::new("a\u{1b}[2J", &["na\tme", "n"]);
        table.push(vec!["\u{1b}]0;b\u{7}".into(), 1.into()]).unwrap();
        table.push(vec!["two\nlines".into(), 2.into()]).unwrap();
        let lines =
            ["a\\u{1b}[2J", "na\\tme           n", &"─".repeat(18), "\\u{1b}]0;b\\u{7}  1", "two lines        2"];
        assert_eq!(table.to_text(), lines.join("\n") + "\n");
    }

    #[test]
    fn text_may_be_longer_than_the_width_of_a_format() {
        let mut table = Table::new("", &["a", "b"]);
        table.push(vec!["x".repeat(70_000).into(), "y".into()]).unwrap();
        table.push(vec!["x".into(), "y".into()]).unwrap();
        let text = table.to_text();
        assert!(text.lines().all(|line| line.chars().count() == 70_000 + 2 + 1), "name, rule and rows are as long");
    }
}
