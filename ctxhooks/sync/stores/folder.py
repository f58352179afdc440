"""A folder as a shared store: on a share, a stick, or another disk. The sender of an item is the owner of its file."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress

from ctxhooks.disk import files
from ctxhooks.disk.sha256 import hexdigest
from ctxhooks.model.times import moment
from ctxhooks.sync.items import LARGEST, MOST_GROUPS, MOST_ITEMS, Sent, SharedItem, is_group, item_at, one_line

CLAIM = "claim"


class FolderStore:
    """`ROOT/KIND/ID/…json`; a claim is a file that only one can make."""

    def __init__(self, root: str) -> None:
        self.root = os.path.abspath(root)

    def list(self) -> dict[str, str]:
        """The version of a group is a digest of its files' names, sizes and times."""
        found: dict[str, str] = {}
        for kind in files.names(self.root):
            for id_ in files.names(os.path.join(self.root, kind)):
                group = f"{kind}/{id_}"
                if is_group(group) and len(found) < MOST_GROUPS and (version := self._version(group)):
                    found[group] = version
        return found

    def get(self, groups: Collection[str], known: Mapping[str, str]) -> Iterator[Sent]:  # noqa: ARG002  only git sends differences
        """A file that is no item of its group, or a link, is passed over."""
        for group in groups:
            version = self._version(group)
            for path in self._paths(group):
                where = os.path.join(self.root, group, path)
                data = None if os.path.islink(where) else files.read(where, LARGEST)
                if data is not None and (item := item_at(group, path, data)):
                    state = os.stat(where)
                    yield Sent(item, _owner(state.st_uid), moment(state.st_mtime), version)

    def put(self, groups: Mapping[str, Sequence[SharedItem]], known: Mapping[str, str]) -> dict[str, str]:
        """Replaces each file whole, and removes those of the group that are no longer in it."""
        done: dict[str, str] = {}
        for group, items in groups.items():
            with files.locked(os.path.join(self.root, ".locks", group.replace("/", "-"))):
                if self._version(group) == known.get(group, ""):
                    for item in items:
                        files.write(os.path.join(self.root, group, item.path), item.data)
                    for path in set(self._paths(group)) - {item.path for item in items}:
                        files.remove(os.path.join(self.root, group, path))
                    done[group] = self._version(group)
        return done

    def claim(self, handoff: str, agent: str) -> str:
        """Writes the name beside and links it into place: whoever comes second finds it whole."""
        where = os.path.join(self.root, "handoff", handoff, CLAIM)
        beside = f"{where}.{os.urandom(8).hex()}"
        files.write(beside, agent.encode())
        try:
            os.link(beside, where)
        except FileExistsError:
            return one_line((files.read(where, LARGEST) or b"").decode("utf-8", "replace"))
        finally:
            files.remove(beside)
        return agent

    def release(self, handoff: str) -> None:
        """Removes the claim's file."""
        files.remove(os.path.join(self.root, "handoff", handoff, CLAIM))

    def remove(self, groups: Mapping[str, str]) -> None:
        """The group's files, then its folders as far as they are empty."""
        for group, version in groups.items():
            if self._version(group) == version:
                for path in (*self._paths(group), CLAIM):
                    files.remove(os.path.join(self.root, group, path))
                for folder in ("checkpoints", ""):
                    with suppress(OSError):  # somebody else's file is in it
                        os.rmdir(os.path.join(self.root, group, folder))

    def _paths(self, group: str) -> Iterator[str]:
        folder = os.path.join(self.root, group)
        inside = [f"checkpoints/{name}" for name in files.names(os.path.join(folder, "checkpoints"))]
        paths = (path for path in (*files.names(folder), *inside) if path.endswith(".json"))
        yield from sorted(paths)[-MOST_ITEMS:]

    def _version(self, group: str) -> str:
        """The group's version; empty if there is nothing."""
        states = [(path, os.stat(os.path.join(self.root, group, path), follow_symlinks=False)) for path in self._paths(group)]
        text = "\n".join(f"{path} {state.st_size} {state.st_mtime_ns}" for path, state in states)
        return hexdigest(text.encode("utf-8", "surrogateescape")) if text else ""


def _owner(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
