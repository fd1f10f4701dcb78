//! What people really have: their files, folders, landmarks and weights. A row a case; its input is the folder of its name in
//! `tests/cases`, laid over `whole-raf` or `whole-affectnet` where it is a dataset.

use noisyfer::{
    datasets::{cifar10::read_cifar10n, ferplus::read_ferplus, raf::read_raf_list},
    labels::{CsvOptions, LabelHead, LabelTable, read_csv},
    model::Weights,
};
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};
use tempfile::TempDir;

type Check = fn(&Place);

/// The cases, and what must happen in each.
const CASES: [(&str, Check); 36] = [
    ("bom-photo-list", all_five_are_aligned),
    ("empty-spreadsheet-rows", empty_rows_are_skipped),
    ("decimal-commas", decimal_commas_are_read),
    ("carriage-returns", carriage_returns_end_lines),
    ("list-with-commas", all_five_are_aligned),
    ("quoted-votes", votes_of_every_program),
    ("two-columns-of-a-name", twins_and_nameless_rows_are_errors),
    ("codes-with-decimals", codes_may_have_decimals),
    ("labels-as-arrays", labels_as_arrays),
    ("null-far-down", null_far_down),
    ("note-with-a-quote", quotes_and_ragged_rows),
    ("list-without-header", lists_in_other_forms),
    ("backslashes", backslashes_are_slashes),
    ("spaces-in-names", all_five_are_aligned),
    ("list-spelt-right", all_five_are_aligned),
    ("same-name-in-two-folders", photos_of_one_name_are_two_faces),
    ("decomposed-letters", accents_are_compared),
    ("slash-at-the-end", a_slash_is_no_other_folder),
    ("read-only-dataset", aligned_faces_go_elsewhere),
    ("photos-that-come-later", photos_that_come_later_are_used),
    ("weights-looked-at-last", weights_are_looked_at_first),
    ("cut-off-aligned", half_pictures_are_not_looked_at),
    ("data-after-the-picture", all_five_are_aligned),
    ("mac-companions", companions_are_no_pictures),
    ("webp-and-jfif", pictures_by_their_content),
    ("eyes-swapped", nothing_stands_on_its_head),
    ("landmarks-of-the-unturned-photo", landmarks_of_both_frames),
    ("landmarks-not-there", landmarks_that_are_none),
    ("names-with-a-prefix", weights_behind_a_prefix),
    ("misnamed-weights", weights_by_their_content),
    ("labels-for-another-order", other_files_are_named),
    ("folders-of-classes", classes_in_folders),
    ("one-file-per-label", one_file_per_label),
    ("missing-annotations", gaps_are_no_class),
    ("names-in-other-scripts", names_in_any_script),
    ("nothing-worked", nothing_worked_is_a_failure),
];

#[test]
fn every_case_is_as_it_must_be() {
    let mut wrong = vec![];
    for (name, check) in CASES {
        let place = Place::new(name);
        if catch_unwind(AssertUnwindSafe(|| check(&place))).is_err() {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "not as they must be: {}", wrong.join(", "));
}

/// A copy of a case's input to work in.
struct Place(TempDir);

impl Place {
    fn new(name: &str) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let input = cases().join(name);
        for dataset in ["raf", "affectnet"] {
            let is_of_it = input.join(dataset).is_dir() || name == "read-only-dataset" && dataset == "raf";
            let is_complete = ["folders-of-classes", "one-file-per-label"].contains(&name);
            if !is_complete && (is_of_it || name == "codes-with-decimals") {
                copy(&cases().join(format!("whole-{dataset}")), &place.path(dataset));
            }
        }
        if input.is_dir() {
            copy(&input, place.0.path());
        }
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a command there, in which `RUN` is a trained model; whether it succeeded, and what it said.
    fn run(&self, arguments: &str) -> (bool, String) {
        let run = MODEL.path().join("run").display().to_string();
        let arguments = arguments.split(' ').map(|argument| if argument == "RUN" { &run } else { argument });
        command(self.0.path(), arguments)
    }

    fn succeeds(&self, arguments: &str) -> String {
        let (succeeded, said) = self.run(arguments);
        assert!(succeeded, "{arguments}: {said}");
        said
    }

    fn fails(&self, arguments: &str) -> String {
        let (succeeded, said) = self.run(arguments);
        assert!(!succeeded, "{arguments}: {said}");
        assert!(!said.contains("panicked"), "{said}");
        said
    }

    /// Aligns a dataset, all of whose faces must be aligned, and gives its report.
    fn align(&self, dataset: &str, faces: usize) -> String {
        let said = self.succeeds(&format!("align {dataset} --root {dataset}"));
        let report = self.report(dataset);
        let count = |state: &str| report.lines().filter(|line| line.contains(&format!(",{state},"))).count();
        assert_eq!((count("done"), count("failed")), (faces, 0), "{said}{report}");
        report
    }

    fn report(&self, dataset: &str) -> String {
        let folder = if dataset == "raf" { "raf/Image/myaligned" } else { "affectnet/myaligned" };
        fs::read_to_string(self.path(folder).join("alignment.csv")).unwrap()
    }

    fn labels(&self, file: &str, heads: &[&str], options: &CsvOptions) -> Result<LabelTable, String> {
        let heads: Vec<_> = heads
            .iter()
            .map(|head| match *head {
                "affect" => LabelHead::continuous("affect", &["valence"], -1.0, 1.0),
                name => LabelHead::categorical(name, &["happy", "sad"]),
            })
            .collect();
        read_csv(self.path(file), &heads, options).map_err(|error| error.to_string())
    }
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn command<'a>(folder: &Path, arguments: impl Iterator<Item = &'a str>) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
    let run = command.args(arguments).current_dir(folder).output().unwrap();
    (run.status.success(), String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr))
}

/// A model to ask: `run`, trained on the faces in `gen`.
static MODEL: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        "synth affectnet --out gen --count 120 --seed 0",
        "train affectnet --root gen --labels own --method multi-task --scale smoke --out run",
    ] {
        let (succeeded, said) = command(folder.path(), arguments.split(' '));
        assert!(succeeded, "{said}");
    }
    folder
});

/// How many faces were looked at.
fn rows(place: &Place, out: &str) -> usize {
    fs::read_to_string(place.path(out).join("predictions.csv")).unwrap().lines().count() - 1
}

// Text tables.

fn all_five_are_aligned(place: &Place) {
    let report = place.align("raf", 5);
    assert!(!report.contains('\u{feff}'), "{report}");
    let list = place.path("raf/EmoLabel");
    let list = fs::read_dir(list).unwrap().next().unwrap().unwrap().path();
    assert_eq!(read_raf_list(list, "raf").unwrap().labels.len(), 5);
}

fn empty_rows_are_skipped(place: &Place) {
    for file in ["labels.csv", "one.csv"] {
        let labels = place.labels(file, &["anna", "ben", "affect"], &CsvOptions::default()).unwrap();
        assert_eq!(labels.names(), ["f1.jpg", "f2.jpg", "f3.jpg"]);
    }
    place.align("affectnet", 8);
}

fn decimal_commas_are_read(place: &Place) {
    for file in ["labels.csv", "with_sep_line.csv"] {
        for delimiter in [',', ';'] {
            let options = CsvOptions { delimiter, ..CsvOptions::default() };
            let labels = place.labels(file, &["anna", "ben", "affect"], &options).unwrap();
            assert_eq!(labels.values("affect").unwrap(), [0.5, -0.25], "{file} {delimiter}");
        }
    }
}

fn carriage_returns_end_lines(place: &Place) {
    assert_eq!(place.labels("labels.csv", &["anna", "ben", "affect"], &CsvOptions::default()).unwrap().len(), 3);
    place.align("raf", 5);
}

fn votes_of_every_program(place: &Place) {
    for folder in ["quoted", "index", "semicolons"] {
        let votes = read_ferplus(place.path(folder).join("fer2013new.csv")).unwrap();
        assert_eq!((votes.len(), votes.votes[0]), (1, [4, 0, 0, 1, 3, 2, 0, 0, 0, 0]), "{folder}");
        assert_eq!(votes.report.left_out_rows(), usize::from(folder == "quoted"));
    }
}

fn twins_and_nameless_rows_are_errors(place: &Place) {
    let twins = place.labels("labels.csv", &["anna", "affect"], &CsvOptions::default()).unwrap_err();
    assert!(twins.contains("labels.csv:1: found two of this name"), "{twins}");
    let nameless = place.labels("no_name.csv", &["anna", "ben", "affect"], &CsvOptions::default()).unwrap_err();
    assert!(nameless.contains("no_name.csv:5: found no name"), "{nameless}");
}

fn codes_may_have_decimals(place: &Place) {
    let list = place.path("raf/EmoLabel/list_patition_label.txt");
    assert_eq!(read_raf_list(&list, "raf").unwrap().labels.len(), 5);
    place.align("affectnet", 8);
    assert_eq!(read_ferplus(place.path("fer2013new.csv")).unwrap().votes[0].iter().sum::<u32>(), 10);
    fs::write(&list, "train_00001.jpg 3.5\n").unwrap();
    let fraction = read_raf_list(&list, "raf").unwrap_err().to_string();
    assert!(fraction.contains("txt:1: found \"3.5\", expected a RAF-DB code"), "{fraction}");
    let row = "1/00abc000.jpg,0,0,9,9,1;2,3.5,0,0\n";
    let header =
        "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n";
    fs::write(place.path("affectnet/training.csv"), format!("{header}{row}")).unwrap();
    place.run("align affectnet --root affectnet --out other");
    let report = fs::read_to_string(place.path("other/alignment.csv")).unwrap();
    assert!(report.contains("the expression \"\"3.5\"\", which is none of 0 to 10"), "{report}");
}

/// The batch is made here: its list of labels becomes an array of 64-bit numbers, as protocol 2 writes it.
fn labels_as_arrays(place: &Place) {
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

fn gaps_are_no_class(place: &Place) {
    let labels = place.labels("labels.csv", &["anna", "ben", "cleo"], &CsvOptions::default()).unwrap();
    assert_eq!(labels.labels("anna").unwrap(), [Some(0), Some(1), None, Some(0), None]);
    assert_eq!(labels.labels("ben").unwrap(), [None, Some(1), Some(0), None, None]);
    assert_eq!(labels.majority_vote(&Default::default()).unwrap()[4], Some(1));
}

// Lists of faces in photos.

fn null_far_down(place: &Place) {
    let said =
        place.succeeds("predict --run RUN --landmarks training.csv --photos Manually_Annotated_Images --out out");
    assert_eq!(rows(place, "out"), 2, "{said}");
    assert!(said.contains("113 of 115 faces were not looked at"), "{said}");
}

fn quotes_and_ragged_rows(place: &Place) {
    place.succeeds("predict --run RUN --landmarks quote.csv --out quote");
    assert_eq!(rows(place, "quote"), 2);
    let ragged = place.succeeds("predict --run RUN --landmarks ragged.csv --out ragged");
    assert_eq!(rows(place, "ragged"), 1);
    assert!(ragged.contains("ragged.csv:3: found 4 cells for 3"), "{ragged}");
    let blank = place.succeeds("predict --run RUN --landmarks blank_lines.csv --out blank");
    assert_eq!(rows(place, "blank"), 1);
    assert!(!blank.contains("not looked at"), "{blank}");
}

fn lists_in_other_forms(place: &Place) {
    for (list, faces) in [("validation", 2), ("spaces", 1), ("brackets", 1)] {
        let said = place.succeeds(&format!("predict --run RUN --landmarks {list}.csv --out {list}"));
        assert_eq!(rows(place, list), faces, "{list}: {said}");
    }
}

// Names.

fn backslashes_are_slashes(place: &Place) {
    place.align("affectnet", 8);
    let train = "train affectnet --root affectnet --noisy-labels affectnet/noisy_labels --scale smoke --epochs 1";
    let said = place.succeeds(&format!("{train} --method multi-task --out out"));
    assert!(said.contains("training: 5 images, out of 5 with an aligned face, out of 5 with labels"), "{said}");
}

fn photos_of_one_name_are_two_faces(place: &Place) {
    let report = place.align("affectnet", 8);
    let mut made: Vec<&str> = report.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    made.sort();
    made.dedup();
    assert_eq!(made.len(), 8, "{report}");
}

fn accents_are_compared(place: &Place) {
    place.align("affectnet", 5);
}

fn names_in_any_script(place: &Place) {
    place.succeeds("predict --run RUN faces --out out");
    let table = fs::read_to_string(place.path("out/predictions.csv")).unwrap();
    for name in ["笑脸_01.png", "한국.png", "فرح.png", "100%_a&b_{c}$.png"] {
        assert!(table.contains(name), "{table}");
    }
}

// What is written, and when it is done.

fn a_slash_is_no_other_folder(place: &Place) {
    let train = "train faces --scale smoke --epochs 1 --method multi-task --out";
    for _ in 0..2 {
        place.succeeds(&format!("{train} runs/a/"));
    }
    assert!(place.path("runs/a.1/metrics.json").is_file() && place.path("runs/a/metrics.json").is_file());
    fs::create_dir(place.path("here")).unwrap();
    let here = |arguments: &str| command(&place.path("here"), arguments.split(' '));
    let (succeeded, said) = here(&format!("{train} ."));
    assert!(succeeded, "{said}");
    let (succeeded, said) = here(&format!("{train} ."));
    assert!(!succeeded && said.contains("--out must be") && !said.contains("epoch"), "{said}");
}

fn aligned_faces_go_elsewhere(place: &Place) {
    let train = "train raf --root raf --labels own --scale smoke --epochs 1 --method multi-task";
    place.succeeds(&format!("{train} --out run --cache cache"));
    assert!(!place.path("raf/Image/myaligned").exists());
    let made = fs::read_dir(place.path("cache")).unwrap().next().unwrap().unwrap().path();
    assert!(made.file_name().unwrap().to_string_lossy().starts_with("raf-"));
    assert!(made.join("alignment.csv").is_file());
    let said = place.succeeds("label --run RUN --dataset raf --root raf --out labels --cache cache");
    assert!(!said.contains("Aligning"), "{said}");
}

fn photos_that_come_later_are_used(place: &Place) {
    let train = "train raf --root raf --noisy-labels raf/noisy_labels --scale smoke --epochs 1 --method multi-task";
    let first = place.succeeds(&format!("{train} --out run"));
    assert!(first.contains("training: 4 images") && first.contains("5 of 11 rows failed"), "{first}");
    for photo in fs::read_dir(place.path("later")).unwrap().map(|entry| entry.unwrap()) {
        fs::copy(photo.path(), place.path("raf/Image/original").join(photo.file_name())).unwrap();
    }
    let second = place.succeeds(&format!("{train} --out run"));
    assert!(
        second.contains("training: 9 images") && second.contains("5 faces of raf have no aligned image"),
        "{second}"
    );
    let third = place.succeeds(&format!("{train} --out run"));
    assert!(third.contains("training: 9 images") && !third.contains("aligned image"), "{third}");
}

fn weights_are_looked_at_first(place: &Place) {
    fs::write(place.path("page.pth"), "<!DOCTYPE html>").unwrap();
    fs::copy(cases().join("names-with-a-prefix/tiny.pth"), place.path("tiny.pth")).unwrap();
    place.succeeds("synth affectnet --out gen --count 60");
    for (start, told) in [("nowhere.pth", "nowhere.pth"), ("page.pth", "a web page"), ("tiny.pth", "VGG-Face")] {
        let said =
            place.fails(&format!("train affectnet --root gen --labels own --scale smoke --start {start} --out run"));
        assert!(said.contains(told) && !said.contains("Aligning"), "{said}");
    }
    assert!(!place.path("gen/myaligned").exists());
}

fn nothing_worked_is_a_failure(place: &Place) {
    for photo in fs::read_dir(place.path("raf/Image/original")).unwrap().map(|entry| entry.unwrap().path()) {
        fs::remove_file(photo).unwrap();
    }
    let said = place.fails("align raf --root raf");
    let last = said.trim_end().lines().last().unwrap();
    assert!(last.contains("none of 5 rows of raf/Image/myaligned/alignment.csv can be used"), "{last}");
    assert!(last.contains("train_00001.jpg, no such image"), "{last}");
}

// Pictures.

fn half_pictures_are_not_looked_at(place: &Place) {
    let said = place.succeeds("predict --run RUN faces --out out");
    assert_eq!(rows(place, "out"), 1);
    assert!(said.contains("cut.jpg") && said.contains("zeros.jpg") && said.contains("without its end"), "{said}");
    assert!(place.path("out/faces.png").is_file());
    assert!(place.fails("predict --run RUN faces/cut.jpg").contains("without its end"));
}

fn companions_are_no_pictures(place: &Place) {
    let said = place.succeeds("predict --run RUN faces --out out");
    assert_eq!(rows(place, "out"), 1);
    assert!(!said.contains("._a.jpg") && !said.contains("not looked at"), "{said}");
    place.align("raf", 5);
}

fn pictures_by_their_content(place: &Place) {
    place.succeeds("predict --run RUN faces --out out");
    assert_eq!(rows(place, "out"), 4);
    place.align("raf", 5);
}

// Landmarks.

fn nothing_stands_on_its_head(place: &Place) {
    let report = place.align("raf", 5);
    for stem in ["train_00001", "train_00002"] {
        let row = report.lines().find(|line| line.contains(&format!(",{stem}.jpg,"))).unwrap();
        assert!(row.contains("eyes exchanged back"), "{row}");
    }
    let said = place.succeeds("predict --run RUN --landmarks faces.csv --out out");
    assert!(said.contains("eyes exchanged back"), "{said}");
    let eyes = place.succeeds("predict --run RUN photo.jpg --eyes 71,50,41,50");
    assert!(eyes.contains("left eye to the right of the right one"), "{eyes}");
    let upright = place.succeeds("predict --run RUN --landmarks upside_down.csv --out out2");
    assert!(!upright.contains("Noted"), "{upright}");
}

fn landmarks_of_both_frames(place: &Place) {
    let said = place.succeeds("predict --run RUN --landmarks faces.csv --out out");
    assert!(said.contains("photo turned by its EXIF orientation"), "{said}");
    assert!(said.contains("landmarks of the photo as it is stored"), "{said}");
    let table = fs::read_to_string(place.path("out/predictions.csv")).unwrap();
    let numbers = |line: &str| line.split(',').skip(3).map(|cell| cell.parse::<f64>().unwrap()).collect::<Vec<_>>();
    let rows: Vec<_> = table.lines().skip(1).map(numbers).collect();
    assert_eq!(rows.len(), 2);
    for (one, other) in rows[0].iter().zip(&rows[1]) {
        assert!((one - other).abs() < 0.02, "the same face: {rows:?}");
    }
    place.succeeds("predict --run RUN --landmarks faces.csv --frame upright");
}

fn landmarks_that_are_none(place: &Place) {
    let said = place.fails("predict --run RUN --landmarks faces.csv");
    assert!(
        said.contains("none of 6 faces can be used. The first: photo.jpg, row 1: faces.csv:2: found \"nan\""),
        "{said}"
    );
    assert_eq!((said.matches("found").count(), said.matches("expected").count()), (1, 1), "{said}");
    let list = fs::read_to_string(place.path("faces.csv")).unwrap();
    let lines: Vec<&str> = list.lines().collect();
    for (row, told) in [
        (2, "so detectors write that they found no face"),
        (3, "found nothing"),
        (4, "found NULL"),
        (5, "no face"),
        (6, "0 to 1, which are no pixels"),
    ] {
        fs::write(place.path("one.csv"), format!("{}\n{}\n", lines[0], lines[row])).unwrap();
        let said = place.fails("predict --run RUN --landmarks one.csv");
        assert!(said.contains(told), "row {row}: {said}");
    }
}

// Weights.

fn weights_behind_a_prefix(place: &Place) {
    place.succeeds("synth affectnet --out gen --count 120 --seed 0");
    let metrics = |weights: &str| {
        let train = "train affectnet --root gen --labels own --method multi-task --scale smoke --epochs 1 --width 8";
        place.succeeds(&format!("{train} --out {weights} --start {weights}.pth"));
        fs::read_to_string(place.path(weights).join("metrics.json")).unwrap()
    };
    let plain = metrics("plain");
    assert_eq!(metrics("data_parallel"), plain);
    assert_eq!(metrics("other_prefix"), plain);
}

fn weights_by_their_content(place: &Place) {
    for file in ["safetensors.pth", "pytorch.safetensors", "pytorch.bin"] {
        let weights = Weights::read(place.path(file)).unwrap();
        let tensor = weights.get("a.weight").unwrap();
        assert_eq!((tensor.shape.as_slice(), tensor.values[23]), (&[2, 3, 2, 2][..], 23.0), "{file}");
    }
}

// Files that are something else.

fn other_files_are_named(place: &Place) {
    for (file, told) in [
        ("CIFAR-10_human_ordered.npy", "CIFAR-10_human.pt"),
        ("pointer.pt", "git lfs pull"),
        ("page.pt", "a web page"),
        ("empty.pt", "an empty file"),
        ("empty.npy", "an empty file"),
    ] {
        let said = read_cifar10n(place.path(file)).unwrap_err().to_string();
        assert!(said.contains(told), "{file}: {said}");
    }
}

// Layouts that circulate.

fn classes_in_folders(place: &Place) {
    let train = "train raf --root raf --labels own --scale smoke --epochs 1 --method multi-task --out run";
    let said = place.succeeds(train);
    assert!(said.contains("were aligned by the distributor") && said.contains("training: 7 images"), "{said}");
    let predict = place.succeeds("predict --run RUN raf/DATASET/train --out out");
    assert_eq!(rows(place, "out"), 7, "{predict}");
    let align = place.fails("align raf --root raf");
    assert!(align.contains("images that the distributor has aligned"), "{align}");
    let other = place.fails("train affectnet --root raf --labels own --scale smoke --out other");
    assert!(other.contains("RAF-DB's aligned images by class, which `train raf` takes"), "{other}");
}

fn one_file_per_label(place: &Place) {
    place.align("affectnet", 7);
    let train = "train affectnet --root affectnet --labels own --scale smoke --epochs 1 --method multi-task --out run";
    let said = place.succeeds(train);
    assert!(said.contains("training: 4 images") && said.contains("test: 3 images"), "{said}");
    place.succeeds("label --run RUN --dataset affectnet --root affectnet --out labels");
    let list = fs::read_to_string(place.path("labels/training_RAFModel.csv")).unwrap();
    assert!(list.contains("train_set/images/0.jpg,NULL,"), "{list}");
    place.succeeds(&train.replace("--labels own", "--noisy-labels labels").replace("--out run", "--out machine"));
}
