//! Figures behind a slider.

use super::Interactive;
use crate::{
    Error, Result, Seed,
    noise::dynamics::{Components, LossHistory},
    plot::{Figure, Width},
    predict::TrainedModel,
    text::escape,
    train::Training,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};

const MOST_FRAMES: usize = 200;
/// A notebook with one of these stays small enough for code hosts.
const MOST_BYTES: usize = 8 << 20;
const BINS: usize = 40;
const VALENCES: usize = 9;

/// Figures behind a slider called `name`, each with what the slider then says: epochs, settings, a decoder's valence. Of all
/// figures only the first is seen where scripts are not run.
///
/// ```
/// use noisyfer::{notebook::slider, plot::{Series, curves}};
/// let mut frames = vec![];
/// for power in 1..=3 {
///     let points = (0..10).map(|x| (x as f64, (x as f64).powi(power))).collect();
///     frames.push((power.to_string(), curves("Powers", "x", "y", &[Series::new("x^n", points)], &[])?));
/// }
/// assert!(slider("n", &frames)?.html().contains("type=\"range\""));
/// # Ok::<(), noisyfer::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] for no figure, more than 200, or figures that take more than 8 MB together; [`Error::Figure`] for a photo
/// that cannot be written.
pub fn slider(name: &str, frames: &[(String, Figure)]) -> Result<Interactive> {
    let Some((first, figure)) = frames.first().filter(|_| frames.len() <= MOST_FRAMES) else {
        return Err(Error::parameter("the number of figures", frames.len(), format!("1 to {MOST_FRAMES}")));
    };
    let mut sources = vec![];
    for (_, figure) in frames {
        sources.push(source(figure)?);
    }
    let bytes: usize = sources.iter().map(String::len).sum();
    if bytes > MOST_BYTES {
        let found = format!("{:.1} MB", bytes as f64 / 1e6);
        return Err(Error::parameter(
            "the figures behind a slider",
            found,
            "at most 8 MB: fewer of them, or smaller ones",
        ));
    }
    let (width, last) = (figure.size().0, frames.len() - 1);
    let others: Vec<Value> = (1..frames.len()).map(|i| json!({ "name": frames[i].0, "source": sources[i] })).collect();
    let (label, first) = (escape(name), escape(first));
    let body = format!(
        "<div class=\"noisyfer-tools\" hidden><label>{label} \
         <input type=\"range\" min=\"0\" max=\"{last}\" value=\"0\" aria-valuetext=\"{first}\" style=\"vertical-align:middle;\
         width:16em\"></label> <button type=\"button\" aria-label=\"previous\">‹</button> \
         <button type=\"button\" aria-label=\"next\">›</button></div>\n\
         <div>{label}: <output style=\"font-weight:bold\" aria-live=\"polite\">{first}</output></div>\n\
         <img src=\"{}\" alt=\"{first}\" width=\"{width}\" style=\"max-width:100%;background:#ffffff\">\n",
        sources[0]
    );
    let title = format!("{name}: {} figures behind a slider", frames.len());
    Ok(Interactive::new(&title, "noisyfer-slider", &body, include_str!("slider.js").trim(), &Value::from(others)))
}

/// A figure as the source of an image: a JPEG where it holds photos.
fn source(figure: &Figure) -> Result<String> {
    if figure.svg().contains("<image ") {
        return Ok(format!("data:image/jpeg;base64,{}", BASE64.encode(figure.jpeg()?)));
    }
    Ok(format!("data:image/svg+xml;base64,{}", BASE64.encode(figure.svg())))
}

impl Training {
    /// How the losses of the training images under `head` were distributed after each epoch, behind a slider: samples with wrong
    /// labels keep large ones for longer.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a training that kept no losses of single samples, or a head that it does not have; those of
    /// [`LossHistory::histogram`] and [`slider`].
    pub fn loss_slider(&self, head: &str) -> Result<Interactive> {
        let missing = || {
            let remedy = "a training that kept them: a larger TrainConfig::sample_loss_bytes";
            Error::parameter("the losses of single samples", "none", remedy)
        };
        let losses = self.sample_losses.as_ref().ok_or_else(missing)?;
        let mut frames = vec![];
        for epoch in 1..=losses.epochs().min(MOST_FRAMES) {
            let history = LossHistory::new(&[losses.of(epoch, head)?])?;
            let title = format!("{}: losses under {head} in epoch {epoch}", self.title());
            let figure = history.histogram(Components::Gaussian, BINS)?.figure(&title, Width::DoubleColumn)?;
            frames.push((epoch.to_string(), figure.noted(self.note.as_deref())));
        }
        slider("epoch", &frames)
    }
}

impl TrainedModel {
    /// What the decoder draws from the z0 of `seed` for every class, behind a slider over valence from -1 to 1.
    ///
    /// # Errors
    /// Those of [`decoder_grid`](Self::decoder_grid) and [`slider`].
    pub fn valence_slider(&self, seed: Seed) -> Result<Interactive> {
        let mut frames = vec![];
        for place in 0..VALENCES {
            let valence = 2.0 * place as f32 / (VALENCES - 1) as f32 - 1.0;
            let name = format!("{valence:+.2}").replace('-', "−");
            frames.push((name, self.decoder_grid(valence, seed)?));
        }
        slider("valence", &frames)
    }

    /// What the decoder draws for every class from the z0 of each of `seeds`, behind a slider.
    ///
    /// # Errors
    /// Those of [`decoder_grid`](Self::decoder_grid) and [`slider`].
    pub fn latent_slider(&self, seeds: std::ops::Range<u64>) -> Result<Interactive> {
        let mut frames = vec![];
        for seed in seeds.take(MOST_FRAMES) {
            frames.push((seed.to_string(), self.decoder_grid(0.0, Seed(seed))?));
        }
        slider("z0 of seed", &frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Series, contact_sheet, curves};
    use image::RgbImage;

    fn curve(end: f64) -> Figure {
        curves("<t>", "x", "y", &[Series::new("s", vec![(0.0, 0.0), (1.0, end)])], &[]).unwrap()
    }

    #[test]
    fn the_first_figure_is_seen_without_scripts_and_the_others_are_data() {
        let frames = [1.0, 2.0, 3.0].map(|end| (format!("<{end}>"), curve(end)));
        let page = slider("epoch", &frames).unwrap();
        let (seen, script) = page.html().split_once("<script>").unwrap();
        assert!(seen.contains("max=\"2\"") && seen.contains("&lt;1&gt;") && seen.contains("hidden"));
        assert_eq!(seen.matches("data:image/svg+xml").count(), 1);
        assert_eq!(script.matches("data:image/svg+xml").count(), 2);
    }

    #[test]
    fn what_a_notebook_cannot_hold_is_refused() {
        assert!(slider("epoch", &[]).unwrap_err().to_string().contains("1 to 200"));
        let noise = RgbImage::from_fn(240, 240, |x, y| {
            image::Rgb([(x * x * 31 + y * 17) as u8, (x * y * 7) as u8, (y * y) as u8])
        });
        let sheet = contact_sheet("t", &vec![noise; 64], &[], 8).unwrap();
        let frames = vec![("a".to_string(), sheet); 40];
        let error = slider("epoch", &frames).unwrap_err().to_string();
        assert!(error.contains("at most 8 MB"), "{error}");
    }
}
