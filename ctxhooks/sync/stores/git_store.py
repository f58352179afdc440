"""A git remote as a shared store: each group is a ref of its own, `refs/pal/KIND/ID`, whose commit holds the group's items.

There is no local ref, nothing in the index, in a branch or the work tree, and so nothing in `git log --all`; which commit a ref had last
is remembered by who calls. A group's commits form a chain, so that a push sends only what is new; it starts anew now and then, so that a
new clone does not fetch what has long been pruned.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence

from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.times import moment
from ctxhooks.sync.items import MOST_GROUPS, Sent, SharedItem, is_group, item_at, one_line
from ctxhooks.sync.stores import git_process
from ctxhooks.sync.stores.git_objects import Commit, GitObjects

OWN, BRANCHES = "refs/pal/", "refs/heads/pal/"  # where groups lie at a remote, and where at one that takes branches alone
CLAIMS = "claims/"
CHAIN = 20  # commits
BATCH = 500  # refs in a push or a fetch
CLAIM = "claim"


class GitStore:
    """`base` is OWN or BRANCHES; with `sign` every commit is signed, as the user's git is set up to."""

    def __init__(self, root: str, remote: str, base: str = OWN, *, sign: bool = False) -> None:
        if remote.startswith("-"):
            raise CtxhooksError("sync-no-remote", remote=remote[:80])
        self.objects, self.remote, self.base, self.sign = GitObjects(root), remote, base, sign
        if not set("/:\\.") & set(remote) and remote not in git_process.output(root, "remote").decode("utf-8", "replace").split():
            raise CtxhooksError("sync-no-remote", remote=remote[:80])
        self.refs: dict[str, str] = {}  # as the remote listed them last

    def list(self) -> dict[str, str]:
        """The commit of each group, in one round trip."""
        return {name: commit for name, commit in self._listed().items() if is_group(name)}

    def _listed(self) -> dict[str, str]:
        lines = git_process.output(self.objects.root, "ls-remote", "--refs", "--", self.remote, f"{self.base}*").split(b"\n")
        pairs = (line.decode("utf-8", "replace").partition("\t") for line in lines[: 2 * MOST_GROUPS])
        self.refs = {name: commit for commit, _, ref in pairs if (name := self._name(ref))}
        return self.refs

    def get(self, groups: Collection[str], known: Mapping[str, str]) -> Iterator[Sent]:
        """Fetches what is not here yet, in batches."""
        refs = self.refs or self._listed()
        wanted = [group for group in groups if group in refs]
        for some in _batches(wanted):
            self._fetch(some, refs, [known[group] for group in some if group in known])
            yield from self._sent({refs[group]: group for group in some})

    def _fetch(self, names: Sequence[str], refs: Mapping[str, str], have: Sequence[str] = ()) -> None:
        here = self.objects.sizes([*(refs[name] for name in names), *have])
        if missing := [self._ref(name) for name in names if refs[name] not in here]:
            self.objects.fetch(self.remote, missing, [commit for commit in have if commit in here])

    def _sent(self, groups: Mapping[str, str]) -> Iterator[Sent]:
        verdicts: dict[str, str] = {}
        for commit, path, data in self.objects.contents(self.objects.commits(list(groups))):
            if commit.signed and commit.id not in verdicts:
                verdicts[commit.id] = self.objects.verdict(commit.id)
            if item := item_at(groups[commit.id], path, data):
                yield Sent(item, one_line(commit.sender), moment(commit.time), commit.id, one_line(verdicts.get(commit.id, "")))

    def put(self, groups: Mapping[str, Sequence[SharedItem]], known: Mapping[str, str]) -> dict[str, str]:
        """A commit for each group and, for each BATCH of them, one push."""
        done: dict[str, str] = {}
        for some in _batches(list(groups)):
            before = {c.id: c for c in self.objects.commits([known[g] for g in some if g in known])}
            wanted = [_next(before.get(known.get(group, "")), groups[group]) for group in some]
            made = dict(zip(some, self.objects.make(wanted, sign=self.sign), strict=True))
            done |= self._push(made, known)
        return done

    def claim(self, handoff: str, agent: str) -> str:
        """A ref that must not be there yet: of many that push it at once the remote takes one."""
        name = f"{CLAIMS}{handoff}"
        token = os.urandom(8).hex()  # two claims are never the same commit, which git would take for one that is there already
        made = self.objects.make([("", f"claim {token}", {CLAIM: agent.encode()})], sign=self.sign)
        return agent if self._push({name: made[0]}, {}) else self._claimed(name)

    def _claimed(self, name: str) -> str:
        refs = self._listed()
        if name in refs:
            self._fetch([name], refs)
            for commit, path, data in self.objects.contents(self.objects.commits([refs[name]])):
                if path == CLAIM:
                    return one_line(f"{data.decode('utf-8', 'replace')} ({commit.sender})")
        raise CtxhooksError("sync-refused", remote=self.remote, why=name)

    def release(self, handoff: str) -> None:
        """Removes the claim's ref."""
        name = f"{CLAIMS}{handoff}"
        if claimed := self._listed().get(name):
            self._push({name: ""}, {name: claimed})

    def remove(self, groups: Mapping[str, str]) -> None:
        """Removes the groups, and the claims of handoffs among them."""
        claims = (f"{CLAIMS}{group.partition('/')[2]}" for group in groups if group.startswith("handoff/"))
        known = {**groups, **{claim: self.refs[claim] for claim in claims if claim in self.refs}}
        for some in _batches(list(known)):
            self._push(dict.fromkeys(some, ""), known)

    def _push(self, made: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
        """Pushes the refs; those that the remote took. The others had another commit than the known one."""
        leases = [f"--force-with-lease={self._ref(name)}:{known.get(name, '')}" for name in made]
        refs = [f"{commit}:{self._ref(name)}" for name, commit in made.items()]
        done = git_process.run(self.objects.root, "push", "--porcelain", "--no-verify", *leases, "--", self.remote, *refs)
        rows = [line.split("\t") for line in done.out.decode("utf-8", "replace").splitlines() if line.count("\t") == 2]
        results = {self._name(ref.rpartition(":")[2]): (flag, why) for flag, ref, why in rows}
        if not made.keys() <= results.keys():
            raise git_process.failed(done)
        refused = {name: why for name, (flag, why) in results.items() if flag == "!"}
        if any(why.startswith("[remote rejected]") for why in refused.values()):
            self._check_refused(refused, known)
        return {name: commit for name, commit in made.items() if name not in refused}

    def _check_refused(self, refused: Mapping[str, str], known: Mapping[str, str]) -> None:
        """An error where the remote refuses a ref that nobody else has moved: it takes none of that name."""
        there = self._listed()
        for name, why in refused.items():
            if why.startswith("[remote rejected]") and there.get(name, "") == known.get(name, ""):
                key = "sync-refused-refs" if self.base == OWN else "sync-refused"
                raise CtxhooksError(key, remote=self.remote, why=one_line(why.removeprefix("[remote rejected] ")))

    def _ref(self, name: str) -> str:
        return self.base + name.replace(".", "%2E")  # which git would refuse in some places

    def _name(self, ref: str) -> str:
        name = ref.removeprefix(self.base).replace("%2E", ".") if ref.startswith(self.base) else ""
        return name if is_group(name) or is_group(name.replace(CLAIMS, "handoff/", 1)) else ""


def _next(before: Commit | None, items: Sequence[SharedItem]) -> tuple[str, str, dict[str, bytes]]:
    """Parent, message and files of the commit that follows `before`; the chain's length stands in the message."""
    length = before.message.rpartition(" ")[2].strip() if before else ""
    number = int(length) + 1 if length.isdigit() and int(length) < CHAIN else 1
    parent = before.id if before and number > 1 else ""
    return parent, f"{items[0].group} {number}", {item.path: item.data for item in items}


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[at : at + BATCH] for at in range(0, len(names), BATCH))
