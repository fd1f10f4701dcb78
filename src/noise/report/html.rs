//! The report as one file.

use super::NoiseReport;
use crate::{
    Result, files,
    noise::agreement::Ratings,
    table::Table,
    text::{escape, grouped},
};
use std::path::Path;

/// So many rows of a table are seen at once, and so many are on the page.
const ROWS_OPEN: usize = 15;
const ROWS_SHOWN: usize = 200;

/// Of so many annotators the page has the matrices.
const MATRICES_SHOWN: usize = 12;

/// Colours are the reader's: readable on white and on black. Figures have a ground of their own.
const STYLE: &str = ":root{color-scheme:light dark}\
    body{font-family:sans-serif;line-height:1.4;margin:2em auto;max-width:75em;padding:0 1em}\
    section{overflow-x:auto}.side-by-side{display:flex;flex-wrap:wrap;gap:1em}\
    figure{display:inline-block;margin:0.5em;background:#fff}figure svg{max-width:100%;height:auto}";

impl NoiseReport {
    /// The report as one HTML page, without scripts and without anything from elsewhere. Long tables are folded behind their first
    /// rows, very long ones cut; the CSV files have all.
    pub fn to_html(&self) -> String {
        let body = self.to_html_fragment();
        let head = format!("<meta charset=\"utf-8\">\n<title>Label noise</title>\n<style>{STYLE}</style>");
        format!("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n{head}\n</head>\n<body>\n{body}</body>\n</html>\n")
    }

    /// What stands on the page, for a page of others such as a notebook.
    pub(crate) fn to_html_fragment(&self) -> String {
        let mut body = String::from("<h1>Label noise</h1>\n");
        body += &self.summary_table().to_html();
        let suggestions = self.suggestions();
        if !suggestions.is_empty() {
            let items: String = suggestions.iter().map(|text| format!("<li>{}</li>\n", escape(text))).collect();
            body += &section("Suggestions", &format!("<ul>\n{items}</ul>\n"));
        }
        let mut figures = String::new();
        for (name, figure) in self.figures() {
            figures += &format!("<figure title=\"{}\">{}</figure>\n", escape(&name), figure.svg());
        }
        if !figures.is_empty() {
            body += &section("Figures", &figures);
        }
        body += &section("Items", &folded(self.sample_table()));
        body += &section("Annotators", &folded(self.annotators_worst_first()));
        body += &self.matrices();
        let mut agreement = folded(self.agreement_table());
        if let Some(pairwise) = self.pairwise.as_ref().filter(|pairwise| pairwise.annotators.len() <= MATRICES_SHOWN) {
            agreement += &pairwise.to_table().to_html();
        }
        body += &section("Agreement", &agreement);
        body
    }

    /// Writes [`to_html`](Self::to_html).
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) naming the path.
    pub fn save_html(&self, path: impl AsRef<Path>) -> Result<()> {
        files::write_atomically(path, self.to_html().as_bytes())
    }

    fn matrices(&self) -> String {
        if self.ratings.annotators().len() > MATRICES_SHOWN {
            return String::new();
        }
        let mut tables = String::new();
        for (annotator, name) in self.annotations.annotators().iter().enumerate() {
            let table = self.transition_matrix(annotator).to_table();
            let table = Table { title: format!("{name}: {}", table.title), ..table };
            tables += &format!("<div>{}</div>\n", table.to_html());
        }
        section("Transition matrices", &format!("<div class=\"side-by-side\">\n{tables}</div>\n"))
    }
}

fn section(title: &str, content: &str) -> String {
    format!("<section>\n<h2>{}</h2>\n{content}</section>\n", escape(title))
}

/// The first rows, and behind a fold those that follow.
fn folded(mut table: Table) -> String {
    let all = table.rows.len();
    if all <= ROWS_OPEN {
        return table.to_html();
    }
    let shown = all.min(ROWS_SHOWN);
    table.rows.truncate(shown);
    let rows = table.rows.split_off(ROWS_OPEN);
    // Heading and note stand with the first rows.
    let rest = Table { title: String::new(), note: String::new(), rows, ..table.clone() };
    let mut summary = format!("rows {} to {shown}", ROWS_OPEN + 1);
    if shown < all {
        summary += &format!(" of {}; the CSV file has all", grouped(all as u64));
    }
    format!("{}<details><summary>{summary}</summary>\n{}</details>\n", table.to_html(), rest.to_html())
}
