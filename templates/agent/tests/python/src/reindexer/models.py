# Made by ouroboros: generator `agent`, template `python/models.py.j2`.
"""What each capability takes and gives; the schemas of the tools are made from these models."""

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Takes JSON at its word: no unknown key, no text where a number belongs."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class ReindexInput(Model):
    """What `reindex` takes."""

    path: str = Field(description="Folder to read, relative to the shop.")
    limit: int | None = Field(default=None, description="Most documents to read.")
    tags: list[str] | None = Field(default=None, description="Only documents with all of these.")


class ReindexOutput(Model):
    """What `reindex` gives."""

    documents: int = Field(description="How many were indexed.")
    seconds: float | None = Field(default=None, description="How long it took.")


class DropIndexInput(Model):
    """What `drop-index` takes."""


class DropIndexOutput(Model):
    """What `drop-index` gives."""
