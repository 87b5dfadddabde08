# Made by ouroboros: generator `agent`, template `python/init.py.j2`.
"Says \"it's\" \\ back\\\\slash */ {{ name }} {% raw %} <!-- --> \"\"\" ''' `tick` #{x} ${HOME} second line third 🐍 é"

__version__ = "10.0.3"
