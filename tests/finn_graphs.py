"""Small hardware graphs in FINN's format, with every operator and each generation's names, and with random parameters."""

import re

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def bounds_of(name):
    """Least and largest value of a FINN data type. Raises ValueError."""
    if name in ("BINARY", "BIPOLAR", "TERNARY"):
        return {"BINARY": (0, 1), "BIPOLAR": (-1, 1), "TERNARY": (-1, 1)}[name]
    match = re.fullmatch(r"(U?)INT(\d+)", name or "")
    if not match or not 1 <= int(match[2]) <= 64:
        raise ValueError(f"data type {name}")
    bits = int(match[2])
    return (0, 2**bits - 1) if match[1] else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


DOMAIN, HLS, RTL = "finn.custom_op.fpgadataflow", ".hls", ".rtl"


class Drawn:
    """A graph that grows node by node, with random parameters."""

    def __init__(self, seed, shape, kind):
        self.rng = np.random.default_rng(seed)
        self.tail = "global_in"
        self.values = {self.tail: (list(shape), kind)}
        self.nodes = []
        self.initializers = []
        self.annotated = {self.tail: kind}
        self.inputs = [self.tail]

    def constant(self, name, array, kind=None):
        self.initializers.append(numpy_helper.from_array(np.asarray(array, np.float32), name))
        if kind:
            self.annotated[name] = kind
        return name

    def node(self, op, shapes, kind, inputs=None, domain="", constants=(), **attributes):
        """Adds a node behind the last one, or behind `inputs`. `shapes`: of its outputs, one or a list. `constants`: a list of (array, type).
        Returns the names of its outputs."""
        name = f"{op}_{len(self.nodes)}"
        shapes = shapes if isinstance(shapes[0], list) else [shapes]
        outputs = [f"{name}_out{i}" for i in range(len(shapes))]
        reads = list(inputs or [self.tail])
        for i, (array, of) in enumerate(constants):
            reads.append(self.constant(f"{name}_param{i}", array, of))
        self.nodes.append(helper.make_node(op, reads, outputs, name, domain=DOMAIN + domain, backend="fpgadataflow",
                                           **attributes))
        for output, shape in zip(outputs, shapes):
            self.values[output] = (shape, kind)
            if "DataWidth" not in op:
                self.annotated[output] = kind
        self.tail = outputs[0]
        return outputs

    def whole(self, kind, *shape):
        low, high = bounds_of(kind)
        if kind == "BIPOLAR":
            return self.rng.choice([-1, 1], shape)
        return self.rng.integers(low, high, shape, endpoint=True)

    def thresholds(self, channels, steps, spread):
        return np.sort(np.rint(self.rng.normal(0, spread, (channels, steps))), axis=1)

    def mvau(self, op, columns, rows, vectors, kind, weights, out, domain="", shape=None, simd=1, pe=1, steps=0, table=None,
             **more):
        """Adds a node of products. With `steps` it has thresholds: `table`, or random ones about as wide as the sums."""
        constants = [(self.whole(weights, columns, rows), weights)]
        if steps:
            spread = columns**0.5 * np.abs(bounds_of(weights)).max() * np.abs(bounds_of(kind)).max() / 3
            constants.append((self.thresholds(rows, steps, spread) if table is None else table, "INT32"))
        base = 0 if out == "BIPOLAR" else bounds_of(out)[0]
        attributes = {"ActVal": base if steps else 0, "MH": rows, "MW": columns, "PE": pe, "SIMD": simd, "binaryXnorMode": 0,
                      "inputDataType": kind, "weightDataType": weights, "outputDataType": out,
                      "noActivation": 0 if steps else 1, "numInputVectors": vectors} | more
        return self.node(op, shape or [*vectors, rows], out, domain=domain, constants=constants, **attributes)

    def model(self):
        def info(name):
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, self.values[name][0])

        read = {t for node in self.nodes for t in node.input}
        ends = [o for node in self.nodes for o in node.output if o not in read]
        inner = [info(name) for name in self.values if name not in self.inputs and name not in ends]
        graph = helper.make_graph(self.nodes, "drawn", [info(n) for n in self.inputs], [info(n) for n in ends],
                                  self.initializers, value_info=inner)
        for tensor, kind in self.annotated.items():
            pair = onnx.StringStringEntryProto(key="finn_datatype", value=kind)
            graph.quantization_annotation.append(
                onnx.TensorAnnotation(tensor_name=tensor, quant_parameter_tensor_names=[pair]))
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])


def drawn():
    """{name: model} of small graphs that cover every operator and each generation's names."""
    models = {}

    def add(name, drawn):
        models[name] = drawn.model()

    for name, op, domain, mode in (("fc_2021", "StreamingFCLayer_Batch", "", "const"),
                                   ("fc_2022", "MatrixVectorActivation", "", "decoupled"),
                                   ("fc_2024", "MVAU", "", "internal_decoupled"),
                                   ("fc_2025", "MVAU_hls", HLS, "internal_embedded")):
        d = Drawn(1, [1, 12], "INT4")
        d.node("StreamingFIFO", [1, 12], "INT4", depth=4, folded_shape=[1, 6, 2], dataType="INT4")
        d.mvau(op, 12, 8, [1], "INT4", "INT3", "INT4", domain=domain, simd=2, pe=4, steps=15, mem_mode=mode)
        d.node("StreamingDataWidthConverter_Batch", [1, 8], "INT4", dataType="INT4", inWidth=16, outWidth=8, shape=[1, 8])
        d.mvau(op, 8, 6, [1], "INT4", "INT4", "INT16", domain=domain, simd=2, pe=2, mem_mode=mode, accDataType="INT16")
        d.node("LabelSelect_hls" if domain else "LabelSelect_Batch", [1, 1], "UINT8", domain=domain, K=1, Labels=6, PE=2,
               inputDataType="INT16", outputDataType="UINT8", numInputVectors=[1])
        add(name, d)

    d = Drawn(2, [1, 16], "UINT8")
    d.node("Thresholding_rtl", [1, 16], "BINARY", domain=RTL, constants=[([[128]], "UINT9")], ActVal=0, NumChannels=16, PE=4,
           inputDataType="UINT8", weightDataType="UINT9", outputDataType="BINARY", numSteps=1, numInputVectors=[1])
    d.mvau("MVAU_hls", 16, 8, [1], "BINARY", "BINARY", "BINARY", domain=HLS, simd=4, pe=2, steps=1, binaryXnorMode=1,
           table=d.rng.integers(5, 12, (8, 1)))
    d.mvau("MVAU_hls", 8, 6, [1], "BINARY", "BINARY", "UINT4", domain=HLS, simd=8, pe=3, binaryXnorMode=1)
    add("xnor", d)

    d = Drawn(3, [1, 16], "BIPOLAR")
    d.mvau("MVAU_hls", 16, 8, [1], "BIPOLAR", "BIPOLAR", "BIPOLAR", domain=HLS, simd=4, pe=2, steps=1, table=d.rng.integers(5,
           12, (8, 1)))
    d.mvau("MVAU_hls", 8, 4, [1], "BIPOLAR", "INT2", "UINT2", domain=HLS, simd=2, pe=1, steps=3)
    add("bipolar", d)

    d = Drawn(4, [1, 8, 6, 2], "UINT4")
    d.node("FMPadding_rtl", [1, 10, 9, 2], "UINT4", domain=RTL, ImgDim=[8, 6], NumChannels=2, Padding=[1, 1, 1, 2], SIMD=2,
           inputDataType="UINT4", numInputVectors=1)
    d.node("ConvolutionInputGenerator_rtl", [1, 4, 4, 18], "UINT4", domain=RTL, ConvKernelDim=[3, 3], Dilation=[1, 1],
           IFMChannels=2, IFMDim=[10, 9], OFMDim=[4, 4], SIMD=2, Stride=[2, 2], depthwise=0, inputDataType="UINT4",
           outputDataType="UINT4", is1D=0, parallel_window=0)
    d.mvau("MVAU_rtl", 18, 4, [1, 4, 4], "UINT4", "INT4", "INT12", domain=RTL, simd=6, pe=2)
    d.node("Thresholding_rtl", [1, 4, 4, 4], "INT3", domain=RTL, constants=[(d.thresholds(4, 7, 60), "INT12")], ActVal=-4,
           NumChannels=4, PE=2, inputDataType="INT12", weightDataType="INT12", outputDataType="INT3", numSteps=7,
           numInputVectors=[1, 4, 4])
    d.node("StreamingMaxPool_hls", [1, 2, 2, 4], "INT3", domain=HLS, ImgDim=[4, 4], PoolDim=[2, 2], NumChannels=4, PE=1,
           CeilMode=0, dataType="INT3")
    d.mvau("MVAU_hls", 16, 5, [1], "INT3", "INT2", "INT9", domain=HLS, simd=4, pe=1, shape=[1, 5])
    d.node("ChannelwiseOp_hls", [1, 5], "INT10", domain=HLS, constants=[(d.whole("INT4", 5), "INT4")], Func="add",
           NumChannels=5, PE=1, inputDataType="INT9", paramDataType="INT4", outputDataType="INT10", numInputVectors=[1])
    add("convolution", d)

    d = Drawn(5, [1, 7, 7, 3], "INT4")
    d.node("ConvolutionInputGenerator_rtl", [1, 3, 3, 27], "INT4", domain=RTL, ConvKernelDim=[3, 3], Dilation=[2, 2],
           IFMChannels=3, IFMDim=[7, 7], OFMDim=[3, 3], SIMD=3, Stride=[1, 1], depthwise=0, inputDataType="INT4",
           outputDataType="INT4", is1D=0)
    d.mvau("MVAU_hls", 27, 2, [1, 3, 3], "INT4", "INT4", "UINT4", domain=HLS, simd=3, pe=2, steps=15)
    add("dilation", d)

    d = Drawn(6, [1, 6, 6, 4], "INT4")
    d.node("ConvolutionInputGenerator_rtl", [1, 4, 4, 36], "INT4", domain=RTL, ConvKernelDim=[3, 3], Dilation=[1, 1],
           IFMChannels=4, IFMDim=[6, 6], OFMDim=[4, 4], SIMD=4, Stride=[1, 1], depthwise=0, inputDataType="INT4",
           outputDataType="INT4", is1D=0, parallel_window=1)
    d.mvau("MVAU_hls", 36, 4, [1, 4, 4], "INT4", "INT4", "INT14", domain=HLS, simd=36, pe=2)
    add("parallel_window", d)

    for name, op, domain, pooled in (("depthwise_2022", "VectorVectorActivation", "", "Pool_Batch"),
                                     ("depthwise_2025", "VVAU_hls", HLS, "Pool_hls")):
        d = Drawn(7, [1, 6, 5, 4], "INT4")
        d.node("ConvolutionInputGenerator", [1, 4, 4, 24], "INT4", ConvKernelDim=[3, 2], Dilation=[1, 1], IFMChannels=4,
               IFMDim=[6, 5], OFMDim=[4, 4], SIMD=2, Stride=[1, 1], depthwise=1, inputDataType="INT4", outputDataType="INT4")
        d.node("StreamingFIFO", [1, 4, 4, 24], "INT4", depth=8, folded_shape=[1, 4, 4, 12, 2], dataType="INT4")
        d.node(op, [1, 4, 4, 4], "UINT4", domain=domain, PE=2, SIMD=1, Channels=4, Dim=[4, 4], Kernel=[3, 2],
               inputDataType="INT4", weightDataType="INT4", outputDataType="UINT4", noActivation=0, ActVal=0,
               constants=[(d.whole("INT4", 4, 1, 3, 2), "INT4"), (d.thresholds(4, 15, 40), "INT32")])
        d.node("ConvolutionInputGenerator", [1, 2, 2, 16], "UINT4", ConvKernelDim=[2, 2], Dilation=[1, 1], IFMChannels=4,
               IFMDim=[4, 4], OFMDim=[2, 2], SIMD=2, Stride=[2, 2], depthwise=1, inputDataType="UINT4", outputDataType="UINT4")
        d.node(pooled, [1, 2, 2, 4], "UINT4", domain=domain, Channels=4, PE=2, KernelSize=[2, 2], OutImgDims=[2, 2],
               Function="MaxPool", InputDataType="UINT4", OutputDataType="UINT4", AccumBits=0, Size=0, BatchSize=1)
        add(name, d)

    d = Drawn(8, [1, 4, 4, 4], "INT4")
    d.node("ConvolutionInputGenerator_rtl", [1, 2, 2, 16], "INT4", domain=RTL, ConvKernelDim=[2, 2], Dilation=[1, 1],
           IFMChannels=4, IFMDim=[4, 4], OFMDim=[2, 2], SIMD=2, Stride=[2, 2], depthwise=1, inputDataType="INT4",
           outputDataType="INT4", is1D=0)
    d.node("Pool_hls", [1, 2, 2, 4], "INT4", domain=HLS, Channels=4, PE=2, KernelSize=[2, 2], OutImgDims=[2, 2],
           Function="QuantAvgPool", InputDataType="INT4", OutputDataType="INT4", AccumBits=6, Size=2, BatchSize=1)
    d.node("GlobalAccPool_hls", [1, 1, 1, 4], "INT6", domain=HLS, NumChannels=4, PE=2, inputDataType="INT4",
           numInputVectors=[1, 2, 2])
    add("average", d)

    d = Drawn(9, [1, 12, 1, 3], "INT4")
    d.node("ConvolutionInputGenerator1D", [1, 10, 1, 9], "INT4", ConvKernelDim=[3, 1], Dilation=[1, 1], IFMChannels=3,
           IFMDim=[12, 1], OFMDim=[10, 1], SIMD=3, Stride=[1, 1], depthwise=0, inputDataType="INT4", outputDataType="INT4")
    d.mvau("StreamingFCLayer_Batch", 9, 4, [1, 10, 1], "INT4", "INT2", "UINT2", simd=3, pe=2, steps=3, mem_mode="decoupled")
    d.node("StreamingMaxPool_Batch", [1, 3, 1, 4], "UINT2", ImgDim=[10, 1], PoolDim=[3, 1], NumChannels=4, dataType="UINT2")
    d.node("Thresholding_Batch", [1, 3, 1, 4], "INT2", constants=[([[0, 1, 3]], "UINT2")], ActVal=-2, NumChannels=4,
           PE=4, inputDataType="UINT2", weightDataType="UINT2", outputDataType="INT2", numSteps=3, numInputVectors=[1, 3, 1])
    add("one_dimension", d)

    d = Drawn(10, [1, 10, 1, 4], "INT4")
    d.node("StreamingMaxPool_hls", [1, 4, 1, 4], "INT4", domain=HLS, ImgDim=[10, 1], PoolDim=[3, 1], NumChannels=4, PE=2,
           CeilMode=1, dataType="INT4")
    add("ceil", d)

    d = Drawn(11, [1, 4, 4, 4], "INT4")
    a, b = d.node("DuplicateStreams_hls", [[1, 4, 4, 4], [1, 4, 4, 4]], "INT4", domain=HLS, NumChannels=4, NumOutputStreams=2,
                  PE=2, inputDataType="INT4", numInputVectors=[1, 4, 4])
    d.tail = a
    d.node("Thresholding_rtl", [1, 4, 4, 4], "INT4", domain=RTL, constants=[(d.thresholds(4, 15, 4), "INT5")], ActVal=-8,
           NumChannels=4, PE=2, inputDataType="INT4", weightDataType="INT5", outputDataType="INT4", numSteps=15,
           numInputVectors=[1, 4, 4])
    c = d.tail
    (b,) = d.node("StreamingFIFO_rtl", [1, 4, 4, 4], "INT4", inputs=[b], domain=RTL, depth=8, folded_shape=[1, 4, 4, 2, 2],
                  normal_shape=[1, 4, 4, 4], dataType="INT4", impl_style="rtl")
    d.node("AddStreams_hls", [1, 4, 4, 4], "INT5", inputs=[c, b], domain=HLS, NumChannels=4, PE=2, inputDataType="INT4",
           numInputVectors=[1, 4, 4])
    add("residual", d)

    d = Drawn(12, [1, 3, 3, 6], "INT4")
    a, b = d.node("StreamingSplit_hls", [[1, 3, 3, 4], [1, 3, 3, 2]], "INT4", domain=HLS, ChannelsPerStream=[4, 2], SIMD=2,
                  inputDataType="INT4", numInputVectors=[1, 3, 3])
    d.node("StreamingConcat_hls", [1, 3, 3, 6], "INT4", inputs=[b, a], domain=HLS, ChannelsPerStream=[2, 4], SIMD=2,
           inputDataTypes=["INT4", "INT4"], numInputVectors=[1, 3, 3])
    add("split_concat", d)

    d = Drawn(13, [1, 3, 3, 4], "INT4")
    a, b = d.node("DuplicateStreams_Batch", [[1, 3, 3, 4], [1, 3, 3, 4]], "INT4", NumChannels=4, NumOutputStreams=2, PE=4,
                  inputDataType="INT4", numInputVectors=[1, 3, 3])
    d.tail = a
    d.node("ChannelwiseOp_Batch", [1, 3, 3, 4], "INT8", constants=[(d.whole("INT4", 4), "INT4")], Func="mul", NumChannels=4,
           PE=2, inputDataType="INT4", paramDataType="INT4", outputDataType="INT8", numInputVectors=[1, 3, 3])
    d.node("StreamingEltwise_hls", [1, 3, 3, 4], "UINT8", inputs=[d.tail, b], domain=HLS, NumChannels=4, PE=2,
           eltwiseOp="AbsDiff", inputDataType0="INT8", inputDataType1="INT4", numInputVectors=[1, 3, 3])
    add("eltwise", d)

    d = Drawn(14, [1, 3, 3, 4], "INT4")
    d.node("ElementwiseMul_hls", [1, 3, 3, 4], "INT8", domain=HLS, constants=[(d.whole("INT4", 4), "INT4")], PE=2,
           lhs_dtype="INT4", rhs_dtype="INT4", out_dtype="INT8", lhs_shape=[1, 3, 3, 4], rhs_shape=[4], out_shape=[1, 3, 3, 4],
           lhs_style="input", rhs_style="const")
    add("elementwise", d)

    for name, operation in (("compare_le", "cmp_le"), ("compare_ge", "cmp_ge")):
        d = Drawn(15, [1, 8], "INT4")
        d.node("ChannelwiseOp_hls", [1, 8], "BINARY", domain=HLS, constants=[(d.whole("INT4", 8), "INT4")], Func=operation,
               NumChannels=8, PE=2, inputDataType="INT4", paramDataType="INT4", outputDataType="BINARY", numInputVectors=[1])
        add(name, d)

    d = Drawn(16, [1, 3, 3, 2], "UINT4")
    d.node("UpsampleNearestNeighbour_hls", [1, 6, 6, 2], "UINT4", domain=HLS, IFMDim=3, OFMDim=6, NumChannels=2,
           inputDataType="UINT4", numInputVectors=1)
    d.node("DownSampler_hls", [1, 3, 3, 2], "UINT4", domain=HLS, ImgDim=6, NumChannels=2, SIMD=2, Stride=2,
           inputDataType="UINT4", numInputVectors=1)
    add("sampling", d)

    d = Drawn(20, [1, 3, 3, 2], "UINT4")
    d.node("FMPadding_Pixel_hls", [1, 7, 5, 2], "UINT4", domain=HLS, ImgDim=[3, 3], NumChannels=2, SIMD=1, Stride=[3, 2],
           inputDataType="UINT4", numInputVectors=1)
    add("pixel_padding", d)

    d = Drawn(17, [1, 2, 3, 2], "UINT4")
    d.node("UpsampleNearestNeighbour_hls", [1, 4, 9, 2], "UINT4", domain=HLS, HI=2, WI=3, HO=4, WO=9, SIMD=1, NumChannels=2,
           inputDataType="UINT4", batchSize=1)
    add("upsample_2025", d)

    d = Drawn(18, [1, 6], "UINT4")
    d.node("Lookup_hls", [1, 6, 3], "INT4", domain=HLS, constants=[(d.whole("INT4", 16, 3), "INT4")], NumEmbeddings=16,
           EmbeddingDim=3, EmbeddingType="INT4", InputType="UINT4", InputShape=[1, 6], mem_mode="internal_embedded")
    add("lookup", d)

    d = Drawn(19, [1, 1, 4, 6], "UINT8")
    d.node("IODMA_hls", [1, 1, 4, 6], "UINT8", domain=HLS, NumChannels=6, dataType="UINT8", direction="in", intfWidth=64,
           streamWidth=16, numInputVectors=[1, 1, 4])
    d.node("Reshape_rtl", [1, 24], "UINT8", domain=RTL, inp_shape=[1, 1, 4, 6], out_shape=[1, 24], dtype="UINT8", PE=2)
    d.node("StreamingDataWidthConverter_rtl", [1, 24], "UINT8", domain=RTL, inWidth=16, outWidth=24, inShape=[1, 24],
           outShape=[1, 24], dataType="UINT8")
    d.mvau("MVAU_hls", 24, 4, [1], "UINT8", "INT8", "INT24", domain=HLS, simd=3, pe=4)
    add("reshape", d)
    return models
