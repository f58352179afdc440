"""What an agent is given: never over its budget, the required first, and told what is missing."""

from itertools import pairwise

from conftest import Scene, fact, scratch
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxhooks.agents import task_context
from ctxhooks.agents.task_sources import REQUIRED
from ctxhooks.loading import activation
from ctxhooks.model.checkpoint import Checkpoint, FileChange
from ctxhooks.model.settings import Agents, AgentShares, Settings
from ctxhooks.phases import archiving
from ctxhooks.store import checkpoints
from ctxhooks.tokens.counting import counter

SPEC = """---
id: {id}
title: The {id} port
agent: {agent}
conventions: [style]
depends_on: [base]
tags: [sea]
---
# {id}

## Goal
Goal of {id}. {more}

## Tasks
- [ ] First of {id}
"""


def filled(scene: Scene, more: str = "", paragraphs: int = 40) -> Scene:
    def write(name: str, text: str) -> None:
        path = scene.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    write("README.md", "# Harbour\n\nIt reads the tides.\n")
    write("ports/base.md", "---\nid: base\nstatus: complete\n---\n# Base\n\n## Goal\nThe ground.\n")
    for id_, agent in (("login", "backend"), ("page", "frontend")):
        write(f"ports/{id_}.md", SPEC.format(id=id_, agent=agent, more=more))
    write("conventions/style.md", "# Style\n\nTabs are wide. " + more)
    body = "".join(f"\n## Part {i}\nThe tide number {i} comes in. {more}\n" for i in range(paragraphs))
    write(
        "docs/tides.md",
        f"---\ntags: [sea]\n---\n# Tides\n\nAbout tides.\n\n## Decisions\n- We read tides as UTF-8 in `src/tides.py`.\n{body}",
    )
    return scene


def saved(scene: Scene) -> None:
    facts = (fact("task", "Draw the page"), fact("constraint", "Never touch vendor"), fact("file", "src/a.py"))
    changes = (FileChange("src/a.py", "updated", 3, 1, ("load",)),)
    where = scene.project()
    id_ = checkpoints.new_id(where, "s-1")
    checkpoints.save(where, Checkpoint(id=id_, session_id="s-1", facts=facts, recent_changes=changes))


def sized(tokens: int, **budgets: int) -> Settings:
    return Settings(agents=Agents(tokens, budgets))


def test_each_kind_of_task_gets_what_it_requires(scene: Scene) -> None:
    where, chosen = filled(scene).project(), Settings()
    activation.start(where, chosen, "login")
    activation.start(where, chosen, "page")
    saved(scene)
    for task, required in REQUIRED.items():
        made = task_context.task_context(where, chosen, "backend", task)
        assert (made.missing, made.lacking, made.problems) == ((), (), ())
        assert "Goal of login." in made.text
        assert "Goal of page." not in made.text  # another agent's
        assert "Tabs are wide." in made.text
        assert ("src/a.py" in made.text) >= ("changes" in required)
        assert made.tokens == counter(where)(made.text) <= made.total == 15_000
    whole = "The tide number 39 comes in."
    assert whole in task_context.task_context(where, chosen, "backend", "documentation").text
    brief = task_context.task_context(where, chosen, "backend", "development").text
    assert whole not in brief
    assert "[Full text](docs/tides.md)" in brief
    assert "We read tides as UTF-8 in `src/tides.py`." in brief
    assert "Never touch vendor" in brief
    assert "Goal of page." in task_context.task_context(where, chosen, "frontend", "review").text
    assert "Goal of page." in task_context.task_context(where, chosen, "whoever", "review").text  # the one that was started last


def test_the_report_names_what_is_missing(scene: Scene) -> None:
    where = filled(scene).project()
    made = task_context.task_context(where, Settings(), "backend", "review")
    assert made.missing == ("spec", "changes")
    assert "Required, and not there: the spec of an active port, Changes" in made.text
    (scene.root / "conventions/style.md").unlink()
    activation.start(where, Settings(), "login")
    assert [e.key for e in task_context.task_context(where, Settings(), "backend", "review").problems] == ["no-convention"]


def test_the_report_names_what_is_cut_and_left_out(scene: Scene) -> None:
    where = filled(scene, more="More of it, and more again. " * 20).project()
    activation.start(where, Settings(), "login")
    saved(scene)
    made = task_context.task_context(where, sized(15_000, backend=900), "backend", "development")
    assert made.total == 900
    assert made.tokens <= 900
    for x in (*made.packing.loaded, *made.packing.pending):
        assert f"{x.document.name} (" in made.text
    assert made.packing.pending or any(x.level < 3 for x in made.packing.loaded)
    tiny = task_context.task_context(where, sized(300), "backend", "development")
    assert tiny.lacking
    assert "login" in tiny.text


def test_the_newest_completed_phases_come_along(scene: Scene) -> None:
    where = filled(scene).project()
    archiving.complete(where, Settings(), "plan", [str(scene.root / "docs/tides.md")])
    text = task_context.task_context(where, Settings(), "backend", "documentation").text
    assert "## Phase plan" in text
    assert "We read tides as UTF-8" in text


@settings(max_examples=30)
@given(
    st.integers(0, 3000),
    st.sampled_from(sorted(REQUIRED)),
    st.sampled_from([AgentShares(), AgentShares(100, 0, 0, 0), AgentShares(0, 50, 0, 50)]),
    st.integers(0, 60),
)
def test_it_is_never_over(tokens: int, task: str, shares: AgentShares, much: int) -> None:
    with scratch() as scene:
        where = filled(scene, more="조수 표를 읽는다, чтобы знать. " * (much // 4), paragraphs=much).project()
        activation.start(where, Settings(), "login")
        saved(scene)
        made = task_context.task_context(where, Settings(agents=Agents(tokens, {}, shares)), "backend", task)
        assert made.tokens == counter(where)(made.text) <= tokens


def test_a_larger_budget_gives_no_less(scene: Scene) -> None:
    where = filled(scene, more="More of it. " * 30).project()
    activation.start(where, Settings(), "login")
    saved(scene)
    contexts = [task_context.task_context(where, sized(n), "backend", "development") for n in range(400, 6000, 400)]
    given_ = [{x.document.name for x in context.packing.loaded} for context in contexts]
    assert all(less <= more for less, more in pairwise(given_))
    assert len(given_[-1]) >= 6
