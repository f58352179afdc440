"""JSON by the parser and the writer in C that `json` uses, without what it imports beside them: `re` first of all.

They are CPython's own. Where they are not there, or ask for something else, `json` does the work.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from json import dumps, loads
    from typing import Any

    def scan(text: str, at: int) -> tuple[Any, int]:
        """The value that begins there, and where it ends; where there is none, one of WRONG."""
        raise NotImplementedError
else:
    try:
        from _json import encode_basestring, encode_basestring_ascii, make_encoder, make_scanner

        class _Usual:
            strict, object_hook, object_pairs_hook, parse_float, parse_int = True, None, None, float, int
            parse_constant = {"-Infinity": float("-inf"), "Infinity": float("inf"), "NaN": float("nan")}.__getitem__

        scan = make_scanner(_Usual)

        def loads(text: str | bytes) -> object:
            """As `json.loads`, of UTF-8 alone."""
            if isinstance(text, bytes):
                text = text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogatepass")
            text = text.strip(" \t\n\r")
            if not text:  # as of a file that is not there
                raise ValueError("Expecting a value")
            try:
                value, end = scan(text, 0)
            except (StopIteration, SystemError):
                end = -1
            if end != len(text):
                from json import loads as failing

                return failing(text)  # it says what is wrong, which the parser leaves to it
            return value

        def dumps(value: object, *, separators: tuple[str, str] = (", ", ": "), sort_keys: bool = False, ensure_ascii: bool = True) -> str:
            """As `json.dumps`."""
            between, colon = separators
            quote = encode_basestring_ascii if ensure_ascii else encode_basestring
            return "".join(make_encoder(None, _refuse, quote, None, colon, between, sort_keys, False, True)(value, 0))

        def _refuse(value: object) -> None:
            raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")

        loads(dumps([]))
    except (ImportError, AttributeError, TypeError):
        from json import JSONDecoder, dumps, loads

        scan = JSONDecoder().scan_once

WRONG = (ValueError, RecursionError, StopIteration, SystemError)  # the last one, where `json` itself was not imported

__all__ = ["WRONG", "dumps", "loads", "scan"]
