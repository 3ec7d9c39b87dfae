"""Scoring: candidates of events put in order by the ranker."""

import numpy as np

from backstory.relate.candidates import Candidates
from backstory.relate.comparing import PairComparer
from backstory.relate.corpus import Corpus
from backstory.relate.features import FeatureMaker
from backstory.relate.matrices import Bytes, Floats, Ints
from backstory.relate.ranker import Ranker, load_ranker
from backstory.relate.standing import complete_features, note_standing

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
        return self._score(candidates, self._maker.make(candidates))

    def score_noted(self, candidates: Candidates) -> tuple[Floats, Bytes]:
        """Give the scores, and what is kept of each list for scoring another candidate of it later."""
        features = self._maker.make(candidates)
        return self._score(candidates, features), note_standing(features, candidates.others >= 0)

    def score_pairs(self, firsts: Ints, seconds: Ints, first_scores: Floats, noted: Bytes) -> Floats:
        """Give the scores of pairs by what was kept of the lists of the first ones."""
        features = complete_features(self._maker.make_plain(firsts, seconds, first_scores), noted)
        scores: Floats = self._ranker.score(features) + self._add_topics(firsts, seconds)
        return scores

    def _score(self, candidates: Candidates, features: Floats) -> Floats:
        added = np.where(candidates.others >= 0, np.float32(0), np.float32(-np.inf))
        firsts = np.repeat(candidates.rows, candidates.others.shape[1])
        added += self._add_topics(firsts, np.maximum(candidates.others, 0).ravel()).reshape(added.shape)
        return score_lists(self._ranker, features, added)

    def _add_topics(self, firsts: Ints, seconds: Ints) -> Floats:
        if self._topics is None:
            return np.zeros(len(firsts), dtype=np.float32)
        added: Floats = np.float32(_TOPIC_PART) * self._topics.multiply(firsts, seconds)[0]
        return added


def score_lists(ranker: Ranker, features: Floats, added: Floats) -> Floats:
    """Give the scores of lists of candidates, rows x candidates; `added` is what counts beside the ranker's score."""
    scores = ranker.score(features, slice(_FIRST_TREES)).reshape(added.shape) + added
    likely = np.argsort(-scores, axis=1, kind="stable")[:, :_LIKELY]
    at = (likely + np.arange(len(scores))[:, None] * scores.shape[1]).ravel()
    # Not by an index, which would lay each pair's features side by side.
    more = ranker.score(features.take(at, axis=1), slice(_FIRST_TREES, None))
    finished = np.take_along_axis(scores, likely, axis=1) + more.reshape(likely.shape)
    # None of the others stands above these.
    result: Floats = np.minimum(scores, finished.min(axis=1, keepdims=True))
    np.put_along_axis(result, likely, finished, axis=1)
    return result
