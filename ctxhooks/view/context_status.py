"""What stands in Claude's context now, and what it costs: for `pal context status`, and for the page."""

from typing import Any

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.loading import rules, section, section_file
from ctxhooks.model.document import CATEGORIES
from ctxhooks.model.json_values import plain
from ctxhooks.model.settings import Settings
from ctxhooks.ports import registry
from ctxhooks.sessions import live
from ctxhooks.store import checkpoints, loaded
from ctxhooks.tokens import counting
from ctxhooks.view.session_models import BudgetPart, BudgetView, LoadedDocument


class ContextStatus:
    """The documents that are loaded, our section, the ports, what the last compaction gave back, and the session that is on."""

    def __init__(self, project: Project, settings: Settings) -> None:
        count = counting.counter(project)
        self.project, self.settings = project, settings
        self.last = checkpoints.newest(project)
        self.section = section_file.place(project, settings, self.last)
        mine = checkpoints.sound(project, self.last.session_id) if self.last else iter(())
        self.scored = next((c for c in mine if c.recovery_prompt or c.recovery.score), None)
        self.active = registry.active(project, settings)
        there = loaded.read(project)
        self.items, self.reserved = there.documents, there.reserved
        changes, rest = section.texts(project, settings, self.last)
        recovered = (files.read(rules.recovered_path(project)) or b"").decode("utf-8", "replace")
        self.own = {"recent_changes": count(changes), "session_info": count(rest)} if section_file.held(project, settings) else {}
        self.recovery = {
            "prompt": (count(self.scored.recovery_prompt) if self.scored else 0, settings.recovery.prompt_tokens),
            "rule": (count(recovered), settings.recovery.rule_tokens),
        }
        self.live = live.session(project)

    @property
    def used(self) -> int:
        """Tokens of the context budget that loaded documents and our section take."""
        return sum(i.tokens for i in self.items if i.rule) + sum(self.own.values())

    @property
    def remaining(self) -> int:
        """Tokens of the context budget that are left, never below 0."""
        return max(0, self.settings.context.token_budget - self.reserved - self.used)

    def category(self, name: str) -> tuple[int, int]:
        """Tokens used, and the share."""
        here = sum(i.tokens for i in self.items if i.rule and i.category == name) + self.own.get(name, 0)
        return here, self.settings.context.token_budget * getattr(self.settings.context.allocation, name) // 100

    def plain(self) -> dict[str, Any]:
        """All of it as data, for `--json`."""
        context = self.settings.context
        return {
            "project": self.project.root,
            "budget": {"total": context.token_budget, "used": self.used, "reserved": self.reserved, "remaining": self.remaining},
            "strategy": context.strategy,
            "section": {"setting": self.settings.section, "path": self.section},
            "categories": {c: dict(zip(("used", "budget"), self.category(c), strict=True)) for c in CATEGORIES},
            "documents": [{**plain(i), "loaded": bool(i.rule)} for i in self.items],
            "ports": [
                {**plain(a), "title": p.title, "done": p.done, "tasks": len(p.tasks), "progress": p.progress} for a, p in self.active
            ],
            "recovery": {name: {"tokens": cost, "budget": most} for name, (cost, most) in self.recovery.items()},
            "session": self._session(),
            "checkpoint": plain(self.last) if self.last else None,
        }

    def _session(self) -> dict[str, Any] | None:
        now = self.live
        return {"id": now.session, "tokens": now.fold.data["tokens"], "quiet_seconds": round(now.age)} if now else None

    def budget(self) -> BudgetView:
        """What the page shows of it; the largest documents first, those that are loaded ahead of the others."""
        documents = sorted(self.items, key=lambda i: (not i.rule, -i.tokens))
        return BudgetView(
            total=self.settings.context.token_budget,
            used=self.used,
            reserved=self.reserved,
            parts=tuple(BudgetPart(name, *self.category(name)) for name in CATEGORIES),
            documents=tuple(LoadedDocument(i.name, i.category, i.tokens, bool(i.rule)) for i in documents),
        )
