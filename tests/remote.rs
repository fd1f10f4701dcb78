//! A training whose tensors lie in another process: `cargo test --release --features remote --test remote`.

use noisyfer::{
    burn::tensor::{Device, Tensor, TensorData},
    device::device,
    labels::LabelHead,
    model::{EncoderDraws, ModelConfig, Precision},
    train::{
        AdversarialStep, Batch, BatchTarget, ClassLabels, StepNumber, TrainConfig,
        methods::{JointDistribution, own_labels},
    },
};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Instant,
};

/// `noisyfer serve` on a free port of this machine; ends with the test.
struct Server {
    process: Child,
    name: String,
}

impl Server {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
        command.args(["serve", "--device", "cpu", "--address", "127.0.0.1:0"]).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let name = line.split(' ').find(|word| word.starts_with("remote:")).unwrap().to_string();
        Self { process, name }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn heads() -> [LabelHead; 2] {
    [LabelHead::categorical("e", &["a", "b", "c"]), LabelHead::continuous("va", &["v", "a"], -1.0, 1.0)]
}

fn networks(device: &Device, precision: Precision) -> AdversarialStep {
    let model = ModelConfig { base_width: 8, hidden: 16, latent: 4, dropout: 0.0, ..ModelConfig::default() };
    let config = TrainConfig { precision, ..TrainConfig::default() };
    AdversarialStep::new(&model, &config, &JointDistribution::default(), own_labels(&heads()), device).unwrap()
}

/// The losses of two adversarial steps, after one of the encoder alone.
fn losses(device: &Device, precision: Precision) -> Vec<f32> {
    let mut networks = networks(device, precision);
    let batch = batch(&device.clone().autodiff());
    let mut all = vec![];
    for adversarial in [false, true, true] {
        let losses = networks.step(&batch, adversarial).unwrap();
        all.push(losses.total);
        all.extend(losses.heads.into_iter().map(|loss| loss.mean));
        all.extend(losses.adversarial.into_iter().flat_map(|(discriminators, rest)| [discriminators, rest]));
    }
    all.into_iter().map(|loss| loss.into_scalar()).collect()
}

fn batch(device: &Device) -> Batch {
    let table = |width: usize| {
        let values = (0..4 * width).map(|index| (index as f32 * 1.7).sin()).collect::<Vec<_>>();
        Tensor::<2>::from_data(TensorData::new(values, [4, width]), device)
    };
    let classes = Tensor::from_data([0, 1, 2, 1], device);
    Batch {
        step: StepNumber { index: 0, total: 1 },
        rows: vec![0, 1, 2, 3],
        images: table(3 * 32 * 32).reshape([4, 3, 32, 32]),
        targets: vec![
            BatchTarget::Classes(ClassLabels { classes, known: None }),
            BatchTarget::Values { values: table(2), known: None },
        ],
        encoder_draws: EncoderDraws { epsilon: table(4), dropout: vec![] },
        latents: table(4),
        mixed: None,
    }
}

#[test]
fn a_training_elsewhere_has_the_losses_of_one_here() {
    let server = Server::start();
    let there = device(&server.name).unwrap();
    let here = losses(&device("cpu").unwrap(), Precision::Float32);
    let [exact, rounded] = [Precision::Float32, Precision::BFloat16].map(|precision| losses(&there, precision));
    assert_ne!(exact, rounded);
    for (found, bound) in [(exact, 1e-4), (rounded, 2e-3)] {
        assert_eq!(found.len(), here.len());
        for (here, there) in here.iter().zip(&found) {
            assert!((here - there).abs() < bound * here.abs().max(1.0), "{there} instead of {here}");
        }
    }
}

#[test]
fn a_server_that_goes_away_is_an_error_where_losses_are_read() {
    let server = Server::start();
    let there = device(&server.name).unwrap();
    let (mut networks, batch) = (networks(&there, Precision::Float32), batch(&there.clone().autodiff()));
    assert!(networks.step(&batch, true).unwrap().total.try_into_data().is_ok());
    drop(server);
    assert!(networks.step(&batch, true).unwrap().total.try_into_data().is_err());
}

#[test]
fn a_server_that_does_not_run_is_an_error_with_the_remedy() {
    let name = Server::start().name.clone();
    let start = Instant::now();
    let message = device(&name).unwrap_err().to_string();
    assert!(message.starts_with(&name) && message.contains("noisyfer serve"), "{message}");
    assert!(start.elapsed().as_secs() < 60);
}
