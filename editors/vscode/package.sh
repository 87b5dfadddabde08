#!/usr/bin/env bash
# Packages the extension: with a server for one platform inside, or without one for all.
#
#   editors/vscode/package.sh [PLATFORM PROGRAM]     for example: linux-x64 target/dist/ouroboros
#
# Works on a copy below target/vscode, so that this folder stays clean, and prints where the package is.
set -euo pipefail
platform=${1:-}
program=${2:-}
[ -z "$program" ] || program=$(realpath "$program")
if [ -n "$platform" ] && [ -z "$program" ]; then
    echo "package.sh: which program shall be in the package for $platform?" >&2
    exit 2
fi
cd "$(dirname "$0")/../.."

stage=target/vscode/stage/editors/vscode
mkdir -p "$stage"
find "$stage" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name lock.stamp -exec rm -rf {} +
tar -C editors/vscode --exclude ./node_modules --exclude ./dist -cf - . | tar -C "$stage" -xf -
cp server/schemas/schemas/dna.json "$stage/schemas/dna.json"
{ cat LICENSE-MIT && printf '\n%s\n\n' '--- or, at your choice ---' && cat LICENSE-APACHE; } > "$stage/LICENSE.txt"

if ! cmp -s "$stage/package-lock.json" "$stage/lock.stamp"; then
    (cd "$stage" && npm ci --ignore-scripts --no-audit --no-fund --silent)
    cp "$stage/package-lock.json" "$stage/lock.stamp"
fi

(cd "$stage" && node scripts/build.mjs)
version=$(node -p "require('./$stage/package.json').version")
arguments=(--no-dependencies --allow-missing-repository --out)
if [ -n "$platform" ]; then
    name=ouroboros
    case $platform in win32-*) name=ouroboros.exe ;; esac
    mkdir -p "$stage/server"
    install -m 755 "$program" "$stage/server/$name"
    arguments+=("../../../ouroboros-$platform-$version.vsix" --target "$platform")
else
    arguments+=("../../../ouroboros-$version.vsix")
fi
# It asks nobody and changes nothing but the file it makes; what it prints is of interest only when it fails.
log=target/vscode/vsce.log
(cd "$stage" && node node_modules/@vscode/vsce/vsce package "${arguments[@]}") >"$log" 2>&1 </dev/null || { cat "$log" >&2; exit 1; }
echo "target/vscode/ouroboros${platform:+-$platform}-$version.vsix"
