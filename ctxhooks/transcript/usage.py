"""What Claude really counted, as a transcript tells: by how much the context grew between two API messages, beside the estimate of that.

The state is plain JSON values: a part of a fold. Only records of the main conversation belong here.
"""

from ctxhooks.light import json
from ctxhooks.light.typing import Any
from ctxhooks.tokens.estimate import estimate, family
from ctxhooks.transcript.records import blocks, listed, obj, string, text

KEPT = 24  # pairs
LEAST = 1_500  # characters; in less the estimate's error drowns the ratio
LONGEST = 4_000_000  # characters; no window holds more
MOST = 5_000_000  # tokens
WAITING = 1_000_000  # characters that are not counted yet
WITHIN = 2.0  # a growth that is this many times off was not made by what was recorded
WINDOW = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")  # in a usage
UNSENT = frozenset({"hook_success", "hook_system_message", "command_permissions"})  # attachments that cost nothing
# Tokens around a text. Where an answer's own tokens are known, those of its calls are among them.
BETWEEN, NEXT_RESULT = 5, 50
CALL, PARAMETER, PROMPT = {"v3": 55, "v4": 28}, {"v3": 14, "v4": 22}, {"v3": 6, "v4": 4}


def begun(pairs: dict[str, list[Any]] | None = None, **known: Any) -> dict[str, Any]:
    """`window` is what the newest message was given, 0 before the first; `said` and `heard` are what was recorded of it and since.

    Of both the characters, the tokens, and the texts that are not counted yet: most never have to be. The texts of pairs wait for it too.
    """
    nothing = {"message": "", "model": "", "window": 0, "output": 0, "unlike": False, "hidden": False, "results": 0}
    return {**nothing, "said": [0, 0, []], "heard": [0, 0, []], "pairs": pairs or {}, **known}


def add(state: dict[str, Any], record: dict[str, Any]) -> None:
    """Takes in the next record: `state` (see `begun`) pairs the tokens that the client counted with what came in between."""
    kind = record.get("type")
    if record.get("isCompactSummary") or (kind == "system" and string(record.get("subtype")).endswith("compact_boundary")):
        state.update(begun(state["pairs"], model=state["model"]))
    elif kind == "assistant":
        _answered(state, record)
    elif kind == "user":
        _heard(state, record)
    elif kind == "attachment":
        state["unlike"] |= string(obj(record.get("attachment")).get("type")) not in UNSENT


def _answered(state: dict[str, Any], record: dict[str, Any]) -> None:
    message = obj(record.get("message"))
    usage, model, name = obj(message.get("usage")), string(message.get("model"))[:100], string(message.get("id"))[:100]
    if not name or model == "<synthetic>":  # the client's own
        state["unlike"] = True
        return
    if name != state["message"]:
        window = sum([_number(usage.get(k)) for k in WINDOW])
        _paired(state, name, model, window)
        state.update(begun(state["pairs"], message=name, model=model, window=window))
    if string(message.get("stop_reason")):  # until then the number is a placeholder
        state["output"] = _number(usage.get("output_tokens"))
    for block in blocks(record):
        if block.get("type") == "text":
            _count(state, "said", string(block.get("text")))
        elif block.get("type") == "tool_use":
            given = obj(block.get("input"))
            values = (v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in given.values())
            kind = family(model)
            _count(state, "said", "\n".join([string(block.get("name")), *values]), CALL[kind] + PARAMETER[kind] * len(given))
        else:
            state["hidden"] = True  # thinking is not recorded as it was counted


def _heard(state: dict[str, Any], record: dict[str, Any]) -> None:
    content = obj(record.get("message")).get("content")
    state["unlike"] |= bool(record.get("isMeta"))
    for block in [{"type": "text", "text": content}] if isinstance(content, str) else blocks(record):
        inner = block.get("content")
        if block.get("type") == "text":
            _count(state, "heard", string(block.get("text")), PROMPT[family(state["model"])])
        elif block.get("type") == "tool_result" and all(obj(b).get("type") == "text" for b in listed(inner)):
            state["results"] += 1
            _count(state, "heard", text(inner))
        else:
            state["unlike"] = True  # an image, or what else has no text


def _count(state: dict[str, Any], side: str, text: str, around: int = 0) -> None:
    chars, tokens, texts = state[side]
    state["unlike"] |= chars + len(text) > LONGEST
    if not state["window"] or state["unlike"]:
        texts.clear()
        return
    state[side][:2] = chars + len(text), tokens + around
    if text:
        texts.append(text)


def settled(state: dict[str, Any]) -> dict[str, Any]:
    """The state with everything counted, so that it holds no text."""
    plain = {name: value for name, value in state.items() if name != "waiting"}
    return {**plain, "pairs": _counted(state), **{side: [state[side][0], _tokens(state, side), []] for side in ("said", "heard")}}


def _tokens(state: dict[str, Any], side: str) -> int:
    _, tokens, texts = state[side]
    kind = family(state["model"])
    return sum((estimate(text, kind) for text in texts), tokens)


def _paired(state: dict[str, Any], name: str, model: str, window: int) -> None:
    """Notes what is to be estimated beside what was counted, where everything that came between two messages is recorded."""
    known = bool(state["output"])
    if not state["window"] or state["unlike"] or model != state["model"] or (state["hidden"] and not known):
        return
    sides = ("heard",) if known else ("heard", "said")
    around = BETWEEN + NEXT_RESULT * max(0, state["results"] - 1) if known else 0
    counted = window - state["window"] - state["output"] - around
    chars = sum(state[side][0] for side in sides)
    if chars < LEAST or not 0 < counted < MOST:
        return
    waiting = state.setdefault("waiting", [])
    tokens, texts = sum(state[side][1] for side in sides), [text for side in sides for text in state[side][2]]
    waiting.append([name, family(model), counted, tokens, texts, chars])
    if sum([of[-1] for of in waiting]) > WAITING:
        state.update(pairs=_counted(state), waiting=[])


def _counted(state: dict[str, Any]) -> dict[str, list[Any]]:
    """The newest pairs, those of them counted that wait for it: what is older is never counted."""
    found: dict[str, list[Any]] = {}
    for name, kind, counted, tokens, texts, _ in reversed(state.get("waiting", ())):
        if len(found) == KEPT:
            break
        estimated = sum((estimate(text, kind) for text in texts), tokens)
        if 1 / WITHIN < counted / max(1, estimated) < WITHIN:
            found[name] = [kind, estimated, counted]
    pairs = {**state["pairs"], **dict(reversed(found.items()))}
    return dict(list(pairs.items())[-KEPT:])


def _number(value: Any) -> int:
    return value if isinstance(value, int) and 0 < value < MOST else 0
