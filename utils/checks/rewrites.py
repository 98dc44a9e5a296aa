"""Small edits of a syntax tree, such as somebody makes who finds the slip: where a mistake may be, not what is right.

Each edit has a cost; cheap ones are those that people need most often.
"""

import ast
import copy
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from utils.checks.call_rewrites import along, calls, functions
from utils.checks.statement_rewrites import orders, statements
from utils.checks.vocabulary import (
    COMPARISONS,
    DEEPCOPY,
    LIBRARIES,
    OPERATORS,
    SHALLOW,
    TEXTS,
    WITH_NAME,
    WRAPPED,
    Words,
    is_self,
    words,
)


@dataclass(frozen=True)
class Edit:
    """`node.field` becomes `new`; `line` is where that is, counted from 1."""

    cost: float
    line: int
    node: ast.AST
    field: str
    new: object

    def apply(self) -> "Edit":
        """Make the change; what comes back undoes it when it is applied."""
        old = getattr(self.node, self.field)
        _place(self.new, self.line)
        setattr(self.node, self.field, self.new)
        return Edit(self.cost, self.line, self.node, self.field, old)


def _place(new: object, line: int) -> None:
    """Give new nodes the line that Python wants to compile them; what is below a node that has one has one, too."""
    if isinstance(new, list):
        for item in new:
            _place(item, line)
    elif isinstance(new, ast.AST) and not hasattr(new, "col_offset"):
        if "lineno" in new._attributes:
            new.lineno = new.end_lineno = line  # pyright: ignore[reportAttributeAccessIssue]
            new.col_offset = new.end_col_offset = 0  # pyright: ignore[reportAttributeAccessIssue]
        for child in ast.iter_child_nodes(new):
            _place(child, line)


def edits(tree: ast.Module) -> list[Edit]:
    """All single edits of a tree, cheapest first."""
    known, elsewhere = words(tree), dict(_answers_of_cases(tree))
    found = [edit for parent in ast.walk(tree) for edit in _edits_below(parent, known)] + list(_everywhere(tree))
    found = [replace(edit, line=elsewhere.get((id(edit.node), edit.field), edit.line)) for edit in found]
    return sorted(found, key=lambda edit: edit.cost)


def _everywhere(tree: ast.Module) -> Iterator[Edit]:
    """A slip that is made in several places: a missing axis, or a product that should be an outer one."""
    for change in (*(functools.partial(along, axis=axis) for axis in (0, 1, -1)), _outer):
        everywhere = _Everywhere(change)
        body = [everywhere.visit(copy.deepcopy(node)) for node in tree.body]
        if len(everywhere.lines) > 1:
            yield Edit(2.0, everywhere.lines[0], tree, "body", body)


def _answers_of_cases(tree: ast.AST) -> Iterator[tuple[tuple[int, str], int]]:
    """The fields of each `if x == 0:` that hold its test, with the line that gives the answer to this special case.

    An edit that turns the case off mends an answer whose special case is wrong: that is where to look, not at the test.
    Where all it does is to raise or to leave a loop, it is the test that is wrong.
    """
    for case in ast.walk(tree):
        if not isinstance(case, ast.If):
            continue
        if isinstance(case.body[-1], (ast.Raise, ast.Break, ast.Continue)):
            if len(case.body) == 1:
                yield (id(case), "body"), case.lineno
        else:
            tests = [node for node in ast.walk(case.test) if isinstance(node, ast.Compare)]
            if tests and all(isinstance(op, (ast.Eq, ast.Is)) for test in tests for op in test.ops):
                inside = [(node, field) for node in ast.walk(case.test) for field in node._fields]
                yield from (((id(node), field), case.body[-1].lineno) for node, field in [(case, "test"), *inside])


def _edits_below(parent: ast.AST, known: Words) -> Iterator[Edit]:
    for field, value in ast.iter_fields(parent):
        here = getattr(parent, "lineno", 0)
        if isinstance(value, ast.AST):
            for cost, new in _replacements(value, parent, field, known):
                yield Edit(cost, getattr(value, "lineno", here), parent, field, new)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                if isinstance(item, ast.AST):
                    for cost, new in _replacements(item, parent, field, known):
                        changed = [*value[:i], new, *value[i + 1 :]]
                        yield Edit(cost, _line(item, new, here), parent, field, changed)
            if value and all(isinstance(item, ast.stmt) for item in value):
                for cost, line, new in orders(value):
                    yield Edit(cost, line, parent, field, new)


def _line(item: ast.AST, new: ast.AST, here: int) -> int:
    """Where an item of a list is, or, of a branch that is turned off, its last line."""
    if isinstance(item, ast.If) and isinstance(new, ast.If) and isinstance(new.test, ast.Constant):
        return item.lineno if isinstance(item.body[-1], ast.Raise) else item.body[-1].lineno
    return getattr(item, "lineno", here)


def _replacements(node: ast.AST, parent: ast.AST, field: str, known: Words) -> Iterator[tuple[float, ast.AST]]:
    """What may stand in the place of a node."""
    if isinstance(node, ast.cmpop):
        yield from ((1.0, other()) for other in COMPARISONS if not isinstance(node, other))
    elif isinstance(node, ast.operator):
        yield from ((1.0, other()) for other in OPERATORS.get(type(node), ()))
    elif isinstance(node, ast.boolop):
        yield 1.0, ast.And() if isinstance(node, ast.Or) else ast.Or()
    elif isinstance(node, ast.stmt):
        yield from statements(node)
    elif isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
        yield from _expressions(node, parent, field, known)


def _expressions(e: ast.expr, parent: ast.AST, field: str, known: Words) -> Iterator[tuple[float, ast.expr]]:
    if isinstance(parent, (ast.JoinedStr, ast.FormattedValue, ast.ExceptHandler, ast.Raise)) or _is_library(e):
        return
    if isinstance(parent, ast.Call) and field == "func":
        yield from functions(e, known)
        return
    for kind, rewrite in _BY_KIND.items():
        if isinstance(e, kind):
            yield from rewrite(e, known)
    if isinstance(parent, ast.Subscript) and field == "slice":
        yield from ((2.0, _filled(wrap, e)) for cost, wrap in WRAPPED[7:9])
    elif isinstance(e, SHALLOW):
        yield from ((cost, _filled(wrap, e)) for cost, wrap in WRAPPED)
        yield from ((cost, _filled(wrap, e, name)) for cost, wrap in WITH_NAME for name in known.names[:14])


def _constants(e: ast.Constant, known: Words) -> Iterator[tuple[float, ast.expr]]:
    value = e.value
    if isinstance(value, bool):
        yield 1.0, ast.Constant(not value)
    elif isinstance(value, (int, float)):
        near = (value + 1, value - 1, -value, 2 * value, value / 2, 10 * value, value / 10)
        rates = [round(1 - d * (1 - value), 12) for d in (10, 0.1)] if 0 < value < 1 else []  # 0.99 for 0.9
        others = dict.fromkeys((0, 1, 2, -1, 0.5, *near, *rates, 1e-8, 1e-4, 3))
        yield from ((1.0, ast.Constant(other)) for other in others if other != value)
        yield from ((1.5, ast.Name(name, ast.Load())) for name in known.names)
    elif isinstance(value, str):
        if value in TEXTS:
            yield 1.0, ast.Constant(TEXTS[value])
        yield from ((1.5, ast.Constant(text)) for text in known.texts if text != value and value in known.texts)
    elif value is None:
        yield 2.0, ast.Constant(0)


def _names(e: ast.Name, known: Words) -> Iterator[tuple[float, ast.expr]]:
    yield from ((1.5, ast.Name(name, ast.Load())) for name in known.names if name != e.id)


def _attributes(e: ast.Attribute, known: Words) -> Iterator[tuple[float, ast.expr]]:
    if is_self(e.value):
        others = (name for name in known.attributes if name != e.attr)
        yield from ((1.5, ast.Attribute(e.value, name, ast.Load())) for name in others)
    yield 2.5, e.value


def _operations(e: ast.BinOp, _: Words) -> Iterator[tuple[float, ast.expr]]:
    for path in ("np.sqrt", "np.square", "np.abs"):
        yield 3.0, _Around(path).visit(copy.deepcopy(e))
    yield from ((1.5, new) for new in (e.left, e.right, ast.BinOp(e.right, e.op, e.left)))
    if outer := _outer(e):
        yield 1.5, outer
    left, right = e.left, e.right
    if isinstance(left, ast.List) and len(left.elts) == 1 and isinstance(e.op, ast.Mult):  # n times the same object
        each = ast.comprehension(
            ast.Name("_", ast.Store()), ast.Call(ast.Name("range", ast.Load()), [right], []), [], 0
        )
        yield 1.5, ast.ListComp(_filled(_COPY, left.elts[0]), [each])
    if isinstance(left, ast.BinOp):  # (a + b) * c -> a + b * c
        yield 2.0, ast.BinOp(left.left, left.op, ast.BinOp(left.right, e.op, right))
    if isinstance(right, ast.BinOp):
        yield 2.0, ast.BinOp(ast.BinOp(left, e.op, right.left), right.op, right.right)
    if isinstance(left, ast.Call) and left.args:  # f(a) + b -> f(a + b)
        yield 2.0, ast.Call(left.func, [ast.BinOp(left.args[0], e.op, right), *left.args[1:]], left.keywords)


def _tuples(e: ast.Tuple, _: Words) -> Iterator[tuple[float, ast.expr]]:
    if len(e.elts) >= 2:
        yield 1.5, ast.Tuple([e.elts[1], e.elts[0], *e.elts[2:]], ast.Load())


_COPY = next(wrap for _, wrap in WRAPPED if DEEPCOPY in ast.dump(wrap))
_BY_KIND = {
    ast.Constant: _constants,
    ast.Name: _names,
    ast.Attribute: _attributes,
    ast.BinOp: _operations,
    ast.Call: calls,
    ast.Tuple: _tuples,
    ast.UnaryOp: lambda e, _: [(1.0, e.operand)],
    ast.Subscript: lambda e, _: [(2.0, e.value)],
    ast.IfExp: lambda e, _: [(1.5, ast.IfExp(e.test, e.orelse, e.body)), (2.0, e.body), (2.0, e.orelse)],
    ast.BoolOp: lambda e, _: [(2.0, value) for value in e.values],
}


def _outer(e: ast.expr) -> ast.expr | None:
    """a @ b.T, which is a number where both have one axis, as the outer product."""
    product = isinstance(e, ast.BinOp) and isinstance(e.op, ast.MatMult) and isinstance(e.right, ast.Attribute)
    if product and e.right.attr == "T":
        return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), "outer", ast.Load()), [e.left, e.right.value], [])
    return None


class _Everywhere(ast.NodeTransformer):
    """One change at each place where it can be made; `lines` are these places'."""

    def __init__(self, change: Callable[[ast.expr], ast.expr | None]):
        self.change, self.lines = change, list[int]()

    def visit(self, node: ast.AST) -> ast.AST:
        node = self.generic_visit(node)
        new = self.change(node) if isinstance(node, ast.expr) else None
        if new is not None:
            self.lines.append(node.lineno)
            return ast.fix_missing_locations(ast.copy_location(new, node))
        return node


class _Around(ast.NodeTransformer):
    """A function around each name of an expression: (L - mu) becomes (sqrt(L) - sqrt(mu))."""

    def __init__(self, path: str):
        self.path = path

    def visit_Name(self, node: ast.Name) -> ast.expr:
        f = ast.parse(self.path, mode="eval").body
        return node if node.id in LIBRARIES else ast.copy_location(ast.Call(f, [node], []), node)


def _filled(wrap: ast.expr, e: ast.expr, name: str = "") -> ast.expr:
    """A small tree with `e` in the place of X and `name` in the place of N."""
    if isinstance(wrap, ast.Name):
        return e if wrap.id == "X" else ast.Name(name, ast.Load()) if wrap.id == "N" else wrap
    parts = []
    for field in wrap._fields:
        part = getattr(wrap, field)
        if isinstance(part, list):
            part = [_filled(item, e, name) if isinstance(item, ast.expr) else item for item in part]
        parts.append(_filled(part, e, name) if isinstance(part, ast.expr) else part)
    return type(wrap)(*parts)


def _is_library(e: ast.expr) -> bool:
    """`np`, or `np.pi`: nobody means another thing by it."""
    root = e.value if isinstance(e, ast.Attribute) else e
    return isinstance(root, ast.Name) and root.id in LIBRARIES
