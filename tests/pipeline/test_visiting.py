"""What a visit to the cited articles is asked for."""

from pathlib import Path

import pytest

from backstory.config import load_config
from backstory.errors import ConfigError
from backstory.pipeline.visiting import make_source_options


def test_a_span_of_days_and_an_age_are_read() -> None:
    options = make_source_options(load_config({}), span="2013-01", recheck="30d")
    assert (options.first, options.last, options.recheck_days) == ("2013-01-01", "2013-01-31", 30)


def test_a_span_that_is_none_is_an_error() -> None:
    with pytest.raises(ConfigError):
        make_source_options(load_config({}), recheck="soon")


def test_a_user_without_a_home_gets_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: Path("~/.cache") / name)
    assert make_source_options(load_config({})).cache_dir == ""
