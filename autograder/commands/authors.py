"""The commands of authors: build, verify, try answers, begin something new, test."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from autograder.authoring.source import ROOT, find, pages, sources
from autograder.commands import terminal


def add_to(command: Callable[..., argparse.ArgumentParser], add_unsandboxed: Callable) -> None:
    """Add the commands to a parser: `command(name, run, help)` makes one."""
    build = command("build", run_build, "build the notebooks and the instant checks from solutions/")
    build.add_argument("notebooks", nargs="*", help="for example 03 (default: all)")
    build.add_argument(
        "--check", action="store_true", help="write nothing; exit status 1 if a built file is out of date"
    )
    new = command("new", run_new, "begin an exercise or a notebook from the worked example in notebook 00")
    new.add_argument("what", choices=["exercise", "notebook"])
    new.add_argument("number", help="the notebook's number, for example 03")
    new.add_argument("name", help="the exercise's name, or the notebook's topic")
    verify = command(
        "verify", run_verify, "prove that known mistakes are caught and named, and correct variants accepted"
    )
    verify.add_argument("notebooks", nargs="*", help="for example 03 (default: all)")
    verify.add_argument("--json", action="store_true", help="print the proof as JSON")
    verify.add_argument("--every", type=int, default=1, metavar="N", help="try each N-th answer of strangers only")
    verify.add_argument("--jobs", type=int, help="processes (default: one for each processor)")
    attempts = command("try", run_try, "say what hidden tests and instant check make of answers in a file")
    attempts.add_argument("file", type=Path, metavar="FILE", help="JSON lines: exercise, code and perhaps notebook")
    attempts.add_argument("--json", action="store_true", help="print a line of JSON for each answer")
    attempts.add_argument("--jobs", type=int, help="processes (default: one for each processor)")
    add_unsandboxed(attempts)
    claims = command("claims", run_claims, "rerun the experiments behind the lectures' claims")
    claims.add_argument("notebooks", nargs="*", help="for example 03 (default: all)")
    claims.add_argument("--json", action="store_true", help="print the results as JSON")
    claims.add_argument("--seeds", metavar="A:B", help="judge by these seeds, and compare with the published verdicts")
    command("test", run_test, "run the project's tests; further options go to pytest")


def run_build(arguments) -> int:
    from autograder.authoring import build
    from autograder.classroom.workers import cores
    from autograder.commands.processes import side_by_side

    chosen = _chosen(arguments.notebooks) + ([] if arguments.notebooks else pages())
    texts = build.rng_fingerprint()
    for built in side_by_side(build.build_one, [source.notebook for source in chosen], cores()):
        texts |= built
    if arguments.check:
        late = [p for p, text in texts.items() if build.is_stale(p, text) and build.is_committed(p)]
    else:
        late = build.write(texts)
    for path in late:
        print(f"{'out of date' if arguments.check else 'wrote'}: {path.relative_to(ROOT)}")
    print(f"{len(chosen)} notebooks, {len(texts)} files, {len(late)} {'out of date' if arguments.check else 'changed'}")
    return 1 if arguments.check and late else 0


def run_new(arguments) -> int:
    from autograder.commands import new

    number, name = arguments.number, arguments.name
    made = new.notebook(number, name) if arguments.what == "notebook" else new.exercise(find(number), name)
    for path in made:
        print(f"wrote: {path.relative_to(ROOT)}")
    print(f"Edit them; then `course build {number}`, `course verify {number}`.")
    return 0


def run_verify(arguments) -> int:
    from autograder.classroom.workers import cores
    from autograder.commands import verify

    chosen = [source for source in _chosen(arguments.notebooks) if source.exercises]  # a page has nothing to prove
    found = verify.prove_all(chosen, arguments.jobs or cores(), arguments.every)
    proofs = list(terminal.bar("notebooks")(found, len(chosen)))
    if arguments.json:
        print(json.dumps({"notebooks": [proof.as_dict() for proof in proofs]}, indent=1))
    else:
        print("\n".join(verify.table(proofs)))
    return 0 if all(proof.proven for proof in proofs) else 1


def run_try(arguments) -> int:
    from autograder.classroom.workers import cores
    from autograder.commands import attempts

    rows = attempts.outcomes(attempts.read(arguments.file), arguments.jobs or cores(), arguments.unsandboxed)
    if arguments.json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False), flush=True)
    else:
        print("\n".join(attempts.table(list(rows))))
    return 0


def run_claims(arguments) -> int:
    from autograder.commands import claims

    if arguments.seeds:
        claims.on_seeds(arguments.seeds)
    bar = terminal.bar("running notebooks")
    found = [row for source in bar(_chosen(arguments.notebooks)) for row in claims.rows(claims.executed(source))]
    if not arguments.seeds:
        claims.write(claims.merged(found))
    if arguments.json:
        print(claims.as_json(found), end="")
    else:
        print("\n".join(claims.compared(found)) if arguments.seeds else claims.page(found).rstrip("\n"))
    return 0


def run_test(arguments) -> int:
    from autograder.commands import testing

    return testing.start(arguments.rest)


def _chosen(names: list[str]) -> list:
    return [find(name) for name in names] or sources()
