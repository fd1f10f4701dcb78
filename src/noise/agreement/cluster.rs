//! Annotators in an order in which those that agree stand together.

use super::Pairwise;

impl Pairwise {
    /// The same coefficients with the annotators in the order of the leaves of a tree that joins, again and again, the two groups whose
    /// mean coefficient is the highest (average linkage; Sokal and Michener 1958). Of the two ends of a group the one that agrees more
    /// with the other group stands next to it. A coefficient that is not defined counts as the lowest of all.
    ///
    /// Cost: annotators³.
    pub fn clustered(&self) -> Self {
        let order = self.order();
        let annotators = order.iter().map(|&place| self.annotators[place].clone()).collect();
        let row = |&first: &usize| order.iter().map(|&second| self.values[first][second]).collect();
        Self { name: self.name.clone(), annotators, values: order.iter().map(row).collect() }
    }

    fn order(&self) -> Vec<usize> {
        let lowest = self.values.iter().flatten().flatten().copied().fold(0.0, f64::min);
        let alike = |first: usize, second: usize| self.values[first][second].unwrap_or(lowest);
        let count = self.annotators.len();
        let mut groups: Vec<Vec<usize>> = (0..count).map(|place| vec![place]).collect();
        // Sums of the coefficients between two groups: those of a joined group are the sums of both parts'.
        let mut sums: Vec<Vec<f64>> = (0..count).map(|a| (0..count).map(|b| alike(a, b)).collect()).collect();
        while groups.len() > 1 {
            let (mut best, mut pair) = (f64::NEG_INFINITY, (0, 1));
            for first in 0..groups.len() {
                for second in first + 1..groups.len() {
                    let mean = sums[first][second] / (groups[first].len() * groups[second].len()) as f64;
                    if mean > best {
                        (best, pair) = (mean, (first, second));
                    }
                }
            }
            let right = groups.remove(pair.1);
            let left = std::mem::take(&mut groups[pair.0]);
            groups[pair.0] = joined(left, right, alike);
            let row = sums.remove(pair.1);
            for (other, sum) in row.into_iter().enumerate() {
                sums[pair.0][other] += sum;
            }
            for sums in &mut sums {
                let moved = sums.remove(pair.1);
                sums[pair.0] += moved;
            }
        }
        groups.pop().unwrap_or_default()
    }
}

/// Both groups, each turned so that the two most alike of their ends meet.
fn joined(mut left: Vec<usize>, mut right: Vec<usize>, alike: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    let ends = |group: &[usize]| [group[0], group[group.len() - 1]];
    let (a, b) = (ends(&left), ends(&right));
    let (mut best, mut turns) = (f64::NEG_INFINITY, (false, false));
    // As they are comes first, so that it stays so among equals.
    for (turn_left, turn_right) in [(false, false), (true, false), (false, true), (true, true)] {
        let value = alike(a[usize::from(!turn_left)], b[usize::from(turn_right)]);
        if value > best {
            (best, turns) = (value, (turn_left, turn_right));
        }
    }
    if turns.0 {
        left.reverse();
    }
    if turns.1 {
        right.reverse();
    }
    left.extend(right);
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_annotators_stand_together() {
        // a and c agree, b and d agree; of both groups, c and d are the most alike.
        let cells = [[0.0, 0.1, 0.9, 0.1], [0.1, 0.0, 0.1, 0.8], [0.9, 0.1, 0.0, 0.3], [0.1, 0.8, 0.3, 0.0]];
        let mut values = vec![];
        for (row, cells) in cells.iter().enumerate() {
            values.push(cells.iter().enumerate().map(|(column, &cell)| (row != column).then_some(cell)).collect());
        }
        let annotators = ["a", "b", "c", "d"].map(String::from).to_vec();
        let clustered = Pairwise { name: "kappa".into(), annotators, values }.clustered();
        assert_eq!(clustered.annotators, ["a", "c", "d", "b"]);
        assert_eq!(clustered.values[0], [None, Some(0.9), Some(0.1), Some(0.1)]);
        assert_eq!(clustered.values[1][2], Some(0.3));
    }

    #[test]
    fn undefined_coefficients_are_no_reason_to_stand_together() {
        let values = vec![vec![None, None, Some(0.5)], vec![None; 3], vec![Some(0.5), None, None]];
        let annotators = ["a", "b", "c"].map(String::from).to_vec();
        let clustered = Pairwise { name: "kappa".into(), annotators, values }.clustered();
        let b = clustered.annotators.iter().position(|name| name == "b").unwrap();
        assert!(b != 1, "{:?}", clustered.annotators);
        let none = Pairwise { name: "kappa".into(), annotators: vec![], values: vec![] };
        assert_eq!(none.clustered(), none);
    }
}
