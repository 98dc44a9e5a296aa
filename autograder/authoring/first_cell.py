"""The cell behind a notebook's title: it finds the course, or says in a sentence what to do."""

import inspect

ADDRESS = "https://github.com/YOUR_ORGANISATION/downhill"
"""Where the course is published: the one place that says so. Tests compare the badges of README.md with it."""
TITLE = "find the course, or say what to do"


def find_course(address):
    """Import the course's tools; on Colab fetch them first.

    Returns "", or what to do where that fails, in one sentence.
    """
    import importlib
    import os
    import subprocess
    import sys

    try:
        importlib.import_module("utils.checks")
        return ""
    except ImportError:
        other = getattr(sys.modules.get("utils"), "__file__", None)
    if "google.colab" not in sys.modules:
        if other and os.path.basename(other) == "utils.py":
            return f"{other} stands in the place of the course's own utils: rename it, and restart the kernel."
        start = "run `python3 start.py lab` in its folder (on Windows `py start.py lab`)"
        return f"This notebook needs its course: get it from {address}, then {start}."
    clone = ["git", "clone", "--quiet", "--depth", "1", address, "downhill"]
    never_ask = os.environ | {"GIT_TERMINAL_PROMPT": "0"}
    if not os.path.isdir("downhill") and subprocess.run(clone, env=never_ask, capture_output=True).returncode:
        return f"The course could not be fetched from {address}: is there a network, and is this still its address?"
    sys.path.insert(0, os.path.abspath("downhill"))
    try:
        importlib.import_module("utils.checks")
        return ""
    except ImportError as error:
        return f"The course was fetched, but {error}: install what is missing with %pip, and run this cell again."


def text() -> str:
    """The cell. What it raises has a traceback of one line: the sentence."""
    return f"""{inspect.getsource(find_course)}

if to_do := find_course("{ADDRESS}"):
    raise type("NotHere", (Exception,), {{"_render_traceback_": lambda self: [str(self)]}})(to_do)"""
