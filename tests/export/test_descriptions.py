"""What describes a dataset is valid to the libraries of those who defined it, and leads to the data."""

import json
from pathlib import Path

import pytest

from backstory.pipeline import ExportOptions, export_events, open_archive

TABLES = ("events", "sources", "mentions", "entities", "relations", "stories", "story_events")


@pytest.fixture(scope="module", params=["csv", "parquet"])
def folder(request: pytest.FixtureRequest, exported_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole dataset."""
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("dataset") / "data"
    with open_archive(exported_path, read_only=True) as archive:
        export_events(archive, f"{folder}/", ExportOptions(format=request.param))
    return folder


def test_the_data_package_is_valid(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    said = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert said["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert said["licenses"][0]["name"] == "CC-BY-SA-4.0"
    with frictionless.system.use_context(standards="v2"):
        assert frictionless.Package.validate_descriptor(said).errors == []
        if (folder / "events.csv").exists():
            report = frictionless.validate(str(folder / "datapackage.json"))
            assert report.valid, report.flatten(["title", "message"])
            assert {task.name.replace("-", "_") for task in report.tasks} == set(TABLES)


def test_croissant_is_valid_and_gives_the_records(folder: Path) -> None:
    croissant = pytest.importorskip("mlcroissant")
    dataset = croissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert dataset.metadata.conforms_to == ["http://mlcommons.org/croissant/1.1"]
    assert not dataset.metadata.issues.errors, dataset.metadata.issues.report()
    events = list(dataset.records(record_set="events"))
    assert len(events) == 173
    assert len(list(dataset.records(record_set="relations"))) > 1000
    assert {str(event["events/date"])[:10] for event in events} > {"2013-01-10", "2020-04-03"}


def test_a_citation_file_names_the_editors(folder: Path) -> None:
    yaml = pytest.importorskip("yaml")
    said = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    assert said["cff-version"] == "1.2.0"
    assert said["type"] == "dataset"
    assert said["license"] == "CC-BY-SA-4.0"
    assert said["authors"] == [{"name": "The editors of Wikipedia"}]
    assert "Portal:Current_events" in said["references"][0]["url"]


def test_the_readme_names_every_column(folder: Path) -> None:
    text = (folder / "README.md").read_text("utf-8")
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        assert f"`{resource['path']}`" in text
        assert all(f"| `{field['name']}` |" in text for field in resource["schema"]["fields"])
    assert "under CC BY-SA 4.0" in text


@pytest.mark.parametrize("ending", ["jsonl", "csv", "graphml"])
def test_one_file_is_described_beside_it(exported_path: Path, tmp_path: Path, ending: str) -> None:
    croissant, frictionless = pytest.importorskip("mlcroissant"), pytest.importorskip("frictionless")
    with open_archive(exported_path, read_only=True) as archive:
        report = export_events(archive, tmp_path / f"all.{ending}", ExportOptions(has_metadata=True))
    assert {Path(name).name for name in report.files} == {path.name for path in tmp_path.iterdir()}
    assert not croissant.Dataset(jsonld=str(tmp_path / "all.croissant.json")).metadata.issues.errors
    with frictionless.system.use_context(standards="v2"):
        said = json.loads((tmp_path / "all.datapackage.json").read_text("utf-8"))
        assert frictionless.Package.validate_descriptor(said).errors == []
