"""Prove an API against its OpenAPI document: python -m tests.serve.contract ADDRESS REQUESTS [SEED]

`ADDRESS` is that of a running server, such as http://127.0.0.1:8000; at least `REQUESTS` requests are made, spread
over the routes, half of them such as the document forbids. They are made in parts, each from a seed of its own, so that
a part that failed can be made again by itself; the first has `SEED`, or 1.
"""

import sys

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode

PART = 40
"""Requests of each kind to each route that come from one seed."""


def prove(address: str, examples: int, number: int = 1) -> tuple[int, list[str]]:
    """Ask every route what the document allows and what it forbids; gives the number of requests, and what failed.

    `number` is the seed that the requests come from.
    """
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    count = 0
    failures: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            trial = Trial(mode, number)
            try:
                trial.run(operation.as_strategy(generation_mode=mode), examples)
            except BaseExceptionGroup as group:
                failures += [f"{operation.label} {mode}: {error} {trial.last}" for error in group.exceptions]
            except Exception as error:
                failures.append(f"{operation.label} {mode} {number}: {type(error).__name__}: {error} {trial.last}")
            count += trial.count
    return count, failures


class Trial:
    """One kind of request to one route."""

    def __init__(self, mode: GenerationMode, number: int) -> None:
        self.mode = mode
        self.number = number
        self.count = 0
        self.last = ""

    def run(self, cases: SearchStrategy[schemathesis.Case], examples: int) -> None:
        """Ask so many of them; raises what is found to be wrong."""

        @seed(self.number)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def ask(case: schemathesis.Case) -> None:
            self.count += 1
            if self.count % 100 and self.mode is GenerationMode.POSITIVE:
                for part in (case.query, case.body):
                    if isinstance(part, dict):
                        part.pop("as_of", None)  # making an archive of the past takes seconds
            self.last = f"{case.formatted_path} {dict(case.query or {})!r} {case.body!r}"[:3000]
            case.call_and_validate(timeout=60)

        ask()


def main(address: str, least: int, number: int = 1) -> int:
    """Make the requests part by part; gives the exit status."""
    made, failed = 0, 0
    while made < least:
        count, failures = prove(address, PART, number)
        made, failed = made + count, failed + len(failures)
        for failure in failures:
            print(failure)
        print(
            f"seed {number}: {count} requests, {len(failures)} failures; {made} in all, {failed} failures", flush=True
        )
        number += 1
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
