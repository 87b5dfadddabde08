#!/usr/bin/env bash
# 200,000 empty files, in the working tree and in a commit: the time and the memory that looking at them takes.
# Usage: many_files.sh OUROBOROS [LIMIT in CPU seconds]
set -euo pipefail
bin=$1 limit=${2:-60}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
mkdir "$place/repository"
python3 - "$place/repository" <<'PY'
import os, sys
endings = ["py", "js", "md", "json", "yaml", "toml", "rs", "go", "txt", "bin"]
for folder in range(400):
    path = f"{sys.argv[1]}/d{folder % 20}/e{folder}"
    os.makedirs(path)
    for file in range(500):
        open(f"{path}/f{file}.{endings[file % 10]}", "w").close()
PY
cd "$place/repository"
git init --quiet --initial-branch=main
git add --all
git -c user.name=a -c user.email=a@b commit --quiet -m many
for arguments in "" "--since main"; do
    # Something new, so that there is something to compare.
    [ -z "$arguments" ] || echo '{' >d0/e0/new.json
    set +e
    # shellcheck disable=SC2086
    /usr/bin/time -f '%U %S %M %e' -o "$place/time" timeout 300 "$bin" check $arguments --format json --output "$place/report" . 2>"$place/said"
    code=$?
    set -e
    [ "$code" -le 1 ] || { cat "$place/said" >&2; exit 1; }
    tail -n 1 "$place/time" | awk -v what="check $arguments" -v limit="$limit" '{
        printf "%s: %.1f CPU s, %d MiB, %.1f s\n", what, $1 + $2, $3 / 1024, $4
        if ($1 + $2 > limit) exit 1
    }' || { echo "more than $limit CPU seconds" >&2; exit 1; }
    rm "$place/report"
done
