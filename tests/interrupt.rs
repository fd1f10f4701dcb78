//! An interrupt, which reaches the whole process: one test in a program of its own.

use noisyfer::{
    Error,
    faces::align::ensure_aligned,
    images::{ImageBudget, read_images},
    interrupt::Interrupt,
    labels::Annotations,
    noise::NoiseReport,
    prelude::*,
};
use signal_hook::{consts::SIGINT, low_level::raise};
use std::time::{Duration, Instant};

#[test]
fn an_interrupt_is_an_error_of_its_own_and_work_goes_on_when_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("raf");
    write_raf(&root, 10, Seed(0)).unwrap();
    let experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
    let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
    let cpu = device("cpu").unwrap();
    let training = train(&experiment, &"majority-vote".parse().unwrap(), &config, &cpu).unwrap();
    let model = TrainedModel::of(&training, &cpu);
    let list = FaceList::raf(&root).unwrap();

    let outer = Interrupt::watch();
    assert!(!outer.requested());
    raise(SIGINT).unwrap();
    let inner = Interrupt::watch();
    let start = Instant::now();
    while !inner.requested() && start.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(inner.requested() && outer.requested());

    let aligned = ensure_aligned(&list, &Aligner::default());
    assert!(matches!(aligned, Err(Error::Interrupted { done: 0, total: 10, .. })), "{aligned:?}");
    let message = aligned.unwrap_err().to_string();
    assert_eq!(message, "aligning faces was interrupted after 0 of 10; start it again to finish it");
    let paths = vec![root.join("none.jpg"); 3];
    let images = read_images(&paths, 32, Fidelity::Corrected, &ImageBudget::default());
    assert!(matches!(images, Err(Error::Interrupted { done: 0, total: 3, .. })), "{images:?}");
    let faces = vec![FaceImage::aligned(root.join("none.jpg")); 2];
    let predicted = model.predict_faces(&faces);
    assert!(matches!(predicted, Err(Error::Interrupted { total: 2, .. })), "{predicted:?}");
    let labels = Annotations::of_table(&experiment.train.labels).unwrap();
    let report = NoiseReport::of(&labels).map(|report| report.summary_table());
    assert!(matches!(report, Err(Error::Interrupted { done: 0, total: 5, .. })), "{report:?}");

    // A request ends with the outermost watcher.
    drop((inner, outer));
    assert!(!Interrupt::watch().requested());
    let list = ensure_aligned(&list, &Aligner::default()).unwrap();
    assert_eq!(list.aligned(&list.names()).iter().flatten().count(), 10);
}
