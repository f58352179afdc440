"""Long texts cut to a length ahead of redaction: between lines or between words, so that no secret is cut in two.

Half a secret is not known for one, so what stands at the cut goes whole. A key of many lines is known by either of its ends.
"""

LINE, WORD = 1_000, 4_000  # characters that are given up at most for a whole line, and for a whole word


def head(text: str, most: int) -> str:
    """The beginning of the text, at most `most` characters."""
    if len(text) <= most:
        return text
    line = text.rfind("\n", max(most - LINE, 0), most + 1)
    if line >= 0:
        return text[:line]
    sure = max(most - WORD, 0)
    words = text[sure : most + 1].rsplit(None, 1)
    return text[:sure] + (words[0] if len(words) > 1 else "")


def tail(text: str, most: int) -> str:
    """The end of the text, at most `most` characters."""
    if len(text) <= most:
        return text
    first = len(text) - most
    line = text.find("\n", first - 1, first + LINE)
    if line >= 0:
        return text[line + 1 :]
    sure = min(first + WORD, len(text))
    words = text[first - 1 : sure].split(None, 1)
    return (words[1] if len(words) > 1 else "") + text[sure:]
