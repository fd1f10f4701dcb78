//! Plausible people to annotate the faces.

/// Three annotators of the seven emotions and how each errs: a name and a row-stochastic 7 x 7 matrix, of which row t
/// holds the probabilities of each label (column, in the order of [`EMOTIONS`](crate::faces::draw::EMOTIONS)) for a face that truly
/// shows t.
///
/// The first is careful but mixes up fear and surprise (right on 80 % of balanced classes), the second calls faint
/// feelings neutral (70 %), the third confuses anger, disgust and sadness (60 %).
///
/// ```
/// for (name, matrix) in noisyfer::datasets::generated::annotators() {
///     let right: f64 = (0..7).map(|class| matrix[class][class]).sum::<f64>() / 7.0;
///     println!("{name}: {:.0} % right", 100.0 * right);
/// }
/// ```
pub fn annotators() -> Vec<(String, Vec<Vec<f64>>)> {
    let percent = [
        (
            "careful",
            [
                [90, 2, 3, 1, 1, 1, 2],
                [5, 92, 0, 2, 0, 1, 0],
                [5, 0, 84, 1, 3, 4, 3],
                [2, 3, 0, 68, 26, 0, 1],
                [2, 0, 3, 28, 63, 2, 2],
                [3, 1, 4, 1, 2, 81, 8],
                [4, 0, 3, 1, 2, 8, 82],
            ],
        ),
        (
            "reserved",
            [
                [94, 1, 2, 1, 0, 1, 1],
                [22, 75, 0, 2, 0, 1, 0],
                [28, 0, 65, 1, 2, 2, 2],
                [19, 3, 1, 70, 6, 0, 1],
                [20, 0, 4, 12, 61, 2, 1],
                [26, 1, 4, 0, 1, 61, 7],
                [25, 0, 4, 1, 1, 5, 64],
            ],
        ),
        (
            "hasty",
            [
                [76, 6, 6, 4, 2, 3, 3],
                [6, 82, 2, 6, 1, 2, 1],
                [8, 1, 45, 2, 6, 20, 18],
                [5, 7, 2, 73, 10, 1, 2],
                [4, 2, 8, 18, 58, 5, 5],
                [4, 2, 19, 1, 3, 44, 27],
                [5, 1, 16, 2, 4, 30, 42],
            ],
        ),
    ];
    let shares = |row: [i32; 7]| row.map(|value| f64::from(value) / 100.0).to_vec();
    percent.into_iter().map(|(name, matrix)| (name.to_string(), matrix.map(shares).to_vec())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_distributions_and_the_annotators_as_good_as_documented() {
        for ((name, matrix), right) in annotators().into_iter().zip([0.8, 0.7, 0.6]) {
            assert!(matrix.iter().all(|row| row.len() == 7 && (row.iter().sum::<f64>() - 1.0).abs() < 1e-12), "{name}");
            let diagonal = (0..7).map(|class| matrix[class][class]).sum::<f64>() / 7.0;
            assert!((diagonal - right).abs() < 0.005, "{name}: {diagonal}");
        }
    }
}
