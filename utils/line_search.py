"""A line search that satisfies the strong Wolfe conditions, and the loop that quasi-Newton methods run around it.

Source: Nocedal & Wright, Numerical Optimization (2nd edition), section 3.5: algorithm 3.5 finds a bracket,
algorithm 3.6 ("zoom") narrows it, equation 3.59 is the cubic.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

FandGrad = Callable[[np.ndarray], tuple[float, np.ndarray]]
"""f_and_grad(x) -> (height, gradient): one call is one evaluation."""


@dataclass(frozen=True)
class Search:
    """What a line search found."""

    step: float
    """How far to go along the direction; 0 where nothing better than the start was found."""
    f: float
    """The height there."""
    grad: np.ndarray
    """The gradient there."""
    evaluations: int
    """Calls of f_and_grad, this search's only."""
    ok: bool
    """Whether both Wolfe conditions hold there."""


@dataclass(frozen=True)
class Run:
    """What `minimise` did."""

    x: np.ndarray
    """The last point."""
    f: float
    """Its height."""
    grad: np.ndarray
    """Its gradient."""
    heights: np.ndarray
    """The height at every evaluation, in order: as many as there were evaluations."""
    points: np.ndarray = field(repr=False)
    """The accepted points, the start included, shape (iterations + 1, n)."""
    converged: bool
    """Whether the largest slope came down to gtol."""

    @property
    def evaluations(self) -> int:
        return len(self.heights)

    def evaluations_to(self, height: float) -> int:
        """Evaluations until f was first at or below `height`; raises ValueError where it never was."""
        there = np.flatnonzero(self.heights <= height)
        if not len(there):
            raise ValueError(f"evaluations_to({height!r}): the lowest height was {np.nanmin(self.heights)!r}")
        return int(there[0]) + 1


@dataclass(frozen=True)
class _Trial:
    """One evaluated step along the line."""

    step: float
    f: float
    slope: float
    grad: np.ndarray

    @property
    def sane(self) -> bool:
        return bool(np.isfinite(self.f) and np.isfinite(self.slope))


def strong_wolfe(
    f_and_grad: FandGrad,
    x: np.ndarray,
    p: np.ndarray,
    f: float,
    g: np.ndarray,
    step: float = 1.0,
    c1: float = 1e-4,
    c2: float = 0.9,
    limit: int = 25,
) -> Search:
    """A step a > 0 along p from x with both strong Wolfe conditions:

        f(x + a p) <= f(x) + c1 a g'p      (low enough: the height falls in proportion to the step)
        |slope at a| <= c2 |g'p|           (flat enough: the step isn't far too short)

    f, g: height and gradient at x, already known.  step > 0 is tried first.  0 < c1 < c2 < 1.
    Gives up after `limit` evaluations, or at once where p does not lead downhill; then `ok` is False and the
    result is the best step seen. Heights that are NaN or infinite count as too high.
    """
    line = _Line(f_and_grad, x, p, _Trial(0.0, f, float(g @ p), g), c1, c2, limit)
    before = line.start
    if not (before.sane and before.slope < 0):
        return line.found(before, ok=False)
    while line.evaluations < limit:
        trial = line.at(step)
        if line.too_high(trial) or (before.step > 0 and trial.f >= before.f):
            return line.zoom(before, trial)
        if line.flat(trial):
            return line.found(trial, ok=True)
        if trial.slope >= 0:
            return line.zoom(trial, before)
        before, step = trial, 2 * step
    return line.found(before, ok=False)


@dataclass
class _Line:
    """The function along one direction, with the two conditions."""

    f_and_grad: FandGrad
    x: np.ndarray
    p: np.ndarray
    start: _Trial
    c1: float
    c2: float
    limit: int
    evaluations: int = 0

    def at(self, step: float) -> _Trial:
        self.evaluations += 1
        f, grad = self.f_and_grad(self.x + step * self.p)
        return _Trial(step, float(f), float(grad @ self.p), grad)

    def too_high(self, trial: _Trial) -> bool:
        return not trial.sane or trial.f > self.start.f + self.c1 * trial.step * self.start.slope

    def flat(self, trial: _Trial) -> bool:
        return abs(trial.slope) <= -self.c2 * self.start.slope

    def found(self, trial: _Trial, ok: bool) -> Search:
        return Search(trial.step, trial.f, trial.grad, self.evaluations, ok)

    def zoom(self, low: _Trial, high: _Trial) -> Search:
        """Narrow a bracket; `low` is always the lowest sane trial, and good steps lie between the two."""
        while self.evaluations < self.limit and abs(high.step - low.step) > 1e-14:
            trial = self.at(_between(low, high))
            if self.too_high(trial) or trial.f >= low.f:
                high = trial
                continue
            if self.flat(trial):
                return self.found(trial, ok=True)
            if trial.slope * (high.step - low.step) >= 0:  # the minimum is behind us, on low's side
                high = low
            low = trial
        return self.found(low, ok=False)


def _between(a: _Trial, b: _Trial) -> float:
    """The minimum of the cubic through two trials, or their middle where that lies within 10 % of an end."""
    width, middle = b.step - a.step, (a.step + b.step) / 2
    if not (a.sane and b.sane):
        return middle
    d1 = a.slope + b.slope - 3 * (b.f - a.f) / width
    inside = d1 * d1 - a.slope * b.slope
    if inside < 0:  # the cubic has no minimum
        return middle
    d2 = np.copysign(np.sqrt(inside), width)
    bottom = b.slope - a.slope + 2 * d2
    share = 1 - (b.slope + d2 - d1) / bottom if bottom else 0.5
    return a.step + share * width if 0.1 < share < 0.9 else middle


def minimise(
    f_and_grad: FandGrad,
    x0: np.ndarray,
    direction: Callable[[np.ndarray, list, list], np.ndarray],
    memory: int = 10,
    gtol: float = 1e-8,
    limit: int = 20_000,
) -> Run:
    """Walk down from x0 along direction(g, S, Y), with a strong-Wolfe line search at every point.

    S and Y hold the last `memory` steps and the changes of gradient over them, newest last; both are empty at
    the start. Stops where no slope is larger than gtol, where the search finds nothing lower, or after `limit`
    evaluations. The very first step tried is short, because nothing is known yet of the scale.
    """
    f_and_grad, heights = _recorded(f_and_grad)
    points, S, Y = [np.array(x0, dtype=float)], [], []
    f, g = f_and_grad(points[0])
    step = 1 / max(1.0, np.abs(g).sum())
    while np.abs(g).max() > gtol and len(heights) < limit:
        p = direction(g, S, Y)
        found = strong_wolfe(f_and_grad, points[-1], p, f, g, step)
        if found.step == 0:
            break
        S, Y = [*S, found.step * p][-memory:], [*Y, found.grad - g][-memory:]
        points.append(points[-1] + S[-1])
        f, g, step = found.f, found.grad, 1.0
    return Run(points[-1], f, g, np.array(heights), np.array(points), bool(np.abs(g).max() <= gtol))


def one_thread() -> None:
    """From here on, this process computes on one core: on arrays of a thousand numbers, threads mostly wait."""
    threadpool_limits(limits=1)


def _recorded(f_and_grad: FandGrad) -> tuple[FandGrad, list[float]]:
    """The function, and the list that its heights go to."""
    heights = []

    def record(x):
        f, g = f_and_grad(x)
        heights.append(float(f))
        return f, g

    return record, heights
