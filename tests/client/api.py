"""A scripted Messages API on loopback: answers what a scenario says and keeps every request."""

import json
import threading
from collections import Counter, deque
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Json = dict[str, Any]
AGENT_MARK = "You are an agent for Claude Code"  # in the system prompt of every client's subagents
QUIET_TOKENS = 2_000  # far below every client's threshold for a compaction


class Tool(NamedTuple):
    name: str
    input: Json


class Step(NamedTuple):
    """One answer of the model; `tokens` is what the client then believes its context holds."""

    text: str = ""
    tools: tuple[Tool, ...] = ()
    tokens: int = QUIET_TOKENS


class Request(NamedTuple):
    kind: str  # "main", "agent", "summary" or "side"
    body: Json

    def text(self) -> str:
        """All that the model was given, with its line ends and quotes as they are."""
        return "\n".join(_strings([self.body.get("system"), self.body["messages"]]))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def kind_of(body: Json) -> str:
    last = "\n".join(_strings(body["messages"][-1]["content"]))
    if "create a detailed summary" in last:
        return "summary"
    if not body.get("tools"):
        return "side"
    return "agent" if AGENT_MARK in "\n".join(_strings(body.get("system"))) else "main"


class Api:
    def __init__(self, summary: str) -> None:
        self.summary = summary
        self.main: deque[Step] = deque()
        self.agent: deque[Step] = deque()
        self.requests: list[Request] = []
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if self.path.startswith("/v1/messages/count_tokens"):
                    self._send("application/json", json.dumps({"input_tokens": QUIET_TOKENS}))
                elif self.path.startswith("/v1/messages"):
                    answer, stream = api.answer(body), body.get("stream")
                    self._send("text/event-stream" if stream else "application/json", sse(answer) if stream else json.dumps(answer))
                else:
                    self._send("application/json", "{}")

            def do_GET(self) -> None:
                self._send("application/json", "{}")

            def _send(self, kind: str, text: str) -> None:
                data = text.encode()
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Silent: what was asked stands in `requests`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def after_summary(self) -> list[Request]:
        """The requests of the main conversation since the newest compaction."""
        newest = max(i for i, request in enumerate(self.requests) if request.kind == "summary")
        return [request for request in self.requests[newest:] if request.kind == "main"]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, body: Json) -> Json:
        with self._lock:
            request = Request(kind_of(body), body)
            self.requests.append(request)
            self._counts[request.kind] += 1
            # Numbered a kind: the side requests come as they will, and recordings must not differ by that.
            return message(self._step(request.kind), str(body.get("model")), f"{request.kind}_{self._counts[request.kind]:03}")

    def _step(self, kind: str) -> Step:
        if kind == "summary":
            return Step(f"<summary>\n{self.summary}\n</summary>")
        queue = {"main": self.main, "agent": self.agent}.get(kind)
        return queue.popleft() if queue else Step("Done.")


def message(step: Step, model: str, name: str) -> Json:
    blocks: list[Json] = [{"type": "text", "text": step.text}] if step.text else []
    blocks += [
        {"type": "tool_use", "id": f"toolu_{name}_{i}", "name": tool.name, "input": tool.input} for i, tool in enumerate(step.tools, 1)
    ]
    return {
        "id": f"msg_{name}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": blocks,
        "stop_reason": "tool_use" if step.tools else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": step.tokens, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 20},
    }


def sse(whole: Json) -> str:
    """The message as the stream of events in which a client takes it."""
    events: list[Json] = [{"type": "message_start", "message": whole | {"content": [], "stop_reason": None}}]
    for index, block in enumerate(whole["content"]):
        if block["type"] == "text":
            empty, delta = block | {"text": ""}, {"type": "text_delta", "text": block["text"]}
        else:
            empty, delta = block | {"input": {}}, {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        events += [
            {"type": "content_block_start", "index": index, "content_block": empty},
            {"type": "content_block_delta", "index": index, "delta": delta},
            {"type": "content_block_stop", "index": index},
        ]
    events += [
        {"type": "message_delta", "delta": {"stop_reason": whole["stop_reason"], "stop_sequence": None}, "usage": whole["usage"]},
        {"type": "message_stop"},
    ]
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
