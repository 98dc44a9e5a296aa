"""Hostile: processes and signals, ways to end, knowing that one is graded, and traces for the next one."""

from collections.abc import Iterator

from autograder.sandbox.limits import LIMITS
from tests.corpus import Entry, step

WRONG = "return x + lr * g"
RIGHT = "return x - lr * g"

PROCESSES = {
    "fork": "os.fork()",
    "daemon": "os.setsid(); os.fork() or os.fork() or time.sleep(100)",
    "program": "subprocess.Popen(['/bin/sleep', '100'])",
    "multiprocessing": "multiprocessing.Process(target=time.sleep, args=(100,)).start()",
    "exec": "os.execv('/bin/true', ['/bin/true'])",
    "vfork by number": "ctypes.CDLL(None).syscall(58)",
    "clone by number": "ctypes.CDLL(None).syscall(56, 17, 0, 0, 0, 0)",
    "kills its parent": "os.kill(os.getppid(), 9)",
    "kills its group": "os.killpg(0, 9)",
    "kills all": "os.kill(-1, 9)",
    "signal by number": "ctypes.CDLL(None).syscall(129, os.getppid(), 9, None)",
    "ptrace": "ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)",
    "pidfd": "os.pidfd_open(os.getppid())",
    "32-bit calls": "ctypes.CDLL(None).syscall(0x40000000 + 57)",
    "namespaces": "ctypes.CDLL(None).unshare(0x10000000)",
    "threads left over": "[threading.Thread(target=time.sleep, args=(100,)).start() for _ in range(20)]",
    "ignores all signals": "[signal.signal(n, signal.SIG_IGN) for n in range(1, 32) if n not in (9, 19)]",
}
OWNER = """
import fcntl
r, w = os.pipe()
for fd in range(3, 60):
    try:
        fcntl.fcntl(fd, fcntl.F_SETOWN, os.getppid())
        fcntl.fcntl(fd, 10, 9)
        fcntl.fcntl(fd, fcntl.F_SETFL, os.O_ASYNC)
    except OSError:
        pass
os.write(w, b'x')
"""
IMPORTS = "import ctypes, multiprocessing, os, resource, signal, subprocess, sys, threading, time, traceback\n"

ENDS = {
    "os._exit(0)": "os._exit(0)",
    "os._exit with a message": "os.write(1, b'1 passed'); os._exit(0)",
    "sys.exit": "sys.exit(0)",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "GeneratorExit": "raise GeneratorExit",
    "a crash": "ctypes.string_at(0)",
    "abort": "os.abort()",
    "kills itself": "os.kill(os.getpid(), 9)",
    "SIGALRM": "signal.alarm(1); time.sleep(3)",
    "exit in a finaliser": "type('A', (), {'__del__': lambda _: os._exit(0)})(); x[None]",
    "NotImplementedError": "raise NotImplementedError('passed')",
}

GRADED = {
    "no kernel": "hasattr(__import__('IPython').get_ipython(), 'kernel')",
    "the sandbox": f"resource.getrlimit(resource.RLIMIT_NOFILE)[0] != {LIMITS.open_files}",
    "loaded modules": "'autograder.sandbox.server' not in sys.modules",
    "frames": "'autograder' not in ''.join(traceback.format_stack())",
    "the clock": "time.process_time() > 1e6",
    "numbers": "float(np.ravel(x)[0]) in (0.12573022, 1.0)",
}

CARRY = {
    "patches numpy": "import numpy as np\nnp.add = np.subtract = np.multiply = np.asarray = None\nnp.ndarray = list",
    "patches torch in place": "import torch\ntorch.optim.SGD.step = torch.Tensor.detach = None\ntorch.set_num_threads(3)",
    "leaves modules": "sys.modules['evil'] = sys\nsys.modules['utils.checks'] = None\nsys.path[:] = []",
    "leaves environment": "os.environ.clear(); os.environ['PYTHONSTARTUP'] = '/tmp/evil.py'\nctypes.CDLL(None).setenv(b'LD_PRELOAD', b'/tmp/x.so', 1)",
    "changes C memory": "import ctypes\nfor n in range(-5, 257): ctypes.c_long.from_address(id(n) + 24).value = 7",
    "font cache": "open(os.path.join(os.environ['MPLCONFIGDIR'], 'fontlist-v390.json'), 'w').write('x')\n"
    "import glob, tempfile\n[open(p, 'w').write('x') for p in glob.glob(os.path.dirname('$WATCH') + '/downhill-*/*')]",
    "the fork server's cache": "import matplotlib, matplotlib.font_manager as f\nopen(os.path.join(os.path.dirname('$WATCH'), "
    "'downhill-matplotlib-65534', 'fontlist-v390.json'), 'w').write('x')",
    "random state": "import random, numpy as np, torch\nrandom.seed(0); np.random.seed(0); torch.manual_seed(0)\nrandom.seed = np.random.seed = lambda *_: 0",
    "holds locks": "import threading, logging\nlogging._lock.acquire(); __import__('_imp').acquire_lock()",
    "rules of its own": "import gc, sys, signal\ngc.disable(); sys.setrecursionlimit(60); signal.setitimer(signal.ITIMER_REAL, 0.5)",
}

DISK = {
    "hidden folder": (
        "fills a folder that cannot be listed",
        "os.mkdir('dark', 0o300)\nfor i in range(12): open(f'dark/{i}', 'wb').write(bytes(16 << 20))\ntime.sleep(0.5)",
    ),
    "deep folder": (
        "fills a folder deeper than any path can name",
        "for _ in range(30): os.mkdir('d' * 200); os.chdir('d' * 200)\nfor i in range(12): open(str(i), 'wb').write(bytes(16 << 20))\ntime.sleep(0.5)",
    ),
}
TREE = "for _ in range(1500):\n    os.mkdir('d'); os.chdir('d')"
RACE = "def loop():\n    for i in range(10**9): open(f'f{i % 500}', 'w').close()\nthreading.Thread(target=loop, daemon=True).start()"


def entries() -> Iterator[Entry]:
    for name, action in PROCESSES.items():
        yield Entry(name, "processes", f"tries {action.split('(')[0]}", step(f"{action}\n{WRONG}", IMPORTS))
    yield Entry(
        "owner of a descriptor", "processes", "has the kernel send its parent a signal", step(WRONG), (IMPORTS + OWNER,)
    )
    for name, action in ENDS.items():
        yield Entry(f"ends by {name}", "ends", f"ends a call by {action.split('(')[0]}", step(action, IMPORTS))
    for name, sign in GRADED.items():
        body = f"if {sign}:\n    {RIGHT}\n{WRONG}"
        yield Entry(f"notices {name}", "graded", "is right only where nobody grades", step(body, IMPORTS))
    for name, cell in CARRY.items():
        yield Entry(
            f"carry-over: {name}",
            "carry-over",
            "spoils what the next one might inherit",
            step(WRONG),
            (IMPORTS + cell,),
        )
    for name, (tries, body) in DISK.items():
        yield Entry(f"disk: {name}", "processes", tries, step(f"{body}\nreturn 'kept'", IMPORTS), says="of files")
    yield Entry("a tree too deep to delete", "carry-over", "leaves folders behind", step(WRONG), (IMPORTS + TREE,))
    yield Entry(
        "writes until the end", "carry-over", "makes files while its folder is deleted", step(WRONG), (IMPORTS + RACE,)
    )
