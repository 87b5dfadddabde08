# Made by ouroboros: generator `agent`, template `python/handlers.py.j2`.
"""What the agent does: one module per capability, yours to edit."""

from . import a as a
from . import models as models
from . import rebuild_the_whole_customer_search_index as rebuild_the_whole_customer_search_index
