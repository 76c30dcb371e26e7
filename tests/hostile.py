#!/usr/bin/python3
"""Tests the weir command with mutated scenarios and arrays: it must accept them with the right meaning, or refuse them.

The valid scenarios are two written here, random networks of every layer kind as values_test.py draws them, and the project's
own. In one of them, or in its .npy, .npz, IDX or BNN-PYNQ files, something is changed at random: bytes and lines are removed,
inserted or replaced, and numbers become extreme. Every run must soon end with status 0, 1 or 2, and status 2 needs one line of error.

A changed array that is accepted must mean what its format's own reader reads from it: numpy, or a few lines here. It is written
again in the plainest form, and a run with that form must have the same values on every stream. What the reader refuses must be
refused. A changed random network must compute what docs/values.md states, if the references of values_test.py can evaluate it.

    hostile.py WEIR [--count N] [--seed S] [--jobs J] [--keep FOLDER]

Exit status: 0 all runs ended as required; 1 some did not; each of these is named, and its files are kept."""

import copy
import gzip
import json
import math
import random
import re
import struct
import sys
import warnings
from pathlib import Path

import numpy as np
import yaml

import hostile_rig
import values_test

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 180
NUMBERS = ["0", "-1", "1", "2", "3", "5", "7", "16", "64", "0.5", "1e3", ".inf", "x", "", "[]", "{}", "true", "~"]
EXTREME = ["1048576", "1048577", "1073741824", "2147483647", "2147483648", "4294967296", "9223372036854775807",
           "9223372036854775808", "-9223372036854775808", "1e30"]

NETWORK = """scenario: s
intent: Take what comes.
seed: 1
frames: 2
engines: [golden, native]
input:
  type: uint4
  shape: [4, 4, 2]
  elements_per_beat: 2
  from: {npy: frames.npy}
layers:
  - {kind: conv, name: c, channels: 4, kernel: 3, pads: 1, pe: 2, simd: 2, weights: {type: int4, npz: w.npz, array: w, layout: oihw}, thresholds: {npy: t.npy}, output: uint2}
  - {kind: maxpool, kernel: 2, pe: 2}
  - {kind: mvtu, name: fc, rows: 3, pe: 1, simd: 4, flatten: true, weights: {type: int4, npy: fc.npy}}
  - {kind: label_select, name: top, pe: 1, classes: 3}
depths: {fc_out: 3}
traffic: {sink: {one_in: 2}}
expect: {outputs: {input: {npy: frames.npy}}}
"""

IMAGES = """scenario: s
intent: Label pictures of a byte a pixel.
seed: 1
frames: 3
engines: [golden, native]
input:
  type: bipolar
  shape: [16]
  elements_per_beat: 4
  from: {idx: images.gz, labels: labels, quantize: {at_least: 128}, pad_to: 16, pad_value: -1}
layers:
  - {kind: mvtu, name: fc0, rows: 4, pe: 2, simd: 8, weights: {type: bipolar, bnn_pynq: {folder: pynq, layer: 0}}, thresholds: {bnn_pynq: {folder: pynq, layer: 0}}, output: bipolar}
  - {kind: mvtu, name: fc1, rows: 2, pe: 1, simd: 2, weights: {type: int3, values: [[1, -1, 2, 3], [0, 1, 1, -4]]}}
  - {kind: label_select, name: top, pe: 1, classes: 2}
"""


def write_valid(folder):
    """A folder with both scenarios and all their files."""
    numbers = np.random.default_rng(1)
    np.save(folder / "frames.npy", numbers.integers(0, 16, (2, 4, 4, 2)))
    np.savez(folder / "w.npz", w=numbers.integers(-8, 8, (4, 2, 3, 3)).astype(np.float32), other=np.arange(3))
    np.save(folder / "t.npy", np.sort(numbers.normal(0, 20, (4, 3)), 1))
    np.save(folder / "fc.npy", np.asfortranarray(numbers.integers(-8, 8, (3, 16)).astype(np.int8)))
    pixels = bytes(numbers.integers(0, 256, 3 * 15, dtype=np.uint8))
    with gzip.open(folder / "images.gz", "wb") as file:
        file.write(struct.pack(">HBBIII", 0, 8, 3, 3, 3, 5) + pixels)
    (folder / "labels").write_bytes(struct.pack(">HBBI", 0, 8, 1, 3) + bytes([0, 1, 1]))
    (folder / "pynq").mkdir()
    for p in range(2):
        words = numbers.integers(0, 256, 4, dtype=np.uint64)
        (folder / "pynq" / f"0-{p}-weights.bin").write_bytes(words.astype("<u8").tobytes())
        (folder / "pynq" / f"0-{p}-thres.bin").write_bytes(np.array([8, 7], "<i8").tobytes())
    (folder / "network.yaml").write_text(NETWORK)
    (folder / "images.yaml").write_text(IMAGES)


def mutate_bytes(data, dice):
    data = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 2, 5])):
        # Most changes are in headers, where they have the most effect.
        at = dice.randrange(min(len(data), 128) if dice.random() < 0.7 else len(data)) if data else 0
        kind = dice.randrange(6)
        if kind < 5:
            hostile_rig.change_bytes(data, at, kind, dice)
        else:
            data[at:] = data[at:][::-1] if dice.random() < 0.2 else data[at:]
            del data[dice.randrange(len(data) + 1):]
    return bytes(data)


def mutate_header(data, dice):
    """Changes the words of a .npy's header, to which numpy, too, gives a meaning."""
    kind = dice.randrange(4)
    if kind == 0:  # version 2, correct or not
        return b"\x93NUMPY\x02\0" + data[8:10] + b"\0\0" * dice.randrange(2) + data[10:]
    if kind == 1:
        return data.replace(*dice.choice([(b"False", b"True "), (b"True", b"False")]), 1)
    if kind == 2:
        other = dice.choice([b">i8", b"<u8", b"<f8", b"<i4", b"|i1", b"|u1", b"|b1", b"<c8", b"|O8", b"<M8", b"<i2"])
        return re.sub(rb"[<>|][a-z]\d", other, data, count=1)
    shape = re.search(rb"\(([\d, ]*)\)", data)
    extents = [int(n) for n in re.findall(rb"\d+", shape[1])] if shape else []
    match dice.randrange(5):
        case 0:
            dice.shuffle(extents)
        case 1:
            extents = [math.prod(extents)]
        case 2:
            extents.insert(dice.randrange(len(extents) + 1), 1)
        case 3 if len(extents) > 1:
            at = dice.randrange(len(extents) - 1)
            extents[at:at + 2] = [extents[at] * extents[at + 1]]
        case 4 if extents:
            extents[dice.randrange(len(extents))] = dice.choice([0, 1, 2, 5, 2**31, 2**40])
    written = b"(" + b", ".join(b"%d" % n for n in extents) + b",)" * (len(extents) == 1) + b")" * (len(extents) != 1)
    # The header keeps its length; numpy puts blanks at its end for that purpose.
    if not shape or len(written) > len(shape[0]) + 8:
        return data
    end = data.index(b"\n")
    header = data[:shape.start()] + written + data[shape.end():end]
    return header[:end].ljust(end) + data[end:]


def mutate_text(text, dice, extreme):
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        lines = text.split("\n")
        at = dice.randrange(len(lines))
        numbers = list(re.finditer(r"(?<![\w.])-?\d+(?![\w.])", text))
        words = list(re.finditer(r"[a-z_]{2,}", text))
        match dice.randrange(9):
            case 0 | 1 | 2 if numbers:
                number = dice.choice(numbers)
                text = text[:number.start()] + dice.choice(NUMBERS + (EXTREME if extreme else [])) + text[number.end():]
            case 3:
                del lines[at]
                text = "\n".join(lines)
            case 4:
                lines.insert(at, dice.choice(lines))
                text = "\n".join(lines)
            case 5 | 6 if len(words) > 1:
                word, other = dice.choice(words), dice.choice(words)
                text = text[:word.start()] + other.group() + text[word.end():]
            case 7 if text:
                place = dice.randrange(len(text))
                text = text[:place] + dice.choice(list("{}[]:,-# \n\t'\"&*!|>%@`\0é")) + text[place + dice.randrange(2):]
            case 8 if words:
                word = dice.choice(words)
                text = text[:word.start()] + text[word.end():]
    return text


# --- The meaning of an array: read by its format's own reader, and written again in the plainest form of that format ---


def plain(array):
    array = np.asarray(array)
    if array.dtype.kind not in "biuf" or array.dtype.itemsize not in (1, 2, 4, 8) or array.dtype == np.float16:
        raise ValueError(f"elements of {array.dtype}")
    return np.ascontiguousarray(array.astype(np.float64 if array.dtype.kind == "f" else array.dtype.newbyteorder("=")))


def rewrite_npy(path):
    np.save(path, plain(np.load(path, allow_pickle=False)))


def rewrite_npz(path):
    with np.load(path, allow_pickle=False) as archive:
        arrays = {}
        for name in archive.files:
            try:
                arrays[name] = plain(archive[name])
            except Exception:
                pass  # no array that the scenario reads, or the scenario is refused
    np.savez(path, **arrays)


def rewrite_idx(path):
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    zeros, code, rank = struct.unpack_from(">HBB", data)
    extents = struct.unpack_from(f">{rank}I", data, 4)
    element = np.dtype({8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4"}[code])
    if zeros or len(data) != 4 + 4 * rank + math.prod(extents) * element.itemsize:
        raise ValueError("no IDX file")
    values = np.frombuffer(data, element, offset=4 + 4 * rank)
    path.write_bytes(struct.pack(f">HBB{rank}I", 0, 12, rank, *extents) + values.astype(">i4").tobytes())


def rewrite_cifar10(path):
    """Writes the images of the records as an array, channels last, which the scenario then reads."""
    records = np.frombuffer(path.read_bytes(), np.uint8).reshape(-1, 1 + 3 * 32 * 32)
    np.save(path.with_suffix(".npy"), records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1).astype(np.int64))
    scenario = path.parent / "s.yaml"
    scenario.write_text(scenario.read_text().replace(f'"cifar10": "{path.name}"', f'"npy": "{path.stem}.npy"'))


def rewrite_bnn_pynq(folder):
    """Writes layer 0 of IMAGES as arrays. Word i of file p has columns of row i / 2 * 2 + p; a threshold is a count of ones."""
    weights, thresholds = np.empty((4, 16), np.int64), np.empty((4, 1), np.int64)
    for p in range(2):
        words = np.frombuffer((folder / "pynq" / f"0-{p}-weights.bin").read_bytes(), "<u8")
        counts = np.frombuffer((folder / "pynq" / f"0-{p}-thres.bin").read_bytes(), "<i8")
        for i, word in enumerate(words.reshape(4).tolist()):
            for k in range(8):
                weights[i // 2 * 2 + p, i % 2 * 8 + k] = 1 if word >> k & 1 else -1
        for i, count in enumerate(counts.reshape(2).tolist()):
            thresholds[2 * i + p] = 2 * min(max(count, -1000), 1000) - 16
    np.savez(folder / "pynq.npz", weights=weights, thresholds=thresholds)
    text = (folder / "s.yaml").read_text()
    for array in ("weights", "thresholds"):
        text = text.replace("bnn_pynq: {folder: pynq, layer: 0}", f"npz: pynq.npz, array: {array}", 1)
    (folder / "s.yaml").write_text(text)


def other_than_plain(weir, name, folder):
    """The difference between the streams of a run and of one with the changed array in its plainest form; None if there is
    none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            if name.startswith("pynq/"):
                rewrite_bnn_pynq(folder)
            elif name.endswith(".npz"):
                rewrite_npz(folder / name)
            elif name.endswith(".npy"):
                rewrite_npy(folder / name)
            elif name.endswith(".bin"):
                rewrite_cifar10(folder / name)
            else:
                rewrite_idx(folder / name)
    except Exception as error:
        return f"taken, though its format's reader says: {type(error).__name__}: {error}", ""
    status, wrong, errors = run(weir, ["run", "s.yaml", "--dump", "plain"], folder)
    if wrong or status == 2:
        return wrong or "taken, but not in its plainest form", errors
    found, wanted = ({file.name: np.load(file) for file in (folder / dump).glob("*.npy")} for dump in ("read", "plain"))
    if not wanted or found.keys() != wanted.keys():
        return f"streams {sorted(found)}, in its plainest form {sorted(wanted)}", ""
    different = [stream for stream in sorted(found) if not np.array_equal(found[stream], wanted[stream])]
    return (f"other values of {', '.join(different)} than in its plainest form", "") if different else (None, "")


# --- The meaning of a changed scenario of a random network: its layers evaluated again by the references of values_test.py ---


def with_arrays(keys, folder):
    """The map of a layer's keys, with each source replaced by one that holds its array."""
    if not isinstance(keys, dict):
        return keys
    if "npy" in keys:
        array = np.load(folder / keys["npy"])
    elif "npz" in keys:
        array = np.load(folder / keys["npz"])[keys["array"]]
    elif "values" in keys:
        array = np.atleast_1d(np.asarray(keys["values"]))
    else:
        return {key: with_arrays(value, folder) for key, value in keys.items()}
    whole = np.all(np.isfinite(array)) and np.all(array == np.round(array)) and np.all(np.abs(array) < 2**62)
    return values_test.Source(keys, array.astype(np.int64) if whole else array)


def meaning_of(text, drawn):
    """The streams of a scenario with the inputs of a random network; None if its inputs differ or it cannot be evaluated here."""
    try:
        entries = yaml.safe_load(text)
        network = values_test.Network(drawn.folder, "s")
        network.inputs = entries["inputs"]
        if json.dumps(network.inputs) != json.dumps(drawn.inputs):
            return None
        network.streams = {name: copy.copy(stream) for name, stream in drawn.streams.items() if stream.kind == "input"}
        network.tail = list(network.streams.values())[-1]
        for position, entry in enumerate(entries["layers"]):
            keys = {key: with_arrays(value, drawn.folder) for key, value in entry.items() if key not in ("kind", "name", "from")}
            sources = entry.get("from", network.tail.name)
            streams = []
            for name in sources if isinstance(sources, list) else [sources]:
                streams.append(network.streams[name if name in network.streams else f"{name}_out"])
            network.put(entry["kind"], entry.get("name", f"{entry['kind']}_{position}"), keys, streams, entry)
        return network.streams
    except Exception:
        return None


def other_than_meant(streams, folder):
    for file in sorted((folder / "read").glob("*.npy")):
        found = np.load(file)[:values_test.FRAMES]
        wanted = streams[file.stem].values if file.stem in streams else None
        if wanted is None or found.shape[1:] != wanted.shape[1:] or not np.array_equal(found, wanted[:len(found)]):
            return f"stream {file.stem} is not what the scenario says by docs/values.md"
    return None


# --- Runs ---


def run(weir, arguments, folder):
    return hostile_rig.run(weir, arguments, folder, SECONDS, (0, 1, 2))


def draw(dice, folder):
    """Writes a random network into the folder; returns it, and the names of the files that it reads."""
    kind = dice.choice(sorted(values_test.DRAWINGS))
    network = values_test.Network(folder, "s")
    values_test.DRAWINGS[kind](network, dice)
    network.write(dice.choice([["native"], ["golden", "native"], ["systemc", "golden"]]))
    text = (folder / "s.yaml").read_text()
    return network, [file.name for file in sorted(folder.iterdir()) if f'"{file.name}"' in text]


def try_one(weir, _, seed, folder):
    """Returns the name of the changed file, the status, what is wrong (None if nothing), and stderr."""
    dice = random.Random(seed)
    family = dice.random()
    if family < 0.1:
        # The project's own scenarios are only loaded, as some are large.
        source = dice.choice(sorted((ROOT / "scenarios").glob("*.yaml")))
        (folder / "s.yaml").write_text(mutate_text(source.read_text(), dice, True))
        status, wrong, errors = run(weir, ["show", "s.yaml"], folder)
        return source.name, status, wrong, errors
    drawn = None
    if family < 0.5:
        drawn, files = draw(dice, folder)
    else:
        write_valid(folder)
        scenario, files = dice.choice([
            ("network.yaml", ["frames.npy", "frames.npy", "w.npz", "t.npy", "fc.npy"]),
            ("images.yaml", ["images.gz", "labels", "pynq/0-0-weights.bin", "pynq/0-1-thres.bin"])])
        (folder / "s.yaml").write_text((folder / scenario).read_text())
    name = "s.yaml"
    if dice.random() < 0.4 or not files:
        path = folder / name
        path.write_text(mutate_text(path.read_text(), dice, False))
    else:
        name = dice.choice(files)
        path = folder / name
        data = path.read_bytes()
        if name.endswith(".gz") and dice.random() < 0.7:
            data = gzip.compress(mutate_bytes(gzip.decompress(data), dice))
        elif name.endswith(".npy") and dice.random() < 0.5:
            data = mutate_header(data, dice)
        else:
            data = mutate_bytes(data, dice)
        path.write_bytes(data)
    status, wrong, errors = run(weir, ["run", "s.yaml", "--dump", "read"], folder)
    if not wrong and status != 2 and name != "s.yaml":
        wrong, errors = other_than_plain(weir, name, folder)
    elif not wrong and status != 2 and drawn:
        meaning = meaning_of(path.read_text(), drawn)
        wrong = meaning and other_than_meant(meaning, folder)
    return name, status, wrong, errors


if __name__ == "__main__":
    sys.exit(hostile_rig.main("hostile", __doc__, 10000, try_one))
