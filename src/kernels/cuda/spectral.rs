//! Power iterations: spectral.cu.

use super::{
    launch::{Program, empty, part_of},
    rows::primitive,
};
use crate::kernels::spectral::{Iteration, Norm};
use burn::tensor::Tensor;
use burn_cubecl::{CubeBackend, tensor::CubeTensor};

const SOURCE: &str = concat!(include_str!("many.cu"), "\n", include_str!("spectral.cu"));
const TIMES_TRANSPOSED: Program = Program::new("times_transposed", SOURCE).with_threads(1024);
const TIMES: Program = Program::new("times", SOURCE);
const UNITS: Program = Program::new("units", SOURCE).with_threads(1024);

/// Matrices of a launch, as in spectral.cu.
const MOST: usize = 24;
/// Vectors begin at multiples of so many numbers: burn's kernels read up to 16 bytes at once.
const ALIGNED: usize = 64;

/// One power iteration of each, and the norms after it. Nothing of it is tracked: a layer's gradient goes through σ on its own.
pub fn iterate(iterations: &[Iteration]) -> Vec<Norm> {
    iterations.chunks(MOST).flat_map(iterate_some).collect()
}

/// Where the vectors of a matrix begin among all.
struct Place {
    v: usize,
    u: usize,
    sigma: usize,
}

fn iterate_some(iterations: &[Iteration]) -> Vec<Norm> {
    let (places, length) = places(iterations);
    let weights: Vec<CubeTensor> = iterations.iter().map(|one| primitive(one.weight.clone())).collect();
    let vectors: Vec<CubeTensor> = iterations.iter().map(|one| primitive(one.u.clone())).collect();
    let [raw, units] = [0, 1].map(|_| empty(&weights[0], [length]));
    // The kernels have an argument for each of the most matrices; those beyond the last are not looked at.
    let filled = |tensors: &[CubeTensor]| tensors.iter().cycle().take(MOST).cloned().collect::<Vec<_>>();
    let (weights, vectors) = (filled(&weights), filled(&vectors));
    let launch = |program: Program, parts: &[&[CubeTensor]], blocks: fn(&Iteration) -> usize| {
        let (blocks, numbers) = numbers(iterations, &places, blocks);
        let buffers: Vec<&CubeTensor> = parts.iter().flat_map(|part| part.iter()).collect();
        program.launch([blocks, 1, 1], &buffers, &numbers);
    };
    let (raw_alone, both) = (std::slice::from_ref(&raw), [raw.clone(), units.clone()]);
    launch(TIMES_TRANSPOSED, &[&weights, &vectors, raw_alone], |one| one.layout.columns().div_ceil(32));
    launch(TIMES, &[&weights, raw_alone], |one| one.layout.rows.div_ceil(8));
    launch(UNITS, &[&both], |_| 1);
    let norms = iterations.iter().zip(&places).map(|(one, place)| {
        let part = |start, length| {
            let tensor = Tensor::<1>::from_primitive::<CubeBackend>(part_of(&units, start, length));
            if one.weight.is_autodiff() { tensor.autodiff() } else { tensor }
        };
        let layout = one.layout;
        Norm { u: part(place.u, layout.rows), v: part(place.v, layout.columns()), sigma: part(place.sigma, 1) }
    });
    norms.collect()
}

/// Where all vectors are, and how many numbers that takes.
fn places(iterations: &[Iteration]) -> (Vec<Place>, usize) {
    let mut length = 0;
    let mut place = |numbers: usize| {
        let start = length;
        length += numbers.next_multiple_of(ALIGNED);
        start
    };
    let mut places = vec![];
    for Iteration { layout, .. } in iterations {
        places.push(Place { v: place(layout.columns()), u: place(layout.rows), sigma: place(1) });
    }
    (places, length)
}

/// The blocks of a launch that has so many for each, and the kernels' struct `Matrices`.
fn numbers(iterations: &[Iteration], places: &[Place], blocks: fn(&Iteration) -> usize) -> (u32, Vec<u32>) {
    let (mut first, mut numbers) = (0, vec![iterations.len() as u32]);
    for (one, Place { v, u, sigma }) in iterations.iter().zip(places) {
        let layout = one.layout;
        numbers.extend([layout.outer, layout.rows, layout.inner, *v, *u, *sigma, first].map(|number| number as u32));
        first += blocks(one);
    }
    numbers.resize(1 + 7 * MOST, 0);
    (first as u32, numbers)
}
