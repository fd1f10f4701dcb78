//! `noisyfer noise` on a small crowd: three who look, two who call everything happy.

use noisyfer::labels::{LabelHead, read_csv};
use std::{fs, path::Path, process::Command};

const CROWD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/noise_crowd.csv");

fn noisyfer(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
    let run = { run }.arg("noise").args(arguments).current_dir(folder).output().unwrap();
    (run.status.success(), String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr))
}

fn lines(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split(',').map(String::from).collect()).collect()
}

#[test]
fn a_crowd_with_spammers_is_seen_through() {
    let folder = tempfile::tempdir().unwrap();
    let (succeeded, said) = noisyfer(folder.path(), &[CROWD, "--truth", "truth", "--out", "report"]);
    assert!(succeeded, "{said}");
    assert!(said.contains("a row a label, of \"task\" by \"worker\""), "{said}");
    assert!(said.contains("Leave out spam 1: 12 labels that hardly depend on the item."), "{said}");
    let out = folder.path().join("report");
    let consensus = lines(&out.join("consensus.csv"));
    assert_eq!(consensus[0], ["name", "label", "confidence", "entropy"]);
    for (row, truth) in consensus[1..].iter().zip(["happy", "sad"].iter().cycle()) {
        assert_eq!(&row[1], truth, "{row:?}");
        let (confidence, entropy): (f64, f64) = (row[2].parse().unwrap(), row[3].parse().unwrap());
        assert!((0.5..=1.0).contains(&confidence) && (0.0..=2f64.ln()).contains(&entropy), "{row:?}");
    }
    // Two of three say happy; the third is to be believed.
    let samples = fs::read_to_string(out.join("samples.csv")).unwrap();
    let worst = samples.lines().nth(1).unwrap();
    assert!(worst.starts_with("i12.jpg,sad,,,happy,happy,sad,0.3"), "{worst}");
    assert!(worst.contains(",true,\"2 of 3 say happy, sad is more probable") && worst.ends_with(",sad"), "{worst}");
    let annotators = lines(&out.join("annotators.csv"));
    assert_eq!(annotators[0], ["annotator", "labels", "accuracy", "low", "high", "spammer_score", "right", "flags"]);
    let right: Vec<f64> = annotators[1..].iter().map(|row| row[6].parse().unwrap()).collect();
    assert_eq!(right, [1.0, 1.0, 9.0 / 11.0, 0.5, 0.5]);
    assert_eq!((annotators[4][7].as_str(), annotators[1][7].as_str()), ("spammer", ""));
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("Transition matrices") && page.contains("i12.jpg") && page.ends_with("</html>\n"));

    // What comes out is what a training on own data takes.
    let head = LabelHead::categorical("corrected", &["happy", "sad"]);
    let corrected = read_csv(out.join("corrected.csv"), &[head], &Default::default()).unwrap();
    assert_eq!(corrected.codes("corrected").unwrap(), [0, 1].repeat(6));
}

#[test]
fn items_in_doubt_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("images")).unwrap();
    let grey = noisyfer::image::RgbImage::from_pixel(8, 8, noisyfer::image::Rgb([90; 3]));
    grey.save(folder.path().join("images/i12.jpg")).unwrap();
    let (succeeded, said) = noisyfer(folder.path(), &[CROWD, "--images", "images", "--out", "report"]);
    assert!(succeeded, "{said}");
    let page = fs::read_to_string(folder.path().join("report/report.html")).unwrap();
    assert!(page.contains("data:image/png;base64") && page.contains("Labels in doubt"));
    assert!(folder.path().join("report/suspects.svg").is_file());
    let (succeeded, said) = noisyfer(folder.path(), &[CROWD, "--images", "nowhere", "--out", "report"]);
    assert!(!succeeded && said.contains("--images must be a folder, got nowhere"), "{said}");
}

#[test]
fn votes_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [CROWD, "--truth", "truth", "--estimator", "majority-vote", "--out", "report"];
    let (succeeded, said) = noisyfer(folder.path(), &arguments);
    assert!(succeeded, "{said}");
    let out = folder.path().join("report");
    let consensus = fs::read_to_string(out.join("consensus.csv")).unwrap();
    assert!(consensus.contains("i01.jpg,happy,1,0\n") && consensus.ends_with("i12.jpg,happy,1,0\n"), "{consensus}");
    // Of seven that most call happy, carl labelled six and calls two sad: (2 + 1/2) / (6 + 1).
    let transitions = lines(&out.join("transitions.csv"));
    let carl = transitions.iter().find(|row| row[..3] == ["carl", "happy", "sad"]).unwrap();
    assert!((carl[3].parse::<f64>().unwrap() - 2.5 / 7.0).abs() < 1e-12, "{carl:?}");
    // Anna and Ben both labelled eleven items, alike.
    let agreement = lines(&out.join("agreement.csv"));
    let kappa = agreement.iter().find(|row| row[..3] == ["Cohen's kappa", "anna", "ben"]).unwrap();
    assert_eq!(kappa[3], "1");
}

#[test]
fn what_cannot_be_is_told_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let fails = |arguments: &[&str]| {
        let (succeeded, said) = noisyfer(folder.path(), arguments);
        assert!(!succeeded, "{said}");
        said
    };
    let said = fails(&[CROWD, "--estimator", "david-skene", "--out", "report"]);
    assert!(said.contains("the estimator must be one of majority-vote,"), "{said}");
    assert!(!folder.path().join("report").exists());
    fs::write(folder.path().join("file"), "").unwrap();
    assert!(
        fails(&[CROWD, "--out", "file"]).contains("--out must be a folder that can be written to, got file, a file")
    );
    assert!(fails(&[CROWD, "--truth", "gold", "--out", "report"]).contains("found no column \"gold\""));
    assert!(fails(&["nothing.csv", "--out", "report"]).contains("nothing.csv"));
    assert!(!folder.path().join("report/consensus.csv").exists());
}

#[test]
fn files_meet_by_name_and_what_is_found_moves_no_cursor() {
    let folder = tempfile::tempdir().unwrap();
    let (mut anna, mut ben) = (String::from("name,an\u{1b}[31mna,seconds\n"), String::from("name,ben\n"));
    for item in 0..40 {
        anna += &format!("{item}.jpg,{},{item}.5\n", item % 2);
        ben += &format!("{item},{}\n", item % 2);
    }
    fs::write(folder.path().join("anna.csv"), anna).unwrap();
    fs::write(folder.path().join("ben.csv"), ben).unwrap();
    let (succeeded, said) = noisyfer(folder.path(), &["anna.csv", "ben.csv", "--out", "report"]);
    assert!(succeeded, "{said}");
    assert!(said.contains("left out: seconds (numbers with fractions)"), "{said}");
    assert!(
        said.contains("ben.csv: a row an item, named in \"name\", and a column an annotator; 40 of its 40 items"),
        "{said}"
    );
    assert!(said.contains("2 annotators: an\\u{1b}[31mna, ben; 2 classes: 0, 1") && !said.contains('\u{1b}'), "{said}");
    assert_eq!(lines(&folder.path().join("report/consensus.csv")).len(), 1 + 40);
}
