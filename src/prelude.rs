//! What a notebook needs, in one line: `use noisyfer::prelude::*;`.

pub use crate::{
    Error, Fidelity, Result, Seed,
    data::{
        Augmentation, Dataset, Images,
        align::{Aligner, Alignment, Eyes, FaceList, align_faces},
        cifar10::read_cifar10,
        synth,
    },
    device::device,
    experiment::{Annotations, Comparison, Experiment, FaceOptions, Scale, compare, compare_seeds, save_run},
    labels::{LabelHead, LabelTable, RafLabels, RafPart},
    metrics::{ConfusionMatrix, ContinuousScores},
    model::{ModelConfig, Precision, Weights},
    notebook::{ShowTable, Table},
    plot::{self, Figure, Series},
    predict::{FacePicture, Labelling, PredictedFaces, TrainedModel},
    train::{Method, TrainConfig, Training, train, train_resumable},
};
pub use burn::tensor::{Device, Tensor};
pub use polars::prelude::{DataFrame, IntoLazy, col, lit};
