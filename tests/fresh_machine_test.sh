#!/usr/bin/env bash
# The Debian package on a fresh machine: debootstrap makes a root, in which apt installs the package; nothing else of the project is
# there. It needs root and the network, and takes minutes, so it is run by hand. Usage: fresh_machine_test.sh PACKAGE.deb [ROOT]
# A ROOT that does not exist is made, and kept for later runs; without ROOT a temporary one is made.
set -eu
deb=$(realpath "$1")
root=${2:-}
if [[ -z $root ]]; then
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
fi
[[ -x $root/bin/sh ]] || debootstrap --variant=minbase bookworm "$root" >&2
cp "$deb" "$root/root/weir.deb"
cp /etc/resolv.conf "$root/etc/resolv.conf"

cat >"$root/root/check" <<'END'
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends /root/weir.deb make iverilog >/dev/null
rm -rf /somewhere  # from an earlier run, if the root was kept
mkdir -p /somewhere/else && cd /somewhere/else
weir --version
cat >little.yaml <<'YAML'
scenario: little
intent: Run one little layer on random frames.
seed: 1
frames: 3
engines: [golden, hls, systemc, native, rtl]
input: {type: int4, shape: [16], elements_per_beat: 4}
layers:
  - {kind: mvtu, name: fc, rows: 8, pe: 2, simd: 4, weights: {type: int3, seed: 3}, thresholds: {seed: 2, steps: 3}, output: uint2}
YAML
weir run little.yaml
weir run /usr/share/weir/scenarios/tfc-w1a1.yaml
weir size little.yaml | tail -1
weir emit rtl little.yaml -o rtl
weir emit hls little.yaml -o hls
make -C rtl 2>&1 | grep '^PASS'
make -C hls 2>&1 | grep 'as expected'
END
unshare --mount sh -c 'mount -t proc proc "$0/proc" && exec chroot "$@"' "$root" "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root sh /root/check >"$root/root/log" 2>&1 || {
  tail -20 "$root/root/log"
  echo "FAILED: in $root"
  exit 1
}
cat "$root/root/log"
(($(grep -c "^verdict: pass" "$root/root/log") >= 2)) && (($(grep -c "^PASS" "$root/root/log") == 4))
echo "all held"
