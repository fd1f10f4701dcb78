//! Who labelled what, in compact form.

use std::ops::Range;

/// A label that an annotator gave an item; both by their places in lists of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response {
    /// The place of the item.
    pub item: u32,
    /// The place of the annotator.
    pub annotator: u32,
    /// The code of the class.
    pub label: u8,
}

/// Responses grouped by item: 5 bytes a label and 8 an item, however many annotators there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responses {
    /// Where the labels of each item begin, and at the end how many labels there are: `[items + 1]`.
    starts: Vec<usize>,
    /// `[labels]`
    annotators: Vec<u32>,
    /// `[labels]`
    labels: Vec<u8>,
}

/// Responses grouped by annotator: which places of [`Responses`] are whose.
#[derive(Clone, Debug)]
pub(crate) struct ByAnnotator {
    starts: Vec<usize>,
    places: Vec<u32>,
}

impl Responses {
    /// Groups responses about `items` items, in two passes over them. Those of an item stay in their order.
    ///
    /// # Panics
    /// For an item that is not below `items`.
    pub(crate) fn group(items: usize, responses: impl Iterator<Item = Response> + Clone) -> Self {
        let mut starts = vec![0; items + 1];
        for response in responses.clone() {
            starts[response.item as usize + 1] += 1;
        }
        for item in 0..items {
            starts[item + 1] += starts[item];
        }
        let (mut annotators, mut labels) = (vec![0; starts[items]], vec![0; starts[items]]);
        let mut next = starts.clone();
        for response in responses {
            let place = &mut next[response.item as usize];
            (annotators[*place], labels[*place]) = (response.annotator, response.label);
            *place += 1;
        }
        Self { starts, annotators, labels }
    }

    /// How many items there are, with labels or without.
    pub fn items(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many labels there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Who labelled an item, and what they said.
    ///
    /// # Panics
    /// For an item that is not below [`items`](Self::items).
    pub fn of(&self, item: usize) -> (&[u32], &[u8]) {
        let places = self.places(item);
        (&self.annotators[places.clone()], &self.labels[places])
    }

    /// All responses, item by item.
    pub fn iter(&self) -> impl Iterator<Item = Response> + Clone + '_ {
        (0..self.items()).flat_map(move |item| {
            let (annotators, labels) = self.of(item);
            let pairs = annotators.iter().zip(labels);
            pairs.map(move |(&annotator, &label)| Response { item: item as u32, annotator, label })
        })
    }

    /// Where the labels of an item stand among all.
    pub(crate) fn places(&self, item: usize) -> Range<usize> {
        self.starts[item]..self.starts[item + 1]
    }

    /// An item and an annotator who labelled it twice.
    pub(crate) fn repeated(&self, annotators: usize) -> Option<(usize, usize)> {
        let mut last = vec![usize::MAX; annotators];
        for item in 0..self.items() {
            for &annotator in self.of(item).0 {
                if std::mem::replace(&mut last[annotator as usize], item) == item {
                    return Some((item, annotator as usize));
                }
            }
        }
        None
    }

    /// The same responses by annotator.
    pub(crate) fn by_annotator(&self, annotators: usize) -> ByAnnotator {
        let mut starts = vec![0; annotators + 1];
        for &annotator in &self.annotators {
            starts[annotator as usize + 1] += 1;
        }
        for annotator in 0..annotators {
            starts[annotator + 1] += starts[annotator];
        }
        let (mut places, mut next) = (vec![0; self.len()], starts.clone());
        for (place, &annotator) in self.annotators.iter().enumerate() {
            places[next[annotator as usize]] = place as u32;
            next[annotator as usize] += 1;
        }
        ByAnnotator { starts, places }
    }

    /// About `count` ranges of items that follow each other, with about as many labels in each.
    pub(crate) fn blocks(&self, count: usize) -> Vec<Range<usize>> {
        let (mut blocks, mut begin) = (vec![], 0);
        for block in 1..=count {
            let labels = self.len() * block / count;
            let end = if block == count { self.items() } else { self.starts.partition_point(|start| *start < labels) };
            if end > begin {
                blocks.push(begin..end);
                begin = end;
            }
        }
        blocks
    }
}

impl ByAnnotator {
    /// Where the labels of an annotator stand among all of [`Responses`], in their order.
    pub fn places(&self, annotator: usize) -> &[u32] {
        &self.places[self.starts[annotator]..self.starts[annotator + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn responses(rows: &[(u32, u32, u8)]) -> Responses {
        let rows = rows.iter().map(|&(item, annotator, label)| Response { item, annotator, label });
        Responses::group(4, rows)
    }

    #[test]
    fn labels_are_grouped_by_item_and_by_annotator() {
        let rows = [(2, 0, 5), (0, 1, 6), (2, 1, 7), (0, 0, 8), (3, 1, 9)];
        let responses = responses(&rows);
        assert_eq!((responses.items(), responses.len()), (4, 5));
        assert_eq!(responses.of(0), (&[1, 0][..], &[6, 8][..]));
        assert_eq!(responses.of(1), (&[][..], &[][..]));
        assert_eq!(responses.of(2), (&[0, 1][..], &[5, 7][..]));
        let flat: Vec<_> = responses.iter().map(|row| (row.item, row.annotator, row.label)).collect();
        assert_eq!(flat, [(0, 1, 6), (0, 0, 8), (2, 0, 5), (2, 1, 7), (3, 1, 9)]);
        let by = responses.by_annotator(3);
        assert_eq!((by.places(0), by.places(1), by.places(2)), (&[1, 2][..], &[0, 3, 4][..], &[][..]));
        assert_eq!(responses.repeated(2), None);
    }

    #[test]
    fn a_second_label_by_the_same_annotator_is_found() {
        assert_eq!(responses(&[(3, 1, 0), (1, 1, 0), (3, 0, 0), (3, 1, 1)]).repeated(2), Some((3, 1)));
    }

    #[test]
    fn blocks_hold_every_item_once() {
        let all = responses(&[(0, 0, 0), (0, 1, 0), (0, 2, 0), (1, 0, 0), (3, 0, 0), (3, 1, 0)]);
        for count in 1..9 {
            let items: Vec<usize> = all.blocks(count).into_iter().flatten().collect();
            assert_eq!(items, [0, 1, 2, 3], "{count}");
        }
        assert_eq!(all.blocks(2), [0..1, 1..4]);
        let without_labels: Vec<usize> = responses(&[]).blocks(3).into_iter().flatten().collect();
        assert_eq!(without_labels, [0, 1, 2, 3]);
    }
}
