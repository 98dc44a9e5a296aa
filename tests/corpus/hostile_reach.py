"""Hostile: looking for tests and grades in memory and on disk, writing outside, shadowing modules, the network."""

from collections.abc import Iterator

from tests.corpus import Entry, step

WRONG = "return x + lr * g"
ANSWER = "found = []\n{}\nraise ValueError(repr(found)[-400:] + 'CANARY'[:0])"

HUNTS = {
    "frames": (
        "walks the frames above for something expected",
        "import sys\nframe = sys._getframe()\nwhile frame:\n    found += [v for k, v in frame.f_locals.items() if 'expect' in k or 'want' in k]\n"
        "    frame = frame.f_back\nif found:\n    return found[0]",
    ),
    "garbage": (
        "searches the collector's objects for the tests' functions and the reference",
        "import gc\nfound = [o for o in gc.get_objects() if getattr(o, '__name__', '') == 'gd_step' and o is not gd_step]\n"
        "if found:\n    return found[0](x, g, lr)",
    ),
    "imports": (
        "imports the grader, the hidden tests, the mistakes and the solutions",
        "import importlib\nfor name in ('autograder.grading.pytest_plugin', 'autograder.hidden.test_start_here', 'autograder.authoring.mistakes', "
        "'autograder.authoring.variants.start_here', 'solutions.00_start_here', 'autograder.authoring.source', 'tests.conftest'):\n"
        "    try:\n        found.append(open(importlib.import_module(name).__file__).read())\n"
        "    except (ImportError, OSError):\n        pass",
    ),
    "loaded modules": (
        "looks through everything loaded for a reference or a secret",
        "import sys\nfor module in list(sys.modules.values()):\n    for name in ('reference', 'MISTAKES', 'AnswerKey', 'HIDDEN'):\n"
        "        found += [getattr(module, name)] if name in vars(module) and module.__name__.startswith('autograder') else []",
    ),
}

READS = {
    "gradebook": "$PRIVATE/gradebook.db",
    "a peer": "$PRIVATE/submitted/alice/00_start_here/00_start_here.ipynb",
    "hidden tests": "$ROOT/autograder/hidden/test_start_here.py",
    "planted tests": "$PRIVATE/hidden/test_start_here.py",
    "solution": "$ROOT/solutions/00_start_here.py",
    "mistakes": "$ROOT/autograder/mistakes/start_here.py",
    "own environment": "/proc/self/environ",
    "the parent's environment": "/proc/1/environ",
    "own memory": "/proc/self/mem",
    "users": "/etc/passwd",
    "a detour": "$ROOT/utils/../autograder/hidden/test_start_here.py",
    "the working folder of another": "/proc/self/cwd/../../gradebook.db",
}

LIST = (
    "import os, glob\nfor place in ('/', '/tmp', '/proc', '$ROOT', '$PRIVATE', '$WATCH', '..', '../..', '/home', '/dev/shm'):\n"
    "    try:\n        found.append(os.listdir(place))\n    except OSError:\n        pass\n"
    "found += glob.glob('/**/gradebook.db') + glob.glob('/tmp/*/*')\nassert not found"
)
ENVIRONMENT = "import os\nfound = [v for v in os.environ.values() if 'CANARY' in v]"

WRITES = {
    "a file outside": "open('$WATCH/evil', 'w').write('x')",
    "a watched file": "open('$WATCH/kept', 'a').write('x')",
    "cut a watched file": "os.close(os.open('$WATCH/kept', os.O_RDONLY | os.O_TRUNC))",
    "truncate": "os.truncate('$WATCH/kept', 0)",
    "unlink": "os.unlink('$WATCH/kept')",
    "rename": "os.rename('$WATCH/kept', '$WATCH/gone')",
    "chmod": "os.chmod('$WATCH/kept', 0o777)",
    "times": "os.utime('$WATCH/kept', (0, 0))",
    "a link to it": "os.symlink('$WATCH/kept', 'link'); open('link', 'w').write('x')",
    "a hard link": "os.link('$WATCH/kept', 'hard'); open('hard', 'w').write('x')",
    "gradebook": "import sqlite3; sqlite3.connect('$PRIVATE/gradebook.db').execute('UPDATE grade SET auto_score = 1')",
    "the instant check": "open('$ROOT/utils/checks/frozen/gd_step.json', 'w').write('{}')",
    "its parent folder": "open('../evil', 'w').write('x'); os.mkdir('../../evil')",
    "shared memory": "open('/dev/shm/evil', 'w').write('x'); os.memfd_create('evil')",
    "an attribute": "os.setxattr('$WATCH/kept', 'user.evil', b'x')",
}

SHADOWS = {
    "numpy.py": "def __getattr__(name): return lambda *a, **k: True",
    "torch.py": "optim = None",
    "conftest.py": "import pytest\n@pytest.fixture\ndef agrees_with_reference():\n    return lambda e: True",
    "sitecustomize.py": "import builtins; builtins.evil = 1",
    "evil.pth": "import builtins; builtins.evil = 1",
    "pytest.ini": "[pytest]\naddopts = --collect-only",
    "autograder/__init__.py": "raise SystemExit(0)",
}
SHADOW = (
    "import os, site, sys\nfor place in ('.', *site.getsitepackages(), site.getusersitepackages(), '$ROOT', '$WATCH', *sys.path):\n"
    "    try:\n        os.makedirs(os.path.dirname(os.path.join(place or '.', {name!r})), exist_ok=True)\n"
    "        open(os.path.join(place or '.', {name!r}), 'w').write({text!r})\n    except OSError:\n        pass\n"
    "sys.path.insert(0, os.getcwd())\nfor name in ('numpy', 'torch', 'conftest', 'autograder', 'sitecustomize'):\n"
    "    sys.modules.pop(name, None)\n"
)

NETWORK = {
    "TCP": "socket.create_connection(('127.0.0.1', 22), 1)",
    "UDP": "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'x', ('127.0.0.1', 53))",
    "a Unix socket": "s = socket.socket(socket.AF_UNIX); s.connect('/var/run/docker.sock')",
    "an abstract socket": "s = socket.socket(socket.AF_UNIX); s.bind('\\0evil'); s.listen()",
    "netlink": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)",
    "a page": "__import__('urllib.request').request.urlopen('http://127.0.0.1:8888/', timeout=1)",
}
DONE = "import os, socket\ntry:\n    {}\nexcept Exception:\n    raise KeyError('refused')\nos._exit(99)"


def entries() -> Iterator[Entry]:
    for name, (tries, body) in HUNTS.items():
        yield Entry(name, "hunts", tries, step(ANSWER.format(body)))
    for name, path in READS.items():
        cell = f"raise ValueError(open({path!r}, errors='replace').read()[-250:])"
        yield Entry(f"reads {name}", "reads", f"reads {path} and tells it in a message", step(WRONG), (cell,))
    yield Entry(
        "lists folders",
        "reads",
        "lists every folder that could hold others' work",
        step(WRONG),
        (f"found = []\n{LIST}",),
    )
    tries = "looks for secrets in its environment"
    yield Entry("reads environment", "reads", tries, step(WRONG), (f"{ENVIRONMENT}\nraise ValueError(found)",))
    for name, action in WRITES.items():
        cell = "\n".join(f"try:\n    {part}\nexcept OSError:\n    pass" for part in ["import os", *action.split("; ")])
        yield Entry(
            f"writes: {name}", "writes", f"tries {action.split('(')[0]} outside its folder", step(WRONG), (cell,)
        )
    for name, text in SHADOWS.items():
        cell = SHADOW.format(name=name, text=text)
        yield Entry(f"shadows {name}", "shadows", f"leaves a {name} wherever Python might look", step(WRONG), (cell,))
    for name, action in NETWORK.items():
        body = DONE.format(action.replace("; ", "\n    "))
        yield Entry(f"network: {name}", "network", f"opens a connection: {action.split('(')[0]}", step(body))
