//! `noisyfer label`.

use clap::{Args, ValueEnum};
use noisyfer::{
    Result,
    datasets::{
        affectnet::{AffectNetOptions, AffectNetPart, find_affectnet_csv, read_affectnet},
        raf::{RafLabels, read_raf_list},
    },
    device::device,
    faces::align::FaceList,
    predict::TrainedModel,
};
use std::path::PathBuf;

#[derive(Args)]
pub struct Label {
    /// The run whose model labels: the folder that `noisyfer train … --out` wrote.
    #[arg(long)]
    run: PathBuf,
    /// The dataset to label.
    #[arg(long)]
    dataset: Which,
    /// Its folder [default: datasets/raf or datasets/affectnet].
    #[arg(long)]
    root: Option<PathBuf>,
    /// The folder to write, such as noisy_labels/mine, for `noisyfer train … --noisy-labels`; files in it are kept.
    #[arg(long)]
    out: PathBuf,
    /// What computes: cpu, cuda, cuda:N or remote:HOST:PORT.
    #[arg(long, default_value = "cpu")]
    device: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Which {
    /// RAF-DB: list_label_AffectnetModel.txt and list_va_AffectnetModel.txt, training and test images.
    Raf,
    /// AffectNet: training_RAFModel.csv, training images.
    Affectnet,
}

impl Label {
    pub fn run(self) -> Result<()> {
        let model = TrainedModel::open(&self.run, &device(&self.device)?)?;
        let root = |name: &str| self.root.clone().unwrap_or_else(|| PathBuf::from("datasets").join(name));
        let (labelling, written, own) = match self.dataset {
            Which::Raf => {
                let root = root("raf");
                let labelling = model.label(&FaceList::raf(&root)?)?;
                let own = read_raf_list(RafLabels::truth_in(&root), "own")?.labels;
                let written = labelling.write_raf(&self.out)?;
                (labelling, written, own)
            }
            Which::Affectnet => {
                let root = root("affectnet");
                let training = find_affectnet_csv(&root, AffectNetPart::Training)?;
                let labelling = model.label(&FaceList::affectnet(&root)?)?;
                let options = AffectNetOptions { annotator: "own".into(), affect: false, contempt: false };
                let own = read_affectnet(&training, &options)?.labels;
                let written = labelling.write_affectnet(&self.out, training)?;
                (labelling, written, own)
            }
        };
        println!("{}", labelling.table()?.to_text());
        let against = labelling.against(&own, "own")?;
        let agree = 100.0 * against.accuracy();
        println!("{agree:.2} % of {} labels agree with the dataset's own", against.total());
        written.iter().for_each(|path| println!("wrote {}", path.display()));
        Ok(())
    }
}
