"""Experiments that take minutes come with the course, and one command makes them anew."""

import numpy as np
import pytest

from utils import shipped
from utils.claims import SEEDS
from utils.shipped import Shipped

NOTEBOOK = """
from pathlib import Path
from utils.shipped import Shipped

table = Shipped("01_tiny.npz", Path(__file__).parents[1] / "data")

@table
def square(x):
    return x * x

print(square(3))
"""


def test_a_result_in_the_file_is_not_made_again(tmp_path):
    runs = []

    def made(path):
        table = Shipped("some.npz", path)
        return table, table(lambda x, *rest: runs.append(x) or 2.0 * x)

    table, double = made(tmp_path)
    assert (double(2), double(2), runs) == (4, 4, [2])
    table.save()
    table, double = made(tmp_path)
    assert (double(2), double(5), runs) == (4, 10, [2, 5])
    assert list(table.used) == ["<lambda> 2", "<lambda> 5"]


def test_a_notebook_makes_its_file_anew_with_what_it_asks_for(tmp_path, capsys):
    notebook, data = tmp_path / "01_tiny" / "notebook.py", tmp_path / "data"
    notebook.parent.mkdir()
    data.mkdir()
    notebook.write_text(NOTEBOOK)
    np.savez(data / "01_tiny.npz", **{"square 3": 0.0, "square 4": 16.0})
    shipped.make(notebook)
    with np.load(data / "01_tiny.npz") as file:
        assert {key: int(file[key]) for key in file} == {"square 3": 9}
    assert capsys.readouterr().out == "9\n"


def test_a_notebook_that_fails_costs_nothing_of_what_was_shipped(tmp_path):
    notebook, data = tmp_path / "01_tiny" / "notebook.py", tmp_path / "data"
    notebook.parent.mkdir()
    data.mkdir()
    notebook.write_text(NOTEBOOK + "\n1 / 0\n")
    np.savez(data / "01_tiny.npz", **{"square 3": 9.0})
    with pytest.raises(ZeroDivisionError):
        shipped.make(notebook)
    with np.load(data / "01_tiny.npz") as file:
        assert dict(file) == {"square 3": 9.0}
    assert Shipped("01_tiny.npz", data).found


def test_a_dict_of_results_comes_back_as_one(tmp_path):
    def made():
        table = Shipped("some.npz", tmp_path)
        return table, table(lambda: {"SGD": {"a": [1, 2], "c": 3.0}, "Adam": np.eye(2)})

    table, experiment = made()
    experiment()
    table.save()
    again = made()[1]()
    assert list(again) == ["SGD", "Adam"] and again["SGD"]["a"].tolist() == [1, 2] and again["SGD"]["c"] == 3
    assert (again["Adam"] == np.eye(2)).all()


def test_other_seeds_are_run(tmp_path, monkeypatch):
    np.savez(tmp_path / "some.npz", **{"<lambda> 2": 7.0})
    assert Shipped("some.npz", tmp_path)(lambda x: 2 * x)(2) == 7
    monkeypatch.setenv(SEEDS, "100:110")
    assert Shipped("some.npz", tmp_path)(lambda x: 2 * x)(2) == 4
