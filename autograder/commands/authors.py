"""The commands of authors: build, verify, try answers, begin something new, test."""

import json

from autograder.authoring.source import ROOT, find, sources
from autograder.commands import terminal


def run_build(arguments) -> int:
    from autograder.authoring import build
    from autograder.classroom.workers import cores
    from autograder.commands.processes import side_by_side

    chosen = _chosen(arguments.notebooks)
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

    chosen = _chosen(arguments.notebooks)
    proofs = list(terminal.bar("notebooks")(verify.prove_all(chosen, arguments.jobs or cores()), len(chosen)))
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

    bar = terminal.bar("running notebooks")
    found = [row for source in bar(_chosen(arguments.notebooks)) for row in claims.rows(claims.executed(source))]
    if not arguments.notebooks:
        claims.write(found)
    print(claims.as_json(found) if arguments.json else claims.page(found), end="")
    return 0


def run_test(arguments) -> int:
    from autograder.commands import testing

    return testing.start(arguments.rest)


def _chosen(names: list[str]) -> list:
    return [find(name) for name in names] or sources()
