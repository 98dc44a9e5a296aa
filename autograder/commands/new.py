"""Begin an exercise or a notebook: the worked example, notebook 00, copied under a new name."""

import ast
import re
from pathlib import Path

from autograder.authoring import mistakes
from autograder.authoring.source import ROOT, SOLUTIONS, Source, find, sources

MODEL, EXAMPLE = "00_start_here", "gd_step"
PROBES = ROOT / "utils" / "checks" / "probes"
_CLAIMS = re.compile(r"^# %% \[markdown\]\n# ## [^\n]*Claims, tested", re.MULTILINE)


def notebook(number: str, topic: str) -> list[Path]:
    """Lay the files of a notebook with one exercise. Raises ValueError where number or topic will not do."""
    if not re.fullmatch(r"\d\d", number) or not re.fullmatch(r"[a-z][a-z0-9_]*", topic):
        raise ValueError(f"{number} {topic}: give two digits and a topic in small letters, such as 12 my_topic")
    if taken := [s.notebook for s in sources() if number == s.notebook[:2] or topic == s.topic]:
        raise ValueError(f"{number} {topic}: there is {taken[0]} already; choose another number and topic")
    folder, model = SOLUTIONS / f"{number}_{topic}", find(MODEL)
    folder.mkdir()
    title = topic.replace("_", " ").capitalize()
    text = model.path.read_text("utf-8")
    header, imports = text[: text.index("# %% [markdown]")], _raw(model, [_first_code(model)])
    about = "Say in a few sentences which question this notebook answers, and for whom."
    (folder / "notebook.py").write_text(f"{header}# %% [markdown]\n# # {title}\n# {about}\n\n{imports}\n", "utf-8")
    return exercise(find(number), f"{topic}_step")


def exercise(source: Source, name: str) -> list[Path]:
    """Lay the pieces of an exercise, ready to build, verify and grade; the paths that were written.

    Raises ValueError where the name will not do.
    """
    if not name.isidentifier():
        raise ValueError(f"{name}: an exercise is a function or class, so give it a name that Python allows")
    for other in sources():
        if name in {cell.name for cell in other.cells if cell.role == "exercise"}:
            raise ValueError(f"{name}: {other.notebook} has an exercise of this name; choose another")
    model = find(MODEL)
    parts = {
        source.folder / "variants.py": model.folder / "variants.py",
        source.folder / "test_hidden.py": model.folder / "test_hidden.py",
        PROBES / f"{source.topic}.py": PROBES / f"{model.topic}.py",
    }
    _insert_cells(source, model, name)
    own = mistakes.path(source, name)
    own.parent.mkdir(exist_ok=True)
    own.write_text(_renamed(mistakes.path(model, EXAMPLE).read_text("utf-8"), name), "utf-8")
    for target, origin in parts.items():
        _append(target, origin.read_text("utf-8"), name, f"notebook {source.notebook[:2]}")
    return [source.path, own, *parts]


def _first_code(source: Source) -> int:
    return next(i for i, cell in enumerate(source.cells) if cell.kind == "code")


def _raw(source: Source, indices: list[int]) -> str:
    """The text of some cells as it is in the file."""
    lines = source.path.read_text("utf-8").splitlines(keepends=True)
    starts = [cell.line - 1 for cell in source.cells] + [len(lines)]
    return "\n".join("".join(lines[starts[i] : starts[i + 1]]).rstrip("\n") + "\n" for i in indices)


def _insert_cells(source: Source, model: Source, name: str) -> None:
    """Heading, exercise, check and hint, before the claims where there are any."""
    own = [i for i, cell in enumerate(model.cells) if cell.name == EXAMPLE]
    cells = _renamed(_raw(model, [own[0] - 1, *own]), name)
    text = source.path.read_text("utf-8").rstrip("\n") + "\n"
    claims = _CLAIMS.search(text)
    at = claims.start() if claims else len(text)
    source.path.write_text(f"{text[:at].rstrip()}\n\n{cells}\n{text[at:]}".rstrip("\n") + "\n", "utf-8")


def _append(target: Path, model: str, name: str, about: str) -> None:
    """The model's functions for the example, under new names, at the end of `target`, and the imports they need."""
    head, functions = _parts(model)
    text = target.read_text("utf-8") if target.exists() else head.replace("notebook 00", about)
    missing = [line for line in head.splitlines() if line.startswith(("import ", "from ")) and line not in text]
    if missing:
        first = re.search(r"^(import|from) ", text, re.MULTILINE)
        at = first.start() if first else len(text)
        text = text[:at] + "\n".join(missing) + "\n" + text[at:]
    target.write_text("\n\n\n".join([text.rstrip(), *(_renamed(f, name) for f in functions)]) + "\n", "utf-8")


def _parts(text: str) -> tuple[str, list[str]]:
    """What stands before the first function of a module, and the functions that are about the example."""
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    lines = text.splitlines(keepends=True)
    starts = [min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1 for node in nodes]
    functions = ["".join(lines[start : node.end_lineno]).rstrip() for start, node in zip(starts, nodes, strict=True)]
    return "".join(lines[: starts[0]]), [text for text in functions if re.search(rf"\b{EXAMPLE}\b", text)]


def _renamed(text: str, name: str) -> str:
    """The example's name replaced, and functions that are named otherwise made unique."""
    text = re.sub(rf"^def (test_)?(?!{EXAMPLE}\b)(\w+)\(", rf"def \g<1>{name}_\2(", text, flags=re.MULTILINE)
    return re.sub(rf"\b{EXAMPLE}\b", name, text)
