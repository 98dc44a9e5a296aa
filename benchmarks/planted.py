"""The faults that `benchmarks/mutants.py` plants: what each one does, where, and which tests should notice.

Every rule of the grader, of the sandbox and of the checks that a review once found unguarded is here. A fault is a
change of one text that occurs once in its file. Add one whenever a rule turns out to have had no test.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One fault."""

    name: str
    """What the code does with the fault in it."""
    file: str
    old: str
    """Text that occurs exactly once in the file."""
    new: str
    tests: str
    """pytest's options and selections, separated by spaces: files, or tests as file::name."""


ALONE = "--noconftest "
"""For tests that need no fixture of the project: without the grader, which these load, a run takes seconds less."""


def of(file: str, tests: str, *rows: tuple[str, str, str]) -> list[Mutant]:
    """Mutants of one file that the same tests should notice, from rows of name, old text and new text."""
    return [Mutant(name, file, old, new, tests) for name, old, new in rows]


def named(module: str, *tests: str) -> str:
    """Selections of single tests of one file."""
    return " ".join(f"tests/test_{module}.py::test_{test}" for test in tests)


TRAINING = (
    "layers_start_with_hes_scale_and_the_last_with_half_of_it",
    "gain_scales_every_layer_of_its_own_network",
    "dropout_keeps_the_expected_output",
    "every_minibatch_is_full_and_an_epoch_holds_no_sample_twice",
)
UTILS = [
    *of(
        "utils/remember.py",
        ALONE + "tests/test_remember.py",
        (
            "keyword arguments are not part of the key",
            "key, used = (args, tuple(sorted(options.items()))), uses(experiment)",
            "key, used = (args, ()), uses(experiment)",
        ),
        (
            "names in inner functions are not looked up (control)",
            "yield from _names(constant)",
            "yield from ()",
        ),
    ),
    *of(
        "utils/line_search.py",
        ALONE + "tests/test_line_search.py",
        ("minimise tries a first step of 1", "step = 1 / max(1.0, np.abs(g).sum())", "step = 1.0"),
        (
            "zoom accepts a trial above its low end",
            "if self.too_high(trial) or trial.f >= low.f:",
            "if self.too_high(trial):",
        ),
        (
            "a trial above the last one is no bracket",
            "if line.too_high(trial) or (before.step > 0 and trial.f >= before.f):",
            "if line.too_high(trial):",
        ),
        ("the cubic's minimum is accepted at the very end", "0.1 < share < 0.9", "0.0 < share < 1.0"),
        (
            "zoom keeps the wrong end (control)",
            "if trial.slope * (high.step - low.step) >= 0:",
            "if trial.slope * (high.step - low.step) < 0:",
        ),
        (
            "minimise stops at ten times the slope (control)",
            "while np.abs(g).max() > gtol and",
            "while np.abs(g).max() > 10 * gtol and",
        ),
    ),
    *of(
        "utils/training.py",
        ALONE + named("training", *TRAINING),
        ("the last layer starts at full size", "(0.5 if layer == len(sizes) - 2 else 1.0)", "1.0"),
        ("gain has no effect", "scale = self.each(gain)", "scale = self.each(1.0)"),
        ("dropout does not divide by p_keep", " >= self.p_drop) / (1 - self.p_drop)", " >= self.p_drop)"),
        (
            "the last batch of an epoch may be smaller (control)",
            "range(0, n - batch + 1, batch)",
            "range(0, n, batch)",
        ),
        (
            "units drop out while testing too (control)",
            "if generator is not None and self.p_drop.any():",
            "if self.p_drop.any():",
        ),
    ),
    *of(
        "utils/checks/observe.py",
        ALONE + "tests/test_observe.py",
        (
            "another quantity's name agrees",
            "if self.name != other.name or isinstance(self.value, str)",
            "if isinstance(self.value, str)",
        ),
        (
            "keyword arguments changed in place are not noticed",
            'given = {f"argument {i + 1}": a for i, a in enumerate(args)} | kwargs',
            'given = {f"argument {i + 1}": a for i, a in enumerate(args)}',
        ),
        ("another dtype in place is not noticed", "a.dtype == b.dtype and ", ""),
        ("values agree to a thousandth", "RTOL, ATOL = 1e-5, 1e-8", "RTOL, ATOL = 1e-3, 1e-8"),
        (
            "arrays of another shape may agree (control)",
            "if self.value.shape != other.value.shape:",
            "if self.value.size != other.value.size:",
        ),
    ),
    *of(
        "utils/checks/verdict.py",
        ALONE + "tests/test_observe.py",
        ("an error does not say how far it came", 'f" (before “{want.name}”)" if want else ""', '""'),
    ),
    *of(
        "utils/checks/verdict.py",
        ALONE + "tests/test_judge.py",
        ("one telling quantity is evidence enough", "got[:agreed]) > 1", "got[:agreed]) > 0"),
    ),
    *of(
        "utils/checks/differences.py",
        ALONE + "tests/test_observe.py",
        ("long texts are not cut", "return seen.value[:width]", "return seen.value"),
        ("long numbers are not cut", 'return text if len(text) <= width else text[: width - 2] + " …"', "return text"),
    ),
    *of(
        "utils/checks/frozen.py",
        ALONE + "tests/test_observe.py",
        (
            "the tolerance of a statistic is lost on loading",
            "np.array(value, dtype=float), rest)",
            "np.array(value, dtype=float))",
        ),
        ("a path may stand for an exercise's name", "return exercise.isidentifier() and path", "return path"),
    ),
]

JAIL = [
    *of(
        "autograder/sandbox/wire.py",
        ALONE + "tests/test_wire.py",
        ("a header may be as long as a frame (sent)", "or len(header) > MAX_HEADER ", ""),
        ("a header may be as long as a frame (received)", " or lengths[0] > MAX_HEADER:", ":"),
        ("any number of buffers may be announced", "if not 1 <= count <= MAX_BUFFERS + 1:", "if count < 1:"),
        ("a received value may be nested at will", "if depth > MAX_DEPTH or not node:", "if not node:"),
        (
            "an integer may have any number of digits",
            'if tag == "i" and len(body[0]) <= MAX_DIGITS + 1:',
            'if tag == "i":',
        ),
        ("every tensor comes back with requires_grad", "requires_grad_(body[3] is True)", "requires_grad_(True)"),
    ),
    *of(
        "autograder/sandbox/confinement.py",
        ALONE + "tests/test_sandbox.py",
        ("the filter's default is to allow", "return [*program, _no(errno.EPERM)]", "return [*program, _YES]"),
        ("capabilities are kept", "    _drop_capabilities()\n    _filter()", "    _filter()"),
        (
            "ioctl is not guarded",
            '"ioctl": [_low(1), (_EQUAL, 2, 0, 0x8901), (_EQUAL, 1, 0, 0x8902), _YES, refuse],',
            '"ioctl": [_YES],',
        ),
        ("any OSError counts as a refusal", "return error.errno == errno.EROFS", "return True"),
        (
            "a process gets a hundred times the processor time",
            "_limit(resource.RLIMIT_CPU, limits.cpu_s)",
            "_limit(resource.RLIMIT_CPU, 100 * limits.cpu_s)",
        ),
        ("sockets may be made (control)", '"socket": [denied],', '"socket": [_YES],'),
    ),
]

COURSE = [
    *of(
        "autograder/sandbox/limits.py",
        ALONE + named("sandbox", "the_limits_fit_into_each_other"),
        ("a hundred times the processor time is written down", "cpu_s: int = 60", "cpu_s: int = 6000"),
    ),
    *of(
        "autograder/authoring/source.py",
        ALONE + "tests/test_source.py",
        (
            "a notebook is found by any beginning of its name",
            'if notebook in (name, name.split("_")[0]):',
            "if name.startswith(notebook):",
        ),
        ("a source is read once for all", "_read(path, path.stat().st_mtime_ns, ", "_read(path, 0, "),
        (
            "a hint may be code",
            'if cell.role in ("hint", "answer", "seen") and cell.kind',
            'if cell.role == "answer" and cell.kind',
        ),
    ),
    *of(
        "autograder/grading/report.py",
        ALONE + "tests/test_report.py",
        (
            "every test weighs the same in the score",
            "passed = sum(r.weight for r in results if r.outcome == PASSED)",
            "passed = weight * sum(r.outcome == PASSED for r in results) / max(1, len(results))",
        ),
        (
            'an exercise without any result is not "not checked"',
            "if not results or NOT_CHECKED in outcomes:",
            "if NOT_CHECKED in outcomes:",
        ),
        (
            '"not attempted" for one input is "not attempted" for all',
            "if outcomes == {NOT_ATTEMPTED}:",
            "if NOT_ATTEMPTED in outcomes:",
        ),
    ),
    Mutant(
        "a score given by hand is not reviewed after regrading",
        "autograder/nbgrader/gradebook.py",
        "elif changed or score != grade.auto_score",
        "elif changed",
        named("gradebook", "a_score_given_by_hand_is_looked_at_again_after_regrading"),
    ),
    Mutant(
        "a late penalty can make a total negative",
        "autograder/nbgrader/gradebook.py",
        "round(max(0.0, score - penalty), 2)",
        "round(score - penalty, 2)",
        named("gradebook", "a_penalty_above_the_score_leaves_zero_points"),
    ),
    Mutant(
        "an old late penalty stays",
        "autograder/nbgrader/gradebook.py",
        "            notebook.late_submission_penalty = None\n",
        "",
        named("gradebook", "a_late_penalty_goes_when_the_work_is_not_late_any_more"),
    ),
    Mutant(
        "a database that is locked is waited for without end",
        "autograder/nbgrader/gradebook.py",
        "if time.monotonic() > deadline:",
        "if False:",
        named("gradebook", "a_database_that_stays_locked_is_given_up_with_a_reason"),
    ),
]

ENGINE = [
    *of(
        "autograder/grading/pytest_plugin.py",
        "tests/test_pytest_plugin.py",
        (
            "hidden tests draw from a fixed seed",
            "return [self._run_seed, zlib.crc32(request.node.name.encode())]",
            "return [231, zlib.crc32(request.node.name.encode())]",
        ),
        (
            "all hidden tests draw the same numbers",
            "return [self._run_seed, zlib.crc32(request.node.name.encode())]",
            "return [self._run_seed]",
        ),
        (
            "what was given to a test is never taken back",
            "        with contextlib.suppress(StudentError, ProcessDied):\n            student.restore()\n",
            "",
        ),
        (
            "changes of arguments are shown to tests after a probe",
            "            finally:\n                student.shows_changes = False",
            "            finally:\n                pass",
        ),
        ("the weight of a test is ignored", 'mark.kwargs.get("weight", 1)', "1"),
        (
            "an assertion's own text is told",
            'return FAILED, "Your code does not do this."',
            "return FAILED, str(error)",
        ),
        (
            "a failure of pytest itself is accepted",
            "(pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):",
            "(pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.INTERNAL_ERROR):",
        ),
        ("assert_close does not compare shapes", "if got.shape != want.shape:", "if False:"),
        (
            "feedback shows the numbers of a shape (control)",
            'CheckFailed(f"`{name}` has the wrong shape.")',
            'CheckFailed(f"`{name}` has shape {got.shape}.")',
        ),
    ),
    Mutant(
        "student code runs in a sandbox that has holes",
        "autograder/grading/session.py",
        "        if holes:\n",
        "        if False:\n",
        named("credit", "a_jail_with_a_hole_means_that_nothing_is_run"),
    ),
    Mutant(
        "processes are started without end",
        "autograder/grading/session.py",
        "if self._starts > LIMITS.restarts:",
        "if False:",
        named("credit", "a_notebook_has_so_many_processes_and_no_more"),
    ),
    Mutant(
        "a submission has no deadline",
        "autograder/grading/session.py",
        "if time.monotonic() > self._until:",
        "if False:",
        named("credit", "a_notebook_has_so_much_time_and_no_more"),
    ),
    Mutant(
        "all cells together have no deadline",
        "autograder/grading/session.py",
        "deadline = min(time.monotonic() + LIMITS.cells_s, self._until)",
        "deadline = self._until",
        named("credit", "all_cells_together_have_a_deadline"),
    ),
    Mutant(
        "what a cell raised is noted each time",
        "autograder/grading/session.py",
        "and self._starts == 1 and cell.name:",
        "and cell.name:",
        named("credit", "a_cell_that_raises_is_told_once_however_often_it_is_run"),
    ),
    *of(
        "autograder/grading/proxy.py",
        "tests/test_proxy.py",
        ("a call may ask our functions without end", " or self._callbacks > CALLBACKS:", ":"),
        ("any line number is told", "type(line) is int and 0 < line < 1000", "type(line) is int"),
        (
            "any name of an exception is told",
            'kind = kind if type(kind) is str and kind in _ERRORS else "an exception"',
            "kind = str(kind)",
        ),
        ("a call within a call sets the deadline anew", "outermost = self._deadline is None", "outermost = True"),
        (
            "keys that a call has deleted stay here",
            "        for key in [key for key in old if key not in new]:\n            del old[key]\n",
            "",
        ),
        (
            "control characters are passed on",
            'return kind[:40], line, printable(words[:300], keep="\\n")',
            "return kind[:40], line, words[:300]",
        ),
    ),
    *of(
        "autograder/grading/submission.py",
        "tests/test_submission.py",
        ("a file may have any size", "if len(data) > MAX_MB << 20:", "if False:"),
        (
            "our cells are not known by their ids",
            """return {f"id {cell.get('id')}", f"text {_squeezed(text)}"}""",
            'return {f"text {_squeezed(text)}"}',
        ),
        (
            "that a file is not UTF-8 is not said",
            'notes.append("The file is not UTF-8; non-ASCII characters may',
            'str("The file is not UTF-8; non-ASCII characters may',
        ),
        (
            "what demos and checks define is lost",
            "submission.cells.append(Cell(None, text, whole=False))",
            "pass",
        ),
        # "CRLF line ends are kept": equivalent. Python's own parser and IPython both take \r\n for \n.
    ),
    *of(
        "autograder/sandbox/server.py",
        "tests/test_server.py",
        (
            "what is given twice replaces the student's own for good",
            "self.given.setdefault(name, self.space.get(name))",
            "self.given[name] = self.space.get(name)",
        ),
        ("objects are held for ever", "        self.held.clear()\n", ""),
    ),
    *of(
        "autograder/grading/provenance.py",
        "tests/test_provenance.py",
        (
            "a report does not depend on tests and mistakes",
            'for name in ("mistakes", "test_hidden.py")]',
            "for name in ()]",
        ),
        (
            "the engine is one file",
            "_code(*ENGINE)",
            '_code("autograder/grading/grade.py")',
        ),
    ),
    *of(
        "autograder/classroom/preflight.py",
        "tests/test_preflight.py",
        (
            "preflight accepts a reference below full marks",
            "if report.score != shares[job] * report.max_score or not report.complete:",
            "if report.score > shares[job] * report.max_score or not report.complete:",
        ),
        (
            "preflight accepts what was not checked",
            "if report.score != shares[job] * report.max_score or not report.complete:",
            "if report.score != shares[job] * report.max_score:",
        ),
        (
            "preflight remembers whatever changes",
            "json.dumps([source.notebook, here, depends_on(source)], sort_keys=True)",
            "json.dumps([source.notebook, here], sort_keys=True)",
        ),
    ),
    *of(
        "autograder/classroom/batch.py",
        "tests/test_batch.py",
        (
            "grades are always kept in the present folder",
            'return first.parent if first.name == "submitted" else Path(os.getcwd())',
            "return Path(os.getcwd())",
        ),
        (
            "a batch is complete though something was not checked (control)",
            "r.exercises and r.complete and r.readable",
            "r.exercises and r.readable",
        ),
        (
            "all submissions of a course have one seed",
            "seed_of(secret, e.student, e.notebook) if seed is None else seed",
            "0 if seed is None else seed",
        ),
    ),
    *of(
        "autograder/nbgrader/exports.py",
        named("gradebook", "every_grade_is_exported_and_counted"),
        ("export says that it wrote nothing", "return len(lines) - (2 if", "return 0 * (2 if"),
    ),
    *of(
        "autograder/grading/job.py",
        "tests/test_report_store.py",
        (
            "a seed does not depend on the student",
            "json.dumps([secret, student, notebook])",
            "json.dumps([secret, notebook])",
        ),
        (
            "seeds can be computed by anybody",
            "json.dumps([secret, student, notebook])",
            "json.dumps([student, notebook])",
        ),
    ),
    *of(
        "autograder/classroom/report_store.py",
        "tests/test_report_store.py",
        (
            "a kept report is good whatever it depended on",
            " and report.provenance == provenance_of(job) else None",
            " else None",
        ),
        (
            "what may be gone the next time is not tried again",
            "if report and not report.transient and",
            "if report and",
        ),
    ),
]

INBOX = [
    *of(
        "autograder/classroom/inbox/scan.py",
        ALONE + "tests/test_scan.py",
        ("what macOS adds to an archive is looked into", '_IGNORED = {"__macosx", ', "_IGNORED = {"),
        ("a file may have any size on disk", 'if status.st_size > MAX_MB << 20 else ""', 'if False else ""'),
        ("a linked folder is left out without a word", "if (here / name).is_symlink():", "if False:"),
    ),
    *of(
        "autograder/classroom/inbox/archives.py",
        ALONE + "tests/test_scan.py",
        ("a member of an archive may have any size", "if info.file_size > MAX_MB << 20:", "if False:"),
        ("a member is unpacked whatever it holds", "return file.read((MAX_MB << 20) + 1)", "return file.read()"),
    ),
    *of(
        "autograder/classroom/inbox/names.py",
        ALONE + "tests/test_scan.py",
        ("a backslash in an archive is part of a name", 'return name.replace("\\\\", "/")', "return name"),
    ),
    *of(
        "autograder/classroom/inbox/layouts.py",
        ALONE + "tests/test_scan.py",
        (
            "the innermost folder is the student",
            "_by_folder(leaf, leaf.chain[depth], submitters)",
            "_by_folder(leaf, leaf.chain[-1], submitters)",
        ),
    ),
]

MUTANTS: list[Mutant] = [*UTILS, *JAIL, *COURSE, *ENGINE, *INBOX]
