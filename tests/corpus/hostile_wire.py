"""Hostile: frames of its own on the socket between the student's process and the grader."""

from collections.abc import Iterator

from tests.corpus import Entry, step

WIRE = """
import os, socket, stat, struct, threading, time, msgpack
def wires():
    return [fd for fd in range(3, 256) if os.path.lexists('/') and is_socket(fd)]
def is_socket(fd):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False
def raw(data):
    for fd in wires():
        s = socket.socket(fileno=os.dup(fd)); s.settimeout(3)
        try:
            s.sendall(data)
        except OSError:
            pass
        s.detach()
def frame(*parts):
    return struct.pack(f'<{len(parts) + 1}I', len(parts), *map(len, parts)) + b''.join(parts)
def say(*words, buffers=()):
    raw(frame(msgpack.packb(['l', *words]), *buffers))
"""
VALUE = "['a', '<f8', [3], 0]"

IN_CELL = {
    "ret before the call": (
        "answers a hundred calls before they are made",
        f"for _ in range(100): say('ret', {VALUE}, None, buffers=[bytes(24)])",
    ),
    "ret for the cell": (
        "answers that its cell ran without error and that its tests passed",
        "say('ret', None); say('ret', 'passed', 1.0)",
    ),
    "verdicts": (
        "sends words that a naive grader would believe",
        "for w in ('passed', 'score', 'PASSED', 'report', 'holes'): say(w, 1.0)",
    ),
    "calls at once": ("calls functions of the grader before any was lent", "say('call', 0, ['l'], ['d'])"),
    "replay": (
        "sends every frame that it receives back",
        "say('cell', 'x'); say('call', 'gd_step', None, ['l'], ['d']); say('restore')",
    ),
    "closed wire": ("shuts the socket", "[os.close(fd) for fd in wires()]"),
    "half a frame": ("announces a frame, sends half and ends", "raw(struct.pack('<2I', 1, 1000) + b'x'); os._exit(0)"),
    "giant frame": ("announces 4 GB", "raw(struct.pack('<2I', 1, 2**32 - 1))"),
    "many parts": ("announces four milliard parts", "raw(struct.pack('<I', 2**32 - 1))"),
    "descriptors": (
        "passes open descriptors along with its bytes",
        "for fd in wires():\n    s = socket.socket(fileno=os.dup(fd))\n    socket.send_fds(s, [b'xxxx'], [0, 1, 2] * 50)\n    s.detach()",
    ),
    "a second reader": (
        "reads the grader's frames itself and answers each with success",
        f"def loop(fd):\n    s = socket.socket(fileno=os.dup(fd))\n    while s.recv(1 << 16): say('ret', {VALUE}, None, buffers=[bytes(24)])\n"
        "for fd in wires(): threading.Thread(target=loop, args=(fd,), daemon=True).start()",
    ),
}

IN_CALL = {
    "wrong verb": "say('passed', True)",
    "no list": "raw(frame(msgpack.packb(1)))",
    "empty": "raw(frame(b''))",
    "no parts": "raw(struct.pack('<I', 0))",
    "call with a wrong number": "say('call', 10**6, ['l'], ['d'])",
    "call with a negative number": "say('call', -1, ['l'], ['d'])",
    "call with a word for a number": "say('call', '__class__', ['l'], ['d'])",
    "handle out of range": "say('ret', ['o', 10**6, 'function'], None)",
    "negative handle": "say('ret', ['o', -1, 'callback'], None)",
    "a lent function as the answer": "say('ret', ['o', 0, 'callback'], None)",
    "error of no kind": "say('exc', ['l'], 'CANARY', ['d'])",
    "error named like a pass": "say('exc', 'Passed', 10**30, 'CANARY')",
    "changes of another form": "say('ret', 1, 'CANARY')",
    "changes to nothing": "say('ret', 1, ['l', ['l', None, ['l'], ['d']], ['d', 'x', 'lr', 1, 0]])",
    "one answer too many": f"say('ret', {VALUE}, None, buffers=[bytes(24)]); say('ret', {VALUE}, None, buffers=[bytes(24)])",
    "an answer too long": "say('ret', 1, None, 2, 3)",
    "objects": "say('ret', ['a', '|O', [3], 0], None, buffers=[bytes(24)])",
    "a shape that overflows": "say('ret', ['a', '<f8', [2**62, 4], 0], None, buffers=[b''])",
    "a shape of nothing": "say('ret', ['a', '<f8', [0, 2**62], 0], None, buffers=[b''])",
    "a buffer twice": "say('ret', ['l', ['a', '<f8', [1], 0], ['a', '<f8', [1], 0]], None, buffers=[bytes(8)])",
    "a bomb of nested lists": "raw(frame(b'\\x91' * 100000 + b'\\x90'))",
    "a pickle": "raw(frame(b'\\x80\\x04cos\\nsystem\\n(S\"touch $WATCH/evil\"\\ntR.'))",
    "an extension type": "raw(frame(msgpack.packb(['l', 'ret', msgpack.ExtType(1, b'evil'), None])))",
    "bad text": "raw(frame(b'\\x92\\xa1l\\xa2\\xff\\xfe'))",
    "not hashable": "say('ret', ['d', ['l'], 1], None)",
    "a number with many digits": "say('ret', ['i', '9' * 401], None)",
    "a nested list of 31": "say('ret', " + "['l', " * 31 + "1" + "]" * 31 + ", None)",
}

BOMB = """
n = 6 << 20
raw(struct.pack('<2I', 1, 16 + n // 100000 * 100005))
raw(b'\\xdd' + struct.pack('>I', n // 100000 + 3) + b'\\xa1l' + b'\\xa1l' + b'\\x90' * 7)
for _ in range(n // 100000): raw(b'\\xdd' + struct.pack('>I', 100000) + b'\\x80' * 100000)
time.sleep(3)
"""
FLOOD = "for _ in range(20000): say('ret', 0, None)"
DRIP = "for byte in frame(bytes(100)): raw(bytes([byte])); time.sleep(0.2)"


def entries() -> Iterator[Entry]:
    for name, (tries, cell) in IN_CELL.items():
        yield Entry(name, "wire", tries, step("return x + lr * g"), (WIRE, cell))
    for name, action in IN_CALL.items():
        tries = f"instead of its value a call sends {name}"
        yield Entry(f"sends {name}", "wire", tries, step(f"{action}\nos._exit(0)", WIRE))
    yield Entry("floods", "wire", "answers a call twenty thousand times", step(FLOOD, WIRE))
    yield Entry("drips", "wire", "sends a byte now and then to outlast each wait", step(DRIP, WIRE), seconds=16)
    yield Entry(
        "a bomb of empty dicts", "wire", "makes the grader build a hundred bytes from each one", step(BOMB, WIRE)
    )
