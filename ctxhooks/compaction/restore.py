"""After a compaction: gives back what is pending, through whichever channel the client has."""

from collections.abc import Sequence

from ctxhooks.compaction import fact_names, file_state, pending
from ctxhooks.disk import files, log
from ctxhooks.disk.project import Project
from ctxhooks.loading import rules
from ctxhooks.model.checkpoint import COMPACTION, Checkpoint, Recovery
from ctxhooks.model.facts import Fact
from ctxhooks.model.settings import Settings
from ctxhooks.render import recovery_text
from ctxhooks.render.catalog import say
from ctxhooks.render.retention import holds, missing, plainly, position
from ctxhooks.setup import clients
from ctxhooks.store import checkpoints
from ctxhooks.tokens.estimate import estimate

CHANGING = frozenset({"failing", "constraint", "outside"})  # kinds of facts that may be true no longer

BRIEF = 500  # tokens of a recovery prompt that the summary follows
BINDING = frozenset({"task", "constraint", "refusal", "background"})


def inject(project: Project, settings: Settings, checkpoint: Checkpoint, *, summary_follows: bool = False) -> str:
    """The recovery prompt, noted in the checkpoint as given; rules and section make room for it.

    Where PostCompact follows and is given the summary, the prompt holds only what binds and where things stand, in BRIEF tokens. The rest,
    less what the summary holds, goes into a rule then, and reaches the very same request.
    """
    prompt, limits = "", settings.recovery
    brief = summary_follows and clients.reads_rule_in_time(checkpoint.client)
    if clients.reads_session_start(checkpoint.client):
        facts = file_state.against(checkpoint, project.root, settings.language)
        given, tokens = (_binding(facts), min(limits.prompt_tokens, BRIEF)) if brief else (facts, limits.prompt_tokens)
        prompt = recovery_text.prompt(checkpoint, given, settings.language, tokens)
        checkpoints.save(project, checkpoint._replace(recovery_prompt=prompt))
    from ctxhooks.loading import activation
    from ctxhooks.tokens import counting

    reserved = counting.counter(project)(prompt) + (_rule_tokens(settings, prompt) if brief else limits.rule_tokens)
    untold = tuple(missing(checkpoint.facts, prompt))
    activation.settle(project, settings, checkpoint._replace(facts=untold), "SessionStart", reserved)
    if len(untold) < len(checkpoint.facts):
        with log.noted(project, "SessionStart"):
            files.write(project.partial_section(), b"")
    return prompt


def complete_section(project: Project, settings: Settings, session: str) -> None:
    """Writes the section whole again: the client has read it behind the compaction, beside the prompt, and reads it next elsewhere."""
    from ctxhooks.loading import section

    with log.noted(project, "Stop"):
        section.update(project, settings, checkpoints.newest(project, session))
        files.remove(project.partial_section())


def _binding(facts: Sequence[Fact]) -> list[Fact]:
    newest = next((f for f in facts if f.kind == "request"), None)
    return [f for f in facts if f.kind in BINDING or f is newest]


def _rule_tokens(settings: Settings, prompt: str) -> int:
    """What the prompt leaves of its own limit goes to the rule that follows."""
    return max(settings.recovery.rule_tokens, settings.recovery.prompt_tokens - estimate(prompt)) if settings.recovery.rule_tokens else 0


def notice(checkpoint: Checkpoint, prompt: str, language: str) -> str:
    """One line for the user: how many facts were saved, and how many the prompt gives back; empty where there are none, or no prompt."""
    saved, waiting = len(checkpoint.facts), len(missing(checkpoint.facts, prompt))
    key = "given_back_in_part" if waiting else "given_back"
    return say(language, key, saved=saved, back=saved - waiting, waiting=waiting) if saved and prompt else ""


def notice_of_module(checkpoint: Checkpoint, language: str) -> str:
    """The line for the user where the plugin's module adds to the summary; empty where there are no facts."""
    return say(language, "given_back_inside", saved=len(checkpoint.facts)) if checkpoint.facts else ""


def complete(project: Project, settings: Settings, checkpoint: Checkpoint, summary: str) -> None:
    """Writes what neither the summary nor anything else in context holds into the recovered rule, and the score into the checkpoint."""
    disk = rules.in_context(project)
    lost = _lacking(checkpoint.facts, summary, checkpoint.recovery_prompt, disk)
    facts = file_state.against(checkpoint._replace(facts=tuple(lost)), project.root, settings.language)
    rule = recovery_text.recovered(checkpoint, facts, settings.language, _rule_tokens(settings, checkpoint.recovery_prompt))
    rules.write(project, rules.RECOVERED, rule, checkpoint.session_id)
    checkpoint = checkpoint._replace(recovery_context=rule)
    _settle(project, checkpoint, [("summary", summary), ("prompt", checkpoint.recovery_prompt), ("section", disk), ("rule", rule)])


def late(project: Project, settings: Settings, checkpoint: Checkpoint, summary: str) -> str:
    """What is still pending when a step after the compaction did not run; empty where nothing is."""
    disk = rules.in_context(project, recovered=True) if clients.reads_memory_again(checkpoint.client, checkpoint.trigger) else ""
    return _rest(project, settings, checkpoint, (summary, disk), "user_prompt")


def append(project: Project, settings: Settings, checkpoint: Checkpoint, summary: str) -> str:
    """What the summary lost, to stand in the summary itself: no rule is left of an earlier compaction."""
    rules.write(project, rules.RECOVERED, "")
    return _rest(project, settings, checkpoint, (summary, rules.in_context(project)), "summary_append")


def _rest(project: Project, settings: Settings, checkpoint: Checkpoint, held: tuple[str, str], channel: str) -> str:
    """What neither the summary, nor the prompt, nor the files (`held`: the first and the last) hold, and the score of it all."""
    summary, disk = held
    lost = _lacking(checkpoint.facts, summary, checkpoint.recovery_prompt, disk)
    rest = ""
    if lost:
        facts = file_state.against(checkpoint._replace(facts=tuple(lost)), project.root, settings.language)
        told = checkpoint if channel == "summary_append" else checkpoint._replace(folder="")  # the shell may have moved on
        rest = recovery_text.prompt(told, facts, settings.language, settings.recovery.prompt_tokens)
    _settle(project, checkpoint, [("summary", summary), ("prompt", checkpoint.recovery_prompt), ("section", disk), (channel, rest)])
    return rest


def _lacking(facts: Sequence[Fact], *texts: str) -> list[Fact]:
    """What none of these texts holds; of a file that one of them names, the names that none of them does."""
    body = plainly("\n".join(texts))
    lacking = []
    for fact in facts:
        new = fact_names.only(fact, lambda name: position(plainly(name), body) < 0)
        if fact_names.listed(new) or not holds(body, fact):
            lacking.append(new)
    return lacking


def as_now(project: Project, settings: Settings, last: Checkpoint, transcript: str) -> Checkpoint:
    """The state of a session that goes on, unsaved: its last checkpoint may be older than its last turn."""
    from ctxhooks.compaction import build
    from ctxhooks.compaction.catch_up import catch_up

    progress = catch_up(project, last.session_id, transcript)
    known = progress.whole and progress.place.line
    return build.checkpoint(project, settings, last.session_id, progress, last.trigger) if known else last


def resumed(project: Project, settings: Settings, now: Checkpoint, transcript: str) -> str:
    """What a resumed conversation does not hold: of its last compaction what the summary lost and what is true still, and the open tasks.

    `now` is the session's state. Its newest request comes too, lest an older one is taken for it.
    """
    from ctxhooks.compaction.catch_up import catch_up

    session = now.session_id
    compacted = next((c for c in checkpoints.sound(project, session) if c.trigger in COMPACTION), None)
    if compacted is None or now.compaction_index <= compacted.compaction_index:
        return ""
    known = {f.id: f for f in now.facts}
    now = now._replace(folder="")  # the client starts a shell anew
    true = [f for f in compacted.facts if f.kind not in ("task", "done") and (f.kind not in CHANGING or f.id in known)]
    facts = [f for f in now.facts if f.kind == "task"] + [known.get(f.id, f)._replace(priority=f.priority) for f in true]
    lost = missing(facts, catch_up(project, session, transcript).fold.data["summary"], rules.in_context(project))
    newest = [f for f in now.facts if f.kind == "request"][:1]
    chosen = (*newest, *(f for f in lost if f not in newest))
    checked = file_state.against(now._replace(facts=chosen, recent_changes=compacted.recent_changes), project.root, settings.language)
    return recovery_text.prompt(now, checked, settings.language, settings.recovery.prompt_tokens) if lost else ""


def _settle(project: Project, checkpoint: Checkpoint, channels: list[tuple[str, str]]) -> None:
    held = []
    for channel, text in channels:
        lost = {f.id for f in missing(checkpoint.facts, text)}
        held.append((channel, [f for f in checkpoint.facts if f.id not in lost]))
    checkpoints.save(project, _scored(checkpoint, held, missing(checkpoint.facts, *(text for _, text in channels))))
    pending.clear(project, checkpoint.session_id)


def _scored(checkpoint: Checkpoint, channels: Sequence[tuple[str, Sequence[Fact]]], lost: Sequence[Fact]) -> Checkpoint:
    """Scored: each fact counts for the first channel that holds it; the summary is one of them."""
    delivered: dict[str, str] = {}
    for channel, facts in channels:
        for f in facts:
            delivered.setdefault(f.id, channel)
    by_summary = sum(channel == "summary" for channel in delivered.values())
    all_ids = {f.id for f in checkpoint.facts}
    still = {f.id for f in lost} - delivered.keys()
    score = {"facts": len(all_ids), "summary": by_summary, "given_back": len(delivered) - by_summary, "lost": len(still)}
    texts = tuple(f"{f.kind}: {f.text}" for f in lost if f.id in still)
    return checkpoint._replace(recovery=Recovery(score, texts, {k: v for k, v in delivered.items() if v != "summary"}))


def without_analysis(summary: str) -> str:
    """The client takes the first analysis out before the model sees the summary."""
    # No regular expression: it would search the whole text once for each of many that are not closed.
    ahead, _, rest = summary.partition("<analysis>")
    _, closed, behind = rest.partition("</analysis>")
    return ahead + behind if closed else summary
