"""The review screen, operated by its keys."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Static

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.model.judgement import Verdict
from graphkit.resolve.review import Session
from graphkit.terminal.review import ReviewApp
from tests.resolve.queues import waiting

Operating = Callable[[Pilot[Any], ReviewApp], Awaitable[None]]


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("GRAPHKIT_USER", "Ann Lee")
    return waiting(tmp_path / "case")


def operate(case: Case, keys: Operating) -> Session:
    session = Session(case)

    async def run() -> None:
        app = ReviewApp(session)
        async with app.run_test(size=(140, 50)) as pilot:
            await pilot.pause()
            await keys(pilot, app)

    asyncio.run(run())
    return session


def shown(app: ReviewApp, place: str) -> str:
    return str(app.query_one(f"#{place}", Static).render())


def test_a_pair_is_shown_with_both_sides_its_words_and_features(case: Case) -> None:
    async def look(_pilot: Pilot[Any], app: ReviewApp) -> None:
        item = app.session.current
        assert item is not None
        assert item.left in shown(app, "left")
        assert item.right in shown(app, "right")
        assert item.why in shown(app, "why")
        assert app.query_one("#words", DataTable).row_count >= 2
        assert app.query_one("#features", DataTable).row_count >= 1

    assert len(operate(case, look).waiting) == 3


def test_a_verdict_asks_for_its_reason_and_is_recorded_with_score_and_features(case: Case) -> None:
    async def judge(pilot: Pilot[Any], _app: ReviewApp) -> None:
        await pilot.press("s", *"one post", "enter")
        await pilot.pause()

    session = operate(case, judge)
    (made,) = judgements.read(Case(case.folder))
    assert (made.verdict, made.reason, made.by) == (Verdict.SAME, "one post", "Ann Lee")
    assert made.score is not None
    assert made.features
    assert made.model_version
    assert len(session.waiting) == 2


def test_no_reason_no_judgement_and_escape_goes_back(case: Case) -> None:
    async def hesitate(pilot: Pilot[Any], app: ReviewApp) -> None:
        await pilot.press("d", "enter")
        assert "needs its reason" in shown(app, "told")
        await pilot.press("escape")
        assert app.verdict is None

    assert len(operate(case, hesitate).waiting) == 3
    assert judgements.read(Case(case.folder)) == []


def test_skipping_puts_a_pair_last_and_undo_brings_it_back(case: Case) -> None:
    async def go_on(pilot: Pilot[Any], app: ReviewApp) -> None:
        first = app.session.current
        await pilot.press("k")
        assert app.session.waiting[-1] == first
        second = app.session.current
        await pilot.press("u", *"no photo", "enter")
        await pilot.pause()
        await pilot.press("z")
        await pilot.pause()
        assert app.session.current is not None
        assert second is not None
        assert app.session.current.pair == second.pair

    assert len(operate(case, go_on).waiting) == 3
    assert judgements.read(Case(case.folder)) == []


def test_a_finished_queue_says_so(case: Case) -> None:
    async def decide_all(pilot: Pilot[Any], app: ReviewApp) -> None:
        for _ in range(3):
            await pilot.press("d", *"no", "enter")
            await pilot.pause()
        assert "no pair waits" in shown(app, "told") or app.session.current is None
        await pilot.press("s", "z", "k")

    operate(case, decide_all)
