"""Small generated cases with crowd-kit's results, for the unit tests of src/noise: writes tests/fixtures/noise_consensus.json.

    python3 -m venv /tmp/peer && /tmp/peer/bin/pip install crowd-kit==1.4.2
    /tmp/peer/bin/python scripts/peer/noise_consensus_cases.py

Where crowd-kit and the crate start and update alike, results after few iterations are stored (soft and weighted vote,
Dawid-Skene with a prior count of almost nothing, MACE from a stored start); of GLAD, whose M steps differ, what both end at:
crowd-kit needs minutes to get there, so it is brought near by the same EM in numpy, and ends where it stays.
MACE's rows are in crowd-kit in the order of first occurrence for labels, but alphabetical for strategies: in the cases below
both orders are the same.
"""
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.optimize
import scipy.special
from crowdkit.aggregation import GLAD, MACE, DawidSkene, MajorityVote, OneCoinDawidSkene, Wawa

FIXTURE = Path(__file__).parents[2] / "tests/fixtures/noise_consensus.json"
NEVER = -1e9  # a tolerance that ends nothing


def generate(items, annotators, classes, each, seed):
    """Labels by annotators who are right in 40 to 90 %; all of them label the first item, with every class."""
    draw = np.random.default_rng(seed)
    skills = draw.uniform(0.4, 0.9, annotators)
    rows = [(0, annotator, annotator % classes) for annotator in range(annotators)]
    truth = draw.integers(classes, size=items)
    for item in range(1, items):
        for annotator in sorted(draw.choice(annotators, each, replace=False)):
            right = draw.random() < skills[annotator]
            label = truth[item] if right else (truth[item] + draw.integers(1, classes)) % classes
            rows.append((item, int(annotator), int(label)))
    return rows, truth


def near_glads_maximum(rows, items, annotators, classes):
    """Abilities and logarithms of easiness after 1000 iterations of EM."""
    item, annotator, label = np.array(rows).T
    parameters = np.ones(annotators + items)

    def x_of(parameters):
        return parameters[annotator] * np.exp(parameters[annotators + item])

    for _ in range(1000):
        logs = np.zeros((items, classes))
        np.add.at(logs, (item, label), x_of(parameters) + np.log(classes - 1))
        right = scipy.special.softmax(logs, axis=1)[item, label]

        def minus_q(parameters):
            x, distance = x_of(parameters), parameters - 1
            value = (right * x - np.logaddexp(0, x)).sum() - (distance**2).sum() / 2
            slope = right - scipy.special.expit(x)
            gradient = -distance
            np.add.at(gradient, annotator, slope * np.exp(parameters[annotators + item]))
            np.add.at(gradient, annotators + item, slope * x)
            return -value, -gradient

        parameters = scipy.optimize.minimize(minus_q, parameters, jac=True, method="L-BFGS-B", options={"ftol": 0, "gtol": 1e-11}).x
    return parameters[:annotators], parameters[annotators:]


class StartedGLAD(GLAD):
    """GLAD from given parameters."""

    def _init(self, data):
        super()._init(data)
        self.alphas_ = pd.Series(self.start[0]).reindex(self.alphas_.index)
        self.betas_ = pd.Series(self.start[1]).reindex(self.betas_.index)


def case(items, annotators, classes, each, seed):
    rows, truth = generate(items, annotators, classes, each, seed)
    data = pd.DataFrame(rows, columns=["task", "worker", "label"])
    gold = pd.Series(truth[1:6], index=range(1, 6))

    def shares(frame):
        return np.round(frame.reindex(index=range(items), columns=range(classes)).to_numpy(), 12).ravel().tolist()

    def fitted(model, *arguments):
        return shares(model.fit_predict_proba(data, *arguments))

    # Wawa.predict_proba does not run with scikit-learn 1.6 or newer; this is what it returns.
    skills = Wawa().fit(data).skills_
    weighted = MajorityVote().fit(data, skills=skills).probas_
    glad = StartedGLAD(n_iter=2, tol=NEVER, m_step_max_iter=50, m_step_tol=1e-9)
    glad.start = near_glads_maximum(rows, items, annotators, classes)
    glad.fit(data)
    moved = np.abs(glad.alphas_ - glad.start[0]).max(), np.abs(glad.betas_ - glad.start[1]).max()
    print(f"GLAD moved by {moved}", file=sys.stderr)
    mace = {}
    for method in ["em", "vb"]:
        start = MACE(method=method)
        start._initialize(annotators, classes)
        model = MACE(n_restarts=1, n_iter=20, method=method).fit(data)
        mace[method] = {
            "spamming": start.spamming_.ravel().tolist(),
            "labels": start.thetas_.ravel().tolist(),
            "posterior": shares(model.probas_),
            "spamming_after": model.spamming_.ravel().tolist(),
        }
    return {
        "items": items,
        "annotators": annotators,
        "classes": classes,
        "rows": rows,
        "gold": gold.tolist(),
        "soft_vote": shares(MajorityVote().fit_predict_proba(data)),
        "weighted_vote": shares(weighted),
        "weights": skills.reindex(range(annotators)).tolist(),
        "dawid_skene": fitted(DawidSkene(n_iter=8, tol=NEVER)),
        "dawid_skene_with_gold": fitted(DawidSkene(n_iter=8, tol=NEVER), gold),
        "one_coin": fitted(OneCoinDawidSkene(n_iter=8, tol=NEVER)),
        "glad": shares(glad.probas_),
        "abilities": glad.alphas_.reindex(range(annotators)).tolist(),
        "log_easiness": glad.betas_.reindex(range(items)).tolist(),
        "mace": mace,
    }


def main():
    cases = [case(40, 6, 3, 4, 1), case(30, 9, 2, 5, 2), case(50, 12, 5, 6, 3)]
    FIXTURE.write_text(json.dumps(cases) + "\n")
    print(f"{FIXTURE}: {FIXTURE.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
