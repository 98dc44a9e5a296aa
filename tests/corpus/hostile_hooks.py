"""Hostile: IPython's hooks, forged outputs, and a notebook's metadata."""

from collections.abc import Iterator

from tests.corpus import Entry, cell_of, step

WRONG = "return x + lr * g"
SHELL = "from IPython import get_ipython\nip = get_ipython()\n"
FORGED = {
    "output_type": "execute_result",
    "data": {"text/plain": "1.0"},
    "metadata": {},
    "execution_count": 1,
}

HOOKS = {
    "AST transformer": (
        "rewrites every assertion in later cells to one that holds",
        f"""{SHELL}import ast
class Soft(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
ip.ast_transformers.append(Soft())""",
    ),
    "input transformer": (
        "replaces the text of every later cell",
        f"{SHELL}ip.input_transformers_post.append(lambda lines: ['gd_step = lambda x, g, lr: True\\n'])",
    ),
    "events": (
        "redefines the exercise after each cell and gives back the inputs of the first call",
        f"{SHELL}ip.events.register('post_run_cell', lambda *_: ip.user_ns.update(gd_step=lambda x, g, lr: g))",
    ),
    "run_cell": (
        "makes the shell report success for every cell",
        f"{SHELL}ip.run_cell = lambda *_, **__: type('R', (), dict(error_before_exec=None, error_in_exec=None))()",
    ),
    "excepthook": (
        "swallows all exceptions of later cells",
        f"{SHELL}ip.set_custom_exc((BaseException,), lambda *_, **__: None)\nimport sys\nsys.excepthook = print",
    ),
    "import hook": (
        "puts a finder first that makes every later import an empty module",
        "import sys, types\nclass All:\n    def find_spec(self, name, path=None, target=None):\n"
        "        sys.modules[name] = types.ModuleType(name)\nsys.meta_path.insert(0, All())",
    ),
    "trace": (
        "sets trace and profile functions that collect the locals of every frame and answer with them",
        "import sys, threading\nseen = []\ndef spy(frame, event, arg):\n    seen.append(dict(frame.f_locals))\n"
        "    return spy\nsys.setprofile(spy); threading.setprofile(spy)",
    ),
}

OUTPUTS = {
    "displayhook": (
        "shows 1.0 as the value of every cell",
        f"{SHELL}import sys\nsys.displayhook = lambda value: print(1.0)\nip.displayhook = sys.displayhook",
    ),
    "printed score": ("prints what graders print", "print('1 passed in 0.01s\\nscore: 1.0\\nOK\\n1.0')"),
    "raw stdout": (
        "writes a success to the descriptors of standard output and error",
        "import os\nfor fd in (0, 1, 2):\n    os.write(fd, b'\\n1 passed\\n1.0\\n')",
    ),
    "display_pub": (
        "publishes a result as if a check had passed",
        f"{SHELL}ip.display_pub.publish({{'text/plain': '1.0', 'text/html': '<b>passed</b>'}})",
    ),
    "check": (
        "redefines check and needs so that they are content",
        "import utils.checks\nutils.checks.check = check = lambda *_: 1.0\nutils.checks.needs = lambda *_: open('/dev/null')",
    ),
    "atexit": ("prints a success when Python ends", "import atexit\natexit.register(print, '1 passed')"),
}


def each_cell(change):
    return lambda notebook: [change(cell) for cell in notebook["cells"]]


def mark(**fields):
    return each_cell(lambda cell: cell["metadata"].setdefault("nbgrader", {}).update(fields))


def forge_output(notebook: dict) -> None:
    check = cell_of(notebook, "check_gd_step")
    check["outputs"] = [FORGED]
    check["metadata"]["downhill"] = {"outcome": "passed"}


def own_check(notebook: dict) -> None:
    cell_of(notebook, "check_gd_step").update(source="1.0", outputs=[FORGED])


def second_check(notebook: dict) -> None:
    notebook["cells"] += [{**cell_of(notebook, "check_gd_step"), "id": "x", "source": "1.0"}] * 3


def swap_ids(notebook: dict) -> None:
    a, b = cell_of(notebook, "gd_step"), cell_of(notebook, "check_gd_step")
    a["metadata"], b["metadata"] = b["metadata"], a["metadata"]
    a["id"], b["id"] = b["id"], a["id"]


METADATA = {
    "more points": ("says that each cell is worth 1000 points", mark(points=1000, grade=True)),
    "no points": ("says that the exercise has no points, so that 0 is all", mark(points=0)),
    "manual": ("asks for hand grading with a score of its own", mark(solution=True, grade=True, score=1.0)),
    "locked off": ("unlocks the check and replaces it", own_check),
    "forged output": ("carries an output with full marks in the check", forge_output),
    "check three times": ("hands in the check thrice, each with full marks", second_check),
    "swapped ids": ("gives the exercise the identity of the check and the other way round", swap_ids),
    "tags": (
        "asks that its cells be skipped, hidden or allowed to fail",
        each_cell(lambda cell: cell["metadata"].update(tags=["skip-execution", "raises-exception", "remove-cell"])),
    ),
    "ids of another kind": ("has lists where ids are expected", each_cell(lambda cell: cell.update(id=[{}]))),
    "grade ids of another kind": ("has dicts where grade ids are expected", mark(grade_id={"a": []})),
    "grade id with a path": ("names its cell ../../etc", mark(grade_id="../../../$WATCH/evil")),
    "kernel": (
        "names a kernel that would run a program",
        lambda n: n["metadata"].update(kernelspec={"name": "../../evil", "argv": ["/bin/sh"]}, kernel_info=1),
    ),
    "other notebook": (
        "claims by its metadata to be graded already",
        lambda n: n["metadata"].update(score=100, graded=True, downhill={"score": 1, "outcome": "passed"}),
    ),
}


def entries() -> Iterator[Entry]:
    for name, (tries, cell) in HOOKS.items():
        yield Entry(name, "hooks", tries, step(WRONG), (cell,))
    for name, (tries, cell) in OUTPUTS.items():
        yield Entry(name, "outputs", tries, step(WRONG), (cell,))
    for name, (tries, edit) in METADATA.items():
        yield Entry(name, "metadata", tries, step(WRONG), edit=edit)
