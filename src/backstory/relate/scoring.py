"""Scoring: candidates of events put in order by the ranker."""

import numpy as np

from backstory.relate.candidates import Candidates
from backstory.relate.comparing import PairComparer
from backstory.relate.corpus import Corpus
from backstory.relate.features import FeatureMaker
from backstory.relate.matrices import Floats
from backstory.relate.ranker import load_ranker

# Candidates looked at per event. See "Quality" in the docs for what more or fewer of them do.
CANDIDATES = 80
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
        scores = self._ranker.score(self._maker.make(candidates))
        if self._topics is not None:
            seconds = np.maximum(candidates.others, 0).ravel()
            firsts = np.repeat(candidates.rows, candidates.others.shape[1])
            scores += np.float32(_TOPIC_PART) * self._topics.multiply(firsts, seconds)[0]
        scores = scores.reshape(candidates.others.shape)
        return np.where(candidates.others >= 0, scores, np.float32(-np.inf))
