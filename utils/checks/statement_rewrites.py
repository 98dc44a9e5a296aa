"""Small edits of statements: another form, another order, another block."""

import ast
import copy
from collections.abc import Iterator

from utils.checks.vocabulary import LIBRARIES


def statements(s: ast.stmt) -> Iterator[tuple[float, ast.stmt]]:
    if isinstance(s, ast.AugAssign):
        load = copy.copy(s.target)
        load.ctx = ast.Load()
        yield 1.0, ast.Assign([s.target], ast.BinOp(load, s.op, s.value), lineno=s.lineno)
        yield 1.5, ast.Assign([s.target], s.value, lineno=s.lineno)
        if isinstance(s.op, ast.Add) and isinstance(s.value, ast.BinOp):  # x += a * b -> x *= b
            yield from ((2.5, ast.AugAssign(s.target, s.value.op, part)) for part in (s.value.left, s.value.right))
    if isinstance(s, ast.Assign) and isinstance(s.targets[0], (ast.Name, ast.Attribute, ast.Subscript)):
        yield 2.0, ast.AugAssign(s.targets[0], ast.Add(), s.value)
    if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Subscript):  # what is stored is kept, too
        used = dict.fromkeys(node.id for node in ast.walk(s.value) if isinstance(node, ast.Name))
        names = (name for name in used if name not in LIBRARIES)
        yield from ((2.5, ast.Assign([*s.targets, ast.Name(n, ast.Store())], s.value, lineno=s.lineno)) for n in names)
    if isinstance(s, (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.Break, ast.Continue)):
        yield 2.0, ast.Pass()
    if isinstance(s, ast.Expr):
        yield 1.0, ast.Return(s.value)
    if isinstance(s, ast.Break):
        yield 1.0, ast.Continue()
    if isinstance(s, ast.If):
        yield 1.5, ast.If(ast.UnaryOp(ast.Not(), s.test), s.body, s.orelse)
        yield 2.0, ast.If(ast.Constant(True), s.body, [])
        yield 2.0, ast.If(ast.Constant(False), s.body, s.orelse)


def orders(body: list[ast.stmt]) -> Iterator[tuple[float, int, list[ast.stmt]]]:
    """Statements in another order, those at the ends of a block moved out of it or into it, a missing `return`."""
    last = body[-1]
    if isinstance(last, (ast.Assign, ast.AugAssign)):
        target = last.target if isinstance(last, ast.AugAssign) else last.targets[0]
        if isinstance(target, ast.Name):
            yield 1.0, last.lineno, [*body, ast.Return(ast.Name(target.id, ast.Load()))]
    for i in range(len(body)):
        for j in range(len(body)):
            if i != j and i != j + 1:
                rest = [*body[:i], *body[i + 1 :]]
                yield 2.0 if j == i + 1 else 3.5, body[i].lineno, [*rest[:j], body[i], *rest[j:]]
    for i, s in enumerate(body):
        if isinstance(s, (ast.For, ast.While, ast.If)):
            if len(s.body) > 1:
                yield 2.5, s.body[-1].lineno, [*body[:i], _block(s, s.body[:-1]), s.body[-1], *body[i + 1 :]]
            if i + 1 < len(body):
                yield 2.5, body[i + 1].lineno, [*body[:i], _block(s, [*s.body, body[i + 1]]), *body[i + 2 :]]
        if isinstance(s, (ast.For, ast.While)):
            if len(s.body) > 1:
                yield 2.5, s.body[0].lineno, [*body[:i], s.body[0], _block(s, s.body[1:]), *body[i + 1 :]]
            if i > 0:
                yield 2.5, body[i - 1].lineno, [*body[: i - 1], _block(s, [body[i - 1], *s.body]), *body[i + 1 :]]


def _block(s: ast.For | ast.While | ast.If, body: list[ast.stmt]) -> ast.stmt:
    new = copy.copy(s)
    new.body = body
    return new
