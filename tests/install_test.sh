#!/usr/bin/env bash
# Uses what `cmake --install` and `cpack` make where nothing else of the project can be reached: the sources and the build folder are
# hidden, the environment is empty, and the command runs from another folder. Usage: install_test.sh BUILD SOURCE
# Status 77 if this system does not let a user hide a folder.
set -u
build=$(cd "$1" && pwd)
source=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

# Runs a command in $work with an empty environment and the project out of reach.
alone() {
  unshare --mount --map-root-user env -i PATH=/usr/bin:/bin HOME="$work/home" WEIR_RTL_OPTIMISE=0 sh -c '
    source=$1 build=$2 work=$3
    shift 3
    mount -t tmpfs none "$source" || exit 99
    if [ -d "$build" ]; then mount -t tmpfs none "$build" || exit 99; fi
    cd "$work" && exec "$@"' sh "$source" "$build" "$work" "$@"
}
mkdir "$work/home"
if ! alone true 2>"$work/err"; then
  echo "skipped: $(cat "$work/err")"
  exit 77
fi
alone test -e "$source/README.md" && fail "the project is not out of reach"

# --- A prefix, moved after it was made ---
cmake --install "$build" --prefix "$work/made" >"$work/log" || fail "cmake --install: $(tail -3 "$work/log")"
mv "$work/made" "$work/prefix"
if grep -r -l -F -e "$source" -e "$build" "$work/prefix"; then fail "the installed files above name the project's folder"; fi

# Every use of the command's own data: engines that compile, emitted projects.
cat >"$work/little.yaml" <<'END'
scenario: little
intent: Run one small layer on random frames.
clock_mhz: 150
fpga_part: xc7z020clg400-1
seed: 1
frames: 3
engines: [golden, hls, systemc, native, rtl]
input: {type: int4, shape: [16], elements_per_beat: 4}
layers:
  - {kind: mvtu, name: fc, rows: 8, pe: 2, simd: 4, weights: {type: int3, seed: 3}, thresholds: {seed: 2, steps: 3}, output: uint2}
END
check() { # name of the command, path of weir, last engine
  local what=$1 weir=$2 engine=$3
  alone "$weir" --version >"$work/out" || fail "$what: --version"
  local commit
  if commit=$(git -C "$source" rev-parse --short=12 HEAD 2>/dev/null); then
    grep -q "^weir [0-9.]* (commit $commit" "$work/out" || fail "$what: found $(cat "$work/out"), wanted commit $commit"
  fi
  alone "$weir" run little.yaml --engine "golden,native,$engine" >"$work/out" 2>&1 || fail "$what: run: $(tail -5 "$work/out")"
  grep -q "bit_exact *golden = $engine" "$work/out" || fail "$what: run: compared no $engine"
  rm -rf "$work/rtl" "$work/hls"
  alone "$weir" emit rtl little.yaml -o rtl >"$work/out" 2>&1 || fail "$what: emit rtl: $(cat "$work/out")"
  alone "$weir" emit hls little.yaml -o hls >"$work/out" 2>&1 || fail "$what: emit hls: $(cat "$work/out")"
}
# The manual, and the schemas for editors; a new scenario names its schema.
for page in man1/weir.1 man1/weir-run.1 man1/weir-help.1 man5/weir-scenario.5 man5/weir-suite.5; do
  [[ -s $work/prefix/share/man/$page ]] || fail "manual: found no $page"
done
alone "$work/prefix/bin/weir" help --json-schema >"$work/out" || fail "help --json-schema"
cmp "$work/out" "$work/prefix/share/weir/scenario.schema.json" || fail "the installed schema is not that of the command"
alone "$work/prefix/bin/weir" init new.yaml >"$work/out" 2>&1 || fail "init: $(cat "$work/out")"
schema=$(sed -n '1s|^# yaml-language-server: $schema=||p' "$work/new.yaml")
[[ $schema -ef $work/prefix/share/weir/scenario.schema.json ]] || fail "init: found the schema '$schema', wanted the installed one"
check "installed command" "$work/prefix/bin/weir" rtl
alone "$work/prefix/bin/weir" run "$work/prefix/share/weir/scenarios/tfc-w1a1.yaml" --engine golden,native >"$work/out" 2>&1 ||
  fail "an installed scenario: $(tail -3 "$work/out")"

# --- The Debian package, unpacked ---
(cd "$build" && cpack -G DEB -B "$work/package" >"$work/log") || fail "cpack: $(tail -3 "$work/log")"
deb=$(echo "$work"/package/*.deb)
for field in "Package: weir" "Version: [0-9]" "Depends: .*g++.*verilator" "Depends: .*libsystemc"; do
  dpkg-deb --field "$deb" | grep -q "^$field" || fail "package: found no $field: $(dpkg-deb --field "$deb")"
done
dpkg-deb --extract "$deb" "$work/root"
for file in share/man/man1/weir.1 share/man/man5/weir-scenario.5 share/weir/scenario.schema.json share/weir/suite.schema.json; do
  [[ -s $work/root/usr/$file ]] || fail "package: found no $file"
done
rm -rf "$work/home/.cache"
check "packaged command" "$work/root/usr/bin/weir" hls

((failed == 0)) && echo "all held"
exit $failed
