//! Sheets of images.

use super::{
    canvas::{Anchor, Canvas, Type},
    figure::Figure,
    fonts,
    layout::{Heading, LABEL, TICK, TITLE, block},
};
use crate::{Error, Result};
use image::{RgbImage, imageops};
use std::borrow::Cow;

const MARGIN: f64 = 12.0;
const CELL: f64 = 80.0;
const GAP: f64 = 8.0;
const CAPTION: Type<'static> = Type { size: 10.5, ..TICK };
const CAPTION_LINE: f64 = 13.0;
const MOST: usize = 2000;

/// Draws all `images` in rows of `columns`, each with its caption below (none where `captions` is empty).
///
/// # Errors
/// [`Error::Parameter`] for no image, more than 2,000, no column, or captions that are not as many as images.
pub fn contact_sheet(title: &str, images: &[RgbImage], captions: &[String], columns: usize) -> Result<Figure> {
    if images.is_empty() || images.len() > MOST {
        return Err(Error::parameter("the number of images", images.len(), format!("1 to {MOST}")));
    }
    if columns == 0 {
        return Err(Error::parameter("columns", 0, "at least 1"));
    }
    if !captions.is_empty() && captions.len() != images.len() {
        return Err(Error::parameter("the number of captions", captions.len(), format!("{} or 0", images.len())));
    }
    // Four columns are as wide as a title and a note need.
    let columns = columns.min(images.len().max(4));
    let captions: Vec<_> =
        captions.iter().map(|text| fonts::wrap(text, CELL + GAP - 2.0, CAPTION.size, false, 3)).collect();
    let lines = captions.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let pitch = (CELL + GAP, CELL + GAP + CAPTION_LINE * lines);
    let width = 2.0 * MARGIN + pitch.0 * columns as f64 - GAP;
    let heading = Heading::new(title, width - 2.0 * MARGIN, TITLE);
    let top = MARGIN + heading.height() + 4.0;

    let mut canvas = Canvas::new(width, top + pitch.1 * images.len().div_ceil(columns) as f64 + MARGIN - GAP);
    heading.draw(&mut canvas, (MARGIN, MARGIN));
    for (index, image) in images.iter().enumerate() {
        let corner = (MARGIN + pitch.0 * (index % columns) as f64, top + pitch.1 * (index / columns) as f64);
        canvas.picture(corner, (CELL, CELL), &sized(image))?;
        for (row, line) in captions.get(index).into_iter().flatten().enumerate() {
            let baseline = corner.1 + CELL + CAPTION_LINE * (row as f64 + 0.85);
            canvas.text((corner.0 + CELL / 2.0, baseline), line, Type { anchor: Anchor::Middle, ..CAPTION });
        }
    }
    Ok(canvas.finish(title))
}

/// Draws images in named rows, for example one row per emotion. `column_names` may be empty.
///
/// # Errors
/// [`Error::Parameter`] for no image, more than 2,000, or names that are not as many as rows or columns.
pub fn image_grid(
    title: &str,
    rows: &[Vec<RgbImage>],
    row_names: &[String],
    column_names: &[String],
) -> Result<Figure> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let pictures: usize = rows.iter().map(Vec::len).sum();
    if pictures == 0 || pictures > MOST {
        return Err(Error::parameter("the number of images", pictures, format!("1 to {MOST}")));
    }
    if row_names.len() != rows.len() {
        return Err(Error::parameter("the number of row names", row_names.len(), rows.len()));
    }
    if !column_names.is_empty() && column_names.len() != columns {
        return Err(Error::parameter("the number of column names", column_names.len(), format!("{columns} or 0")));
    }
    let names: Vec<_> = row_names.iter().map(|name| fonts::wrap(name, 110.0, LABEL.size, false, 3)).collect();
    let widest = names.iter().flatten().map(|line| fonts::width(line, LABEL.size, false)).fold(0.0, f64::max);
    let left = MARGIN + widest + 10.0;
    let pitch = CELL + 4.0;
    let width = left + pitch * columns as f64 + MARGIN;
    let heading = Heading::new(title, width - 2.0 * MARGIN, TITLE);
    let headers: Vec<_> = column_names.iter().map(|name| fonts::wrap(name, CELL, TICK.size, false, 2)).collect();
    let header_lines = headers.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let top = MARGIN + heading.height() + 4.0 + 14.0 * header_lines;

    let mut canvas = Canvas::new(width, top + pitch * rows.len() as f64 + MARGIN - 4.0);
    heading.draw(&mut canvas, (MARGIN, MARGIN));
    for (column, lines) in headers.iter().enumerate() {
        let at = (left + pitch * column as f64 + CELL / 2.0, top - 2.0 - 7.0 * lines.len() as f64);
        block(&mut canvas, at, lines, Type { anchor: Anchor::Middle, ..TICK });
    }
    for (row, (lines, pictures)) in names.iter().zip(rows).enumerate() {
        let y = top + pitch * row as f64;
        block(&mut canvas, (left - 10.0, y + CELL / 2.0), lines, Type { anchor: Anchor::End, ..LABEL });
        for (column, picture) in pictures.iter().enumerate() {
            canvas.picture((left + pitch * column as f64, y), (CELL, CELL), &sized(picture))?;
        }
    }
    Ok(canvas.finish(title))
}

/// An image, made smaller where it has more pixels than print shows.
pub(super) fn sized(picture: &RgbImage) -> Cow<'_, RgbImage> {
    let most = 3 * CELL as u32;
    match picture.width() > most && !picture.is_empty() {
        true => Cow::Owned(imageops::resize(picture, most, most, imageops::FilterType::Triangle)),
        false => Cow::Borrowed(picture),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn reds(count: usize) -> Vec<RgbImage> {
        vec![RgbImage::from_pixel(2, 2, Rgb([200, 0, 0])); count]
    }

    #[test]
    fn pictures_reach_the_png() {
        let sheet = contact_sheet("", &reds(2), &[], 7).unwrap();
        let png = image::load_from_memory(&sheet.png().unwrap()).unwrap().to_rgb8();
        let middle_of_second = 2 * (MARGIN + CELL + GAP + CELL / 2.0) as u32;
        assert_eq!(png.get_pixel(middle_of_second, 2 * (MARGIN + 4.0 + CELL / 2.0) as u32).0, [200, 0, 0]);
    }

    #[test]
    fn wrong_numbers_are_refused() {
        assert!(contact_sheet("t", &reds(0), &[], 3).is_err());
        assert!(contact_sheet("t", &reds(2), &[], 0).is_err());
        assert!(contact_sheet("t", &reds(2), &["one".into()], 2).is_err());
        let names = ["row".to_string()];
        let grid = image_grid("t", &[reds(2)], &names, &[]).unwrap();
        assert_eq!(grid.svg().matches("<image ").count(), 2);
        assert!(grid.svg().contains(">row<"));
        assert!(image_grid("t", &[vec![]], &names, &[]).is_err());
        assert!(image_grid("t", &[reds(2)], &names, &names).is_err());
        assert!(image_grid("t", &[reds(1)], &[], &[]).is_err());
        for empty in [RgbImage::new(0, 9), RgbImage::new(9000, 0)] {
            let error = contact_sheet("t", &[empty], &[], 1).unwrap_err().to_string();
            assert!(error.starts_with("figure: "), "{error}");
        }
    }
}
