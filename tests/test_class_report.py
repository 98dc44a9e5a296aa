"""The report on a class: its numbers by hand, and a page that stands whatever students are called and write."""

import csv
import re
from html.parser import HTMLParser

import pytest

from autograder.authoring.source import find
from autograder.classroom import class_page, class_report, similar
from autograder.classroom.class_page import Class
from autograder.classroom.inbox import roster
from autograder.classroom.report_store import ReportStore
from autograder.commands import cli
from autograder.grading.job import Job
from autograder.grading.report import FAILED, NOT_ATTEMPTED, NOT_CHECKED, PASSED, ExerciseReport, Report
from autograder.nbgrader import gradebook, settings
from utils import course_file

A, B = "01_sgd_pathologies", "03_adaptive_methods"
HARD_NAMES = ["Lovelace, Ada", "김민수", "🎓", "=1+1", "<script>alert(1)</script>", "O'Hopper", "a\u202eb", "\udcff"]


def exercise(name, score, outcome=None, max_score=10.0, **about):
    return ExerciseReport(name, score, max_score, outcome or (PASSED if score == max_score else FAILED), **about)


def report(student, *exercises, notebook=A, **about):
    return Report(student, notebook, exercises, **about)


@pytest.fixture
def four():
    """f: 10, 10, 0, 0; the rest of the notebook: 10, 6, 4, 0."""
    return [
        report("ada", exercise("f", 10.0), exercise("g", 10.0)),
        report("ben", exercise("f", 10.0), exercise("g", 6.0, mistake="a sign")),
        report("cem", exercise("f", 0.0, mistake="a root"), exercise("g", 4.0, mistake="a sign", also="a half")),
        report("dee", exercise("f", 0.0, NOT_ATTEMPTED), exercise("g", 0.0, NOT_ATTEMPTED)),
    ]


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_an_exercises_numbers_are_those_computed_by_hand(four):
    """Of f: deviations 5, 5, -5, -5; of g: 5, 1, -1, -5. 60 / sqrt(100 * 52) = 0.832."""
    f, g = class_report.exercises(four)
    assert (f.solved, f.handed_in, f.share, f.not_attempted) == (2, 4, 0.5, 1)
    assert f.discrimination == pytest.approx(60 / (100 * 52) ** 0.5)
    assert (g.solved, g.share, g.not_attempted, g.mistake, g.mistakes) == (1, 0.5, 1, "a sign", 2)


def test_discrimination_needs_three_students_and_some_spread(four):
    assert [e.discrimination for e in class_report.exercises(four[:2])] == [None, None]
    same = [report(name, exercise("f", 10.0), exercise("g", 3.0)) for name in "abc"]
    assert [e.discrimination for e in class_report.exercises(same)] == [None, None]
    alone = [report(name, exercise("f", score)) for name, score in zip("abc", (0.0, 5.0, 10.0), strict=True)]
    assert [e.discrimination for e in class_report.exercises(alone)] == [None], "there is no rest"


def test_what_was_not_checked_counts_neither_way(four):
    fault = report("eve", exercise("f", 0.0, NOT_CHECKED), exercise("g", 10.0), fault="no disk")
    before, after = class_report.exercises(four)[0], class_report.exercises([*four, fault])[0]
    assert (after.share, after.discrimination) == (before.share, before.discrimination)
    assert class_report.exercises([fault])[0].share is None


def test_points_of_a_notebook(four):
    (found,) = class_report.notebooks(class_report.results(four))
    assert (found.handed_in, found.max_score, found.mean, found.median) == (4, 20.0, 10.0, 10.0)
    assert found.bins == (1, 0, 1, 0, 0, 0, 0, 0, 1, 1), "0, 4, 16 and 20 of 20"


def test_a_total_is_weighted_and_what_is_missing_counts_nothing(four, monkeypatch, tmp_path):
    (tmp_path / "course.toml").write_text('[weights]\n"03" = 3\n')
    monkeypatch.setattr(course_file.load, "__defaults__", (tmp_path / "course.toml",))
    results = class_report.results([*four, report("ada", exercise("h", 5.0), notebook=B)])
    found = {s.student: (s.total, s.so_far, s.handed_in) for s in class_report.standings(results)}
    assert found["ada"] == (62.5, 83.33, 2), "(1 * 100 % + 3 * 50 %) / 4; 25 of 30 points"
    assert found["ben"] == (20.0, 80.0, 1)


def test_mistakes_come_with_all_who_made_them_the_most_frequent_first(four):
    found = [(m.exercise, m.name, m.students) for m in class_report.mistakes(four)]
    assert found == [("g", "a sign", ("ben", "cem")), ("f", "a root", ("cem",)), ("g", "a half", ("cem",))]


def test_who_needs_help_comes_lowest_first(four):
    found = class_report.need_help(class_report.standings(class_report.results(four)))
    assert [(s.student, s.so_far) for s in found] == [("dee", 0.0), ("cem", 20.0)]


def test_the_gradebook_has_the_last_word(four):
    row = {"assignment": A, "student": "dee", "score": 17.0, "max_score": 20.0, "late_penalty": 1.0}
    row |= {"needs_manual_grade": True, "seconds_late": 5400.0, "by_hand": 1}
    found = {r.student: r for r in class_report.results(four, [row])}
    assert (found["dee"].score, found["dee"].hours_late, found["ada"].score) == (17.0, 1.5, 20.0)
    assert [r.student for r in class_report.late(found.values())] == ["dee"]
    assert [(w.student, w.text) for w in class_report.waiting(four, found.values())] == [
        ("dee", "a score waits for a person")
    ]


def test_what_waits_for_a_person_and_what_was_odd():
    ended = "Expected: it works. What happened: Your code ended the Python process (killed)."
    plain = "Expected: it works. What happened: steps longer than lr: the root was left out."
    reports = [
        report("ann", exercise("f", 0.0, NOT_CHECKED), fault="no disk"),
        report("ben", exercise("f", 0.0, messages=(ended, plain))),
        report("cem", readable=False, notes=("The file is empty.",)),
        report("fay", notebook="homework"),
        report("dee", exercise("f", 10.0), notes=("The notebook has the old format 3.0; it was converted.",)),
        report("eve", exercise("f", 0.0), notes=("Cell 3 has 900 KB of text, more than 256: it was left out.",)),
    ]
    assert [(w.student, w.text) for w in class_report.waiting(reports, [])] == [("ann", "not checked: f (no disk)")]
    found = {remark.student: remark.text for remark in class_report.odd(map(class_report.slim, reports))}
    assert found.keys() == {"ben", "cem", "eve", "fay"}
    assert found["ben"] == "Your code ended the Python process (killed)."


# --- the page ---------------------------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """What a screen reader needs, without a browser."""

    VOID = ("meta", "rect", "line", "br")

    def __init__(self, text):
        super().__init__()
        self.open, self.headings, self.loose, self.tables, self.scopes, self.ids = [], [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("script", "link", "img", "iframe") or any(name in ("src", "href", "onload") for name, _ in attrs):
            self.loose.append(tag)
        if tag == "table":
            self.tables.append(False)
        if tag == "caption":
            self.tables[-1] = True
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def check(text):
    outline = Outline(text)
    assert outline.headings[0] == 1 and outline.headings.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False)), "no level is skipped"
    assert outline.loose == [] and "<script" not in text, "nothing is loaded or run"
    assert all(outline.tables) and set(outline.scopes) <= {"col", "row"}
    assert len(outline.ids) == len(set(outline.ids))
    assert '<html lang="en">' in text and "<title>" in text and "default-src 'none'" in text
    return text


def test_a_class_of_nobody_has_a_page():
    text = check(class_page.page(Class([])))
    assert "Nothing has been handed in." in text


@pytest.mark.parametrize("count", [1, 2])
def test_a_class_of_few_has_a_page(four, count):
    text = check(class_page.page(Class(four[:count])))
    assert re.search(rf"students who handed something in</th><td>{count}<", text)


def test_names_of_all_kinds_are_shown_and_do_nothing():
    reports = [report(name, exercise("f", 0.0, mistake=name, signature="x", code=name)) for name in HARD_NAMES]
    reports.append(report("x", exercise("f", 0.0, signature="<b>", code="</pre><script>1</script>\x00")))
    text = check(class_page.page(Class(reports)))
    assert "Lovelace, Ada" in text and "김민수" in text and "&lt;script&gt;alert(1)" in text
    assert "\u202e" not in text and "\x00" not in text
    text.encode("utf-8")


def test_the_plot_and_its_table_agree(four):
    text = class_page.page(Class(four))
    assert len(re.findall("<rect", text)) == 10 and text.count('height="90.0"') == 4
    assert re.search(r"<th scope=\"row\">90 %</th><td>100 %, included</td><td>1</td>", text)


def test_copied_solutions_and_similar_notebooks_are_shown_without_addresses(four, people):
    groups = [similar.Group(A, ("ben", "cem"), 0.9)]
    published = [similar.Published(A, "f", ("ada", "ben")), similar.Published(A, "g", ("ben",))]
    data = Class(four, people=people)
    data.compared = groups, published
    text = check(class_page.page(data))
    part = text[text.index("Similar notebooks") : text.index("Odd submissions")]
    assert "ben (Ben); cem (Cem)" in part and "0.90" in part and "@" not in part
    assert re.findall(r"<td>(\d of \d)</td>", part) == ["2 of 2", "1 of 2"]


@pytest.fixture
def people(tmp_path):
    (tmp_path / "students.csv").write_text(
        "id,name,email\nben,Ben,ben@example.org\ncem,Cem,cem@example.org\nzoe,Zoë,\n"
        'eve,Eve,"x@example.org, all@example.org"\n'
    )
    return roster.load(tmp_path / "students.csv").people


def test_a_roster_gives_names_addresses_and_the_absent(four, people):
    text = check(class_page.page(Class(four, people=people)))
    assert "ben (Ben); cem (Cem)" in text and "<code>ben@example.org, cem@example.org</code>" in text
    assert re.search(r"not on the class list</th><td>\s*<details><summary>2 students</summary>\s*<p>ada; dee</p>", text)
    absent = text[text.index("Who handed in nothing") : text.index("What waits")]
    assert "zoe (Zoë)" in absent and "eve (Eve)" in absent and "all@example.org" not in text
    assert "only: <code>--roster" in class_page.page(Class(four))


def test_the_tables_are_written_for_spreadsheets_too(four, people, tmp_path):
    data = Class([*four, report("=1+1", exercise("f", 3.0), exercise("g", 3.0))], people=people)
    paths = class_page.write_csv(data, tmp_path / "csv")
    assert [path.name for path in paths] == ["students.csv", "exercises.csv", "mistakes.csv"]
    students, exercises, mistakes = (list(csv.reader(path.read_text("utf-8").splitlines())) for path in paths)
    assert students[1] == ["'=1+1", "", "", "6.0", "1", "30.0", "30.0"]
    assert students[-1][:4] == ["zoe", "Zoë", "", ""]
    assert exercises[1][:5] == [A, "f", "5", "2", "0.46"] and len(exercises) == 3
    assert [A, "g", "a sign", "ben", "Ben", "ben@example.org"] in mistakes


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_reads_what_was_graded(four, tmp_path, capsys):
    store = ReportStore(tmp_path)
    for found in four:
        store.save(Job(found.student, A, b"", 0), found, "downloads/x.ipynb")
    (tmp_path / "reports" / "ada" / "broken.json").write_text("{")
    to = tmp_path / "report.html"
    assert cli.main(["report", "--root", str(tmp_path), "--to", str(to), "--csv", str(tmp_path / "csv")]) == 0
    assert "4 students, 4 notebooks" in capsys.readouterr().out
    assert "a sign" in check(to.read_text("utf-8"))
    assert not (tmp_path / "gradebook.db").exists(), "no gradebook is made"


def test_scores_by_hand_and_lateness_come_from_the_gradebook(tmp_path, monkeypatch):
    """Due at noon; three hours late costs a fifth of what a person gave."""
    name = "00_start_here"
    path = tmp_path / "course.toml"
    path.write_text('[due]\n"00" = 2026-11-01T12:00:00Z\n[late]\nrule = "per day"\nper_day = 20\n')
    monkeypatch.setattr(course_file.load, "__defaults__", (path,))
    settings._configuration.cache_clear()
    found = report("ann", exercise("gd_step", 0.0, max_score=1.0), notebook=name)
    later = report("ann", exercise("gd_step", 0.25, max_score=1.0), notebook=name)
    ReportStore(tmp_path).save(Job("ann", name, b"", 0), found)
    book = gradebook.Book(settings.sqlite(tmp_path))
    book.release(find(name))
    book.record(found)
    book._book.find_grade("check_gd_step", name, name, "ann").manual_score = 0.5
    book._book.db.commit()
    book.record(later, "2026-11-01 15:00:00 UTC")
    book.close()
    data = class_page.load(tmp_path)
    (r,) = data.results
    assert (r.score, r.late_penalty, r.hours_late, r.by_hand, r.waits) == (0.4, 0.1, 3.0, 1, True)
    text = check(class_page.page(data))
    assert "a score waits for a person" in text and "<td>3.0</td><td>0.1</td>" in text
    settings._configuration.cache_clear()


def test_where_nothing_was_graded_one_sentence_is_said(tmp_path, capsys):
    assert cli.main(["report", "--root", str(tmp_path)]) == 2
    assert "reports is not there; grade first" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
