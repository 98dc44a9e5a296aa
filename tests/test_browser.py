"""The page as a student has it: JupyterLab in headless Chromium, on a working copy of the course."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from autograder.commands import lab as lab_command
from utils.plotting import axes
from utils.slider import slider_figure

LAPTOP = {"width": 1366, "height": 768}
ANSWERS = {
    "a step uphill": "def gd_step(x, g, lr):\n    return x + lr * g",
    "half an answer": "def gd_step(x, g, lr):\n    step = lr * g\n    raise NotImplementedError()",
    "the right one": "def gd_step(x, g, lr):\n    return x - lr * g",
}


@contextlib.contextmanager
def served(checkout, home, *words: str):
    """`course lab` with these words and no browser of its own: its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = [*words, "--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    options += ["--IdentityProvider.token=secret", "--LabApp.expose_app_in_browser=True"]
    environment = os.environ | {"HOME": str(home), "PYTHONPATH": str(checkout), "JUPYTER_CONFIG_DIR": str(home)}
    with (home / "log").open("w") as log:
        command = [sys.executable, "-P", "-m", "autograder", "lab", *options]
        server = subprocess.Popen(command, cwd=checkout, env=environment, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 120
        while not answers(address):
            assert server.poll() is None and time.monotonic() < deadline, (home / "log").read_text()
            time.sleep(0.2)
        yield address
        server.terminate()
        server.wait(60)


@pytest.fixture(scope="module")
def lab(checkout, tmp_path_factory):
    """A student's JupyterLab. Work goes to the checkout's my/."""
    with served(checkout, tmp_path_factory.mktemp("home")) as address:
        yield address


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api?token=secret", timeout=5):
            return True
    except OSError:
        return False


class Page:
    """A notebook in JupyterLab, driven through Lab's own commands and models."""

    def __init__(self, browser, address: str, notebook: str, folder: str = ""):
        self.page = browser.new_page(viewport=LAPTOP)
        self.page.set_default_timeout(120_000)
        self.page.goto(f"{address}/lab/tree/{folder}{notebook}/{notebook}.ipynb?token=secret&reset")
        self.page.wait_for_function(
            "() => window.jupyterapp && window.jupyterapp.shell.currentWidget"
            " && window.jupyterapp.shell.currentWidget.content && window.jupyterapp.shell.currentWidget.content.widgets"
            " && window.jupyterapp.shell.currentWidget.content.widgets.length > 5"
            " && window.jupyterapp.shell.currentWidget.sessionContext.session"
            " && window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"
        )

    def command(self, name: str) -> None:
        self.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)

    def run_all(self) -> None:
        self.command("notebook:run-all-cells")
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_function(
            "() => { const w = window.jupyterapp.shell.currentWidget; "
            "return w.content.widgets.every(c => c.model.type !== 'code' || c.model.executionState === 'idle')"
            " && w.sessionContext.session.kernel.status === 'idle' }"
        )

    def write(self, start: str, text: str) -> None:
        """Put `text` into the cell that begins with `start`."""
        found = self.page.evaluate(
            "([start, text]) => { const cells = window.jupyterapp.shell.currentWidget.content.widgets;"
            "const cell = cells.find(c => c.model.sharedModel.getSource().startsWith(start));"
            "if (cell) cell.model.sharedModel.setSource(text); return !!cell }",
            [start, text],
        )
        assert found, start

    def add(self, text: str) -> None:
        """A cell of the student's own, at the end, run."""
        self.page.evaluate(
            "text => { const w = window.jupyterapp.shell.currentWidget; w.content.activeCellIndex = w.content.widgets.length - 1;"
            "return window.jupyterapp.commands.execute('notebook:insert-cell-below').then(() => {"
            "w.content.activeCell.model.sharedModel.setSource(text);"
            "return window.jupyterapp.commands.execute('notebook:run-cell')}) }",
            text,
        )
        self.settle()

    def outputs(self, start: str = "") -> str:
        """What the cells that begin with `start` show, as text."""
        return self.page.evaluate(
            "start => window.jupyterapp.shell.currentWidget.content.widgets"
            ".filter(c => c.model.type === 'code' && c.model.sharedModel.getSource().startsWith(start))"
            ".map(c => c.model.outputs.toJSON().map(o => o.text || o.evalue || (o.data && (o.data['text/plain'] || '')) || '')"
            ".flat().join('')).join('\\n')",
            start,
        )

    def errors(self) -> list[str]:
        return self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')"
            ".flatMap(c => c.model.outputs.toJSON()).filter(o => o.output_type === 'error').map(o => o.ename + ': ' + o.evalue)"
        )

    def save(self) -> None:
        self.command("docmanager:save")
        self.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")


@pytest.fixture(scope="module")
def start(browser, lab):
    """Notebook 00, untouched, run from top to bottom."""
    page = Page(browser, lab, "00_start_here")
    page.run_all()
    yield page
    page.page.close()


def test_an_untouched_notebook_runs_without_red_and_shows_the_map(start):
    assert start.errors() == []
    assert "not attempted" in start.outputs("check(gd_step)")
    assert start.page.locator("table a[href*='01_sgd_pathologies']").count() >= 1
    start.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.scrollToItem(0)")
    start.page.get_by_text("Next:").first.wait_for()


def test_figures_code_is_folded_and_says_what_it_is(start):
    """Whole cells are read from the model: Lab only lays out those in sight."""
    hidden = start.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.inputHidden)"
        ".map(c => c.model.sharedModel.getSource().split('\\n')[0])"
    )
    assert hidden and all(line.startswith("# ") for line in hidden)


def test_a_prediction_is_compared_with_what_came(start):
    start.write(
        'predict("Where will',
        'predict("Where will the steps be longest?", a="high on the wall", b="near the bottom", guess="b")',
    )
    start.run_all()
    assert "You predicted b, near the bottom. It is a, high on the wall." in start.outputs("# first walk")
    assert "You predicted 0 of 1. The surprises were:" in start.outputs("predictions()")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("a step uphill", "This is a step uphill"),
        ("half an answer", "raise NotImplementedError()"),
        (
            "the right one",
            "passed. The visible checks agree in 7 quantities; hidden checks remain. 1 point; 1 of 1 here.",
        ),
    ],
)
def test_an_answer_is_judged_in_the_page(start, answer, said):
    start.write("def gd_step", ANSWERS[answer])
    start.run_all()
    assert said in start.outputs("check(gd_step)")


def test_the_ladder_opens_in_a_cell_of_ones_own(start):
    start.add("hint(gd_step)")
    assert "(1 of 3)" in start.outputs("hint(gd_step)")
    start.add("solution(gd_step)")
    assert "Both pass." in start.outputs("solution(gd_step)")


def test_what_was_done_is_there_after_reopening(start, browser, lab, checkout):
    start.save()
    path = checkout / "my" / "00_start_here" / "00_start_here.ipynb"
    saved = json.loads(path.read_text("utf-8"))
    assert any("x - lr * g" in "".join(cell["source"]) for cell in saved["cells"])
    again = Page(browser, lab, "00_start_here")
    assert "passed." in again.outputs("check(gd_step)")
    assert again.page.locator("text=model not found").count() == 0
    again.page.close()


def test_the_release_stays_as_it_was_given_out(start, checkout):
    given = checkout / "my" / ".given" / "00_start_here" / "00_start_here.ipynb"
    release = checkout / "course" / "00_start_here" / "00_start_here.ipynb"
    assert given.read_bytes() == release.read_bytes()


def test_the_dark_theme_keeps_verdicts_readable(start):
    start.page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    start.page.wait_for_function("() => document.body.dataset.jpThemeName === 'JupyterLab Dark'")
    verdict = start.page.locator(".jp-OutputArea-output div[style*='border-left']").last
    verdict.scroll_into_view_if_needed()
    color = verdict.evaluate("e => getComputedStyle(e).color")
    brightness = sum(int(float(part)) for part in color[color.index("(") + 1 : -1].split(",")[:3])
    assert brightness > 3 * 128, color


SLIDER = """from utils.plotting import axes
from utils.slider import slider_figure

def line(lr):
    axes(f"a line at {lr}", "step", "loss").plot([0, 1], [lr, lr])

slider_figure(line, [1, 2, 3], "lr").show()"""


@pytest.fixture(scope="module")
def with_slider(browser, lab, checkout):
    """Notebook 02, not run but for a cell of ours with a slider, and saved; the page is closed, and so no kernel needed."""
    page = Page(browser, lab, "02_momentum")
    page.add(SLIDER)
    page.save()
    page.command("kernelmenu:shutdown")
    page.page.close()
    return checkout / "my" / "02_momentum" / "02_momentum.ipynb"


def slider_of(page: Page):
    """The output with a slider, in sight."""
    page.page.evaluate(
        "() => { const c = window.jupyterapp.shell.currentWidget.content;"
        "return c.scrollToItem(c.widgets.findLastIndex(w => w.model.sharedModel.getSource().includes('slider_figure(line')))}"
    )
    output = page.page.locator(".slider-figure").last
    output.locator("img").first.wait_for(state="attached")
    return output


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_slider_moves_after_reopening_without_a_kernel(with_slider, browser, lab, theme):
    page = Page(browser, lab, "02_momentum")
    page.page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    page.page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
    output = slider_of(page)
    assert output.locator("figcaption:visible").all_text_contents() == ["lr = 1"]
    handle = output.get_by_label("lr")
    handle.focus()
    handle.press("ArrowRight")
    handle.press("ArrowRight")
    assert output.locator("figcaption:visible").all_text_contents() == ["lr = 3"]
    assert output.locator("img:visible").get_attribute("alt").startswith("a line at 3")
    assert handle.get_attribute("aria-valuetext") == "lr = 3"
    colors = output.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
    assert colors == ["rgb(51, 51, 51)", "rgb(255, 255, 255)"]
    page.page.close()


def test_without_trust_the_frames_are_a_strip_to_scroll(with_slider, browser, lab):
    """A notebook from somebody else: Lab drops scripts and style sheets, and keeps the rest."""
    notebook = json.loads(with_slider.read_text("utf-8"))
    notebook["cells"][-1]["outputs"][0]["data"]["text/plain"] = ["changed by somebody else"]
    with_slider.write_text(json.dumps(notebook), "utf-8")
    page = Page(browser, lab, "02_momentum")
    output = slider_of(page)
    assert output.locator("script").count() == 0
    assert not output.locator("input").is_visible()
    strip, frames = output.locator("div"), output.locator("figure")
    assert is_within(frames.nth(0), strip) and not is_within(frames.nth(1), strip)
    output.locator("a").first.focus()
    page.page.keyboard.press("Tab")
    page.page.wait_for_function("s => s.scrollLeft > s.clientWidth / 2", arg=strip.element_handle())
    assert is_within(frames.nth(1).locator("a"), strip)
    strip.evaluate("s => s.scrollTo(s.scrollWidth, 0)")
    assert is_within(frames.nth(2), strip)
    page.page.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_in_print_the_frame_that_is_shown_first_is_left(browser, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.set_content(slider_figure(lambda lr: axes(f"a line at {lr}", "step", "loss"), [1, 2, 3], "lr", start=1).html())
    page.emulate_media(media="print")
    assert page.locator("figcaption:visible").all_text_contents() == ["lr = 2"]
    assert not page.locator("input").is_visible()
    context.close()


def is_within(inner, outer) -> bool:
    """Whether an element lies between the left and the right edge of another."""
    a, b = inner.bounding_box(), outer.bounding_box()
    return b["x"] - 1 <= a["x"] and a["x"] + a["width"] <= b["x"] + b["width"] + 1


@pytest.mark.parametrize("notebook", ["03_adaptive_methods", "08_regularization"])
def test_tasks_do_not_scroll_sideways_at_125_per_cent(browser, lab, notebook):
    page = Page(browser, lab, notebook)
    page.page.set_viewport_size({"width": round(1366 / 1.25), "height": round(768 / 1.25)})
    names = page.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.map((c, k) => [k, c.model.sharedModel.getMetadata('nbgrader')])"
        ".filter(([k, m]) => m && m.solution).map(([k]) => k)"
    )
    assert len(names) >= 8
    for index in names:
        wide = page.page.evaluate(
            "async k => { const w = window.jupyterapp.shell.currentWidget.content; await w.scrollToItem(k); const cell = w.widgets[k];"
            "await cell.ready; await new Promise(r => setTimeout(r, 300));"
            "const s = cell.node.querySelector('.cm-scroller'); return s ? s.scrollWidth - s.clientWidth : -1 }",
            index,
        )
        assert 0 <= wide <= 1, (notebook, index, wide)
    page.page.close()


@pytest.mark.parametrize(("answer", "says"), [("", "The following cell failed:"), ("the right one", "Success!")])
def test_validate_says_success_of_nothing_but_right_answers(browser, checkout, tmp_path, answer, says):
    """nbgrader's button, which students have on a hub that shows it: pressed in the instructor's JupyterLab."""
    folder = checkout / "tried"
    shutil.copytree(checkout / "course" / "00_start_here", folder / "00_start_here", dirs_exist_ok=True)
    with served(checkout, tmp_path, "--instructor") as address:
        page = Page(browser, address, "00_start_here", "tried/")
        if answer:
            page.write("def gd_step", ANSWERS[answer])
            page.save()
        page.page.get_by_role("button", name="Validate", exact=True).click()
        dialog = page.page.locator(".jp-Dialog", has_text="Validation Results")
        dialog.wait_for()
        said = dialog.inner_text()
        page.page.close()
    assert says in said
    assert ("Success!" in said) == (says == "Success!")
    assert "not attempted" in said or answer


def test_what_lab_exports_has_the_form_that_everybody_can_read(lab):
    """tests/test_accessibility.py says what that is."""
    form = lab_command.PROFILES / "student" / "nbconvert" / "templates" / "downhill" / "index.html.j2"
    style = form.read_text("utf-8").split("<style>")[1].split("</style>")[0]
    page = f"{lab}/nbconvert/html/00_start_here/00_start_here.ipynb?token=secret"
    with urllib.request.urlopen(page, timeout=60) as answer:
        assert style in answer.read().decode()
