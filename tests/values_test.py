#!/usr/bin/python3
"""Compares every stream of random layers with docs/values.md.

The references below are written from that page alone, in plain numpy with 64 bits, without code of an engine. For each kind COUNT
networks are drawn, all in one scenario; most of its parameters and frames are files. `weir run --dump` writes all elements that
crossed each stream, which must be exactly those of the reference. At the end every kind of network/kinds.txt must have been
compared. Scenarios that docs/values.md refuses must be refused.

A mismatch prints kind, keys, stream, index, found and wanted, and keeps the scenario."""

import argparse
import gzip
import json
import math
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

KINDS = (Path(__file__).resolve().parent.parent / "network" / "kinds.txt").read_text().split()
MOST_BITS = 56
FRAMES = 3  # frames in a run; files hold 1 to 3
ENGINES = {"native": 1, "golden": 2, "systemc": 4}  # engine: used in one scenario of this many
# Features that --without can leave out.
FEATURES = {
    "base", "broadcast", "chw", "concat_unlike", "count", "dwc_rest", "float_thresholds", "npy_orders", "oihw", "pool_kernel",
    "pool_stride", "reshape", "scalar_parameter", "upsample_size", "vvtu_streamed", "wide",
}


# --- Types ---


class Type:
    """An element type, with the name that a scenario uses."""

    def __init__(self, name):
        self.name = "uint1" if name == "binary" else name
        self.bipolar = name == "bipolar"
        if name in ("bipolar", "ternary"):
            self.bits, self.low, self.high = (1, -1, 1) if self.bipolar else (2, -1, 1)
        elif self.name.startswith("uint"):
            self.bits = int(self.name[4:])
            self.low, self.high = 0, 2**self.bits - 1
        else:
            self.bits = int(self.name[3:])
            self.low, self.high = -(2 ** (self.bits - 1)), 2 ** (self.bits - 1) - 1
        assert self.bits <= MOST_BITS, name

    @property
    def signed(self):
        return self.low < 0

    @property
    def levels(self):
        return 2 if self.bipolar else self.high - self.low + 1

    def __eq__(self, other):
        return self.name == other.name

    def __repr__(self):
        return self.name


def narrowest_signed(low, high):
    bits = 2
    while low < -(2 ** (bits - 1)) or high > 2 ** (bits - 1) - 1:
        bits += 1
    return Type(f"int{bits}")


def narrowest(low, high):
    return narrowest_signed(low, high) if low < 0 else Type(f"uint{max(1, high.bit_length())}")


# --- Networks ---


class Source(dict):
    """A source in a scenario, and the array that it gives."""

    def __init__(self, keys, array):
        super().__init__(keys)
        self.array = array


def array_of(keys):
    """The array of a map of keys whose source is in place or under `from`, and the map that has the source's own keys."""
    source = keys if isinstance(keys, Source) else keys["from"]
    return source.array, source


class Stream:
    def __init__(self, name, producer, element, values, width, kind, keys):
        self.name = name
        self.producer = producer  # a layer, or "input"
        self.type = element
        self.values = values  # [frames, *shape]
        self.width = width  # bits
        self.kind = kind
        self.keys = keys
        self.kernel = 1, 1  # of a swu: its kernel

    @property
    def shape(self):
        return self.values.shape[1:]


def flow(keys):
    """A map as one line of YAML."""
    return json.dumps(keys).replace("Infinity", ".inf")


class Network:
    """A scenario under construction, and the values on each of its streams."""

    def __init__(self, folder, name):
        self.folder = folder
        self.name = name
        self.inputs = []
        self.layers = []
        self.arrays = {}
        self.streams = {}
        self.tail = None

    def array(self, rng, values, allowed=("npz", "npy", "values"), **keys):
        """A source of these values, which may be floats."""
        values = np.asarray(values)
        how = rng.choice(allowed)
        if how == "values" and values.size > 64:
            how = "npz"
        name = f"a{len(self.arrays)}"  # None in self.arrays: it has a file of its own
        if how == "values":
            return Source({"values": values.tolist(), **keys}, values)
        stored = values
        if values.dtype.kind == "i":
            low, high = values.min(), values.max()
            fitting = [t for t in ("i1", "u1", "i2", "u2", "i4", "u4", "i8")
                       if np.iinfo(t).min <= low and high <= np.iinfo(t).max]
            if abs(int(low)) < 2**53 and abs(int(high)) < 2**53:
                fitting.append("f8")
            stored = values.astype(rng.choice(fitting))
        if "npy_orders" in FEATURES and rng.random() < 0.25:
            stored = np.asfortranarray(stored)
        if "npy_orders" in FEATURES and rng.random() < 0.1:
            stored = stored.astype(stored.dtype.newbyteorder(">"))
        if how == "npy":
            self.arrays[name] = None
            np.save(self.folder / f"{name}.npy", stored)
            return Source({"npy": f"{name}.npy", **keys}, values)
        self.arrays[name] = stored
        return Source({"npz": "arrays.npz", "array": name, **keys}, values)

    def add_input(self, element, values, elements_per_beat, source, name):
        """`values`: the frames that the input must have."""
        entry = {"name": name, "type": element.name, "shape": list(values.shape[1:]),
                 "elements_per_beat": elements_per_beat, "from": source}
        self.inputs.append(entry)
        frames = values[np.arange(FRAMES) % len(values)]
        self.emit(name, "input", element, frames, elements_per_beat * element.bits, "input", entry)
        return self.tail

    def emit(self, name, producer, element, values, width, kind, keys):
        assert name not in self.streams, name
        assert values.dtype == np.int64 and values.min() >= element.low and values.max() <= element.high, (name, element)
        self.streams[name] = Stream(name, producer, element, values, width, kind, keys)
        self.tail = self.streams[name]

    def entry(self, rng, kind, keys, sources):
        """Adds an entry of `layers` and the layers that it becomes. Returns the entry's output streams."""
        entry = {"kind": kind, **keys}
        name = f"{kind}_{len(self.layers)}"
        if rng.random() < 0.7 and kind not in ("fifo", "reshape"):
            name = f"n{len(self.layers)}"
            entry["name"] = name
        # All inputs precede the first layer, so that the last one written is the last input.
        if len(sources) > 1 or sources[0] is not self.tail or sources[0].kind == "input" or rng.random() < 0.7:
            names = [self.reference_to(rng, source) for source in sources]
            listed = len(names) > 1 or (rng.random() < 0.1 and kind not in ("fifo", "reshape"))
            entry["from"] = names if listed else names[0]
        self.layers.append(entry)
        return self.put(kind, name, keys, sources, entry)

    def reference_to(self, rng, source):
        """A name for the stream in `from`: the stream's own, or that of the layer, if it writes no other stream."""
        only = source.name == source.producer + "_out"
        return source.producer if only and rng.random() < 0.5 else source.name

    def put(self, kind, name, keys, sources, entry):
        """Adds a layer: its output streams, and those of the converters and memories before it."""
        own = {"add": "eltwise", "mem_in": "mem", "mem_out": "mem"}.get(kind, kind)
        outputs = REFERENCES[own](self, name, keys, sources, entry)
        if outputs is None:  # one that adds other layers, or none
            return [self.tail]
        streams = []
        for o, (element, values, width) in enumerate(outputs):
            suffix = "_out" if len(outputs) == 1 else f"_out{o}"
            self.emit(name + suffix, name, element, values, width, own, entry)
            if own == "swu":
                self.tail.kernel = extent(keys["kernel"], len(sources[0].shape) == 2)
            streams.append(self.tail)
        self.tail = streams[0]
        return streams

    def read(self, source, layer, elements, bits=None):
        """The stream's values. If the layer reads another width, adds the stream of a converter."""
        wanted = elements * source.type.bits if bits is None else bits
        if wanted != source.width:
            producer = source.producer if source.kind != "input" else source.name
            if f"{producer}_{layer}_dwc_out" in self.streams:
                producer = source.name
            name = f"{producer}_{layer}_dwc"
            self.emit(name + "_out", name, source.type, source.values, wanted, "dwc", {"converter": name})
        return source.values

    def write(self, engines):
        arrays = {name: array for name, array in self.arrays.items() if array is not None}
        if arrays:
            np.savez(self.folder / "arrays.npz", **arrays)
        lines = [f"scenario: {self.name}", "intent: Hold random layers to docs/values.md.", "seed: 1", f"frames: {FRAMES}",
                 f"engines: [{', '.join(engines)}]", "inputs:", *(f"  - {flow(e)}" for e in self.inputs),
                 "layers:", *(f"  - {flow(e)}" for e in self.layers)]
        file = self.folder / f"{self.name}.yaml"
        file.write_text("\n".join(lines) + "\n")
        return file


# --- References from docs/values.md, kind by kind. Each returns (type, values, bits of a beat) of every output. ---


def map_of(values):
    """The values as [frames, H, W, C]."""
    return values if values.ndim == 4 else values[:, None]


def as_map(values, one_dimensional):
    return values[:, 0] if one_dimensional else values


def extent(value, one_dimensional, least=1):
    """A key that describes a map, as (height, width)."""
    if value is None:
        return least, least
    if isinstance(value, list):
        return tuple(value)
    return (least if one_dimensional else value), value


def pads_of(value, one_dimensional):
    """(top, left, bottom, right)."""
    if value is None:
        return 0, 0, 0, 0
    if not isinstance(value, list):
        value = [value] * (2 if one_dimensional else 4)
    return (0, value[0], 0, value[1]) if one_dimensional else tuple(value)


def activate(values, thresholds, output):
    """Applies thresholds to `values` [.., C], comparing Python integers."""
    table, _ = array_of(thresholds)
    if table.ndim == 1:
        table = table[:, None]
    channels = values.shape[-1]
    out = np.zeros(values.shape, np.int64)
    base = thresholds.get("base", output.low)
    for c in range(channels):
        passed = np.zeros(values.shape[:-1], np.int64)
        for t in table[c if len(table) > 1 else 0].tolist():
            if t == math.inf:
                continue
            passed += 1 if t == -math.inf else values[..., c] >= min(max(math.ceil(t), -(2**62)), 2**62)
        out[..., c] = 2 * passed - 1 if output.bipolar else base + passed
    return output, out


def sum_type(a, b, terms):
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)] + [0]
    return narrowest_signed(terms * min(corners), terms * max(corners))


def finish(keys, sums, element, weight, terms):
    """(type, values) of sums [.., C] after the accumulator and the thresholds."""
    accumulator = Type(keys["accumulator"]) if "accumulator" in keys else sum_type(element, weight, terms)
    if "thresholds" not in keys:
        return accumulator, sums
    return activate(sums, keys["thresholds"], Type(keys["output"]))


def weights_of(keys, kernel):
    """[rows, columns]; kernel: rows and columns of the kernel to which a layout applies."""
    weights, source = array_of(keys["weights"])
    layout = source.get("layout")
    if layout is None:
        return weights
    kh, kw = kernel
    inner = weights.reshape(weights.shape[0], -1, kh, kw) if layout == "oihw" else weights.reshape(weights.shape[0], kh, kw, -1)
    channels = inner.shape[1 if layout == "oihw" else 3]
    out = np.zeros((weights.shape[0], kh * kw * channels), np.int64)
    for i in range(kh):
        for j in range(kw):
            for c in range(channels):
                out[:, (i * kw + j) * channels + c] = inner[:, c, i, j] if layout == "oihw" else inner[:, i, j, c]
    return out


def kernel_of(x, flatten):
    if flatten:
        return (1, *x.shape)[-3:-1] if len(x.shape) in (2, 3) else (1, 1)
    return x.kernel


def stream_weights(net, name, keys, weights, passes, entry):
    rows, columns = weights.shape
    pe, simd = keys["pe"], keys["simd"]
    order = [weights[nf * pe + p, sf * simd + s] for nf in range(rows // pe) for sf in range(columns // simd)
             for p in range(pe) for s in range(simd)]
    values = np.tile(np.array(order, np.int64), (FRAMES, passes, 1))
    weight = Type(keys["weights"]["type"])
    a_beat = keys["weights"].get("memory", {}).get("elements_per_beat", pe * simd)
    net.emit(f"{name}_weights_out", f"{name}_weights", weight, values, a_beat * weight.bits, "memstream", entry)
    net.read(net.tail, name, pe * simd)


def mvtu(net, name, keys, sources, entry):
    (x,) = sources
    mmv, simd = keys.get("mmv", 1), keys["simd"]
    values = net.read(x, name, mmv * simd)
    weights = weights_of(keys, kernel_of(x, keys.get("flatten")))
    if keys.get("flatten"):
        vectors = values.reshape(FRAMES, -1)
    elif mmv > 1 and len(x.shape) > 3:
        # [.., g, f, m, s] to [.., g, m, f, s]
        vectors = np.moveaxis(values, -2, -3)
        outer = vectors.shape[:-4]
        vectors = vectors.reshape(*outer, vectors.shape[-4] * mmv, -1)
    else:
        vectors = values
    columns = vectors.shape[-1]
    rows = keys["rows"] if "rows" in keys else keys["channels"]
    assert weights.shape == (rows, columns)
    sums = np.zeros((*vectors.shape[:-1], rows), np.int64)
    for r in range(rows):
        for c in range(columns):
            sums[..., r] += weights[r, c] * vectors[..., c]
    if keys["weights"].get("streamed"):
        stream_weights(net, name, keys, weights, vectors.size // columns // FRAMES // mmv, entry)
    element, out = finish(keys, sums, x.type, Type(keys["weights"]["type"]), columns)
    return [(element, out, mmv * keys["pe"] * element.bits)]


def vvtu(net, name, keys, sources, entry):
    (x,) = sources
    pe, simd = keys["pe"], keys["simd"]
    values = net.read(x, name, pe * simd)
    folds, positions, lanes = x.shape[-3:]
    weights = weights_of(keys, kernel_of(x, False))
    assert lanes == pe and weights.shape == (folds * pe, positions)
    sums = np.zeros((*values.shape[:-3], folds * pe), np.int64)
    for f in range(folds):
        for p in range(pe):
            for k in range(positions):
                sums[..., f * pe + p] += weights[f * pe + p, k] * values[..., f, k, p]
    if keys["weights"].get("streamed"):
        stream_weights(net, name, keys, weights, math.prod(x.shape[:-3]), entry)
    element, out = finish(keys, sums, x.type, Type(keys["weights"]["type"]), positions)
    return [(element, out, pe * element.bits)]


def memstream(net, name, keys, sources, entry):
    raise AssertionError("no entry makes a memstream of its own: stream_weights does")


def swu(net, name, keys, sources, entry):
    (x,) = sources
    flat = len(x.shape) == 2
    simd = keys["simd"]
    values = map_of(net.read(x, name, simd))
    _, height, width, channels = values.shape
    kh, kw = extent(keys["kernel"], flat)
    sh, sw = extent(keys.get("stride"), flat)
    dh, dw = extent(keys.get("dilation"), flat)
    h = (height - (kh - 1) * dh - 1) // sh + 1
    w = (width - (kw - 1) * dw - 1) // sw + 1
    folds, mmv = channels // simd, keys.get("mmv", 1)

    def pixel(r, u, q):
        return values[:, r * sh + q // kw * dh, u * sw + q % kw * dw]

    if keys.get("depthwise"):
        out = np.zeros((FRAMES, h, w, folds, kh * kw, simd), np.int64)
        for r in range(h):
            for u in range(w):
                for q in range(kh * kw):
                    for f in range(folds):
                        out[:, r, u, f, q] = pixel(r, u, q)[:, f * simd : (f + 1) * simd]
    elif mmv > 1:
        out = np.zeros((FRAMES, h, w // mmv, kh * kw * folds, mmv, simd), np.int64)
        for r in range(h):
            for u in range(w):
                for q in range(kh * kw):
                    for f in range(folds):
                        out[:, r, u // mmv, q * folds + f, u % mmv] = pixel(r, u, q)[:, f * simd : (f + 1) * simd]
    else:
        out = np.zeros((FRAMES, h, w, kh * kw * channels), np.int64)
        for r in range(h):
            for u in range(w):
                for q in range(kh * kw):
                    out[:, r, u, q * channels : (q + 1) * channels] = pixel(r, u, q)
    a_beat = simd * (kh * kw if keys.get("parallel_window") else mmv)
    return [(x.type, as_map(out, flat), a_beat * x.type.bits)]


def pad(net, name, keys, sources, entry):
    (x,) = sources
    flat = len(x.shape) == 2
    values = map_of(net.read(x, name, keys["simd"]))
    _, height, width, channels = values.shape
    top, left, bottom, right = pads_of(keys["pads"], flat)
    bh, bw = extent(keys.get("between"), flat, least=0)
    out = np.full((FRAMES, top + height + (height - 1) * bh + bottom, left + width + (width - 1) * bw + right, channels),
                  keys.get("value", 0), np.int64)
    for i in range(height):
        for j in range(width):
            out[:, top + i * (1 + bh), left + j * (1 + bw)] = values[:, i, j]
    return [(x.type, as_map(out, flat), keys["simd"] * x.type.bits)]


def pooled(keys, x, groups):
    """(type, values) of groups [.., n, channels], pooled over n."""
    n = groups.shape[-2]
    op = keys.get("op", "max")
    if op == "max":
        return x.type, groups.max(axis=-2)
    sums = groups.sum(axis=-2)
    if op == "accumulate":
        return narrowest(n * x.type.low, n * x.type.high), sums
    output = Type(keys["output"])
    if keys.get("by", "shift") == "count":
        return output, sums // n
    shift = keys.get("shift", max(0, (n * (2**x.type.bits - 1)).bit_length() - output.bits))
    return output, sums // 2**shift


def windows_of_map(keys, x):
    """[frames, h, w, n, C] of a pool with a kernel."""
    flat = len(x.shape) == 2
    values = map_of(x.values)
    _, height, width, channels = values.shape
    kh, kw = extent(keys["kernel"], flat)
    sh, sw = extent(keys["stride"], flat) if "stride" in keys else (kh, kw)
    top, left, bottom, right = pads_of(keys.get("pads"), flat)

    def count(size, before, after, kernel, stride):
        steps = size + before + after - kernel
        if not keys.get("ceil"):
            return steps // stride + 1
        number = -(-steps // stride) + 1
        return number - 1 if (number - 1) * stride >= size + before else number

    h, w = count(height, top, bottom, kh, sh), count(width, left, right, kw, sw)
    nothing = x.type.low if keys.get("op", "max") == "max" else 0
    out = np.full((FRAMES, h, w, kh * kw, channels), nothing, np.int64)
    for r in range(h):
        for u in range(w):
            for i in range(kh):
                for j in range(kw):
                    row, column = r * sh - top + i, u * sw - left + j
                    if 0 <= row < height and 0 <= column < width:
                        out[:, r, u, i * kw + j] = values[:, row, column]
    return as_map(out, flat)


def maxpool(net, name, keys, sources, entry):
    (x,) = sources
    flat = len(x.shape) == 2
    out = windows_of_map(keys, x)
    if extent(keys.get("stride", keys["kernel"]), flat) != extent(keys["kernel"], flat):
        return put_pool(net, name, {"op": "max", "simd": 1, **keys}, x, out, entry)
    x = put_pool_pad(net, name, keys, x, out, entry)
    net.read(x, name, keys["pe"])
    return [(x.type, out.max(axis=-2), keys["pe"] * x.type.bits)]


def put_pool_pad(net, name, keys, x, windows, entry):
    """The layer before a pool with a kernel that pads the map if the windows extend beyond it."""
    flat = len(x.shape) == 2
    top, left, bottom, right = pads_of(keys.get("pads"), flat)
    if keys.get("ceil"):
        _, height, width, _ = map_of(x.values).shape
        (h, w), (kh, kw) = (1, *windows.shape[1:-2])[-2:], extent(keys["kernel"], flat)
        sh, sw = extent(keys.get("stride", keys["kernel"]), flat)
        bottom = max(bottom, (h - 1) * sh + kh - top - height)
        right = max(right, (w - 1) * sw + kw - left - width)
    if top + left + bottom + right == 0:
        return x
    padding = {"pads": [left, right] if flat else [top, left, bottom, right], "simd": keys["pe"],
               "value": x.type.low if keys.get("op", "max") == "max" else 0}
    return net.put("pad", name + "_pad", padding, [x], entry)[0]


def put_pool(net, name, keys, x, windows, entry):
    """A pool with a kernel: its own windows define the output, and the layers before it define its input."""
    flat = len(x.shape) == 2
    pe, simd = keys["pe"], keys.get("simd", 1)
    element, out = pooled(keys, x, windows)
    x = put_pool_pad(net, name, keys, x, windows, entry)
    kernel = extent(keys["kernel"], flat)
    stride = extent(keys.get("stride", keys["kernel"]), flat)
    slide = {"kernel": list(kernel), "stride": list(stride), "simd": pe, "depthwise": True,
             "parallel_window": simd > 1 and simd == kernel[0] * kernel[1]}
    (x,) = net.put("swu", name + "_swu", slide, [x], entry)
    net.read(x, name, simd * pe)
    net.emit(name + "_out", name, element, out, pe * element.bits, "pool", entry)
    return None


def pool(net, name, keys, sources, entry):
    (x,) = sources
    pe, simd = keys["pe"], keys.get("simd", 1)
    if "kernel" in keys:
        return put_pool(net, name, keys, x, windows_of_map(keys, x), entry)
    values = net.read(x, name, simd * pe)
    if keys.get("global"):
        element, out = pooled(keys, x, values.reshape(FRAMES, -1, x.shape[-1]))
    else:
        element, out = pooled(keys, x, values)  # [.., f, n, pe]
        out = out.reshape(*out.shape[:-2], -1)
    return [(element, out, pe * element.bits)]


def threshold(net, name, keys, sources, entry):
    (x,) = sources
    element, out = activate(net.read(x, name, keys["pe"]), keys["thresholds"], Type(keys["output"]))
    return [(element, out, keys["pe"] * element.bits)]


def operate(op, a, b, a_type, b_type):
    """(type, values) of two arrays that broadcast."""
    if op == "add":
        return narrowest(a_type.low + b_type.low, a_type.high + b_type.high), a + b
    if op == "subtract":
        return narrowest(a_type.low - b_type.high, a_type.high - b_type.low), a - b
    if op == "absolute_difference":
        return narrowest(0, max(a_type.high - b_type.low, b_type.high - a_type.low)), abs(a - b)
    if op == "multiply":
        corners = [x * y for x in (a_type.low, a_type.high) for y in (b_type.low, b_type.high)]
        return narrowest(min(corners), max(corners)), a * b
    assert op == "compare"
    return Type("uint1"), (a >= b).astype(np.int64)


def channelwise(net, name, keys, sources, entry):
    (x,) = sources
    parameters, _ = array_of(keys["parameters"])
    values = net.read(x, name, keys["pe"])
    parameters = parameters.ravel()
    element, out = operate(keys["op"], values, parameters, x.type, Type(keys["parameters"]["type"]))
    return [(element, out, keys["pe"] * element.bits)]


def eltwise(net, name, keys, sources, entry):
    a, b = (net.read(x, name, keys["pe"]) for x in sources)
    if a.size < b.size:  # one pixel for all pixels of the other
        a = a.reshape(FRAMES, *[1] * (b.ndim - 2), -1)
    elif b.size < a.size:
        b = b.reshape(FRAMES, *[1] * (a.ndim - 2), -1)
    element, out = operate(keys.get("op", "add"), a, b, sources[0].type, sources[1].type)
    return [(element, out, keys["pe"] * element.bits)]


def concat(net, name, keys, sources, entry):
    values = [net.read(x, name, keys["pe"]) for x in sources]
    types = [x.type for x in sources]
    element = types[0]
    if any(each != element for each in types):
        element = narrowest(min(each.low for each in types), max(each.high for each in types))
    return [(element, np.concatenate(values, axis=-1), keys["pe"] * element.bits)]


def split(net, name, keys, sources, entry):
    (x,) = sources
    values = net.read(x, name, keys["pe"])
    outputs, first = [], 0
    for channels in keys["channels"]:
        outputs.append((x.type, values[..., first : first + channels], keys["pe"] * x.type.bits))
        first += channels
    assert first == x.shape[-1]
    return outputs


def fork(net, name, keys, sources, entry):
    (x,) = sources
    return [(x.type, x.values, x.width)] * keys.get("copies", 2)


def dwc(net, name, keys, sources, entry):
    (x,) = sources
    return [(x.type, x.values, keys["out_bits"])]


def mem(net, name, keys, sources, entry):
    (x,) = sources
    return [(x.type, x.values, x.width)]


def upsample(net, name, keys, sources, entry):
    (x,) = sources
    flat = len(x.shape) == 2
    values = map_of(net.read(x, name, keys["simd"]))
    _, height, width, channels = values.shape
    if "size" in keys:
        h, w = extent(keys["size"], flat)
    else:
        scale = extent(keys["scale"], flat)
        h, w = height * scale[0], width * scale[1]
    out = np.zeros((FRAMES, h, w, channels), np.int64)
    for i in range(h):
        for j in range(w):
            out[:, i, j] = values[:, i * height // h, j * width // w]
    return [(x.type, as_map(out, flat), keys["simd"] * x.type.bits)]


def downsample(net, name, keys, sources, entry):
    (x,) = sources
    flat = len(x.shape) == 2
    values = map_of(net.read(x, name, keys["simd"]))
    sh, sw = extent(keys["stride"], flat)
    return [(x.type, as_map(values[:, ::sh, ::sw], flat), keys["simd"] * x.type.bits)]


def lookup(net, name, keys, sources, entry):
    (x,) = sources
    table, _ = array_of(keys["table"])
    values = net.read(x, name, 1)
    if values.ndim > 2 and values.shape[-1] == 1:
        values = values[..., 0]
    element = Type(keys["table"]["type"])
    return [(element, table[values], keys["pe"] * element.bits)]


def normalize(net, name, keys, sources, entry):
    (x,) = sources
    values = net.read(x, name, keys["pe"])
    output = Type(keys["output"])
    out = np.zeros(values.shape, np.int64)
    for f in range(FRAMES):
        m = max(1, int(values[f].max()))
        out[f] = (2 * output.high * values[f] + m) // (2 * m)
    return [(output, out, keys["pe"] * output.bits)]


def label_select(net, name, keys, sources, entry):
    (x,) = sources
    values = net.read(x, name, keys["pe"]).reshape(FRAMES, -1)
    k = keys.get("k", 1)
    out = np.zeros((FRAMES, k), np.int64)
    for f in range(FRAMES):
        out[f] = sorted(range(keys["classes"]), key=lambda i: (-int(values[f, i]), i))[:k]
    element = narrowest(0, keys["classes"] - 1)
    return [(element, out, k * element.bits)]


def tmr_check(net, name, keys, sources, entry):
    (x,) = sources
    channels = x.shape[-1]
    values = net.read(x, name, channels).reshape(FRAMES, -1, channels)
    left = channels - 2 * len(keys["triplets"])
    voted = np.zeros((FRAMES, values.shape[1], left), np.int64)
    found = np.zeros((FRAMES, 1), np.int64)
    for f in range(FRAMES):
        seen = set()
        for v, vector in enumerate(values[f].tolist()):
            out, c = [], 0
            while c < channels:
                if c not in keys["triplets"]:
                    out.append(vector[c])
                    c += 1
                    continue
                three = vector[c : c + 3]
                seen.add(len(set(three)))
                out.append(next((each for each in three if three.count(each) >= 2), three[0]))
                c += 3
            voted[f, v] = out
        found[f, 0] = (2 in seen) + 2 * (3 in seen)
    return [(x.type, voted.reshape(FRAMES, *x.shape[:-1], left), left * x.type.bits), (Type("uint2"), found, 2)]


def conv(net, name, keys, sources, entry):
    (x,) = sources
    flat = len(x.shape) == 2
    channels = x.shape[-1]
    depthwise, mmv = keys.get("depthwise", False), keys.get("mmv", 1)
    pe, simd = keys["pe"], keys["simd"]
    kernel, stride = extent(keys["kernel"], flat), extent(keys.get("stride"), flat)
    area = kernel[0] * kernel[1]
    own = keys.get("swu", {})
    windows = {"kernel": list(kernel), "stride": list(stride), "dilation": list(extent(keys.get("dilation"), flat)),
               "depthwise": depthwise, "mmv": mmv, "simd": own.get("simd", pe if depthwise else math.gcd(simd, channels)),
               "parallel_window": own.get("parallel_window", mmv == 1 and area > 1 and
                                          simd == area * (1 if depthwise else channels))}
    if "pads" in keys:
        padding = {"pads": keys["pads"], "simd": windows["simd"], **keys.get("pad", {})}
        (x,) = net.put("pad", name + "_pad", padding, [x], entry)
    if depthwise or kernel != (1, 1) or stride != (1, 1):
        (x,) = net.put("swu", name + "_swu", windows, [x], entry)
    net.put("vvtu" if depthwise else "mvtu", name, keys, [x], entry)


def fifo(net, name, keys, sources, entry):
    net.tail = sources[0]


def reshape(net, name, keys, sources, entry):
    (net.tail,) = sources
    net.tail.values = net.tail.values.reshape(FRAMES, *keys["shape"])


REFERENCES = {f.__name__: f for f in (
    mvtu, vvtu, memstream, swu, pad, maxpool, pool, threshold, channelwise, eltwise, concat, split, fork, dwc, mem, upsample,
    downsample, lookup, normalize, label_select, tmr_check, conv, fifo, reshape)}


# --- Drawing: each function adds one chain with its kind to a network. ---


def divisors(n):
    return [d for d in range(1, n + 1) if n % d == 0]


def chance(rng, share):
    return rng.random() < share


def draw_type(rng, most=MOST_BITS, unsigned=False, bipolar=True):
    """A type of at most that many bits, mostly a narrow one."""
    if "wide" not in FEATURES:
        most = min(most, 24)
    if chance(rng, 0.3):
        few = ["binary"] + ([] if unsigned else ["ternary"] * (most > 1) + ["bipolar"] * bipolar)
        return Type(rng.choice(few))
    bits = rng.randint(1, min(most, 8) if chance(rng, 0.7) else most)
    if bits == 1 or unsigned or chance(rng, 0.5):
        return Type(f"uint{bits}")
    return Type(f"int{bits}")


def draw_values(rng, element, shape):
    """Uniform values, or a few different ones, or only the extremes."""
    choices = None
    if element.bipolar:
        choices = [-1, 1]
    elif chance(rng, 0.3):
        choices = [element.low, element.high]
    elif chance(rng, 0.3):
        choices = [rng.randint(element.low, element.high) for _ in range(3)]
    flat = [rng.choice(choices) if choices else rng.randint(element.low, element.high) for _ in range(math.prod(shape))]
    return np.array(flat, np.int64).reshape(shape)


def draw_map(rng, channels=None, least=1, most=6):
    shape = [rng.randint(least, most) for _ in range(rng.choice([1, 2, 2]))]
    return (*shape, channels or rng.choice([1, 2, 3, 4, 6, 8]))


def draw_shape(rng):
    return tuple(rng.randint(1, 5) for _ in range(rng.randint(0, 2))) + (rng.choice([1, 2, 3, 4, 6, 8, 12]),)


def add_input(net, rng, element, shape, values=None):
    if values is None:
        values = draw_values(rng, element, (rng.randint(1, FRAMES), *shape))
    kept = values
    keys = {}
    if "chw" in FEATURES and len(shape) in (2, 3) and chance(rng, 0.15):
        keys["layout"] = "chw"
        kept = np.ascontiguousarray(np.moveaxis(values, -1, 1))
    elif chance(rng, 0.1):
        kept = values.reshape(len(values), -1)
    elif "chw" in FEATURES and chance(rng, 0.05):
        keys["layout"] = "hwc"
    source = net.array(rng, kept, **keys)
    a_beat = rng.choice(divisors(math.prod(shape)))
    return net.add_input(element, values, a_beat, source, f"x{len(net.inputs)}")


def parameter_keys(net, rng, element, values, **own):
    """The keys of weights and the like: a source in place, or under `from`. `own`: keys next to the type."""
    source = net.array(rng, values, **own.pop("source_keys", {}))
    if chance(rng, 0.3):
        return {"type": element.name, "from": source, **own}
    return Source({"type": element.name, **source, **own}, source.array)


def add_thresholds(net, rng, keys, compared, channels):
    """Adds thresholds for values that look like `compared`, and the output's type, to keys."""
    output = draw_type(rng, most=6) if chance(rng, 0.8) else draw_type(rng)
    most = 1 if output.bipolar else min(output.levels - 1, 255 if chance(rng, 0.05) else 20)
    steps = rng.choice([most, rng.randint(1, most)])
    if "base" not in FEATURES and output.signed and not output.bipolar and steps < output.levels - 1:
        output, steps = Type("uint5"), rng.randint(1, 20)
    rows = channels if chance(rng, 0.7) else 1
    low, high = int(compared.min()), int(compared.max())
    seen = compared.ravel().tolist()
    table = [rng.choice(seen) + rng.randint(-1, 1) if chance(rng, 0.6) else rng.randint(low - 2, high + 2)
             for _ in range(rows * steps)]
    if "wide" in FEATURES and chance(rng, 0.2):
        table = [t if chance(rng, 0.8) else rng.choice([-(2**60), 2**60, 2**40, 2**31]) for t in table]
    table = np.array(table, np.int64).reshape(rows, steps)
    if steps == 1 and rows > 1 and chance(rng, 0.5):
        table = table[:, 0]
    if "float_thresholds" in FEATURES and chance(rng, 0.3):
        flat = [float(t) + rng.choice([0, 0.5, 0.25, -0.5]) for t in table.ravel().tolist()]
        flat = [t if chance(rng, 0.9) else rng.choice([math.inf, -math.inf]) for t in flat]
        table = np.array(flat).reshape(table.shape)
    own = {}
    if "base" in FEATURES:
        needed = output.signed and not output.bipolar and steps + 1 < output.levels
        if needed or chance(rng, 0.3):
            own["base"] = -1 if output.bipolar else rng.randint(output.low, output.high - steps)
    keys["thresholds"] = net.array(rng, table, **own)
    keys["output"] = output.name


def add_products(net, rng, keys, x, rows, columns, compute, kernel=None, streamed=True):
    """Adds weights, and perhaps more, to the keys of products. `compute` returns the sums for a matrix of weights. kernel: its rows and
    columns, if a layout may apply to one."""
    weight = draw_type(rng, most=min(8, MOST_BITS - x.type.bits))
    while sum_width(x.type, weight, columns) > MOST_BITS or ("wide" not in FEATURES and sum_width(x.type, weight, columns) > 32):
        weight = draw_type(rng, most=1)
    values = draw_values(rng, weight, (rows, columns))
    own = {}
    if kernel and "oihw" in FEATURES and chance(rng, 0.4):
        kh, kw = kernel
        layout = rng.choice(["oihw", "oihw", "ohwi"])
        channels = columns // (kh * kw)
        extents = [channels, kh, kw] if layout == "oihw" else [kh, kw, channels]
        if kh == 1 and chance(rng, 0.5):
            extents.pop(1 if layout == "oihw" else 0)
        if kh * kw > 1 and chance(rng, 0.1):
            extents = [columns]
        values = values.reshape(rows, *extents)
        own["source_keys"] = {"layout": layout}
    if streamed and chance(rng, 0.3):
        own["streamed"] = True
        if chance(rng, 0.5):
            own["memory"] = {"elements_per_beat": rng.choice(divisors(rows * columns))}
    keys["weights"] = parameter_keys(net, rng, weight, values, **own)
    matrix = weights_of(keys, kernel)
    if chance(rng, 0.3):
        products = [matrix * x.type.low, matrix * x.type.high]
        low = np.minimum(np.minimum(*products), 0).sum(axis=1).min()
        high = np.maximum(np.maximum(*products), 0).sum(axis=1).max()
        keys["accumulator"] = narrowest_signed(int(low), int(high)).name
    if chance(rng, 0.6):
        add_thresholds(net, rng, keys, compute(matrix), rows)


def sum_width(a, b, terms):
    most = terms * max(abs(x * y) for x in (a.low, a.high) for y in (b.low, b.high))
    return most.bit_length() + 1


def rest_of(net, rng, x):
    """Adds a layer that reads x, or none."""
    if chance(rng, 0.5):
        net.entry(rng, "fork", {}, [x])


def draw_mvtu(net, rng, streamed=False):
    element = draw_type(rng, most=48)
    mmv = rng.choice([2, 3]) if chance(rng, 0.2) else 1
    rows = rng.randint(1, 8)
    keys = {"rows": rows, "pe": rows if mmv > 1 else rng.choice(divisors(rows))}
    if mmv > 1 and chance(rng, 0.5):  # behind adjacent windows
        shape = (rng.randint(2, 4), rng.randint(1, 2) * mmv + 1, rng.choice([1, 2, 4]))
        shape = shape[1:] if chance(rng, 0.3) else shape
        x = add_input(net, rng, element, shape)
        simd = rng.choice(divisors(shape[-1]))
        kernel = [1 if len(shape) == 2 else 2, 2]
        (x,) = net.entry(rng, "swu", {"kernel": kernel, "simd": simd, "mmv": mmv}, [x])
        columns = kernel[0] * kernel[1] * shape[-1]
        vectors = np.moveaxis(x.values, -2, -3).reshape(FRAMES, -1, columns)
        keys.update(simd=simd, mmv=mmv)
    else:
        shape = (*draw_shape(rng)[:-1], rng.randint(1, 2) * mmv, rng.choice([2, 4, 6])) if mmv > 1 else draw_shape(rng)
        shape = shape[-3:]
        x = add_input(net, rng, element, shape)
        flatten = mmv == 1 and chance(rng, 0.3)
        columns = math.prod(shape) if flatten else shape[-1]
        vectors = x.values.reshape(FRAMES, -1, columns)
        keys["simd"] = columns if mmv > 1 else rng.choice(divisors(columns))
        if flatten or (mmv == 1 and chance(rng, 0.2)):
            keys["flatten"] = flatten
        if mmv > 1:
            keys["mmv"] = mmv
    add_products(net, rng, keys, x, rows, columns, lambda w: vectors @ w.T, kernel_of(x, keys.get("flatten")))
    if streamed:
        keys["weights"]["streamed"] = True
    rest_of(net, rng, net.entry(rng, "mvtu", keys, [x])[0])


def draw_memstream(net, rng):
    draw_mvtu(net, rng, streamed=True)


def draw_windows(net, rng, element):
    """A stream of windows in depthwise order, with its pe and positions."""
    shape = draw_map(rng, least=2, most=5)
    flat = len(shape) == 2
    x = add_input(net, rng, element, shape)
    pe = rng.choice(divisors(shape[-1]))
    kernel = [1 if flat else rng.randint(1, 2), rng.randint(1, 2)]
    keys = {"kernel": kernel, "stride": rng.randint(1, 2), "simd": pe, "depthwise": True}
    if chance(rng, 0.3):
        keys["parallel_window"] = True
    (x,) = net.entry(rng, "swu", keys, [x])
    return x, pe, kernel[0] * kernel[1], shape[-1]


def draw_vvtu(net, rng):
    x, pe, positions, channels = draw_windows(net, rng, draw_type(rng, most=48))
    keys = {"pe": pe, "simd": rng.choice(divisors(positions))}
    columns = np.moveaxis(x.values, -2, -1).reshape(FRAMES, -1, channels, positions)
    add_products(net, rng, keys, x, channels, positions, lambda w: (columns * w).sum(axis=-1), x.kernel,
                 "vvtu_streamed" in FEATURES)
    rest_of(net, rng, net.entry(rng, "vvtu", keys, [x])[0])


def draw_swu(net, rng):
    shape = draw_map(rng, least=1, most=7)
    flat = len(shape) == 2
    x = add_input(net, rng, draw_type(rng), shape)
    kernel, dilation, stride = [], [], []
    for size in (1, *shape[:-1])[-2:]:
        kernel.append(rng.randint(1, min(size, 3)))
        dilation.append(rng.randint(1, 2) if (kernel[-1] - 1) * 2 < size else 1)
        stride.append(rng.randint(1, 3))
    keys = {"kernel": kernel, "simd": rng.choice(divisors(shape[-1]))}
    for key, value in (("stride", stride), ("dilation", dilation)):
        if value != [1, 1] or chance(rng, 0.2):
            keys[key] = value[1] if value[0] == (1 if flat else value[1]) else value
    order = rng.choice(["standard", "depthwise", "mmv"])
    size = (1, *shape[:-1])[-2:]
    windows = (size[1] - (kernel[1] - 1) * dilation[1] - 1) // stride[1] + 1
    if order == "depthwise":
        keys["depthwise"] = True
    if order == "mmv" and windows > 1:
        keys["mmv"] = rng.choice(divisors(windows)[1:])
    elif chance(rng, 0.3):
        keys["parallel_window"] = True
        if order != "depthwise":
            keys["simd"] = shape[-1]
    rest_of(net, rng, net.entry(rng, "swu", keys, [x])[0])


def draw_pads(rng, flat, most=2):
    if chance(rng, 0.4):
        return rng.randint(0, most)
    return [rng.randint(0, most) for _ in range(2 if flat else 4)]


def draw_pad(net, rng):
    shape = draw_map(rng)
    flat = len(shape) == 2
    element = draw_type(rng)
    x = add_input(net, rng, element, shape)
    keys = {"pads": draw_pads(rng, flat), "simd": rng.choice(divisors(shape[-1]))}
    if element.bipolar or chance(rng, 0.5):
        keys["value"] = rng.choice([-1, 1]) if element.bipolar else rng.choice([element.low, element.high, 0])
    if chance(rng, 0.4):
        keys["between"] = rng.randint(0, 2) if chance(rng, 0.5) else [0 if flat else rng.randint(0, 2), rng.randint(0, 2)]
    rest_of(net, rng, net.entry(rng, "pad", keys, [x])[0])


def draw_kernel(rng, keys, x, op, overlapping):
    """Kernel, stride, pads and ceil of a pool over a map, with at least one window."""
    shape = x.shape
    flat = len(shape) == 2
    size = (1, *shape[:-1])[-2:]
    kernel = [1 if flat else rng.randint(1, min(3, size[0])), rng.randint(1, min(3, size[1]))]
    keys["kernel"] = kernel[1] if kernel[0] == kernel[1] or (flat and chance(rng, 0.5)) else kernel
    if not overlapping:
        return kernel
    if chance(rng, 0.7):
        stride = [1 if flat else rng.randint(1, 3), rng.randint(1, 3)]
        keys["stride"] = stride[1] if flat and chance(rng, 0.5) else stride
    if chance(rng, 0.7):
        sides = [rng.randint(0, kernel[i % 2] - 1) for i in range(4)]
        keys["pads"] = [sides[1], sides[3]] if flat else sides
    if chance(rng, 0.6):
        keys["ceil"] = True
        if op == "max" and "pads" not in keys and chance(rng, 0.1):  # a window that does not fit in the map
            kernel[1] = size[1] + 1
            keys.update(kernel=kernel, stride=[kernel[0], 2])
        if op != "max":  # it refuses windows that it would add
            counts = []
            for ceil in (False, True):
                counts.append(windows_of_map({**keys, "op": op, "ceil": ceil}, x).shape)
            if counts[0] != counts[1]:
                del keys["ceil"]
    return kernel


def draw_maxpool(net, rng):
    shape = draw_map(rng, most=7)
    x = add_input(net, rng, draw_type(rng), shape)
    keys = {"pe": rng.choice(divisors(shape[-1]))}
    draw_kernel(rng, keys, x, "max", overlapping="pool_stride" in FEATURES and chance(rng, 0.7))
    rest_of(net, rng, net.entry(rng, "maxpool", keys, [x])[0])


def draw_pool(net, rng):
    op = rng.choice(["max", "average", "average", "average", "accumulate"])
    element = draw_type(rng, bipolar=op == "max", most=MOST_BITS if op == "max" else 44)
    form = rng.choice(["windows", "global"] + ["kernel"] * 2 * ("pool_kernel" in FEATURES))
    keys = {"op": op}
    if form == "windows":
        x, pe, n, _ = draw_windows(net, rng, element)
        keys.update(pe=pe, simd=rng.choice(divisors(n)))
    else:
        shape = draw_map(rng, most=6) if form == "kernel" else (*draw_shape(rng)[:-1], rng.choice([1, 2, 4, 6]))
        x = add_input(net, rng, element, shape)
        keys["pe"] = rng.choice(divisors(shape[-1]))
        if form == "global":
            keys["global"] = True
            n = math.prod(shape[:-1])
        else:
            n = math.prod(draw_kernel(rng, keys, x, op, overlapping=True))
            keys["simd"] = rng.choice(divisors(n))
    if op == "average":
        by_count = "count" in FEATURES and chance(rng, 0.5)
        if by_count:
            keys["by"] = "count"
            least = narrowest(element.low, element.high)
            keys["output"] = rng.choice([least, narrowest(element.low, 2 * element.high)]).name
        else:
            if "count" in FEATURES and chance(rng, 0.3):
                keys["by"] = "shift"
            # If no shift is stated, an output as wide as the input holds all averages.
            if chance(rng, 0.4):
                keys["shift"] = rng.randint(0, n.bit_length())
                keys["output"] = narrowest(n * element.low >> keys["shift"], n * element.high >> keys["shift"]).name
            else:
                bits = min(MOST_BITS, element.bits + rng.choice([0, 0, 0, 1, 2]))
                keys["output"] = f"int{max(2, bits)}" if element.low < 0 else f"uint{bits}"
    rest_of(net, rng, net.entry(rng, "pool", keys, [x])[0])


def draw_threshold(net, rng):
    shape = draw_shape(rng)
    x = add_input(net, rng, draw_type(rng), shape)
    keys = {"pe": rng.choice(divisors(shape[-1]))}
    add_thresholds(net, rng, keys, x.values, shape[-1])
    rest_of(net, rng, net.entry(rng, "threshold", keys, [x])[0])


def fitting_op(rng, ops, a, b):
    """One of the ops whose result is not too wide."""
    most = MOST_BITS if "wide" in FEATURES else 31
    return rng.choice([op for op in ops if op != "multiply" or a.bits + b.bits <= most] or ["compare"])


def draw_channelwise(net, rng):
    shape = draw_shape(rng)
    x = add_input(net, rng, draw_type(rng, most=54), shape)
    parameter = draw_type(rng, most=54)
    op = fitting_op(rng, ["add", "multiply", "compare"], x.type, parameter)
    many = rng.choice([(1,), (1, 1)]) if "scalar_parameter" in FEATURES and chance(rng, 0.25) else (shape[-1],)
    keys = {"op": op, "pe": rng.choice(divisors(shape[-1])),
            "parameters": parameter_keys(net, rng, parameter, draw_values(rng, parameter, many))}
    if many == (1,) and chance(rng, 0.3):
        one = array_of(keys["parameters"])[0]
        keys["parameters"] = Source({"type": parameter.name, "values": int(one[0])}, one)
    rest_of(net, rng, net.entry(rng, "channelwise", keys, [x])[0])


def draw_eltwise(net, rng):
    shape = draw_shape(rng)
    shapes = [shape, shape]
    if "broadcast" in FEATURES and chance(rng, 0.6) and math.prod(shape[:-1]) > 1:
        shapes[rng.randint(0, 1)] = (1,) * rng.randint(0, 2) + (shape[-1],)
    sources = [add_input(net, rng, draw_type(rng, most=54), each) for each in shapes]
    op = fitting_op(rng, ["add", "subtract", "absolute_difference", "multiply"], *(x.type for x in sources))
    keys = {"op": op, "pe": rng.choice(divisors(shape[-1]))}
    kind = "eltwise"
    if op == "add" and chance(rng, 0.5):
        kind, keys = "add", {"pe": keys["pe"]}
    rest_of(net, rng, net.entry(rng, kind, keys, sources)[0])


def draw_concat(net, rng):
    outer = draw_shape(rng)[:-1]
    unlike = "concat_unlike" in FEATURES and chance(rng, 0.6)
    element = draw_type(rng, most=55)
    pe = rng.randint(1, 3)
    sources = [add_input(net, rng, draw_type(rng, most=55) if unlike else element, (*outer, pe * rng.randint(1, 3)))
               for _ in range(rng.randint(2, 5))]
    rest_of(net, rng, net.entry(rng, "concat", {"pe": pe}, sources)[0])


def draw_split(net, rng):
    pe = rng.randint(1, 3)
    channels = [pe * rng.randint(1, 3) for _ in range(rng.randint(2, 4))]
    x = add_input(net, rng, draw_type(rng), (*draw_shape(rng)[:-1], sum(channels)))
    net.entry(rng, "split", {"pe": pe, "channels": channels}, [x])


def draw_fork(net, rng):
    x = add_input(net, rng, draw_type(rng), draw_shape(rng))
    net.entry(rng, "fork", {"copies": rng.randint(2, 4)} if chance(rng, 0.7) else {}, [x])


def draw_dwc(net, rng):
    x = add_input(net, rng, draw_type(rng), draw_shape(rng))
    bits = math.prod(x.shape) * x.type.bits
    for _ in range(rng.randint(1, 3)):
        width = rng.choice(divisors(bits))
        if "dwc_rest" in FEATURES and chance(rng, 0.5):
            width = rng.randint(1, 2 * bits)
        (x,) = net.entry(rng, "dwc", {"out_bits": width}, [x])
    if bits % x.width or chance(rng, 0.5):  # a layer that reads another width
        pe = rng.choice(divisors(x.shape[-1]))
        keys = {"pe": pe}
        add_thresholds(net, rng, keys, x.values, x.shape[-1])
        net.entry(rng, "threshold", keys, [x])


def draw_mem(net, rng):
    x = add_input(net, rng, draw_type(rng), draw_shape(rng))
    if chance(rng, 0.7):
        (x,) = net.entry(rng, "mem_in", {"latency": rng.randint(0, 9), "cycles_per_beat": rng.randint(1, 3)}, [x])
    if chance(rng, 0.7):
        net.entry(rng, "mem_out", {"latency": rng.randint(0, 9), "burst": rng.randint(1, 4), "burst_gap": 2}, [x])
    elif x.kind == "input":
        net.entry(rng, "fork", {}, [x])


def draw_upsample(net, rng):
    shape = draw_map(rng, most=4)
    flat = len(shape) == 2
    x = add_input(net, rng, draw_type(rng), shape)
    keys = {"simd": rng.choice(divisors(shape[-1]))}
    if "upsample_size" in FEATURES and chance(rng, 0.5):
        size = [rng.randint(each, 3 * each) for each in shape[:-1]]
        keys["size"] = size[0] if flat and chance(rng, 0.5) else [1, *size][-2:]
    else:
        keys["scale"] = rng.randint(1, 3) if chance(rng, 0.5) else [1 if flat else rng.randint(1, 3), rng.randint(1, 3)]
    rest_of(net, rng, net.entry(rng, "upsample", keys, [x])[0])


def draw_downsample(net, rng):
    shape = draw_map(rng, most=7)
    x = add_input(net, rng, draw_type(rng), shape)
    stride = rng.randint(1, 4) if chance(rng, 0.5) else [1 if len(shape) == 2 else rng.randint(1, 9), rng.randint(1, 9)]
    keys = {"stride": stride, "simd": rng.choice(divisors(shape[-1]))}
    rest_of(net, rng, net.entry(rng, "downsample", keys, [x])[0])


def draw_lookup(net, rng):
    index = draw_type(rng, most=5, unsigned=True)
    shape = rng.choice([(6,), (1,), (4, 1), (2, 3, 1), (2, 3)])
    x = add_input(net, rng, index, shape)
    entry = draw_type(rng)
    dimension = rng.choice([1, 2, 4, 6])
    table = draw_values(rng, entry, (index.high + 1 + rng.choice([0, 0, 3]), dimension))
    keys = {"pe": rng.choice(divisors(dimension)), "table": parameter_keys(net, rng, entry, table, dimension=dimension)}
    rest_of(net, rng, net.entry(rng, "lookup", keys, [x])[0])


def draw_normalize(net, rng):
    shape = draw_shape(rng)
    x = add_input(net, rng, draw_type(rng, most=16, unsigned=True), shape)
    keys = {"pe": rng.choice(divisors(shape[-1])), "output": draw_type(rng, most=8, unsigned=True).name}
    rest_of(net, rng, net.entry(rng, "normalize", keys, [x])[0])


def draw_label_select(net, rng):
    shape = draw_shape(rng)
    inputs = math.prod(shape)
    x = add_input(net, rng, draw_type(rng), shape)
    keys = {"pe": rng.choice(divisors(inputs)), "classes": rng.choice([inputs, rng.randint(1, inputs)])}
    if chance(rng, 0.6):
        keys["k"] = rng.randint(1, min(keys["classes"], 6))
    net.entry(rng, "label_select", keys, [x])


def draw_tmr_check(net, rng):
    triplets, c = [], rng.randint(0, 2)
    for _ in range(rng.randint(1, 3)):
        triplets.append(c)
        c += 3 + rng.randint(0, 2)
    x = add_input(net, rng, draw_type(rng, most=rng.choice([1, 2, MOST_BITS])), (*draw_shape(rng)[:-1], c))
    net.entry(rng, "tmr_check", {"triplets": triplets}, [x])


def draw_conv(net, rng):
    shape = draw_map(rng, least=3, most=6)
    flat = len(shape) == 2
    channels = shape[-1]
    element = draw_type(rng, most=40)
    x = add_input(net, rng, element, shape)
    kernel = [1 if flat else rng.randint(1, 3), rng.randint(1, 3)]
    keys = {"kernel": kernel[1] if flat and chance(rng, 0.5) else kernel}
    padded = list((1, *shape[:-1])[-2:])
    if chance(rng, 0.6):
        keys["pads"] = draw_pads(rng, flat)
        top, left, bottom, right = pads_of(keys["pads"], flat)
        padded = [padded[0] + top + bottom, padded[1] + left + right]
        if element.bipolar or chance(rng, 0.3):
            keys["pad"] = {"value": -1 if element.bipolar else rng.choice([element.low, element.high])}
    if chance(rng, 0.4):
        keys["stride"] = rng.randint(1, 2)
    if chance(rng, 0.3) and all((k - 1) * 2 < size for k, size in zip(kernel, padded)):
        keys["dilation"] = 2
    depthwise = chance(rng, 0.4)
    area = kernel[0] * kernel[1]
    if depthwise:
        rows, columns = channels, area
        keys.update(depthwise=True, pe=rng.choice(divisors(channels)), simd=rng.choice(divisors(area)))
        if chance(rng, 0.3):
            keys["channels"] = channels
    else:
        rows, columns = rng.randint(1, 6), area * channels
        keys.update(channels=rows, pe=rng.choice(divisors(rows)), simd=rng.choice([*divisors(channels), columns]))
        stride, dilation = keys.get("stride", 1), keys.get("dilation", 1)
        windows = (padded[1] - (kernel[1] - 1) * dilation - 1) // stride + 1
        if chance(rng, 0.3) and windows > 1 and area > 1:
            keys.update(mmv=rng.choice(divisors(windows)[1:]), pe=rows, simd=rng.choice(divisors(channels)))
    has_windows = depthwise or area > 1 or keys.get("stride", 1) > 1
    if has_windows and "mmv" not in keys and not depthwise and chance(rng, 0.3):
        keys["swu"] = {"simd": rng.choice(divisors(channels)), "parallel_window": False}
    streamed = not depthwise or "vvtu_streamed" in FEATURES
    # Thresholds for sums that are likely: those of the values that occur.
    seen = draw_values(rng, element, (16, columns))
    add_products(net, rng, keys, x, rows, columns, lambda w: seen @ w.T, kernel, streamed)
    rest_of(net, rng, net.entry(rng, "conv", keys, [x])[0])


def draw_fifo(net, rng):
    x = add_input(net, rng, draw_type(rng), draw_shape(rng))
    first, second = net.entry(rng, "fork", {}, [x])
    net.entry(rng, "fifo", {"depth": rng.randint(1, 9)}, [second])
    first, _ = net.entry(rng, "fork", {}, [first])
    net.entry(rng, "fifo", {"depth": rng.randint(1, 9)}, [first])
    net.entry(rng, "fork", {}, [first])


def draw_reshape(net, rng):
    if "reshape" not in FEATURES:
        return draw_fork(net, rng)
    x = add_input(net, rng, draw_type(rng), draw_shape(rng))
    rest = math.prod(x.shape)
    shape = []
    for _ in range(rng.randint(0, 2)):
        shape.append(rng.choice(divisors(rest)))
        rest //= shape[-1]
    (x,) = net.entry(rng, "reshape", {"shape": [*shape, rest]}, [x])
    keys = {"pe": rng.choice(divisors(rest))}
    add_thresholds(net, rng, keys, x.values, rest)
    net.entry(rng, "threshold", keys, [x])


def draw_cifar10(net, rng):
    raw = np.array([rng.randint(0, 255) for _ in range(2 * 3 * 1024)], np.int64).reshape(2, 3, 32, 32)
    records = np.concatenate([np.array([[3], [5]]), raw.reshape(2, -1)], axis=1)
    file = f"{len(net.inputs)}.bin"
    (net.folder / file).write_bytes(records.astype(np.uint8).tobytes())
    values = np.ascontiguousarray(np.moveaxis(raw, 1, -1))
    x = net.add_input(Type("uint8"), values, 3, {"cifar10": file}, f"x{len(net.inputs)}")
    net.entry(rng, "fork", {}, [x])


def draw_input(net, rng):
    """The keys that say how frames are read: layout, quantize, pad_to, extents."""
    if chance(rng, 0.05):
        return draw_cifar10(net, rng)
    element = draw_type(rng)
    shape = draw_map(rng)
    frames = rng.randint(1, FRAMES)
    keys = {}
    raw = draw_values(rng, draw_type(rng, most=16), (frames, *shape))
    if chance(rng, 0.4):
        bound = int(rng.choice(raw.ravel().tolist()))
        keys["quantize"] = {"at_least": bound}
        values = np.where(raw >= bound, element.high, element.low).astype(np.int64)
    elif chance(rng, 0.6) and not element.bipolar:
        mul, add, div = rng.randint(-9, 9), rng.randint(-99, 99), rng.randint(1, 9)
        keys["quantize"] = {"mul": mul, "add": add, "div": div}
        flat = [min(max((2 * (v * mul + add) + div) // (2 * div), element.low), element.high) for v in raw.ravel().tolist()]
        values = np.array(flat, np.int64).reshape(raw.shape)
    else:
        raw = values = draw_values(rng, element, (frames, *shape))
    if "chw" in FEATURES and chance(rng, 0.3):
        raw = np.ascontiguousarray(np.moveaxis(raw, -1, 1))
        keys["layout"] = "chw"
    elif chance(rng, 0.3):
        shape = (math.prod(shape),)
        values = values.reshape(frames, -1)
        if chance(rng, 0.6):
            filled = rng.randint(0, 4)
            keys["pad_value"] = -1 if element.bipolar else rng.randint(element.low, element.high)
            keys["pad_to"] = shape[0] + filled
            values = np.concatenate([values, np.full((frames, filled), keys["pad_value"], np.int64)], axis=1)
            shape = (keys["pad_to"],)
    elif chance(rng, 0.3):
        at = rng.randint(1, raw.ndim)
        raw = np.expand_dims(raw, at)
    source = None
    if "layout" not in keys and chance(rng, 0.3):
        source = idx_file(net, rng, raw, keys)
    a_beat = rng.choice(divisors(math.prod(shape)))
    x = net.add_input(element, values, a_beat, source or net.array(rng, raw, **keys), f"x{len(net.inputs)}")
    net.entry(rng, "fork", {}, [x])


def idx_file(net, rng, values, keys):
    """A source of these values in an IDX file; None if they are too large for one."""
    codes = {"u1": 8, "i1": 9, ">i2": 11, ">i4": 12}
    fitting = [t for t in codes if np.iinfo(t).min <= values.min() and values.max() <= np.iinfo(t).max]
    if not fitting:
        return None
    chosen = rng.choice(fitting)
    file = net.folder / f"{len(net.inputs)}.idx"
    header = bytes([0, 0, codes[chosen], values.ndim]) + np.array(values.shape, ">u4").tobytes()
    opened = gzip.open(f"{file}.gz", "wb") if chance(rng, 0.5) else open(file, "wb")
    with opened:
        opened.write(header + values.astype(chosen).tobytes())
    return {"idx": Path(opened.name).name, **keys}


DRAWINGS = {name[5:]: f for name, f in list(globals().items())
            if name.startswith("draw_") and name[5:] in {*REFERENCES, "input"}}


# --- Running ---


class Runs:
    def __init__(self, weir, folder):
        self.weir = weir
        self.folder = folder
        self.compared = {}  # streams compared, by the kind that writes them
        self.elements = 0
        self.failures = []
        self.kept = set()

    def run(self, *arguments):
        return subprocess.run([self.weir, *arguments], capture_output=True, text=True, cwd=self.folder, check=False)

    def fail(self, message, net):
        self.failures.append(message)
        self.kept.add(net.folder)
        print(f"FAILED: {message}\n  scenario: {net.folder / net.name}.yaml", flush=True)

    def check(self, net, engine):
        """Runs a network on an engine, and compares each stream."""
        file = net.write([engine])
        dump = net.folder / f"dump_{engine}"
        dump.mkdir()
        report = net.folder / f"{engine}.json"
        done = self.run("run", str(file), "--engine", engine, "--dump", str(dump), "--json", str(report))
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()[:2000]
            return self.fail(f"{net.name} on {engine}: status {done.returncode}: {said}", net)
        found = {each.stem for each in dump.glob("*.npy")}
        if found != set(net.streams):
            self.fail(f"{net.name} on {engine}: streams {sorted(found - set(net.streams))} are not of the reference, "
                      f"{sorted(set(net.streams) - found)} are missing", net)
        said = json.loads(report.read_text())
        kinds = {layer["name"]: layer["kind"] for layer in said["layers"]}
        streams = {stream["name"]: stream for stream in said["streams"]}
        for name in sorted(found & set(net.streams)):
            self.compare(net, engine, net.streams[name], np.load(dump / f"{name}.npy"), streams[name], kinds)

    def compare(self, net, engine, stream, found, said, kinds):
        wanted = stream.values
        what = f"{stream.kind} {flow(stream.keys)}\n  on {engine}, stream {stream.name} of {stream.type}"
        # The bits of a beat depend on the type, the number of beats on the shape.
        beats = -(-math.prod(stream.shape) * stream.type.bits // stream.width)
        layer = stream.producer if stream.kind != "input" else stream.name
        structure = {"kind": stream.kind, "from": layer, "bits a beat": stream.width, "beats": beats}
        its = {"kind": kinds.get(said["from"], "input"), "from": said["from"], "bits a beat": said["width_bits"],
               "beats": said["beats_per_frame"]}
        if structure != its:
            return self.fail(f"{what}: found {its}, wanted {structure}", net)
        if found.dtype != np.int64 or found.shape != wanted.shape:
            return self.fail(f"{what}: found {found.dtype} of shape {found.shape}, wanted int64 of {wanted.shape}", net)
        different = np.argwhere(found != wanted)
        if len(different):
            first = tuple(different[0].tolist())
            return self.fail(f"{what}: found {found[first]} at [frame, index..] {list(first)}, wanted {wanted[first]}; "
                             f"{len(different)} of {wanted.size} elements differ", net)
        self.compared[stream.kind] = self.compared.get(stream.kind, 0) + 1
        self.elements += wanted.size


def draw(kind, folder, seed, count):
    net = Network(folder, f"values-{kind.replace('_', '-')}")
    for i in range(count):
        DRAWINGS[kind](net, random.Random(f"{seed} {kind} {i}"))
    return net


# --- Scenarios that must be refused ---

MAP = "{type: uint4, shape: [4, 4, 4], elements_per_beat: 4}"
VECTOR = "{type: int4, shape: [8], elements_per_beat: 8}"
BIPOLAR = "{type: bipolar, shape: [4, 4, 4], elements_per_beat: 4}"
PAIR = "{name: a, type: int4, shape: [4, 8], elements_per_beat: 8}, {name: b, type: int4, shape: [4, 8], elements_per_beat: 8}"
FORK = "{kind: fork}"
MVTU = "kind: mvtu, rows: 4, pe: 1, simd: 1"
REFUSED = [  # description, inputs, layers, the feature that refuses it (None: always available)
    ("softmax", VECTOR, "{kind: softmax, pe: 1}", None),
    ("layer norm", VECTOR, "{kind: layer_norm, pe: 1}", None),
    ("a product of two streams", PAIR, f"{{{MVTU}, from: [a, b], weights: {{type: int4, seed: 1}}}}", None),
    ("a loop", VECTOR, "{kind: add, name: sum, from: [input, last], pe: 1}, {kind: fork, name: last, from: sum}", None),
    ("a stream read twice", VECTOR, "{kind: fork, name: f}, {kind: add, from: [f_out0, f_out0], pe: 1}", None),
    ("a partial fold", VECTOR, "{kind: threshold, pe: 3, thresholds: {values: [[0]]}, output: binary}", None),
    ("a fork of a stream with filling", VECTOR, "{kind: dwc, out_bits: 24}, {kind: fork}", None),
    ("weights not of their type", VECTOR, f"{{{MVTU}, weights: {{type: int2, values: [[2, 0, 0, 0, 0, 0, 0, 0]]}}}}", None),
    ("weights of other extents", VECTOR, f"{{{MVTU}, weights: {{type: int2, values: [[1, 1]]}}}}", None),
    ("a frame not of the type", "{type: uint2, shape: [2], elements_per_beat: 1, from: {values: [[1, 4]]}}", FORK, None),
    ("a fraction in a frame", "{type: uint2, shape: [2], elements_per_beat: 1, from: {values: [[1, 0.5]]}}", FORK, None),
    ("a threshold that is no number", VECTOR, "{kind: threshold, pe: 1, thresholds: {values: [[.nan]]}, output: binary}", None),
    ("a 0 of bipolar", "{type: bipolar, shape: [2], elements_per_beat: 1, from: {values: [[1, 0]]}}", FORK, None),
    ("a bipolar pad of 0", BIPOLAR, "{kind: pad, pads: 1, simd: 4}", None),
    ("a conv padded with a 0 of bipolar", BIPOLAR,
     "{kind: conv, channels: 2, kernel: 3, pads: 1, pe: 1, simd: 4, weights: {type: bipolar, seed: 1}}", None),
    ("sums wider than 56 bits", "{type: uint48, shape: [64], elements_per_beat: 1}",
     f"{{{MVTU}, weights: {{type: int8, seed: 1}}}}", None),
    ("types wider than 56 bits", "{type: uint57, shape: [64], elements_per_beat: 1}", FORK, None),
    ("an accumulator too narrow", VECTOR, f"{{{MVTU}, accumulator: int4, weights: {{type: int4, seed: 1}}}}", None),
    ("an accumulator without a 0", "{type: ternary, shape: [1], elements_per_beat: 1}",
     "{kind: mvtu, rows: 1, pe: 1, simd: 1, accumulator: bipolar, weights: {type: bipolar, values: [[1]]}}", None),
    ("too many steps", VECTOR, "{kind: threshold, pe: 1, thresholds: {values: [[0, 1]]}, output: binary}", None),
    ("no base", VECTOR, "{kind: threshold, pe: 1, thresholds: {values: [[0, 1]]}, output: int4}", "base"),
    ("a base beyond the output", VECTOR, "{kind: threshold, pe: 1, thresholds: {values: [[0, 1]], base: 6}, output: int4}", None),
    ("a sum of bipolar elements", BIPOLAR, "{kind: pool, op: accumulate, global: true, pe: 1}", None),
    ("averages that the output does not hold", MAP,
     "{kind: pool, op: average, global: true, pe: 1, shift: 0, output: uint4}", None),
    ("frames of other extents", "{type: uint4, shape: [2, 3], elements_per_beat: 1, from: {values: [[[1, 2], [3, 4], [5, 6]]]}}",
     FORK, "chw"),
    ("a kernel larger than its map", MAP, "{kind: swu, kernel: 5, simd: 1}", None),
    ("pads not less than the kernel", MAP, "{kind: maxpool, kernel: 2, pads: [2, 0, 0, 0], pe: 1}", None),
    ("windows that ceil adds to an average", "{type: uint4, shape: [5, 5, 4], elements_per_beat: 4}",
     "{kind: pool, op: average, kernel: 2, ceil: true, output: uint4, pe: 1}", None),
    ("an upsample to less", MAP, "{kind: upsample, size: [3, 8], simd: 1}", None),
    ("a reshape to fewer elements", MAP, "{kind: reshape, shape: [8]}", None),
    ("signed indices", VECTOR, "{kind: lookup, pe: 1, table: {type: int4, dimension: 1, values: [[1], [2]]}}", None),
    ("a table too short", "{type: uint2, shape: [2], elements_per_beat: 1}",
     "{kind: lookup, pe: 1, table: {type: int4, dimension: 1, values: [[1], [2]]}}", None),
    ("classes beyond the inputs", VECTOR, "{kind: label_select, pe: 1, classes: 9}", None),
    ("k beyond the classes", VECTOR, "{kind: label_select, pe: 1, classes: 4, k: 5}", None),
    ("a concat of unlike maps", PAIR.replace("[4, 8]", "[2, 8]", 1), "{kind: concat, from: [a, b], pe: 1}", None),
    ("a sum of unlike maps", PAIR.replace("[4, 8]", "[2, 8]", 1), "{kind: add, from: [a, b], pe: 1}", None),
    ("a result wider than 56 bits", "{name: a, type: int40, shape: [2], elements_per_beat: 1}, "
     "{name: b, type: int40, shape: [2], elements_per_beat: 1}", "{kind: eltwise, op: multiply, from: [a, b], pe: 1}", None),
]


def check_refusals(runs, folder):
    net = Network(folder, "refused")
    for what, inputs, layers, feature in REFUSED:
        if feature is not None and feature not in FEATURES:
            continue
        text = f"scenario: refused\nintent: Be refused.\nseed: 1\nengines: [native]\ninputs: [{inputs}]\nlayers: [{layers}]\n"
        (folder / "refused.yaml").write_text(text)
        done = runs.run("run", str(folder / "refused.yaml"))
        if done.returncode != 2 or len(done.stderr.splitlines()) != 1:
            print(text)
            runs.fail(f"{what}: found status {done.returncode}, wanted 2 and a line of error: {done.stderr.strip()[:500]}", net)
    return len(REFUSED)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weir", help="the command")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=36, help="chains of each kind (36)")
    parser.add_argument("--kind", action="append", choices=sorted(DRAWINGS), help="these alone (repeatable)")
    parser.add_argument("--engines", help="a list; of these every scenario is run, instead of some on golden and systemc")
    parser.add_argument("--without", default="", help=f"a list of what is not drawn: {', '.join(sorted(FEATURES))}")
    arguments = parser.parse_args()
    without = {each for each in arguments.without.split(",") if each}
    if without - FEATURES:
        parser.error(f"--without: found {', '.join(sorted(without - FEATURES))}, wanted some of {', '.join(sorted(FEATURES))}")
    FEATURES.difference_update(without)
    forgotten = [kind for kind in KINDS if kind not in REFERENCES or kind not in DRAWINGS]
    if forgotten:
        sys.exit(f"values_test: no reference of {', '.join(forgotten)} (network/kinds.txt)")

    root = Path(tempfile.mkdtemp(prefix="weir-values-"))
    runs = Runs(str(Path(arguments.weir).resolve()), root)
    chosen = arguments.kind or list(DRAWINGS)
    for i, kind in enumerate(chosen):
        engines = ENGINES if not arguments.engines else {each: 1 for each in arguments.engines.split(",")}
        net = None
        for engine, every in engines.items():
            if (i + arguments.seed) % every == 0:
                if net is None:
                    folder = root / kind
                    folder.mkdir()
                    net = draw(kind, folder, arguments.seed, arguments.count)
                runs.check(net, engine)
    refusals = 0
    if not arguments.kind:
        folder = root / "refused"
        folder.mkdir()
        refusals = check_refusals(runs, folder)
        for kind in KINDS:
            if not runs.compared.get(kind) and not runs.failures:
                runs.failures.append(kind)
                print(f"FAILED: no stream of kind {kind} was compared")
    print(f"{sum(runs.compared.values())} streams of {len(runs.compared)} kinds compared, {runs.elements} elements; "
          f"{refusals} refusals; {len(runs.failures)} failures (seed {arguments.seed})")
    if not runs.kept:
        shutil.rmtree(root)
    else:
        print(f"kept: {root}")
    return 1 if runs.failures else 0


if __name__ == "__main__":
    sys.exit(main())
