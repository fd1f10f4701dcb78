//! The transforms of one dimension, and of two.

use crate::kernels::simd::Lanes;
use pulp::Simd;
use std::marker::PhantomData;

/// One transform of one dimension, from `A` numbers to `B`. A type and not a function value, so that it is inlined for the
/// instruction set.
pub trait Line<const A: usize, const B: usize> {
    fn apply<S: Simd>(read: impl Fn(usize) -> Lanes<S>, write: impl FnMut(usize, Lanes<S>));
}

macro_rules! line {
    ($name:ident($($value:ident),+) -> $length:literal $body:block) => {
        pub struct $name;
        impl Line<{ [$(stringify!($value)),+].len() }, $length> for $name {
            #[inline(always)]
            fn apply<S: Simd>(read: impl Fn(usize) -> Lanes<S>, mut write: impl FnMut(usize, Lanes<S>)) {
                // Spelt out: with a loop the numbers would go through memory.
                let mut index = 0..;
                $(let $value = read(index.next().unwrap_or_default());)+
                let values: [_; $length] = $body;
                for index in 0..$length {
                    write(index, values[index]);
                }
            }
        }
    };
}

/// The transforms of one tile size.
pub trait Transform<const M: usize, const N: usize> {
    /// Bᵀ d
    type Input: Line<N, N>;
    /// G g
    type Kernel: Line<3, N>;
    /// Aᵀ m
    type Output: Line<N, M>;
    /// A y, the transpose of [`Self::Output`]
    type OutputGradient: Line<M, N>;
    /// Gᵀ u, the transpose of [`Self::Kernel`]
    type KernelGradient: Line<N, 3>;
}

/// F(2x2, 3x3): the points 0, 1, -1 and infinity.
pub struct Two;

impl Transform<2, 4> for Two {
    type Input = TwoInput;
    type Kernel = TwoKernel;
    type Output = TwoOutput;
    type OutputGradient = TwoOutputGradient;
    type KernelGradient = TwoKernelGradient;
}

line!(TwoInput(a, b, c, d) -> 4 { [a - c, b + c, c - b, b - d] });
line!(TwoKernel(a, b, c) -> 4 {
    let (outer, inner) = ((a + c) * 0.5, b * 0.5);
    [a, outer + inner, outer - inner, c]
});
line!(TwoOutput(a, b, c, d) -> 2 { [a + b + c, b - c - d] });
line!(TwoOutputGradient(a, b) -> 4 { [a, a + b, a - b, -b] });
line!(TwoKernelGradient(a, b, c, d) -> 3 {
    let sum = (b + c) * 0.5;
    [a + sum, (b - c) * 0.5, sum + d]
});

/// F(4x4, 3x3): the points 0, 1, -1, 2, -2 and infinity.
pub struct Four;

impl Transform<4, 6> for Four {
    type Input = FourInput;
    type Kernel = FourKernel;
    type Output = FourOutput;
    type OutputGradient = FourOutputGradient;
    type KernelGradient = FourKernelGradient;
}

line!(FourInput(a, b, c, d, e, f) -> 6 {
    let (near, cross) = (e - c * 4.0, d - b * 4.0);
    let (far, wide) = (e - c, (d - b) * 2.0);
    [a * 4.0 - c * 5.0 + e, near + cross, near - cross, far + wide, far - wide, b * 4.0 - d * 5.0 + f]
});
line!(FourKernel(a, b, c) -> 6 {
    let (outer, inner) = ((a + c) * (-1.0 / 6.0), b * (1.0 / 6.0));
    let (wide, middle) = (a * (1.0 / 24.0) + c * (1.0 / 6.0), b * (1.0 / 12.0));
    [a * 0.25, outer - inner, outer + inner, wide + middle, wide - middle, c]
});
line!(FourOutput(a, b, c, d, e, f) -> 4 {
    let (near, far) = (b + c, d + e);
    let (cross, wide) = (b - c, d - e);
    [a + near + far, cross + wide * 2.0, near + far * 4.0, cross + wide * 8.0 + f]
});
line!(FourOutputGradient(a, b, c, d) -> 6 {
    let (even, odd) = (a + c, b + d);
    let (far, wide) = (a + c * 4.0, b * 2.0 + d * 8.0);
    [a, even + odd, even - odd, far + wide, far - wide, d]
});
line!(FourKernelGradient(a, b, c, d, e, f) -> 3 {
    let (near, far) = (b + c, d + e);
    [
        a * 0.25 - near * (1.0 / 6.0) + far * (1.0 / 24.0),
        (c - b) * (1.0 / 6.0) + (d - e) * (1.0 / 12.0),
        (far - near) * (1.0 / 6.0) + f,
    ]
});

/// A transform of rows and then of columns. What is between them is kept from one tile to the next: clearing it would take as
/// long as using it.
pub struct Both<S: Simd, L, const A: usize, const B: usize> {
    line: PhantomData<L>,
    /// `[transformed column, row]`
    across: [[Lanes<S>; A]; B],
}

impl<S: Simd, L: Line<A, B>, const A: usize, const B: usize> Both<S, L, A, B> {
    #[inline(always)]
    pub fn new(simd: S) -> Self {
        Self { line: PhantomData, across: [[Lanes::zero(simd); A]; B] }
    }

    /// `read(row, column)` gives the patch, `write(row, column, value)` takes the result.
    #[inline(always)]
    pub fn apply(&mut self, read: impl Fn(usize, usize) -> Lanes<S>, mut write: impl FnMut(usize, usize, Lanes<S>)) {
        for row in 0..A {
            L::apply(|column| read(row, column), |column, value| self.across[column][row] = value);
        }
        for column in 0..B {
            let values = &self.across[column];
            L::apply(|row| values[row], |row, value| write(row, column, value));
        }
    }
}
