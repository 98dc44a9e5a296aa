"""What people take for one another in code: operators, functions, names, and what is put around an expression."""

import ast
from dataclasses import dataclass

DEEPCOPY = "_downhill_deepcopy"
"""What the namespace of an edited answer calls `copy.deepcopy`."""
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult, ast.Div),
    ast.Mult: (ast.Div, ast.Add, ast.Sub, ast.Pow, ast.MatMult),
    ast.Div: (ast.Mult, ast.Sub, ast.FloorDiv),
    ast.Pow: (ast.Mult, ast.Div),
    ast.FloorDiv: (ast.Div,),
    ast.MatMult: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
}
TWINS = (
    "sum mean", "mean median", "max min", "argmax argmin", "zeros ones", "zeros_like ones_like", "std var", "log10 log",
    "log2 log", "log exp", "sqrt square", "abs square", "minimum maximum", "uniform normal", "random normal",
    "floor ceil", "round floor", "any all", "extend append", "triu tril", "permutation arange", "linspace geomspace",
    "prod sum", "nanmin min", "nanmax max", "exp expm1", "log log1p", "append insert", "outer multiply", "dot multiply",
    "argsort sort", "train eval", "int round", "update clear", "cumsum cumprod", "choice permutation", "rand randn",
)  # fmt: skip
CALLS: dict[str, list[str]] = {}
for _pair in TWINS:
    _one, _other = _pair.split()
    CALLS.setdefault(_one, []).append(_other)
    CALLS.setdefault(_other, []).append(_one)
REDUCTIONS = ("sum", "mean", "max", "min", "std", "var", "argmax", "argmin", "all", "any", "norm", "cumsum", "prod")
LIBRARIES = ("np", "torch", "math", "F", "nn", "copy", "random")
TEXTS = {"edge": "constant", "reflect": "constant", "full": "valid", "same": "valid", "ij": "xy", "xy": "ij"}
"""Settings that are given as text, and what else they may be."""
SHALLOW = (ast.Name, ast.BinOp, ast.Call, ast.Subscript, ast.Attribute)
WRAPS = (  # cost, text with X in the place of the expression
    (2.0, "-X"), (2.0, "1 - X"), (2.0, "np.sqrt(X)"), (2.0, "X ** 2"), (2.0, "2 * X"), (2.0, "X / 2"),
    (2.5, "np.abs(X)"), (2.5, "X + 1"), (2.5, "X - 1"), (2.5, "X.T"), (2.5, "np.array(X)"), (2.5, f"{DEEPCOPY}(X)"),
    (2.5, "X.copy()"), (3.0, "float(X)"), (3.0, "np.asarray(X, float)"), (3.0, "sorted(X)"), (3.0, "np.exp(X)"),
    (3.0, "np.log(X)"), (3.0, "1 / X"), (3.0, "np.mean(X)"), (3.0, "max(X, 0)"), (3.0, "X[:, None]"), (3.0, "X[None]"),
    (3.0, "X[1:]"), (3.0, "X[:-1]"), (3.0, "X[::-1]"), (3.0, "len(X)"), (3.0, "X.detach()"), (3.0, "X.clone()"),
    (3.0, "X.item()"), (3.0, "X.ravel()"), (3.0, "list(X)"), (3.0, "not X"), (3.0, "round(X)"), (3.0, "np.sort(X)"),
)  # fmt: skip
WRAPPED = [(cost, ast.parse(text, mode="eval").body) for cost, text in WRAPS]
WITH_NAME = [
    (cost, ast.parse(text, mode="eval").body)
    for cost, text in (
        (3.0, "X * N"), (3.0, "X / N"), (3.0, "X - N"), (3.0, "X + N"), (3.5, "X * (1 - N)"), (3.5, "X / (1 - N)"),
        (3.5, "min(X, N)"), (3.5, "max(X, N)"), (3.5, "X * N ** 2"), (3.5, "X / len(N)"), (3.5, "X[N]"),
    )
]  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The names and texts that an answer uses: what one may have meant instead of another."""

    names: tuple[str, ...]
    attributes: tuple[str, ...]
    texts: tuple[str, ...]
    defaults: tuple[str, ...]
    """Parameters that have a default, in their order."""


def words(tree: ast.AST) -> Words:
    nodes = list(ast.walk(tree))
    names = {n.arg for n in nodes if isinstance(n, ast.arg)}
    names |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    attributes = {n.attr for n in nodes if isinstance(n, ast.Attribute) and is_self(n.value)}
    keys = {n.slice.value for n in nodes if isinstance(n, ast.Subscript) and is_text(n.slice)}
    keys |= {k.value for n in nodes if isinstance(n, ast.Dict) for k in n.keys if is_text(k)}
    heads = [n for n in nodes if isinstance(n, ast.arguments) and n.defaults]
    defaults = dict.fromkeys(a.arg for head in heads for a in head.args[-len(head.defaults) :])
    return Words(tuple(sorted(names - {"self"})), tuple(sorted(attributes)), tuple(sorted(keys)), tuple(defaults))


def is_self(e: ast.expr) -> bool:
    return isinstance(e, ast.Name) and e.id == "self"


def is_text(e: ast.expr | None) -> bool:
    return isinstance(e, ast.Constant) and isinstance(e.value, str)
