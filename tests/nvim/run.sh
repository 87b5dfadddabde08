#!/bin/sh
# Drives a real Neovim with the plugin, on a scratch repository and with no configuration of this user.
#
#   NVIM=nvim OUROBOROS_BIN=target/release/ouroboros tests/nvim/run.sh
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$(dirname -- "$here")")
nvim=${NVIM:-nvim}
program=${OUROBOROS_BIN:-$root/target/release/ouroboros}
# The test changes folders.
case $program in */*) program=$(CDPATH= cd -- "$(dirname -- "$program")" && pwd)/$(basename -- "$program") ;; esac

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
for kind in CONFIG DATA STATE CACHE; do
  mkdir "$scratch/$kind"
  export "XDG_${kind}_HOME=$scratch/$kind"
done
mkdir "$scratch/shop"

# Every wait in the test has a limit of its own; this one is for a Neovim that hangs.
cd "$scratch/shop"
status=0
OUROBOROS_BIN=$program timeout 180 "$nvim" --clean --headless -i NONE -n \
  --cmd "set rtp^=$root/editors/nvim" -c "luafile $here/test.lua" </dev/null || status=$?
if [ "$status" -eq 124 ]; then
  echo 'Neovim did not end' >&2
fi
exit "$status"
