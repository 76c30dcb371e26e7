#!/usr/bin/python3
"""Projects with both an export and FINN's hardware graph of it: tests whether the two imports give the same results.

Both are imported and run on the same random inputs; their last streams are compared, as labels if the hardware ends in labels. Then
the thresholds are compared: for each pair of layers, row by row, with every sum that the weights can give. A row in which a level differs
is printed with the sum, the levels and the thresholds of both sides.

    qonnx_pairs.py WEIR [--data FOLDER] [--inputs N]

Exit status: 0 the outputs are the same, or each differing threshold is printed; 1 they differ and no threshold does; 77, which is SKIPPED,
without the data."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import yaml

import import_oracle
import qonnx_oracle
from import_oracle import Weir

BUILDS = "finn-builds"
# Name, export, hardware graph, options of the export's import. The export of radioml includes the project's own change of its first
# layer, from which the hardware is made.
PAIRS = [
    ("lenet-w2a1", "lenet-w2a1-2025/lenet_w2a1.onnx", "lenet-w2a1-2025/lenet_folded.onnx",
     ["--input-type", "uint8", "--input-scale", "1/255", "--top-k", "1"]),
    ("radioml", "radioml-small-2025/intermediate_models/step_tidy_up.onnx",
     "radioml-small-2025/intermediate_models/step_generate_estimate_reports.onnx", []),
    ("tfc-w1a1", "tfc-w1a1-2026/tfc-w1a1.onnx", "tfc-w1a1-2026/output_custom_0/intermediate_models/step_set_fifo_depths.onnx", []),
    ("lenet-brainsmith", "lenet-brainsmith-2026/input/lenet_raw.onnx",
     "lenet-brainsmith-2026/intermediate_models/22_step_set_fifo_depths.onnx", ["--input-type", "uint8"]),
]


def imported(weir, path, options, name, folder):
    status, words = weir.run("import", path, "-o", f"{name}.yaml", "--map", f"{name}.json", *options, folder=folder)
    if status != 0:
        raise SystemExit(f"{path}: {words}")
    return yaml.safe_load((folder / f"{name}.yaml").read_text())


def run(weir, scenario, name, inputs, folder):
    """The last stream's values, [frames, elements]."""
    layer = scenario["input"]
    frames = len(inputs)
    np.save(folder / f"{name}_in.npy", inputs.reshape(frames, *layer["shape"]))
    layer["from"] = {"npy": f"{name}_in.npy"}
    last = [each["name"] for each in scenario["layers"] if "name" in each][-1] + "_out"
    changed = {**scenario, "scenario": f"{name}-run", "default_depth": 2**16}
    changed["layers"] = [each for each in scenario["layers"] if each["kind"] != "fifo"]
    (folder / f"{name}-run.yaml").write_text(yaml.safe_dump(changed, sort_keys=False))
    status, words = weir.run("run", f"{name}-run.yaml", "--engine", "golden", "--frames", frames, "--dump", f"{last}={name}_out.npy", folder=folder)
    if status != 0:
        raise SystemExit(f"{name}: {words}")
    return np.load(folder / f"{name}_out.npy").reshape(frames, -1)


def layers_of(scenario, folder):
    """For each layer with thresholds: its name, the weights whose sums reach them (None without products), thresholds [rows, steps], and the
    type of its inputs."""
    found, bare, kind = [], (None, None), scenario["input"]["type"]
    for layer in scenario["layers"]:
        def array(key):
            source = layer.get(key)
            return np.load(folder / source["npz"])[source["array"]].astype(np.int64) if source else None

        if layer["kind"] in ("mvtu", "conv", "vvtu") and "thresholds" not in layer:
            bare = array("weights"), kind
        elif "thresholds" in layer:
            weights, inputs = (array("weights"), kind) if "weights" in layer else bare
            found.append((layer["name"], weights, array("thresholds"), inputs if weights is not None else kind))
            bare = (None, None)
            kind = layer["output"]
    return found


def level(thresholds, sums):
    return np.searchsorted(np.sort(thresholds), sums, side="right")


def main():
    parser = argparse.ArgumentParser(prog="qonnx_pairs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weir", metavar="WEIR")
    parser.add_argument("--data", type=Path, default=import_oracle.DATA)
    parser.add_argument("--inputs", type=int, default=100, help="frames; else 100")
    arguments = parser.parse_args()
    builds = arguments.data / BUILDS
    if not builds.is_dir():
        print(f"SKIPPED: no {builds}")
        return 77
    weir = Weir(str(Path(arguments.weir).resolve()), "golden")
    failed = False
    for name, export, hardware, options in PAIRS:
        with tempfile.TemporaryDirectory(prefix="weir_pairs_") as folder:
            folder = Path(folder)
            one = imported(weir, builds / export, options, "export", folder)
            two = imported(weir, builds / hardware, [], "hardware", folder)
            rng = np.random.default_rng(1)
            layer = two["input"]
            count = int(np.prod(layer["shape"]))
            inputs = qonnx_oracle.draw(rng, layer["type"], arguments.inputs, count, 0)
            found, wanted = run(weir, one, "export", inputs, folder), run(weir, two, "hardware", inputs, folder)
            words = "outputs"
            if found.shape != wanted.shape:  # in the export the labels are computed on the host
                graph = qonnx_oracle.Graph(builds / export)
                entries = [e for e in json.loads((folder / "export.json").read_text()) if e.get("tensor")]
                entry = entries[-1]
                # The host computes what follows the last stream.
                given = {entry["tensor"]: qonnx_oracle.tensor_of(entry, found)}
                tensors, _, _ = graph.evaluate(given)
                found = tensors[graph.outputs[0]].value.reshape(len(found), -1)
                words = "labels, of the host behind the export,"
            same = int((found == wanted).all(axis=1).sum())
            print(f"{name}: {same} of {len(found)} {words} the same")
            differ = compare_thresholds(layers_of(one, folder), layers_of(two, folder))
            failed |= same < len(found) and not differ
    return 1 if failed else 0


def compare_thresholds(ours, finns):
    """Returns how many rows differ, and prints them."""
    differ = rows = steps = 0
    # If counts of equal bits are the output, the hardware has thresholds that the graph does not have.
    for (name, w, t, kind), (other, v, u, other_kind) in zip(ours, finns):
        if w is None or v is None:
            w = v = np.ones((max(len(t), len(u)), 1), np.int64)
        if w.shape != v.shape:
            print(f"  {name} and {other}: weights of shapes {w.shape} and {v.shape}")
            continue
        low, high = qonnx_oracle.type_bounds(kind)
        for r in range(len(w)):
            sign = 1 if np.array_equal(w[r], v[r]) else -1 if np.array_equal(w[r], -v[r]) else 0
            rows += 1
            if not sign:
                print(f"  {name} row {r}: other weights")
                differ += 1
                continue
            # Sums that the inputs can give; with inputs of -1 and 1 every second number.
            sums = np.arange(np.minimum(w[r] * low, w[r] * high).sum(), np.maximum(w[r] * low, w[r] * high).sum() + 1,
                             2 if kind == "bipolar" else 1)
            steps += len(t[r % len(t)])
            theirs = sign * sums
            if kind == "bipolar" and other_kind == "binary":  # its inputs are 0 and 1
                theirs = (theirs + v[r].sum()) // 2
            x, y = level(t[r % len(t)], sums), level(u[r % len(u)], theirs)
            if sign < 0 and len(t[0]) == 1 and not np.array_equal(x, y):
                y = 1 - y
            if not np.array_equal(x, y):
                differ += 1
                at = int(sums[np.argmax(x != y)])
                print(f"  {name} and {other}, row {r}: {int((x != y).sum())} of {len(sums)} sums have other levels, such as {at}: {x[sums == at][0]} and "
                      f"{y[sums == at][0]}; thresholds {t[r % len(t)].tolist()[:8]} and {u[r % len(u)].tolist()[:8]}, of sums times {sign}")
    print(f"  {rows - differ} of {rows} rows of thresholds the same on every sum, {steps} thresholds")
    return differ


if __name__ == "__main__":
    sys.exit(main())
