"""Scoring: candidates of events put in order by the ranker."""

import numpy as np

from backstory.relate.candidates import CandidateFinder, Candidates
from backstory.relate.comparing import PairComparer
from backstory.relate.corpus import Corpus
from backstory.relate.features import FeatureMaker
from backstory.relate.matrices import Floats, Ints
from backstory.relate.ranker import load_ranker

# Candidates looked at per event. See "Quality" in the docs for what more or fewer of them do.
CANDIDATES = 80
# What it is worth to be filed under the same topics by the editors, in units of the ranker's score.
_TOPIC_PART = 3.0


class PairScorer:
    """Scores the candidates of some events of one corpus."""

    def __init__(self, corpus: Corpus, known: Candidates) -> None:
        """Take the candidates of every event to be asked about, and of all its candidates."""
        self._known = known
        self._maker = FeatureMaker(corpus, known)
        self._ranker = load_ranker()
        topics = corpus.blocks["topics"].matrix
        self._topics = PairComparer([topics]) if topics.nnz else None

    def score(self, rows: Ints) -> tuple[Ints, Floats]:
        """Give the candidates of `rows` and their scores, rows x candidates; no candidate has -1 and -inf."""
        candidates = self._known.choose(rows)
        scores = self._ranker.score(self._maker.make(candidates))
        if self._topics is not None:
            seconds = np.maximum(candidates.others, 0).ravel()
            firsts = np.repeat(rows, candidates.others.shape[1])
            scores += np.float32(_TOPIC_PART) * self._topics.multiply(firsts, seconds)[0]
        scores = scores.reshape(candidates.others.shape)
        return candidates.others, np.where(candidates.others >= 0, scores, -np.inf)


def find_known(corpus: Corpus, rows: Ints) -> Candidates:
    """Give the candidates of `rows` and of all their candidates."""
    finder = CandidateFinder(corpus, CANDIDATES)
    if len(rows) == len(corpus.ids):
        return finder.find(rows)
    others = finder.find(rows).others
    return finder.find(np.union1d(rows, others[others >= 0]))
