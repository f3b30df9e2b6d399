"""A denoiser.onnx under ONNX Runtime, to measure it."""

import numpy as np

from .batches import batches_of


class Session:
    """A denoiser.onnx on the CPU. `logits(batch)` → float32 [M × vocabulary]."""

    def __init__(self, model: bytes, threads: int = 1):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # As the bot loads it: more would fuse sums with norms, which a CPU computes more slowly.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        (self.vocabulary,) = next(one.shape for one in self.session.get_inputs() if one.name == "gains")

    def logits(self, batch, base=None, guidance=None) -> np.ndarray:
        return self.scores(batch.tokens, batch.features, batch.attention, batch.topic, batch.open, base, guidance)

    def scores(self, tokens, features, attention, topic, wanted, base=None, guidance=None) -> np.ndarray:
        """Logits at the flat places `wanted`; the other inputs as in docs/model-format.md."""
        return self.session.run(["logits"], self.inputs(tokens, features, attention, topic, wanted, base, guidance))[0]

    def inputs(self, tokens, features, attention, topic, wanted, base=None, guidance=None) -> dict:
        """All inputs of the graph, nothing gained."""
        wanted = wanted.astype(np.int32)
        return {
            "tokens": tokens, "features": features, "attention": attention, "topic": topic,
            "open": wanted, "base": wanted if base is None else base.astype(np.int32),
            "guidance": np.ones(len(wanted), np.float32) if guidance is None else guidance.astype(np.float32),
            "names": np.zeros(1, np.int32), "whole_rows": np.zeros(1, np.int32),
            "gains": np.zeros(self.vocabulary, np.float32),
        }  # fmt: skip


def log_likelihood(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Log-probability of each target, float64 [M]."""
    logits = logits.astype(np.float64)
    highest = logits.max(-1)
    total = highest + np.log(np.exp(logits - highest[:, None]).sum(-1))
    return logits[np.arange(len(targets)), targets] - total


def session_loss(session: Session, examples: list, budget: int = 1500) -> np.ndarray:
    """Cross-entropy of each hidden slot over all examples, and the targets: two arrays."""
    losses, targets = [], []
    for batch in batches_of(examples, budget):
        losses.append(-log_likelihood(session.logits(batch), batch.targets))
        targets.append(batch.targets)
    return np.concatenate(losses), np.concatenate(targets)
