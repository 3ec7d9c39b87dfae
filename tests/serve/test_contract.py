"""The OpenAPI document put to the proof: schemathesis asks what it allows, and what it does not."""

import pytest

pytest.importorskip("schemathesis", reason="pip install -e '.[dev]'")

from backstory.pipeline.demo import DemoReport
from backstory.serve.settings import ServeSettings
from tests.serve.contract import prove
from tests.serve.serving import listen

pytestmark = pytest.mark.slow


def test_the_api_does_what_its_document_says(sample: DemoReport) -> None:
    with listen(ServeSettings(archive=sample.archive, snapshots=0)) as address:
        requests, failures = prove(address, examples=40)
    assert failures == []
    assert requests > 300
