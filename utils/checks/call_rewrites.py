"""Small edits of a call: another function, other arguments, another axis."""

import ast
from collections.abc import Iterator

from utils.checks.vocabulary import CALLS, REDUCTIONS, Words


def functions(e: ast.expr, known: Words) -> Iterator[tuple[float, ast.expr]]:
    """Another function in the place of the one that is called."""
    if isinstance(e, ast.Name):
        yield from ((1.0, ast.Name(other, ast.Load())) for other in CALLS.get(e.id, ()))
    elif isinstance(e, ast.Attribute):
        yield from ((1.0, ast.Attribute(e.value, other, ast.Load())) for other in CALLS.get(e.attr, ()))
        if e.attr == "arange" and "rng" in known.names:
            yield 1.5, ast.Attribute(ast.Name("rng", ast.Load()), "permutation", ast.Load())


def calls(e: ast.Call, known: Words) -> Iterator[tuple[float, ast.expr]]:
    if e.args:
        yield 1.5, e.args[0]
    yield from _arguments(e, known)
    if isinstance(e.func, ast.Attribute):
        yield 2.0, e.func.value
        yield from _methods(e, e.func)
    for k in range(len(e.keywords)):
        yield 1.5, ast.Call(e.func, e.args, [*e.keywords[:k], *e.keywords[k + 1 :]])
    if len(e.args) == 1 and isinstance(e.args[0], ast.BinOp):  # f(a + b) -> f(a) + b, f(a) + f(b)
        inside = e.args[0]
        left, right = (ast.Call(e.func, [part], e.keywords) for part in (inside.left, inside.right))
        yield 2.0, ast.BinOp(left, inside.op, inside.right)
        yield 2.0, ast.BinOp(left, inside.op, right)
    if isinstance(e.func, ast.Name) and e.func.id == "range":
        yield from _ranges(e)


def _methods(e: ast.Call, f: ast.Attribute) -> Iterator[tuple[float, ast.expr]]:
    """Axes, for what reduces an array; draws without replacement; equal instead of close."""
    if f.attr in ("isclose", "allclose") and len(e.args) >= 2:
        yield 1.5, ast.Compare(e.args[0], [ast.Eq()], [e.args[1]])
    if f.attr == "choice":
        yield 1.5, ast.Call(f, e.args, [*e.keywords, ast.keyword("replace", ast.Constant(False))])
    if f.attr not in REDUCTIONS:
        return
    for new in filter(None, (along(e, axis) for axis in (0, 1, -1))):
        yield 2.0, new
        if not any(k.arg == "keepdims" for k in e.keywords):
            yield 2.5, ast.Call(f, e.args, [*new.keywords, ast.keyword("keepdims", ast.Constant(True))])
    if any(k.arg in ("axis", "dim") for k in e.keywords):
        yield 2.0, ast.Call(f, e.args, [*e.keywords, ast.keyword("keepdims", ast.Constant(True))])


def along(e: ast.expr, axis: int) -> ast.Call | None:
    """What reduces an array, along an axis; None where it has one already, or reduces nothing."""
    if not isinstance(e, ast.Call) or not isinstance(e.func, ast.Attribute) or e.func.attr not in REDUCTIONS:
        return None
    if any(k.arg in ("axis", "dim") for k in e.keywords):
        return None
    return ast.Call(e.func, e.args, [*e.keywords, ast.keyword("axis", ast.Constant(axis))])


def _ranges(e: ast.Call) -> Iterator[tuple[float, ast.expr]]:
    """Loops that begin or end one step elsewhere."""
    one, last = ast.Constant(1), e.args[-1] if e.args else ast.Constant(0)
    start = e.args[0] if len(e.args) > 1 else ast.Constant(0)
    later, more = (ast.BinOp(x, ast.Add(), one) for x in (start, last))
    for new in ([later, last], [later, more], [start, more], [start, ast.BinOp(last, ast.Sub(), one)]):
        yield 1.5, ast.Call(e.func, new, [])


def _arguments(e: ast.Call, known: Words) -> Iterator[tuple[float, ast.expr]]:
    """In another order, one less, or with what the function around it was given and does not pass on."""
    for k in range(len(e.args) - 1):
        args = [*e.args[:k], e.args[k + 1], e.args[k], *e.args[k + 2 :]]
        yield 1.5, ast.Call(e.func, args, e.keywords)
    if len(e.args) >= 2:
        yield 2.0, ast.Call(e.func, e.args[:-1], e.keywords)
        yield 2.0, ast.Call(e.func, [*e.args[:-2], e.args[-1], *e.args[-2:-1]], e.keywords)
        yield 2.0, ast.Call(e.func, [*e.args[1:], e.args[0]], e.keywords)
    used = {node.id for part in (*e.args, *e.keywords) for node in ast.walk(part) if isinstance(node, ast.Name)}
    rest = [name for name in known.defaults if name not in used]
    if isinstance(e.func, ast.Name) and e.args:
        for end in range(len(rest), 0, -1):
            passed = [ast.keyword(name, ast.Name(name, ast.Load())) for name in rest[:end]]
            yield 2.0, ast.Call(e.func, e.args, [*e.keywords, *passed])
