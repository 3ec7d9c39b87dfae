"""Scoring: candidates of events put in order by the ranker."""

import numpy as np

from backstory.relate.candidates import Candidates
from backstory.relate.comparing import PairComparer
from backstory.relate.corpus import Corpus
from backstory.relate.features import FeatureMaker
from backstory.relate.matrices import Floats
from backstory.relate.ranker import Ranker, load_ranker

# Candidates looked at per event. See "Quality" in the docs for what more or fewer of them do.
CANDIDATES = 100
# The first trees tell nearly all of what is bad. Only so many candidates as are likely to be shown, and those near
# them, are given to the others; with all candidates nDCG@10 is the same to the fourth place.
_FIRST_TREES = 50
_LIKELY = 28
# What it is worth to be filed under the same topics by the editors, in units of the ranker's score.
_TOPIC_PART = 3.0


class PairScorer:
    """Scores candidates of events of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        """Take what follows from the corpus alone."""
        self._maker = FeatureMaker(corpus)
        self._ranker = load_ranker()
        topics = corpus.blocks["topics"].matrix
        self._topics = PairComparer([topics]) if topics.nnz else None

    def score(self, candidates: Candidates) -> Floats:
        """Give the scores of candidates, rows x candidates; what is none has -inf."""
        added = np.where(candidates.others >= 0, np.float32(0), np.float32(-np.inf))
        if self._topics is not None:
            seconds = np.maximum(candidates.others, 0).ravel()
            firsts = np.repeat(candidates.rows, candidates.others.shape[1])
            shared = self._topics.multiply(firsts, seconds)[0].reshape(added.shape)
            added += np.float32(_TOPIC_PART) * shared
        return score_lists(self._ranker, self._maker.make(candidates), added)


def score_lists(ranker: Ranker, features: Floats, added: Floats) -> Floats:
    """Give the scores of lists of candidates, rows x candidates; `added` is what counts beside the ranker's score."""
    scores = ranker.score(features, slice(_FIRST_TREES)).reshape(added.shape) + added
    likely = np.argsort(-scores, axis=1, kind="stable")[:, :_LIKELY]
    at = (likely + np.arange(len(scores))[:, None] * scores.shape[1]).ravel()
    more = ranker.score(features[:, at], slice(_FIRST_TREES, None))
    finished = np.take_along_axis(scores, likely, axis=1) + more.reshape(likely.shape)
    # None of the others stands above these.
    result: Floats = np.minimum(scores, finished.min(axis=1, keepdims=True))
    np.put_along_axis(result, likely, finished, axis=1)
    return result
