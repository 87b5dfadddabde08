# Made by ouroboros: generator `generator`, template `python/test_generator.py.j2`.
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from core.generators.sdk_client_generator import (
    CONFIG_SCHEMA,
    ENVIRONMENT,
    HELPERS,
    OUTPUTS,
    TEMPLATES,
    generate,
    write,
)
from core.generators.sdk_client_types import Context, Provider, Technique

CONTEXT = Context(
    providers=(
        Provider(
            id="acme",
            name="Acme",
            version="1.0.0",
            description="An example.",
            category="example",
            techniques=(
                Technique(
                    id="first",
                    name="First",
                    description="An example.",
                    category="example",
                ),
            ),
        ),
    ),
    config={
        "timeout": 1,
    },
)

UNCONDITIONAL: list[str] = [
    "sdk/acme/client.py",
    "README.md",
]
CONDITIONAL: list[str] = [
    "sdk/acme/first.py",
]


def test_makes_the_files_that_are_declared() -> None:
    made = {file.path for file in generate(CONTEXT)}
    assert set(UNCONDITIONAL) <= made <= {*UNCONDITIONAL, *CONDITIONAL}


def test_makes_the_same_again() -> None:
    assert generate(CONTEXT) == generate(CONTEXT)


def test_writes_what_changed_and_nothing_else(tmp_path: Path) -> None:
    context = replace(CONTEXT, output_dir=str(tmp_path))
    made = generate(context)
    assert write(context) == [tmp_path / file.path for file in made]
    assert [(tmp_path / file.path).read_bytes() for file in made] == [file.content.encode() for file in made]
    assert write(context) == []


def test_outputs_name_templates_that_there_are() -> None:
    assert {output.template for output in OUTPUTS} <= TEMPLATES.keys()


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_parse(name: str) -> None:
    template = TEMPLATES[name]
    for text in [template.content, *template.partials.values()]:
        ENVIRONMENT.parse(text)


def test_nothing_is_written_outside() -> None:
    provider = Provider(id="../..", techniques=(Technique(id="../.."),))
    with pytest.raises(ValueError, match="leads out"):
        generate(replace(CONTEXT, providers=(provider,)))


@pytest.mark.parametrize(
    ("helper", "expected"),
    [
        ("pascal", "HttpServerGo2Now"),
        ("snake", "http_server_go2_now"),
    ],
)
def test_helpers(helper: str, expected: str) -> None:
    assert HELPERS[helper]("HTTPServer_go2 Now") == expected


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(CONFIG_SCHEMA)


def test_refuses_a_configuration_that_lacks_something() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({}, CONFIG_SCHEMA, jsonschema.Draft202012Validator)
