#!/usr/bin/env bash
# Tests check_includes: each kind of fault is found in its place.
set -euo pipefail
check=$(cd "$(dirname "$0")" && pwd)/check_includes
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
mkdir "$project"/{network,golden,hls}
echo '#include "network/network.hpp"' >"$project/golden/golden.cpp"
echo 'weir_library(golden ROOMS network DEPENDS x)' >"$project/golden/CMakeLists.txt"
"$check" "$project"

finds() { # text
  local said
  said=$("$check" "$project") && { echo "check_includes passes, wanted: $1"; exit 1; }
  [[ $said == "$1"* ]] || { echo "found: $said, wanted: $1"; exit 1; }
}
echo '#include "golden/golden.hpp"' >"$project/network/network.hpp"
finds 'network/network.hpp:1: found golden/, wanted one of network'
rm "$project/network/network.hpp"
echo '#include "network/network.hpp"' >"$project/hls/mvtu.hpp"
finds 'hls/mvtu.hpp:1: found network/, wanted one of hls'
mv "$project/hls/mvtu.hpp" "$project/hls/emit.hpp"
"$check" "$project"
echo 'weir_library(golden ROOMS network models)' >"$project/golden/CMakeLists.txt"
finds 'golden/CMakeLists.txt: found ROOMS models network, wanted network'
rm -r "${project:?}"/*
finds "$project: found no #include"
