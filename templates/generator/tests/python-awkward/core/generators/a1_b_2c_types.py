# Made by ouroboros: generator `generator`, template `python/types.py.j2`.
"""What the generator `a1-b-2c` takes and gives."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

Config = TypedDict(
    "Config",
    {
        "odd \"key\" \\": Any,
        "nested": dict[str, Any],
        "enumerated": Any,
        "anything": Any,
    },
    total=False,
)


@dataclass(frozen=True)
class Technique:
    """Something that a provider can do."""

    id: str
    name: str = ""
    description: str = ""
    category: str = ""


@dataclass(frozen=True)
class Provider:
    """Something that outputs are made for."""

    id: str
    name: str = ""
    version: str = ""
    description: str = ""
    category: str = ""
    system: str | None = None
    techniques: tuple[Technique, ...] = ()


@dataclass(frozen=True)
class Context:
    """What one run is given; templates see all of it but `output_dir`."""

    providers: tuple[Provider, ...] = ()
    namespace: str = "ouroboros"
    version: str = "0.1.0"
    environment: str = ""
    output_dir: str = "./generated"
    config: Config = field(default_factory=lambda: Config())


@dataclass(frozen=True)
class Output:
    """A file, or one for each provider, or one for each technique of each provider."""

    path: str
    template: str
    per: Literal["once", "provider", "technique"] = "once"
    condition: str | None = None


@dataclass(frozen=True)
class Template:
    """A text in Jinja's language, and what it includes by name."""

    content: str
    partials: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GeneratedFile:
    """A file below the folder of outputs."""

    path: str
    content: str
