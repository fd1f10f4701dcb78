//! Named widths of figures.

/// How wide a figure is in print. Its type is as large at either width: titles of 10 points, names of axes of 8.5, numbers and
/// classes of 8, remarks of 7.5.
///
/// ```
/// use noisyfer::plot::Width;
/// assert_eq!((Width::SingleColumn.inches(), Width::DoubleColumn.inches()), (3.25, 6.875));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// A column of a page of two, 3.25 in.
    SingleColumn,
    /// Both columns, 6.875 in.
    #[default]
    DoubleColumn,
}

impl Width {
    /// In inches.
    pub fn inches(self) -> f64 {
        match self {
            Self::SingleColumn => 3.25,
            Self::DoubleColumn => 6.875,
        }
    }

    /// In pixels, 96 to the inch.
    pub(super) fn pixels(self) -> f64 {
        96.0 * self.inches()
    }
}
