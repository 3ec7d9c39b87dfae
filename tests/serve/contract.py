"""Prove an API against its OpenAPI document: python -m tests.serve.contract ADDRESS EXAMPLES

`ADDRESS` is that of a running server, such as http://127.0.0.1:8000; `EXAMPLES` is how many requests of each kind are
made for each route.
"""

import sys

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode


def prove(address: str, examples: int) -> tuple[int, list[str]]:
    """Ask every route what the document allows and what it forbids; gives the number of requests, and what failed."""
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    count = 0
    failures: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            trial = Trial(mode)
            try:
                trial.run(operation.as_strategy(generation_mode=mode), examples)
            except BaseExceptionGroup as group:
                failures += [f"{operation.label} {mode}: {error} {trial.last}" for error in group.exceptions]
            except Exception as error:
                failures.append(f"{operation.label} {mode}: {type(error).__name__}: {error} {trial.last}")
            count += trial.count
    return count, failures


class Trial:
    """One kind of request to one route."""

    def __init__(self, mode: GenerationMode) -> None:
        self.mode = mode
        self.count = 0
        self.last = ""

    def run(self, cases: SearchStrategy[schemathesis.Case], examples: int) -> None:
        """Ask so many of them; raises what is found to be wrong."""

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
            if self.count % 100 and self.mode is GenerationMode.POSITIVE and case.query:
                case.query.pop("as_of", None)  # making an archive of the past takes seconds
            self.last = f"{case.formatted_path} {dict(case.query or {})!r} {case.body!r}"[:3000]
            case.call_and_validate(timeout=60)

        ask()


if __name__ == "__main__":
    made, failed = prove(sys.argv[1], int(sys.argv[2]))
    for failure in failed:
        print(failure)
    print(f"{made} requests, {len(failed)} failures")
    sys.exit(bool(failed))
