//! `noisyfer label`.

use super::{
    dataset::{FaceDataset, Source},
    places::{check_folder, write_or_keep},
};
use clap::Args;
use noisyfer::{
    Result, Seed,
    datasets::{
        affectnet::{AffectNetOptions, AffectNetPart, find_affectnet_csv, read_affectnet_part},
        raf::read_raf_emotions,
    },
    device::device,
    faces::align::FaceList,
    labels::LabelTable,
    predict::TrainedModel,
    progress::tell,
};
use std::path::{Path, PathBuf};

/// What the dataset's own labels are called here.
const OWN: &str = "own";

#[derive(Args)]
pub struct Label {
    /// The run whose model labels: the folder that `noisyfer train … --out` wrote.
    #[arg(long)]
    run: PathBuf,
    /// The dataset to label.
    #[arg(long)]
    dataset: FaceDataset,
    #[command(flatten)]
    source: Source,
    /// The folder to write, such as noisy_labels/mine, for `noisyfer train … --noisy-labels`; files in it are kept. For
    /// RAF-DB: list_label_AffectnetModel.txt and list_va_AffectnetModel.txt; for AffectNet: training_RAFModel.csv.
    #[arg(long)]
    out: PathBuf,
    /// The folder for aligned faces [default: the dataset's folder, or where that may only be read ~/.cache/noisyfer].
    #[arg(long)]
    cache: Option<PathBuf>,
    /// What computes: cpu, cuda, cuda:N or remote:HOST:PORT.
    #[arg(long, default_value = "cpu")]
    device: String,
}

impl Label {
    pub fn run(self) -> Result<()> {
        check_folder("--out", &self.out)?;
        if let Some(cache) = &self.cache {
            check_folder("--cache", cache)?;
        }
        let model = TrainedModel::open(&self.run, &device(&self.device)?)?;
        let root = self.source.faces(self.dataset, Source::FACES, Seed(0))?;
        let own = self.own_labels(&root);
        if let Err(error) = &own {
            tell(format_args!("The labels will not be compared with the dataset's own: {error}"));
        }
        let (labelling, written) = match self.dataset {
            FaceDataset::Raf => {
                let labelling = model.label(&self.cached(FaceList::raf(&root)?))?;
                let written = write_or_keep("labels", &self.out, |out| labelling.write_raf(out))?;
                (labelling, written)
            }
            FaceDataset::Affectnet => {
                let labelling = model.label(&self.cached(FaceList::affectnet(&root)?))?;
                let list = find_affectnet_csv(&root, AffectNetPart::Training).ok();
                let written = write_or_keep("labels", &self.out, |out| labelling.write_affectnet(out, list.clone()))?;
                (labelling, written)
            }
        };
        tell(labelling.table()?.to_text().trim_end());
        if let Ok(own) = own {
            let against = labelling.against(&own, OWN)?;
            let agree = 100.0 * against.accuracy();
            tell(format_args!("{agree:.2} % of {} labels agree with the dataset's own", against.total()));
        }
        written.iter().for_each(|path| tell(format_args!("wrote {}", path.display())));
        if let Some(without) = labelling.without_face_in_words() {
            tell(without);
        }
        Ok(())
    }

    /// The dataset's own emotions, which the labels are compared with and do not need.
    fn own_labels(&self, root: &Path) -> Result<LabelTable> {
        match self.dataset {
            FaceDataset::Raf => Ok(read_raf_emotions(root, OWN)?.labels),
            FaceDataset::Affectnet => {
                let options = AffectNetOptions { annotator: OWN.into(), affect: false, contempt: false };
                Ok(read_affectnet_part(root, AffectNetPart::Training, &options)?.labels)
            }
        }
    }

    fn cached(&self, list: FaceList) -> FaceList {
        match &self.cache {
            Some(cache) => list.with_cache(cache),
            None => list,
        }
    }
}
