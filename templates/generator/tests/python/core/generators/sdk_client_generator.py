# Made by ouroboros: generator `generator`, template `python/generator.py.j2`.
"SdkForge \"Anvil\": A client for each provider, and its page."

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
import jsonschema

from .sdk_client_types import Context, GeneratedFile, Output, Template

__version__ = "1.2.0"

OUTPUTS = (
    Output(
        path="sdk/{provider.id}/client.py",
        template="client",
        per="provider",
    ),
    Output(
        path="sdk/{provider.id}/{technique.id}.py",
        template="technique",
        per="technique",
        condition="config.modules",
    ),
    Output(
        path="README.md",
        template="readme",
        per="once",
    ),
)

TEMPLATES = {
    "client": Template(
        content=(
            "{% include \"header\" %}\n"
            "class {{ provider.name | pascal }}Client:\n"
            "    timeout = {{ config.timeout }}\n"
        ),
        partials={
            "header": "\"\"\"The client of {{ provider.name }}.\"\"\"\n",
        },
    ),
    "technique": Template(
        content="def {{ snake(technique.id) }}() -> None: ...\n",
    ),
    "readme": Template(
        content=(
            "# Clients of {{ namespace }}\n"
            "\n"
            "{% for provider in providers %}\n"
            "- {{ provider.name }}\n"
            "{% endfor %}\n"
        ),
    ),
}

CONFIG_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "timeout",
    ],
    "properties": {
        "timeout": {
            "type": "integer",
            "minimum": 1,
            "description": "Seconds that a call may take.",
        },
        "modules": {
            "type": "boolean",
            "default": True,
            "description": "Whether techniques get modules.",
        },
    },
}

CONFIG_DEFAULTS: dict[str, Any] = {
    "modules": True,
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


def pascal(name: str) -> str:
    return "".join(word.capitalize() for word in words(name))


def snake(name: str) -> str:
    return "_".join(word.lower() for word in words(name))


HELPERS: dict[str, Callable[[str], str]] = {
    "pascal": pascal,
    "snake": snake,
}

ENVIRONMENT = jinja2.Environment(
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
ENVIRONMENT.filters.update(HELPERS)
ENVIRONMENT.globals.update(HELPERS)
