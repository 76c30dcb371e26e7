#!/usr/bin/python3
"""Compares the scenarios that `weir import` makes of FINN's hardware graphs with the graphs themselves.

A graph is read with python3-onnx and evaluated node by node in numpy's 64-bit integers, by FINN's definitions of its
operators; this shares no code with the importer or an engine. Each graph is imported and run on random inputs. Every stream in
the import's map must have the values of its node. Each node's cycles_estimate is compared with the ideal cycles of its layer.
Small graphs of every operator, made here, come first; then the files.

    import_oracle.py WEIR [--data FOLDER] [--inputs N] [--engines golden,native] [--cycles N] [--evaluate-only] [FILE..]

Without FILE: every .onnx that holds hardware nodes below FOLDER, or else below $WEIR_DATA or ../shared/data. Exit status: 0 all
values that were compared are equal; 1 some are not, or an import that succeeded could not be compared."""

import argparse
import hashlib
import json
import math
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import yaml
from onnx import helper, numpy_helper

import finn_graphs

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("WEIR_DATA", ROOT.parent / "shared" / "data"))
SECONDS = 900
VALUES_OF_A_RUN = 2 * 10**7  # elements of all streams; more frames are split into several runs
CYCLES_OF_A_FILE = 10**8  # of the slowest layer; with more, fewer frames are run, except in golden
DEEP = 2**20  # depth for FIFOs without a stated one, if the graph would deadlock
LARGEST = 2**62


class Unsupported(Exception):
    """This program does not define the graph's meaning; the message names the reason."""


# --- Types ---


def bounds_of(name):
    """Least and largest value of a FINN data type."""
    try:
        return finn_graphs.bounds_of(name)
    except ValueError as error:
        raise Unsupported(str(error)) from None


def bits_of(name):
    low, high = bounds_of(name)
    return 1 if name == "BIPOLAR" else max(1, high.bit_length()) + (low < 0)


# --- Graphs ---

ALIASES = {
    "StreamingFCLayer": "MVAU", "MatrixVectorActivation": "MVAU", "VectorVectorActivation": "VVAU",
    "Vector_Vector_Activate": "VVAU", "ConvolutionInputGenerator1D": "ConvolutionInputGenerator", "FIFO": "StreamingFIFO",
    "StreamingDataWidthConverterParallel": "StreamingDataWidthConverter", "FMPadding_Pixel": "FMPaddingPixel",
}
PARTITION = "StreamingDataflowPartition"


@dataclass
class Node:
    name: str
    op: str  # as the file names it
    domain: str
    inputs: list
    outputs: list
    attributes: dict

    @property
    def kind(self):
        """The operator's name without generation and back end."""
        name = re.sub(r"_Batch$", "", re.sub(r"_(hls|rtl)$", "", self.op))
        return ALIASES.get(name, name)

    @property
    def hardware(self):
        return ("backend" in self.attributes or "fpgadataflow" in self.domain or self.domain.startswith("brainsmith")
                or self.op == PARTITION)

    def get(self, *names, default=None):
        """The value of the first of these attributes that the node has."""
        for name in names:
            if name in self.attributes:
                return self.attributes[name]
        if default is None:
            raise Unsupported(f"{self.op} {self.name}: no attribute {names[0]}")
        return default

    def pair(self, *names, default=None):
        """An attribute of [height, width]; in old generations one number stands for a square."""
        value = self.get(*names, default=default)
        return (value, value) if isinstance(value, int) else tuple(value)


class Graph:
    """The nodes of a file in order; a partition is replaced by the nodes of its file."""

    def __init__(self, path):
        self.nodes = []
        self.constants = {}
        self.types = {}
        self.shapes = {}
        self.read(Path(path), "", {})

    def read(self, path, prefix, renamed):
        graph = load(path).graph

        def name_of(tensor):
            return renamed.get(tensor, prefix + tensor) if tensor else tensor

        for tensor in graph.initializer:
            self.constants[name_of(tensor.name)] = numpy_helper.to_array(tensor)
        for value in [*graph.input, *graph.value_info, *graph.output]:
            if value.type.tensor_type.HasField("shape"):
                self.shapes[name_of(value.name)] = shape_of(value)
        for entry in graph.quantization_annotation:
            for pair in entry.quant_parameter_tensor_names:
                if pair.key == "finn_datatype":
                    self.types[name_of(entry.tensor_name)] = pair.value
        for proto in graph.node:
            attributes = {a.name: plain(helper.get_attribute_value(a)) for a in proto.attribute}
            node = Node(proto.name, proto.op_type, proto.domain, [name_of(t) for t in proto.input],
                        [name_of(t) for t in proto.output], attributes)
            if node.op != PARTITION:
                self.nodes.append(node)
                continue
            inner, names = self.partition(path, node)
            self.read(inner, f"{prefix}{node.name or len(self.nodes)}/", names)

    def partition(self, path, node):
        """The file of a partition, and the tensors that its inputs and outputs are. The stated path is that of the author's machine: a file of
        that name is searched near the graph, where another partition's file may have the same name."""
        stated = Path(node.get("model"))
        folders = [path.parent / stated.parent.name, path.parent, path.parent / "supported_op_partitions",
                   path.parent / "kernel_partitions"]
        for file in dict.fromkeys(folder / stated.name for folder in folders):
            if not file.is_file() or file == path:
                continue
            inner = load(file).graph
            constants = {t.name for t in inner.initializer}
            borders = [i for i in inner.input if i.name not in constants], list(inner.output)
            names = {}
            for values, tensors in zip(borders, (node.inputs, node.outputs)):
                if len(values) != len(tensors) or any(shape_of(v) != self.shapes.get(t) for v, t in zip(values, tensors)):
                    break
                names |= {v.name: t for v, t in zip(values, tensors)}
            else:
                return file, names
        raise Unsupported(f"no file {stated.name} of partition {node.name or node.op} that fits it")

    @property
    def hardware(self):
        return [node for node in self.nodes if node.hardware]

    def sources(self):
        """The tensors that hardware reads and that hardware makes neither directly nor through other nodes, in the order of
        reading."""
        made = set()
        for node in self.nodes:
            if node.hardware or any(t in made for t in node.inputs):
                made.update(node.outputs)
        found = []
        for node in self.hardware:
            found += [t for t in node.inputs if t and t not in made and t not in self.constants and t not in found]
        return found

    def elements(self, tensor):
        if not self.shapes.get(tensor):
            raise Unsupported(f"tensor {tensor} has no shape")
        return math.prod(self.shapes[tensor])

    def type_of_source(self, tensor):
        if tensor in self.types:
            return self.types[tensor]
        reader = next(node for node in self.hardware if tensor in node.inputs)
        return reader.get("inputDataType", "InputDataType", "dataType", "dtype", "InputType")


def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (int, float, str)):
        return value
    try:
        return [v.decode() if isinstance(v, bytes) else v for v in value]
    except TypeError:
        return value


def shape_of(value):
    return [d.dim_value for d in value.type.tensor_type.shape.dim]


def load(path):
    try:
        return onnx.load(str(path))
    except Exception as error:
        raise Unsupported(f"{path.name} is not read: {error}") from None


# --- Operators: each gets the frames of its inputs, [frames, elements], and returns those of its outputs. ---


@dataclass
class Values:
    array: np.ndarray  # [frames, elements]
    # For windows of a depthwise generator: (vectors, positions, channels, SIMD). The array has them in the order [vectors, positions,
    # channels]; hardware sends [vectors, channels / SIMD, positions, SIMD].
    windows: tuple = None

    def __len__(self):
        return len(self.array)


def whole(node, array, what):
    """The array as integers."""
    array = np.asarray(array)
    if array.dtype.kind not in "iu":
        if not np.all(np.isfinite(array)) or not np.all(array == np.round(array)):
            raise Unsupported(f"{node.op} {node.name}: {what} are not whole numbers")
    return array.astype(np.int64)


def map_of(values, h, w, c):
    return values.array.reshape(len(values), h, w, c)


def product(x, w):
    """x [.., K] times w [K, N], exact."""
    most = float(np.abs(x).max(initial=0)) * float(np.abs(w).max(initial=0)) * w.shape[0]
    if most < 2**52:
        return np.rint(x.astype(np.float64) @ w.astype(np.float64)).astype(np.int64)
    if most >= LARGEST:
        raise Unsupported("sums of more than 62 bits")
    return x @ w


def passed(node, x, thresholds):
    """The number of thresholds that each element of x [.., channels] reaches."""
    table = np.asarray(thresholds, np.float64)
    if table.ndim == 1:
        table = table[None]
    if np.isnan(table).any() or table.ndim != 2 or len(table) not in (1, x.shape[-1]):
        raise Unsupported(f"{node.op} {node.name}: thresholds of shape {list(table.shape)} for {x.shape[-1]} channels")
    # An integer x reaches t if it reaches the next integer above t.
    table = np.clip(np.ceil(table), -float(LARGEST), float(LARGEST)).astype(np.int64)
    if len(table) == 1:
        return np.searchsorted(np.sort(table[0]), x, side="right").astype(np.int64)
    count = np.zeros(x.shape, np.int64)
    if table.shape[1] <= x.shape[-1]:
        for s in range(table.shape[1]):
            count += x >= table[:, s]
    else:
        for c in range(x.shape[-1]):
            count[..., c] = np.searchsorted(np.sort(table[c]), x[..., c], side="right")
    return count


def constant(graph, node, index):
    if index >= len(node.inputs) or node.inputs[index] not in graph.constants:
        raise Unsupported(f"{node.op} {node.name}: input {index} is no initialiser")
    return graph.constants[node.inputs[index]]


def activate(graph, node, sums):
    """Applies thresholds to the sums of products, if the node has them."""
    if node.get("noActivation", default=0):
        return sums
    count = passed(node, sums, constant(graph, node, 2))
    return 2 * count - 1 if node.get("outputDataType") == "BIPOLAR" else node.get("ActVal", default=0) + count


def of_bits(node):
    """Whether products are counts of equal bits: XNOR and popcount."""
    both = node.get("inputDataType") == "BIPOLAR" and node.get("weightDataType") == "BIPOLAR"
    return bool(node.get("binaryXnorMode", default=0)) or both


def mvau(graph, node, x):
    if node.get("dynamic_input", default=0):
        raise Unsupported(f"{node.op} {node.name}: weights are a stream")
    rows, columns = node.get("MH"), node.get("MW")
    weights = whole(node, constant(graph, node, 1), "weights")
    if weights.shape != (columns, rows):
        raise Unsupported(f"{node.op} {node.name}: weights of shape {list(weights.shape)}")
    vectors = x.array.reshape(len(x), -1, columns)
    if of_bits(node):
        sums = (product(np.where(vectors > 0, 1, -1), np.where(weights > 0, 1, -1)) + columns) // 2
    else:
        sums = product(vectors, weights)
    return [Values(activate(graph, node, sums).reshape(len(x), -1))]


def windows_of(x, node, positions, channels, simd):
    """[frames, vectors, positions, channels] of depthwise windows. Without a generator in the graph the input has hardware's
    order."""
    if x.windows:
        return x.array.reshape(len(x), -1, positions, channels)
    folded = x.array.reshape(len(x), -1, channels // simd, positions, simd)
    return np.moveaxis(folded, 3, 2).reshape(len(x), -1, positions, channels)


def vvau(graph, node, x):
    channels, (kh, kw) = node.get("Channels"), node.pair("Kernel")
    weights = whole(node, constant(graph, node, 1), "weights").reshape(channels, kh * kw)
    windows = windows_of(x, node, kh * kw, channels, node.get("PE"))
    if of_bits(node):
        sums = (np.where(windows > 0, 1, -1) * np.where(weights > 0, 1, -1).T).sum(axis=2)
        sums = (sums + kh * kw) // 2
    else:
        sums = (windows * weights.T).sum(axis=2)
    return [Values(activate(graph, node, sums).reshape(len(x), -1))]


def thresholding(graph, node, x):
    channels = node.get("NumChannels")
    values = x.array.reshape(len(x), -1, channels)
    y = node.get("ActVal", default=0) + passed(node, values, constant(graph, node, 1))
    if node.get("outputDataType") == "BIPOLAR":
        y = 2 * y - 1
    return [Values(y.reshape(len(x), -1))]


def input_generator(graph, node, x):
    (h, w), (kh, kw) = node.pair("IFMDim"), node.pair("ConvKernelDim")
    (sh, sw), (dh, dw) = node.pair("Stride", default=1), node.pair("Dilation", default=1)
    channels, simd = node.get("IFMChannels"), node.get("SIMD")
    if node.get("M", default=1) != 1 or node.get("dynamic_mode", default=0):
        raise Unsupported(f"{node.op} {node.name}: M or dynamic_mode")
    values = map_of(x, h, w, channels)
    oh, ow = (h - (kh - 1) * dh - 1) // sh + 1, (w - (kw - 1) * dw - 1) // sw + 1
    if node.pair("OFMDim") != (oh, ow):
        raise Unsupported(f"{node.op} {node.name}: OFMDim {node.get('OFMDim')}, where its windows give {[oh, ow]}")
    out = np.empty((len(x), oh, ow, kh * kw, channels), np.int64)
    for i in range(kh):
        for j in range(kw):
            rows, columns = i * dh + sh * np.arange(oh), j * dw + sw * np.arange(ow)
            out[:, :, :, i * kw + j] = values[:, rows[:, None], columns[None]]
    windows = (oh * ow, kh * kw, channels, simd) if node.get("depthwise", default=0) else None
    return [Values(out.reshape(len(x), -1), windows)]


def padding(graph, node, x):
    h, w = node.pair("ImgDim")
    top, left, bottom, right = node.get("Padding")
    values = map_of(x, h, w, node.get("NumChannels"))
    return [Values(np.pad(values, ((0, 0), (top, bottom), (left, right), (0, 0))).reshape(len(x), -1))]


def pixel_padding(graph, node, x):
    (h, w), (sh, sw), channels = node.pair("ImgDim"), node.pair("Stride"), node.get("NumChannels")
    out = np.zeros((len(x), (h - 1) * sh + 1, (w - 1) * sw + 1, channels), np.int64)
    out[:, ::sh, ::sw] = map_of(x, h, w, channels)
    return [Values(out.reshape(len(x), -1))]


def streaming_max_pool(graph, node, x):
    (h, w), (kh, kw) = node.pair("ImgDim"), node.pair("PoolDim")
    values = map_of(x, h, w, node.get("NumChannels"))
    if node.get("CeilMode", default=0):
        tall, wide = -h % kh, -w % kw
        values = np.pad(values, ((0, 0), (0, tall), (0, wide), (0, 0)), constant_values=-LARGEST)
    oh, ow = values.shape[1] // kh, values.shape[2] // kw
    values = values[:, :oh * kh, :ow * kw].reshape(len(x), oh, kh, ow, kw, -1)
    return [Values(values.max(axis=(2, 4)).reshape(len(x), -1))]


def pool(graph, node, x):
    channels, (kh, kw) = node.get("Channels"), node.pair("KernelSize")
    windows = windows_of(x, node, kh * kw, channels, node.get("PE"))
    function = node.get("Function")
    if function == "MaxPool":
        y = windows.max(axis=2)
    elif function == "AccPool":
        y = windows.sum(axis=2)
    elif function == "QuantAvgPool":
        most = (2 ** bits_of(node.get("InputDataType")) - 1) * kh * kw
        shift = max(0, most.bit_length() - bits_of(node.get("OutputDataType")))
        y = windows.sum(axis=2) >> node.get("Size", default=shift)
    elif function == "AvgPool":
        sums = windows.sum(axis=2)
        y = np.sign(sums) * (np.abs(sums) // (kh * kw))
    else:
        raise Unsupported(f"{node.op} {node.name}: Function {function}")
    return [Values(y.reshape(len(x), -1))]


def channelwise(graph, node, x):
    values = x.array.reshape(len(x), -1, node.get("NumChannels"))
    p = whole(node, constant(graph, node, 1), "parameters").reshape(-1)
    if p.size not in (1, values.shape[-1]):
        raise Unsupported(f"{node.op} {node.name}: {p.size} parameters for {values.shape[-1]} channels")
    operations = {"add": np.add, "mul": np.multiply, "cmp_le": np.greater_equal, "cmp_ge": np.less_equal}
    function = node.get("Func", default="cmp_le")
    if function not in operations:
        raise Unsupported(f"{node.op} {node.name}: Func {function}")
    # cmp_le is parameter <= x: the parameter is the first operand.
    return [Values(operations[function](values, p).astype(np.int64).reshape(len(x), -1))]


def label_select(graph, node, x):
    values = x.array.reshape(len(x), -1, node.get("Labels"))
    order = np.argsort(-values, axis=-1, kind="stable")
    return [Values(order[..., :node.get("K", default=1)].astype(np.int64).reshape(len(x), -1))]


def same(graph, node, x):
    return [x]


def data_width_converter(graph, node, x):
    shape_in, shape_out = node.get("inShape", default=[0]), node.get("outShape", default=[0])
    if shape_in == shape_out:
        return [x]
    values = x.array.reshape(len(x), -1, shape_in[-1])
    if math.prod(shape_in[:-1]) != math.prod(shape_out[:-1]):
        raise Unsupported(f"{node.op} {node.name}: {shape_in} to {shape_out}")
    more = max(0, shape_out[-1] - shape_in[-1])
    return [Values(np.pad(values, ((0, 0), (0, 0), (0, more)))[..., :shape_out[-1]].reshape(len(x), -1))]


def duplicate(graph, node, x):
    return [x for _ in node.outputs]


def add_streams(graph, node, a, b):
    return [Values(a.array + b.array)]


def streaming_eltwise(graph, node, a, b):
    operations = {"Add": a.array + b.array, "Sub": a.array - b.array, "AbsDiff": np.abs(a.array - b.array)}
    function = node.get("eltwiseOp")
    if function not in operations:
        raise Unsupported(f"{node.op} {node.name}: eltwiseOp {function}")
    return [Values(operations[function])]


ELEMENTWISE = {"Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Max": np.maximum, "Equal": np.equal, "Less": np.less,
               "LessOrEqual": np.less_equal, "Greater": np.greater, "GreaterOrEqual": np.greater_equal,
               "BitwiseAnd": np.bitwise_and, "BitwiseOr": np.bitwise_or, "BitwiseXor": np.bitwise_xor}


def elementwise(graph, node, a, b):
    for side in ("lhs_dtype", "rhs_dtype", "out_dtype"):
        bounds_of(node.get(side))
    # The dimensions before the stated extents are frames.
    extents = max(len(node.get("lhs_shape")), len(node.get("rhs_shape")))
    x, y = (v.array.reshape(len(v), *[1] * (extents - len(s)), *s)
            for v, s in ((a, node.get("lhs_shape")), (b, node.get("rhs_shape"))))
    out = ELEMENTWISE[node.kind.removeprefix("Elementwise")](x, y).astype(np.int64)
    return [Values(out.reshape(len(out), -1))]


def counts(node):
    return node.get("ChannelsPerStream", "ElemsPerStream")


def concat(graph, node, *inputs):
    parts = [v.array.reshape(len(v), -1, n) for v, n in zip(inputs, counts(node), strict=True)]
    return [Values(np.concatenate(parts, axis=-1).reshape(len(inputs[0]), -1))]


def split(graph, node, x):
    values = x.array.reshape(len(x), -1, sum(counts(node)))
    parts = np.split(values, np.cumsum(counts(node))[:-1], axis=-1)
    return [Values(part.reshape(len(x), -1)) for part in parts]


def nearest(size_in, size_out, node):
    """The input index of each output. The remainder of the factor is split between both ends, the larger part first."""
    factor, rest = divmod(size_out, size_in)
    if rest and "HO" in node.attributes:
        raise Unsupported(f"{node.op} {node.name}: {size_in} to {size_out} is no whole factor")
    return np.clip((np.arange(size_out) - (rest - rest // 2)) // factor, 0, size_in - 1)


def upsample(graph, node, x):
    if "HO" in node.attributes:
        h, w, oh, ow = (node.get(k) for k in ("HI", "WI", "HO", "WO"))
    else:
        h, oh = node.get("IFMDim"), node.get("OFMDim")
        w, ow = (h, oh) if not node.get("DimMode", default=0) else (1, 1)
    values = map_of(x, h, w, node.get("NumChannels"))
    return [Values(values[:, nearest(h, oh, node)[:, None], nearest(w, ow, node)[None]].reshape(len(x), -1))]


def downsample(graph, node, x):
    size, stride = node.get("ImgDim"), node.get("Stride")
    h = w = size
    if node.get("is1D", default=0):
        h, w = (size, 1) if node.get("is1D_unitx", default=1) else (1, size)
    values = map_of(x, h, w, node.get("NumChannels"))
    return [Values(values[:, ::stride, ::stride].reshape(len(x), -1))]


def lookup(graph, node, x):
    table = whole(node, constant(graph, node, 1), "embeddings")
    if x.array.min() < 0 or x.array.max() >= len(table):
        raise Unsupported(f"{node.op} {node.name}: an index beyond its {len(table)} embeddings")
    return [Values(table[x.array].reshape(len(x), -1))]


def global_accumulate(graph, node, x):
    return [Values(x.array.reshape(len(x), -1, node.get("NumChannels")).sum(axis=1))]


def transpose(graph, node, x):
    shape = graph.shapes.get(node.inputs[0])
    if not shape:
        raise Unsupported(f"{node.op} {node.name}: no shape of its input")
    order = node.get("perm", default=list(range(len(shape)))[::-1])
    values = x.array.reshape(len(x), *shape)
    return [Values(values.transpose(0, *[p + 1 for p in order]).reshape(len(x), -1))]


OPERATORS = {
    "MVAU": mvau, "VVAU": vvau, "Thresholding": thresholding, "ConvolutionInputGenerator": input_generator,
    "FMPadding": padding, "FMPaddingPixel": pixel_padding, "StreamingMaxPool": streaming_max_pool, "Pool": pool,
    "ChannelwiseOp": channelwise, "LabelSelect": label_select, "StreamingDataWidthConverter": data_width_converter,
    "StreamingFIFO": same, "IODMA": same, "TLastMarker": same, "Reshape": same, "Squeeze": same, "Unsqueeze": same,
    "Flatten": same, "Identity": same, "DuplicateStreams": duplicate, "AddStreams": add_streams,
    "StreamingEltwise": streaming_eltwise, "StreamingConcat": concat, "StreamingSplit": split,
    "UpsampleNearestNeighbour": upsample, "DownSampler": downsample, "Lookup": lookup, "GlobalAccPool": global_accumulate,
    "Transpose": transpose, **{f"Elementwise{name}": elementwise for name in ELEMENTWISE},
}
FRAMES_OF_CONSTANTS = {"StreamingEltwise", "AddStreams", *(f"Elementwise{name}" for name in ELEMENTWISE)}
KEEPS_WINDOWS = {"StreamingFIFO", "StreamingDataWidthConverter", "IODMA", "TLastMarker", "DuplicateStreams", "Pool", "VVAU"}
HOST = {"Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity"}


def evaluate(graph, sources):
    """The values of every tensor that hardware makes, from those of `sources`: {tensor: [frames, elements]}. Also returns messages about
    anything unusual."""
    values = {tensor: Values(np.asarray(array, np.int64).reshape(len(array), -1)) for tensor, array in sources.items()}
    frames = len(next(iter(values.values())))
    oddities = []
    last = max(n for n, node in enumerate(graph.nodes) if node.hardware)
    for n, node in enumerate(graph.nodes):
        if not node.hardware and (n > last or node.inputs[0] not in values):
            continue  # the node stays on the host, before or behind the hardware
        if node.kind not in OPERATORS or (not node.hardware and node.kind not in HOST):
            raise Unsupported(f"operator {node.op} of domain {node.domain or 'ai.onnx'}")
        streams = []
        for tensor in node.inputs:
            if tensor in values:
                streams.append(values[tensor])
            elif tensor in graph.constants and node.kind in FRAMES_OF_CONSTANTS:
                array = whole(node, graph.constants[tensor], "constants")
                streams.append(Values(np.broadcast_to(array.reshape(1, -1), (frames, array.size))))
            elif tensor and tensor not in graph.constants:
                raise Unsupported(f"{node.op} {node.name}: input {tensor} is made by no node before it")
        if any(s.windows for s in streams) and node.kind not in KEEPS_WINDOWS:
            raise Unsupported(f"{node.op} {node.name}: reads depthwise windows")
        try:
            outputs = OPERATORS[node.kind](graph, node, *streams)
        except (ValueError, IndexError, TypeError, AttributeError, ZeroDivisionError) as error:
            raise Unsupported(f"{node.op} {node.name}: {error}") from None
        for tensor, output in zip(node.outputs, outputs):
            values[tensor] = output
            if graph.shapes.get(tensor) and graph.elements(tensor) != output.array.shape[1]:
                raise Unsupported(f"{node.op} {node.name}: {output.array.shape[1]} elements, stated {graph.shapes[tensor]}")
            if tensor in graph.types:
                low, high = bounds_of(graph.types[tensor])
                found = int(output.array.min()), int(output.array.max())
                if found[0] < low or found[1] > high:
                    oddities.append(f"{node.name or node.op} gives {found[0]} to {found[1]}, annotated {graph.types[tensor]}")
    return values, oddities


# --- Inputs ---


def inputs_of(rng, name, frames, elements, first=0):
    """Random frames of a FINN type: uniform, extremes, mostly nothing, close to one value, constant."""
    low, high = bounds_of(name)
    zero = min(max(0, low), high) if name != "BIPOLAR" else -1
    out = np.empty((frames, elements), np.int64)

    def draw(least, most, size=elements):
        values = rng.integers(least, most, size, endpoint=True)
        return np.where(values > 0, 1, -1) if name == "BIPOLAR" else values

    for f in range(frames):
        match (first + f) % 8:
            case 4:
                out[f] = rng.choice([low, high], elements)
            case 5:
                out[f] = np.where(rng.random(elements) < 0.1, draw(low, high), zero)
            case 6:
                middle = int(rng.integers(low, high, endpoint=True))
                out[f] = draw(max(low, middle - 3), min(high, middle + 3))
            case 7:
                out[f] = draw(low, high, 1)
            case _:
                out[f] = draw(low, high)
    return out


# --- Self-test: values by hand ---


def self_test():
    def result(op, attributes, x, *constants, outputs=1, shape=None):
        graph = Graph.__new__(Graph)
        names = [f"c{i}" for i in range(len(constants))]
        graph.constants = {n: np.asarray(c) for n, c in zip(names, constants)}
        graph.types, graph.shapes = {}, {"x": shape} if shape else {}
        streams = x if isinstance(x, tuple) else (x,)
        sources = {"x" if not i else f"x{i}": np.asarray(s).reshape(1, -1) for i, s in enumerate(streams)}
        graph.nodes = [Node("n", op, finn_graphs.DOMAIN, [*sources, *names], [f"y{i}" for i in range(outputs)], attributes)]
        values, _ = evaluate(graph, sources)
        found = [values[f"y{i}"] for i in range(outputs)]
        return found[0] if outputs == 1 else found

    def expect(found, wanted):
        assert found.array.ravel().tolist() == wanted, (found.array.ravel().tolist(), wanted)

    types = {"inputDataType": "INT4", "weightDataType": "INT4", "outputDataType": "INT8"}
    w = [[1, 0], [2, -1], [-3, 4]]  # [MW, MH]
    expect(result("MVAU_hls", {"MH": 2, "MW": 3, "noActivation": 1, **types}, [1, 2, 3, -1, 0, 2], w), [-4, 10, -7, 8])
    expect(result("StreamingFCLayer_Batch", {"MH": 2, "MW": 3, "ActVal": -1, **types}, [1, 2, 3], w,
                  [[-5, -4, -3.5], [9, 10, 11]]), [1, 1])
    expect(result("MatrixVectorActivation", {"MH": 2, "MW": 3, **types, "outputDataType": "BIPOLAR"}, [1, 2, 3], w, [[-4]]),
           [1, 1])
    bits = {"inputDataType": "BINARY", "weightDataType": "BINARY", "outputDataType": "UINT2", "binaryXnorMode": 1}
    expect(result("MVAU", {"MH": 1, "MW": 4, "noActivation": 1, **bits}, [1, 0, 0, 1], [[1], [1], [0], [1]]), [3])
    expect(result("MVAU", {"MH": 1, "MW": 4, **bits}, [1, 0, 0, 1], [[1], [1], [0], [1]], [[3]]), [1])
    both = {"inputDataType": "BIPOLAR", "weightDataType": "BIPOLAR", "outputDataType": "UINT4", "noActivation": 1}
    expect(result("MVAU", {"MH": 1, "MW": 3, **both}, [1, -1, -1], [[1], [1], [-1]]), [2])
    expect(result("Thresholding_rtl", {"NumChannels": 2, "ActVal": -2, "outputDataType": "INT2"}, [0, 0, 5, -9],
                  [[-0.0, 0.5, 5], [-9.5, -9, -8.5]]), [-1, 1, 1, 0])
    expect(result("Thresholding", {"NumChannels": 1, "outputDataType": "BIPOLAR"}, [2, 3], [[2.5]]), [-1, 1])
    expect(result("Thresholding", {"NumChannels": 1, "outputDataType": "UINT2"}, [-7, 7], [[-np.inf, 0.0, np.inf]]), [1, 2])

    swg = {"IFMChannels": 2, "IFMDim": [2, 3], "ConvKernelDim": [2, 2], "OFMDim": [1, 2], "SIMD": 1, "Stride": [1, 1],
           "Dilation": [1, 1]}
    x = list(range(12))  # pixel p: 2 p, 2 p + 1
    expect(result("ConvolutionInputGenerator_rtl", swg, x), [0, 1, 2, 3, 6, 7, 8, 9, 2, 3, 4, 5, 8, 9, 10, 11])
    deep = result("ConvolutionInputGenerator", {**swg, "depthwise": 1}, x)
    assert order_of_hardware(deep, None).ravel().tolist() == [0, 2, 6, 8, 1, 3, 7, 9, 2, 4, 8, 10, 3, 5, 9, 11]
    one = {"IFMChannels": 1, "IFMDim": [7, 1], "ConvKernelDim": [2, 1], "OFMDim": [2, 1], "SIMD": 1, "Stride": [2, 1],
           "Dilation": [3, 1]}
    expect(result("ConvolutionInputGenerator1D", one, x[:7]), [0, 3, 2, 5])
    # Windows of [channels / PE, positions, PE], as there is no generator.
    vvau_types = {"Channels": 2, "Kernel": [1, 2], "PE": 1, "noActivation": 1, **types}
    expect(result("VVAU_hls", vvau_types, [1, 2, 3, 4], [[[[1, -1]]], [[[2, 1]]]]), [-1, 10])
    pools = {"Channels": 2, "KernelSize": [1, 2], "PE": 2, "InputDataType": "INT4", "OutputDataType": "INT4"}
    expect(result("Pool_hls", {**pools, "Function": "MaxPool"}, [1, -2, 3, -4]), [3, -2])
    expect(result("Pool_hls", {**pools, "Function": "QuantAvgPool", "Size": 1}, [1, -2, 4, -5]), [2, -4])
    expect(result("Pool_hls", {**pools, "Function": "QuantAvgPool"}, [1, -2, 4, -5]), [2, -4])
    expect(result("Pool_hls", {**pools, "Function": "AccPool"}, [1, -2, 4, -5]), [5, -7])

    expect(result("FMPadding_rtl", {"ImgDim": [1, 2], "NumChannels": 1, "Padding": [1, 0, 0, 1]}, [5, 6]), [0, 0, 0, 5, 6, 0])
    expect(result("FMPadding_Pixel_hls", {"ImgDim": [2, 2], "NumChannels": 1, "Stride": [2, 1]}, [1, 2, 3, 4]),
           [1, 2, 0, 0, 3, 4])
    expect(result("StreamingMaxPool_hls", {"ImgDim": [2, 4], "PoolDim": [2, 2], "NumChannels": 1}, [1, -2, 3, 4, 0, 7, 0, -9]),
           [7, 4])
    expect(result("StreamingMaxPool_Batch", {"ImgDim": [5, 1], "PoolDim": [2, 1], "NumChannels": 1}, [1, 2, 4, 3, 9]), [2, 4])
    expect(result("StreamingMaxPool_hls", {"ImgDim": [5, 1], "PoolDim": [2, 1], "NumChannels": 1, "CeilMode": 1},
                  [-1, -2, 4, 3, -9]), [-1, 4, -9])
    expect(result("ChannelwiseOp_hls", {"NumChannels": 2, "Func": "add"}, [1, 2, 3, 4], [10, -10]), [11, -8, 13, -6])
    expect(result("ChannelwiseOp_hls", {"NumChannels": 2, "Func": "mul"}, [1, 2], [[3], [4]]), [3, 8])
    expect(result("ChannelwiseOp_hls", {"NumChannels": 1, "Func": "cmp_le"}, [1, 2, 3], [2]), [0, 1, 1])
    expect(result("ChannelwiseOp_hls", {"NumChannels": 1, "Func": "cmp_ge"}, [1, 2, 3], [2]), [1, 1, 0])
    expect(result("LabelSelect_hls", {"Labels": 4, "K": 1}, [3, 7, 7, -1]), [1])
    expect(result("LabelSelect_hls", {"Labels": 4, "K": 3}, [3, 7, 7, -1]), [1, 2, 0])
    expect(result("StreamingDataWidthConverter_rtl", {"inShape": [1, 2, 2], "outShape": [1, 2, 3]}, [1, 2, 3, 4]),
           [1, 2, 0, 3, 4, 0])
    expect(result("StreamingDataWidthConverter_rtl", {"inShape": [1, 2, 2], "outShape": [1, 2, 1]}, [1, 2, 3, 4]), [1, 3])
    expect(result("StreamingFIFO", {}, [4, 5]), [4, 5])
    a, b = result("DuplicateStreams_hls", {}, [4, 5], outputs=2)
    expect(b, [4, 5])
    expect(result("AddStreams_hls", {}, ([1, 2], [3, -4])), [4, -2])
    expect(result("StreamingEltwise_hls", {"eltwiseOp": "Sub"}, ([1, 2], [3, -4])), [-2, 6])
    expect(result("StreamingEltwise_hls", {"eltwiseOp": "AbsDiff"}, ([1, 2], [3, -4])), [2, 6])
    wide = {"lhs_dtype": "INT4", "rhs_dtype": "INT4", "out_dtype": "INT8", "lhs_shape": [1, 2, 2], "rhs_shape": [2]}
    expect(result("ElementwiseMul_hls", wide, [1, 2, 3, 4], [10, -1]), [10, -2, 30, -4])
    expect(result("StreamingConcat_hls", {"ChannelsPerStream": [1, 2]}, ([1, 2], [3, 4, 5, 6])), [1, 3, 4, 2, 5, 6])
    a, b = result("StreamingSplit_hls", {"ChannelsPerStream": [1, 2]}, [1, 3, 4, 2, 5, 6], outputs=2)
    expect(a, [1, 2])
    expect(b, [3, 4, 5, 6])
    expect(result("UpsampleNearestNeighbour_hls", {"IFMDim": 2, "OFMDim": 4, "NumChannels": 1}, [1, 2, 3, 4]),
           [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    expect(result("UpsampleNearestNeighbour_hls", {"HI": 1, "HO": 2, "WI": 2, "WO": 2, "NumChannels": 1}, [1, 2]), [1, 2, 1, 2])
    expect(result("UpsampleNearestNeighbour_hls", {"IFMDim": 2, "OFMDim": 5, "NumChannels": 1, "DimMode": 1}, [1, 2]),
           [1, 1, 1, 2, 2])
    expect(result("DownSampler_hls", {"ImgDim": 3, "Stride": 2, "NumChannels": 1}, list(range(9))), [0, 2, 6, 8])
    expect(result("Lookup_hls", {}, [1, 0], [[1, 2], [3, 4]]), [3, 4, 1, 2])
    expect(result("GlobalAccPool_hls", {"NumChannels": 2}, [1, 2, 3, 4]), [4, 6])
    expect(result("Transpose", {"perm": [0, 2, 1]}, [1, 2, 3, 4, 5, 6], shape=[1, 2, 3]), [1, 4, 2, 5, 3, 6])
    assert bounds_of("INT3") == (-4, 3) and bounds_of("UINT1") == (0, 1) and (bits_of("INT4"), bits_of("BIPOLAR")) == (4, 1)
    for op in finn_graphs.drawn().values():
        assert {Node("", n.op_type, "", [], [], {}).kind for n in op.graph.node} <= set(OPERATORS)


# --- Comparing ---


def order_of_hardware(values, shape):
    """The values in hardware's order; `shape`: that of the stream, whose last extents may state the folding of the windows."""
    if not values.windows:
        return values.array
    vectors, positions, channels, simd = values.windows
    if shape and len(shape) >= 3 and shape[-2] == positions and shape[-3] * shape[-1] == channels:
        simd = shape[-1]
    windows = values.array.reshape(len(values), vectors, positions, channels // simd, simd)
    return np.moveaxis(windows, 2, 3).reshape(len(values), -1)


@dataclass
class Outcome:
    file: str
    status: str = ""
    failed: bool = False
    frames: int = 0
    compared: int = 0  # outputs of nodes
    equal: int = 0
    elements: int = 0
    cycles: list = field(default_factory=list)  # see cycles_of
    ideal: dict = field(default_factory=dict)  # cycles of a layer
    notes: list = field(default_factory=list)
    failures: list = field(default_factory=list)  # the notes about failures

    def fail(self, words):
        self.failed = True
        self.failures.append(words)
        self.status = self.status or words
        self.notes.append(words)
        return self


class Weir:
    def __init__(self, program, engines, seconds=SECONDS):
        self.program = program
        self.engines = engines
        self.seconds = seconds
        self.cycles = CYCLES_OF_A_FILE

    def run(self, *arguments, folder):
        """Returns the status, and the lines of error, or of output if there are none."""
        try:
            ended = subprocess.run([self.program, *map(str, arguments)], cwd=folder, capture_output=True, text=True,
                                   timeout=self.seconds)
        except subprocess.TimeoutExpired:
            return None, f"no end within {self.seconds} s"
        words = [line for line in ended.stderr.splitlines() if line.startswith("weir: ")]
        words = words or [line for line in ended.stdout.splitlines() if re.match(r"\s*fail", line, re.IGNORECASE)]
        words = words or ended.stderr.splitlines()[-3:]
        return ended.returncode, " / ".join(words)[:600]


def entries_of(path, graph):
    """The map's entry for each node: in order if the names agree, else by name."""
    entries = json.loads(path.read_text())
    if isinstance(entries, dict):
        entries = entries["nodes"]
    for nodes in (graph.nodes, graph.hardware):
        agree = all(n.name in ("", e["node"]) and e.get("op", n.op) == n.op for n, e in zip(nodes, entries))
        if agree and len(entries) == len(nodes):
            of = {id(n): e for n, e in zip(nodes, entries)}
            return [of.get(id(n)) for n in graph.nodes]
    names = {e["node"]: e for e in entries}
    if len(names) < len(entries) or any(n.name not in names for n in graph.hardware):
        raise Unsupported("its entries are not those of the graph's nodes")
    return [names.get(n.name) for n in graph.nodes]


def input_entries(scenario):
    return [scenario["input"]] if "input" in scenario else scenario["inputs"]


def streams_of(graph, entries):
    """{(node, output): its stream} for all nodes in the map; further outputs are <layer>_out1 and so on."""
    streams = {}
    for n, (node, entry) in enumerate(zip(graph.nodes, entries)):
        first = entry and entry.get("stream")
        if first:
            outputs = len(node.outputs) if first.endswith("_out0") else 1
            streams |= {(n, o): first.removesuffix("0") + str(o) if o else first for o in range(outputs)}
    return streams


def difference(outcome, kind, values, file):
    """The difference between a stream and a tensor, as text; "" if there is none."""
    if values is None:
        return "of a node on the host"
    found = np.load(file)
    wanted = order_of_hardware(values, list(found.shape[1:]))
    found = found.reshape(len(found), -1)
    if kind == "BINARY" and found.size and found.min() == -1:
        found = (found + 1) // 2  # bits that stand for -1 and 1
        outcome.notes.append("BINARY streams are of type bipolar")
    if found.shape != wanted.shape:
        return f"{len(found)} frames of {found.shape[1]} elements, wanted {len(wanted)} of {wanted.shape[1]}"
    outcome.elements += wanted.size
    different = np.argwhere(found != wanted)
    if not len(different):
        return ""
    f, e = different[0]
    return f"frame {f}, element {e}: found {found[f, e]}, wanted {wanted[f, e]}; {len(different)} of {wanted.size} differ"


def try_file(weir, name, path, inputs, seed, seen):
    """Imports one file and compares it."""
    outcome, rng = Outcome(name), np.random.default_rng(seed)
    graph, cannot = None, ""
    try:
        graph = Graph(path)
        sources = {t: (graph.type_of_source(t), graph.elements(t)) for t in graph.sources()}
        values, outcome.notes = evaluate(graph, {t: inputs_of(rng, kind, 8, n) for t, (kind, n) in sources.items()})
    except Unsupported as error:
        cannot = str(error)
    if weir is None:
        outcome.status = f"not evaluated: {cannot}" if cannot else "evaluated"
        outcome.equal = outcome.compared = 0 if cannot else sum(o in values for n in graph.hardware for o in n.outputs)
        return outcome
    with tempfile.TemporaryDirectory(prefix="weir_import_") as folder:
        folder = Path(folder)
        status, words = weir.run("import", Path(path).resolve(), "-o", "x.yaml", "--map", "map.json", folder=folder)
        if status != 0:
            outcome.status = f"refused: {words}"
            if status != 2:
                return outcome.fail(f"import ended with status {status}")
            if not cannot:
                outcome.notes.append("the oracle can evaluate it")
            return outcome
        outcome.status = "imported"
        if cannot:
            return outcome.fail(f"imported, but not evaluated here: {cannot}")
        try:
            entries = entries_of(folder / "map.json", graph)
        except (Unsupported, KeyError, TypeError, ValueError) as error:
            return outcome.fail(f"map: {error}")
        scenario = yaml.safe_load((folder / "x.yaml").read_text())
        key = digest(scenario, folder, entries, sources)
        if key in seen:
            earlier = seen[key]
            outcome.status = f"imported, as {earlier.file}"
            outcome.frames, outcome.compared, outcome.equal = earlier.frames, earlier.compared, earlier.equal
            outcome.failed = earlier.failed
            # The estimates belong to this file.
            outcome.cycles = cycles_of(graph, entries, earlier.ideal)
            return outcome
        layers = input_entries(scenario)
        if len(layers) != len(sources):
            return outcome.fail(f"{len(layers)} inputs, wanted {list(sources)}")
        frames_a_run = max(1, min(inputs, VALUES_OF_A_RUN // max(1, sum(v.array.shape[1] for v in values.values()))))
        streams = streams_of(graph, entries)
        dumps = [word for stream in dict.fromkeys(streams.values()) for word in ("--dump", f"{stream}=out/{stream}.npy")]
        (folder / "out").mkdir()
        wrong, done, limit = dict.fromkeys(streams, ""), 0, inputs
        while done < limit:
            frames = min(frames_a_run, limit - done) if done else 1
            given = {t: inputs_of(rng, kind, frames, n, first=done) for t, (kind, n) in sources.items()}
            for i, (layer, (tensor, array)) in enumerate(zip(layers, given.items())):
                fed = 2 * array - 1 if layer["type"] == "bipolar" and sources[tensor][0] == "BINARY" else array
                np.save(folder / f"in{i}.npy", fed.reshape(frames, *layer["shape"]))
                layer["from"] = {"npy": f"in{i}.npy"}
            (folder / "run.yaml").write_text(yaml.safe_dump({**scenario, "scenario": "run"}, sort_keys=False))
            status, words = weir.run("run", "run.yaml", "--frames", frames, "--engine", weir.engines, *dumps,
                                     "--json", "out.json", folder=folder)
            if status == 1 and "deadlock" in words and "default_depth" not in scenario:
                # A graph before FIFOs were inserted: values do not depend on depths.
                outcome.notes.append(f"locks with the depths that it has: compared with {DEEP} in their place")
                scenario["default_depth"] = DEEP
                continue
            if status != 0:
                return outcome.fail(f"run: status {status}: {words}")
            if not done:
                report = json.loads((folder / "out.json").read_text())
                outcome.ideal = {layer["name"]: layer["ideal_cycles"] for layer in report["layers"]}
                outcome.cycles = cycles_of(graph, entries, outcome.ideal)
                slowest = max([1, *outcome.ideal.values()])
                if weir.engines != "golden":
                    limit = max(2, min(inputs, weir.cycles // slowest))
            values, odd = evaluate(graph, given)
            outcome.notes += [o for o in odd if o not in outcome.notes]
            for (n, o), stream in streams.items():
                node, tensor = graph.nodes[n], graph.nodes[n].outputs[o]
                if not wrong[n, o]:
                    words = difference(outcome, graph.types.get(tensor), values.get(tensor), folder / "out" / f"{stream}.npy")
                    wrong[n, o] = words and f"{node.name or node.op}, output {o}, stream {stream}: {words}"
            done += frames
        outcome.frames = done
        outcome.compared = len(wrong)
        outcome.equal = sum(not words for words in wrong.values())
        missing = [n for n, e in zip(graph.nodes, entries) if n.hardware and not (e and e.get("stream"))]
        outcome.notes += [f"{n.name or n.op}: no stream in the map" for n in missing]
        if not wrong:
            outcome.fail("nothing compared")
        for words in filter(None, wrong.values()):
            outcome.fail(words)
        seen[key] = outcome
    return outcome


def cycles_of(graph, entries, ideal):
    """(op, cycles_estimate, ideal cycles, why they may differ) of every node that has an estimate and a layer."""
    return [(n.op, n.attributes["cycles_estimate"], ideal[e["layer"]], e.get("why", "")) for n, e in zip(graph.nodes, entries)
            if n.attributes.get("cycles_estimate") and e and e.get("layer") in ideal]


def digest(scenario, folder, entries, sources):
    """A digest that is the same for imports that differ only in names and reported figures."""
    told = {k: v for k, v in scenario.items() if k not in ("scenario", "intent", "reported", "clock_mhz")}
    sum_of = hashlib.sha256(json.dumps([told, entries, list(sources.items())], sort_keys=True, default=str).encode())
    for file in sorted(folder.glob("*.npz")):
        with np.load(file) as arrays:
            for array in sorted(arrays.files):
                sum_of.update(array.encode() + np.ascontiguousarray(arrays[array]).tobytes())
    return sum_of.hexdigest()


def hardware_of(path):
    """For each node of a graph, whether it is a hardware node."""
    nodes = onnx.load(str(path), load_external_data=False).graph.node
    return [Node("", n.op_type, n.domain, [], [], {a.name: 0 for a in n.attribute}).hardware for n in nodes]


def files_below(data):
    """(path, and for each node whether it is a hardware node) of every graph below the folder."""
    for path in sorted(Path(data).rglob("*.onnx")):
        try:
            yield path, hardware_of(path)
        except Exception:
            continue


def hardware_files(data):
    """Every file below the folder that holds hardware nodes."""
    return (path for path, hardware in files_below(data) if any(hardware))


def print_row(o):
    equal = sum(estimate == ideal for _, estimate, ideal, _ in o.cycles)
    values = f"{o.equal}/{o.compared}" if o.compared else "-"
    cycles = f"{equal}/{len(o.cycles)}" if o.cycles else "-"
    print(f"{o.file[-96:]:<96} {values:>9} {o.frames or '-':>6} {cycles:>8}  {'FAILED: ' if o.failed else ''}{o.status}")
    for note in dict.fromkeys(o.notes):
        print(f"    {note}")
    sys.stdout.flush()


def print_cycles(outcomes):
    """For each operator, the number of nodes whose ideal cycles equal FINN's estimate, and the other nodes."""
    by_op = defaultdict(Counter)
    for o in outcomes:
        for op, estimate, ideal, why in o.cycles:
            by_op[op]["equal" if estimate == ideal else f"{estimate} is {ideal}" + f" ({why})" * bool(why)] += 1
    if by_op:
        print("\nNodes whose cycles_estimate is their layer's ideal cycles; else estimate and ideal cycles")
    for op in sorted(by_op):
        equal = by_op[op].pop("equal", 0)
        print(f"  {op:<34} {equal:>5} of {equal + by_op[op].total()}")
        for words, n in by_op[op].most_common(8):
            print(f"      {n} x {words}")


def main():
    parser = argparse.ArgumentParser(prog="import_oracle", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weir", metavar="WEIR")
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--inputs", type=int, default=20, help="frames of each graph; else 20")
    parser.add_argument("--engines", default="golden,native")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--built-only", action="store_true", help="only the graphs that are made here")
    parser.add_argument("--evaluate-only", action="store_true", help="do not import: evaluate alone")
    parser.add_argument("--cycles", type=int, default=CYCLES_OF_A_FILE,
                        help=f"of a graph's slowest layer at most, which takes frames away; else {CYCLES_OF_A_FILE:,}")
    arguments = parser.parse_intermixed_args()
    self_test()
    weir = None
    if not arguments.evaluate_only:
        weir = Weir(str(Path(arguments.weir).resolve()), arguments.engines)
        weir.cycles = arguments.cycles
    outcomes, seen = [], {}
    with tempfile.TemporaryDirectory(prefix="weir_drawn_") as folder:
        files = [(str(f), f) for f in arguments.files]
        if not files:
            for name, model in finn_graphs.drawn().items():
                path = Path(folder) / f"{name}.onnx"
                onnx.save(model, str(path))
                files.append((f"built/{name}", path))
            if not arguments.built_only and not (arguments.data / "finn-builds").is_dir():
                print(f"SKIPPED: handed builds: no {arguments.data / 'finn-builds'}")
            elif not arguments.built_only:
                files += [(str(f.relative_to(arguments.data)), f) for f in hardware_files(arguments.data)]
        print(f"{'file':<96} {'outputs':>9} {'frames':>6} {'cycles':>8}  status")
        for name, path in files:
            outcomes.append(try_file(weir, name, path, arguments.inputs, arguments.seed, seen))
            print_row(outcomes[-1])
    print_cycles(outcomes)
    imported = [o for o in outcomes if o.status.startswith("imported")]
    failed = [o for o in outcomes if o.failed]
    if weir:
        refused = sum(o.status.startswith("refused") for o in outcomes)
        outputs = f"{sum(o.equal for o in imported)} of {sum(o.compared for o in imported)} outputs of nodes equal"
        print(f"\n{len(outcomes)} graphs: {len(imported)} imported, {refused} refused; {outputs}, "
              f"{sum(o.elements for o in imported):,} elements compared; {len(failed)} failed")
    else:
        print(f"\n{len(outcomes)} graphs: {sum(o.status == 'evaluated' for o in outcomes)} evaluated")
    return 1 if failed or (weir and not imported) else 0


if __name__ == "__main__":
    sys.exit(main())
