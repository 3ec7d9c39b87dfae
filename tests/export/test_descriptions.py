"""What describes a dataset is valid to the libraries of those who defined it, and leads to the data."""

import hashlib
import json
from pathlib import Path

import pytest

from backstory.pipeline import ExportOptions, export_events, open_archive

TABLES = ("events", "sources", "mentions", "entities", "relations", "stories", "story_events")


@pytest.fixture(scope="module", params=["csv", "parquet", "by year"])
def folder(request: pytest.FixtureRequest, exported_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole dataset."""
    is_partitioned = request.param == "by year"
    if request.param != "csv":
        pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("dataset") / "data"
    options = ExportOptions(format="" if is_partitioned else request.param, is_partitioned=is_partitioned)
    with open_archive(exported_path, read_only=True) as archive:
        export_events(archive, f"{folder}/", options)
    return folder


def test_the_data_package_is_valid(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    said = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert said["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert said["licenses"][0]["name"] == "CC-BY-SA-4.0"
    with frictionless.system.use_context(standards="v2"):
        assert frictionless.Package.validate_descriptor(said).errors == []
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    rows = {task.name.replace("-", "_"): task.stats["rows"] for task in report.tasks}
    assert set(rows) == set(TABLES)
    assert rows["events"] == 173


def test_rows_refer_to_the_one_table_of_events(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    refer = {
        (resource["name"], key["fields"][0])
        for resource in package["resources"]
        for key in resource["schema"].get("foreignKeys", ())
        if key["reference"] == {"resource": "events", "fields": ["id"]}
    }
    wanted = {("sources", "event_id"), ("mentions", "event_id"), ("relations", "event_id"), ("relations", "other_id")}
    assert refer == {*wanted, ("story-events", "event_id")}
    described = json.loads((folder / "croissant.json").read_text("utf-8"))
    assert [records["name"] for records in described["recordSet"]] == list(TABLES)
    fields = {field["@id"]: field for records in described["recordSet"] for field in records["field"]}
    for name, column in refer:
        assert fields[f"{name.replace('-', '_')}/{column}"]["references"] == {"field": {"@id": "events/id"}}


def test_descriptions_give_the_digest_of_every_file(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    described = json.loads((folder / "croissant.json").read_text("utf-8"))
    measured = [part for resource in package["resources"] for part in resource.get("parts", (resource,))]
    digests = {part["path"]: part["hash"].removeprefix("sha256:") for part in measured}
    files = [path for path in folder.rglob("*") if path.suffix in (".csv", ".parquet")]
    assert digests == {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }
    assert digests == {one["contentUrl"]: one["sha256"] for one in described["distribution"] if "sha256" in one}


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
        assert all(f"`{part['path']}`" in text for part in resource.get("parts", (resource,)))
        assert all(f"| `{field['name']}` |" in text for field in resource["schema"]["fields"])
    assert "under CC BY-SA 4.0" in text


@pytest.mark.parametrize("ending", ["jsonl", "csv", "graphml"])
def test_one_file_is_described_beside_it(exported_path: Path, tmp_path: Path, ending: str) -> None:
    croissant, frictionless = pytest.importorskip("mlcroissant"), pytest.importorskip("frictionless")
    with open_archive(exported_path, read_only=True) as archive:
        report = export_events(archive, tmp_path / f"all.{ending}", ExportOptions(has_metadata=True))
    assert {Path(name).name for name in report.files} == {path.name for path in tmp_path.iterdir()}
    assert not croissant.Dataset(jsonld=str(tmp_path / f"all.{ending}.croissant.json")).metadata.issues.errors
    with frictionless.system.use_context(standards="v2"):
        said = json.loads((tmp_path / f"all.{ending}.datapackage.json").read_text("utf-8"))
        assert frictionless.Package.validate_descriptor(said).errors == []


def test_descriptions_of_two_files_stand_beside_one_another(exported_path: Path, tmp_path: Path) -> None:
    with open_archive(exported_path, read_only=True) as archive:
        for ending in ("csv", "graphml"):
            export_events(archive, tmp_path / f"all.{ending}", ExportOptions(has_metadata=True))
    for ending in ("csv", "graphml"):
        package = json.loads((tmp_path / f"all.{ending}.datapackage.json").read_text("utf-8"))
        assert [resource["path"] for resource in package["resources"]] == [f"all.{ending}"]
