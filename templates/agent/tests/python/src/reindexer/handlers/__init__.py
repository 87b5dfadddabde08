# Made by ouroboros: generator `agent`, template `python/handlers.py.j2`.
"""What the agent does: one module per capability, yours to edit."""

from . import drop_index as drop_index
from . import reindex as reindex
