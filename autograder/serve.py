"""The grading process of a worker: jobs come as lines of JSON on standard input, reports go to standard output."""

import base64
import json
import os
import sys
from pathlib import Path

from autograder.grade import Job, failed, grade
from autograder.report import OurFault
from autograder.zygote import open_nursery


def main() -> int:
    """Serve until standard input ends: a coordinator that dies takes its workers along."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not end up among the answers
    nursery = None
    for line in sys.stdin:
        request = json.loads(line)
        job = Job(request["student"], request["name"], base64.b64decode(request["data"]), request["seed"])
        try:
            nursery = nursery or open_nursery(request["no_jail"])
            report = grade(job, nursery, tuple(Path(path) for path in request["private"]))
        except OurFault as error:
            report = failed(job, error)
        answers.write(json.dumps(report.as_dict() | {"seconds": report.seconds}) + "\n")
        answers.flush()
    if nursery is not None:
        nursery.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
