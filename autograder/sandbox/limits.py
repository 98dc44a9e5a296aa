"""What a submission may use: the sandbox, the grader, the provenance of reports and the docs all mean these numbers."""

from dataclasses import dataclass


@dataclass
class Limits:
    """Limits of one submission; megabytes and seconds. An instructor sets them in nbgrader_config.py."""

    memory_mb: int = 2048
    """Of the student's process, on top of the libraries."""
    cpu_s: int = 60
    file_mb: int = 16
    """Of one file."""
    folder_mb: int = 64
    """Of all files together; watched from outside."""
    open_files: int = 64
    """With `file_mb` also the bound for files that are deleted while they are open."""
    call_s: float = 10.0
    """Wall clock of one call from a test."""
    cell_s: float = 20.0
    cells_s: float = 60.0
    """Of all cells of a notebook, each time they are run."""
    submission_s: float = 180.0
    restarts: int = 12
    """Processes that a submission may use up."""

    search_s: float = 2.0
    """For the line of a wrong answer that has no name, of the processor; 0 for no search."""
    searches_s: float = 12.0
    """Wall clock of all searches in a notebook."""

    def set(self, **values: float) -> None:
        """Change some of them for this process; workers are told with each job."""
        vars(self).update(values)


LIMITS = Limits()
