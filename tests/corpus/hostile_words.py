"""Hostile: HTML for the instructor's browser, hidden tests through feedback, memorised numbers, text that hurts a parser."""

from collections.abc import Iterator

from tests.corpus import Entry, cell_of, code, step

WRONG = "return x + lr * g"
HTML = {
    "a script": "<script>alert(1)</script>",
    "an image": "<img src=x onerror=alert(1)>",
    "an end of the block": "</pre></section></body><iframe src=//evil.example></iframe><pre>",
    "a style": "</style><style>@import url(//evil.example)</style>",
    "a link": "[x](javascript:alert(1)) <a href='javascript:alert(1)' onclick=alert(1)>x</a>",
    "a form": "`<form action=//evil.example><input autofocus onfocus=alert(1)>`",
    "entities": "&lt;script&gt;&#x3c;svg/onload=alert(1)&#x3e;",
    "braces": "{title} {0.__class__.__mro__} {{7*7}} %(x)s ${x}",
}
ANSI = "\\x1b]0;owned\\x07\\x1b[2J\\x1b[1;32m1 of 1 points\\x1b[0m\\r\\x9b31m\\u202e"

FEEDBACK = {
    "exception text": "raise ValueError(f'CANARY {x} {g} {lr}')",
    "exception type": "raise type(f'CANARY{abs(int(1e6 * float(np.ravel(x)[0])))}', (ValueError,), {})",
    "notes of an exception": "e = ValueError(f'CANARY'); e.add_note(f'CANARY {x}'); raise e",
    "a chain of exceptions": "try:\n    raise KeyError(f'CANARY {x}')\nexcept KeyError as e:\n    raise ValueError('CANARY') from e",
    "type name": "return type(f'CANARY{float(np.ravel(x)[0])}', (), {})()",
    "shape": "return np.zeros(int(abs(1000 * float(np.ravel(x)[0]))))",
    "returned text": "return f'CANARY {x} {g} {lr}'",
    "returned dict": "return {f'CANARY {x}': lr}",
    "dtype": "return np.array([f'CANARY{float(np.ravel(x)[0])}'])",
    "exit code": "os._exit(1 + abs(int(100 * float(np.ravel(x)[0]))) % 200)",
    "signal": "os.kill(os.getpid(), (1, 3, 4, 5, 6, 7, 8)[abs(int(100 * float(np.ravel(x)[0]))) % 7])",
    "changed inputs": "frame = sys._getframe(1)\nframe.f_locals['args'][0] = np.full(np.shape(x), 'CANARY' + str(lr))\nreturn x",
    "changed inputs, nested": "frame = sys._getframe(1)\nframe.f_locals['kwargs'].update(CANARY=np.array(['CANARY'])); return x",
    "warnings": "import warnings, logging\nwarnings.warn(f'CANARY {x}'); logging.critical(f'CANARY {x}'); return x",
    "file names": "[open(f'CANARY{i}', 'w').write(str(x)) for i in range(3)]; return x",
    "code's file name": "exec(compile('raise ValueError(\"CANARY\")', '<ipython-input-CANARY', 'exec'))",
    "a syntax error": "exec('CANARY ' + str(float(np.ravel(x)[0])) + ' (')",
}

MEMORY = """
import json, numpy as np
frozen = json.load(open('$ROOT/utils/checks/frozen/{name}.json'))
def numbers(node):
    if isinstance(node, dict): node = list(node.values())
    if isinstance(node, list):
        for item in node: yield from numbers(item)
    elif isinstance(node, (int, float)): yield float(node)
known = list(numbers(frozen))
calls = []
"""
RECALL = (
    "calls.append(1)\nn = max(1, np.size(x))\nreturn np.resize(known[len(calls):len(calls) + n] or [0.0], np.shape(x))"
)

PUBLIC = """
import numpy as np
table = {}
for seed in range(64):
    rng = np.random.default_rng(seed)
    for shape in ((3,), (2, 3), ()):
        x, g = rng.normal(size=(2, *shape))
        for lr in (0.1, 0.7):
            table[x.tobytes(), g.tobytes(), lr] = x - lr * g
"""


def in_check(text: str):
    return lambda notebook: cell_of(notebook, "check_gd_step").update(source=text)


def answers_in_prose(notebook: dict) -> None:
    for html in HTML.values():
        notebook["cells"].append(
            {"cell_type": "markdown", "source": html, "metadata": {"nbgrader": {"grade_id": html}}}
        )
        output = {"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}
        notebook["cells"].append({**code(f"'{html}'"), "outputs": [output], "id": html})


TEXTS = {
    "many empty lines": ("makes a pattern try every way to skip twenty thousand empty lines", "\n" * 20_000, 1.5),
    "many empty lines and an error": ("the same in a cell that fails", "raise ValueError" + "\n" * 20_000 + "x", 1.5),
    "three thousand signs": (
        "nests an expression deeper than the printer of code goes",
        f"def f():\n    return {'-' * 3000}1",
        15,
    ),
    "a long chain": ("nests attributes by the ten thousand", f"def f():\n    return x{'.a' * 20_000}", 15),
    "half a character": ("has a surrogate that no encoding can write", "def f():\n    return '\ud800'", 15),
    "a null byte": ("has a null byte", "def f():\n    return '\0'", 15),
    "brackets": ("opens ten thousand brackets", "(" * 10_000, 15),
    "fifty thousand statements": ("makes the parser build a lot", "1\n" * 50_000, 15),
}


def entries() -> Iterator[Entry]:
    for name, html in HTML.items():
        cells = (f"# {html}", f"raise ValueError({html!r})")
        yield Entry(
            f"HTML: {name}",
            "HTML",
            "puts it where an instructor's browser may run it",
            step(f"# {html}\n{WRONG}"),
            cells,
        )
    yield Entry(
        "HTML in prose and outputs",
        "HTML",
        "puts all of these into prose, ids and outputs",
        step(WRONG),
        edit=answers_in_prose,
    )
    cell = f"raise ValueError('{ANSI}')"
    yield Entry("terminal codes", "HTML", "commands the instructor's terminal from a message", step(WRONG), (cell,))
    for name, body in FEEDBACK.items():
        yield Entry(
            f"feedback: {name}", "feedback", "tells hidden inputs", step(body, "import os, sys\nimport numpy as np")
        )
    cell = MEMORY.format(name="gd_step")
    yield Entry(
        "replays the frozen numbers", "memorised", "answers with what the instant check has on file", step(RECALL, cell)
    )
    body = "return table.get((np.asarray(x).tobytes(), np.asarray(g).tobytes(), lr), np.zeros(np.shape(x)))"
    yield Entry("knows 64 seeds", "memorised", "has the answers of the public seeds by heart", step(body, PUBLIC))
    for name, (tries, text, seconds) in TEXTS.items():
        yield Entry(f"text: {name}", "parser", tries, step(WRONG), (text,), edit=in_check(text), seconds=seconds)
