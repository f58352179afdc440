"""What was done outside the machine, with its target: what others see at once, and what must not be done twice."""

from itertools import pairwise

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any, NamedTuple
from ctxhooks.transcript.records import string
from ctxhooks.transcript.shell import commands
from ctxhooks.transcript.shell.printed import NOTHING
from ctxhooks.transcript.shell.shell_syntax import Call, calls

FORGES = {"gh": pattern(
    r"(?:pr|issue|release|repo|workflow|run|gist|label|discussion) (?:comment|create|close|merge|review|edit|reopen|ready|rerun"
    r"|delete|upload|run|enable|disable|lock|transfer|cancel)"),
          "glab": pattern(r"(?:mr|issue|release|ci) (?:note|create|close|merge|approve|update|reopen|delete|rebase|run|retry"
          r"|upload)")}  # fmt: skip
ACTIONS = pattern(
    r"(?:npm|yarn|pnpm|bun|cargo|uv|poetry|flit|hatch|gem|lerna|vsce|ovsx|jsr|dart pub|flutter pub) (?:publish|upload|push|release"
    r"|yank)\b"
    r"|(?:npm|pnpm) (?:unpublish|deprecate|dist-tag add)\b|mix hex\.publish\b|twine upload\b|(?:docker|podman|helm|nerdctl) push\b"
    r"|helm (?:upgrade|install|uninstall|rollback)\b"
    r"|kubectl (?:apply|delete|rollout (?:restart|undo|pause|resume)|scale"
    r"|patch|create|replace|set|annotate|label|edit|cordon|drain)\b|(?:terraform|tofu"
    r"|terragrunt) (?:apply|destroy|import)\b"
    r"|pulumi (?:up|destroy)\b|ansible-playbook\b|(?:fly|flyctl|netlify|wrangler|firebase|serverless|sls|cdk|sam|eb|modal|railway"
    r"|vercel|gcloud (?:run|app|functions)) (?:deploy|publish)\b"
    r"|(?:aws|gsutil|gcloud) s?3? ?(?:storage )?(?:cp|sync|rm|mv)\b|heroku (?:container:release|config:set|ps:restart)\b"
)
COPIES = pattern(r"(?:aws|gsutil|gcloud) .*(?:cp|sync|mv)$")  # to where the last path says
WAYS = frozenset({"--approve", "--request-changes", "--comment", "--squash", "--rebase", "--merge", "--auto", "--undo"})
REHEARSED = ("--dry-run", "--dryrun", "--server-dry-run", "--help", "--diff", "--check", "--preview")
METHOD = pattern(r"-[A-Za-z]*X$|--request$")
POSTS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FIELDS = frozenset({"-f", "-F", "--field", "--raw-field", "--input"})
DATA = ("-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--json", "-F", "--form", "-T", "--upload-file")
LOCAL = pattern(r"(?:https?://)?(?:localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker)|unix:|\$")
ID = pattern(r"(?<=/)\d+(?=/|$)")
REF = pattern(r"(?:^|[\s=/#])(\d{2,})(?=[/\s\"']|$)")
URL = pattern(r"https?://[^\s\"'<>]{1,300}")
PUSHED = pattern(r"^ [ +*=-].{0,80}\s(\S+) -> (\S+)", re.MULTILINE)
PUBLISHED = pattern(r"^\+ (\S+@\S+)$|(?:Published|Uploaded) (\S+ v?\d\S*)", re.MULTILINE)
CREATED = pattern(r"\b[A-Z][A-Z0-9]{1,9}-\d+\b")
MUTATION = pattern(r"mutation[^{]{0,200}\{\s*(\w+)")
GIVEN_ID = pattern(r"\w*[iI]d=")
MADE = pattern(r'"id": ?(\d+)|#(?:issuecomment-|discussion_r)(\d+)')
UUID = pattern(r"[0-9a-fA-F-]{32,36}")
MCP = pattern(r"mcp__(?P<server>[\w-]{1,100}?)__(?P<tool>(?:(?!__)[\w-]){1,100}+)$")
VERBS = frozenset({
    "create", "update", "delete", "add", "post", "send", "reply", "comment", "merge", "close", "publish", "deploy", "push", "submit",
    "remove", "assign", "archive", "edit", "upload", "trigger", "approve", "resolve", "transition", "invite", "schedule", "reopen",
    "request", "fork", "star", "save"
})  # fmt: skip
# What these change is on this machine, or is Claude's own.
OWN = pattern(
    r"browser|chrome|playwright|puppeteer|filesystem|serena|memory|ide\b|ccd_|sequential|thinking|context|desktop|shell|terminal"
    r"|obsidian",
    re.IGNORECASE,
)
WORD = pattern(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
TARGETS = (
    "issue_number", "issueNumber", "pull_number", "pullNumber", "number", "issue_id", "issueId", "issueKey", "issue_key",
    "key", "identifier", "id", "page_id", "pageId", "thread_ts", "channel", "channel_id", "title", "name", "to", "subject", "path",
)  # fmt: skip
MOST = 100  # characters of a form, or of a target


class Action(NamedTuple):
    """`form` is what was done, the same for all of a kind; `target` on what, empty where that is not known."""

    form: str
    target: str = ""


def by_shell(command: str, output: str) -> list[Action]:
    """What a command line that passed did outwards."""
    found = [(call, a) for call in calls(command) for a in _by_call(call, output) if not _rehearsed(call)]
    branches = {call for call, _ in found if call.conditional}
    sure = not branches or (len(branches) == 1 and output.strip() not in {"", *NOTHING})  # nobody knows which of several branches ran
    return [Action(a.form[: 2 * MOST], a.target[:MOST]) for call, a in found if sure or not call.conditional]


def _rehearsed(call: Call) -> bool:
    return any(w.startswith(REHEARSED) for w in call.words) or (call.program == "git" and "-n" in call.words)


def _by_call(call: Call, output: str) -> list[Action]:
    words = commands.plain(call)
    if not words:
        return []
    if words[0] in FORGES:
        return _by_forge(words, output)
    if words[0] == "curl":
        return _by_request(words)
    subcommand = " ".join(words[:4])
    if words[0] == "git":
        return _pushed(words[words.index("push") + 1 :], output) if commands.git_verb(call) == "push" else []
    if not (action := ACTIONS.match(subcommand)):
        return []
    bare = [w for w in words[len(action[0].split()) :] if not w.startswith("-")]
    published = [a or b for a, b in PUBLISHED.findall(output)]
    downloads = COPIES.match(action[0]) and "://" not in "".join(bare[-1:])
    done = [Action(action[0], t) for t in published] or [Action(" ".join([action[0], *bare[:3]]))]
    return [] if downloads else done


def _pushed(words: list[str], output: str) -> list[Action]:
    """The remote and the branches, from what git printed where the line does not say them."""
    bare = [w for w in words if not w.startswith("-") and w.isprintable()]
    marks = [w for w in words if w.startswith(("--force", "--tags", "--delete", "--mirror", "--all")) or w == "-f"]
    branches = bare[1:] or list(dict.fromkeys(b for _, b in PUSHED.findall(output)))
    if bare[1:] == ["HEAD"] and (pushed := PUSHED.findall(output)):
        branches = [pushed[0][1]]
    if not branches and "Everything up-to-date" in output:
        return []
    return [Action(" ".join(["git push", *marks, *bare[:1]]), b) for b in branches] or [Action(" ".join(["git push", *marks, *bare[:1]]))]


def _by_forge(words: list[str], output: str) -> list[Action]:
    subcommand = " ".join(words[1:3])
    if words[1:2] == ["api"]:
        return _by_api(words, output)
    if not FORGES[words[0]].fullmatch(subcommand):
        return []
    form, rest = f"{words[0]} {subcommand}", words[3:]
    target = rest[0] if rest and not rest[0].startswith("-") else ""
    urls = URL.findall(output)
    if not target or words[2] == "create":
        target = _last(urls[-1]) if urls else target or next(iter(REF.findall(output)), "")
        target = " ".join(
            filter(None, (target, f"“{_value(rest, '--title', '-t')}”" if words[2] == "create" and _value(rest, "--title", "-t") else ""))
        )
    if words[2] in {"review", "merge", "ready"}:
        form += "".join(f" {w}" for w in rest if w in WAYS)
    return [Action(form, _last(target) if target.startswith("http") else target)]


def _by_api(words: list[str], output: str) -> list[Action]:
    """`gh api` posts where a method says so, or where it is given fields."""
    rest = words[2:]
    method = (_value(rest, "-X", "--method") or ("POST" if FIELDS & {w.partition("=")[0] for w in rest} else "GET")).upper()
    path = next((w for n, w in enumerate(rest) if not w.startswith("-") and "/" in w and (not n or not rest[n - 1].startswith("-"))), "")
    if path == "" and "graphql" in rest:
        mutation = MUTATION.search(" ".join(rest))
        return (
            [Action(f"{words[0]} api graphql {mutation[1]}", next((w.partition("=")[2] for w in rest if GIVEN_ID.match(w)), ""))]
            if mutation
            else []
        )
    if method not in POSTS or not path:
        return []
    replied = next((w.partition("=")[2] for w in rest if w.startswith("in_reply_to=")), "")
    path = path.partition("?")[0]
    ids = list(ID.finditer(path))
    made = MADE.findall(output[:5_000])
    if replied or not ids:
        return [Action(f"{words[0]} api {method} {path}", replied or next(filter(None, made[0]), "") if made or replied else "")]
    last = ids[-1]
    return [Action(f"{words[0]} api {method} {path[: last.start()]}*{path[last.end() :]}", last[0])]


def _by_request(words: list[str]) -> list[Action]:
    url = next((w for w in words[1:] if w.startswith(("http://", "https://"))), "")
    given = next((w[2:] for w in words if w.startswith("-X") and len(w) > 2), "")
    given = given or next((b for a, b in pairwise(words) if METHOD.match(a)), "") or _value(words, "--request")
    method = (given or ("POST" if any(w in DATA or w.startswith("--data") for w in words) else "GET")).upper()
    return [Action(f"curl {method}", url.partition("?")[0])] if url and method in POSTS and not LOCAL.match(url) else []


def by_tool(name: str, given: dict[str, Any], output: str) -> list[Action]:
    """What an MCP tool did whose name says that it changes something elsewhere."""
    found = MCP.match(name)
    if not found or OWN.search(found["server"]) or not VERBS & {w.lower() for w in WORD.findall(found["tool"])[:3]}:
        return []
    target = next((str(given[k]) for k in TARGETS if isinstance(given.get(k), (str, int)) and str(given[k]).strip()), "")
    made = CREATED.search(output[:2_000])
    if made and made[0] not in target:
        target = f"{made[0]} {target}" if target and not UUID.fullmatch(target) else made[0]
    return [Action(f"{found['server']} {found['tool']}", " ".join(target.split())[:MOST])]


def _value(words: list[str], *names: str) -> str:
    """The value of an option, in either way to write it."""
    for n, w in enumerate(words):
        if w in names and n + 1 < len(words):
            return words[n + 1]
        if w.partition("=")[0] in names and "=" in w:
            return w.partition("=")[2]
    return ""


def _last(url: str) -> str:
    """The number or the name that a URL ends in."""
    return string(url.rstrip("/.,)").rpartition("/")[2])
