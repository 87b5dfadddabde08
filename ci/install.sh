#!/usr/bin/env bash
# Puts `ouroboros` on the path of a GitHub job: from an archive, from a release, or built from the source beside this.
# Runs on what runners have: bash 3.2, curl, tar.
set -euo pipefail

archive=${OUROBOROS_ARCHIVE:-}
version=${OUROBOROS_VERSION:-}
temporary=${RUNNER_TEMP:?this runs in a job of GitHub Actions}
bin=$temporary/ouroboros-bin
mkdir -p "$bin"

fail() {
    echo "::error title=Ouroboros::$*"
    exit 2
}

platform() {
    case $(uname -s)-$(uname -m) in
        Linux-x86_64) echo x86_64-unknown-linux-gnu ;;
        Linux-aarch64 | Linux-arm64) echo aarch64-unknown-linux-gnu ;;
        Darwin-x86_64) echo x86_64-apple-darwin ;;
        Darwin-arm64) echo aarch64-apple-darwin ;;
        *) fail "there is no release for $(uname -s) on $(uname -m): leave \`version\` empty to build it" ;;
    esac
}

sum() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

if [ -z "$archive" ] && [ -n "$version" ]; then
    name=ouroboros-${version#v}-$(platform).tar.gz
    archive=$temporary/$name
    url=${GITHUB_SERVER_URL:-https://github.com}/$OUROBOROS_REPOSITORY/releases/download/v${version#v}/$name
    curl --fail --silent --show-error --location --retry 3 --output "$archive" "$url" || fail "cannot download $url"
fi

if [ -n "$archive" ]; then
    [ -f "$archive" ] || fail "there is no archive $archive"
    if [ -n "${OUROBOROS_SHA256:-}" ] && [ "$(sum "$archive")" != "$OUROBOROS_SHA256" ]; then
        fail "the SHA-256 of $archive is $(sum "$archive") and not $OUROBOROS_SHA256"
    fi
    tar -xzf "$archive" -C "$bin" --strip-components=1
else
    command -v cargo >/dev/null || fail "there is no cargo to build it with: name a release in \`version\`"
    cargo build --release --locked --package ouroboros \
        --manifest-path "${OUROBOROS_SOURCE:?}/Cargo.toml" --target-dir "$temporary/ouroboros-target"
    cp "$temporary/ouroboros-target/release/ouroboros" "$bin/"
fi

"$bin/ouroboros" --version
echo "$bin" >>"$GITHUB_PATH"
