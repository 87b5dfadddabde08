# Made by ouroboros: generator `agent`, template `python/models.py.j2`.
"""What each capability takes and gives; the schemas of the tools are made from these models."""

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Takes JSON at its word: no unknown key, no text where a number belongs."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class AInput(Model):
    """What `a` takes."""

    from_: str = Field(alias="from", description="a \"word\" Python keeps\\")
    self: bool = Field(description="*/ and {{ braces }}")
    type: int | None = Field(default=None, description="```\nfence")
    json_: float | None = Field(default=None, alias="json", description="'''")
    copy_: list[float] = Field(alias="copy", description=" | pipe | ")
    str_: str | None = Field(default=None, alias="str", description="\ttab")
    model_dump_all_: list[bool] | None = Field(default=None, alias="model_dump_all", description="<script>alert(1)</script>")
    constructor: list[int] | None = Field(default=None, description="é \u200B🐍")


class AOutput(Model):
    """What `a` gives."""

    crate: str | None = Field(default=None, description="#![deny(warnings)]")
    super: list[str] | None = Field(default=None, description="\"\\u{41}\\x41\\N{BULLET}\"")
    result: int = Field(description="%s {0} %(a)s")


class ModelsInput(Model):
    """What `models` takes."""


class ModelsOutput(Model):
    """What `models` gives."""

    pass_: bool | None = Field(default=None, alias="pass", description="ends in a backslash \\")


class RebuildTheWholeCustomerSearchIndexInput(Model):
    """What `rebuild-the-whole-customer-search-index` takes."""

    an_input_property_with_a_very_long_name: list[str] | None = Field(default=None, description="long")


class RebuildTheWholeCustomerSearchIndexOutput(Model):
    """What `rebuild-the-whole-customer-search-index` gives."""
