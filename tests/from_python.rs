//! The Rust halves of the pairs in docs/from-python.md, run. What stands between `// page` and `// end` is what the page shows.

use noisyfer::{polars::df, prelude::*};
use std::{env, error::Error as StdError, fs};

type Outcome = std::result::Result<(), Box<dyn StdError>>;

#[test]
fn every_pair_runs() -> Outcome {
    let folder = tempfile::tempdir()?;
    env::set_current_dir(folder.path())?;
    fs::write("labels.csv", "name,anna,ben,truth\n1.jpg,happy,happy,happy\n2.jpg,sad,happy,sad\n3.jpg,sad,,sad\n")?;
    language()?;
    tables()?;
    tensors()?;
    training()?;
    figures()?;
    noise()
}

#[test]
fn the_page_shows_what_is_run() {
    let page = include_str!("../docs/from-python.md");
    let mut shown = vec![];
    for block in page.split("```rust\n").skip(1) {
        shown.push(block.split("```").next().unwrap_or_default().to_string());
    }
    let mut run = vec![];
    for part in include_str!("from_python.rs").split("    // page\n").skip(1) {
        let lines = part.lines().take_while(|line| *line != "    // end");
        run.push(lines.map(|line| line.strip_prefix("    ").unwrap_or(line).to_string() + "\n").collect::<String>());
    }
    assert_eq!(shown.len(), run.len());
    for (shown, run) in shown.iter().zip(&run) {
        assert_eq!(shown, run);
    }
}

fn language() -> Outcome {
    // page
    let scores = [0.7, 0.9, 0.8];
    let doubled: Vec<f64> = scores.iter().map(|score| 2.0 * score).collect();
    let best = scores.iter().copied().fold(f64::MIN, f64::max);
    println!("best {best:.2} of {}", scores.len());
    // end
    assert_eq!((doubled, best), (vec![1.4, 1.8, 1.6], 0.9));
    // page
    match device("abacus") {
        Ok(_) => println!("there is one"),
        Err(error) => println!("{error}"),
    }
    // end
    // page
    let labels = [Some(1), None];
    let known: Vec<u8> = labels.iter().map(|label| label.unwrap_or(0)).collect();
    // end
    assert_eq!(known, [1, 0]);
    Ok(())
}

fn tables() -> Outcome {
    // page
    let heads = ["anna", "ben"].map(|name| LabelHead::categorical(name, &["happy", "sad"]));
    let labels = noisyfer::labels::read_csv("labels.csv", &heads, &Default::default())?;
    let table = labels.frame_with_names()?;
    // end
    assert_eq!((table.height(), table.width()), (3, 4));
    // page
    let people = df!("name" => ["a", "b", "c"], "age" => [31, 47, 62], "label" => ["sad", "happy", "sad"])?;
    let first = people.head(Some(2));
    let described = people.describe()?;
    let counts = people.value_counts("label")?;
    // end
    assert_eq!((first.height(), described.rows.len(), counts.rows.len()), (2, 3, 2));
    // page
    let older = people.clone().lazy().filter(col("age").gt(lit(40))).select([col("name"), col("age")]).collect()?;
    // end
    assert_eq!((older.height(), older.width()), (2, 2));
    // page
    let means = people.clone().lazy().group_by([col("label")]).agg([col("age").mean()]).collect()?;
    // end
    assert_eq!((means.height(), means.width()), (2, 2));
    // page
    let months = people.clone().lazy().with_columns([(col("age") * lit(12)).alias("months")]).collect()?;
    // end
    assert_eq!(months.column("months")?.get(0)?.extract::<i32>(), Some(372));
    // page
    let sorted = people.sort(["age"], Default::default())?;
    sorted.to_table("People by age")?.save("people.csv")?;
    sorted.to_table("People by age")?.save("people.tex")?;
    // end
    assert!(fs::read_to_string("people.csv")?.contains("a,31,sad"));
    Ok(())
}

fn tensors() -> Outcome {
    // page
    let cpu = device("cpu")?;
    let x = Tensor::<2>::from_floats([[1.0, 2.0], [3.0, 4.0]], &cpu);
    let [rows, columns] = x.dims();
    let product = x.clone().matmul(x.clone().transpose());
    let mean = x.mean().into_scalar::<f32>();
    // end
    assert_eq!((rows, columns, mean), (2, 2, 2.5));
    assert_eq!(product.into_data().try_to_vec::<f32>()?, [5.0, 11.0, 11.0, 25.0]);
    // page
    let w = Tensor::<1>::from_floats([3.0], &cpu.clone().autodiff()).require_grad();
    let gradients = (w.clone() * w.clone()).backward();
    let slope = w.grad(&gradients);
    // end
    assert_eq!(slope.map(|slope| slope.into_scalar::<f32>()), Some(6.0));
    Ok(())
}

fn training() -> Outcome {
    // page
    let experiment = Experiment::faces(Scale::Smoke, Seed(0))?;
    let config = TrainConfig { epochs: 1, learning_rate: 1e-3, ..experiment.training.clone() };
    let training = train(&experiment, &experiment.method("majority-vote")?, &config, &device("cpu")?)?;
    println!("{}", training.summary());
    // end
    assert_eq!(training.history.len(), 1);
    // page
    save_run("runs/first", &training)?;
    let run = Run::open("runs/first", &device("cpu")?)?;
    let model = TrainedModel::open("runs/first", &device("cpu")?)?;
    // end
    assert_eq!(run.training.history.len(), 1);
    assert!(!model.card.heads.is_empty());
    // page
    let view = browse(&experiment.test, None)?;
    view.save("test_images.html")?;
    // end
    assert!(view.html().contains("given label"));
    Ok(())
}

fn figures() -> Outcome {
    // page
    let loss = plot::Series::new("training", vec![(1.0, 1.9), (2.0, 1.2), (3.0, 0.9)]);
    let figure = plot::curves("Loss", "epoch", "cross entropy", &[loss], &[])?;
    figure.save("loss.pdf")?;
    // end
    assert!(fs::read("loss.pdf")?.starts_with(b"%PDF"));
    // page
    for power in [1, 2] {
        let points = (0..10).map(|x| (x as f64, (x as f64).powi(power))).collect();
        plot::curves("Power", "x", "y", &[plot::Series::new("y", points)], &[])?.show();
    }
    // end
    // page
    let classes = ["happy", "sad"].map(String::from);
    let matrix = ConfusionMatrix::new(&classes, &[0, 0, 1, 1], &[0, 1, 1, 1])?;
    let heat_map = plot::confusion(&matrix, "Test images", ["true class", "predicted class"])?;
    // end
    assert_eq!(matrix.total(), 4);
    assert!(heat_map.svg().contains("Test images"));
    // page
    use noisyfer::metrics::Reliability;
    let found = Reliability::new(&[0.9, 0.8, 0.6, 0.7], &[true, true, false, true])?;
    let error = found.error();
    // end
    assert!(error.is_some_and(|error| (error - 0.3).abs() < 1e-12));
    Ok(())
}

fn noise() -> Outcome {
    // page
    use noisyfer::noise::predictions::{Filter, LabelledPredictions, Quality};
    let classes = ["happy", "sad"].map(String::from);
    let given = [0, 0, 0, 1, 1, 1].map(Some);
    let probabilities = [0.9f32, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8, 0.1, 0.9, 0.3, 0.7];
    let predictions = LabelledPredictions::new(&given, &probabilities, &classes)?;
    let issues = predictions.ranked_issues(Filter::PruneByNoiseRate, Quality::SelfConfidence);
    // end
    assert_eq!(issues, [2]);
    // page
    let joint = predictions.confident_joint();
    let noise = joint.estimate().noise;
    let quality = predictions.quality(Quality::NormalisedMargin);
    // end
    assert_eq!((noise.classes().len(), quality.len()), (2, 6));
    // page
    use noisyfer::labels::{Annotations as Labels, Ties, read_csv};
    let heads = ["anna", "ben"].map(|name| LabelHead::categorical(name, &["happy", "sad"]));
    let labels = read_csv("labels.csv", &heads, &Default::default())?;
    let votes = labels.majority_vote(&Ties::FirstAnnotator)?;
    let report = NoiseReport::of(&Labels::of_table(&labels)?)?;
    report.save_html("report.html")?;
    // end
    assert_eq!(votes, [Some(0), Some(1), Some(1)]);
    assert!(fs::metadata("report.html")?.len() > 1000);
    Ok(())
}
