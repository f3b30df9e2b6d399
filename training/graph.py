"""The denoiser as an ONNX graph, built node by node from its weights (docs/model-format.md gives inputs and outputs).

Weights are kept in one of two ways:
  float  float32, to compare with PyTorch
  int8   one scale an output (com.microsoft DynamicQuantizeMatMul); activations share one scale a run, so a poem has a
         run of its own
The word embedding is stored once, and serves both as the entry table and as the last projection. Sums and norms are
nodes of their own: ONNX Runtime's fused SkipLayerNormalization takes twenty times as long on a CPU.
"""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

from .lexicon import TOPIC
from .model import EPSILON, FEATURE_SIZES

OPSET = 17
# Best tokens of each slot that the sampler reads: more than the words that it considers.
BEST = 32


def rounded(weight: np.ndarray):
    """Rounds [outputs × inputs] to bytes with one scale an output: (int8 of the same shape, float32 [outputs])."""
    scale = (np.maximum(np.abs(weight).max(1), 1e-8) / 127).astype(np.float32)
    return np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8), scale


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
        if self.weights == "int8":
            steps, scale = rounded(weight)
            stored = self.constant(name, steps.T), self.constant(name + ".scale", scale)
            bias = self.constant(name + ".bias", bias) if bias is not None else ""
            return self.int8_product(x, *stored, bias, output)
        product = self.node("MatMul", [x, self.constant(name, weight.T)], "" if bias is not None else output)
        if bias is None:
            return product
        return self.node("Add", [product, self.constant(name + ".bias", bias)], output)

    def int8_product(self, x: str, steps: str, scale: str, bias: str = "", output: str = "") -> str:
        """x·(steps × scale) + b, all by their names. steps: int8 [inputs × outputs]."""
        inputs = [x, steps, scale, ""] + ([bias] if bias else [])
        return self.node("DynamicQuantizeMatMul", inputs, output, domain="com.microsoft")

    def norm(self, x: str, name: str, module) -> str:
        scale, shift = self.constant(name + ".scale_", array(module.weight)), self.constant(name + ".shift", array(module.bias))
        return self.node("LayerNormalization", [x, scale, shift], axis=-1, epsilon=EPSILON)

    def skip_norm(self, x: str, added: str, name: str, module) -> str:
        return self.norm(self.node("Add", [x, added]), name, module)


def array(tensor) -> np.ndarray:
    return tensor.detach().cpu().float().numpy()


def entry(graph: Graph, denoiser, words: tuple) -> str:
    """Embeddings of tokens, features and topic, summed and normed."""
    hidden = graph.node("Gather", [words[0], "tokens"])
    if graph.weights == "int8":
        taken = graph.node("Cast", [hidden], to=TensorProto.FLOAT)
        scales = graph.node(
            "Unsqueeze", [graph.node("Gather", [words[1], "tokens"]), graph.constant("minus_one", np.array([-1]))]
        )
        hidden = graph.node("Mul", [taken, scales])
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
    hidden = graph.node("Add", [hidden, prompt_everywhere(graph, denoiser)])
    return graph.norm(hidden, "entry", denoiser.entry_norm)


def prompt_everywhere(graph: Graph, denoiser) -> str:
    """What every place is told of form, voice and topic: [B × 1 × width]."""
    begin, end, axis = (graph.constant(name, np.array([value])) for name, value in (("from", 0), ("to", 2), ("across", 1)))
    named = graph.node("Slice", ["tokens", begin, end, axis])
    kinds = graph.node("Gather", [graph.constant("kinds", array(denoiser.kinds.weight)), named])
    kinds = graph.node("ReduceSum", [kinds, axis], keepdims=1)
    aim = graph.node("MatMul", ["topic", graph.constant("aim", array(denoiser.aim.weight).T)])
    return graph.node("Add", [kinds, graph.node("Unsqueeze", [aim, axis])])


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


def build_graph(denoiser, weights: str = "int8"):
    """The ONNX model of a denoiser; weights: "float" or "int8"."""
    graph, shape = Graph(weights), denoiser.shape
    table = array(denoiser.words.weight)
    if weights == "int8":
        steps, scale = rounded(table)
        words = graph.constant("words", steps), graph.constant("words.scale", scale)
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
    bias = graph.node("Add", [graph.constant("words.bias", array(denoiser.bias)), "gains"])
    # Turned round when the file is loaded, not at each run: it is a constant.
    turned = graph.node("Transpose", [words[0]], perm=[1, 0])
    if weights == "int8":
        graph.int8_product(mixed, turned, words[1], bias, "logits")
    else:
        graph.node("Add", [graph.node("MatMul", [mixed, turned]), bias], "logits")
    selection(graph, shape.vocabulary)
    return assemble(graph, shape)


def block_size(vocabulary: int) -> int:
    """Tokens in a block of neighbours: the divisor of the vocabulary that lies nearest to 64."""
    divisors = [size for size in range(1, vocabulary + 1) if vocabulary % size == 0]
    return min(divisors, key=lambda size: abs(size - 64))


def selection(graph: Graph, vocabulary: int):
    """What the sampler reads of the logits: the best tokens of each slot, some named tokens, some whole slots.

    The best tokens stand in the blocks of neighbours whose highest logits are highest: so few are sorted.
    """
    size = block_size(vocabulary)
    count = vocabulary // size
    in_blocks = graph.node("Reshape", ["logits", graph.constant("in_blocks", np.array([-1, count, size]))])
    highest = graph.node("ReduceMax", [in_blocks], axes=[2], keepdims=0)
    kept = min(BEST, count)
    _, blocks = graph.node("TopK", [highest, graph.constant("kept_blocks", np.array([kept]))], outputs=2, axis=1, sorted=0)
    each = graph.node("Unsqueeze", [blocks, graph.constant("each", np.array([2]))])
    near = graph.node("GatherND", [in_blocks, each], batch_dims=1)
    near = graph.node("Reshape", [near, graph.constant("near_ones", np.array([-1, kept * size]))])
    best = graph.constant("best_tokens", np.array([min(BEST, vocabulary)]))
    _, places = graph.node("TopK", [near, best], "best_logits", outputs=2, axis=1, sorted=1)
    length = graph.constant("block", np.array(size))
    block = graph.node("GatherElements", [blocks, graph.node("Div", [places, length])], axis=1)
    tokens = graph.node("Add", [graph.node("Mul", [block, length]), graph.node("Mod", [places, length])])
    graph.node("Cast", [tokens], "best", to=TensorProto.INT32)
    graph.node("Gather", ["logits", "names"], "named", axis=1)
    graph.node("Gather", ["logits", "whole_rows"], "whole", axis=0)


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
        wants("names", TensorProto.INT32, "P"),
        wants("whole_rows", TensorProto.INT32, "W"),
        wants("gains", TensorProto.FLOAT, shape.vocabulary),
    ]
    kept = min(BEST, shape.vocabulary)
    outputs = [
        wants("logits", TensorProto.FLOAT, "M", shape.vocabulary),
        wants("best", TensorProto.INT32, "M", kept),
        wants("best_logits", TensorProto.FLOAT, "M", kept),
        wants("named", TensorProto.FLOAT, "M", "P"),
        wants("whole", TensorProto.FLOAT, "W", shape.vocabulary),
    ]
    made = helper.make_graph(graph.nodes, "inkling-denoiser", inputs, outputs, graph.constants)
    model = helper.make_model(
        made, producer_name="inkling", opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    )
    model.ir_version = 8
    checker.check_model(model)
    return model
