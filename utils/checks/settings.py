"""Settings that a notebook may change, and that must not change what a check or a grader finds in it."""

import contextlib
import sys
import warnings
from collections.abc import Iterator

import numpy as np


@contextlib.contextmanager
def default_settings(figures: bool = False) -> Iterator[None]:
    """NumPy's, torch's and Python's own settings; what was set before comes back afterwards.

    With `figures`, matplotlib's settings come back too, which takes longer than most calls of an exercise.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"))
        if "torch" in sys.modules:
            _torch_defaults(sys.modules["torch"], stack)
        if figures and "matplotlib" in sys.modules:
            stack.enter_context(sys.modules["matplotlib"].rc_context())
        yield


def _torch_defaults(torch, stack: contextlib.ExitStack) -> None:
    stack.callback(torch.set_default_dtype, torch.get_default_dtype())
    stack.callback(torch.set_grad_enabled, torch.is_grad_enabled())
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    device = _default_device(torch)
    if device != torch.device("cpu"):
        torch.set_default_device(None)
    stack.callback(_set_device, torch, device)


def _set_device(torch, device) -> None:
    """Only where it has changed: a device that is set, even the processor, makes every call of torch slower."""
    if _default_device(torch) != device:
        torch.set_default_device(device if device != torch.device("cpu") else None)


def _default_device(torch):
    """None for a device that is set but that this machine does not have, of which torch says no more."""
    try:
        return torch.get_default_device()
    except (AssertionError, RuntimeError):
        return None
