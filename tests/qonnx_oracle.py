#!/usr/bin/python3
"""Compares the scenarios that `weir import` makes of QONNX graphs with the graphs themselves.

A graph is read with python3-onnx and evaluated operator by operator in numpy, as docs/values.md states: after a quantizer or a
product a tensor is exact integers times a scale, whose product is rounded once to float32, and the following operators compute in float32
until the next quantizer. This shares no code with the importer or an engine. Each graph is imported and run on random inputs; every tensor
in the import's map must have the values of its stream. Small graphs of every operator, made here, come first; then the files.

Each step is also evaluated in plain float32, with a bound on how far rounding can move each element: n + 4 half ulps of the sum of the
absolute values for a sum of n addends, and for every later step its own rounding. Every element that a quantizer reads must lie within its
bound. Elements of quantizers' outputs that differ are counted, and each must be a near-tie: no farther from the nearest tie than its bound.
--ties FILE lists each of them.

    qonnx_oracle.py WEIR [--data FOLDER] [--inputs N] [--engines golden,native] [--drawn N] [--seed N] [--built-only] [--ties FILE] [--mnist]
                    [FILE..]

Without FILE: every .onnx of a trained network below FOLDER, or else below $WEIR_DATA or ../shared/data. Exit status: 0 all values that
were compared are equal; 1 some are not, or an import that succeeded could not be compared; 77, which is SKIPPED, --mnist without the
data."""

import argparse
import gzip
import json
import math
import os
import sys
import tempfile
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import onnx
import yaml
from onnx import helper, numpy_helper

import import_oracle
import qonnx_graphs
from import_oracle import Unsupported, Weir

DATA = import_oracle.DATA
VALUES_OF_A_RUN = 2 * 10**7
CYCLES_OF_A_FILE = 3 * 10**8
DEEP = 2**20
MAY_REFUSE = ["pads with a zero point"]  # of drawn graphs
F = np.float32
HALF_ULP = 2.0**-24  # of a float32, relative


# --- Numbers ---


def to_float32(fraction):
    """The float32 nearest to an exact fraction, half to even."""
    if fraction == 0:
        return F(0)
    sign, size = (-1, -fraction) if fraction < 0 else (1, fraction)
    exponent = max(math.floor(math.log2(size)), -126) - 23
    while size >= Fraction(2) ** (exponent + 24):
        exponent += 1
    while exponent > -149 and size < Fraction(2) ** (exponent + 23):
        exponent -= 1
    mantissa = round(size / Fraction(2) ** exponent)  # half to even
    return F(sign * math.ldexp(mantissa, exponent))


def scaled(integers, scale):
    """integers x scale, rounded once to float32."""
    integers, scale = np.broadcast_arrays(np.asarray(integers, np.int64), np.asarray(scale, np.float64))
    product = integers.astype(np.longdouble) * scale.astype(np.longdouble)
    rounded = product.astype(F)
    # With 64 bits of mantissa the rounding is uncertain if the product is close to the midpoint of two float32 numbers.
    other = np.where(product > rounded, np.nextafter(rounded, F(np.inf)), np.nextafter(rounded, F(-np.inf)))
    middle = (rounded.astype(np.longdouble) + other.astype(np.longdouble)) / 2
    doubt = np.abs(product - middle) <= np.abs(product) * np.longdouble(2) ** -60
    for at in np.argwhere(doubt & (product != rounded)):
        at = tuple(at)
        rounded[at] = to_float32(Fraction(int(integers[at])) * Fraction(float(scale[at])))
    return rounded


@dataclass
class T:
    """A tensor: float32 values, and if they are integers times a scale, these. If it is data, the first extent counts frames."""
    value: np.ndarray
    integers: np.ndarray = None
    scale: np.ndarray = None  # float64, broadcast to the integers
    plain: np.ndarray = None  # in plain float32 since the last quantizer
    data: bool = False
    label: bool = False
    bound: np.ndarray = None  # float64: |plain - value| is no more; None: 0

    def __post_init__(self):
        if self.plain is None:
            self.plain = self.value

    def map(self, function, integers=True):
        """The same tensor with its elements in other places."""
        moved = integers and self.integers is not None
        return T(function(self.value), function(self.integers) if moved else None,
                 function(np.broadcast_to(self.scale, self.integers.shape)) if moved else None, function(self.plain), self.data,
                 bound=None if self.bound is None else function(self.bound))

    @property
    def off(self):
        """The bound as an array or a number."""
        return 0.0 if self.bound is None else self.bound


def exact(integers, scale, data, plain=None, bound=None):
    return T(scaled(integers, scale), np.asarray(integers, np.int64), np.asarray(scale, np.float64), plain, data, bound=bound)


def size(x):
    """The largest absolute value of each element in either evaluation."""
    return np.abs(x.value).astype(np.float64) + x.off


def rounded(y, moved, steps=1):
    """Returns y with its bound. The bound of its inputs has grown to `moved`; both evaluations round y `steps` times more."""
    y.bound = moved + 2 * steps * HALF_ULP * (np.abs(y.value).astype(np.float64) + moved)
    return y


def sum_bound(products, moved, addends):
    """The bound for sums of `addends` products, whose absolute values add up to `products`."""
    return (addends + 4) * HALF_ULP * 1.01 * (products + moved) + moved


# --- Operators ---


class Node:
    def __init__(self, proto):
        self.op, self.name, self.domain = proto.op_type, proto.name, proto.domain
        self.inputs, self.outputs = list(proto.input), list(proto.output)
        self.attributes = {a.name: helper.get_attribute_value(a) for a in proto.attribute}

    def get(self, name, default=None):
        value = self.attributes.get(name, default)
        return value.decode() if isinstance(value, bytes) else value

    def refuse(self, words):
        raise Unsupported(f"{self.op} {self.name}: {words}")

    @property
    def last(self):
        return self.domain.endswith("channels_last") or self.op == "MaxPoolNHWC"


def channels_at(array, dim, rank):
    """[C], in a shape that can be broadcast to a tensor of that rank."""
    return np.asarray(array, F).reshape([-1 if d == dim else 1 for d in range(rank)])


ROUND = {"ROUND": np.rint, "FLOOR": np.floor, "CEIL": np.ceil}


class Ties:
    """The elements for which plain float32 gives another integer after a quantizer, and their distance from the nearest tie."""

    def __init__(self):
        self.differ, self.elements, self.strayed, self.far = 0, 0, 0, 0
        self.farthest = 0.0  # in steps of the quantizer; before BipolarQuant relative to the largest value, before MultiThreshold threshold
        self.share = 0.0  # the largest distance from a tie, as a share of its bound
        self.list = []

    def add(self, other):
        for name in ("differ", "elements", "strayed", "far"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.farthest = max(self.farthest, other.farthest)
        self.share = max(self.share, other.share)
        self.list += other.list

    def count(self, node, x, levels, distance):
        """levels(value): a quantizer's integers, which this returns. distance(at, bound): for these elements of x with the given bounds,
        the distance from the nearest tie, the allowed distance, and the unit in which to report it."""
        k, other = levels(x.value), levels(x.plain)
        self.elements += k.size
        self.strayed += int((~(np.abs(x.plain.astype(np.float64) - x.value) <= x.off)).sum())
        at = np.nonzero(k != other)
        if len(at[0]):
            self.differ += len(at[0])
            bound = np.broadcast_to(x.off, k.shape)[at]
            away, most, unit = (np.broadcast_to(a, bound.shape) for a in distance(at, bound))
            self.far += int((~(away <= most)).sum())
            self.farthest = max(self.farthest, float((away / unit).max()))
            self.share = max(self.share, float((away / np.maximum(most, 1e-300)).max()))
            for e, index in enumerate(zip(*(a.tolist() for a in at))):
                self.list.append([node.name or node.op, list(index), float(x.value[index]), float(x.plain[index]), int(k[index]),
                                  int(other[index]), float(away[e] / unit[e]), float(away[e] / max(most[e], 1e-300))])
        return k


def quant(node, x, scale, zero, bits, ties):
    bits, signed, narrow = int(bits.value), node.get("signed", 1), node.get("narrow", 0)
    if signed and bits == 1:
        return bipolar_levels(node, x, scale.value, zero.value, ties)
    low = -(2**(bits - 1)) + bool(narrow) if signed else 0
    high = 2**(bits - 1) - 1 if signed else 2**bits - 1 - bool(narrow)
    s, z = scale.value.astype(F), zero.value.astype(F)
    rounding = ROUND[node.get("rounding_mode", "ROUND").upper()]

    def levels(value):
        return rounding(np.clip((value / s).astype(F) + z, F(low), F(high))).astype(np.int64).clip(low, high)

    def distance(at, bound):
        step = np.broadcast_to(s, x.value.shape)[at].astype(np.float64)
        quotient, half = x.value[at] / step, 0.5 if rounding is np.rint else 0.0
        level = quotient + np.broadcast_to(z, x.value.shape)[at] - half
        # The quotient and the sum are also rounded.
        return np.abs(level - np.rint(level)), bound / step + 2 * HALF_ULP * (np.abs(quotient) + np.abs(level) + 1), 1.0

    k = ties.count(node, x, levels, distance) if x.data else levels(x.value)
    return exact(k - z.astype(np.int64), np.broadcast_to(s, k.shape).astype(np.float64), x.data)


def bipolar_levels(node, x, scale, zero, ties):
    def levels(value):
        return np.where(((value / scale).astype(F) + zero if zero is not None else value) >= 0, 1, -1)

    def distance(at, bound):
        tie = 0.0 if zero is None else -(np.asarray(zero, np.float64) * scale)
        tie = np.broadcast_to(tie, x.value.shape)[at]
        return np.abs(x.value[at] - tie), bound + 4 * HALF_ULP * np.abs(tie), max(1e-30, float(np.abs(x.value).max()))

    k = ties.count(node, x, levels, distance) if x.data else levels(x.value)
    offset = 0 if zero is None else zero.astype(np.int64)
    return exact(k - offset, np.broadcast_to(np.asarray(scale, F), k.shape).astype(np.float64), x.data)


def multi_threshold(node, x, thresholds, ties):
    table = thresholds.value.astype(F)
    rank, last = x.value.ndim, node.get("data_layout", "NCHW").endswith("C") and x.value.ndim > 2
    dim = rank - 1 if last or (x.value.shape[1] != len(table) and x.value.shape[-1] == len(table)) else 1
    scale, bias = float(node.get("out_scale", 1.0)), float(node.get("out_bias", 0.0))

    def count(value):
        moved = np.moveaxis(value, dim, -1)
        total = np.zeros(moved.shape, np.int64)
        for s in range(table.shape[1]):
            total += moved >= table[:, s]
        return np.moveaxis(total, -1, dim)

    def distance(at, bound):
        rows = table[at[dim] if len(table) > 1 else np.zeros_like(at[dim])].astype(np.float64)
        return np.abs(x.value[at][:, None] - rows).min(axis=1), bound, max(1e-30, float(np.abs(table).max()))

    k = ties.count(node, x, count, distance) if x.data else count(x.value)
    if table.shape[1] == 1 and scale == -2 * bias:
        return exact(2 * k - 1, scale / 2, x.data)
    if (bias / scale).is_integer():
        return exact(k + int(bias / scale), scale, x.data)
    return T((F(scale) * k.astype(F) + F(bias)).astype(F), data=x.data)


def trunc(node, inputs, ties):
    x, scale, zero = inputs[0], inputs[1].value.astype(F), inputs[2].value.astype(F)
    old = len(inputs) == 5
    out_bits = int(inputs[4 if old else 6].value)
    out_scale = scale if old else inputs[4].value.astype(F)
    cut = F(2.0**(int(inputs[3].value) - out_bits)) if old else F(2.0**round(math.log2(out_scale / scale)))
    rounding = ROUND[node.get("rounding_mode", "FLOOR").upper()]
    low = high = None
    if not old:
        signed, narrow = node.get("signed", 1), node.get("narrow", 0)
        low = -(2**(out_bits - 1)) + bool(narrow) if signed else 0
        high = 2**(out_bits - 1) - 1 if signed else 2**out_bits - 1 - bool(narrow)

    def levels(value):
        y = np.rint((value / scale).astype(F) + zero) / cut
        return rounding(y if old else np.clip(y, low, high)).astype(np.int64)

    def distance(at, bound):
        level = x.value[at].astype(np.float64) / scale + zero - 0.5
        return np.abs(level - np.rint(level)), bound / scale + 2 * HALF_ULP * (2 * np.abs(level) + 1), 1.0

    k = ties.count(node, x, levels, distance)
    return exact(k - int(zero if old else zero / cut), out_scale, x.data)


def matmul(a, b):
    """An exact product of integers."""
    if float(np.abs(a).max(initial=0)) * float(np.abs(b).max(initial=0)) * b.shape[0] >= 2**53:
        raise Unsupported("sums of more than 53 bits")
    return np.rint(a.astype(np.float64) @ b.astype(np.float64)).astype(np.int64)


def weights(node, w):
    """The integers and the scale of an array that need not come from a quantizer."""
    if w.integers is not None:
        return w.integers, np.broadcast_to(w.scale, w.integers.shape)
    if not np.all(w.value == np.rint(w.value)):
        node.refuse("weights that are no integers")
    return w.value.astype(np.int64), np.ones(w.value.shape)


def one_scale(node, scale, shape, axis):
    """The scale, which must be the same for all elements along these axes."""
    full = np.broadcast_to(scale, shape)
    low, high = full.min(axis=axis), full.max(axis=axis)
    if np.any(low != high):
        node.refuse("an input of several scales")
    return low


def product(node, x, w):
    """x [.., K] times w [K, N]."""
    if x.integers is None:
        node.refuse("an input in float32")
    k, scales = weights(node, w)
    row = one_scale(node, scales, k.shape, 0)
    own = one_scale(node, x.scale, x.integers.shape, None)
    floats = w.value.astype(F)
    bound = sum_bound(np.abs(x.value) @ np.abs(floats), 0.0 if x.bound is None else x.bound @ np.abs(floats), len(k))
    return exact(matmul(x.integers, k), own * row, True, (x.plain @ floats).astype(F), bound)


def windows_of(node, size, kernel):
    dims = len(size)
    kernel = list(node.get("kernel_shape", kernel))
    strides, dilations = list(node.get("strides", [1] * dims)), list(node.get("dilations", [1] * dims))
    if dilations == [1]:  # as FINN's Change3DTo4DTensors leaves it
        dilations *= dims
    pads = list(node.get("pads", [0] * 2 * dims))
    auto = node.get("auto_pad", "NOTSET")
    if auto.startswith("SAME"):
        for d in range(dims):
            total = max(0, (math.ceil(size[d] / strides[d]) - 1) * strides[d] + (kernel[d] - 1) * dilations[d] + 1 - size[d])
            less, more = total // 2, total - total // 2
            pads[d], pads[d + dims] = (less, more) if auto == "SAME_UPPER" else (more, less)
    elif auto == "VALID":
        pads = [0] * 2 * dims
    return kernel, strides, dilations, pads


def unfold(array, kernel, strides, dilations, pads, fill, ceil=False):
    """[N, spatial.., C] -> [N, outputs.., positions, C]."""
    dims = len(kernel)
    size = array.shape[1:-1]
    out = []
    for d in range(dims):
        rest = size[d] + pads[d] + pads[d + dims] - (kernel[d] - 1) * dilations[d] - 1
        count = rest // strides[d] + 1
        if ceil and rest % strides[d] and count * strides[d] < size[d] + pads[d]:
            count += 1
        out.append(count)
    more = [max(0, (out[d] - 1) * strides[d] + (kernel[d] - 1) * dilations[d] + 1 - size[d] - pads[d] - pads[d + dims])
            for d in range(dims)]
    padded = np.pad(array, [(0, 0)] + [(pads[d], pads[d + dims] + more[d]) for d in range(dims)] + [(0, 0)], constant_values=fill)
    parts = []
    for position in np.ndindex(*kernel):
        index = tuple(slice(position[d] * dilations[d], position[d] * dilations[d] + (out[d] - 1) * strides[d] + 1, strides[d])
                      for d in range(dims))
        parts.append(padded[(slice(None), *index)])
    return np.stack(parts, axis=-2)


def to_last(node, array):
    return array if node.last else np.moveaxis(array, 1, -1)


def from_last(node, array):
    return array if node.last else np.moveaxis(array, -1, 1)


def conv(node, x, w, bias):
    if x.integers is None:
        node.refuse("an input in float32")
    k, scales = weights(node, w)
    if not node.last:
        k, scales, floats = (np.moveaxis(a, 1, -1) for a in (k, scales, w.value))
    else:
        floats = w.value
    rows, group = k.shape[0], node.get("group", 1)
    row_scale = one_scale(node, scales.reshape(rows, -1), (rows, k[0].size), 1)
    own = one_scale(node, x.scale, x.integers.shape, None)
    size = to_last(node, x.value).shape[1:-1]
    settings = windows_of(node, size, k.shape[1:-1])
    integers = unfold(to_last(node, x.integers), *settings, 0)
    plain = unfold(to_last(node, x.plain), *settings, F(0))
    off = None if x.bound is None else unfold(to_last(node, np.broadcast_to(x.bound, x.value.shape)), *settings, 0.0)
    channels = integers.shape[-1] // group
    sums, plains, bounds = [], [], []
    for g in range(group):
        part = slice(g * channels, (g + 1) * channels)
        own_rows = slice(g * rows // group, (g + 1) * rows // group)
        shape = [*integers.shape[:-2], -1]
        sums.append(matmul(integers[..., part].reshape(shape), k[own_rows].reshape(rows // group, -1).T))
        own_floats = floats[own_rows].reshape(rows // group, -1).T.astype(F)
        inputs = plain[..., part].reshape(shape)
        plains.append((inputs @ own_floats).astype(F))
        moved = 0.0 if off is None else off[..., part].reshape(shape) @ np.abs(own_floats)
        bounds.append(sum_bound(np.abs(inputs) @ np.abs(own_floats), moved, own_floats.shape[0]))
    y = exact(np.concatenate(sums, -1), own * row_scale, True, np.concatenate(plains, -1), np.concatenate(bounds, -1))
    y = y.map(lambda a: from_last(node, a))
    if bias is not None:
        y = arithmetic("Add", y, T(channels_at(bias.value, y.value.ndim - 1 if node.last else 1, y.value.ndim)))
    return y


def arithmetic(op, a, b):
    """One of the two operands is constant, or both are data."""
    function = {"Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Div": np.divide}[op]
    y = T(function(a.value, b.value).astype(F), plain=function(a.plain, b.plain).astype(F), data=a.data or b.data)
    if y.data:
        # In the stated meaning the result may be integers whose product is rounded once: three roundings at most.
        if op == "Mul":
            moved = a.off * size(b) + b.off * size(a)
        elif op == "Div":
            moved = np.inf if b.data else a.off / np.abs(b.value)
        else:
            moved = a.off + b.off + 2 * HALF_ULP * (size(a) + size(b)) * (a.data and b.data)
        rounded(y, moved, 3)
    if a.data and b.data:
        if a.integers is None or b.integers is None:
            return y
        if op == "Mul":
            return exact(a.integers * b.integers, a.scale * b.scale, True, y.plain, y.bound)
        if np.all(np.broadcast_to(a.scale, a.integers.shape) == np.broadcast_to(b.scale, b.integers.shape)) and op in ("Add", "Sub"):
            return exact(function(a.integers, b.integers), a.scale, True, y.plain, y.bound)
        return y
    tensor, constant = (a, b) if a.data or not b.data else (b, a)
    if tensor.integers is None or (tensor is b and op in ("Sub", "Div")):
        return y
    c = constant.value.astype(np.float64)
    if op in ("Mul", "Div"):
        scale = tensor.scale * c if op == "Mul" else tensor.scale / c
        if np.all(np.isfinite(scale)) and np.all(scale != 0):
            y.integers = np.broadcast_to(tensor.integers, y.value.shape)
            y.scale = np.broadcast_to(scale, y.value.shape)
        return y
    steps = (c if op == "Add" else -c) / tensor.scale
    if np.all(steps == np.rint(steps)) and np.all(steps * tensor.scale == (c if op == "Add" else -c)):
        y.integers, y.scale = tensor.integers + np.rint(steps).astype(np.int64), np.broadcast_to(tensor.scale, y.value.shape)
    return y


def through(x, function, slope=1.0, steps=0):
    """A step in float32 with at most that slope, which rounds `steps` times."""
    y = T(function(x.value).astype(F), plain=function(x.plain).astype(F), data=x.data)
    return y if x.bound is None and steps == 0 else rounded(y, x.off * slope, steps)


def relu(x):
    y = through(x, lambda v: np.maximum(v, F(0)))
    if x.integers is not None and np.all(x.scale > 0):
        y.integers, y.scale = np.maximum(x.integers, 0), x.scale
    return y


def batch_norm(node, x, gamma, beta, mean, variance):
    dim = x.value.ndim - 1 if node.last else 1
    factor, addend, middle, square = (channels_at(t.value, dim, x.value.ndim) for t in (gamma, beta, mean, variance))
    deviation = np.sqrt((square + F(node.get("epsilon", 1e-5))).astype(F)).astype(F)

    def normal(v):
        return (((v - middle).astype(F) / deviation).astype(F) * factor).astype(F) + addend

    y = through(x, normal)
    gain = np.abs(factor / deviation).astype(np.float64)
    moved = (x.off + 4 * HALF_ULP * (size(x) + np.abs(middle))) * gain * (1 + 8 * HALF_ULP)
    return rounded(y, moved + 8 * HALF_ULP * np.abs((x.value - middle) * gain), 1)


def max_pool(node, x):
    size = to_last(node, x.value).shape[1:-1]
    settings = windows_of(node, size, None)
    ceil = bool(node.get("ceil_mode", 0))

    def pool(array):
        least = np.iinfo(np.int64).min if array.dtype == np.int64 else F(-np.inf)
        return from_last(node, unfold(to_last(node, array), *settings, least, ceil).max(axis=-2))

    keep = x.integers is not None and np.all(np.asarray(x.scale) > 0) and np.all(x.scale == np.asarray(x.scale).flat[0])
    y = T(pool(x.value), plain=pool(x.plain), data=x.data, bound=None if x.bound is None else pool(np.broadcast_to(x.bound, x.value.shape)))
    if keep:
        y.integers, y.scale = pool(x.integers), np.asarray(x.scale).flat[0]
    return y


def average(x, sums, addends, divisor, plain):
    if x.integers is None:
        raise Unsupported("an average in float32")
    scale = one_scale(Node(helper.make_node("Average", [], [])), x.scale, x.integers.shape, None)
    sizes, moved = (sums(np.broadcast_to(a, x.value.shape).astype(np.float64)) / divisor for a in (np.abs(x.value), x.off))
    return exact(sums(x.integers), scale / divisor, True, plain(x.plain), sum_bound(sizes, moved, addends))


def average_pool(node, x):
    size = to_last(node, x.value).shape[1:-1]
    settings = windows_of(node, size, None)
    if any(settings[3]) and not node.get("count_include_pad", 0):
        node.refuse("pads that do not count")
    count = math.prod(settings[0])
    return average(x, lambda a: from_last(node, unfold(to_last(node, a), *settings, 0).sum(axis=-2)), count, count,
                   lambda a: from_last(node, unfold(to_last(node, a), *settings, F(0)).mean(axis=-2, dtype=F)))


def reduce(node, x, axes, mean):
    rank = x.value.ndim
    axes = tuple(a % rank for a in axes) if axes is not None else tuple(range(rank))
    if 0 in axes:
        node.refuse("it sums frames")
    keep = bool(node.get("keepdims", 1))
    count = math.prod(x.value.shape[a] for a in axes)
    if count == 1:
        return x.map(lambda a: a.sum(axis=axes, keepdims=keep).astype(a.dtype))
    return average(x, lambda a: a.sum(axis=axes, keepdims=keep), count, count if mean else 1,
                   lambda a: (a.mean(axis=axes, keepdims=keep) if mean else a.sum(axis=axes, keepdims=keep)).astype(F))


def resize(node, x, factors, sizes):
    rank = x.value.ndim
    scales = factors if factors is not None else [s / e for s, e in zip(sizes, (1, *x.value.shape[1:]))]
    coordinates = node.get("coordinate_transformation_mode", "asymmetric" if node.op == "Upsample" else "half_pixel")
    nearest = node.get("nearest_mode", "floor" if node.op == "Upsample" else "round_prefer_floor")
    if node.get("mode", "nearest") != "nearest":
        node.refuse("another mode than nearest")
    y = x
    for d in range(1, rank):
        extent = x.value.shape[d]
        count = int(math.floor(extent * scales[d] + 1e-9))
        i = np.arange(count)
        at = {"asymmetric": i / scales[d], "half_pixel": (i + 0.5) / scales[d] - 0.5,
              "pytorch_half_pixel": (i + 0.5) / scales[d] - 0.5 if count > 1 else i * 0.0,
              "align_corners": i * (extent - 1) / max(1, count - 1)}[coordinates]
        index = {"floor": np.floor, "ceil": np.ceil, "round_prefer_floor": lambda v: np.ceil(v - 0.5),
                 "round_prefer_ceil": lambda v: np.floor(v + 0.5)}[nearest](at).astype(int).clip(0, extent - 1)
        y = y.map(lambda a: np.take(a, index, axis=d))
    return y


def reshaped(x, shape):
    """Reshapes data. In `shape` the first extent stands for one frame."""
    shape = [int(s) for s in shape]
    if not x.data:
        return x.map(lambda a: a.reshape(shape))
    frame = (1, *x.value.shape[1:])
    probe = np.empty(frame).reshape([frame[i] if s == 0 else s for i, s in enumerate(shape)]).shape
    if probe[0] != 1:
        raise Unsupported(f"a reshape of a frame to {list(probe)}")
    return x.map(lambda a: a.reshape(len(a), *probe[1:]))


def depth_to_space(node, x):
    n, c, h, w = x.value.shape
    b = node.get("blocksize")
    if node.get("mode", "DCR") == "CRD":
        return x.map(lambda a: a.reshape(n, c // b**2, b, b, h, w).transpose(0, 1, 4, 2, 5, 3).reshape(n, c // b**2, h * b, w * b))
    return x.map(lambda a: a.reshape(n, b, b, c // b**2, h, w).transpose(0, 3, 4, 1, 5, 2).reshape(n, c // b**2, h * b, w * b))


def numbers(node, name, inputs, place):
    if name in node.attributes:
        return list(node.attributes[name])
    if len(inputs) > place and inputs[place] is not None:
        return [int(v) for v in np.asarray(inputs[place].value).reshape(-1)]
    return None


def top_k(node, x, k):
    axis = node.get("axis", -1)
    order = np.argsort(-x.value.astype(np.float64), axis=axis, kind="stable")
    values = np.take_along_axis(x.value, order, axis)
    cut = [slice(None)] * x.value.ndim
    cut[axis] = slice(0, k)
    return T(values[tuple(cut)], data=True), T(order[tuple(cut)].astype(F), order[tuple(cut)], np.float64(1), data=True, label=True)


def evaluate_node(node, inputs, ties):
    """The outputs of a node."""
    x = inputs[0] if inputs else None
    op = node.op
    if op in ("Quant", "IntQuant"):
        return [quant(node, *inputs, ties)]
    if op == "BipolarQuant":
        return [bipolar_levels(node, x, inputs[1].value, None, ties)]
    if op == "MultiThreshold":
        return [multi_threshold(node, *inputs, ties)]
    if op == "Trunc":
        return [trunc(node, inputs, ties)]
    if op == "Conv":
        return [conv(node, x, inputs[1], inputs[2] if len(inputs) > 2 else None)]
    if op == "MatMul":
        return [product(node, x, inputs[1])]
    if op == "Gemm":
        w = inputs[1].map(lambda a: a.T) if node.get("transB", 0) else inputs[1]
        y = product(node, x, w)
        if node.get("alpha", 1.0) != 1:
            y = arithmetic("Mul", y, T(F(node.get("alpha"))))
        return [arithmetic("Add", y, T((inputs[2].value * F(node.get("beta", 1.0))).astype(F))) if len(inputs) > 2 else y]
    if op in ("Add", "Sub", "Mul", "Div"):
        return [arithmetic(op, *inputs)]
    if op == "Pow":
        return [T(np.power(x.value, inputs[1].value).astype(F))]
    if op == "Sqrt":
        return [T(np.sqrt(x.value).astype(F))]
    if op == "BatchNormalization":
        return [batch_norm(node, *inputs)]
    if op == "Relu":
        return [relu(x)]
    if op in ("LeakyRelu", "PRelu"):
        slope = F(node.get("alpha", 0.01)) if op == "LeakyRelu" else inputs[1].value.astype(F)
        steepest = np.maximum(1.0, np.abs(slope)).astype(np.float64)
        return [through(x, lambda v: np.where(v >= 0, v, (v * slope).astype(F)), steepest, 1)]
    if op == "Neg":
        return [arithmetic("Mul", x, T(F(-1)))]
    if op == "Clip":
        limits = [node.get("min", inputs[1].value if len(inputs) > 1 and inputs[1] else -np.inf),
                  node.get("max", inputs[2].value if len(inputs) > 2 and inputs[2] else np.inf)]
        return [through(x, lambda v: np.minimum(np.maximum(v, F(limits[0])), F(limits[1])))]
    if op in ("Max", "Min"):
        function = np.maximum if op == "Max" else np.minimum
        constant = inputs[1] if x.data else x
        return [through(x if x.data else inputs[1], lambda v: function(v, constant.value.astype(F)))]
    if op in ("Identity", "Dropout", "Cast"):
        return [x]
    if op in ("MaxPool", "MaxPoolNHWC"):
        return [max_pool(node, x)]
    if op == "AveragePool":
        return [average_pool(node, x)]
    if op in ("GlobalAveragePool", "GlobalMaxPool"):
        axes = tuple(range(1, x.value.ndim - 1)) if node.last else tuple(range(2, x.value.ndim))
        if op == "GlobalAveragePool":
            return [reduce(node, x, axes, True)]
        return [x.map(lambda a: a.max(axis=axes, keepdims=True))]
    if op in ("ReduceMean", "ReduceSum"):
        return [reduce(node, x, numbers(node, "axes", inputs, 1), op == "ReduceMean")]
    if op == "Flatten":
        if node.get("axis", 1) != 1:
            node.refuse("another axis than 1")
        return [reshaped(x, [1, -1])]
    if op == "Reshape":
        return [reshaped(x, inputs[1].value.reshape(-1))]
    if op == "Squeeze":
        axes = numbers(node, "axes", inputs, 1)
        if x.data and (axes is None or 0 in axes):
            node.refuse("it takes the frames away")
        return [x.map(lambda a: np.squeeze(a, tuple(axes) if axes is not None else None))]
    if op == "Unsqueeze":
        return [x.map(lambda a: np.expand_dims(a, tuple(numbers(node, "axes", inputs, 1))))]
    if op == "Transpose":
        order = node.get("perm", list(range(x.value.ndim))[::-1])
        if x.data and order[0] != 0:
            node.refuse("it moves the frames")
        return [x.map(lambda a: a.transpose(order))]
    if op == "DepthToSpace":
        return [depth_to_space(node, x)]
    if op in ("Resize", "Upsample"):
        factors = node.get("scales")
        place = 1 if op == "Upsample" or len(inputs) == 2 else 2
        if factors is None and len(inputs) > place and inputs[place] is not None and inputs[place].value.size:
            factors = inputs[place].value.astype(np.float64).tolist()
        return [resize(node, x, factors, None if factors is not None else inputs[3].value.tolist())]
    if op == "Pad":
        pads, rank = numbers(node, "pads", inputs, 1), x.value.ndim
        fill = F(inputs[2].value if len(inputs) > 2 and inputs[2] is not None else node.get("value", 0.0))
        around = [(pads[d], pads[d + rank]) for d in range(rank)]
        scale = np.asarray(x.scale if x.scale is not None else 1.0).flat[0]
        y = T(np.pad(x.value, around, constant_values=fill), plain=np.pad(x.plain, around, constant_values=fill), data=x.data,
              bound=None if x.bound is None else np.pad(np.broadcast_to(x.bound, x.value.shape), around))
        if x.integers is not None and np.all(np.asarray(x.scale) == scale) and (float(fill) / scale).is_integer():
            y.integers, y.scale = np.pad(x.integers, around, constant_values=int(float(fill) / scale)), scale
        return [y]
    if op == "Concat":
        axis = node.get("axis")
        whole = all(t.integers is not None for t in inputs) and all(t.data for t in inputs)
        join = lambda arrays: np.concatenate(arrays, axis)
        return [T(join([t.value for t in inputs]), join([t.integers for t in inputs]) if whole else None,
                  join([np.broadcast_to(t.scale, t.integers.shape) for t in inputs]) if whole else None,
                  join([t.plain for t in inputs]), inputs[0].data,
                  bound=join([np.broadcast_to(t.off, t.value.shape) for t in inputs]) if any(t.bound is not None for t in inputs) else None)]
    if op == "Split":
        axis, parts = node.get("axis", 0), numbers(node, "split", inputs, 1)
        count = len(node.outputs)
        extent = x.value.shape[axis]
        if parts is None:
            each = -(-extent // count)
            parts = [each] * (count - 1) + [extent - each * (count - 1)]
        at = np.cumsum([0, *parts])
        return [x.map(lambda a, i=i: np.take(a, range(at[i], at[i + 1]), axis)) for i in range(count)]
    if op == "Shape":
        return [T(np.asarray((1, *x.value.shape[1:]) if x.data else x.value.shape, F))]
    if op == "Gather":
        return [x.map(lambda a: np.take(a, inputs[1].value.astype(int), node.get("axis", 0)))]
    if op == "TopK":
        return top_k(node, x, node.get("k") or int(np.asarray(inputs[1].value).reshape(-1)[0]))
    if op == "ArgMax":
        _, labels = top_k(Node(helper.make_node("TopK", [], [], axis=node.get("axis", 0))), x, 1)
        return [labels if node.get("keepdims", 1) else labels.map(lambda a: np.squeeze(a, node.get("axis", 0)))]
    if op == "Constant":
        value = node.get("value")
        return [T(numpy_helper.to_array(value).astype(F))]
    raise Unsupported(f"operator {op} of domain {node.domain or 'ai.onnx'}")


class Graph:
    def __init__(self, path):
        graph = onnx.load(str(path)).graph
        self.constants = {t.name: T(numpy_helper.to_array(t).astype(F)) for t in graph.initializer}
        self.nodes = in_order([Node(n) for n in graph.node], set(self.constants) | {i.name for i in graph.input})
        self.inputs = [i.name for i in graph.input if i.name not in self.constants]
        self.outputs = [o.name for o in graph.output]

    def evaluate(self, given):
        """Every tensor that follows from `given`, and for quantizers the differences of plain float32."""
        tensors = {**self.constants, **given}
        ties = Ties()
        unknown = {}
        for node in self.nodes:
            if all(o in tensors for o in node.outputs):
                continue
            inputs = [tensors.get(i) if i else None for i in node.inputs]
            missing = [i for i in node.inputs if i and i not in tensors]
            if missing:
                unknown.update({o: unknown.get(missing[0], missing[0]) for o in node.outputs})
                continue
            try:
                for name, tensor in zip(node.outputs, evaluate_node(node, inputs, ties)):
                    tensors.setdefault(name, tensor)
            except (Unsupported, ValueError, IndexError, TypeError) as error:
                unknown.update({o: f"{node.op} {node.name}: {error}" for o in node.outputs})
        return tensors, ties, unknown


def in_order(nodes, known):
    ordered, waiting = [], list(nodes)
    while waiting:
        ready = [n for n in waiting if all(i in known or not i for i in n.inputs)]
        if not ready:
            raise Unsupported("nodes in a circle")
        for node in ready:
            known.update(node.outputs)
        ordered += ready
        waiting = [n for n in waiting if n not in ready]
    return ordered


# --- Comparing ---


def order_of_stream(entry, array):
    """A tensor's frames in the order in which their stream sends them."""
    frames = len(array)
    factors, order = entry["factors"], entry["order"]
    return array.reshape(frames, *factors).transpose(0, *[o + 1 for o in order]).reshape(frames, -1)


def from_stream(entry, array):
    frames = len(array)
    factors, order = entry["factors"], entry["order"]
    seen = array.reshape(frames, *[factors[o] for o in order])
    return seen.transpose(0, *[order.index(i) + 1 for i in range(len(order))]).reshape(frames, *entry["shape"][1:])


def tensor_of(entry, integers):
    """The tensor with these integers, which the stream sends: [frames, elements]."""
    def each(numbers, kind):
        full = np.asarray(numbers, kind).reshape(1, -1)
        return np.tile(full, (1, integers.shape[1] // full.shape[1]))

    k = integers + each(entry["offset"], np.int64)
    scale = np.broadcast_to(each(entry["scale"], np.float64), k.shape)
    return exact(from_stream(entry, k), from_stream(entry, scale), True)


@dataclass
class Outcome:
    file: str
    status: str = ""
    failed: bool = False
    frames: int = 0
    compared: int = 0
    equal: int = 0
    elements: int = 0
    ties: Ties = field(default_factory=Ties)
    notes: list = field(default_factory=list)
    failures: list = field(default_factory=list)  # the notes about failures

    def fail(self, words):
        self.failed = True
        self.failures.append(words)
        self.notes.append("FAILED: " + words)
        return self


def type_bounds(name):
    if name in ("bipolar", "ternary"):
        return -1, 1
    bits = int(name.removeprefix("u").removeprefix("int")) if name != "binary" else 1
    return (0, 2**bits - 1) if name.startswith(("u", "b")) else (-(2**(bits - 1)), 2**(bits - 1) - 1)


def draw(rng, name, frames, elements, first):
    bipolar = name == "bipolar"
    low, high = type_bounds(name)
    out = import_oracle.inputs_of(rng, "BIPOLAR" if bipolar else f"{'U' if low == 0 else ''}INT{max(2, (high - low).bit_length())}",
                                  frames, elements, first)
    return out if bipolar else out.clip(low, high)


def try_file(weir, name, path, inputs, seed, options=()):
    outcome, rng = Outcome(name), np.random.default_rng(seed)
    with tempfile.TemporaryDirectory(prefix="weir_qonnx_") as folder:
        folder = Path(folder)
        status, words = weir.run("import", Path(path).resolve(), "-o", "x.yaml", "--map", "map.json", *options, folder=folder)
        if status != 0:
            outcome.status = f"refused: {words}"
            return outcome.fail(f"import ended with status {status}") if status != 2 else outcome
        outcome.status = "imported"
        try:
            graph = Graph(path)
        except Unsupported as error:
            return outcome.fail(f"not read here: {error}")
        entries = [e for e in json.loads((folder / "map.json").read_text()) if e.get("tensor")]
        scenario = yaml.safe_load((folder / "x.yaml").read_text())
        layers = import_oracle.input_entries(scenario)
        sources = {}
        for layer in layers:
            found = [e for e in entries if e["stream"] == layer["name"]]
            if not found:
                found = [input_entry(graph, path, layer, options)]
            sources[layer["name"]] = found[0]
        outcome.notes += [f"on the host: {line.split(': ', 1)[1]}" for line in (folder / "x.yaml").read_text().splitlines()
                          if line.startswith("# On the host: ")]
        streams = list(dict.fromkeys(e["stream"] for e in entries if e["stream"] not in sources))
        (folder / "out").mkdir()
        dumps = [w for s in streams for w in ("--dump", f"{s}=out/{s}.npy")]
        done, limit, batch, wrong = 0, inputs, 1, {}
        while done < limit:
            frames = min(batch, limit - done)
            given = {}
            for i, layer in enumerate(layers):
                k = draw(rng, layer["type"], frames, math.prod(layer["shape"]), done)
                np.save(folder / f"in{i}.npy", k.reshape(frames, *layer["shape"]))
                layer["from"] = {"npy": f"in{i}.npy"}
                given[sources[layer["name"]]["tensor"]] = tensor_of(sources[layer["name"]], k)
            (folder / "run.yaml").write_text(yaml.safe_dump({**scenario, "scenario": "run"}, sort_keys=False))
            status, words = weir.run("run", "run.yaml", "--frames", frames, "--engine", weir.engines, *dumps, "--json", "out.json",
                                     folder=folder)
            if status == 1 and "deadlock" in words and "default_depth" not in scenario:
                outcome.notes.append("locks with FIFOs 2 deep (weir size): compared with deep ones")
                scenario["default_depth"] = DEEP
                continue
            if status != 0:
                return outcome.fail(f"run: status {status}: {words}")
            if not done:
                report = json.loads((folder / "out.json").read_text())
                slowest = max([1, *(each["ideal_cycles"] for each in report["layers"])])
                if weir.engines != "golden":
                    limit = max(2, min(inputs, CYCLES_OF_A_FILE // slowest))
                sizes = sum(np.load(folder / "out" / f"{s}.npy").size for s in streams)
                batch = max(1, VALUES_OF_A_RUN // max(1, 4 * sizes))
            tensors, ties, unknown = graph.evaluate(given)
            for entry in ties.list:
                entry[1][0] += done  # the frame
            outcome.ties.add(ties)
            for entry in entries:
                tensor, stream = entry["tensor"], entry["stream"]
                if stream in sources:
                    continue
                if tensor not in tensors:
                    wrong.setdefault(tensor, f"not evaluated here: {unknown.get(tensor, 'it is not reached')}")
                    continue
                found = np.load(folder / "out" / f"{stream}.npy").reshape(frames, -1)
                wanted = tensors[tensor]
                seen = tensor_of(entry, found).value
                outcome.elements += seen.size
                words = ""
                if list(seen.shape) != list(wanted.value.shape):
                    words = f"shape {list(seen.shape)}, wanted {list(wanted.value.shape)}"
                elif not np.array_equal(seen, wanted.value):
                    at = tuple(np.argwhere(seen != wanted.value)[0])
                    words = (f"element {list(at)}: found {seen[at]!r}, wanted {wanted.value[at]!r}; "
                             f"{int((seen != wanted.value).sum())} of {seen.size} differ")
                if not wrong.get(tensor):
                    wrong[tensor] = words
            done += frames
        outcome.frames, outcome.compared = done, len(wrong)
        outcome.equal = sum(not words for words in wrong.values())
        for tensor, words in wrong.items():
            if words:
                outcome.fail(f"{tensor}: {words}")
        if outcome.ties.strayed:
            outcome.fail(f"{outcome.ties.strayed} elements are farther from plain float32 than rounding moves them")
        if outcome.ties.far:
            outcome.fail(f"{outcome.ties.far} of {outcome.ties.differ} elements that plain float32 has otherwise are no near-ties")
        if not wrong:
            outcome.fail("nothing compared")
    return outcome


def input_entry(graph, path, layer, options):
    """For an input of integers: the tensor is the graph's own."""
    options = list(options)
    scale = 1.0
    if "--input-scale" in options:
        text = options[options.index("--input-scale") + 1]
        scale = float(F(eval(text, {"__builtins__": {}})))
    infos = [i for i in onnx.load(str(path)).graph.input if i.name in graph.inputs]
    number = int(layer["name"].removeprefix("input").removeprefix("_") or 0)
    shape = [d.dim_value or 1 for d in infos[number].type.tensor_type.shape.dim]
    factors = [s for s in shape if s != 1]
    # In the order in which the stream's shape has the extents.
    order = list(range(len(factors)))
    wanted = [s for s in layer["shape"] if s != 1]
    if len(factors) > 1 and len(wanted) == len(factors) and len(shape) >= 3 and shape[1] != 1 and wanted[-1] == shape[1]:
        if wanted[:-1] == factors[1:]:
            order = [*range(1, len(factors)), 0]
    return {"tensor": infos[number].name, "scale": scale, "offset": 0, "shape": shape, "factors": factors, "order": order}


# --- MNIST ---


def mnist(weir, data):
    """Runs the three TFC exports on all 10,000 test digits."""
    with gzip.open(data / "mnist" / "t10k-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)
    with gzip.open(data / "mnist" / "t10k-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    failed = False
    for name, wanted in (("1W1A", 9296), ("1W2A", 9474), ("2W2A", 9660)):
        path = data / "qonnx-zoo" / "MNIST" / "Brevitas_FINN_TFC" / "TFC" / f"TFC_{name}.onnx"
        with tempfile.TemporaryDirectory(prefix="weir_mnist_") as folder:
            folder = Path(folder)
            status, words = weir.run("import", path, "-o", "tfc.yaml", "--input-type", "uint8", "--input-scale", "1/255", "--top-k", 1,
                                     "--target-fps", 1000000, folder=folder)
            if status != 0:
                print(f"TFC_{name}: FAILED: import: {words}")
                failed = True
                continue
            scenario = yaml.safe_load((folder / "tfc.yaml").read_text())
            base = data / "mnist" / "t10k"
            scenario["input"]["from"] = {"idx": f"{base}-images-idx3-ubyte.gz", "labels": f"{base}-labels-idx1-ubyte.gz"}
            scenario["frames"] = 10000
            scenario["expect"] = {"correct": wanted}
            (folder / "tfc.yaml").write_text(yaml.safe_dump(scenario, sort_keys=False))
            last = scenario["layers"][-1]["name"] + "_out"
            status, words = weir.run("run", "tfc.yaml", "--engine", weir.engines, "--dump", f"{last}=labels.npy", folder=folder)
            if status != 0:
                print(f"TFC_{name}: FAILED: run: {words}")
                failed = True
                continue
            found = np.load(folder / "labels.npy").reshape(-1)
            graph = Graph(path)
            source = graph.inputs[0]
            given = {source: exact(images.astype(np.int64), np.float64(F(1 / 255)), True)}
            tensors, _, _ = graph.evaluate(given)
            own = tensors[graph.outputs[0]].value.argmax(axis=1)
            right = int((found == labels).sum())
            same = int((found == own).sum())
            failed |= right != wanted or same != len(labels)
            print(f"TFC_{name}: {right / 100:.2f} % of 10,000 digits right (wanted {wanted / 100:.2f}); {same} labels as evaluated here")
    return failed


def trained_files(data):
    """Every file below the folder that holds nodes, but no hardware nodes."""
    return (path for path, hardware in import_oracle.files_below(data) if hardware and not any(hardware))


def print_row(o):
    values = f"{o.equal}/{o.compared}" if o.compared else "-"
    ties = f"{o.ties.differ}" if o.frames else "-"
    print(f"{o.file[-88:]:<88} {values:>9} {o.frames or '-':>6} {o.elements:>13,} {ties:>7} {o.ties.farthest:>8.1e} {o.ties.share:>8.1e}  "
          f"{'FAILED: ' if o.failed else ''}{o.status}")
    for note in dict.fromkeys(o.notes):
        if o.failed or not note.startswith("on the host"):
            print(f"    {note}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(prog="qonnx_oracle", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weir", metavar="WEIR")
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--inputs", type=int, default=20, help="frames of each graph; else 20")
    parser.add_argument("--engines", default="golden,native")
    parser.add_argument("--drawn", type=int, default=60, help="graphs that are drawn at random; else 60")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--input-type", help="passed on to the import of FILEs")
    parser.add_argument("--folding", type=Path, help="likewise; with it the engines of large graphs take fewer cycles")
    parser.add_argument("--built-only", action="store_true", help="only the graphs that are made here")
    parser.add_argument("--ties", type=Path, help="where to list each element that plain float32 has otherwise")
    parser.add_argument("--mnist", action="store_true", help="the TFC exports on all 10,000 test digits, and nothing else")
    arguments = parser.parse_intermixed_args()
    weir = Weir(str(Path(arguments.weir).resolve()), arguments.engines)
    os.environ.setdefault("WEIR_DATA", str(arguments.data))
    if arguments.mnist:
        if not (arguments.data / "qonnx-zoo").is_dir():
            print(f"SKIPPED: no {arguments.data / 'qonnx-zoo'}")
            return 77
        return 1 if mnist(weir, arguments.data) else 0
    outcomes = []
    print(f"{'file':<88} {'tensors':>9} {'frames':>6} {'elements':>13} {'float32':>7} {'from tie':>8} {'of bound':>8}  status")
    with tempfile.TemporaryDirectory(prefix="weir_drawn_") as folder:
        options = ["--input-type", arguments.input_type] if arguments.input_type else []
        options += ["--folding", arguments.folding.resolve()] if arguments.folding else []
        files = [(str(f), f, options) for f in arguments.files]
        if not files:
            for name, (model, options) in qonnx_graphs.drawn(arguments.seed, arguments.drawn).items():
                path = Path(folder) / f"{name}.onnx"
                onnx.save(model, str(path))
                files.append((f"built/{name}", path, options))
            if not arguments.built_only and not arguments.data.is_dir():
                print(f"SKIPPED: handed files: no {arguments.data}")
            elif not arguments.built_only:
                files += [(str(f.relative_to(arguments.data)), f, []) for f in trained_files(arguments.data)]
        for name, path, options in files:
            outcome = try_file(weir, name, path, arguments.inputs, arguments.seed, options)
            if name.startswith("built/") and outcome.status != "imported" and not any(words in outcome.status for words in MAY_REFUSE):
                outcome.fail(outcome.status)
            outcomes.append(outcome)
            print_row(outcome)
    imported = [o for o in outcomes if o.status == "imported"]
    failed = [o for o in outcomes if o.failed]
    refused = sum(o.status.startswith("refused") for o in outcomes)
    print(f"\n{len(outcomes)} graphs: {len(imported)} imported, {refused} refused; {sum(o.equal for o in imported)} of "
          f"{sum(o.compared for o in imported)} tensors equal, {sum(o.elements for o in imported):,} elements compared; "
          f"{sum(o.ties.differ for o in imported)} of {sum(o.ties.elements for o in imported):,} elements of quantizers' outputs differ in plain "
          f"float32, {sum(o.ties.far for o in imported)} of them no near-ties; {len(failed)} failed")
    if arguments.ties:
        with arguments.ties.open("w") as file:
            file.write("graph\tnode\telement\tvalue\tin plain float32\tinteger\tin plain float32\tfrom tie\tof bound\n")
            for o in imported:
                for each in o.ties.list:
                    file.write("\t".join(str(cell) for cell in [o.file, *each]) + "\n")
    return 1 if failed or not imported else 0


if __name__ == "__main__":
    sys.exit(main())
