//! Weights, files that are something else, and layouts that circulate.

use super::place::{Place, rows};
use noisyfer::{datasets::cifar10::read_cifar10n, model::Weights};
use std::fs;

pub fn weights_behind_a_prefix(place: &Place) {
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

pub fn weights_by_their_content(place: &Place) {
    for file in ["safetensors.pth", "pytorch.safetensors", "pytorch.bin"] {
        let weights = Weights::read(place.path(file)).unwrap();
        let tensor = weights.get("a.weight").unwrap();
        assert_eq!((tensor.shape.as_slice(), tensor.values[23]), (&[2, 3, 2, 2][..], 23.0), "{file}");
    }
}

pub fn other_files_are_named(place: &Place) {
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

pub fn classes_in_folders(place: &Place) {
    let train = "train raf --root raf --labels own --scale smoke --epochs 1 --method multi-task --out run";
    let said = place.succeeds(train);
    assert!(said.contains("were aligned by the distributor") && said.contains("training: 7 images"), "{said}");
    let predict = place.succeeds("predict --run RUN raf/DATASET/train --out out");
    assert_eq!(rows(place, "out"), 7, "{predict}");
    let align = place.fails("align raf --root raf");
    assert!(align.contains("images that the distributor has aligned"), "{align}");
    let other = place.fails("train affectnet --root raf --labels own --scale smoke --out other");
    assert!(other.contains("RAF-DB's aligned images by class, which `train raf` takes"), "{other}");
    for wrong in ["train cifar10", "train ferplus"] {
        let said = place.fails(&format!("{wrong} --root raf --scale smoke --out other"));
        assert!(said.contains("raf looks like RAF-DB's aligned images by class, which `train raf` takes"), "{said}");
    }
}

pub fn one_file_per_label(place: &Place) {
    place.align("affectnet", 7);
    let train = "train affectnet --root affectnet --labels own --scale smoke --epochs 1 --method multi-task --out run";
    let said = place.succeeds(train);
    assert!(said.contains("training: 4 images") && said.contains("test: 3 images"), "{said}");
    place.succeeds("label --run RUN --dataset affectnet --root affectnet --out labels");
    let list = fs::read_to_string(place.path("labels/training_RAFModel.csv")).unwrap();
    assert!(list.contains("train_set/images/0.jpg,NULL,"), "{list}");
    place.succeeds(&train.replace("--labels own", "--noisy-labels labels").replace("--out run", "--out machine"));
}
