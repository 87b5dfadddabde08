"""One file per language. What `measure.py` asks of it:

- `JUDGE`: who judges, for the table; `judge(paths)`: for each path None (accepted), what is wrong, or "undecided".
- `CORPUS`: sources of `corpus.py`; `counts(path)`: whether a file of one, by its path inside it, is of the language.
- `missing()` (optional): what must be installed and is not.
- `BESIDE` (optional): files at the top of the tree, as `{name: text}`, where a manifest changes the verdict.
- `TOKENS`, `KEYWORDS`, `INDENTS` (optional): hints for `mutation.py`; `MUTATES = False` when the judge refuses nothing.
"""
