"""A PostgreSQL database as a shared store, for fleets: one row each, and a handoff that exactly one agent of many takes.

Needs psycopg, the extra `ctxhooks[postgres]`. Who sent a group is the database user that wrote it: a trigger says so, not the sender.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ctxhooks.model.errors import CtxhooksError
from ctxhooks.sync.items import LARGEST, MOST_GROUPS, MOST_ITEMS, Sent, SharedItem, is_group, item_at, one_line

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
MIGRATIONS = (
    """
    CREATE TABLE pal_groups (
        name text PRIMARY KEY,
        version bigint GENERATED ALWAYS AS IDENTITY,
        recipient text NOT NULL DEFAULT '',
        sender text NOT NULL DEFAULT session_user,
        sent timestamptz NOT NULL DEFAULT now(),
        taken_by text,
        taken timestamptz
    );
    CREATE TABLE pal_items (
        name text NOT NULL REFERENCES pal_groups ON DELETE CASCADE,
        path text NOT NULL,
        data bytea NOT NULL,
        PRIMARY KEY (name, path)
    );
    CREATE INDEX pal_waiting ON pal_groups (recipient, name) WHERE taken_by IS NULL;
    CREATE FUNCTION pal_sent() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.sender := session_user; NEW.sent := now(); RETURN NEW; END $$;
    CREATE TRIGGER pal_sent BEFORE INSERT OR UPDATE OF version ON pal_groups FOR EACH ROW EXECUTE FUNCTION pal_sent();
    """,
)
LOCK = 0x70616C  # of those who migrate
BATCH = 50  # groups that are read at once
TAKE = """
    UPDATE pal_groups SET taken_by = %(who)s, taken = now() WHERE name = (
        SELECT name FROM pal_groups WHERE recipient = %(agent)s AND taken_by IS NULL ORDER BY name LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING name
"""
MINE = "SELECT name FROM pal_groups WHERE recipient = %(agent)s AND taken_by = %(who)s AND NOT name = ANY(%(had)s) ORDER BY name LIMIT 1"


class PostgresStore:
    """`url` as libpq takes it; tables are made on first use, in the first schema of its search path."""

    def __init__(self, url: str) -> None:
        self._open: Any = None  # a connection, once there is something to ask
        try:
            import psycopg
        except ImportError:
            raise CtxhooksError("sync-no-database") from None
        self._url, self._error, self._connect = url, psycopg.Error, psycopg.connect

    def _ask(self, ask: "Callable[[psycopg.Connection[Any]], T]") -> T:
        """Runs `ask` in one transaction. After a failure the next call makes a new connection."""
        try:
            if self._open is None or self._open.closed:
                self._open = self._connect(self._url, autocommit=True, connect_timeout=10)
                with self._open.transaction():
                    _migrate(self._open)
            with self._open.transaction():
                return ask(self._open)
        except self._error as e:
            self.close()
            raise CtxhooksError("sync-database-failed", what=one_line(str(e))) from None

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection, if there is one."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def list(self) -> dict[str, str]:
        """The version of each group."""
        rows = self._ask(lambda db: db.execute("SELECT name, version::text FROM pal_groups LIMIT %s", [MOST_GROUPS]).fetchall())
        return {name: version for name, version in rows if is_group(name)}

    def get(self, groups: Collection[str], known: Mapping[str, str]) -> Iterator[Sent]:  # noqa: ARG002  only git sends differences
        """The newest items of each group, as far as they are small enough."""
        wanted = list(groups)
        for at in range(0, len(wanted), BATCH):
            for group, path, data, *origin in self._items(wanted[at : at + BATCH]):
                if item := item_at(group, path, bytes(data)):
                    yield Sent(item, one_line(origin[0]), origin[1], origin[2])

    def _items(self, groups: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        return self._ask(lambda db: db.execute(_ITEMS, [groups, LARGEST, MOST_ITEMS]).fetchall())

    def put(self, groups: Mapping[str, Sequence[SharedItem]], known: Mapping[str, str]) -> dict[str, str]:
        """Replaces each group in a transaction of its own."""
        made = {g: self._ask(partial(_put, group=g, items=items, known=known.get(g, ""))) for g, items in groups.items()}
        return {group: version for group, version in made.items() if version}

    def claim(self, handoff: str, agent: str) -> str:
        """Takes the handoff's row if it is nobody's yet."""

        def ask(db: "psycopg.Connection[Any]") -> str:
            name = f"handoff/{handoff}"
            db.execute("UPDATE pal_groups SET taken_by = %s, taken = now() WHERE name = %s AND taken_by IS NULL", [agent, name])
            row = db.execute("SELECT taken_by FROM pal_groups WHERE name = %s", [name]).fetchone()
            if row is None:
                raise CtxhooksError("received-none", id=handoff[:80])
            return one_line(row[0])

        return self._ask(ask)

    def take(self, agent: str, who: str, had: Collection[str] = ()) -> str:
        """Takes the oldest handoff to `agent` that nobody has for `who`; its group, empty if there is none.

        One that `who` has taken but never received (it is not in `had`) comes first: an answer may be lost with its connection.
        """

        def ask(db: "psycopg.Connection[Any]") -> str:
            values = {"agent": agent, "who": who, "had": list(had)}
            row = db.execute(MINE, values).fetchone() or db.execute(TAKE, values).fetchone()
            return row[0] if row else ""

        return self._ask(ask)

    def release(self, handoff: str) -> None:
        """Gives the handoff back, and wakes those who wait."""

        def ask(db: "psycopg.Connection[Any]") -> None:
            db.execute("UPDATE pal_groups SET taken_by = NULL WHERE name = %s", [f"handoff/{handoff}"])
            _wake(db)

        self._ask(ask)

    def wait(self, seconds: float) -> None:
        """Waits until a handoff is sent, at most so many seconds."""
        self._ask(lambda db: db.execute("LISTEN pal_handoff"))
        try:
            for _ in self._open.notifies(timeout=seconds, stop_after=1) if self._open else ():
                return
        except self._error:
            self.close()

    def remove(self, groups: Mapping[str, str]) -> None:
        """Removes the groups that still have this version."""

        def ask(db: "psycopg.Connection[Any]") -> None:
            for pair in groups.items():
                db.execute("DELETE FROM pal_groups WHERE name = %s AND version::text = %s", pair)

        self._ask(ask)


_ITEMS = """
    SELECT name, path, data, sender, to_char(sent AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), version::text
    FROM (
        SELECT g.*, i.path, i.data, row_number() OVER (PARTITION BY g.name ORDER BY i.path DESC) AS n
        FROM pal_groups g JOIN pal_items i USING (name) WHERE g.name = ANY(%s) AND octet_length(i.data) <= %s
    ) AS found WHERE n <= %s ORDER BY name, path
"""


def _migrate(db: "psycopg.Connection[Any]") -> None:
    """Brings the tables up to date; one process at a time."""
    db.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    db.execute("CREATE TABLE IF NOT EXISTS pal_schema (version int NOT NULL)")
    row = db.execute("SELECT coalesce(max(version), 0) FROM pal_schema").fetchone()
    for number, sql in enumerate(MIGRATIONS, 1):
        if row and number > row[0]:
            db.execute(sql.encode())
            db.execute("INSERT INTO pal_schema VALUES (%s)", [number])


def _put(db: "psycopg.Connection[Any]", group: str, items: Sequence[SharedItem], known: str) -> str:
    """Replaces a group if it has the known version; its new version, empty if it had another."""
    recipient = json.loads(items[0].data)["value"].get("to_agent", "") if items[0].kind == "handoff" else ""
    if known:
        sql = "UPDATE pal_groups SET version = DEFAULT, recipient = %s WHERE name = %s AND version::text = %s RETURNING version::text"
        row = db.execute(sql, [recipient, group, known]).fetchone()
    else:
        sql = "INSERT INTO pal_groups (recipient, name) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING version::text"
        row = db.execute(sql, [recipient, group]).fetchone()
    if row is None:
        return ""
    db.execute("DELETE FROM pal_items WHERE name = %s", [group])
    with db.cursor() as cursor:
        cursor.executemany("INSERT INTO pal_items VALUES (%s, %s, %s)", [(group, item.path, item.data) for item in items])
    if recipient:
        _wake(db)
    return str(row[0])


def _wake(db: "psycopg.Connection[Any]") -> None:
    """Wakes those who wait, once this is committed."""
    db.execute("NOTIFY pal_handoff")
