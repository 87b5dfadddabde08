# Made by ouroboros: generator `agent`, template `python/init.py.j2`.
"Keeps the search index of the shop up to date."

__version__ = "0.1.0"
