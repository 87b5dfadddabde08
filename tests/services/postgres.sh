#!/bin/sh
# Runs a private PostgreSQL in the foreground: postgres.sh FOLDER PORT. The cluster is made when FOLDER holds none; it
# listens on 127.0.0.1:PORT and on a socket in FOLDER, trusts everybody there, has the user `ouroboros`, and syncs as it
# does in earnest. It ends with whoever started it. Exit status 77: PostgreSQL is not installed.
set -eu
folder=$1 port=$2
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /none/initdb)")
if [ ! -x "$bin/initdb" ]; then
    echo "PostgreSQL is not installed (Debian: apt-get install postgresql)" >&2
    exit 77
fi
as=
if [ "$(id -u)" = 0 ]; then
    # It refuses to run as root.
    group=$(id -gn nobody)
    mkdir -p "$folder"
    chown nobody:"$group" "$folder"
    as="setpriv --reuid=nobody --regid=$group --clear-groups --pdeathsig=KILL"
elif command -v setpriv >/dev/null; then
    as="setpriv --pdeathsig=KILL"
fi
cd "$folder"
if [ ! -f "$folder/data/PG_VERSION" ]; then
    $as "$bin/initdb" -D "$folder/data" -U ouroboros --auth=trust --encoding=UTF8 --locale=C --no-sync >"$folder.initdb.log" 2>&1 ||
        { cat "$folder.initdb.log" >&2; exit 1; }
    rm -f "$folder.initdb.log"
fi
# What a server killed with -9 has left.
rm -f "$folder/data/postmaster.pid"
exec $as "$bin/postgres" -D "$folder/data" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 -c max_connections=200 \
    -c fsync=on -c synchronous_commit=on -c logging_collector=off
