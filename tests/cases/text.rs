//! Text tables and lists.

use super::place::{Place, cases, rows};
use noisyfer::{
    datasets::{ferplus::read_ferplus, raf::read_raf_list},
    labels::CsvOptions,
};
use std::fs;

pub fn all_five_are_aligned(place: &Place) {
    let report = place.align("raf", 5);
    assert!(!report.contains('\u{feff}'), "{report}");
    let list = place.path("raf/EmoLabel");
    let list = fs::read_dir(list).unwrap().next().unwrap().unwrap().path();
    assert_eq!(read_raf_list(list, "raf").unwrap().labels.len(), 5);
}

pub fn empty_rows_are_skipped(place: &Place) {
    for file in ["labels.csv", "one.csv"] {
        let labels = place.labels(file, &["anna", "ben", "affect"], &CsvOptions::default()).unwrap();
        assert_eq!(labels.names(), ["f1.jpg", "f2.jpg", "f3.jpg"]);
    }
    place.align("affectnet", 8);
}

pub fn decimal_commas_are_read(place: &Place) {
    for file in ["labels.csv", "with_sep_line.csv"] {
        for delimiter in [',', ';'] {
            let options = CsvOptions { delimiter, ..CsvOptions::default() };
            let labels = place.labels(file, &["anna", "ben", "affect"], &options).unwrap();
            assert_eq!(labels.values("affect").unwrap(), [0.5, -0.25], "{file} {delimiter}");
        }
    }
}

pub fn carriage_returns_end_lines(place: &Place) {
    assert_eq!(place.labels("labels.csv", &["anna", "ben", "affect"], &CsvOptions::default()).unwrap().len(), 3);
    place.align("raf", 5);
}

pub fn votes_of_every_program(place: &Place) {
    for folder in ["quoted", "index", "semicolons"] {
        let votes = read_ferplus(place.path(folder).join("fer2013new.csv")).unwrap();
        assert_eq!((votes.len(), votes.votes[0]), (1, [4, 0, 0, 1, 3, 2, 0, 0, 0, 0]), "{folder}");
        assert_eq!(votes.report.left_out_rows(), usize::from(folder == "quoted"));
    }
}

pub fn twins_and_nameless_rows_are_errors(place: &Place) {
    let twins = place.labels("labels.csv", &["anna", "affect"], &CsvOptions::default()).unwrap_err();
    assert!(twins.contains("labels.csv:1: found two of this name"), "{twins}");
    let nameless = place.labels("no_name.csv", &["anna", "ben", "affect"], &CsvOptions::default()).unwrap_err();
    assert!(nameless.contains("no_name.csv:5: found no name"), "{nameless}");
}

pub fn codes_may_have_decimals(place: &Place) {
    let list = place.path("raf/EmoLabel/list_patition_label.txt");
    assert_eq!(read_raf_list(&list, "raf").unwrap().labels.len(), 5);
    place.align("affectnet", 8);
    assert_eq!(read_ferplus(place.path("fer2013new.csv")).unwrap().votes[0].iter().sum::<u32>(), 10);
    fs::write(&list, "train_00001.jpg 3.5\n").unwrap();
    let fraction = read_raf_list(&list, "raf").unwrap_err().to_string();
    assert!(fraction.contains("txt:1: found \"3.5\" in column 2, expected a RAF-DB code"), "{fraction}");
    let row = "1/00abc000.jpg,0,0,9,9,1;2,3.5,0,0\n";
    let header =
        "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n";
    fs::write(place.path("affectnet/training.csv"), format!("{header}{row}")).unwrap();
    place.run("align affectnet --root affectnet --out other");
    let report = fs::read_to_string(place.path("other/alignment.csv")).unwrap();
    assert!(report.contains("the expression \"\"3.5\"\", which is none of 0 to 10"), "{report}");
}

/// The batch is made here: its list of labels becomes an array of 64-bit numbers, as protocol 2 writes it.
pub fn labels_as_arrays(place: &Place) {
    place.succeeds("synth cifar10 --out cif --count 60");
    fs::remove_dir_all(place.path("cif/cifar-10-batches-bin")).unwrap();
    let batch = place.path("cif/cifar-10-batches-py/data_batch_1");
    let bytes = fs::read(&batch).unwrap();
    // `labels`, then `](` and each code as `K` and a byte, then `e`.
    let start = 6 + bytes.windows(6).position(|part| part == b"labels").unwrap();
    let codes: Vec<u8> = bytes[start + 2..].chunks(2).take_while(|pair| pair[0] == b'K').map(|pair| pair[1]).collect();
    let end = start + 2 + 2 * codes.len() + 1;
    assert_eq!((&bytes[start..start + 2], bytes[end - 1]), (&b"]("[..], b'e'));
    let count = u8::try_from(codes.len()).unwrap();
    let array = [
        &b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01K"[..],
        &[count],
        b"\x85cnumpy\ndtype\nU\x02i8K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T",
        &(8 * u32::from(count)).to_le_bytes(),
        &codes.iter().flat_map(|&code| u64::from(code).to_le_bytes()).collect::<Vec<u8>>(),
        b"tb",
    ];
    fs::write(&batch, [&bytes[..start], &array.concat(), &bytes[end..]].concat()).unwrap();
    place.succeeds("train cifar10 --root cif --scale smoke --epochs 1 --method majority-vote --out out");
}

pub fn gaps_are_no_class(place: &Place) {
    let labels = place.labels("labels.csv", &["anna", "ben", "cleo"], &CsvOptions::default()).unwrap();
    assert_eq!(labels.labels("anna").unwrap(), [Some(0), Some(1), None, Some(0), None]);
    assert_eq!(labels.labels("ben").unwrap(), [None, Some(1), Some(0), None, None]);
    assert_eq!(labels.majority_vote(&Default::default()).unwrap()[4], Some(1));
}

pub fn null_far_down(place: &Place) {
    let said =
        place.succeeds("predict --run RUN --landmarks training.csv --photos Manually_Annotated_Images --out out");
    assert_eq!(rows(place, "out"), 2, "{said}");
    assert!(said.contains("113 of 115 faces were not looked at"), "{said}");
}

pub fn quotes_and_ragged_rows(place: &Place) {
    place.succeeds("predict --run RUN --landmarks quote.csv --out quote");
    assert_eq!(rows(place, "quote"), 2);
    let ragged = place.succeeds("predict --run RUN --landmarks ragged.csv --out ragged");
    assert_eq!(rows(place, "ragged"), 1);
    assert!(ragged.contains("ragged.csv:3: found 4 cells for 3"), "{ragged}");
    let blank = place.succeeds("predict --run RUN --landmarks blank_lines.csv --out blank");
    assert_eq!(rows(place, "blank"), 1);
    assert!(!blank.contains("not looked at"), "{blank}");
}

pub fn lists_in_other_forms(place: &Place) {
    for (list, faces) in [("validation", 2), ("spaces", 1), ("brackets", 1)] {
        let said = place.succeeds(&format!("predict --run RUN --landmarks {list}.csv --out {list}"));
        assert_eq!(rows(place, list), faces, "{list}: {said}");
    }
}

pub fn old_code_pages_are_read_on_request(place: &Place) {
    let faces = cases().join("eyes-swapped");
    fs::copy(faces.join("photo.jpg"), place.path("José.jpg")).unwrap();
    let list = fs::read_to_string(faces.join("faces.csv")).unwrap().replace("photo.jpg", "José.jpg");
    // Letters of Latin-1 are their own bytes.
    let bytes: Vec<u8> = list.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    fs::write(place.path("list.csv"), bytes).unwrap();
    let said = place.fails("predict --run RUN --landmarks list.csv");
    assert!(said.contains("not UTF-8 (`--encoding windows-1252` reads such)"), "{said}");
    place.succeeds("predict --run RUN --landmarks list.csv --encoding windows-1252 --out out");
    assert!(rows(place, "out") > 0);
    assert!(place.fails("predict --run RUN --landmarks list.csv --encoding big5").contains("utf-8 or windows-1252"));
}
