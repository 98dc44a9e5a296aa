"""The one rule behind all verdicts, and the seeds that judge."""

import json
import math

import numpy as np
import pytest

from autograder.commands import claims as command
from utils.claims import CONDITIONAL, FAILS, HOLDS, SEEDS, UNDECIDED, Claims, Estimate, Row, seeds, tuning_seeds


def row_of(values, least=1.0, measured=None, **stated) -> Row:
    claims = Claims("a notebook")
    claims.test("a sentence", "a lecture", "points", least, **stated).measured(values, **(measured or {}))
    return claims.rows[0]


@pytest.mark.parametrize(
    ("values", "stated", "verdict"),
    [
        ([2.0, 2.1, 1.9, 2.0], {}, HOLDS),
        ([0.2, 0.1, 0.3, -0.1], {}, FAILS),
        ([0.1, 2.2, 1.9, 0.4], {}, UNDECIDED),
        ([1.0], {}, HOLDS),
        ([0.1, -0.1, 0.2, -0.2], {"equal": True}, HOLDS),
        ([-3.0, -3.1, -2.9, -3.2], {"equal": True}, FAILS),
        ([-2.0, 1.0, 0.5, -1.5], {"equal": True}, UNDECIDED),
        ([2.0, 8.0, 4.0, 4.1], {"ratio": True, "least": 1.1}, HOLDS),
        ([0.5, 0.4, 0.6, 0.5], {"ratio": True, "least": 1.1}, FAILS),
    ],
)
def test_the_verdict_is_where_the_interval_lies(values, stated, verdict):
    assert command.word(row_of(values, **stated).verdict) == verdict


def test_effect_spread_and_error_are_those_of_a_sample():
    row = row_of([1.0, 2.0, 3.0, 6.0])
    assert (row.effect, row.seeds, row.least) == (3.0, 4, 1.0)
    assert row.spread == pytest.approx(math.sqrt(14 / 3)) and row.se == pytest.approx(row.spread / 2)
    ratios = row_of([2.0, 8.0], ratio=True)
    assert ratios.effect == pytest.approx(4.0) and ratios.spread == pytest.approx(math.log(4) / math.sqrt(2))


def test_an_effect_of_just_the_least_size_is_rarely_decided():
    rng = np.random.default_rng(0)
    found = [Estimate.of(rng.normal(1.0, 3.0, 10)).against(1.0) for _ in range(2000)]
    assert 0.02 < np.mean([word != UNDECIDED for word in found]) < 0.08


def test_not_decided_says_how_many_seeds_would():
    verdict = row_of([0.1, 2.2, 1.9, 0.4], least=0.9).verdict
    needed = int(verdict.split("about ")[1].split()[0])
    values = np.array([0.1, 2.2, 1.9, 0.4])
    enough = Estimate(float(values.mean()), float(values.std(ddof=1)), needed)
    assert needed > 4 and enough.against(0.9) == HOLDS
    assert Estimate(enough.mean, enough.sd, needed - 1).against(0.9) == UNDECIDED
    assert "no number of seeds would" in row_of([0.0, 2.0]).verdict


@pytest.mark.parametrize(
    ("without", "verdict"),
    [
        ([0.1, 0.2, 0.0], f"{CONDITIONAL} it rains (0.1 otherwise)"),
        ([3.0, 3.1, 2.9], f"{HOLDS} (3 otherwise)"),
        ([0.0, 2.0, 1.3], f"{UNDECIDED} (about 399 seeds would); it holds when it rains (1.1 otherwise)"),
    ],
)
def test_a_condition_counts_where_the_sentence_fails_without_it(without, verdict):
    assert row_of([3.0, 3.1, 2.9], measured={"without": without, "condition": "it rains"}).verdict == verdict


def test_ratios_are_positive():
    with pytest.raises(ValueError, match="'a sentence': ratios must be positive"):
        row_of([1.0, 0.0], ratio=True)


def test_seeds_that_judge_are_never_those_that_choose(monkeypatch):
    monkeypatch.delenv(SEEDS, raising=False)
    assert list(seeds(3)) == [0, 1, 2] and not row_of([1.0]).fresh
    monkeypatch.setenv(SEEDS, "100:110")
    assert seeds(10) == range(100, 110) and seeds(20) == range(100, 120) and seeds(5) == range(100, 110)
    assert not set(seeds(20)) & set(tuning_seeds(20)) and row_of([1.0]).fresh
    monkeypatch.setenv(SEEDS, f"{tuning_seeds()[0]}:{tuning_seeds()[0] + 9}")
    with pytest.raises(ValueError, match="those from there on choose settings"):
        seeds(3)


@pytest.mark.parametrize("named", ["100", "9:3", "a:b"])
def test_a_wrong_range_of_seeds_is_a_sentence(named, monkeypatch):
    monkeypatch.delenv(SEEDS, raising=False)
    with pytest.raises(ValueError, match="for example 100:110"):
        command.on_seeds(named)


def test_changed_verdicts_are_counted(tmp_path, monkeypatch):
    held, failed = row_of([2.0]), row_of([0.0])
    (tmp_path / "claims.json").write_text(
        json.dumps([{"notebook": held.notebook, "claim": held.claim, "verdict": HOLDS}])
    )
    monkeypatch.setattr(command, "DATA", tmp_path / "claims.json")
    assert list(command.compared([held]))[-1] == "1 claims, 0 verdicts changed"
    assert list(command.compared([failed]))[-1] == "1 claims, 1 verdicts changed"
