//! A matrix column by column, so that neighbouring rows are one vector.

use super::simd::Lanes;
use pulp::Simd;

/// A matrix `[rows, width]`, stored column by column.
pub struct Columns {
    values: Vec<f32>,
    rows: usize,
}

impl Columns {
    /// Of `[rows, width]`.
    pub fn of(matrix: &[f32], width: usize) -> Self {
        let rows = matrix.len() / width;
        let mut values = vec![0.0; matrix.len()];
        for (row, from) in matrix.chunks_exact(width).enumerate() {
            for (column, value) in from.iter().enumerate() {
                values[column * rows + row] = *value;
            }
        }
        Self { values, rows }
    }

    /// As many zeros.
    pub fn zeros(&self) -> Self {
        Self { values: vec![0.0; self.values.len()], rows: self.rows }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn width(&self) -> usize {
        self.values.len() / self.rows
    }

    fn columns(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact(self.rows)
    }

    /// The sum of the columns, each times its factor, into `[rows]`.
    #[inline(always)]
    pub fn combine<S: Simd>(&self, simd: S, factors: &[f32], into: &mut [f32]) {
        into.fill(0.0);
        for (column, factor) in self.columns().zip(factors) {
            add_scaled(simd, into, column, *factor);
        }
    }

    /// The product of `[rows]` with every column, into `[width]`.
    #[inline(always)]
    pub fn products<S: Simd>(&self, simd: S, row: &[f32], into: &mut [f32]) {
        for (into, column) in into.iter_mut().zip(self.columns()) {
            *into = product(simd, row, column);
        }
    }

    /// Adds `factors[column]` times `row` to every column.
    #[inline(always)]
    pub fn add<S: Simd>(&mut self, simd: S, factors: &[f32], row: &[f32]) {
        for (column, factor) in self.values.chunks_exact_mut(self.rows).zip(factors) {
            add_scaled(simd, column, row, *factor);
        }
    }

    /// Into `[rows, width]`.
    pub fn write_rows(&self, into: &mut [f32]) {
        let width = self.width();
        for (column, values) in self.columns().enumerate() {
            for (row, value) in values.iter().enumerate() {
                into[row * width + column] = *value;
            }
        }
    }
}

/// Adds `factor` times `values`.
#[inline(always)]
fn add_scaled<S: Simd>(simd: S, into: &mut [f32], values: &[f32], factor: f32) {
    let factor = Lanes::all(simd, factor);
    for (into, values) in into.chunks_mut(Lanes::<S>::COUNT).zip(values.chunks(Lanes::<S>::COUNT)) {
        factor.times_plus(Lanes::load(simd, values), Lanes::load(simd, into)).store(into);
    }
}

/// The sum of the products of pairs.
#[inline(always)]
pub fn product<S: Simd>(simd: S, left: &[f32], right: &[f32]) -> f32 {
    let mut sums = Lanes::zero(simd);
    for (left, right) in left.chunks(Lanes::<S>::COUNT).zip(right.chunks(Lanes::<S>::COUNT)) {
        sums = Lanes::load(simd, left).times_plus(Lanes::load(simd, right), sums);
    }
    sums.sum()
}
