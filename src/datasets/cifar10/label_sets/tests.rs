//! CIFAR-10N's and LTNet's labels, in every form that they come in.

use super::*;
use crate::labels::Ties;
use crate::metrics::share_equal;
use crate::test_data::shared;
use std::io::{Cursor, Write};

/// CIFAR-10's training labels, where the shared files are there.
pub(crate) fn train_labels() -> Option<Vec<u8>> {
    let csv = Csv::read(shared("cifar10")?.join("train.csv"), ',').unwrap();
    Some(csv_codes(&csv, "label").unwrap())
}

fn share_right(table: &LabelTable, vote: &[Option<u8>]) -> f64 {
    share_equal(vote.iter().copied().zip(table.truth().unwrap().into_iter().map(Some)))
}

fn rounded(share: f64, digits: i32) -> f64 {
    (share * 10f64.powi(digits)).round() / 10f64.powi(digits)
}

#[test]
fn cifar10n_has_the_known_noise() {
    let Some(folder) = shared("cifar10") else { return };
    let table = read_cifar10n(folder.join("cifar10n.csv")).unwrap();
    let sets = ["random_label1", "random_label2", "random_label3"];
    assert_eq!(sets.map(|set| rounded(table.noise_rate(set).unwrap(), 4)), [0.1723, 0.1812, 0.1764]);
    let vote = table.select_heads(&sets).unwrap().majority_vote(&Ties::FirstAnnotator).unwrap();
    assert_eq!(rounded(1.0 - share_right(&table, &vote), 4), 0.0870);
    assert_eq!((table.len(), &*table.names()[49_999]), (50_000, "train_49999"));
}

#[test]
fn ltnet_has_the_known_noise() {
    let (Some(folder), Some(truth)) = (shared("cifar10"), train_labels()) else { return };
    let table = read_ltnet(folder.join("ltnet_60_70_80.csv"), &truth).unwrap();
    assert_eq!(LTNET_SETS.map(|set| rounded(table.noise_rate(set).unwrap(), 4)), [0.3996, 0.3006, 0.1998]);
    let vote = table.majority_vote(&Ties::Annotator("label3".into())).unwrap();
    assert_eq!(rounded(share_right(&table, &vote), 4), 0.8740);
    assert!(read_ltnet(folder.join("ltnet_60_70_80.csv"), &truth[1..]).is_err());
}

/// A dict of six sets of two labels as `torch.save` of before 2024 pickles it: numpy arrays in protocol 2.
fn human_pickle() -> Vec<u8> {
    let mut bytes = b"\x80\x02}(".to_vec();
    for (index, set) in ["clean", "aggre", "worse", "random_1", "random_2", "random_3"].into_iter().enumerate() {
        let key = if index < 3 { format!("{set}_label") } else { set.replace('_', "_label") };
        bytes.extend([b'X', key.len() as u8, 0, 0, 0]);
        bytes.extend(key.as_bytes());
        bytes.extend(b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85c_codecs\nencode\n");
        bytes.extend(b"X\x01\x00\x00\x00bX\x06\x00\x00\x00latin1\x86R\x87R(K\x01K\x02\x85cnumpy\ndtype\n");
        bytes.extend(
            b"X\x02\x00\x00\x00i2\x89\x88\x87R(K\x03X\x01\x00\x00\x00<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89",
        );
        bytes.extend(b"c_codecs\nencode\nX\x04\x00\x00\x00");
        bytes.extend([index as u8, 0, 9, 0]);
        bytes.extend(b"X\x06\x00\x00\x00latin1\x86Rtb");
    }
    bytes.extend(b"u.");
    bytes
}

fn read(bytes: &[u8]) -> Result<LabelTable> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("CIFAR-10_human.pt");
    std::fs::write(&path, bytes).unwrap();
    cifar10n(&path)
}

fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(content).unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn torch_files_of_every_age() {
    let legacy =
        [&b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}."[..], &human_pickle(), b"\x80\x02]."];
    for bytes in [zipped("CIFAR-10_human/data.pkl", &human_pickle()), legacy.concat(), human_pickle()] {
        let table = read(&bytes).unwrap();
        assert_eq!(table.truth().unwrap(), [0, 9]);
        assert_eq!(table.codes("aggre").unwrap(), [1, 9]);
        assert_eq!(table.codes("random_label3").unwrap(), [5, 9]);
    }
    let csv = b"clean,aggre,worse,random_label1,random_label2,random_label3\n0,1,2,3,4,5\n9,9,9,9,9,9\n";
    assert_eq!(read(csv).unwrap().codes("worse").unwrap(), [2, 9]);
}

#[test]
fn an_order_is_read_both_ways() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(ORDER);
    let write = |numbers: [u8; 3]| std::fs::write(&path, npy::tests::file("|u1", "(3,)", &numbers)).unwrap();
    write([2, 0, 1]);
    // The first label is of image 2, the second of image 0, the third of image 1.
    assert_eq!(orders(&path, 3).unwrap(), [[1, 2, 0], [2, 0, 1]]);
    let message = |count| orders(&path, count).unwrap_err().to_string();
    assert!(message(4).contains("found 3 numbers, expected 4"));
    assert!(message(2).contains(", row 0: found 2, expected each number below 2 once"));
    write([1, 1, 0]);
    assert!(message(3).contains(", row 1: found 1, expected each number below 3 once"));
}

#[test]
fn the_labels_in_tensorflows_order_are_brought_into_cifar10s() {
    let Some(folder) = shared("cifar10") else { return };
    let right = read_cifar10n(folder.join("cifar10n.csv")).unwrap();
    let csv = Csv::read(folder.join("cifar10n.csv"), ',').unwrap();
    let place = tempfile::tempdir().unwrap();
    // From the last image to the first.
    let mut text = csv.header().join(",");
    for row in csv.rows().iter().rev() {
        text += "\n";
        text += &row.cells.iter().collect::<Vec<_>>().join(",");
    }
    let path = place.path().join("CIFAR-10_human_annotations.csv");
    std::fs::write(&path, text).unwrap();
    assert!(read_cifar10n(&path).unwrap_err().to_string().contains("image_order_c10.npy of the same place"));
    let order: Vec<u8> = (0..50_000u32).rev().flat_map(u32::to_le_bytes).collect();
    std::fs::write(place.path().join(ORDER), npy::tests::file("<u4", "(50000,)", &order)).unwrap();
    assert!(read_cifar10n(&path).unwrap().frame().equals_missing(right.frame()));
}

#[test]
fn a_dict_in_a_numpy_file_is_read() {
    let ordered =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/labels-for-another-order/CIFAR-10_human_ordered.npy");
    let table = cifar10n(&ordered).unwrap();
    assert_eq!((table.len(), table.truth().unwrap()[9]), (20, 9));
}

#[test]
fn a_file_that_unpacks_to_more_than_labels_is_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/73-labels-that-explode/h.pt");
    let message = read_cifar10n(path).unwrap_err().to_string();
    assert!(message.contains("h.pt, data.pkl") && message.contains("at most 1000000"), "{message}");
    let larger = zipped("a/data.pkl", &vec![b'N'; (1 << 26) + 1]);
    assert!(read(&larger).unwrap_err().to_string().contains("more than 64 MiB"));
}

#[test]
fn strange_files_are_told() {
    let message = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(message(&zipped("a/other.pkl", b"")).contains("a zip archive with an entry data.pkl"));
    assert!(message(b"PK\x03\x04").contains("a zip archive"));
    assert!(message(b"\x80\x02}.").contains("the entry \"clean\" or \"clean_label\""));
    assert!(message(b"name\nx\n").contains(":1: found the columns name, expected one column called \"clean_label\""));
    let whole = zipped("x/data.pkl", &human_pickle());
    for end in (0..whole.len()).step_by(7) {
        assert!(read(&whole[..end]).is_err());
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("short.pt");
    std::fs::write(&path, human_pickle()).unwrap();
    assert!(read_cifar10n(&path).unwrap_err().to_string().contains("short.pt, clean: found sha256"));
}
