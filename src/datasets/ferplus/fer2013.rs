//! FER2013's images: 48 x 48 pixels, grey, in one CSV file or in folders of PNGs.

use super::{FER2013_PARTS, FerPlus};
use crate::{
    Error, Fidelity, Result, files,
    formats::{CsvRows, whole},
    images::{ImageBudget, Images, read_each, read_image, resize},
    labels::ReadingReport,
};
use csv::StringRecord;
use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

/// Width and height in the CSV file, in pixels.
const SIDE: usize = 48;

/// Where the CSV file may lie in FER+'s folder: as Kaggle distributes it, and as its archive unpacks.
const CSV_FILES: [&str; 4] = ["fer2013.csv", "icml_face_data.csv", "fer2013/fer2013.csv", "data/fer2013.csv"];

/// What Microsoft's tool calls the folder of each of [`FER2013_PARTS`], and where they may lie.
const PART_FOLDERS: [&str; 3] = ["FER2013Train", "FER2013Valid", "FER2013Test"];
const FOLDERS_IN: [&str; 2] = ["", "data"];

/// The code in [`EMOTIONS`](crate::labels::codes::EMOTIONS) of FER2013's own: angry, disgust, fear, happy, sad, surprise, neutral.
pub(super) const FROM_FER2013: [u8; 7] = [6, 5, 4, 1, 2, 3, 0];

/// FER2013's own labels equal FER+'s majority on about two thirds of the images, and on a fifth where the rows are not the same.
const LEAST_AGREEMENT: f64 = 0.4;

/// On so many images agreement says something.
const ENOUGH: usize = 100;

/// Where FER2013's images are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fer2013 {
    /// `fer2013.csv` or `icml_face_data.csv`, with the columns `emotion`, `pixels` and `Usage` in any order: a row for every row
    /// of FER+'s votes.
    Csv(PathBuf),
    /// The folder that holds `FER2013Train`, `FER2013Valid` and `FER2013Test`, as the tool in FER+'s repository writes them: images
    /// of any size under the names in the votes. The four names that FER+ gives twice have there the face of their later row.
    Folders(PathBuf),
}

/// The images that were found of those asked for.
#[derive(Clone, Debug)]
pub struct Fer2013Images {
    /// Which entries of the votes they belong to.
    pub entries: Vec<usize>,
    /// The images, grey as three equal colours.
    pub images: Images,
    /// What was asked for, and what could not be used and why: with the first lines or files what was found and what was expected.
    pub report: ReadingReport,
}

impl Fer2013 {
    /// The images in FER+'s folder `root`: the CSV file, else the folders.
    ///
    /// # Errors
    /// [`Error::Missing`] with every place looked in, and where they come from.
    pub fn find(root: impl AsRef<Path>) -> Result<Self> {
        let root = root.as_ref();
        let files = CSV_FILES.map(|file| root.join(file));
        if let Some(file) = files.iter().find(|file| file.is_file()) {
            return Ok(Self::Csv(file.clone()));
        }
        let folders = FOLDERS_IN.map(|folder| root.join(folder));
        if let Some(folder) = folders.iter().find(|folder| folder.join(PART_FOLDERS[0]).is_dir()) {
            return Ok(Self::Folders(folder.clone()));
        }
        let looked_in = files.into_iter().chain(folders.map(|folder| folder.join(PART_FOLDERS[0]))).collect();
        let remedy = "FER+ has votes only. Take fer2013.csv, or icml_face_data.csv, from Kaggle's competition \"Challenges in \
                      Representation Learning: Facial Expression Recognition Challenge\", or the folders FER2013Train, \
                      FER2013Valid and FER2013Test that FER+'s generate_training_data.py writes";
        Err(Error::Missing { what: "FER2013's images".into(), looked_in, remedy: remedy.into() })
    }

    /// Reads the images of `votes` and brings them to `side` x `side` pixels as [`resize`] does. What cannot be used is left out.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] for a file without the columns or in another order than the votes, and without any image;
    /// [`Error::Parameter`] for a bad `side`; those of [`read_images`](crate::images::read_images) but for single images.
    pub fn read(&self, votes: &FerPlus, side: usize, fidelity: Fidelity) -> Result<Fer2013Images> {
        let found = match self {
            Self::Csv(path) => from_csv(path, votes, side, fidelity)?,
            Self::Folders(folder) => from_folders(folder, votes, side, fidelity)?,
        };
        if found.entries.is_empty() {
            let first = found.report.left_out.first();
            let first = first.map_or(String::new(), |first| format!("; {}", first.first_fault()));
            return Err(Error::format(&found.report.place, format!("no image{first}"), "images of the votes' rows"));
        }
        Ok(found)
    }
}

/// The places of FER2013's columns.
struct Columns {
    emotion: usize,
    pixels: usize,
    usage: usize,
}

fn from_csv(path: &Path, votes: &FerPlus, side: usize, fidelity: Fidelity) -> Result<Fer2013Images> {
    let mut report = ReadingReport::new(path, "FER2013 CSV");
    let (file, text) = (path.display().to_string(), files::read_text(path)?);
    let mut all = CsvRows::new(&file, &text, ',')?;
    let Some((line, header)) = all.next()? else {
        return Err(Error::format(file, "an empty file", "a header line and rows"));
    };
    let columns = columns(&format!("{file}:{line}"), header)?;
    let entry_of: HashMap<usize, usize> = votes.rows.iter().copied().zip(0..).collect();
    let majorities = votes.majorities();
    let (mut entries, mut pixels, mut agreement) = (vec![], vec![], vec![]);
    let mut rows = 0..;
    while let (Some((line, record)), Some(row)) = (all.next()?, rows.next()) {
        let Some(&entry) = entry_of.get(&row) else { continue };
        report.rows += 1;
        match grey_pixels(record, &columns) {
            Ok(grey) => pixels.extend(grey.into_iter().flat_map(|value| [value; 3])),
            Err(fault) => {
                report.leave_out("malformed row", format_args!("line {line} ({fault})"));
                continue;
            }
        }
        let (usage, expected) = (&record[columns.usage], &votes.usages[entry]);
        if usage != expected {
            return Err(other_order(format!("{}:{line}", path.display()), format!("an image of {usage}"), expected));
        }
        let own = whole(&record[columns.emotion]).and_then(|code| FROM_FER2013.get(code as usize));
        agreement.extend(majorities[entry].map(|majority| own == Some(&majority)));
        entries.push(entry);
    }
    let share = agreement.iter().filter(|&&same| same).count() as f64 / agreement.len().max(1) as f64;
    if agreement.len() >= ENOUGH && share < LEAST_AGREEMENT {
        let found = format!("own labels that equal FER+'s majority on {:.0} % of the images", 100.0 * share);
        return Err(other_order(path.display().to_string(), found, "about two thirds"));
    }
    let images = resize(&Images::new(SIDE, pixels)?, side, fidelity)?;
    Ok(Fer2013Images { entries, images, report })
}

fn other_order(place: String, found: String, expected: &str) -> Error {
    Error::format(place, found, format!("{expected}: FER+'s votes go by row, so take the file in its published order"))
}

fn columns(place: &str, header: &StringRecord) -> Result<Columns> {
    let find = |name: &str| {
        let mut places = (0..header.len()).filter(|&at| header[at].eq_ignore_ascii_case(name));
        match (places.next(), places.next()) {
            (Some(at), None) => Ok(at),
            (first, _) => {
                let columns = header.iter().collect::<Vec<_>>().join(", ");
                let found = if first.is_some() { "two columns of a name in" } else { "the columns" };
                let expected = format!("FER2013's columns emotion, pixels and Usage, {name} once");
                Err(Error::format(place, format!("{found} {columns}"), expected))
            }
        }
    };
    Ok(Columns { emotion: find("emotion")?, pixels: find("pixels")?, usage: find("usage")? })
}

/// The pixels of a row, or what is wrong with it.
fn grey_pixels(record: &StringRecord, columns: &Columns) -> Result<Vec<u8>, String> {
    let least = 1 + columns.emotion.max(columns.pixels).max(columns.usage);
    if record.len() < least {
        return Err(format!("found {} cells, expected {least}", record.len()));
    }
    let mut pixels = Vec::with_capacity(SIDE * SIDE);
    for word in record[columns.pixels].split_whitespace() {
        let bad = || format!("found the pixel {word:?}, expected a number of 0 to 255");
        pixels.push(whole(word).and_then(|value| value.try_into().ok()).ok_or_else(bad)?);
    }
    if pixels.len() != SIDE * SIDE {
        return Err(format!("found {} pixels, expected {SIDE} x {SIDE} = {}", pixels.len(), SIDE * SIDE));
    }
    Ok(pixels)
}

fn from_folders(folder: &Path, votes: &FerPlus, side: usize, fidelity: Fidelity) -> Result<Fer2013Images> {
    let mut report = ReadingReport::new(folder, "FER2013 in folders");
    report.rows = votes.len();
    let (mut paths, mut entries) = (vec![], vec![]);
    for (entry, (name, usage)) in votes.names.iter().zip(&votes.usages).enumerate() {
        let part = FER2013_PARTS.iter().position(|part| part == usage);
        let path = part.map(|part| folder.join(PART_FOLDERS[part]).join(name));
        match path.filter(|path| path.is_file()) {
            Some(path) => {
                paths.push(path);
                entries.push(entry);
            }
            None => report.leave_out("no file of this name in its part's folder", name),
        }
    }
    let read = |path: &Path| read_image(path, side, fidelity);
    let mut failed = HashSet::new();
    let images = read_each(&paths, side, &ImageBudget::default(), read, &mut |at, error| {
        let fault = match error {
            Error::Format { found, expected, .. } => format!("found {found}, expected {expected}"),
            _ => "found no image that can be read, expected a PNG".into(),
        };
        report.leave_out("no usable image", format_args!("{} ({fault})", paths[at].display()));
        failed.insert(entries[at]);
        Ok(())
    })?;
    entries.retain(|entry| !failed.contains(entry));
    Ok(Fer2013Images { entries, images, report })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, Luma};

    /// Votes for as many images as there are usages; all are happy, in rows from `first_row`.
    fn votes(usages: &[&str], first_row: usize) -> FerPlus {
        FerPlus {
            names: (0..usages.len()).map(|entry| format!("fer{entry}.png")).collect(),
            usages: usages.iter().map(|usage| usage.to_string()).collect(),
            rows: (first_row..first_row + usages.len()).collect(),
            votes: vec![[0, 10, 0, 0, 0, 0, 0, 0, 0, 0]; usages.len()],
            report: ReadingReport::default(),
        }
    }

    fn pixels(grey: u8) -> String {
        vec![grey.to_string(); SIDE * SIDE].join(" ")
    }

    fn read(text: &str, votes: &FerPlus) -> Result<Fer2013Images> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("fer2013.csv"), text).unwrap();
        Fer2013::find(folder.path())?.read(votes, 32, Fidelity::Corrected)
    }

    #[test]
    fn both_of_kaggles_files_are_read_by_row() {
        let [dark, light] = [10, 200].map(pixels);
        let plain = format!("emotion,pixels,Usage\n3,{light},Training\n3,{dark},Training\n3,{light},PublicTest\n");
        let other = format!(
            "\u{feff}emotion, Usage, pixels\r\n3,Training,\"{light}\"\r\n3,Training,\"{dark}\"\r\n3,PublicTest,{light}"
        );
        for text in [plain, other] {
            let found = read(&text, &votes(&["Training", "PublicTest"], 1)).unwrap();
            assert_eq!((found.entries, found.images.len(), found.images.side()), (vec![0, 1], 2, 32));
            assert!(found.images.get(0).unwrap().iter().all(|&value| value == 10));
            assert!(found.images.get(1).unwrap().iter().all(|&value| value == 200));
            assert_eq!((found.report.rows, found.report.left_out_rows()), (2, 0));
        }
    }

    #[test]
    fn malformed_rows_are_left_out_and_told() {
        let (good, short) = (pixels(7), "1 2 3".to_string());
        let strange = good.replacen('7', "256", 1);
        let rows =
            [format!("0,{good},Training"), format!("0,{short},Training"), format!("0,{strange},Training"), "0".into()];
        let found = read(&format!("emotion,pixels,Usage\n{}\n", rows.join("\n")), &votes(&["Training"; 4], 0)).unwrap();
        assert_eq!((found.entries, found.images.len(), found.report.rows), (vec![0], 1, 4));
        let told: Vec<_> =
            found.report.left_out.iter().map(|left| (left.reason.as_str(), left.first.join("; "))).collect();
        let expected = "line 3 (found 3 pixels, expected 48 x 48 = 2304); \
                        line 4 (found the pixel \"256\", expected a number of 0 to 255); \
                        line 5 (found 1 cells, expected 3)";
        assert_eq!(told, [("malformed row", expected.into())]);
    }

    #[test]
    fn files_in_another_order_are_refused() {
        let good = pixels(7);
        let error = |text: String, votes: &FerPlus| read(&text, votes).unwrap_err().to_string();
        let moved = error(format!("emotion,pixels,Usage\n3,{good},PrivateTest\n"), &votes(&["Training"], 0));
        assert!(
            moved.contains("fer2013.csv:2: found an image of PrivateTest, expected Training: FER+'s votes go by row"),
            "{moved}"
        );
        let sad = format!("emotion,pixels,Usage\n{}", format!("4,{good},Training\n").repeat(ENOUGH));
        let disagreeing = error(sad, &votes(&["Training"; ENOUGH], 0));
        assert!(disagreeing.contains("on 0 % of the images, expected about two thirds"), "{disagreeing}");
        let columns = error("emotion,Usage\n".into(), &votes(&["Training"], 0));
        assert!(columns.contains("fer2013.csv:1: found the columns emotion, Usage, expected FER2013's"), "{columns}");
        let none = error("emotion,pixels,Usage\n".into(), &votes(&["Training"], 0));
        assert!(none.contains("found no image, expected images of the votes' rows"), "{none}");
    }

    #[test]
    fn folders_of_pngs_are_read_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Fer2013::find(folder.path()).unwrap_err().to_string();
        assert!(
            missing.starts_with("FER2013's images not found") && missing.contains("generate_training_data.py"),
            "{missing}"
        );
        for (part, name, width) in
            [("FER2013Train", "fer0.png", 48), ("FER2013Test", "fer1.png", 48), ("FER2013Train", "fer3.png", 40)]
        {
            let path = folder.path().join("data").join(part);
            std::fs::create_dir_all(&path).unwrap();
            GrayImage::from_pixel(width, 48, Luma([90])).save(path.join(name)).unwrap();
        }
        let source = Fer2013::find(folder.path()).unwrap();
        assert_eq!(source, Fer2013::Folders(folder.path().join("data")));
        let votes = votes(&["Training", "PrivateTest", "Training", "Training"], 0);
        let found = source.read(&votes, 64, Fidelity::Corrected).unwrap();
        assert_eq!((found.entries, found.images.len(), found.images.side()), (vec![0, 1], 2, 64));
        assert!(found.images.get(1).unwrap().iter().all(|&value| value == 90));
        let [missing, narrow] = &found.report.left_out[..] else { panic!("{:?}", found.report.left_out) };
        assert_eq!((&*missing.reason, &*missing.first[0]), ("no file of this name in its part's folder", "fer2.png"));
        assert!(narrow.first[0].ends_with("fer3.png (found 40 x 48 pixels, expected a square image)"), "{narrow:?}");
    }
}
