#!/bin/sh
# Makes ../data/kubernetes.json.zz: one build for each release, since k8s-openapi has one in a build. For a new release: its
# feature in Cargo.toml, here and in build.rs, RELEASES in ../src/kubernetes.rs, `checks.kubernetes` in the crate `dna`.
set -eu
cd "$(dirname "$0")"
mkdir -p ../data target/versions
for minor in 33 34 35 36 37; do
    cargo run --quiet --features "v1_$minor" -- version > "target/versions/1.$minor.json"
done
cargo run --quiet --features v1_37 -- merge target/versions/1.*.json > ../data/kubernetes.json.zz
