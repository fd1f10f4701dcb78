//! Lists of names with a few numbers behind each.

use super::{
    cell::{is_missing, number},
    csv_rows::{CsvRows, named_separator, separator},
    name::is_image_ending,
};
use crate::{Error, Result};
use csv::StringRecord;

/// What columns of images' names are called, in any case.
pub(crate) const NAMES: [&str; 8] = ["name", "image", "image_name", "image name", "img", "file", "filename", "path"];

/// A row of a list: its line, and the name and numbers as they stand there, or what is wrong with it.
pub(crate) type ListRow<const N: usize> = (usize, Result<[String; N]>);

/// The rows of a list.
pub(crate) struct List<const N: usize> {
    pub rows: Vec<ListRow<N>>,
    /// What messages call the columns of name and numbers: `column "label"`, or `column 2` without a header.
    pub columns: [String; N],
}

/// The rows of a list with a name and `N - 1` numbers in each: words, of which the last ones are the numbers and all before them the
/// name; or a CSV, with or without a header. `file` is what messages call it, `columns` what the numbers are called in a header.
///
/// # Errors
/// [`Error::Format`] for a header that does not tell which column is which, and for a quote that is never closed.
pub(crate) fn read_list<const N: usize>(file: &str, text: &str, columns: &[&str]) -> Result<List<N>> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_table = named_separator(first).is_some() || [b',', b';'].contains(&separator(first, b','));
    let list = if is_table && !is_of_words::<N>(first) {
        table(file, text, columns)?
    } else {
        List { rows: words(file, text), columns: numbered() }
    };
    if list.rows.is_empty() {
        return Err(Error::format(file, "no row", format!("a row for each image: its name and {}", columns[0])));
    }
    Ok(list)
}

/// Whether a line is a name and `N - 1` numbers apart by white space: the numbers may have decimal commas, or be missing.
fn is_of_words<const N: usize>(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.len() >= N
        && !words[words.len() - N].ends_with([',', ';', '"'])
        && words[words.len() - N + 1..].iter().all(|word| number(word).is_some() || is_missing(word))
}

fn numbered<const N: usize>() -> [String; N] {
    std::array::from_fn(|at| format!("column {}", at + 1))
}

fn words<const N: usize>(file: &str, text: &str) -> Vec<ListRow<N>> {
    let mut rows = vec![];
    for (line, content) in (1..).zip(text.lines()) {
        let is_header = rows.is_empty() && content.split_whitespace().next().is_some_and(is_heading);
        if !content.trim().is_empty() && !is_header {
            rows.push((line, words_of(&format!("{file}:{line}"), content)));
        }
    }
    rows
}

fn is_heading(word: &str) -> bool {
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(word))
}

fn words_of<const N: usize>(place: &str, content: &str) -> Result<[String; N]> {
    let (mut name, mut cells) = (content.trim(), vec![]);
    while cells.len() + 1 < N {
        let Some((before, last)) = name.rsplit_once(char::is_whitespace) else { break };
        cells.push(last.to_string());
        name = before.trim_end();
    }
    let count = content.split_whitespace().count();
    // A name may hold spaces, but a number at its end is a cell too many.
    let ends_with_number = name.split_whitespace().skip(1).last().is_some_and(|word| number(word).is_some());
    cells.push(name.into());
    cells.reverse();
    let cells = <[String; N]>::try_from(cells).ok().filter(|_| !ends_with_number);
    cells.ok_or_else(|| Error::format(place, format!("{count} words"), expected(N)))
}

fn expected(count: usize) -> String {
    format!("{count}: a name and {}", if count == 2 { "a code" } else { "two numbers" })
}

fn table<const N: usize>(file: &str, text: &str, columns: &[&str]) -> Result<List<N>> {
    let mut all = CsvRows::new(file, text, ',')?;
    let (mut rows, mut places, mut called) = (vec![], None, numbered());
    while let Some((line, cells)) = all.next()? {
        let place = format!("{file}:{line}");
        if places.is_none() {
            let found = if is_header(cells) { Some(header_places(&place, cells, columns)?) } else { None };
            let is_header = found.is_some();
            if let Some(found) = found {
                called = found.map(|at: usize| format!("column {:?}", &cells[at]));
            }
            places = Some((cells.len(), found.unwrap_or_else(|| std::array::from_fn(|at| at))));
            if is_header {
                continue;
            }
        }
        let Some((width, places)) = places else { break };
        let row = if cells.len() == width && width >= N {
            Ok(places.map(|at: usize| cells[at].to_string()))
        } else {
            Err(Error::format(place, format!("{} cells", cells.len()), expected(width.max(N))))
        };
        rows.push((line, row));
    }
    Ok(List { rows, columns: called })
}

/// No cell of a header is a number, and none is called as an image is.
fn is_header(cells: &StringRecord) -> bool {
    let is_image = |cell: &str| cell.rsplit_once('.').is_some_and(|(_, ending)| is_image_ending(ending));
    cells.iter().all(|cell| number(cell).is_none() && !is_image(cell))
}

/// Where a name and the numbers are: under their own names, or in their order where there is no other column with a heading.
fn header_places<const N: usize>(place: &str, header: &StringRecord, columns: &[&str]) -> Result<[usize; N]> {
    let find = |names: &[&str]| {
        let mut places =
            (0..header.len()).filter(|&at| names.iter().any(|name| name.eq_ignore_ascii_case(&header[at])));
        places.next().filter(|_| places.next().is_none())
    };
    let mut found = vec![find(&NAMES)];
    found.extend(if N == 2 { vec![find(columns)] } else { columns.iter().map(|column| find(&[column])).collect() });
    let named: Option<Vec<usize>> = found.into_iter().collect();
    let headed: Vec<usize> = (0..header.len()).filter(|&at| !header[at].is_empty()).collect();
    named.unwrap_or(headed).try_into().map_err(|_| {
        let found = format!("the columns {}", header.iter().collect::<Vec<_>>().join(", "));
        Error::format(place, found, format!("a column of names ({}) and {}", NAMES.join(", "), columns.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<const N: usize>(text: &str) -> Vec<(usize, [String; N])> {
        let columns: &[&str] = if N == 2 { &["label", "emotion"] } else { &["valence", "arousal"] };
        let list = read_list("l.txt", text, columns).unwrap();
        list.rows.into_iter().map(|(line, row)| (line, row.unwrap())).collect()
    }

    #[test]
    fn one_list_in_every_form() {
        for text in [
            "a b.jpg 5\n\nc.jpg\t4\n",
            "a b.jpg,5\n\nc.jpg, 4\n",
            "image,label\na b.jpg,5\nc.jpg,4\n,,\n",
            "\"label\";\"image\"\n5;\"a b.jpg\"\n4;c.jpg\n",
            ",Image,Emotion\n0,a b.jpg,5\n1,c.jpg,4\n",
            "sep=;\na b.jpg;5\nc.jpg;4\n",
            "picture,what\na b.jpg,5\nc.jpg,4\n",
            "Image\tlabel\na b.jpg\t5\nc.jpg\t4\n",
        ] {
            let rows: Vec<_> = read::<2>(text).into_iter().map(|(_, row)| row).collect();
            assert_eq!(rows, [["a b.jpg", "5"], ["c.jpg", "4"]], "{text:?}");
        }
        for text in ["a.jpg -0,5 0,25\n", "name;arousal;valence\na.jpg;0,25;-0,5\n"] {
            assert_eq!(read::<3>(text)[0].1, ["a.jpg", "-0,5", "0,25"], "{text:?}");
        }
        assert_eq!(read::<2>("image,label\n\na.jpg,1\n")[0].0, 3);
        let none = read_list::<2>("l.txt", "\n", &["label"]).map(|list| list.rows.len()).unwrap_err().to_string();
        assert_eq!(none, "l.txt: found no row, expected a row for each image: its name and label");
        let called = |text: &str| read_list::<2>("l.txt", text, &["label"]).unwrap().columns;
        assert_eq!(called("5,x,label,image\n"), ["column 1", "column 2"]);
        assert_eq!(called("label,image\n5,a.jpg\n"), ["column \"image\"", "column \"label\""]);
    }

    #[test]
    fn no_row_is_taken_for_a_header() {
        let rows = |text: &str| read_list::<2>("l.txt", text, &["label"]).map(|list| list.rows);
        let first = rows("a.jpg,happy\nb.jpg,1\n").unwrap();
        assert_eq!(first[0].1.as_ref().unwrap(), &["a.jpg", "happy"]);
        let message = rows("one,two,three\na,1,2\n").unwrap_err().to_string();
        assert!(
            message.starts_with("l.txt:1: found the columns one, two, three, expected a column of names"),
            "{message}"
        );
        let short = rows("image,label\na.jpg\nb.jpg,1\n").unwrap();
        assert!(short[0].1.as_ref().unwrap_err().to_string().starts_with("l.txt:2: found 1 cells, expected 2"));
        assert!(rows("image,label,label\na.jpg,1,2\n").is_err(), "two columns of one name");
        assert!(
            rows("a.jpg 1 2\n").unwrap()[0].1.as_ref().unwrap_err().to_string().contains("found 3 words, expected 2")
        );
    }
}
