"""The screen on which a person decides on pairs: both sides, their words side by side, the features, and keys.

A verdict asks for its reason before it is recorded; Escape goes back. Every decision is on disk when the next pair
appears, so that whatever ends the program has lost none.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import DataTable, Footer, Header, Input, Static

from graphkit.errors import GraphkitError
from graphkit.model.judgement import Verdict
from graphkit.resolve.explain import Explanation
from graphkit.resolve.review import Session
from graphkit.text import visible

_FACTS = ("kind", "names", "birth_dates", "genders", "countries", "identifiers", "places", "positions", "datasets")
_MOST_SHOWN = 12
"""Values of one fact that are shown; the number of the others is told."""


class ReviewApp(App[None]):
    """The queue, one pair at a time."""

    TITLE = "graphkit review"
    CSS = """
    #sides { height: auto; max-height: 45%; }
    .side { width: 1fr; height: auto; border: round $primary; padding: 0 1; }
    #tables { height: 1fr; }
    DataTable { width: 1fr; height: 1fr; }
    #why, #told { height: auto; padding: 0 1; }
    #reason { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("s", "judge('same')", "same"),
        ("d", "judge('different')", "different"),
        ("u", "judge('unsure')", "unsure"),
        ("k", "skip", "skip"),
        ("z", "undo", "undo"),
        ("escape", "leave_reason", "back"),
        ("q", "quit", "quit"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.verdict: Verdict | None = None
        """What the person is about to judge, while the reason is being written."""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield Header()
        yield Static(id="why")
        with VerticalScroll(id="sides"), Horizontal():
            yield Static(id="left", classes="side")
            yield Static(id="right", classes="side")
        with Horizontal(id="tables"):
            yield DataTable(id="words", cursor_type="none")
            yield DataTable(id="features", cursor_type="none")
        yield Static(id="told")
        yield Input(id="reason", placeholder="Why? Enter records the judgement, Escape goes back.")
        yield Footer()

    def on_mount(self) -> None:
        """Name the columns and show the first pair."""
        self.query_one("#words", DataTable).add_columns("left", "right", "how", "alike", "weight")
        self.query_one("#features", DataTable).add_columns("feature", "value", "contributes")
        self._show()

    def action_judge(self, word: str) -> None:
        """Ask for the reason of a verdict."""
        if self.session.current is None:
            return
        self.verdict = Verdict(word)
        self._tell(f"{word}, because:")
        reason = self.query_one("#reason", Input)
        reason.display = True
        reason.focus()

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        """Record the judgement with the reason given."""
        if self.verdict is None or not submitted.value.strip():
            self._tell("a judgement needs its reason")
            return
        verdict = self.verdict
        try:
            done = self.session.decide(verdict, submitted.value.strip())
        except GraphkitError as error:
            self.action_leave_reason()
            self._tell(f"refused: {error}")
            return
        made = done.judgement
        told = [f"{made.id[:8]}: {made.left} and {made.right} are {made.verdict.value}"]
        told += [f"{item.left} and {item.right}, joined by the model, give way" for item in done.gave_way]
        self.action_leave_reason()
        self._show()
        self._tell("; ".join(told))

    def action_leave_reason(self) -> None:
        """Leave the reason and go back to the pair."""
        self.verdict = None
        reason = self.query_one("#reason", Input)
        reason.value = ""
        reason.display = False
        self.set_focus(None)
        self._tell("")

    def action_skip(self) -> None:
        """Put the pair at the end of the queue."""
        self.session.skip()
        self._show()

    def action_undo(self) -> None:
        """Take back the last judgement of this session."""
        try:
            undone = self.session.undo()
        except GraphkitError as error:
            self._tell(f"refused: {error}")
            return
        self._show()
        told = f"taken back: {undone.left} and {undone.right}, {undone.verdict.value}" if undone else "nothing to undo"
        self._tell(told)

    def _show(self) -> None:
        item = self.session.current
        self.sub_title = f"{len(self.session.waiting):,} wait, {len(self.session.made):,} judged"
        words, features = self.query_one("#words", DataTable), self.query_one("#features", DataTable)
        words.clear()
        features.clear()
        if item is None:
            for place in ("left", "right", "why"):
                self.query_one(f"#{place}", Static).update("")
            self._tell("no pair waits for a decision")
            return
        found = self.session.explanation()
        line = found.as_line()
        self.query_one("#why", Static).update(_plain(f"{item.score:.3f}  {item.why}{_beside(found)}"))
        for place in ("left", "right"):
            self.query_one(f"#{place}", Static).update(_side(line[place]))
        for word in line["aligned"]:
            words.add_row(
                *map(_plain, (word["left"], word["right"], word["how"])),
                f"{word['likeness']:.2f}",
                f"{word['weight']:.1f}",
            )
        for name, value in line["contributions"].items():
            features.add_row(_plain(name), f"{line['features'].get(name, 0.0):.2f}", f"{value:+.2f}")
        self._tell("")

    def _tell(self, message: str) -> None:
        self.query_one("#told", Static).update(_plain(message))


def _side(told: Mapping[str, Any]) -> Text:
    """Return one side: what the entity is called and what is known of it, from which datasets."""
    shown = Text(visible(str(told["id"])) + "\n", style="bold")
    for fact in _FACTS:
        values = told[fact] if isinstance(told[fact], list) else [told[fact]]
        if not values:
            continue
        more = f" … and {len(values) - _MOST_SHOWN} more" if len(values) > _MOST_SHOWN else ""
        shown.append(f"{fact.replace('_', ' ')}: ", style="dim")
        shown.append(visible("; ".join(map(str, values[:_MOST_SHOWN])) + more) + "\n")
    return shown


def _beside(found: Explanation) -> str:
    said = f"; stated: {found.stated}" if found.stated else ""
    return said + (f"; speaks against it: {found.contradiction}" if found.contradiction else "")


def _plain(text: str) -> Text:
    """Return text of data as text, never as markup."""
    return Text(visible(text))
