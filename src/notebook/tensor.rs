//! What a tensor holds, for people.

use super::{Display, show};
use crate::{
    table::{Cell, Table},
    text::{Notation, escape, grouped},
};
use burn::tensor::TensorData;
use image::{Rgb, RgbImage, imageops};

/// Of tensors with more values only the shape is shown.
const MOST_VALUES: usize = 1 << 24;
/// Of matrices the first rows and columns are shown.
const ROWS_SHOWN: usize = 8;
const COLUMNS_SHOWN: usize = 12;
const PICTURES_SHOWN: usize = 24;
/// What is smaller or larger, in pixels, is no picture.
const PICTURE_SIDES: std::ops::RangeInclusive<usize> = 8..=1024;

/// A tensor's shape and values.
pub(super) struct TensorView {
    shape: Vec<usize>,
    dtype: String,
    /// None where they are too many to look at.
    values: Option<Vec<f32>>,
}

impl TensorView {
    pub fn of(shape: Vec<usize>, data: &TensorData) -> Self {
        let few = shape.iter().product::<usize>() <= MOST_VALUES;
        let dtype = format!("{:?}", data.dtype()).to_lowercase();
        Self { shape, dtype, values: few.then(|| data.iter::<f32>().collect()) }
    }

    /// Shape, type and range, below them the values of a matrix or the pictures.
    pub fn display(&self) -> Display {
        let line = self.line();
        if let Some((pictures, how)) = self.pictures() {
            return show::of_pictures(&format!("{line}; {how}"), &pictures, line);
        }
        let table = self.table();
        let below = table.as_ref().map_or(String::new(), Table::to_html);
        let html = Some(format!("<div>{}</div>{below}", escape(&line)));
        let plain = table.map_or(line.clone(), |table| format!("{line}\n{}", table.to_text()));
        Display { plain, html, ..Display::default() }
    }

    fn line(&self) -> String {
        let size = self.shape.iter().product::<usize>();
        let shape = format!("Tensor<{}> {:?} {}", self.shape.len(), self.shape, self.dtype);
        let Some(finite) = self.finite() else { return format!("{shape}, {} values", grouped(size as u64)) };
        let Some([low, high]) = range(&finite) else { return format!("{shape}, no finite value") };
        let mean = finite.iter().map(|&value| f64::from(value)).sum::<f64>() / finite.len() as f64;
        let [low, high, mean] =
            [f64::from(low), f64::from(high), mean].map(|value| Notation::of([value].into_iter()).write(value));
        let others = match size - finite.len() {
            0 => String::new(),
            count => format!(", {} NaN or infinite", grouped(count as u64)),
        };
        format!("{shape}, from {low} to {high}, mean {mean}{others}")
    }

    fn finite(&self) -> Option<Vec<f32>> {
        Some(self.values.as_ref()?.iter().copied().filter(|value| value.is_finite()).collect())
    }

    /// The first rows and columns of a vector or matrix.
    fn table(&self) -> Option<Table> {
        let (rows, columns) = match self.shape[..] {
            [columns] => (1, columns),
            [rows, columns] => (rows, columns),
            _ => return None,
        };
        let values = self.values.as_ref()?;
        let (shown_rows, shown_columns) = (rows.min(ROWS_SHOWN), columns.min(COLUMNS_SHOWN));
        let mut headings: Vec<String> = std::iter::once(String::new()).collect();
        headings.extend((0..shown_columns).map(|column| column.to_string()));
        let mut table = Table { columns: headings, ..Table::default() };
        for row in 0..shown_rows {
            let mut cells: Vec<Cell> = vec![row.into()];
            cells.extend(values[row * columns..][..shown_columns].iter().map(|&value| Cell::from(value)));
            table.rows.push(cells);
        }
        if (shown_rows, shown_columns) != (rows, columns) {
            table.note = format!("the first {shown_rows} rows and {shown_columns} columns");
        }
        Some(table)
    }

    /// The first pictures, `[3, height, width]`, `[batch, 3, height, width]` or with one channel, and how values became bytes.
    fn pictures(&self) -> Option<(Vec<RgbImage>, String)> {
        let (count, channels, height, width) = match self.shape[..] {
            [channels, height, width] => (1, channels, height, width),
            [batch, channels, height, width] => (batch, channels, height, width),
            _ => return None,
        };
        let sides = PICTURE_SIDES.contains(&height) && PICTURE_SIDES.contains(&width);
        if !sides || ![1, 3].contains(&channels) || count == 0 {
            return None;
        }
        let values = self.values.as_ref()?;
        let [low, high] = shown_range(range(&self.finite()?)?);
        let byte = |value: f32| (255.0 * (value - low) / (high - low)).round() as u8;
        let area = height * width;
        let mut pictures = vec![];
        for image in values.chunks_exact(channels * area).take(PICTURES_SHOWN) {
            let picture = RgbImage::from_fn(width as u32, height as u32, |x, y| {
                let place = y as usize * width + x as usize;
                Rgb([0, 1, 2].map(|channel| byte(image[channel.min(channels - 1) * area + place])))
            });
            pictures.push(squared(picture));
        }
        let shown = if count > pictures.len() { format!("the first {}, ", pictures.len()) } else { String::new() };
        Some((pictures, format!("{shown}black is {low}, white is {high}").replace('-', "−")))
    }
}

/// The least and the greatest value.
fn range(values: &[f32]) -> Option<[f32; 2]> {
    let first = *values.first()?;
    Some(values.iter().fold([first, first], |[low, high], &value| [low.min(value), high.max(value)]))
}

/// From which value to which a picture goes: one of the usual ranges, or its own.
fn shown_range([low, high]: [f32; 2]) -> [f32; 2] {
    for usual in [[0.0, 1.0], [-1.0, 1.0], [0.0, 255.0]] {
        if low >= usual[0] && high <= usual[1] {
            return usual;
        }
    }
    [low, high]
}

/// The picture on a white square.
fn squared(picture: RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    if width == height {
        return picture;
    }
    let side = width.max(height);
    let mut square = RgbImage::from_pixel(side, side, Rgb([255; 3]));
    imageops::overlay(&mut square, &picture, i64::from((side - width) / 2), i64::from((side - height) / 2));
    square
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(values: Vec<f32>, shape: &[usize]) -> TensorView {
        TensorView::of(shape.to_vec(), &TensorData::new(values, shape.to_vec()))
    }

    #[test]
    fn a_matrix_shows_its_range_and_first_values() {
        let matrix = view(vec![1.0, 2.0, f32::NAN, 3.0], &[2, 2]);
        assert_eq!(matrix.line(), "Tensor<2> [2, 2] f32, from 1 to 3, mean 2, 1 NaN or infinite");
        assert_eq!(matrix.table().unwrap().rows[1][2], Cell::Number(3.0));
        assert!(matrix.display().html.unwrap().contains("<table"));
        let long = view(vec![0.5; 40], &[40]).table().unwrap();
        assert_eq!((long.columns.len(), long.note.as_str()), (13, "the first 1 rows and 12 columns"));
        assert_eq!(view(vec![], &[0, 3]).line(), "Tensor<2> [0, 3] f32, no finite value");
    }

    #[test]
    fn pictures_are_shown_as_pictures() {
        let mut values = vec![-1.0; 2 * 3 * 8 * 8];
        // The green channel of the second picture's first pixel.
        values[3 * 64 + 64] = 1.0;
        let (pictures, how) = view(values, &[2, 3, 8, 8]).pictures().unwrap();
        assert_eq!((pictures.len(), how.as_str()), (2, "black is −1, white is 1"));
        assert_eq!([pictures[0].get_pixel(0, 0).0, pictures[1].get_pixel(0, 0).0], [[0, 0, 0], [0, 255, 0]]);
        let (grey, _) = view([0.0, 200.0].repeat(64), &[1, 8, 16]).pictures().unwrap();
        assert_eq!((grey[0].dimensions(), grey[0].get_pixel(1, 4).0), ((16, 16), [200; 3]));
        assert!(view(vec![0.0; 2 * 64], &[2, 8, 8]).pictures().is_none(), "two channels are no picture");
        assert!(view(vec![0.0; 48], &[3, 4, 4]).pictures().is_none(), "4 x 4 is a kernel");
    }
}
