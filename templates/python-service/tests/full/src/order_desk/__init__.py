# Made by ouroboros: generator `python-service`, template `src/init.py.j2`.
"""order-desk: see the README."""

__version__ = "0.1.0"
