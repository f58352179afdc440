"""Objects of a repository, in bulk: made without a ref, fetched without one, and read only where they are small enough."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from ctxhooks.disk import files
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.sync.items import LARGEST, MOST_ITEMS
from ctxhooks.sync.stores import git_process

SMALL = 64 << 10  # bytes of a commit or a tree
AT_ONCE = 16 << 20  # bytes that are read at once
PER_GROUP = 8 << 20  # bytes of all files of a commit
MOST_FETCHED = 256 << 20  # bytes of all packs of one run
PARKED = "refs/pal-new-"  # begins the name that a stream of commits needs while it runs; it is never written
ZEROS = {b"sha1": 40, b"sha256": 64}  # digits of an id


class Commit(NamedTuple):
    """`files` are its blobs by path, `sender` is its committer, `time` in seconds since 1970."""

    id: str
    sender: str = ""
    time: int = 0
    message: str = ""
    signed: bool = False
    files: Mapping[str, str] = {}


class GitObjects:
    """The object store of the repository at `root`."""

    def __init__(self, root: str) -> None:
        self.root = root
        found = git_process.run(root, "rev-parse", "--path-format=absolute", "--git-path", "objects")
        if found.code:
            raise CtxhooksError("sync-no-repository", path=root)
        self.folder = os.fsdecode(found.out).removesuffix("\n")
        self.left = MOST_FETCHED

    def sizes(self, names: Sequence[str]) -> dict[str, int]:
        """The sizes, in bytes, of those of the named objects that are here."""
        asked = "".join(f"{name}\n" for name in names).encode()
        lines = git_process.output(self.root, "cat-file", "--batch-check=%(objectsize)", stdin=asked).split(b"\n")
        return {name: int(line) for name, line in zip(names, lines, strict=False) if line.isdigit()}

    def read(self, names: Iterable[str], most: int = LARGEST) -> Iterator[tuple[str, str, bytes]]:
        """Name, id and bytes of each object that is here and not larger than `most`; never more than AT_ONCE bytes at a time."""
        asked = list(dict.fromkeys(names))
        chosen: list[str] = []
        room = AT_ONCE
        for name, size in self.sizes(asked).items() if asked else ():
            if size <= most:
                if size > room:
                    yield from self._batch(chosen)
                    chosen, room = [], AT_ONCE
                chosen.append(name)
                room -= size
        yield from self._batch(chosen)

    def _batch(self, names: list[str]) -> Iterator[tuple[str, str, bytes]]:
        out = git_process.output(self.root, "cat-file", "--batch", stdin="".join(f"{n}\n" for n in names).encode()) if names else b""
        at = 0
        for name in names:
            end = out.index(b"\n", at)
            id_, _, size = out[at:end].decode().split(" ")
            at = end + 1 + int(size) + 1
            yield name, id_, out[end + 1 : at - 1]

    def commits(self, ids: Sequence[str]) -> Iterator[Commit]:
        """Those of the commits that are here, with the files of their trees, at most MOST_ITEMS and PER_GROUP bytes of each."""
        trees = {name: (id_, data) for name, id_, data in self.read([f"{i}^{{tree}}" for i in ids], SMALL)}
        inner = {name: (id_, data) for name, id_, data in self.read([f"{i}:checkpoints" for i in ids], SMALL)}
        for id_, _, data in self.read(ids, SMALL):
            found: dict[str, str] = {}
            for names, start in ((trees.get(f"{id_}^{{tree}}"), ""), (inner.get(f"{id_}:checkpoints"), "checkpoints/")):
                found |= _blobs(names[1], start, len(id_) // 2) if names else {}
            yield _commit(id_, data)._replace(files=dict(sorted(found.items())[-MOST_ITEMS:]))

    def contents(self, commits: Iterable[Commit]) -> Iterator[tuple[Commit, str, bytes]]:
        """Each file of the commits, as far as it is small enough."""
        wanted: dict[str, list[tuple[Commit, str]]] = {}
        for commit in commits:
            for path, blob in commit.files.items():
                wanted.setdefault(blob, []).append((commit, path))
        used: dict[str, int] = {}
        for blob, _, data in self.read(wanted):
            for commit, path in wanted[blob]:
                used[commit.id] = used.get(commit.id, 0) + len(data)
                if used[commit.id] <= PER_GROUP:
                    yield commit, path, data

    def make(self, wanted: Sequence[tuple[str, str, Mapping[str, bytes]]], *, sign: bool) -> list[str]:
        """Makes commits, each of a parent's id or none, a message and files; their ids. One process makes all, unless they are signed."""
        who = git_process.run(self.root, "var", "GIT_COMMITTER_IDENT")
        ident = who.out.decode("utf-8", "replace").strip() if not who.code else _anybody()
        name = f"{PARKED}{os.urandom(8).hex()}"
        none = "0" * ZEROS[git_process.output(self.root, "rev-parse", "--show-object-format").strip()]
        stream = b"".join(_stream(name, n, ident, one) for n, one in enumerate(wanted, 1)) + f"reset {name}\nfrom {none}\n\ndone\n".encode()
        done = git_process.output(self.root, "fast-import", "--quiet", "--force", "--date-format=raw", "--done", stdin=stream)
        ids = done.decode().split()
        return [self._signed(i, parent, message) for i, (parent, message, _) in zip(ids, wanted, strict=True)] if sign else ids

    def _signed(self, id_: str, parent: str, message: str) -> str:
        after = ("-p", parent) if parent else ()
        return git_process.output(self.root, "commit-tree", "-S", *after, "-m", message, f"{id_}^{{tree}}").decode().strip()

    def verdict(self, commit: str) -> str:
        """What git says of the commit's signature: `good:` or `not verified:`, and its own words."""
        done = git_process.run(self.root, "verify-commit", "--raw", commit)
        lines = [line.removeprefix("[GNUPG:] ") for line in done.errors.splitlines()]
        answer = next((line for line in lines if re.match(r"GOODSIG|Good|BADSIG|ERRSIG|error:", line)), " ".join(lines))
        return f"{'not verified' if done.code else 'good'}: {answer[:200]}"

    def fetch(self, remote: str, refs: Sequence[str], have: Sequence[str]) -> None:
        """Fetches what these refs of the remote lead to; `have` are commits that are here and need not come again.

        Everything goes into a folder aside first: a fetch that fails, is killed, or brings too much leaves no object behind.
        """
        aside = tempfile.mkdtemp(prefix="tmp_objdir-pal-", dir=self.folder)  # what `git prune` clears away, should we be killed
        os.mkdir(os.path.join(aside, "pack"))
        try:
            env = {"GIT_OBJECT_DIRECTORY": aside, "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(self.folder)}
            known = [f"--negotiation-tip={commit}" for commit in have]
            options = () if known else ("-c", "fetch.negotiationAlgorithm=noop")
            quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules", "--refmap=")
            asked = "".join(f"{ref}\n" for ref in refs).encode()
            command = (*options, "fetch", *quiet, *known, "--stdin", "--", remote)
            done = git_process.run(self.root, *command, stdin=asked, env=env, most_file=self.left)
            if done.code:
                raise git_process.failed(done)
            self._take_over(os.path.join(aside, "pack"))
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _take_over(self, packs: str) -> None:
        """Moves packs to where git finds them; the index, which makes one count, comes last."""
        names = sorted(os.listdir(packs), key=lambda name: (name.endswith(".idx"), name))
        self.left -= sum(os.stat(os.path.join(packs, name)).st_size for name in names)
        if self.left < 0:
            raise CtxhooksError("sync-too-much", most=MOST_FETCHED >> 20)
        files.make_folder(os.path.join(self.folder, "pack"))
        for name in names:
            if re.fullmatch(r"pack-[0-9a-f]+\.(?:pack|idx|rev)", name):
                os.replace(os.path.join(packs, name), os.path.join(self.folder, "pack", name))


def _blobs(tree: bytes, start: str, size: int) -> dict[str, str]:
    """The plain files that a tree names; `size` is that of an id, in bytes."""
    found, at = {}, 0
    while at < len(tree):
        end = tree.index(b"\0", at)
        mode, _, name = tree[at:end].partition(b" ")
        if mode == b"100644":
            with suppress(UnicodeDecodeError):
                found[start + name.decode("ascii")] = tree[end + 1 : end + 1 + size].hex()
        at = end + 1 + size
    return found


def _commit(id_: str, data: bytes) -> Commit:
    head, _, message = data.decode("utf-8", "replace").partition("\n\n")
    who = re.search(r"^committer (.*) (\d{1,11}) [+-]\d{4}$", head, re.MULTILINE)
    return Commit(id_, who[1] if who else "", int(who[2]) if who else 0, message, re.search(r"^gpgsig", head, re.MULTILINE) is not None)


def _stream(name: str, number: int, ident: str, wanted: tuple[str, str, Mapping[str, bytes]]) -> bytes:
    """A commit for `git fast-import`, and a call for its id; it follows its own parent, not the one ahead of it in the stream."""
    parent, message, contents = wanted
    encoded = message.encode()
    head = f"reset {name}\n\ncommit {name}\nmark :{number}\ncommitter {ident}\ndata {len(encoded)}\n".encode() + encoded + b"\n"
    after = f"from {parent}\ndeleteall\n".encode() if parent else b""
    made = b"".join(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data) for path, data in contents.items())
    return head + after + made + f"get-mark :{number}\n".encode()


def _anybody() -> str:
    """The account's name, for a user who has given git none."""
    import getpass
    import time

    name = getpass.getuser()
    return f"{name} <{name}@localhost> {int(time.time())} +0000"


def _quoted(path: str) -> str:
    """A path as git reads it in a list of them."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if os.pathsep in path or '"' in path else path
