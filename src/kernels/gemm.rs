//! Matrix products on views.

use gemm::Parallelism;
use rayon::prelude::*;
use std::sync::Once;

/// A matrix in a slice.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// `rows` rows, one after the other.
    pub fn new(values: &'a [f32], rows: usize, columns: usize) -> Self {
        Self::strided(values, [rows, columns], [columns, 1])
    }

    /// Any layout; `values` begins at the first element.
    pub fn strided(values: &'a [f32], [rows, columns]: [usize; 2], [row_stride, column_stride]: [usize; 2]) -> Self {
        assert!(
            reach([rows, columns], [row_stride, column_stride]) <= values.len(),
            "a matrix reaches beyond its values"
        );
        Self { values, rows, columns, row_stride, column_stride }
    }

    pub fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }
}

impl Matrix<'_> {
    fn rows(self, first: usize, count: usize) -> Self {
        Self { values: &self.values[first * self.row_stride..], rows: count, ..self }
    }

    fn columns(self, first: usize, count: usize) -> Self {
        self.transposed().rows(first, count).transposed()
    }
}

fn reach([rows, columns]: [usize; 2], [row_stride, column_stride]: [usize; 2]) -> usize {
    if rows * columns == 0 { 0 } else { (rows - 1) * row_stride + (columns - 1) * column_stride + 1 }
}

/// What becomes of the product.
#[derive(Clone, Copy, PartialEq)]
pub enum Into {
    Replace,
    Add,
}

/// `into = left right` (or added to it), rows one after the other, on this thread.
pub fn multiply(left: Matrix, right: Matrix, into: &mut [f32], mode: Into) {
    let strides = [right.columns, 1];
    assert!(reach([left.rows, right.columns], strides) <= into.len(), "a product that does not fit");
    // SAFETY: `into` is borrowed for writing and large enough.
    unsafe { product(left, right, into.as_mut_ptr(), strides, mode) }
}

/// [`multiply`] on all threads.
pub fn multiply_on_all_threads(left: Matrix, right: Matrix, into: &mut [f32], mode: Into) {
    multiply_strided(left, right, into, [right.columns, 1], mode);
}

/// [`multiply_on_all_threads`] into a matrix of any layout.
///
/// The parts are the same whatever the number of threads, and so is every bit of the result.
pub fn multiply_strided(left: Matrix, right: Matrix, into: &mut [f32], strides: [usize; 2], mode: Into) {
    assert!(reach([left.rows, right.columns], strides) <= into.len(), "a product that does not fit");
    let into = Shared(into.as_mut_ptr());
    let by_rows = left.rows > right.columns;
    let length = if by_rows { left.rows } else { right.columns };
    (0..length.div_ceil(PART)).into_par_iter().for_each(|part| {
        let first = part * PART;
        let count = PART.min(length - first);
        let (left, right) =
            if by_rows { (left.rows(first, count), right) } else { (left, right.columns(first, count)) };
        // SAFETY: the parts are different rows, or different columns, of a matrix that lies within `into`.
        unsafe {
            let start = into.get().add(first * if by_rows { strides[0] } else { strides[1] });
            product(left, right, start, strides, mode);
        }
    });
}

/// Rows or columns of a product to a task.
const PART: usize = 128;

struct Shared(*mut f32);

// SAFETY: see the only use.
unsafe impl Sync for Shared {}

impl Shared {
    fn get(&self) -> *mut f32 {
        self.0
    }
}

/// # Safety
/// All of the product's places are to be writable by this thread alone.
unsafe fn product(left: Matrix, right: Matrix, into: *mut f32, strides: [usize; 2], mode: Into) {
    assert_eq!(left.columns, right.rows, "matrices that do not fit");
    // Our right matrices (gemm's left ones) are read in few passes: a copy of them is a twelfth of a training step.
    static TUNED: Once = Once::new();
    TUNED.call_once(|| gemm::set_lhs_packing_threshold_single_thread(usize::MAX));
    // SAFETY: the operands lie within their slices, as is asserted where views are made.
    unsafe {
        gemm::gemm(
            left.rows,
            right.columns,
            left.columns,
            into,
            strides[1] as isize,
            strides[0] as isize,
            mode == Into::Add,
            left.values.as_ptr(),
            left.column_stride as isize,
            left.row_stride as isize,
            right.values.as_ptr(),
            right.column_stride as isize,
            right.row_stride as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}
