# Made by ouroboros: generator `generator`, template `python/generator.py.j2`.
"OuroborosForge \"*/ ''' \"\"\" {{ x }} {% raw %}\": Says \"it's\" \\ back\\\\slash */ {{ name }} {% raw %} <!-- --> ``` #{x} ${HOME} second line third 🐍 é"

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
import jsonschema

from .a1_b_2c_types import Context, GeneratedFile, Output, Template

__version__ = "0.1.0"

OUTPUTS = (
    Output(
        path="a-{provider.id}.txt",
        template="all",
        per="provider",
        condition="provider.id != \"it's\\\\\" and not (config['odd \"key\" \\\\'] is undefined)",
    ),
    Output(
        path="b/@x+y",
        template="one_line",
        per="once",
    ),
)

TEMPLATES = {
    "all": Template(
        content=(
            "\"\"\" ''' \\n \\ \"quoted\" {{ '{{' }} {# gone #} */ é 🐍 \u2028\u0007\u202E\ttab\r\n"
            "{{ namespace }}\n"
            "\n"
            "  trailing  \n"
        ),
        partials={
            "p-1": "",
            "q": "\\",
        },
    ),
    "one_line": Template(
        content="{{ kebab(\"OneLine\") }} without an end",
    ),
    "empty": Template(
        content="",
    ),
}

CONFIG_SCHEMA: dict[str, Any] = {
    "properties": {
        "odd \"key\" \\": {
            "type": [
                "string",
                "null",
            ],
            "default": None,
            "description": "a \\ \"b\"\n{{ c }}",
        },
        "nested": {
            "type": "object",
            "default": {
                "list": [
                    1,
                    2.5,
                    True,
                    None,
                    "x\n\"y\"",
                ],
                "empty": {},
                "none": [],
            },
        },
        "enumerated": {
            "enum": [
                "a\\b",
                2,
            ],
        },
        "anything": True,
    },
    "required": [
        "enumerated",
        "anything",
    ],
}

CONFIG_DEFAULTS: dict[str, Any] = {
    "odd \"key\" \\": None,
    "nested": {
        "list": [
            1,
            2.5,
            True,
            None,
            "x\n\"y\"",
        ],
        "empty": {},
        "none": [],
    },
}


def generate(context: Context) -> list[GeneratedFile]:
    """The files, sorted by path; nothing is written."""
    config = {**CONFIG_DEFAULTS, **context.config}
    jsonschema.validate(config, CONFIG_SCHEMA, jsonschema.Draft202012Validator)
    files: dict[str, str] = {}
    for output in OUTPUTS:
        for variables in _variables(output, context, config):
            if output.condition and not ENVIRONMENT.compile_expression(output.condition)(**variables):
                continue
            path = _path(output, variables)
            if path in files:
                raise ValueError(f"two outputs are both {path!r}")
            files[path] = _template(output.template).render(variables)
    return [GeneratedFile(path, content) for path, content in sorted(files.items())]


def write(context: Context) -> list[Path]:
    """Writes the files below `context.output_dir`, and gives those that were not there as they are now."""
    changed = []
    for file in generate(context):
        path = Path(context.output_dir, file.path)
        content = file.content.encode()
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(path)
    return changed


def _variables(output: Output, context: Context, config: dict[str, Any]) -> Iterator[dict[str, Any]]:
    shared = {
        "config": config,
        "environment": context.environment,
        "namespace": context.namespace,
        "providers": context.providers,
        "version": context.version,
    }
    if output.per == "once":
        yield shared
        return
    for provider in context.providers:
        if output.per == "provider":
            yield {**shared, "provider": provider}
            continue
        for technique in provider.techniques:
            yield {**shared, "provider": provider, "technique": technique}


def _path(output: Output, variables: dict[str, Any]) -> str:
    path = output.path
    for name in ("provider", "technique"):
        if name in variables:
            path = path.replace(f"{{{name}.id}}", variables[name].id)
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise ValueError(f"{path!r} leads out of the folder of outputs")
    return path


@cache
def _template(name: str) -> jinja2.Template:
    template = TEMPLATES[name]
    loader = jinja2.DictLoader({**template.partials, name: template.content})
    return ENVIRONMENT.overlay(loader=loader).get_template(name)


def words(name: str) -> list[str]:
    """The words of a name: `HTTPServer_go` is `HTTP`, `Server`, `go`."""
    spaced = ""
    for before, char, after in zip(" " + name, name, name[1:] + " ", strict=False):
        if char.isupper() and (before.islower() or before.isnumeric() or (before.isupper() and after.islower())):
            spaced += " "
        spaced += char if char.isalnum() else " "
    return spaced.split()


def camel(name: str) -> str:
    first, *others = words(name) or [""]
    return first.lower() + "".join(word.capitalize() for word in others)


def kebab(name: str) -> str:
    return "-".join(word.lower() for word in words(name))


def pascal(name: str) -> str:
    return "".join(word.capitalize() for word in words(name))


def snake(name: str) -> str:
    return "_".join(word.lower() for word in words(name))


HELPERS: dict[str, Callable[[str], str]] = {
    "camel": camel,
    "kebab": kebab,
    "lower": str.lower,
    "pascal": pascal,
    "snake": snake,
    "upper": str.upper,
}

ENVIRONMENT = jinja2.Environment(
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
ENVIRONMENT.filters.update(HELPERS)
ENVIRONMENT.globals.update(HELPERS)
