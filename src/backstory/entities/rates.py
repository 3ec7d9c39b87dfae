"""Rates of anchors, damped so that a few texts say little."""

from backstory.entities.knowledge import Anchor


def rate_link(anchor: Anchor) -> float:
    """How probably a text that has these words links them."""
    return (anchor.linked + 0.5) / (max(anchor.seen, anchor.linked) + 2.0)


def share_target(anchor: Anchor, count: int) -> float:
    """How probably a link of these words leads to the entity that `count` of them led to."""
    return (count + 0.1) / (anchor.linked + 0.5)
