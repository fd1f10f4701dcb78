//! Tables as Markdown, LaTeX and CSV, and every kind of file.

use super::{Table, Written, latex};
use crate::{Error, Result, files, formats::quoted};
use std::path::Path;

impl Table {
    /// The table in Markdown.
    pub fn to_markdown(&self) -> String {
        let columns = self.written();
        let plain = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
        let content = |cell: &Written| {
            if cell.bold { format!("**{}**", plain(&cell.text)) } else { plain(&cell.text) }
        };
        let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let heads = line(columns.iter().map(|column| plain(&column.name)).collect());
        let rule = line(columns.iter().map(|column| if column.numeric { "--:" } else { ":--" }.into()).collect());
        let rows = (0..self.rows.len()).map(|row| line(columns.iter().map(|c| content(&c.cells[row])).collect()));
        let body = [heads, rule].into_iter().chain(rows).collect::<Vec<_>>().join("\n");
        let title = if self.title.is_empty() { String::new() } else { format!("**{}**\n\n", self.title) };
        let note = if self.note.is_empty() { String::new() } else { format!("\n{}\n", self.note) };
        format!("{title}{body}\n{note}")
    }

    /// The table in LaTeX, for the package `booktabs`.
    pub fn to_latex(&self) -> String {
        let columns = self.written();
        let sides: String = columns.iter().map(|column| if column.numeric { 'r' } else { 'l' }).collect();
        let line = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
        let heads = line(columns.iter().map(|column| latex::text(&column.name)).collect());
        let rows: String =
            (0..self.rows.len()).map(|row| line(columns.iter().map(|c| latex_cell(&c.cells[row])).collect())).collect();
        let note = if self.note.is_empty() { String::new() } else { format!("% {}\n", self.note.replace('\n', " ")) };
        let note_shown = if self.note.is_empty() { String::new() } else { format!(" ({})", latex::text(&self.note)) };
        let caption = match self.title.as_str() {
            "" => String::new(),
            title => format!("\\caption{{{}{note_shown}}}\n", latex::text(title)),
        };
        format!(
            "{note}\\begin{{table}}\n\\centering\n{caption}\\begin{{tabular}}{{{sides}}}\n\\toprule\n{heads}\\midrule\n{rows}\\bottomrule\n\\end{{tabular}}\n\\end{{table}}\n"
        )
    }

    /// The table as CSV with full precision; a spread takes two columns, the second named `… sd`.
    pub fn to_csv(&self) -> String {
        let columns = self.flat_columns();
        let mut csv = columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(",") + "\n";
        for row in &self.rows {
            let cells = columns.iter().map(|column| quoted(&column.value(row).text().unwrap_or_default()));
            csv += &(cells.collect::<Vec<_>>().join(",") + "\n");
        }
        csv
    }

    /// What a table's file may be named.
    pub const ENDINGS: &[&str] = &["md", "tex", "csv", "parquet", "html", "txt"];

    /// Writes the table; `.md`, `.tex`, `.csv`, `.parquet`, `.html` or `.txt` says as what.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another extension, [`Error::Io`] naming the path; those of [`to_parquet`](Self::to_parquet).
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let bytes = match extension.as_deref() {
            Some("md") => self.to_markdown().into_bytes(),
            Some("tex") => self.to_latex().into_bytes(),
            Some("csv") => self.to_csv().into_bytes(),
            Some("parquet") => self.to_parquet()?,
            Some("html") => self.to_html().into_bytes(),
            Some("txt") => self.to_text().into_bytes(),
            _ => {
                let expected = "named .md, .tex, .csv, .parquet, .html or .txt";
                return Err(Error::parameter("the table's file", path.display(), expected));
            }
        };
        files::write_atomically(path, &bytes)
    }
}

fn latex_cell(cell: &Written) -> String {
    if cell.number { latex::number(&cell.text, cell.bold) } else { latex::text(&cell.text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Better, Cell};

    fn table() -> Table {
        let mut table = Table::new("Test_set", &["method", "accuracy / %", "CCC"]);
        table.push(vec!["a, \"b\" | c".into(), Cell::Spread { mean: 84.25, deviation: 0.5 }, (-0.5).into()]).unwrap();
        table.push(vec!["d".into(), Cell::Missing, 0.125.into()]).unwrap();
        table.with_best("CCC", Better::Higher).unwrap()
    }

    #[test]
    fn markdown() {
        let expected = "**Test_set**\n\n| method | accuracy / % | CCC |\n| :-- | --: | --: |\n\
            | a, \"b\" \\| c | 84.25 ± 0.50 | −0.500 |\n| d | – | **0.125** |\n";
        assert_eq!(table().to_markdown(), expected);
    }

    #[test]
    fn latex() {
        let latex = table().with_note("5 % noise").to_latex();
        assert!(latex.starts_with("% 5 % noise\n\\begin{table}"));
        assert!(latex.contains("\\caption{Test\\_set (5 \\% noise)}\n\\begin{tabular}{lrr}\n\\toprule\n"));
        assert!(latex.contains("method & accuracy / \\% & CCC \\\\\n\\midrule\n"));
        assert!(latex.contains("a, \"b\" \\textbar{} c & $84.25 \\pm 0.50$ & $-0.500$ \\\\\n"));
        assert!(latex.contains("d & -- & $\\mathbf{0.125}$ \\\\\n\\bottomrule"));
    }

    #[test]
    fn latex_compiles_where_a_tex_is_installed() {
        let mut signs = String::new();
        for character in (0x20..0x2400).filter_map(char::from_u32).chain("✓中😀\u{1}".chars()) {
            signs.push(character);
            // Words that can be broken into lines.
            if u32::from(character).is_multiple_of(16) {
                signs.push(' ');
            }
        }
        let mut table = Table::new("λ_GAN → 5 % & #1", &["sign", "value ± deviation"]);
        for value in [f64::NAN, f64::INFINITY, -1e-9, 0.5] {
            table.push(vec!["a_b".into(), value.into()]).unwrap();
        }
        let body = table.with_note("−1 ± 2, 100 %").to_latex() + &crate::table::latex::text(&signs);
        let folder = tempfile::tempdir().unwrap();
        let head = "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{booktabs}\n\\begin{document}\n";
        std::fs::write(folder.path().join("t.tex"), format!("{head}{body}\n\\end{{document}}\n")).unwrap();
        let arguments = ["-interaction=nonstopmode", "-halt-on-error", "t.tex"];
        let Ok(run) = std::process::Command::new("pdflatex").args(arguments).current_dir(folder.path()).output() else {
            return crate::test_data::skip("no pdflatex");
        };
        let log = String::from_utf8_lossy(&run.stdout);
        if log.contains("booktabs.sty' not found") {
            return crate::test_data::skip("a TeX without booktabs");
        }
        assert!(run.status.success() && folder.path().join("t.pdf").is_file(), "{log}");
    }

    #[test]
    fn csv() {
        let expected = "method,accuracy / %,accuracy / % sd,CCC\n\"a, \"\"b\"\" | c\",84.25,0.5,-0.5\nd,,,0.125\n";
        assert_eq!(table().to_csv(), expected);
    }

    #[test]
    fn saving_goes_by_the_extension() {
        let folder = tempfile::tempdir().unwrap();
        table().save(folder.path().join("t.tex")).unwrap();
        assert!(table().save(folder.path().join("t.xls")).is_err());
    }
}
