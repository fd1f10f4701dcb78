//! Files in every layout, as people have them.

use super::*;
use crate::test_data::shared;

fn read(files: &[(&str, &str)], truth: Option<&str>) -> Result<LabelFile> {
    read_columns(files, &LabelColumns { truth: truth.map(String::from), ..LabelColumns::default() })
}

fn read_columns(files: &[(&str, &str)], columns: &LabelColumns) -> Result<LabelFile> {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = vec![];
    for (name, text) in files {
        paths.push(folder.path().join(name));
        std::fs::write(&paths[paths.len() - 1], text).unwrap();
    }
    read_label_files(&paths, columns)
}

const LONG: &str = "task,worker,label\nx,anna,1\ny,anna,0\n";
const WIDE: &str = "name,ben,truth\ny,0.0,0\nz,2,1.0\n";

#[test]
fn three_layouts_are_joined_by_name() {
    let files = [("a.csv", LONG), ("b.csv", WIDE), ("c.json", "{\"z\": {\"carl\": 1}}")];
    let LabelFile { annotations, truth, layouts } = read(&files, Some("truth")).unwrap();
    assert_eq!(annotations.items().join(""), "xyz");
    assert_eq!(
        (annotations.annotators().join(" "), annotations.classes().join("")),
        ("anna ben carl".into(), "012".into())
    );
    assert_eq!(annotations.responses().of(1), (&[0, 1][..], &[0, 0][..]));
    assert_eq!(annotations.responses().of(2), (&[1, 2][..], &[2, 1][..]));
    assert_eq!(truth, [("y", "0"), ("z", "1")].map(|(item, class)| (item.into(), class.into())).into());
    assert!(layouts[0].ends_with("a.csv: a row a label, of \"task\" by \"worker\""), "{layouts:?}");
    let upper = read(&[("a.csv", "Task,Worker,Label\nx,anna,1\ny,anna,0\n")], None).unwrap().annotations;
    assert_eq!(upper.annotators().join(" "), "anna", "not the column Worker");
    assert!(layouts[1].contains("a row an item, named in \"name\""), "{layouts:?}");
}

#[test]
fn columns_that_are_no_annotators_are_left_out_and_told() {
    let text = ",Filename,anna,ben,valence,truth,truth_valence\n0,x,sad,,0.5,sad,0.25\n1,y,happy,sad,1,happy,0.5\n";
    let LabelFile { annotations, truth, layouts } = read(&[("own.csv", text)], None).unwrap();
    assert_eq!((annotations.annotators().join(" "), annotations.items().join("")), ("anna ben".into(), "xy".into()));
    assert_eq!((annotations.classes().join(" "), annotations.len()), ("happy sad".into(), 3));
    assert_eq!(truth, [("x", "sad"), ("y", "happy")].map(|(item, class)| (item.into(), class.into())).into());
    let told = "own.csv: a row an item, named in \"Filename\", and a column an annotator; the true classes in \"truth\"; \
                left out: valence (numbers with fractions), truth_valence (true values, no classes)";
    assert!(layouts[0].ends_with(told), "{layouts:?}");
    let numbers = read(&[("own.csv", "name,valence\nx,0.5\ny,1\n")], None).unwrap_err().to_string();
    assert!(numbers.contains("own.csv:1: found no column of an annotator"), "{numbers}");
    let other = read(&[("own.csv", "name,anna,gold,truth\nx,a,a,b\ny,b,b,b\n")], Some("gold")).unwrap();
    assert_eq!((other.annotations.annotators().join(" "), other.truth["x"].as_str()), ("anna truth".into(), "a"));
}

#[test]
fn a_column_that_numbers_the_rows_is_no_annotator() {
    let table = |header: &str| {
        let mut text = format!("{header}\n");
        for row in 0..20 {
            text += &format!("{row},{},{}\n", row % 2, row % 3 / 2);
        }
        text
    };
    let read = |header: &str, columns: &LabelColumns| read_columns(&[("a.csv", &table(header))], columns).unwrap();
    let numbered = read("photo_id,anna,ben", &LabelColumns::default());
    assert_eq!(
        (numbered.annotations.annotators().join(" "), &*numbered.annotations.items()[7]),
        ("anna ben".into(), "7")
    );
    assert!(numbered.layouts[0].contains("named in \"photo_id\""), "{:?}", numbered.layouts);
    let measured = (0..20).map(|row| format!("{}.5,p{row},{}\n", row, row % 2)).collect::<String>();
    let measured =
        read_columns(&[("a.csv", &format!("valence,photo,anna\n{measured}"))], &LabelColumns::default()).unwrap();
    assert!(measured.layouts[0].contains("named in \"photo\""), "no measurement is a name: {:?}", measured.layouts);
    let named = LabelColumns { name: Some("key".into()), ..LabelColumns::default() };
    assert_eq!(read("key,name,ben", &named).annotations.annotators().join(" "), "name ben");
}

#[test]
fn what_was_found_is_told() {
    let text = "task,worker,label,seconds\nx,anna,Sad,0.5\ny,anna,sad,1.5\nz,ben,happy,2\n";
    let told = read(&[("a.csv", text)], None).unwrap().in_words();
    assert!(
        told[0].ends_with("a row a label, of \"task\" by \"worker\"; left out: seconds (beside a row a label)"),
        "{told:?}"
    );
    assert_eq!(told[1], "2 annotators: anna, ben; 3 classes: Sad, happy, sad");
    let hint = "hint: the classes \"Sad\", \"sad\" differ only in case or spaces; where they are one, write them alike";
    assert_eq!(told[2..], [hint]);
}

#[test]
fn annotators_may_be_named() {
    let columns = |annotators: &[&str]| LabelColumns {
        annotators: Some(annotators.iter().map(|name| name.to_string()).collect()),
        ..LabelColumns::default()
    };
    let files =
        [("a.csv", "name,anna,ben,split\nx,0,0,train\ny,1,1,test\n"), ("b.csv", "name,carl,note\nx,1,blurred\n")];
    let annotations = read_columns(&files, &columns(&["ben", "carl"])).unwrap().annotations;
    assert_eq!(
        (annotations.annotators().join(" "), annotations.classes().join(" ")),
        ("ben carl".into(), "0 1".into())
    );
    let absent = read_columns(&files, &columns(&["ben", "dora"])).unwrap_err().to_string();
    assert!(
        absent.ends_with(
            "b.csv: found no column \"dora\", expected the labels of this annotator in one of the CSV files"
        ),
        "{absent}"
    );
    let notes: String = (0..600).map(|row| format!("{row},a,note {}\n", row / 2)).collect();
    let notes = read(&[("c.csv", &format!("name,anna,note\n{notes}"))], None).unwrap_err().to_string();
    assert!(
        notes.contains("found labels of 301 classes \"a\", \"note 0\", \"note 1\", 300 of them by \"note\""),
        "{notes}"
    );
    let one = read_columns(&files, &columns(&["ben"])).unwrap_err().to_string();
    assert!(one.contains("b.csv:1: found no column of an annotator"), "{one}");
}

#[test]
fn an_index_without_a_name_names_the_items() {
    let read = read(&[("pandas.csv", ",anna,ben\n7,0,1\n9,,1\n")], None).unwrap();
    assert_eq!((read.annotations.items().join(" "), read.annotations.len()), ("7 9".into(), 3));
}

#[test]
fn votes_of_ferplus_are_labels_by_anybody() {
    let text = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n\
                Training,a.png,0,3,0,0,0,0,0,0,0,0\nTraining,b.png,0,0,0,2,0,0,0,0,1,0\n";
    let LabelFile { annotations, layouts, .. } = read(&[("fer2013new.csv", text)], None).unwrap();
    assert_eq!((annotations.items().join(" "), annotations.annotators().len()), ("a.png b.png".into(), 3));
    assert_eq!(annotations.classes(), ["happy", "sad"]);
    assert_eq!((annotations.responses().of(0).1, annotations.responses().of(1).1), (&[0, 0, 0][..], &[1, 1][..]));
    assert!(layouts[0].ends_with("FER+'s votes, dealt to annotators of whom each is anybody"), "{layouts:?}");
}

#[test]
fn labels_of_cifar10n_are_those_of_people() {
    let side: String =
        (0..5000).map(|batch| format!("{}--{},{},0,b,0,c,0\n", 10 * batch, 10 * batch + 9, batch % 7)).collect();
    let side = format!("Image-batch,Worker1-id,t1,Worker2-id,t2,Worker3-id,t3\n{side}");
    let alone = read(&[("side.csv", &side)], None).unwrap_err().to_string();
    assert!(alone.contains("side.csv:1: found people without labels, expected CIFAR-10N's labels too"), "{alone}");
    let Some(folder) = shared("cifar10") else { return };
    let own = tempfile::tempdir().unwrap();
    std::fs::write(own.path().join("side.csv"), side).unwrap();
    let paths = [folder.join("cifar10n.csv"), own.path().join("side.csv")];
    let LabelFile { annotations, truth, .. } = read_label_files(&paths, &LabelColumns::default()).unwrap();
    assert_eq!((annotations.items().len(), annotations.len(), annotations.annotators().len()), (50_000, 150_000, 9));
    assert_eq!((annotations.items()[0].as_str(), truth["train_00000"].as_str()), ("train_00000", "frog"));
    let names: Vec<&str> =
        annotations.responses().of(10).0.iter().map(|by| annotations.annotators()[*by as usize].as_str()).collect();
    assert_eq!(names, ["1", "b", "c"]);
    let three = read_label_files(&paths[..1], &LabelColumns::default()).unwrap().annotations;
    assert_eq!(three.annotators().join(" "), "random_label1 random_label2 random_label3");
}

#[test]
fn items_of_several_files_meet_however_their_names_are_written() {
    let files = [
        ("a.csv", "name,anna,truth\n1.jpg,0,0\nb/2.jpg,1,1\n3.jpg,1,1\n3.png,0,0\n"),
        ("b.csv", "name,ben,truth\n1,0,0.0\nB\\2.JPG,1,1\n3,1,1\n4,0,0\n"),
        ("c.json", "{\"1\": {\"carl\": 0}, \"5\": {\"carl\": 1}}"),
    ];
    let LabelFile { annotations, truth, layouts } = read(&files, None).unwrap();
    // Which of two images is 3?
    assert_eq!(annotations.items().join(" "), "1.jpg b/2.jpg 3.jpg 3.png 3 4 5");
    assert_eq!(annotations.responses().of(0).0, [0, 1, 2]);
    assert_eq!((annotations.responses().of(1).0, annotations.responses().of(1).1), (&[0, 1][..], &[1, 1][..]));
    assert_eq!(truth.keys().map(String::as_str).collect::<Vec<_>>(), ["1.jpg", "3", "3.jpg", "3.png", "4", "b/2.jpg"]);
    let met = "2 of its 4 items are in the files before, 2 under another name: \"1\" is \"1.jpg\"";
    assert!(!layouts[0].contains("before") && layouts[1].ends_with(met), "{layouts:?}");
    assert!(layouts[2].ends_with("1 of its 2 items are in the files before, 1 under another name: \"1\" is \"1.jpg\""));
    let none = read(&[("a.csv", WIDE), ("b.csv", "name,anna\np,0\nq,1\n")], None).unwrap().layouts;
    assert!(none[1].ends_with("0 of its 2 items are in the files before"), "{none:?}");
    let both = [("a.csv", "name,anna\n1.jpg,0\n1,1\n"), ("b.csv", "name,ben\n1,0\n1.jpg,1\n")];
    assert_eq!(read(&both, None).unwrap().annotations.items().join(" "), "1.jpg 1", "each by its own name");
    let twice = read(&[("a.csv", "name,anna\n1.jpg,0\n2.jpg,1\n"), ("b.csv", "name,anna\n1,0\n")], None);
    let twice = twice.unwrap_err().to_string();
    assert!(twice.contains("found labels of \"1.jpg\" by \"anna\" at ") && twice.contains("a.csv:2 and "), "{twice}");
    assert!(twice.contains("b.csv:2, expected one label"), "{twice}");
}

#[test]
fn a_true_class_is_one_however_its_number_is_written() {
    // pandas writes 0.0 for 0 where a cell of the column is empty.
    let files = [("a.csv", "name,anna,truth\nx,0,0\ny,1,1\n"), ("b.csv", "name,ben,truth\nx,-0,0.0\ny,1,\nz,1,1.0\n")];
    let LabelFile { annotations, truth, .. } = read(&files, None).unwrap();
    assert_eq!(annotations.classes(), ["0", "1"]);
    assert_eq!(truth, [("x", "0"), ("y", "1"), ("z", "1")].map(|(item, class)| (item.into(), class.into())).into());
    let third = [files[0], files[1], ("c.csv", "name,carl,truth\nx,0,1\n")];
    let against = read(&third, None).unwrap_err().to_string();
    assert!(
        against.contains("c.csv:2, column \"truth\": found \"1\" as the true class of \"x\", expected \"0\""),
        "{against}"
    );
    assert!(against.ends_with("a.csv:2, column \"truth\"; correct one of them"), "the first: {against}");
}

#[test]
fn what_does_not_fit_is_told() {
    let message = |files: &[(&str, &str)], truth| read(files, truth).unwrap_err().to_string();
    assert!(message(&[("a.csv", LONG)], Some("gold")).contains("found no column \"gold\""));
    let twice = message(&[("a.csv", LONG), ("b.csv", LONG)], None);
    assert!(twice.contains("found labels of \"x\" by \"anna\" at ") && twice.contains("b.csv:2, expected"), "{twice}");
    let text = "task,worker,label,truth\nx,anna,1,1\nx,ben,0,0\n";
    let against = message(&[("a.csv", text)], Some("truth"));
    assert!(
        against.contains("a.csv:3, column \"truth\": found \"0\" as the true class of \"x\", expected \"1\", as at ")
            && against.ends_with("a.csv:2, column \"truth\"; correct one of them"),
        "{against}"
    );
}
