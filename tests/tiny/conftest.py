"""The hidden tests of the tiny notebook are run by the grader, not with the project's own."""

collect_ignore_glob = ["solutions/*"]
