//! What a notebook needs, in one line: `use noisyfer::prelude::*;`.

pub use crate::{
    Error, Fidelity, Result, Seed,
    comparison::{Comparison, Sweep, compare, compare_once, compare_seeds},
    datasets::{
        Dataset, LabelColumns,
        affectnet::write_affectnet,
        cifar10::{read_cifar10, write_cifar10},
        own::{OwnColumns, generated_own},
        raf::{RafLabels, RafPart, write_raf},
        read_label_files,
    },
    device::device,
    experiment::{Annotations, FaceOptions, FerPlusOptions, OwnOptions, Recipe, Scale, Variation},
    faces::align::{Aligner, Alignment, Eyes, FaceList, align_faces},
    images::{Augmentation, Images},
    labels::{LabelHead, LabelTable},
    metrics::{ConfusionMatrix, ContinuousScores},
    model::{ModelConfig, Precision, Weights},
    noise::{NoiseReport, ReportOptions},
    notebook::{Show, browse, slider},
    plot::{self, Figure, Width},
    predict::{FaceImage, Labelling, OutOfSample, PredictedFaces, TrainedModel, out_of_sample},
    run::{Run, save_run, train_once},
    table::{Table, ToTable},
    train::{
        Average, Experiment, METHODS, Method, Optimiser, Schedule, TrainConfig, Training,
        methods::{
            AnnotatorScales, CrowdConfusion, DawidSkene, EarlyLearning, GeneralisedCrossEntropy, JointDistribution,
            LatentTruth, MajorityVote, MultiTask, PosteriorEm, Regulariser, SingleAnnotator, SoftVote,
            SymmetricCrossEntropy, TrueLabels, UnionNet,
        },
        train, train_resumable,
    },
};
pub use burn::tensor::{Device, Tensor};
pub use polars::prelude::{DataFrame, IntoLazy, col, lit};
