"""The grading process of a worker: jobs come as lines of JSON on standard input, reports go to standard output."""

import base64
import json
import os
import sys
import threading
import time
from pathlib import Path

WATCH_S = 0.3


def main() -> int:
    """Serve until standard input ends."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not end up among the answers
    desk = Desk()
    for line in sys.stdin:
        answers.write(json.dumps(desk.grade(json.loads(line))) + "\n")
        answers.flush()
    desk.close()
    return 0


class Desk:
    """Grades one job after the other; its nursery is opened for the first."""

    def __init__(self):
        self._nursery = None

    def grade(self, request: dict) -> dict:
        from autograder.grade import Job, failed, grade  # seconds of imports, during which the parent is watched
        from autograder.report import OurFault
        from autograder.zygote import open_nursery

        job = Job(request["student"], request["name"], base64.b64decode(request["data"]), request["seed"])
        try:
            self._nursery = self._nursery or open_nursery(request["no_jail"])
            report = grade(job, self._nursery, tuple(Path(path) for path in request["private"]))
        except OurFault as error:
            report = failed(job, error)
        return report.as_dict() | {"seconds": report.seconds}

    def close(self) -> None:
        if self._nursery is not None:
            self._nursery.close()


def _end_with(parent: int) -> None:
    """A coordinator that is killed takes its workers along, whatever they are doing."""
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
