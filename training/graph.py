"""The denoiser as an ONNX graph, built node by node from its weights (docs/model-format.md gives inputs and outputs).

Weights are kept in one of three ways:
  float    float32, to compare with PyTorch
  rows     int8, one scale a row of 128 weights (com.microsoft MatMulNBits); activations are rounded to int8 within the
           product, each row for itself, so that the result does not depend on who shares the batch
  tensor   int8, one scale an output (com.microsoft DynamicQuantizeMatMul); activations share one scale a batch
The word embedding is stored once, and serves both as the entry table and as the last projection.
"""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

from .lexicon import TOPIC
from .model import EPSILON, FEATURE_SIZES

BLOCK = 128
OPSET = 17
MIDDLE = 128  # the zero point of 8-bit MatMulNBits weights


def in_blocks(weight: np.ndarray, block: int):
    """Rounds [N × K] to bytes with one scale a block of K: (uint8 [N × K/block × block], float32 [N × K/block])."""
    rows, depth = weight.shape
    grouped = weight.reshape(rows, depth // block, block)
    scale = np.abs(grouped).max(-1) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    steps = np.clip(np.rint(grouped / scale[..., None]), -127, 127) + MIDDLE
    return steps.astype(np.uint8), scale


class Graph:
    """Collects nodes and weights; every method returns the name of its output."""

    def __init__(self, weights: str):
        self.weights = weights
        self.nodes, self.constants, self.count = [], [], 0

    def constant(self, name: str, values: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list, output: str = "", outputs: int = 1, domain: str = "", **attributes):
        self.count += 1
        names = [output or f"{kind}_{self.count}"]
        names += [f"{names[0]}_{number}" for number in range(1, outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def fused(self, kind: str, inputs: list, **attributes):
        """An operator of ONNX Runtime's own."""
        return self.node(kind, inputs, domain="com.microsoft", **attributes)

    def linear(self, x: str, name: str, weight: np.ndarray, bias=None, output: str = "") -> str:
        """x·Wᵀ + b. weight [outputs × inputs]."""
        rows, depth = weight.shape
        if self.weights == "rows" and depth % BLOCK == 0:
            steps, scale = in_blocks(weight, BLOCK)
            stored = self.constant(name, steps), self.constant(name + ".scale", scale.ravel())
            return self.by_rows(x, *stored, rows, depth, name, bias, output)
        if self.weights == "tensor":
            scale = (np.maximum(np.abs(weight).max(1), 1e-8) / 127).astype(np.float32)
            steps = np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8)
            inputs = [x, self.constant(name, steps.T), self.constant(name + ".scale", scale), ""]
            inputs += [self.constant(name + ".bias", bias)] if bias is not None else []
            return self.node("DynamicQuantizeMatMul", inputs, output, domain="com.microsoft")
        product = self.node("MatMul", [x, self.constant(name, weight.T)], "" if bias is not None else output)
        if bias is None:
            return product
        return self.node("Add", [product, self.constant(name + ".bias", bias)], output)

    def by_rows(self, x: str, steps: str, scale: str, rows: int, depth: int, name: str, bias, output: str = "") -> str:
        inputs = [x, steps, scale]
        product = self.node(
            "MatMulNBits", inputs, "" if bias is not None else output, domain="com.microsoft",
            K=depth, N=rows, bits=8, block_size=BLOCK, accuracy_level=4,
        )  # fmt: skip
        if bias is None:
            return product
        return self.node("Add", [product, self.constant(name + ".bias", bias)], output)

    def norm(self, x: str, name: str, module) -> str:
        scale, shift = self.constant(name + ".scale_", array(module.weight)), self.constant(name + ".shift", array(module.bias))
        return self.node("LayerNormalization", [x, scale, shift], axis=-1, epsilon=EPSILON)

    def skip_norm(self, x: str, added: str, name: str, module) -> str:
        scale, shift = self.constant(name + ".scale_", array(module.weight)), self.constant(name + ".shift", array(module.bias))
        return self.fused("SkipLayerNormalization", [x, added, scale, shift], epsilon=EPSILON)


def array(tensor) -> np.ndarray:
    return tensor.detach().cpu().float().numpy()


def entry(graph: Graph, denoiser, words: tuple) -> str:
    """Embeddings of tokens, features and topic, summed and normed."""
    width = denoiser.shape.width
    if graph.weights == "rows":
        steps, scale = words
        taken = graph.node("Gather", [steps, "tokens"])
        taken = graph.node("Cast", [taken], to=TensorProto.FLOAT)
        taken = graph.node("Sub", [taken, graph.constant("middle", np.float32(MIDDLE))])
        scales = graph.node(
            "Gather", [graph.node("Reshape", [scale, graph.constant("scales", np.array([-1, width // BLOCK, 1]))]), "tokens"]
        )
        taken = graph.node("Mul", [taken, scales])
        hidden = graph.node("Reshape", [taken, graph.constant("wide", np.array([0, 0, width]))])
    elif graph.weights == "tensor":
        steps, scale = words
        # The table lies as the projection wants it, [width × V]; columns are gathered and turned round.
        taken = graph.node("Cast", [graph.node("Gather", [steps, "tokens"], axis=1)], to=TensorProto.FLOAT)
        taken = graph.node("Transpose", [taken], perm=[1, 2, 0])
        scales = graph.node("Unsqueeze", [graph.node("Gather", [scale, "tokens"]), graph.constant("minus_one", np.array([-1]))])
        hidden = graph.node("Mul", [taken, scales])
    else:
        hidden = graph.node("Gather", [words[0], "tokens"])
    offsets = np.concatenate([[0], np.cumsum(FEATURE_SIZES[:-1])]).astype(np.int32)
    table = np.concatenate([array(embedding.weight) for embedding in denoiser.features])
    places = graph.node("Add", ["features", graph.constant("offsets", offsets)])
    structure = graph.node("Gather", [graph.constant("structure", table), places])
    structure = graph.node("ReduceSum", [structure, graph.constant("third", np.array([2]))], keepdims=0)
    hidden = graph.node("Add", [hidden, structure])
    topic = graph.node("MatMul", ["topic", graph.constant("topic.weight", array(denoiser.topic.weight).T)])
    topic = graph.node("Unsqueeze", [topic, graph.constant("one", np.array([1]))])
    here = graph.node("Equal", ["tokens", graph.constant("topic_token", np.int32(TOPIC))])
    here = graph.node("Cast", [here], to=TensorProto.FLOAT)
    here = graph.node("Unsqueeze", [here, graph.constant("two", np.array([2]))])
    hidden = graph.node("Add", [hidden, graph.node("Mul", [here, topic])])
    return graph.norm(hidden, "entry", denoiser.entry_norm)


def transformer_layer(graph: Graph, hidden: str, number: int, layer) -> str:
    name = f"layer{number}."
    qkv = graph.linear(hidden, name + "qkv", array(layer.qkv.weight), array(layer.qkv.bias))
    query, key, value = graph.node("Split", [qkv], outputs=3, axis=-1)
    mixed = graph.fused("MultiHeadAttention", [query, key, value, "", "attention"], num_heads=layer.heads)
    mixed = graph.linear(mixed, name + "mix", array(layer.mix.weight), array(layer.mix.bias))
    hidden = graph.skip_norm(mixed, hidden, name + "mix_norm", layer.mix_norm)
    inner = graph.linear(hidden, name + "widen", array(layer.widen.weight))
    inner = graph.fused("BiasGelu", [inner, graph.constant(name + "widen.bias", array(layer.widen.bias))])
    outer = graph.linear(inner, name + "narrow", array(layer.narrow.weight), array(layer.narrow.bias))
    return graph.skip_norm(outer, hidden, name + "norm", layer.norm)


def head(graph: Graph, denoiser, hidden: str, places: str, name: str, constants: dict) -> str:
    """The vector that the projection reads, at flat places."""
    taken = graph.node("Gather", [hidden, places])
    moved = graph.node("MatMul", [taken, constants["weight"]])
    moved = graph.fused("BiasGelu", [moved, constants["bias"]])
    return graph.node("LayerNormalization", [moved, constants["scale"], constants["shift"]], axis=-1, epsilon=EPSILON)


def build_graph(denoiser, weights: str = "rows"):
    """The ONNX model of a denoiser; weights: "float", "rows" or "tensor"."""
    graph, shape = Graph(weights), denoiser.shape
    table = array(denoiser.words.weight)
    if weights == "rows":
        steps, scale = in_blocks(table, BLOCK)
        words = graph.constant("words", steps), graph.constant("words.scale", scale.ravel())
    elif weights == "tensor":
        scale = (np.abs(table).max(1) / 127).astype(np.float32)
        steps = np.clip(np.rint(table / scale[:, None]), -127, 127).astype(np.int8)
        words = graph.constant("words", steps.T), graph.constant("words.scale", scale)
    else:
        words = (graph.constant("words", table),)
    hidden = entry(graph, denoiser, words)
    for number, layer in enumerate(denoiser.layers):
        hidden = transformer_layer(graph, hidden, number, layer)
    flat = graph.node("Reshape", [hidden, graph.constant("flat", np.array([-1, shape.width]))])
    constants = {
        "weight": graph.constant("transform", array(denoiser.transform.weight).T),
        "bias": graph.constant("transform.bias", array(denoiser.transform.bias)),
        "scale": graph.constant("transform.scale_", array(denoiser.transform_norm.weight)),
        "shift": graph.constant("transform.shift", array(denoiser.transform_norm.bias)),
    }
    wanted = head(graph, denoiser, flat, "open", "open", constants)
    other = head(graph, denoiser, flat, "base", "base", constants)
    # Guidance before the projection: that is linear, so mixing here equals mixing logits, at half of the cost.
    strength = graph.node("Unsqueeze", ["guidance", graph.constant("last", np.array([1]))])
    mixed = graph.node("Mul", [strength, graph.node("Sub", [wanted, other])])
    mixed = graph.node("Add", [other, mixed])
    bias = array(denoiser.bias)
    if weights == "rows":
        graph.by_rows(mixed, *words, shape.vocabulary, shape.width, "words", bias, "logits")
    elif weights == "tensor":
        inputs = [mixed, *words, "", graph.constant("words.bias", bias)]
        graph.node("DynamicQuantizeMatMul", inputs, "logits", domain="com.microsoft")
    else:
        turned = graph.node("Transpose", [words[0]], perm=[1, 0])
        product = graph.node("MatMul", [mixed, turned])
        graph.node("Add", [product, graph.constant("words.bias", bias)], "logits")
    return assemble(graph, shape)


def assemble(graph: Graph, shape):
    def wants(name, kind, *dimensions):
        return helper.make_tensor_value_info(name, kind, dimensions)

    inputs = [
        wants("tokens", TensorProto.INT32, "B", "L"),
        wants("features", TensorProto.INT32, "B", "L", 6),
        wants("attention", TensorProto.INT32, "B", "L"),
        wants("topic", TensorProto.FLOAT, "B", shape.topic_width),
        wants("open", TensorProto.INT32, "M"),
        wants("base", TensorProto.INT32, "M"),
        wants("guidance", TensorProto.FLOAT, "M"),
    ]
    outputs = [wants("logits", TensorProto.FLOAT, "M", shape.vocabulary)]
    made = helper.make_graph(graph.nodes, "inkling-denoiser", inputs, outputs, graph.constants)
    model = helper.make_model(
        made, producer_name="inkling", opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    )
    model.ir_version = 8
    checker.check_model(model)
    return model
