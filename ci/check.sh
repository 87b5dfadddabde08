#!/usr/bin/env bash
# Checks a repository in a GitHub job: SARIF to a file, annotations to the log, counts to the job's summary.
# Its exit code is that of the check.
set -uo pipefail

arguments=()
while IFS= read -r line; do
    [ -z "${line//[[:space:]]/}" ] || arguments+=("$line")
done <<<"${OUROBOROS_ARGUMENTS:-}"

check() {
    # An empty list is an unset variable to bash 3.2.
    ouroboros check ${arguments[@]+"${arguments[@]}"} "$@" -- "${OUROBOROS_PATH:-.}"
}

if [ -n "${OUROBOROS_SARIF:-}" ]; then
    check --format sarif --output "$OUROBOROS_SARIF"
    code=$?
    [ "$code" -le 1 ] || exit "$code"
    echo "sarif=$OUROBOROS_SARIF" >>"$GITHUB_OUTPUT"
fi

format=text
[ "${OUROBOROS_ANNOTATIONS:-true}" != true ] || format=github
check --format "$format"
code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"

if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ "$code" -le 1 ]; then
    { echo '### Ouroboros'; echo '```'; check --statistics; echo '```'; } >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"
