"""The call whose result differs, as text that a student copies and runs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LENGTH = 400
"""Longer calls are not shown: nobody reads them."""


@dataclass(frozen=True, eq=False)
class Call:
    """The arguments of one call, as they were before it."""

    args: tuple
    kwargs: dict

    def text(self, name: str, parameters: list[str]) -> str:
        """`gd_step(x=np.array([1.0, 2.0]), lr=0.1)`; empty where an argument has no text that can be run."""
        named = dict(zip(parameters, self.args, strict=False)) if len(self.args) <= len(parameters) else {}
        texts = [f"{key}={written(value)}" for key, value in (named | self.kwargs).items()]
        if self.args and not named or any(text.endswith("=") for text in texts):
            return ""
        call = f"{name}({', '.join(texts)})"
        return call if len(call) <= LENGTH else ""


def written(value) -> str:
    """The Python text of plain data, numbers to six digits; empty for what has none."""
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.random.Generator):
        return _generator(value)
    if isinstance(value, (bool, int, str, type(None))):
        return repr(value)
    if isinstance(value, (float, np.floating)):
        return repr(float(f"{float(value):.6g}") + 0.0).replace("inf", "np.inf").replace("nan", "np.nan")
    if isinstance(value, (list, tuple, dict)):
        return _container(value)
    return ""


def _container(value: list | tuple | dict) -> str:
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    texts = [(repr(key) + ": " if isinstance(value, dict) else "", written(item)) for key, item in items]
    if not all(text for _, text in texts):
        return ""
    inside = ", ".join(key + text for key, text in texts)
    if isinstance(value, dict):
        return "{" + inside + "}"
    return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(texts) == 1)})"


def _array(value: np.ndarray) -> str:
    if value.size > 40 or value.dtype.kind not in "biuf":
        return ""
    if value.size == 0:
        return f"np.zeros({value.shape})"
    return f"np.array({written(value.tolist())})"


def _generator(rng: np.random.Generator) -> str:
    """A generator that nothing has been drawn from yet, by its seed."""
    seed = getattr(rng.bit_generator.seed_seq, "entropy", None)
    fresh = isinstance(seed, int) and np.random.default_rng(seed).bit_generator.state == rng.bit_generator.state
    return f"np.random.default_rng({seed})" if fresh else ""


def parameters(f: Callable) -> list[str]:
    """The names of the parameters that can be given by place."""
    code = getattr(f, "__code__", None)
    return list(code.co_varnames[: code.co_argcount]) if code else []
