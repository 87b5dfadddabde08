#!/usr/bin/env bash
# Tests the dashboard: what is committed is what its sources make, its types hold, and a person can use it in a browser.
# OUROBOROS_BIN names the program; everything that is installed goes below target/dashboard, and pictures are left there.
#
#   tests/dashboard/run.sh [build]     only what needs no browser
#   tests/dashboard/run.sh install     only installs what they need
set -euo pipefail
cd "$(dirname "$0")/../.."
export OUROBOROS_BIN=${OUROBOROS_BIN:-$PWD/target/release/ouroboros}
home=$PWD/target/dashboard
mkdir -p "$home"
. tests/node.sh

# The tests work on copies, so that no folder of the sources fills with packages.
copy() {
    local from=$1 to=$home/stage/$1
    mkdir -p "$to"
    find "$to" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name lock.stamp -exec rm -rf {} +
    tar -C "$from" --exclude ./node_modules --exclude ./dist -cf - . | tar -C "$to" -xf -
    if ! cmp -s "$to/package-lock.json" "$to/lock.stamp"; then
        (cd "$to" && npm ci --ignore-scripts --no-audit --no-fund --silent)
        cp "$to/package-lock.json" "$to/lock.stamp"
    fi
}

sources=server/api/dashboard
copy $sources
if [ "${1:-}" = install ]; then
    copy tests/dashboard
    exit 0
fi
(cd "$home/stage/$sources" && npm run --silent check && npm run --silent build -- --logLevel warn)
if ! diff -r "$home/stage/$sources/dist" $sources/dist; then
    echo "what is committed in $sources/dist is not what its sources make: (cd $sources && npm ci --ignore-scripts && npm run build)" >&2
    exit 1
fi
size=$(cat $sources/dist/assets/*.js | wc -c)
echo "the dashboard is what its sources make: $size bytes of JavaScript"
[ "$size" -le 61440 ] || { echo "that is more than 60 KiB" >&2; exit 1; }
[ "${1:-}" != build ] || exit 0

copy tests/dashboard
# Groups of processes are ended as those of VS Code are.
cp --parents tests/vscode/package.json tests/vscode/harness/processes.ts "$home/stage"
export DASHBOARD_PICTURES=$home/pictures
rm -rf "$DASHBOARD_PICTURES"
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT TERM HUP
cd "$home/stage/tests/dashboard"
node_modules/.bin/tsc --noEmit
# A limit for all of it, should a limit within it fail.
timeout --kill-after=10 400 node --test browser.test.ts &
wait $!
