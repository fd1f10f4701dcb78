"""Small cases for the tests of src/noise, computed by the Python peers: tests/fixtures/noise_{agreement,predictions,detectors}.json.

All data is generated here. Run it in an environment of its own:

    python3 -m venv venv && venv/bin/pip install cleanlab==2.9.0 krippendorff==0.9.0 scikit-learn==1.9.1
    venv/bin/python scripts/peer/noise_cases.py
"""

import json
import pathlib
import warnings

import cleanlab
import krippendorff
import numpy as np
import sklearn
from cleanlab import count, filter, multiannotator, rank
from sklearn.metrics import average_precision_score, cohen_kappa_score, roc_auc_score

FIXTURES = pathlib.Path(__file__).parents[2] / "tests" / "fixtures"


def drawn_labels(rng, truth, classes, annotators, right, missing):
    """Labels [annotators, items] that are right with probability `right`; -1 where there is none."""
    labels = np.tile(truth, (annotators, 1))
    wrong = rng.random(labels.shape) > right
    labels[wrong] = (labels[wrong] + rng.integers(1, classes, wrong.sum())) % classes
    labels[rng.random(labels.shape) < missing] = -1
    return labels


def drawn_probabilities(rng, truth, classes):
    """Probabilities [items, classes] with four decimals that lean to the truth."""
    logits = rng.normal(size=(len(truth), classes))
    logits[np.arange(len(truth)), truth] += 2.0
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    whole = np.floor(shares * 10_000)
    whole[:, 0] += 10_000 - whole.sum(axis=1)
    return whole / 10_000


def fleiss_kappa(labels, classes):
    counts = np.array([[(item == code).sum() for code in range(classes)] for item in labels.T])
    given = counts[0].sum()
    agreement = ((counts**2).sum(axis=1) - given) / (given * (given - 1))
    chance = ((counts.sum(axis=0) / counts.sum()) ** 2).sum()
    return (agreement.mean() - chance) / (1 - chance)


def intraclass(values):
    """ICC(2,1) and ICC(2,k) of Shrout and Fleiss (1979) for values [items, annotators]."""
    n, k = values.shape
    mean, items, annotators = values.mean(), values.mean(axis=1), values.mean(axis=0)
    b = k * ((items - mean) ** 2).sum() / (n - 1)
    j = n * ((annotators - mean) ** 2).sum() / (k - 1)
    e = ((values - items[:, None] - annotators[None] + mean) ** 2).sum() / ((n - 1) * (k - 1))
    return (b - e) / (b + (k - 1) * e + k * (j - e) / n), (b - e) / (b + (j - e) / n)


def agreement():
    rng = np.random.default_rng(1)
    classes = 4
    truth = rng.integers(0, classes, 60)
    labels = drawn_labels(rng, truth, classes, 4, 0.7, 0.3)
    complete = drawn_labels(rng, truth, classes, 3, 0.7, 0.0)
    with_gaps = np.where(labels < 0, np.nan, labels.astype(float))
    both = (labels[0] >= 0) & (labels[1] >= 0)
    kappa = {
        str(weights).lower(): cohen_kappa_score(labels[0][both], labels[1][both], labels=range(classes), weights=weights)
        for weights in [None, "linear", "quadratic"]
    }
    alpha = {
        level: krippendorff.alpha(with_gaps, value_domain=list(range(classes)), level_of_measurement=level)
        for level in ["nominal", "ordinal", "interval"]
    }
    # Sixteenths are the same numbers in single and double precision.
    mean = rng.normal(size=40)
    values = np.round(16 * (mean[None] + rng.normal(scale=0.5, size=(3, 40)) + np.array([[0.0], [0.5], [-0.25]]))) / 16
    value_gaps = np.where(rng.random(values.shape) < 0.2, np.nan, values)
    single, of_mean = intraclass(values.T)
    return {
        "classes": classes,
        "labels": labels.tolist(),
        "complete": complete.tolist(),
        "kappa": kappa,
        "fleiss": fleiss_kappa(complete, classes),
        "alpha": alpha,
        "values": values.tolist(),
        "value_gaps": [[None if np.isnan(value) else value for value in row] for row in value_gaps],
        "icc_single": single,
        "icc_mean": of_mean,
        "value_alpha": {
            level: krippendorff.alpha(value_gaps, level_of_measurement=level) for level in ["ordinal", "interval"]
        },
    }


def predictions():
    rng = np.random.default_rng(2)
    classes = 4
    truth = rng.choice(classes, 400, p=[0.4, 0.3, 0.2, 0.1])
    labels = drawn_labels(rng, truth, classes, 1, 0.75, 0.0)[0]
    probabilities = drawn_probabilities(rng, truth, classes)
    joint = count.compute_confident_joint(labels, probabilities, calibrate=False)
    calibrated = count.compute_confident_joint(labels, probabilities)
    prior, noise, inverse = count.estimate_latent(calibrated, labels)
    methods = ["self_confidence", "normalized_margin", "confidence_weighted_entropy"]
    filters = ["prune_by_noise_rate", "prune_by_class", "both", "predicted_neq_given", "confident_learning"]
    flagged, ranked = {}, {}
    for by in filters:
        flagged[by] = np.flatnonzero(filter.find_label_issues(labels, probabilities, filter_by=by, n_jobs=1)).tolist()
        ranked[by] = filter.find_label_issues(
            labels, probabilities, filter_by=by, n_jobs=1, return_indices_ranked_by="normalized_margin"
        ).tolist()
    return {
        "classes": classes,
        "labels": labels.tolist(),
        "probabilities": probabilities.ravel().tolist(),
        "thresholds": count.get_confident_thresholds(labels, probabilities).tolist(),
        # Rows given, columns true, as cleanlab has them.
        "joint": joint.tolist(),
        "calibrated": calibrated.tolist(),
        "prior": prior.tolist(),
        "noise": noise.tolist(),
        "inverse": inverse.tolist(),
        "scores": {method: rank.get_label_quality_scores(labels, probabilities, method=method).tolist() for method in methods},
        "flagged": flagged,
        "ranked": ranked,
        "crowd": crowd(rng, classes),
    }


def crowd(rng, classes):
    truth = rng.integers(0, classes, 150)
    labels = drawn_labels(rng, truth, classes, 5, 0.7, 0.5)
    labels[0, (labels < 0).all(axis=0)] = 0
    probabilities = drawn_probabilities(rng, truth, classes)
    with_gaps = np.where(labels < 0, np.nan, labels.astype(float)).T
    found = multiannotator.get_label_quality_multiannotator(with_gaps, probabilities, return_weights=True, verbose=False)
    quality, annotators = found["label_quality"], found["annotator_stats"].sort_index()
    return {
        "labels": labels.tolist(),
        "probabilities": probabilities.ravel().tolist(),
        "consensus": quality["consensus_label"].tolist(),
        "quality": quality["consensus_quality_score"].tolist(),
        "agreement": quality["annotator_agreement"].tolist(),
        "annotator_quality": annotators["annotator_quality"].tolist(),
        "model_weight": float(found["model_weight"]),
        "annotator_weights": found["annotator_weight"].tolist(),
    }


def detectors():
    rng = np.random.default_rng(3)
    wrong = rng.random(200) < 0.2
    # One decimal, so that there are ties.
    quality = np.round(rng.normal(size=200) - wrong, 1)
    return {
        "wrong": wrong.tolist(),
        "quality": quality.tolist(),
        "auc": roc_auc_score(wrong, -quality),
        "average_precision": average_precision_score(wrong, -quality),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    made_by = f"cleanlab {cleanlab.__version__}, scikit-learn {sklearn.__version__}, krippendorff, by scripts/peer/noise_cases.py"
    for name, case in [("agreement", agreement), ("predictions", predictions), ("detectors", detectors)]:
        content = {"made_by": made_by, **case()}
        (FIXTURES / f"noise_{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
