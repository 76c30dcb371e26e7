"""Small random QONNX graphs with every operator of the front end, for tests of `weir import`."""

import random

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

DOMAINS = ["onnx.brevitas", "qonnx.custom_op.general", "finn.custom_op.general", "qonnx", ""]


class Draw:
    """A graph under construction: its current tensor has some shape, [1, C, ..] or, with channels last, [1, .., C]."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.rng = np.random.default_rng(self.dice.randrange(2**31))
        self.nodes, self.constants, self.count = [], [], 0
        self.domain = self.dice.choice(DOMAINS)
        self.last = False  # channels last
        self.options = []

    def name(self, stem):
        self.count += 1
        return f"{stem}_{self.count}"

    def constant(self, array, stem="c", kind=np.float32):
        name = self.name(stem)
        self.constants.append(numpy_helper.from_array(np.asarray(array, kind), name))
        return name

    def node(self, op, inputs, domain="", outputs=1, **attributes):
        names = [self.name(op) for _ in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, self.name("n" + op), domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def begin(self, shape):
        self.input, self.tensor, self.shape = "in", "in", list(shape)
        self.input_shape = list(shape)
        return self

    @property
    def channels(self):
        return self.shape[-1 if self.last else 1] if len(self.shape) > 2 else self.shape[-1]

    @property
    def rank(self):
        return len(self.shape)

    def by_channel(self, values):
        """[C], in a shape that can be broadcast to the tensor."""
        dim = self.rank - 1 if self.last or self.rank == 2 else 1
        return np.asarray(values, np.float32).reshape([-1 if d == dim else 1 for d in range(self.rank) if d >= dim or not self.last])

    def scale(self):
        return self.dice.choice([0.5, 1.0, 2.0**-self.dice.randrange(8), float(self.rng.uniform(0.01, 1.5))])

    def quant(self, bits=None, signed=None, narrow=None, scale=None, zero=0, per_channel=False):
        dice = self.dice
        bits = bits or dice.choice([1, 2, 2, 3, 4, 8])
        signed = dice.random() < 0.5 if signed is None else signed
        narrow = dice.random() < 0.3 if narrow is None else narrow
        if bits == 1 and narrow and not signed:
            narrow = False
        scale = scale or self.scale()
        values = self.by_channel(self.rng.uniform(0.3, 1.5, self.channels) * scale) if per_channel else np.float32(scale)
        attributes = {"signed": int(signed), "narrow": int(narrow)}
        if dice.random() < 0.8:
            attributes["rounding_mode"] = dice.choice(["ROUND", "ROUND", "ROUND", "FLOOR", "CEIL", "round"])
        inputs = [self.tensor, self.constant(values), self.constant(zero), self.constant(bits)]
        self.tensor = self.node("Quant" if dice.random() < 0.9 else "IntQuant", inputs, self.domain, **attributes)
        return self

    def bipolar(self, scale=None):
        self.tensor = self.node("BipolarQuant", [self.tensor, self.constant(scale or self.scale())], self.domain)
        return self

    def weights(self, shape, out_dim=0):
        """Weights behind a quantizer, with one scale for all or one for each output."""
        dice, rng = self.dice, self.rng
        values = rng.normal(0, 1, shape)
        if dice.random() < 0.25:
            return self.node("BipolarQuant", [self.constant(values), self.constant(self.scale())], self.domain)
        if dice.random() < 0.15:
            return self.constant(rng.integers(-3, 4, shape))
        each = dice.random() < 0.4
        scale = rng.uniform(0.05, 0.9, [s if d == out_dim else 1 for d, s in enumerate(shape)]) if each else self.scale()
        bits = dice.choice([1, 2, 3, 4, 8])
        return self.node("Quant", [self.constant(values), self.constant(scale), self.constant(0), self.constant(bits)], self.domain,
                         signed=1, narrow=int(dice.random() < 0.6), rounding_mode="ROUND")

    def bias(self, count):
        values = self.rng.normal(0, 2, count)
        if self.dice.random() < 0.5:
            return self.constant(values)
        return self.node("Quant", [self.constant(values), self.constant(0.01), self.constant(0), self.constant(16)], self.domain,
                         signed=1, narrow=0)

    def conv(self, out=None, kernel=None, group=1, stride=None, pads=None, dilation=None, bias=None, auto=None):
        dice, dims = self.dice, self.rank - 2
        out = out or dice.choice([1, 2, 3, 5])
        size = self.shape[1:-1] if self.last else self.shape[2:]
        kernel = kernel or [dice.choice([k for k in (1, 2, 3) if k <= s]) for s in size]
        stride = stride or [dice.choice([1, 1, 2]) for _ in size]
        dilation = dilation or [dice.choice([1, 1, 2]) if (k - 1) * 2 + 1 <= s else 1 for k, s in zip(kernel, size)]
        pads = pads if pads is not None else [dice.choice([0, 0, 1, 2]) for _ in range(2 * dims)]
        channels = self.channels
        shape = [out, *kernel, channels // group] if self.last else [out, channels // group, *kernel]
        inputs = [self.tensor, self.weights(shape)]
        if bias if bias is not None else dice.random() < 0.5:
            inputs.append(self.bias(out))
        attributes = {"kernel_shape": kernel, "strides": stride, "dilations": dilation, "group": group}
        if auto:
            attributes["auto_pad"] = auto
            pads = []
            for d, s in enumerate(size):
                total = max(0, (-(-s // stride[d]) - 1) * stride[d] + (kernel[d] - 1) * dilation[d] + 1 - s)
                pads.append((total // 2, total - total // 2) if auto == "SAME_UPPER" else (total - total // 2, total // 2))
            pads = [p[0] for p in pads] + [p[1] for p in pads]
        else:
            attributes["pads"] = pads
        self.tensor = self.node("Conv", inputs, "qonnx.custom_op.channels_last" if self.last else "", **attributes)
        size = [(s + pads[d] + pads[d + dims] - (kernel[d] - 1) * dilation[d] - 1) // stride[d] + 1 for d, s in enumerate(size)]
        self.shape = [1, *size, out] if self.last else [1, out, *size]
        return self

    def linear(self, out=None):
        dice, columns = self.dice, self.shape[-1]
        out = out or dice.choice([1, 2, 4, 7])
        form = dice.choice(["gemm", "gemm_t", "matmul", "matmul_t"]) if self.rank == 2 else dice.choice(["matmul", "matmul_t"])
        if form == "gemm_t":
            inputs = [self.tensor, self.weights([out, columns])]
            if dice.random() < 0.7:
                inputs.append(self.bias(out))
            self.tensor = self.node("Gemm", inputs, transB=1, alpha=dice.choice([1.0, 1.0, 0.3]), beta=dice.choice([1.0, 1.0, -2.0]))
        elif form == "gemm":
            self.tensor = self.node("Gemm", [self.tensor, self.weights([columns, out], 1), self.bias(out)])
        else:
            weights = self.weights([columns, out], 1) if form == "matmul" else self.node("Transpose", [self.weights([out, columns])], perm=[1, 0])
            self.tensor = self.node("MatMul", [self.tensor, weights])
            if dice.random() < 0.4:
                self.tensor = self.node("Add", [self.tensor, self.bias(out)])
        self.shape = [*self.shape[:-1], out]
        return self

    def norm(self):
        """BatchNormalization with factors of either sign, and 0."""
        rng, channels = self.rng, self.channels
        gamma = rng.normal(0, 1, channels)
        if self.dice.random() < 0.2:
            gamma[self.dice.randrange(channels)] = 0
        inputs = [gamma, rng.normal(0, 1, channels), rng.normal(0, 3, channels), rng.uniform(0.01, 9, channels)]
        if self.last and self.rank > 2:
            return self.arithmetic()
        self.tensor = self.node("BatchNormalization", [self.tensor, *(self.constant(a) for a in inputs)], epsilon=1e-5)
        return self

    def activation(self):
        dice = self.dice
        match dice.choice(["Relu", "Relu", "LeakyRelu", "Clip", "Clip2", "Neg", "Max", "Min", "PRelu"]):
            case "Relu":
                self.tensor = self.node("Relu", [self.tensor])
            case "LeakyRelu":
                self.tensor = self.node("LeakyRelu", [self.tensor], alpha=dice.choice([0.1015625, 0.01, 0.3]))
            case "PRelu":
                self.tensor = self.node("PRelu", [self.tensor, self.constant(self.by_channel(self.rng.uniform(0, 1, self.channels)))])
            case "Clip":
                self.tensor = self.node("Clip", [self.tensor, self.constant(-1.3), self.constant(2.7)])
            case "Clip2":
                self.tensor = self.node("Clip", [self.tensor], min=0.0, max=6.0)
            case "Neg":
                self.tensor = self.node("Neg", [self.tensor])
            case op:
                self.tensor = self.node(op, [self.tensor, self.constant(dice.choice([0.0, 0.7, -0.4]))])
        return self

    def arithmetic(self):
        """Factors and addends, one for the tensor or one for each channel."""
        dice = self.dice
        op = dice.choice(["Add", "Sub", "Mul", "Div"])
        values = self.rng.uniform(0.3, 2, self.channels) * self.rng.choice([-1, 1], self.channels)
        constant = self.constant(self.by_channel(values) if dice.random() < 0.5 else float(values[0]))
        inputs = [self.tensor, constant]
        if op != "Div" and dice.random() < 0.3:
            inputs.reverse()
        self.tensor = self.node(op, inputs)
        return self

    def max_pool(self, ceil=None):
        dice = self.dice
        size = self.shape[1:-1] if self.last else self.shape[2:]
        kernel = [dice.choice([k for k in (1, 2, 3) if k <= s]) for s in size]
        stride = [dice.choice([1, k]) for k in kernel]
        pads = [dice.choice([0, min(1, k - 1)]) for k in kernel * 2]
        ceil = dice.random() < 0.3 if ceil is None else ceil
        op, domain = ("MaxPool", "")
        if self.last:
            op, domain = dice.choice([("MaxPool", "qonnx.custom_op.channels_last"), ("MaxPoolNHWC", "qonnx.custom_op.general")])
        self.tensor = self.node(op, [self.tensor], domain, kernel_shape=kernel, strides=stride, pads=pads, ceil_mode=int(ceil))
        dims, out = len(size), []
        for d, s in enumerate(size):
            rest = s + pads[d] + pads[d + dims] - kernel[d]
            count = rest // stride[d] + 1
            if ceil and rest % stride[d] and count * stride[d] < s + pads[d]:
                count += 1
            out.append(count)
        self.shape = [1, *out, self.channels] if self.last else [1, self.channels, *out]
        return self

    def average(self):
        dice = self.dice
        size = self.shape[2:]
        match dice.choice(["AveragePool", "Global", "ReduceMean", "ReduceSum"]):
            case "AveragePool":
                kernel = [min(2, s) for s in size]
                pads = dice.choice([0, 1]) if min(kernel) > 1 else 0
                self.tensor = self.node("AveragePool", [self.tensor], kernel_shape=kernel, strides=kernel, pads=[pads] * 2 * len(size),
                                        count_include_pad=1)
                self.shape = [1, self.channels, *[(s + 2 * pads - k) // k + 1 for s, k in zip(size, kernel)]]
            case "Global":
                self.tensor = self.node("GlobalAveragePool", [self.tensor])
                self.shape = [1, self.channels] + [1] * len(size)
            case op:
                keep = int(dice.random() < 0.5)
                axes = list(range(2, self.rank))
                if dice.random() < 0.5:
                    self.tensor = self.node(op, [self.tensor], axes=axes, keepdims=keep)
                else:
                    self.tensor = self.node(op, [self.tensor, self.constant(axes, kind=np.int64)], keepdims=keep)
                self.shape = [1, self.channels] + [1] * len(size) * keep
        return self

    def flatten(self):
        frame = int(np.prod(self.shape[1:]))
        match self.dice.choice(["Flatten", "Reshape", "Dynamic", "Squeeze"]):
            case "Flatten":
                self.tensor = self.node("Flatten", [self.tensor], axis=1)
            case "Dynamic":
                shape = self.node("Shape", [self.tensor])
                batch = self.node("Gather", [shape, self.constant(0, kind=np.int64)], axis=0)
                batch = self.node("Unsqueeze", [batch], axes=[0])
                to = self.node("Concat", [batch, self.constant([-1], kind=np.int64)], axis=0)
                self.tensor = self.node("Reshape", [self.tensor, to])
            case _:
                self.tensor = self.node("Reshape", [self.tensor, self.constant([1, -1], kind=np.int64)])
        self.shape, self.last = [1, frame], False
        return self

    def resize(self):
        factors = [1.0] + [float(self.dice.choice([1, 2, 3])) for _ in self.shape[2:]]
        factors = [1.0, *factors[1:], 1.0] if self.last else [1.0, 1.0, *factors[1:]]
        if self.dice.random() < 0.2:
            self.tensor = self.node("Upsample", [self.tensor, self.constant(factors)], mode="nearest")
        else:
            mode = self.dice.choice([("asymmetric", "floor"), ("half_pixel", "round_prefer_floor")])
            self.tensor = self.node("Resize", [self.tensor, self.constant([]), self.constant(factors)], mode="nearest",
                                    coordinate_transformation_mode=mode[0], nearest_mode=mode[1])
        self.shape = [int(s * f) for s, f in zip(self.shape, factors)]
        return self

    def pad(self):
        around = [self.dice.choice([0, 1, 2]) for _ in range(2 * (self.rank - 2))]
        dims = self.rank - 2
        pads = [0, 0, *around[:dims], 0, 0, *around[dims:]]
        self.tensor = self.node("Pad", [self.tensor, self.constant(pads, kind=np.int64)], mode="constant")
        self.shape = [s + pads[d] + pads[d + self.rank] for d, s in enumerate(self.shape)]
        return self

    def multi_threshold(self, bits=None):
        """In the form that FINN's conversion writes: counts, an addend, a factor."""
        dice, steps = self.dice, 2**(bits or self.dice.choice([1, 2, 3])) - 1
        rows = self.channels if dice.random() < 0.6 else 1
        table = np.sort(self.rng.normal(0, 3, [rows, steps]), axis=1)
        attributes = {"out_dtype": f"UINT{max(1, steps.bit_length())}"}
        if steps == 1 and dice.random() < 0.7:
            attributes = {"out_dtype": "BIPOLAR", "out_scale": 2.0, "out_bias": -1.0}
        elif dice.random() < 0.4:
            attributes = {"out_dtype": "INT4", "out_bias": -2.0}
        if self.last and self.rank > 2:
            attributes["data_layout"] = "NHWC"
        self.tensor = self.node("MultiThreshold", [self.tensor, self.constant(table)], dice.choice(["qonnx.custom_op.general", "finn.custom_op.general"]),
                                **attributes)
        if "out_scale" not in attributes and dice.random() < 0.6:
            if dice.random() < 0.5:
                self.tensor = self.node("Add", [self.tensor, self.constant(float(-((steps + 1) // 2)))])
            self.tensor = self.node("Mul", [self.tensor, self.constant(self.scale())])
        return self

    def trunc(self):
        """In the form that Brevitas writes behind integers whose lowest bits it cuts: with five inputs, or seven from 2025 on."""
        dice, bits = self.dice, self.dice.choice([4, 6, 8])
        cut, scale = dice.randrange(0, bits - 1), self.scale()
        zero = 2**cut * dice.choice([0, 0, 1, -1])
        self.quant(bits=bits, signed=dice.random() < 0.6, narrow=False, scale=scale, zero=zero)
        if self.rank > 2 and dice.random() < 0.4:
            size = self.shape[2:] if not self.last else self.shape[1:-1]
            if not self.last:
                self.tensor, self.shape = self.node("GlobalAveragePool", [self.tensor]), [1, self.channels] + [1] * len(size)
                scale /= float(np.prod(size))
                bits += int(np.prod(size)).bit_length()
        attributes = {"rounding_mode": dice.choice(["ROUND", "FLOOR", "CEIL", "floor"])} if dice.random() < 0.8 else {}
        first = [self.tensor, self.constant(scale), self.constant(zero), self.constant(bits)]
        if dice.random() < 0.5:
            self.tensor = self.node("Trunc", [*first, self.constant(bits - cut)], self.domain, **attributes)
            return self
        out_bits = max(2, bits - cut - dice.choice([0, 0, 1]))  # fewer: values that do not fit are clamped
        rest = [self.constant(np.float32(scale) * 2**cut), self.constant(zero / 2**cut), self.constant(out_bits)]
        self.tensor = self.node("Trunc", first + rest, self.domain, signed=int(dice.random() < 0.6), narrow=int(dice.random() < 0.3), **attributes)
        return self

    def depth_to_space(self):
        """Behind a convolution that makes enough channels."""
        dice, block = self.dice, self.dice.choice([2, 2, 3])
        self.conv(out=block**2 * dice.choice([1, 2])).between().quantizer()
        mode = dice.choice([{}, {"mode": "DCR"}, {"mode": "CRD"}])
        self.tensor = self.node("DepthToSpace", [self.tensor], blocksize=block, **mode)
        self.shape = [1, self.channels // block**2, *[s * block for s in self.shape[2:]]]
        return self

    def quantizer(self):
        dice = self.dice
        if dice.random() < 0.25:
            return self.bipolar()
        if dice.random() < 0.25:
            return self.multi_threshold()
        return self.quant(zero=dice.choice([0, 0, 0, 1, -2]), per_channel=False)

    def between(self):
        """A few steps in float32."""
        for _ in range(self.dice.choice([0, 1, 1, 2, 3])):
            self.dice.choice([self.norm, self.activation, self.arithmetic])()
        return self

    def residual(self, scale):
        """A branch that is added to or joined with its source, with quantizers of the same scale on both."""
        start, shape = self.tensor, list(self.shape)
        self.conv(out=self.channels, kernel=[3] * (self.rank - 2) if min(self.shape[2:]) > 2 else [1] * (self.rank - 2), stride=[1] * (self.rank - 2),
                  dilation=[1] * (self.rank - 2), pads=[1] * 2 * (self.rank - 2) if min(shape[2:]) > 2 else [0] * 2 * (self.rank - 2))
        self.between().quant(bits=4, signed=True, narrow=False, scale=scale)
        match self.dice.choice(["Add", "Add", "Sub", "Concat", "Mul"]):
            case "Concat":
                self.tensor = self.node("Concat", [self.tensor, start], axis=1)
                self.shape[1] += shape[1]
            case op:
                self.tensor = self.node(op, [self.tensor, start])
        return self

    def split(self):
        half = self.channels // 2
        parts = [half, self.channels - half]
        one, two = self.node("Split", [self.tensor], outputs=2, axis=1, split=parts)
        self.tensor = self.node("Concat", [two, one], axis=1)
        return self

    def end(self, labels=False):
        if labels and self.rank == 2 and self.shape[1] > 1:
            if self.dice.random() < 0.5:
                k = self.dice.randrange(1, self.shape[1] + 1)
                names = self.node("TopK", [self.tensor, self.constant([k], kind=np.int64)], outputs=2, axis=-1, largest=1, sorted=1)
                self.tensor, self.shape = names[1], [1, k]
            else:
                self.tensor, self.shape = self.node("ArgMax", [self.tensor], axis=1, keepdims=1), [1, 1]
        inputs = [helper.make_tensor_value_info("in", TensorProto.FLOAT, self.input_shape)]
        if self.dice.random() < 0.3:  # older exporters list initialisers here
            inputs += [helper.make_tensor_value_info(c.name, c.data_type, list(c.dims)) for c in self.constants]
        outputs = [helper.make_tensor_value_info(self.tensor, TensorProto.FLOAT, self.shape)]
        graph = helper.make_graph(self.nodes, "drawn", inputs, outputs, self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]), self.options

    def feed(self):
        """The network's input: floats that a quantizer sees first, or integers."""
        dice = self.dice
        if dice.random() < 0.3:
            self.options = ["--input-type", dice.choice(["uint8", "int8", "int4", "bipolar"])]
            if dice.random() < 0.5:
                self.options += ["--input-scale", dice.choice(["1/255", "0.0078125", "0.1"])]
            if dice.random() < 0.5:
                self.arithmetic()
                self.quantizer()
            return self
        if dice.random() < 0.5:
            self.arithmetic()
        return self.quantizer()


def network(seed, kind=None):
    draw = Draw(seed)
    dice = draw.dice
    kind = kind or dice.choice(["mlp", "conv2", "conv2", "conv1", "last", "residual", "trunc", "space"])
    channels = dice.choice([1, 2, 3, 4])
    if kind == "mlp":
        draw.begin([1, dice.choice([3, 8, 12])]).feed()
        for _ in range(dice.choice([1, 2])):
            draw.linear().between().quantizer()
        draw.linear()
        if dice.random() < 0.3:
            draw.arithmetic()
        return draw.end(labels=dice.random() < 0.5)
    size = [dice.choice([4, 5, 6, 8]), dice.choice([3, 5, 6])]
    if kind == "conv1":
        size = size[:1]
    draw.last = kind == "last"
    draw.begin([1, *size, channels] if draw.last else [1, channels, *size])
    draw.feed()
    if kind == "trunc":
        draw.conv().between().trunc()
        if dice.random() < 0.5:
            draw.between().quantizer()
        if dice.random() < 0.5:
            return draw.end()
        return draw.flatten().linear().end()
    if kind == "space":
        draw.depth_to_space()
        if dice.random() < 0.5:
            draw.between().quantizer()
        if dice.random() < 0.4:
            draw.flatten().linear()
        return draw.end()
    if kind == "residual":
        scale = draw.scale()
        draw.conv(out=draw.channels, bias=True).between().quant(bits=4, signed=True, narrow=False, scale=scale)
        draw.residual(scale).between().quantizer()
    for _ in range(dice.choice([1, 2])):
        group = draw.channels if dice.random() < 0.3 else 1
        auto = dice.choice(["SAME_UPPER", "SAME_LOWER"]) if dice.random() < 0.15 else None
        draw.conv(out=draw.channels if group > 1 else None, group=group, auto=auto)
        if dice.random() < 0.3:
            draw.max_pool()
        draw.between()
        if dice.random() < 0.3:
            draw.max_pool()
        draw.quantizer()
        if dice.random() < 0.3:
            draw.max_pool()
        if dice.random() < 0.2:
            draw.resize()
        if not draw.last and dice.random() < 0.15:
            draw.pad()
        if not draw.last and draw.channels > 1 and dice.random() < 0.15:
            draw.split()
    if not draw.last and dice.random() < 0.4:
        draw.average()
        if dice.random() < 0.5:
            draw.between().quantizer()
        elif draw.rank > 2:
            draw.quantizer()
    if dice.random() < 0.2 and not draw.last:
        draw.flatten().between().quantizer()
        draw.linear()
        return draw.end()
    if draw.rank > 2:
        draw.flatten()
    draw.linear()
    return draw.end(labels=dice.random() < 0.4)


FIRST = ["trunc", "space"]  # kinds that a few graphs could miss


def drawn(seed=1, count=60):
    """{name: (model, options of the import)}"""
    return {f"network_{seed}_{n}": network(f"{seed} {n}", FIRST[n] if n < len(FIRST) else None) for n in range(count)}
