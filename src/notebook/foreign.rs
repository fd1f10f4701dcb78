//! How types of other crates show themselves in a notebook cell.

use super::{Display, tensor::TensorView};
use crate::{
    Result,
    table::{Table, ToTable, part},
};
use burn::tensor::{Bool, Int, Tensor};
use image::{DynamicImage, ImageFormat, RgbImage, imageops};
use polars::{frame::DataFrame, prelude::Column};
use std::{fmt::Debug, io::Cursor};

/// On a page, where they scroll; as text a data frame has fewer.
const ROWS_SHOWN: usize = 60;
const COLUMNS_SHOWN: usize = 40;
const SCROLL: &str = "overflow:auto;max-height:26em;max-width:100%";
/// Smaller pictures are enlarged, pixel by pixel, larger ones made smaller.
const SMALL_SIDE: u32 = 128;
const LARGE_SIDE: u32 = 800;

/// Gives data frames, tensors and pictures a rich view; in scope in every cell (`notebooks/evcxr.toml`), elsewhere by the prelude.
///
/// ```
/// use noisyfer::{polars::df, prelude::*};
/// let table = df!("name" => ["a", "b"], "age" => [31, 47])?;
/// assert!(table.display().html.unwrap().contains("i32"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Show {
    /// The value in the formats that a notebook may choose from.
    fn display(&self) -> Display;

    /// Shows it now, anywhere in a cell, in a loop too.
    fn show(&self) {
        self.display().show_now();
    }

    /// Shows it as a notebook cell's result.
    fn evcxr_display(&self) {
        self.display().show();
    }
}

/// Shows as text what has no view of its own; in scope in every cell (`notebooks/evcxr.toml`).
///
/// evcxr would do so too, after compiling the cell in vain. The method takes `&mut self` so that the compiler prefers a type's own
/// view, and that of [`Show`].
pub trait ShowDebug: Debug {
    /// Shows the value, as [`Debug`] writes it, as a notebook cell's result.
    fn evcxr_display(&mut self) {
        Display { plain: format!("{self:?}"), ..Display::default() }.show();
    }
}

impl<T: Debug + ?Sized> ShowDebug for T {}

impl Show for DataFrame {
    /// The first rows and columns with the types of these.
    fn display(&self) -> Display {
        let page = or_why(part(self, ROWS_SHOWN, COLUMNS_SHOWN)).to_html();
        let html = Some(format!(r#"<div style="{SCROLL}" tabindex="0">{page}</div>"#));
        Display { plain: or_why(self.preview()).to_text(), html, ..Display::default() }
    }
}

impl Show for Column {
    /// As a data frame of one column.
    fn display(&self) -> Display {
        self.clone().into_frame().display()
    }
}

impl Show for RgbImage {
    fn display(&self) -> Display {
        let (width, height) = self.dimensions();
        let plain = format!("RgbImage of {width} × {height} pixels");
        let longest = width.max(height);
        let resized = |side: u32, filter| {
            let scaled = |edge: u32| (u64::from(edge) * u64::from(side) / u64::from(longest)).max(1) as u32;
            imageops::resize(self, scaled(width), scaled(height), filter)
        };
        if width == 0 || height == 0 {
            return Display { plain, ..Display::default() };
        }
        let shown = match longest {
            0..SMALL_SIDE => resized(SMALL_SIDE / longest * longest, imageops::FilterType::Nearest),
            SMALL_SIDE..=LARGE_SIDE => self.clone(),
            _ => resized(LARGE_SIDE, imageops::FilterType::Triangle),
        };
        let is_photo = longest > SMALL_SIDE;
        let format = if is_photo { ImageFormat::Jpeg } else { ImageFormat::Png };
        let mut bytes = Cursor::new(vec![]);
        match DynamicImage::from(shown).write_to(&mut bytes, format) {
            Ok(()) if is_photo => Display { plain, jpeg: Some(bytes.into_inner()), ..Display::default() },
            Ok(()) => Display { plain, png: Some(bytes.into_inner()), ..Display::default() },
            Err(error) => Display { plain: format!("{plain}: {error}"), ..Display::default() },
        }
    }
}

/// Tensors show their shape, their range and, where they are small matrices or pictures, what they hold.
macro_rules! shows_as_tensor {
    ($($kind:ty),*) => {
        $(impl<const D: usize> Show for Tensor<D, $kind> {
            fn display(&self) -> Display {
                TensorView::of(self.dims().to_vec(), &self.to_data()).display()
            }
        })*
    };
}

shows_as_tensor!(burn::tensor::Float, Int, Bool);

/// A table, or why there is none.
fn or_why(table: Result<Table>) -> Table {
    table.unwrap_or_else(|error| Table { note: error.to_string(), ..Table::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;
    use polars::df;

    #[test]
    fn a_data_frame_scrolls_and_names_its_types() {
        let values: Vec<i64> = (0..100).collect();
        let display = df!("value" => values).unwrap().display();
        let html = display.html.unwrap();
        assert!(html.contains("i64") && html.contains("overflow:auto") && html.contains("60 of 100 rows"));
        assert_eq!(html.matches("<tr>").count(), 61);
        assert!(display.plain.contains("20 of 100 rows"));
    }

    #[test]
    fn small_pictures_are_enlarged_and_photos_made_smaller() {
        let size = |bytes: Vec<u8>| {
            let picture = image::load_from_memory(&bytes).unwrap().to_rgb8();
            (picture.width(), picture.height(), picture.get_pixel(0, 0).0)
        };
        let small = RgbImage::from_pixel(32, 16, Rgb([9, 8, 7])).display();
        assert_eq!(size(small.png.unwrap()), (128, 64, [9, 8, 7]));
        let photo = RgbImage::from_pixel(1600, 400, Rgb([128; 3])).display();
        assert_eq!(size(photo.jpeg.unwrap()), (800, 200, [128; 3]));
        assert!(RgbImage::new(0, 3).display().png.is_none());
    }
}
