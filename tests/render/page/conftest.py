"""Pages in a real browser: Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from symparams import load
from symparams.algebra.model import Model
from symparams.operations.exploration import explore
from symparams.render.notation import Notation
from symparams.render.page.document import page_html

MODELS = (
    "textbook",
    "gpt3",
    "bert-base",
    "llama-3.1-8b",
    "mixtral-8x7b",
    "deepseek-v3",
    "t5-base",
    "traced",
)
TRACED = Path(__file__).parent / "gpt2_traced.model.json"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Opened:
    """A page in the browser and the model that it shows; everything else is Playwright's page."""

    page: Any
    model: Model

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.page.locator(selector).all_text_contents()
        return found

    @property
    def total(self) -> str:
        return str(self.page.locator("#total").text_content())

    @property
    def symbols(self) -> list[str]:
        return [value.symbol.name for value in explore(self.model).model.values]

    def field(self, symbol: str) -> Any:
        return self.page.locator(f"#value-{self.symbols.index(symbol)}")

    def slider(self, symbol: str) -> Any:
        return self.page.locator(f"#slider-{self.symbols.index(symbol)}")


def model_called(name: str) -> Model:
    """A preset, or the tree traced from the code of GPT-2."""
    return load(str(TRACED) if name == "traced" else name)


@pytest.fixture(params=MODELS)
def name(request: pytest.FixtureRequest) -> str:
    """Each model that the pages are tested with: one of every kind."""
    return str(request.param)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window; the tests say so where it is missing."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (extra browser)"
    )
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=executable, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a model's page from a file; any word in the console or request fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(
        shown: str | Model, *, address: str = "", width: int = 1280, **settings: Any
    ) -> Opened:
        model = model_called(shown) if isinstance(shown, str) else shown
        path = tmp_path / f"{len(contexts)}.html"
        path.write_text(page_html(explore(model), Notation()), encoding="utf-8")
        viewport = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=viewport, **settings))
        page = contexts[-1].new_page()
        own = path.as_uri()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda r: complaints.extend([r.url] if not r.url.startswith(own) else [])
        )
        page.goto(own + address)
        return Opened(page, model)

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
