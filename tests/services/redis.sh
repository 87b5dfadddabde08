#!/bin/sh
# Runs a private Redis in the foreground: redis.sh FOLDER PORT, on 127.0.0.1, nothing written to the disk. It ends with
# whoever started it. Exit status 77: Redis is not installed.
set -eu
folder=$1 port=$2
if ! command -v redis-server >/dev/null; then
    echo "Redis is not installed (Debian: apt-get install redis-server)" >&2
    exit 77
fi
mkdir -p "$folder"
as=
command -v setpriv >/dev/null && as="setpriv --pdeathsig=KILL"
exec $as redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$folder" --daemonize no
