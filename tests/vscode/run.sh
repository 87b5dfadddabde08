#!/usr/bin/env bash
# Tests the extension for VS Code: plain tests of its pure parts, its suites inside the real extension host, and what a
# person sees in a browser. OUROBOROS_BIN names the program; everything that is installed goes below target/vscode.
#
#   tests/vscode/run.sh [FILE...]      files as tests/vscode has them, for example browser/trust.test.ts
#   tests/vscode/run.sh install        only installs what they need
set -euo pipefail
cd "$(dirname "$0")/../.."
export OUROBOROS_REPOSITORY=$PWD
export OUROBOROS_BIN=${OUROBOROS_BIN:-$PWD/target/release/ouroboros}
home=$PWD/target/vscode
mkdir -p "$home"
. tests/vscode/install.sh

bare=$(editors/vscode/package.sh)

# The tests work on a copy beside that of the extension, so that no folder of the sources fills with packages.
stage=$home/stage/tests/vscode
mkdir -p "$stage"
find "$stage" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name lock.stamp -exec rm -rf {} +
tar -C tests/vscode --exclude ./node_modules -cf - . | tar -C "$stage" -xf -
if ! cmp -s "$stage/package-lock.json" "$stage/lock.stamp"; then
    (cd "$stage" && npm ci --ignore-scripts --no-audit --no-fund --silent)
    cp "$stage/package-lock.json" "$stage/lock.stamp"
fi
[ "${1:-}" != install ] || exit 0

whole=$(editors/vscode/package.sh linux-x64 "$OUROBOROS_BIN")
export VSIX_BARE=$PWD/$bare VSIX_WHOLE=$PWD/$whole
export VSCODE_PICTURES=$home/pictures
rm -rf "$VSCODE_PICTURES"

# Whatever happens to the runner, nothing that was started for it stays: all of it carries this mark.
export OUROBOROS_TEST_RUN=$$-$RANDOM
TMPDIR=$(mktemp -d)
export TMPDIR
sweep() {
    local place
    for place in /proc/[0-9]*; do
        if [ "${place#/proc/}" != $$ ] && grep -qsz "^OUROBOROS_TEST_RUN=$OUROBOROS_TEST_RUN\$" "$place/environ"; then
            kill -KILL "${place#/proc/}" 2>/dev/null || true
        fi
    done
    rm -rf "$TMPDIR"
}
trap sweep EXIT
trap 'exit 130' INT TERM HUP

(cd "$home/stage/editors/vscode" && node_modules/.bin/tsc --noEmit)
cd "$stage"
node_modules/.bin/tsc --noEmit
[ $# -gt 0 ] || set -- unit/*.test.ts host/*.test.ts browser/*.test.ts
# A limit for all of it, should a limit within it fail.
timeout --kill-after=10 900 node --test --test-concurrency=1 "$@" &
wait $!
