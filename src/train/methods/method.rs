//! A method as a value: parsed, printed, stored and compared.

use super::{FittedMethod, JointDistribution, LearningMethod, METHODS, SingleAnnotator};
use crate::{Error, Fidelity, Result, Seed, labels::LabelTable};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;
use std::{any::Any, fmt, str::FromStr, sync::Arc};

/// A way to learn from noisy annotations, with its settings.
///
/// ```
/// use noisyfer::train::{Method, methods::MajorityVote};
/// let method: Method = "single:careful".parse()?;
/// assert_eq!((method.to_string(), method.title()), ("single:careful".into(), "CE on careful".into()));
/// assert_eq!("majority-vote".parse::<Method>()?, MajorityVote {}.into());
/// assert!("majority-wote".parse::<Method>().unwrap_err().to_string().contains("one of single, majority-vote"));
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone)]
pub struct Method(Arc<dyn AnyMethod>);

impl Method {
    /// The name in commands and files, without settings.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// The name for tables and figures.
    pub fn title(&self) -> String {
        self.0.title()
    }

    /// The name under `fidelity`: what is trained as published says so.
    pub fn title_under(&self, fidelity: Fidelity) -> String {
        match fidelity {
            Fidelity::Corrected => self.title(),
            Fidelity::Published => format!("{} (as published)", self.title()),
        }
    }

    /// The settings, if this is a method of kind `M`.
    pub fn settings<M: LearningMethod>(&self) -> Option<&M> {
        self.0.as_any().downcast_ref()
    }

    /// The method with one setting changed, such as `lambda_gan`; `value` is JSON.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a setting that the method does not have, with those that it has, or a value that it may not have.
    pub fn with_setting(&self, setting: &str, value: Value) -> Result<Self> {
        let mut settings = self.0.to_json();
        let known: Vec<String> = settings.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
        let Some(place) = settings.get_mut(setting) else {
            let expected = if known.is_empty() {
                "none: it has no settings".into()
            } else {
                format!("one of {}", known.join(", "))
            };
            return Err(Error::parameter(format!("a setting of {}", self.name()), format!("{setting:?}"), expected));
        };
        *place = value.clone();
        let entry = MethodEntry::named(self.name())?;
        let method = (entry.from_json)(settings)
            .map_err(|error| Error::parameter(format!("{}.{setting}", self.name()), value, error))?;
        method.check()?;
        Ok(method)
    }

    /// As [`LearningMethod::check`].
    ///
    /// # Errors
    /// As there.
    pub fn check(&self) -> Result<()> {
        self.0.check()
    }

    /// As [`LearningMethod::fit`].
    ///
    /// # Errors
    /// As there.
    pub fn fit(&self, labels: &LabelTable, seed: Seed) -> Result<Box<dyn FittedMethod>> {
        self.0.fit(labels, seed)
    }

    /// The settings of its adversarial step; `None` for a method without.
    pub fn adversarial(&self) -> Option<&JointDistribution> {
        self.0.adversarial()
    }

    /// The method with these settings of its adversarial step; the same if it has none.
    pub fn with_adversarial(&self, settings: &JointDistribution) -> Self {
        self.0.with_adversarial(settings)
    }

    /// As [`LearningMethod::without_adversarial`].
    pub fn without_adversarial(&self) -> Option<Self> {
        self.0.without_adversarial()
    }

    /// The method that tables called `title` before runs kept the method itself.
    pub(crate) fn titled(title: &str) -> Option<Self> {
        let title = title.trim_end_matches(" (as published)");
        let defaults = METHODS.iter().map(|entry| (entry.default)());
        let known =
            defaults.into_iter().find(|method| method.name() != SingleAnnotator::NAME && method.title() == title);
        known.or_else(|| Some(SingleAnnotator { annotator: title.strip_prefix("CE on ")?.into() }.into()))
    }
}

impl<M: LearningMethod> From<M> for Method {
    fn from(settings: M) -> Self {
        Self(Arc::new(settings))
    }
}

impl FromStr for Method {
    type Err = Error;

    /// A name of [`METHODS`] with the default settings, and where a method takes it, a colon and an argument.
    fn from_str(text: &str) -> Result<Self> {
        let (name, argument) = match text.split_once(':') {
            Some((name, argument)) => (name, Some(argument)),
            None => (text, None),
        };
        let entry = MethodEntry::named(name)?;
        argument.map_or_else(|| Ok((entry.default)()), |argument| (entry.with_argument)(argument))
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        self.0.argument().map_or(Ok(()), |argument| write!(f, ":{argument}"))
    }
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq for Method {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.0.to_json() == other.0.to_json()
    }
}

/// What is stored: `{"name": "single", "settings": {"annotator": "careful"}}`.
#[derive(Serialize, Deserialize)]
struct Stored {
    name: String,
    settings: Value,
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored { name: self.name().into(), settings: self.0.to_json() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Method {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored { name, settings } = Stored::deserialize(deserializer)?;
        let entry = MethodEntry::named(&name).map_err(D::Error::custom)?;
        (entry.from_json)(settings).map_err(D::Error::custom)
    }
}

/// A line of [`METHODS`].
pub struct MethodEntry {
    /// The name in commands and files.
    pub name: &'static str,
    /// What the method does, in a line.
    pub summary: &'static str,
    default: fn() -> Method,
    with_argument: fn(&str) -> Result<Method>,
    from_json: fn(Value) -> serde_json::Result<Method>,
}

impl MethodEntry {
    pub(super) const fn of<M: LearningMethod>() -> Self {
        Self {
            name: M::NAME,
            summary: M::SUMMARY,
            default: || M::default().into(),
            with_argument: |argument| M::with_argument(argument).map(Method::from),
            from_json: |settings| serde_json::from_value::<M>(settings).map(Method::from),
        }
    }

    fn named(name: &str) -> Result<&'static Self> {
        METHODS.iter().find(|entry| entry.name == name).ok_or_else(|| {
            let known: Vec<&str> = METHODS.iter().map(|entry| entry.name).collect();
            Error::parameter("method", format!("{name:?}"), format!("one of {}", known.join(", ")))
        })
    }
}

/// [`LearningMethod`] without its type.
trait AnyMethod: fmt::Debug + Send + Sync {
    fn name(&self) -> &'static str;
    fn title(&self) -> String;
    fn argument(&self) -> Option<String>;
    fn check(&self) -> Result<()>;
    fn fit(&self, labels: &LabelTable, seed: Seed) -> Result<Box<dyn FittedMethod>>;
    fn adversarial(&self) -> Option<&JointDistribution>;
    fn with_adversarial(&self, settings: &JointDistribution) -> Method;
    fn without_adversarial(&self) -> Option<Method>;
    fn to_json(&self) -> Value;
    fn as_any(&self) -> &dyn Any;
}

impl<M: LearningMethod> AnyMethod for M {
    fn name(&self) -> &'static str {
        M::NAME
    }

    fn title(&self) -> String {
        M::title(self)
    }

    fn argument(&self) -> Option<String> {
        M::argument(self)
    }

    fn check(&self) -> Result<()> {
        M::check(self)
    }

    fn fit(&self, labels: &LabelTable, seed: Seed) -> Result<Box<dyn FittedMethod>> {
        M::fit(self, labels, seed)
    }

    fn adversarial(&self) -> Option<&JointDistribution> {
        M::adversarial(self)
    }

    fn with_adversarial(&self, settings: &JointDistribution) -> Method {
        M::with_adversarial(self.clone(), settings).into()
    }

    fn without_adversarial(&self) -> Option<Method> {
        M::without_adversarial(self)
    }

    fn to_json(&self) -> Value {
        // Settings are numbers, texts and lists: JSON holds them all.
        serde_json::to_value(self).unwrap_or_default()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::methods::{LatentTruth, MajorityVote};
    use serde_json::json;

    #[test]
    fn every_method_is_parsed_printed_and_stored() {
        for entry in METHODS {
            let method: Method = entry.name.parse().unwrap();
            assert_eq!(method.name(), entry.name);
            let stored = serde_json::to_string(&method).unwrap();
            assert_eq!(serde_json::from_str::<Method>(&stored).unwrap(), method);
            let binary = rmp_serde::to_vec_named(&method).unwrap();
            assert_eq!(rmp_serde::from_slice::<Method>(&binary).unwrap(), method);
        }
        let single: Method = "single:ben".parse().unwrap();
        assert_eq!((single.to_string(), single.title()), ("single:ben".into(), "CE on ben".into()));
        assert_eq!(single.settings::<SingleAnnotator>().unwrap().annotator, "ben");
        assert!(single.settings::<MajorityVote>().is_none());
        let error = "majority-vote:ben".parse::<Method>().unwrap_err().to_string();
        assert_eq!(error, "method must be majority-vote alone, got \"majority-vote:ben\"");
    }

    #[test]
    fn a_setting_is_changed_by_its_name() {
        let method: Method = "joint-distribution".parse().unwrap();
        let changed = method.with_setting("lambda_gan", json!(0.3)).unwrap();
        assert_eq!(changed.adversarial().unwrap().lambda_gan, 0.3);
        assert_ne!(changed, method);
        let error = |setting: &str, value| method.with_setting(setting, value).unwrap_err().to_string();
        assert!(
            error("lambda", json!(1)).contains("one of augment, beta1, discriminator_learning_rate"),
            "{}",
            error("lambda", json!(1))
        );
        assert!(error("lambda_gan", json!("much")).starts_with("joint-distribution.lambda_gan must be"));
        assert!(error("lambda_gan", json!(-1.0)).starts_with("lambda_gan must be >= 0"));
        let none = Method::from(MajorityVote {}).with_setting("x", json!(1)).unwrap_err().to_string();
        assert!(none.contains("it has no settings"), "{none}");
    }

    #[test]
    fn methods_of_older_runs_are_known_by_their_titles() {
        assert_eq!(Method::titled("CE on majority vote").unwrap(), MajorityVote {}.into());
        assert_eq!(Method::titled("Latent truth (LTNet)").unwrap(), LatentTruth::default().into());
        assert_eq!(Method::titled("CE on noisy_20").unwrap().to_string(), "single:noisy_20");
        assert_eq!(Method::titled("Joint distribution (as published)").unwrap().name(), "joint-distribution");
        assert!(Method::titled("something else").is_none());
    }
}
