"""Faulty: honest students' accidents. Each gets a clear reason and the points of what did run; nobody else notices."""

from collections.abc import Iterator

from tests.corpus import Entry, step

RIGHT = "return x - lr * g"
IMPORTS = "import ctypes, itertools, os, re, signal, sys, threading, time\nimport numpy as np"
ENDED = "Your code ended the Python process"
LATE = "It took longer than 10 seconds"

CALLS = {  # kind: {name: (the body of gd_step, what the student must read)}
    "crash": {
        "os._exit": ("os._exit(1)", ENDED),
        "sys.exit": ("sys.exit(0)", "It raised"),
        "segmentation fault": ("ctypes.string_at(0)", "a crash in native code"),
        "abort": ("os.abort()", ENDED),
        "kills itself": ("os.kill(os.getpid(), signal.SIGKILL)", "killed"),
        "deep recursion": ("f = lambda n: f(n + 1)\nreturn f(0)", "It raised RecursionError"),
        "deep recursion without limit": ("sys.setrecursionlimit(10**9)\nf = lambda n: f(n + 1)\nreturn f(0)", ""),
        "raises": ("raise KeyError('lr')", "It raised KeyError"),
        "raises its own kind": ("raise type('Oops', (Exception,), {})()", "It raised Exception"),
        "raises BaseException": ("raise KeyboardInterrupt", "It raised"),
        "divides by zero": ("return 1 / 0", "It raised ZeroDivisionError"),
        "wrong number of arguments": ("return np.add(x)", "It raised"),
    },
    "hang": {
        "endless loop": ("while True: pass", LATE),
        "ignores signals": (
            "for s in (signal.SIGINT, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\nwhile True: pass",
            LATE,
        ),
        "swallows interrupts": ("while True:\n    try: time.sleep(1)\n    except BaseException: pass", LATE),
        "deadlock": ("lock = threading.Lock()\nlock.acquire()\nlock.acquire()", LATE),
        "stops itself": ("os.kill(os.getpid(), signal.SIGSTOP)", LATE),
    },
    "bomb": {
        "memory": ("return bytearray(10**11)", "It raised MemoryError"),
        "memory, bit by bit": ("a = [0] * 10**6\nwhile True: a = a + a", "It raised MemoryError"),
        "array": ("return np.zeros((10**6, 10**6)) + 1", "It raised MemoryError"),
        "processes": ("while True: os.fork()", "It raised PermissionError"),
        "threads": ("while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()", "It raised"),
        "one huge file": ("open('a', 'wb').write(bytes(1 << 30))", "It raised OSError"),
        "many files": ("for i in itertools.count(): open(str(i), 'wb').write(bytes(1 << 20))", "of files"),
        "open files": ("kept = [open(str(i), 'w') for i in range(10**6)]", "It raised OSError"),
        "giant result": ("return np.zeros(10**8)", ""),
        "giant nested result": ("a = []\nfor _ in range(10**4): a = [a]\nreturn a", ""),
    },
    "odd": {
        "returns None": ("x - lr * g", "is wrong"),
        "returns a generator": ("yield x - lr * g", ""),
        "returns text": ("return str(x - lr * g)", "is wrong"),
        "returns objects": ("return np.array([object()])", ""),
        "returns NaN": ("return x * np.nan", "is wrong"),
        "returns a ragged list": ("return [[1.0], [1.0, 2.0]]", ""),
    },
}
CELLS = {  # what a cell does beside a right answer: it costs nothing
    "prints a gigabyte": "for _ in range(1000): print('x' * 10**6)",
    "prints one long line": "print('x' * 10**8)",
    "leaves a thread running": "threading.Thread(target=time.sleep, args=(99,), daemon=True).start()",
    "shadows built-ins": "len = 5\nprint = None\nlist = 3",
    "shadows numpy": "np_real = np\nnp = 100",
    "warns": "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('x')",
    "logs": "import logging\nlogging.basicConfig(level=0)\nlogging.error('x')",
    "shows progress": "from tqdm import tqdm\nfor _ in tqdm(range(1000)): pass",
    "displays a number": "100",
    "plots": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "fails": "1 / 0",
    "asks": "input('how much? ')",
    "ends Python": "os._exit(5)",
    "runs a program": "!rm -rf *",
    "changes the folder": "os.makedirs('a')\nos.chdir('a')",
    "uses a package that is absent": "import an_absent_package",
    "does not parse": "def f(:",
}


def entries() -> Iterator[Entry]:
    for kind, calls in CALLS.items():
        for name, (body, says) in calls.items():
            yield Entry(f"{kind}: {name}", kind, "an accident", step(body, IMPORTS), says=says, seconds=20)
    for name, cell in CELLS.items():
        before = (f"{IMPORTS}\n{cell}",)
        yield Entry(f"beside: {name}", "beside", "an accident", step(RIGHT), before, deserves=1, seconds=20)
