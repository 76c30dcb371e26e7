#!/usr/bin/python3
"""Tests `weir import` with mutated ONNX files: it must import them with the right meaning, or refuse them.

Graphs made here, and small ones of the data if it is there, are changed at random: bytes are removed, inserted or replaced;
nodes, attributes and initialisers are removed, doubled or replaced; shapes, types and names become wrong. Every import must end
within 20 s with status 0 or 2, and status 2 needs one line of error. A scenario written with status 0 must load (`weir show`);
a refusal must leave no files. If import_oracle.py or qonnx_oracle.py can evaluate the changed graph, two frames of every stream
must have its values.

    import_hostile.py WEIR [--count N] [--seed S] [--jobs J] [--data FOLDER] [--keep FOLDER]

Exit status: 0 all imports ended as required; 1 some did not; each of these is named, and its files are kept."""

import random
import re
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import finn_graphs
import hostile_rig
import import_oracle
import qonnx_graphs
import qonnx_oracle

SECONDS = 20
HANDED = ["finn/notebooks/cybsec_PE_SIMD.onnx", "finn/testcase/residual_testcase.onnx",
          "finn-builds/facile-2021/output_ipstitch_ooc_rtlsim/intermediate_models/9_step_set_fifo_depths.onnx",
          "finn-builds/radioml-small-2025/intermediate_models/step_generate_estimate_reports.onnx",
          "finn-builds/lenet-w2a1-2025/lenet_folded.onnx",
          "finn-builds/radioml-small-2025/text_export_qonnx.onnx", "finn-builds/qonnx/mobilenet-first-layer.onnx",
          "qonnx-zoo/JetTagging/QKeras_hls4ml_3layer/qkeras_jettagging.onnx",
          "finn-builds/facile-2021/output_ipstitch_ooc_rtlsim/intermediate_models/1_step_tidy_up.onnx"]
# The oracles' words where they give no verdict; also for plain float32, which may be infinite here.
UNKNOWN = re.compile("not evaluated here|status None|nothing compared|not read here|plain float32")
DRAWN = 40  # graphs of trained networks
NUMBERS = [0, -1, 1, 2, 3, 5, 7, 16, 255, 65536, 2**20 + 1, 2**31 - 1, 2**31, 2**32, 2**62, 2**63 - 1, -(2**63)]
WORDS = ["", "UINT4", "INT1", "INT0", "INT99999999999999999999", "UINT64", "BIPOLAR", "BINARY", "TERNARY", "FLOAT32",
         "FIXED<8,4>", "int4", "MaxPool", "decoupled", "../../etc/passwd", "a: b", "{", "\n", "é", "x" * 5000, "%s%n", "\0"]
TENSORS = [TensorProto.INT8, TensorProto.INT64, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.STRING, TensorProto.BOOL,
           TensorProto.BFLOAT16, TensorProto.COMPLEX64, 0, 99]


def valid_models(data):
    """{name: bytes} of the graphs to change."""
    models = {name: model.SerializeToString() for name, model in finn_graphs.drawn().items()}
    models |= {name: model.SerializeToString() for name, (model, _) in qonnx_graphs.drawn(1, DRAWN).items()}
    models |= {Path(name).stem: (data / name).read_bytes() for name in HANDED if (data / name).is_file()}
    return models


# --- Mutations of bytes, and of a graph. A mutation that finds nothing to change has no effect. ---


def mutate_bytes(data, dice):
    data = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 2, 5, 50])):
        # Names and attributes are spread among the parameters, so that many changes are close to text.
        at = dice.randrange(len(data)) if data else 0
        kind = dice.randrange(6)
        if kind < 5:
            hostile_rig.change_bytes(data, at, kind, dice)
        else:
            del data[at if dice.random() < 0.5 else max(0, len(data) - dice.randrange(64)):]
    return bytes(data)


def names_of(graph):
    return [t for node in graph.node for t in [*node.input, *node.output]] or ["x"]


def change_node(graph, dice):
    if not graph.node:
        return
    at = dice.randrange(len(graph.node))
    node = graph.node[at]
    match dice.randrange(10):
        case 0:
            del graph.node[at]
        case 1:
            graph.node.append(node)  # now two nodes write its outputs
        case 2:
            node.name = dice.choice([n.name for n in graph.node] + WORDS[:5] + ["input", "x\ny", "0", "a b"])
        case 3:
            others = ["Conv", "", "MVAU", "StreamingFIFO", "Nothing_hls", "Pool_hls", "Quant", "MultiThreshold", "Concat", "Split", "TopK"]
            node.op_type = dice.choice([n.op_type for n in graph.node] + others)
        case 4:
            finn = finn_graphs.DOMAIN
            node.domain = dice.choice(["", finn, finn + ".rtl", "qonnx.custom_op.general", "\xff"])
        case 5 if node.input:
            node.input[dice.randrange(len(node.input))] = dice.choice(names_of(graph) + ["", "absent"])
        case 6 if node.output:
            node.output[dice.randrange(len(node.output))] = dice.choice(names_of(graph) + [""])
        case 7 if node.input:
            del node.input[dice.randrange(len(node.input))]
        case 8:
            node.input.append(dice.choice(names_of(graph) + [""]))
        case 9:
            nodes = list(graph.node)
            dice.shuffle(nodes)
            del graph.node[:]
            graph.node.extend(nodes)


def loop(graph, dice):
    """Makes a node read the output of a later one."""
    if len(graph.node) > 1:
        early, late = sorted(dice.sample(range(len(graph.node)), 2))
        if graph.node[early].input and graph.node[late].output:
            graph.node[early].input[0] = graph.node[late].output[0]


def change_attribute(graph, dice):
    nodes = [n for n in graph.node if n.attribute]
    if not nodes:
        return
    node = dice.choice(nodes)
    at = dice.randrange(len(node.attribute))
    attribute = node.attribute[at]
    match dice.randrange(8):
        case 0:
            del node.attribute[at]
        case 1:
            node.attribute.append(attribute)
        case 2:
            attribute.name = dice.choice([a.name for n in graph.node for a in n.attribute])
        case 3:
            attribute.type = dice.choice(range(15))
        case 4:
            attribute.ints.append(dice.choice(NUMBERS))
        case _:
            kind = attribute.type
            if kind == onnx.AttributeProto.INT:
                attribute.i = dice.choice(NUMBERS)
            elif kind == onnx.AttributeProto.STRING:
                attribute.s = dice.choice(WORDS).encode()
            elif kind == onnx.AttributeProto.INTS and attribute.ints:
                if dice.random() < 0.3:
                    del attribute.ints[dice.randrange(len(attribute.ints)):]
                else:
                    attribute.ints[dice.randrange(len(attribute.ints))] = dice.choice(NUMBERS)
            elif kind == onnx.AttributeProto.FLOAT:
                attribute.f = dice.choice([0.0, -1.0, 1e30, float("nan"), float("inf")])


def change_initializer(graph, dice):
    if not graph.initializer:
        return
    at = dice.randrange(len(graph.initializer))
    tensor = graph.initializer[at]
    match dice.randrange(11):
        case 0:
            del graph.initializer[at]
        case 1:
            graph.initializer.append(tensor)
        case 2 if tensor.dims:
            tensor.dims[dice.randrange(len(tensor.dims))] = dice.choice(NUMBERS)
        case 3:
            tensor.dims.append(dice.choice(NUMBERS))
        case 4:
            tensor.data_type = dice.choice(TENSORS)
        case 5:
            tensor.raw_data = tensor.raw_data[:dice.randrange(len(tensor.raw_data) + 1)]
        case 6:
            tensor.data_location = TensorProto.EXTERNAL
            if dice.random() < 0.7:
                tensor.external_data.add(key="location", value=dice.choice(["weights.bin", "/etc/passwd", "../x", ""]))
                tensor.external_data.add(key="length", value=dice.choice(["12", "-1", "99999999999999999999", "x"]))
        case 7 | 8:
            try:
                array = numpy_helper.to_array(tensor).astype(np.float32)
            except Exception:
                return
            flat = array.reshape(-1).copy()
            if flat.size:
                flat[dice.randrange(flat.size)] = dice.choice([0.5, -1e30, 1e30, np.nan, np.inf, -np.inf, 2**40, -0.0, 100])
            if dice.random() < 0.2:
                flat = np.atleast_1d(flat.reshape(array.shape))[..., ::-1]
            tensor.CopyFrom(numpy_helper.from_array(flat.reshape(array.shape), tensor.name))
        case 9:
            shape = [dice.choice([0, 1, 2, 40]) for _ in range(dice.choice([0, 1, 2, 4]))]
            array = np.asarray(np.random.default_rng(dice.randrange(100)).normal(0, 3, shape))
            kind = dice.choice([np.float32, np.float64, np.int64, np.int8])
            tensor.CopyFrom(numpy_helper.from_array(array.astype(kind), tensor.name))
        case 10:
            tensor.name = dice.choice(names_of(graph) + [""])


def change_borders(graph, dice):
    """Changes inputs, outputs, shapes and annotations."""
    values = [*graph.input, *graph.output, *graph.value_info]
    if not values:
        return
    value = dice.choice(values)
    dims = value.type.tensor_type.shape.dim
    match dice.randrange(9):
        case 0 if dims:
            dims[dice.randrange(len(dims))].dim_value = dice.choice(NUMBERS)
        case 1 if dims:
            dims[dice.randrange(len(dims))].dim_param = "batch"
        case 2:
            value.type.Clear()
        case 3 if dims:
            del dims[dice.randrange(len(dims)):]
        case 4:
            value.name = dice.choice(names_of(graph) + ["", "other"])
        case 5 if graph.input:
            graph.input.append(graph.input[0]) if dice.random() < 0.5 else graph.input.pop()
        case 6 if graph.output:
            graph.output.append(graph.output[0]) if dice.random() < 0.5 else graph.output.pop()
        case _ if graph.quantization_annotation:
            entry = dice.choice(list(graph.quantization_annotation))
            if dice.random() < 0.2:
                del entry.quant_parameter_tensor_names[:]
            for pair in entry.quant_parameter_tensor_names:
                pair.value = dice.choice(WORDS + ["UINT56", "UINT57", "INT2", "INT16", "INT32"])
            if dice.random() < 0.2:
                entry.tensor_name = dice.choice(names_of(graph))


def mutate_model(data, dice):
    model = onnx.load_from_string(data)
    changes = [change_node, change_attribute, change_attribute, change_initializer, change_borders, loop]
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        dice.choice(changes)(model.graph, dice)
    if dice.random() < 0.03:
        model.graph.ClearField(dice.choice(["node", "initializer", "input", "output"]))
    if dice.random() < 0.05:
        del model.opset_import[:]
    return model.SerializeToString()


def partition(data, dice, folder):
    """A graph with one partition, whose file is valid, mutated, the graph itself, missing, or another file."""
    (folder / "supported_op_partitions").mkdir()
    inner = onnx.load_from_string(data)
    stated = dice.choice(["/home/user/supported_op_partitions/part.onnx", "part.onnx", "m.onnx", "../m.onnx", "/dev/zero", ""])
    borders = [v[0].name for v in (inner.graph.input, inner.graph.output)]
    node = helper.make_node(import_oracle.PARTITION, borders[:1], borders[1:], "partition", domain=finn_graphs.DOMAIN,
                            model=stated)
    (folder / "supported_op_partitions" / "part.onnx").write_bytes(mutate_bytes(data, dice) if dice.random() < 0.3 else data)
    graph = helper.make_graph([node], "parent", inner.graph.input, inner.graph.output)
    return helper.make_model(graph).SerializeToString()


# --- Runs ---


def run(weir, arguments, folder):
    return hostile_rig.run(weir, arguments, folder, SECONDS, (0, 2))


def other_than_evaluated(weir, name, folder, options):
    """The differences between the streams of an import and the oracle's evaluation; None if there are none, or no evaluation."""
    oracle = import_oracle.Weir(weir, "golden,native", SECONDS)
    path = folder / "m.onnx"
    try:
        if any(import_oracle.hardware_of(path)):
            outcome = import_oracle.try_file(oracle, name, path, 2, 1, {})
        else:
            outcome = qonnx_oracle.try_file(oracle, name, path, 2, 1, options)
    except Exception:
        return None  # not a graph with a meaning
    words = [each for each in outcome.failures if not UNKNOWN.search(each)]
    return " / ".join(words) or None


def try_one(weir, models, seed, folder):
    """Returns the name of the changed graph, the status, what is wrong (None if nothing), and stderr."""
    dice = random.Random(seed)
    name = dice.choice(sorted(models))
    data = models[name]
    chance = dice.random()
    if chance < 0.05:
        data = partition(data, dice, folder)
    elif chance < 0.3:
        data = mutate_bytes(data, dice)
    else:
        data = mutate_model(data, dice)
    (folder / "m.onnx").write_bytes(data)
    options = dice.choice([[], [], ["--input-type", "uint8"], ["--input-type", "int4", "--target-fps", "1000"]]) if name.startswith("network") else []
    status, wrong, errors = run(weir, ["import", "m.onnx", "-o", "s.yaml", "--map", "map.json", *options], folder)
    if wrong:
        return name, status, wrong, errors
    left = [file.name for file in folder.iterdir() if file.name not in ("m.onnx", "supported_op_partitions")]
    if status == 2 and left:
        return name, status, f"a refusal that left {', '.join(left)}", errors
    if status == 0:
        shown, wrong, errors = run(weir, ["show", "s.yaml"], folder)
        if not wrong and shown != 0:
            wrong = "imported, but does not load"
        wrong = wrong or other_than_evaluated(weir, name, folder, options)
    return name, status, wrong, errors


if __name__ == "__main__":
    sys.exit(hostile_rig.main("import_hostile", __doc__, 3000, try_one,
                              options=[("--data", {"type": Path, "default": import_oracle.DATA})],
                              prepare=lambda arguments: valid_models(arguments.data)))
