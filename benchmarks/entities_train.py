"""Learn the weights of entity linking from the portal's days before a date, in the order of time.

    python benchmarks/entities_train.py PORTAL_DIR [--until 2021-03-01] [--out weights.json]

Features of each day are made by what the days before it taught, and again by what was known up to five months
earlier, so that the weights serve an archive that is followed daily as well as one that is not. The threshold is
chosen on the last two months, by weights learned from the months before. Needs scikit-learn.
"""

import argparse
import datetime
import json
import pathlib

import numpy as np
from entities_days import find_gold, read_days, replay, score_links
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from backstory.entities.linking import link_text
from backstory.entities.scoring import FEATURES, describe_span
from backstory.entities.spans import find_spans
from backstory.entities.surroundings import Surroundings
from backstory.entities.words import split_words

WARM_DAYS = 150
HELD_DAYS = 59
THRESHOLDS = (-1.5, -1.25, -1.0, -0.75, -0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portal", type=pathlib.Path)
    parser.add_argument("--until", default="2021-03-01")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--without", default="", help="leave these features out, with commas between")
    parser.add_argument("--weights-only", action="store_true", help="leave the threshold as it is")
    args = parser.parse_args()
    events = [event for event in read_days(args.portal) if event.date < args.until]
    start = shift(events[0].date, WARM_DAYS)
    held = shift(args.until, -HELD_DAYS)
    made = [make_features(events, start, online=online) for online in (False, True)]
    left_out = [FEATURES.index(name) for name in args.without.split(",") if name]
    dates, rows, right = (np.concatenate(parts) for parts in zip(*made, strict=True))
    rows[:, left_out] = 0
    early = dates < held
    use_weights(fit(rows[early], right[early]))
    for least in () if args.weights_only else THRESHOLDS:
        for online in (False, True):
            days = replay(events, held, online=online)
            figures = score_links(days, lambda names, event, least=least: link(names, event, least))
            print(
                "online" if online else "frozen",
                f"{least:5.2f}  P {figures[0]:.3f} R {figures[1]:.3f} F1 {figures[2]:.3f}",
            )
    said = fit(rows, right)
    text = json.dumps(said, indent=1)
    print(text)
    if args.out:
        args.out.write_text(text + "\n", encoding="utf-8")


def make_features(events, first, *, online):
    dates, rows, right = [], [], []
    for names, found in replay(events, first, online=online):
        for event in found:
            text, gold = event.headline, find_gold(event)
            words = split_words(text)
            spans = find_spans(text, words, names)
            if not spans:
                continue
            around = Surroundings(spans, event.date, names)
            for span in spans:
                for title, features in describe_span(text, words, span, around):
                    dates.append(event.date)
                    rows.append(features)
                    right.append((span.start, text[span.start : span.end], title) in gold)
    return np.array(dates), np.array(rows, dtype=np.float32), np.array(right)


def fit(rows, right):
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=1.0, max_iter=1000).fit(scaler.transform(rows), right)
    weights = model.coef_[0] / scaler.scale_
    bias = model.intercept_[0] - float(weights @ scaler.mean_)
    return {
        "bias": round(float(bias), 3),
        "weights": {n: round(float(w), 3) for n, w in zip(FEATURES, weights, strict=True)},
    }


def use_weights(said):
    import backstory.entities.scoring as scoring

    weights = tuple(said["weights"][name] for name in FEATURES)
    scoring.load_weights = lambda: (FEATURES, weights, said["bias"])


def link(names, event, least):
    links = link_text(event.headline, event.date, names, least=least)
    return {(found.mention.start, found.mention.anchor, found.mention.title) for found in links}


def shift(day, days):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


if __name__ == "__main__":
    main()
