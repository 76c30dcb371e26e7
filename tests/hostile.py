#!/usr/bin/python3
"""Mutated scenarios and arrays: whether the weir command takes them rightly or refuses them.

Of valid scenarios and their .npy, .npz, IDX and BNN-PYNQ files one or some are changed by chance: bytes and lines go, come,
or become others, numbers become extreme ones. Every run has to end with status 0, 1 or 2, soon, with one line of error if
it is 2. Frames that a changed .npy or .npz holds are read as numpy reads them, or refused.

    hostile.py WEIR [--count N] [--seed S] [--jobs J] [--keep FOLDER]

Exit status: 0 all ended so; 1 some did not, each named, its files kept."""

import gzip
import random
import re
import struct
import sys
import warnings
from pathlib import Path

import numpy as np

import hostile_rig

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60
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
    """A folder of both scenarios and all their files."""
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
        # Headers are where it matters.
        at = dice.randrange(min(len(data), 128) if dice.random() < 0.7 else len(data)) if data else 0
        kind = dice.randrange(6)
        if kind < 5:
            hostile_rig.change_bytes(data, at, kind, dice)
        else:
            data[at:] = data[at:][::-1] if dice.random() < 0.2 else data[at:]
            del data[dice.randrange(len(data) + 1):]
    return bytes(data)


def mutate_header(data, dice):
    """A .npy's own words: what numpy, too, gives a meaning."""
    changes = [(b"<i8", dice.choice([b">i8", b"<u8", b"<f8", b"<i4", b"|i1", b"<c8", b"|O8"])),
               (b"False", b"True "), (b"True", b"False"), (b"(2, 4", b"(4, 2"), (b"(4, 3)", b"(3, 4)"), (b"(4, 3)", b"(12,)"),
               (b"(2, 4, 4, 2)", dice.choice([b"(4, 4, 2, 2)", b"(2, 2, 4, 4)", b"(2, 32)", b"(64,)", b"(1, 64)", b"()"])),
               (b"(3, 16)", dice.choice([b"(16, 3)", b"(48,)", b"(3, 4, 4)"])), (b"\x93NUMPY\x01", b"\x93NUMPY\x02")]
    before, after = dice.choice(changes)
    return data.replace(before, after, 1)


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


def load_with_numpy(folder):
    """The frames, where numpy and this page agree on what they are; None where they cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return np.load(folder / "frames.npy", allow_pickle=False)
    except Exception:
        return None


def run(weir, arguments, folder):
    return hostile_rig.run(weir, arguments, folder, SECONDS, (0, 1, 2))


def try_one(weir, _, seed, folder):
    """What was changed, how it ended, and what is wrong with that, if anything."""
    dice = random.Random(seed)
    write_valid(folder)
    if dice.random() < 0.15:
        # The project's own scenarios are looked at alone: some are large.
        source = dice.choice(sorted((ROOT / "scenarios").glob("*.yaml")))
        (folder / "s.yaml").write_text(mutate_text(source.read_text(), dice, True))
        status, wrong, errors = run(weir, ["show", "s.yaml"], folder)
        return source.name, status, wrong, errors
    scenario = dice.choice(["network.yaml", "images.yaml"])
    files = {"network.yaml": ["frames.npy", "frames.npy", "w.npz", "t.npy", "fc.npy"],
             "images.yaml": ["images.gz", "labels", "pynq/0-0-weights.bin", "pynq/0-1-thres.bin"]}[scenario]
    if dice.random() < 0.4:
        name = scenario
        path = folder / name
        path.write_text(mutate_text(path.read_text(), dice, False))
    else:
        name = dice.choice(files)
        path = folder / name
        data = path.read_bytes()
        if name == "images.gz" and dice.random() < 0.7:
            data = gzip.compress(mutate_bytes(gzip.decompress(data), dice))
        elif name.endswith(".npy") and dice.random() < 0.5:
            data = mutate_header(data, dice)
        else:
            data = mutate_bytes(data, dice)
        path.write_bytes(data)
    (folder / "s.yaml").write_text((folder / scenario).read_text())
    status, wrong, errors = run(weir, ["run", "s.yaml", "--dump", "input=read.npy"], folder)
    if not wrong and status == 0 and name == "frames.npy":
        wanted = load_with_numpy(folder)
        found = np.load(folder / "read.npy")
        if wanted is None:
            wrong = "frames that numpy refuses"
        elif not all(np.array_equal(frame.ravel(), wanted[f % len(wanted)].ravel()) for f, frame in enumerate(found)):
            wrong = "other frames than numpy's"
    return name, status, wrong, errors


if __name__ == "__main__":
    sys.exit(hostile_rig.main("hostile", __doc__, 10000, try_one))
