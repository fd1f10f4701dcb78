//! Images to leaf through, by their labels.

use super::Interactive;
use crate::{
    Error, Result,
    datasets::Dataset,
    labels::LabelHead,
    noise::dynamics::Suspicion,
    text::{escape, grouped},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use image::{RgbImage, codecs::jpeg::JpegEncoder, imageops};
use serde_json::{Value, json};

/// A notebook with that many pictures stays below a megabyte.
const MOST_IMAGES: usize = 240;
const IMAGES_A_PAGE: usize = 24;
/// In pixels, as they are shown.
const SIDE: u32 = 96;
const QUALITY: u8 = 80;

const FIGURE: &str =
    "display:inline-block;margin:3px;padding:3px;width:104px;vertical-align:top;text-align:center;border:2px ";
/// Told apart by more than colour.
const DOUBTFUL: &str = "dashed #d55e00";
const AGREED: &str = "solid rgba(128,128,128,0.25)";
const CAPTION: &str = "font-size:85%;line-height:1.25;overflow-wrap:anywhere";

/// A view over the images of `dataset`, with their labels, that is filtered by true class, given label, annotator, disagreement and
/// suspicion, and leafed through with buttons or arrow keys. It holds 240 images: with `suspicion` those whose labels are most
/// suspect, the worst first, without it evenly spaced ones. The first 24 are seen where scripts are not run.
///
/// ```
/// use noisyfer::prelude::*;
/// let experiment = Experiment::faces(Scale::Smoke, Seed(0))?;
/// let view = browse(&experiment.test, None)?;
/// assert!(view.html().contains("given label"));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] for a dataset without an image or without classes, and for a suspicion of other samples; [`Error::Figure`] for
/// an image that cannot be written.
pub fn browse(dataset: &Dataset, suspicion: Option<&Suspicion>) -> Result<Interactive> {
    let labels = &dataset.labels;
    let mut heads: Vec<&LabelHead> = labels.heads().iter().filter(|head| head.classes().is_some()).collect();
    let Some(classes) = heads.first().and_then(|head| head.classes()) else {
        return Err(Error::parameter("the labels to browse", "no head with classes", "at least one"));
    };
    heads.retain(|head| head.classes() == Some(classes));
    let rows = rows(dataset.len(), suspicion)?;
    let truth = labels.truth();
    let mut given = vec![];
    for head in &heads {
        given.push(labels.labels(&head.name)?);
    }
    let names = labels.names();
    let (mut images, mut sources) = (vec![], vec![]);
    for (index, &row) in rows.iter().enumerate() {
        let missing = || Error::parameter("row", row, format!("below {}", dataset.images.len()));
        sources.push(source(&dataset.images.rgb(row).ok_or_else(missing)?)?);
        images.push(Shown {
            name: &names[row],
            truth: truth.as_ref().map(|truth| truth[row]),
            given: given.iter().map(|labels| labels[row]).collect(),
            suspicion: suspicion.and_then(|suspicion| suspicion.ranks()[row]).map(|rank| (100.0 * (1.0 - rank)) as u8),
            index,
        });
    }
    let which = if suspicion.is_some() { "the most suspect" } else { "evenly spaced" };
    let mut note = format!("{} images", grouped(rows.len() as u64));
    if rows.len() < dataset.len() {
        note += &format!(", {which} of {}", grouped(dataset.len() as u64));
    }
    let data = json!({
        "classes": classes, "page": IMAGES_A_PAGE, "note": note,
        "images": images.iter().map(Shown::data).collect::<Vec<Value>>(), "pictures": sources.iter().skip(IMAGES_A_PAGE).collect::<Vec<_>>(),
        "figure": FIGURE, "doubtful": DOUBTFUL, "agreed": AGREED, "caption": CAPTION,
    });
    let mut pictures = String::new();
    for (image, source) in images.iter().zip(&sources).take(IMAGES_A_PAGE) {
        pictures += &image.html(source, classes);
    }
    let tools = tools(classes, &heads, truth.is_some(), suspicion.is_some());
    let body = format!(
        "{tools}<div data-part=\"count\" aria-live=\"polite\" style=\"margin:0.3em 0\">the first of {}</div>\n\
         <div data-part=\"grid\" tabindex=\"0\" role=\"group\" aria-label=\"images, arrow keys leaf through them\">{pictures}</div>\n",
        escape(&note)
    );
    Ok(Interactive::new(
        &format!("{note}, to browse"),
        "noisyfer-browse",
        &body,
        include_str!("browse.js").trim(),
        &data,
    ))
}

/// Which images are shown, in their order.
fn rows(count: usize, suspicion: Option<&Suspicion>) -> Result<Vec<usize>> {
    if count == 0 {
        return Err(Error::parameter("the number of images", 0, "at least 1"));
    }
    let shown = count.min(MOST_IMAGES);
    match suspicion {
        Some(suspicion) if suspicion.ranks().len() != count => {
            let name = format!("the samples of {}", suspicion.name);
            Err(Error::parameter(name, suspicion.ranks().len(), format!("{count}, one an image")))
        }
        Some(suspicion) => Ok(suspicion.worst(shown)),
        None => Ok((0..shown).map(|place| place * count / shown).collect()),
    }
}

/// One image with its labels.
struct Shown<'a> {
    name: &'a str,
    truth: Option<u8>,
    given: Vec<Option<u8>>,
    /// In percent, 100 the most.
    suspicion: Option<u8>,
    index: usize,
}

impl Shown<'_> {
    fn data(&self) -> Value {
        json!({
            "name": self.name, "truth": self.truth, "given": self.given, "suspicion": self.suspicion, "index": self.index,
        })
    }

    /// As the script draws it, for where it is not run.
    fn html(&self, source: &str, classes: &[String]) -> String {
        let class = |code: u8| classes.get(usize::from(code)).map_or("", String::as_str);
        let known: Vec<u8> = self.given.iter().copied().flatten().collect();
        let wrong = self.truth.is_some_and(|truth| known.iter().any(|&code| code != truth));
        let differ = known.iter().any(|&code| code != known[0]);
        let said = if differ { &known[..] } else { &known[..known.len().min(1)] };
        let mut lines = vec![said.iter().map(|&code| class(code)).collect::<Vec<_>>().join(", ")];
        lines.extend(self.truth.map(|truth| format!("{} {} (true)", if wrong { "≠" } else { "=" }, class(truth))));
        lines.extend(self.suspicion.map(|percent| format!("suspicion {percent} %")));
        let caption: String = lines.iter().map(|line| escape(line) + "<br>").collect();
        format!(
            "<figure style=\"{FIGURE}{}\"><img src=\"{source}\" width=\"{SIDE}\" height=\"{SIDE}\" alt=\"{}\">\
             <figcaption style=\"{CAPTION}\">{caption}</figcaption></figure>\n",
            if wrong || differ { DOUBTFUL } else { AGREED },
            escape(self.name)
        )
    }
}

/// What filters and turns pages; only scripts can use it, so it is hidden without them.
fn tools(classes: &[String], heads: &[&LabelHead], has_truth: bool, has_suspicion: bool) -> String {
    let numbered = |names: &[String]| -> String {
        let option = |(value, name): (usize, &String)| format!("<option value=\"{value}\">{}</option>", escape(name));
        names.iter().enumerate().map(option).collect()
    };
    let choice = |part: &str, label: &str, all: &str, options: &str| {
        format!(
            "<label style=\"margin-right:1em\">{label} <select data-part=\"{part}\"><option value=\"\">{all}</option>{options}\
             </select></label>"
        )
    };
    let (mut tools, mut only) = (String::new(), String::new());
    if has_truth {
        tools += &choice("truth", "true class", "all", &numbered(classes));
        only += "<option value=\"wrong\">given ≠ true</option>";
    }
    tools += &choice("given", "given label", "all", &numbered(classes));
    if heads.len() > 1 {
        let names: Vec<String> = heads.iter().map(|head| head.name.clone()).collect();
        tools += &choice("annotator", "by", "anyone", &numbered(&names));
        only += "<option value=\"differ\">annotators differ</option>";
    }
    if !only.is_empty() {
        tools += &choice("only", "show", "all", &only);
    }
    if has_suspicion {
        tools += "<label>suspicion at least <input data-part=\"suspicion\" type=\"range\" min=\"0\" max=\"100\" value=\"0\" \
                  style=\"vertical-align:middle\"> <output data-part=\"least\">0 %</output></label> ";
    }
    let button = |part: &str, text: &str| format!("<button type=\"button\" data-part=\"{part}\">{text}</button> ");
    let buttons = button("previous", "‹ previous") + &button("next", "next ›");
    format!("<div data-part=\"tools\" hidden>{tools}<div style=\"margin-top:0.4em\">{buttons}</div></div>\n")
}

/// An image as the source of one on a page.
fn source(image: &RgbImage) -> Result<String> {
    let mut jpeg = vec![];
    let small = match image.width() > SIDE {
        true => imageops::resize(image, SIDE, SIDE, imageops::FilterType::Triangle),
        false => image.clone(),
    };
    let written = JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&small);
    written.map_err(|error| Error::Figure(error.to_string()))?;
    Ok(format!("data:image/jpeg;base64,{}", BASE64.encode(jpeg)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{images::Images, labels::LabelTable, table::Better};

    /// Images of one pixel; the second annotator and the truth are sad for all, the first is happy with every second image.
    fn dataset(count: usize) -> Dataset {
        let names = (0..count).map(|row| format!("{row}.jpg")).collect();
        let codes: Vec<u8> = (0..count).map(|row| (row % 2) as u8).collect();
        let head = |name: &str| LabelHead::categorical(name, &["happy", "sad"]);
        let table = LabelTable::from_names(names).unwrap().with_head(head("anna"), &codes).unwrap();
        let table = table.with_head(head("<ben>"), &vec![1; count]).unwrap().with_truth(&vec![1; count]).unwrap();
        Dataset::new(Images::new(1, vec![9; 3 * count]).unwrap(), table).unwrap()
    }

    #[test]
    fn the_first_page_is_seen_without_scripts() {
        let view = browse(&dataset(30), None).unwrap();
        let (seen, script) = view.html().split_once("<script>").unwrap();
        assert_eq!((seen.matches("<figure").count(), seen.matches(DOUBTFUL).count()), (24, 12));
        assert!(seen.contains("happy, sad<br>≠ sad (true)") && seen.contains(">sad<br>= sad (true)"));
        assert_eq!(script.matches("data:image/jpeg").count(), 6);
        assert!(seen.contains("&lt;ben&gt;") && !view.html().contains("<ben>"));
        for part in ["truth", "given", "annotator", "only", "previous", "next"] {
            assert!(seen.contains(&format!("data-part=\"{part}\"")), "{part}");
        }
        assert!(!seen.contains("data-part=\"suspicion\""));
    }

    #[test]
    fn the_most_suspect_come_first_and_the_page_is_bounded() {
        let many = dataset(1000);
        let values: Vec<Option<f64>> = (0..1000).map(|row| Some(f64::from(row))).collect();
        let suspicion = Suspicion::new("loss", &values, Better::Lower).unwrap();
        assert_eq!(rows(1000, Some(&suspicion)).unwrap()[..2], [999, 998]);
        assert_eq!(rows(480, None).unwrap()[..3], [0, 2, 4]);
        let view = browse(&many, Some(&suspicion)).unwrap();
        assert!(view.html().contains("240 images, the most suspect of 1,000"));
        assert!(view.html().contains("suspicion 100 %") && view.html().len() < 300_000);
        let error = browse(&dataset(3), Some(&suspicion)).unwrap_err().to_string();
        assert_eq!(error, "the samples of loss must be 3, one an image, got 1000");
        assert!(browse(&dataset(0), None).is_err());
    }
}
