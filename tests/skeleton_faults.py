#!/usr/bin/env python3
"""Puts faults into the handshakes of Weir's own RTL, and holds the skeletons of the faulty RTL to the faulty RTL.

A fault changes one line. Engine skeleton compares every valid, ready and label of a skeleton with its RTL under Verilator before
it runs, so a run that it begins shows the faulty RTL's own cycles. The others must be refused:

  exact     the skeleton is equal to the faulty RTL in every cycle
  refused   a handshake of the faulty RTL depends on data, on a memory or on a loop; the message has the path
  asserted  an assertion of the RTL itself fails; no skeleton has assertions
  unbuilt   Verilator or yosys rejects the line, or the network's hardware has it not (neither is counted)
  wrong     anything else: the skeleton differs from its RTL

With --data N it adds, N times, a bit of data to what drives a handshake. All of these must be refused, and each path must begin
at data or at a memory and end at a handshake.

Usage: skeleton_faults.py BUILD [--count N] [--data N] [--seed S] [--jobs J] [--json FILE]. BUILD: a build folder.
Exit status: 0 if none is wrong; 1 if one is; 77 if yosys or Verilator is missing."""

import argparse
import concurrent.futures
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# By module: input and layers of a small network that has it.
MAP = "{type: uint2, shape: [4, 4, 2], elements_per_beat: 1}"
LINE = "{type: uint2, shape: [4, 4], elements_per_beat: 2}"
MVTU = "{kind: mvtu, name: a, rows: 4, pe: 2, simd: 2, weights: {type: int3, seed: 1}, thresholds: {seed: 2}, output: uint2}"
STREAMED = MVTU.replace("seed: 1}", "seed: 1, streamed: true, memory: {elements_per_beat: 4, cycles_per_beat: 2}}")
FORK = "{kind: fork, name: f, copies: 2}"
DWC = "{kind: dwc, name: a, out_bits: 6}"
NETWORKS = {
    "weir_accumulate": (LINE, [MVTU]),
    "weir_channelwise": (LINE, ["{kind: channelwise, name: a, op: add, pe: 2, parameters: {type: int4, seed: 1}}"]),
    "weir_concat": (LINE, [FORK, "{kind: concat, name: a, from: [f_out0, f_out1], pe: 2}"]),
    "weir_delay_line": (LINE, [MVTU]),
    "weir_downsample": (MAP, ["{kind: downsample, name: a, stride: 2, simd: 1}"]),
    "weir_dwc": (LINE, [DWC]),
    "weir_eltwise": (LINE, [FORK, "{kind: add, name: a, from: [f_out0, f_out1], pe: 2}"]),
    "weir_fifo": (LINE, [DWC]),
    "weir_fork": (LINE, [FORK, "{kind: add, name: a, from: [f_out0, f_out1], pe: 2}"]),
    "weir_label_select": (LINE, ["{kind: label_select, name: a, pe: 2, classes: 4, k: 2}"]),
    "weir_lookup": ("{type: uint2, shape: [4], elements_per_beat: 1}",
                    ["{kind: lookup, name: a, pe: 2, table: {type: int4, dimension: 4, seed: 1}}"]),
    "weir_maxpool": (MAP, ["{kind: maxpool, name: a, kernel: 2, pe: 1}"]),
    "weir_memstream": (LINE, [STREAMED]),
    "weir_mvtu": (LINE, [STREAMED]),
    "weir_normalize": (LINE, ["{kind: normalize, name: a, pe: 2, output: uint8}"]),
    "weir_output_queue": (LINE, [DWC]),
    "weir_pad": (MAP, ["{kind: pad, name: a, pads: 1, simd: 1}"]),
    "weir_split": (LINE, ["{kind: split, name: a, pe: 2, channels: [2, 2]}"]),
    "weir_swu": (MAP, ["{kind: swu, name: a, kernel: 2, simd: 1}"]),
    "weir_threshold": (LINE, ["{kind: threshold, name: a, pe: 2, thresholds: {values: [[1, 2]]}, output: uint2}"]),
    "weir_upsample": (MAP, ["{kind: upsample, name: a, scale: 2, simd: 1}"]),
}

HANDSHAKE = re.compile(r"valid|ready|credit|issue|push|pop\b|occupancy|take|give|blocked|reads|writes|_q <=|last|held|first")
# Neither comments, ports, parameters, instances nor assertions.
OTHER = re.compile(r"^\s*(//|input|output|module|parameter|localparam|logic|int|function|genvar|generate|\.|`|#|\$|if \(\w+ [<>]|"
                   r"\w+ : assert|disable|else \$error|assert|end\b|endmodule|default|import|wire|bit)|\$error|\|->|weir_\w+ #")
CHANGES = [
    (r"&&", "||"),
    (r"\|\|", "&&"),
    (r"!(?=[a-z(])", ""),
    (r" == ", " != "),
    (r" != ", " == "),
    (r" < ", " <= "),
    (r" >= ", " > "),
    (r" > ", " >= "),
    (r"\+ 1'b1", "- 1'b1"),
    (r"- 1'b1", "+ 1'b1"),
    (r"1'b1", "1'b0"),
    (r"1'b0", "1'b1"),
    (r"<= '0", "<= '1"),
    (r"\bif \((\w+)\)", r"if (!\1)"),
    (r"\bif \((\w+)\)", r"if (1'b1 || \1)"),
    (r"= (\w+) \? (.+) : (.+);", r"= \1 ? \3 : \2;"),
]


def logic_lines(text):
    """Numbers of the lines of a module that describe its handshakes."""
    lines = text.split("\n")
    first = next(i for i, line in enumerate(lines) if line.startswith(");"))
    skipped = False
    for i in range(first, len(lines)):
        if "`ifndef" in lines[i]:
            skipped = True
        elif "`endif" in lines[i]:
            skipped = False
        if not skipped and HANDSHAKE.search(lines[i]) and not OTHER.search(lines[i]):
            yield i


def one_line_faults(rtl, rng):
    """Endlessly: module, line number, the line before and after."""
    modules = sorted(NETWORKS)
    while True:
        module = rng.choice(modules)
        text = (rtl / f"{module}.sv").read_text()
        number = rng.choice(list(logic_lines(text)))
        line = text.split("\n")[number]
        found = [(m, new) for old, new in CHANGES for m in re.finditer(old, line)]
        if not found:
            continue
        match, new = rng.choice(found)
        yield module, number, line, line[:match.start()] + match.expand(new) + line[match.end():]


def data_faults(rtl, rng):
    """Endlessly: the same, of an assignment of a handshake that a bit of data takes part in afterwards."""
    choices = []
    for module in sorted(NETWORKS):
        text = (rtl / f"{module}.sv").read_text()
        data = re.findall(r"input\s+logic\s+\[[^\]]*\]\s+(s_\w*data_i)\b", text)
        data += re.findall(r"logic \[[^\]]*\] (storage_q|rest_q)\b(?!\[)", text)
        for number, line in enumerate(text.split("\n")):
            if re.match(r"\s*assign (\w*(ready|valid)_o|issue|give|push|pop|credit_o) = [^;]*;$", line):
                choices += [(module, number, line, name) for name in data]
    while True:
        module, number, line, name = rng.choice(choices)
        operator = rng.choice(["&&", "||", "^"])
        bit = rng.choice([f"{name}[0]", f"^{name}", f"({name} == '0)"])
        yield module, number, line, re.sub(r"= (.*);$", lambda m: f"= ({m[1]}) {operator} ({bit});", line)


def untimed(said):
    """A report's tables of layers and streams, and its notes: all but what a clock measured."""
    return said[max(said.find("\nLayers"), 0):]


class Bench:
    """A copy of what is installed, in which one file of RTL can be exchanged."""

    def __init__(self, build, folder):
        self.folder = folder
        (folder / "bin").mkdir(parents=True)
        shutil.copy2(build / "cli" / "weir", folder / "bin" / "weir")
        shutil.copytree(build / "share" / "weir", folder / "share" / "weir")
        for module, (given, layers) in NETWORKS.items():
            layers = "".join(f"  - {layer}\n" for layer in layers)
            (folder / f"{module}.yaml").write_text(f"scenario: {module}\nintent: Show a fault.\nseed: 1\nframes: 2\nengines: [skeleton]\n"
                                                   f"default_depth: 2\ninput: {given}\nlayers:\n{layers}")

    def run(self, module, number=None, after=None):
        """Status and output of a run of the module's network with that line in its place."""
        source = self.folder / "share" / "weir" / "rtl" / f"{module}.sv"
        text = source.read_text()
        if number is not None:
            lines = text.split("\n")
            lines[number] = after
            source.write_text("\n".join(lines))
        try:
            done = subprocess.run(
                ["timeout", "-k", "5", "300", self.folder / "bin" / "weir", "run", self.folder / f"{module}.yaml", "--quiet"],
                capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "WEIR_CACHE": str(self.folder / "cache")})
        finally:
            source.write_text(text)
        return done.returncode, done.stdout + done.stderr


PATH = re.compile(r"found a handshake that depends on (.*): ([^,]*(?:, [^,]*)*?), wanted handshakes")


def verdict(status, said):
    """What became of a faulty design, and the line that says so."""
    last = next((line for line in said.split("\n") if line.startswith("weir: ")), said.strip().split("\n")[-1])
    if "held to the RTL for" in said and status in (0, 1):
        return "exact", said
    if status == 2 and (PATH.search(last) or "gates that make a loop" in last):
        return "refused", last
    if "Assertion failed" in said or "assertion" in last:
        return "asserted", last
    if status == 3 and re.search(r"engine \w+: (verilator|yosys|make|g\+\+) ", said):
        return "unbuilt", said
    return "wrong", said


def judge(kind, found, said, is_there):
    """A fault of data must be refused, with a path from data or a memory to a handshake, if the line is there."""
    if kind != "data" or found in ("unbuilt", "wrong"):
        return found
    if found != "refused":
        return "wrong" if is_there() else "unbuilt"
    way = PATH.search(said)
    ends = way[2].split(" -> ") if way else [""]
    begins = re.search(r"data|memory|storage|rest", way[1] + ends[0]) if way else None
    return "refused" if begins and re.search(r"valid|ready|issue|blocked", ends[-1]) else "wrong"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--data", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if not shutil.which("yosys") or not shutil.which("verilator"):
        print("SKIPPED: no yosys or no verilator")
        return 77
    rtl = arguments.build.resolve() / "share" / "weir" / "rtl"
    rng = random.Random(arguments.seed)
    drawn, seen = [], set()
    # Twice as many as wanted, in place of those that are not built.
    for kind, faults, count in (("line", one_line_faults(rtl, rng), arguments.count), ("data", data_faults(rtl, rng), arguments.data)):
        of_kind = []
        for _ in range(1000 * count):
            module, number, before, after = next(faults)
            if len(of_kind) == 2 * count:
                break
            if (module, number, after) not in seen:
                seen.add((module, number, after))
                of_kind.append((kind, module, number, before.strip(), after))
        drawn.append((count, of_kind))

    with tempfile.TemporaryDirectory() as temporary:
        benches = [Bench(arguments.build.resolve(), Path(temporary) / str(j)) for j in range(arguments.jobs)]
        free = list(benches)
        used = {fault[1] for _, faults in drawn for fault in faults}

        def sound(module):
            bench = free.pop()
            status, said = bench.run(module)
            free.append(bench)
            return module, status, said

        def run(fault):
            kind, module, number, before, after = fault
            bench = free.pop()
            found, said = verdict(*bench.run(module, number, after))
            # Within a generate block that is not taken, a module that does not exist is no fault.
            found = judge(kind, found, said, lambda: bench.run(module, number, before + " weir_nothing u_nothing ();")[0] == 3)
            free.append(bench)
            return {"kind": kind, "module": module, "line": number + 1, "before": before, "after": after.strip(),
                    "found": found, "said": said}

        results = []
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            without = {}  # by module, what is said of the network without a fault
            for module, status, said in pool.map(sound, sorted(used)):
                if status != 0:
                    print(f"FAILED: {module} without a fault: {said}")
                    return 1
                without[module] = untimed(said)
            for count, faults in drawn:
                built, queue = [], list(faults)
                while queue and len(built) < count:
                    batch = [queue.pop(0) for _ in range(min(len(queue), count - len(built)))]
                    for result in pool.map(run, batch):
                        if result["found"] != "unbuilt":
                            built.append(result)
                        results.append(result)
                if len(built) < count:
                    print(f"FAILED: found {len(built)} faults that could be built, wanted {count}")
                    return 1

    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))
    for kind in ("line", "data"):
        counts = {name: sum(r["kind"] == kind and r["found"] == name for r in results)
                  for name in ("exact", "refused", "asserted", "wrong", "unbuilt")}
        print(f"{kind}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
    changed = sum(r["found"] == "exact" and untimed(r["said"]) != without[r["module"]] for r in results)
    print(f"with other cycles, states or gates than without the fault: {changed} of the exact")
    wrong = [r for r in results if r["found"] == "wrong"]
    for r in wrong:
        print(f"FAILED: {r['module']}.sv:{r['line']}: {r['before']} -> {r['after']}\n  {r['said'][-1500:]}")
    return 1 if wrong else 0


sys.exit(main())
