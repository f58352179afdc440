"""What a hook does on a Python that is too old: nothing, and at a session's start it says why to the user. For Python 3.5 and later."""

import json
import os
import sys

MESSAGES = {
    "ko": "ctxhooks에는 Python 3.11 이상이 필요합니다. 지금 python3은 {0}.{1}({2})이라 아무것도 저장하거나 되돌려 주지 않습니다.",
    "ru": "ctxhooks нужен Python 3.11 или новее, а python3 здесь — {0}.{1} ({2}): ничего не сохраняется и не возвращается.",
    "en": "ctxhooks needs Python 3.11 or later, and python3 is {0}.{1} ({2}): nothing is saved or given back.",
}


def leave():  # type: ignore[no-untyped-def]
    """Ends the process with exit code 0: any other could block a prompt or a compaction."""
    try:
        given = sys.stdin.read() if sys.argv[0].endswith("session-start.py") else ""
        if '"startup"' in given:  # once a session
            locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
            message = MESSAGES.get(locale[:2], MESSAGES["en"]).format(sys.version_info[0], sys.version_info[1], sys.executable)
            os.write(1, json.dumps({"systemMessage": message}).encode())
    finally:
        os._exit(0)
