"""Every module of every case is imported first, by CPython; what fails there, and only that, must be found.

Cases in `SILENT` fail in more ways in CPython, and those are left alone on purpose: what decides them cannot be read off.
"""

import pytest
from cases import CASES, files
from cpython import cause, findings, run

SILENT = {
    # Whether a called function imports anything.
    "a_function_that_is_called_at_once",
    "a_call_that_loads_the_other_first",
    # What a guarded import leaves behind.
    "guarded_further_up",
    # What `__all__` holds.
    "all_is_computed",
    # Which module a call imports, and when.
    "dynamic_import",
}


def modules(paths):
    for path in paths:
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        yield name


@pytest.mark.parametrize("case", CASES)
def test_case(case, tmp_path):
    texts = files(case)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.10"\n')
    for path, text in texts.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    fails = {}
    for module in modules(texts):
        line = run(module, tmp_path)
        if what := cause(line):
            fails.setdefault(what, set()).add(module)
    found, _ = findings(tmp_path)
    # A module that fails because a package above it does is not named again.
    for what, named in found.items():
        assert named <= fails.get(what, set()), f"{what}: {named} are said to fail, {fails} do"
        hidden = {module for module in fails[what] if any(module.startswith(package + ".") for package in named)}
        assert case in SILENT or fails[what] - hidden == named
    if case in SILENT:
        assert sum(map(len, found.values())) < sum(map(len, fails.values()))
    else:
        assert set(found) == set(fails)
