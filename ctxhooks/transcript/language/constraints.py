"""Sentences by which a person binds what comes after: what must or must not be done, in English, Korean and Russian.

A word such as "never" binds nothing by itself: it has to stand where an order or a rule has it. A sentence that is in doubt is left out,
for the request that holds it is kept anyhow, and a wrong rule costs more than one that is missing.
"""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.transcript.language import orders

# Not behind "A." of a list, nor inside "X vs. Y".
SENTENCE = pattern(r"(?<=[.!?。])(?<!\bvs\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\b[A-Za-z]\.)\s+|\n+")
MARK = pattern(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
BULLET = pattern(r"^\W*(?:\d{1,3}[.)]\s+)?\W*")
QUOTED = pattern(r'"[^"\n]*"|“[^“”\n]*”|«[^«»\n]*»|`[^`\n]*`|\'[^\'\n]{3,}\'(?!\w)')
# What would be, not what is to be.
WISH = pattern(r"(?:in (?:that|which) case|if|then)\b[^.!?\n]{0,80}\bi(?:['’]d| would)\b", re.IGNORECASE)
QUESTION = pattern(r"\?[\W_]*$|(?:까요?|나요|는가|은가|인가요?)\W*$")
SAID_OTHERWISE = pattern(
    r"\b(?:(?<!no longer )(?<!not )off[- ]limits|hands[- ]off(?! (?:approach|mode))|out of bounds|under (?:no|any) circumstances"
    r"|at all costs|no matter what|from now on|for the rest of (?:the|this) session|refrain from|steer clear of|no touching"
    r"|(?:stay|keep) (?:away from|out of|off)|you(?:'re| are) not (?:allowed|permitted|supposed) to|i (?:do not|don['’]?t) want you to"
    r"|let['’]?s not"
    r"|(?:is|are)(?:n['’]t| not) to(?: be)? \w+)\b"
    r"|\b(?:is|are) (?:strictly |absolutely )?(?:forbidden|prohibited|banned|taboo)(?=\W*$|[.!,;]| (?:here|in|for|to)\b)"
    r"|(?<!\bi )(?<!\bwe )(?<!i've )\b(?:stays?|remains?|leaves?|keeps?)\b[^.?!\n]{0,60}\b(?:as[- ]is|as it is|as they are|untouched)\b"
    r"|(?:^|[,;:—–-] ?|\b(?:and|but|please|just|then|also|must|should)\s+)(?:leave|keep)\b(?:[^.?!\n]|\.(?=\w)){1,60}\b"
    r"(?:alone|unchanged|intact|in peace|read[- ]only)\b|^(?:please )?treat\b.{1,60}\bread[- ]only\b|\bin \w+ only\W*$"
    r"|\bnothing\b.{0,60}\b(?:may|must|should)\b|\b(?:anything|everything) (?:but|except)\b.{1,80}\b(?:may|can)\b"
    r"|\b(?:may|can) (?:change|edit|touch|use|modify)\b.{1,60}\b(?:except|but not)\b"
    r"|(?:^|[;—–] ?|\b(?:and|but|please)\s+)no (?:(?:changes|edits) to|(?:(?:new|more|extra|additional|other|external|third[- ]party) )?"
    r"(?:dependenc\w+|packages|librar\w+|commits|pushes|mocks?|emojis?|abstractions|refactoring|features))\b"
    r"(?!.{0,40}\b(?:yet|so far|since|now|found|were|was|are|is)\b)|^no (?!thank|need|problem)[^.?!\n]{2,60}\bplease\W*$",
    re.IGNORECASE,
)
KOREAN = pattern(
    r"(?<!걱정하)(?<!쓰)(?<!놀라)(?<!오해하)(?<!미안해하)지\s?(?:는\s?|도\s?)?(?:마(?:세요|십시오|시고|시오|라|요)?(?=$|[\s.!,~])"
    r"|말\s?(?:고|아|것|자|기|라|도록)|않도록)|쓰지\s?(?:마|말)(?!.{0,6}신경)|면\s?안\s?(?:돼|되|됩)|금지(?!된|되어|돼)"
    r"|(?:빼고|제외하고)\s?(?:다|모두|전부)\s|(?:지금|현재|원래)\s?(?:상태로|대로)\s?(?:유지|두|놔)|그대로\s?(?:두|둬|놔|놓|유지|남겨)|만\s?(?:써|쓰세요|쓰고|사용(?:해|하세요|하고|할))"
    r"|(?:반드시|꼭|항상|언제나|무조건|절대로?|앞으로는?|지금부터|대신)\s.{0,80}"
    r"(?:세요|십시오|해\s?줘|해라|하라|할\s?것|해야\s?(?:해|합니다|한다|돼|됩니다)|하자|줘|주세요|써|남겨)[.!~\s]*$"
)
NO_WORRY = pattern(r"신경\s?쓰지|걱정|не (?:смотри,? что|беспоко|волну|пережива|обраща|думай|бери в голову)", re.IGNORECASE)
RUSSIAN = pattern(
    r"(?<!\bвы )\bне\s+(?:(?:надо|нужно|стоит|следует)\s+\w+(?:ть|ти|чь)|смей(?:те)?|(?!случай|край|свои|эти|мои|или|они)"
    r"\w+(?:йте|[аяую]й|[бвгджзкмнпрсф]и(?:те)?|[вдзнрст]ьте|[вдзнрс]ь))\b"
    r"|\b(?:нельзя(?! ли| сказать| понять| найти)|никаких (?:новых|лишних|других)|(?<!можно )(?<!могу )не (?:трога|меня|прави"
    r"|удаля|изменя|пуши|коммити|переписыва|добавля)(?:ть|ем|м)|запрещ(?:ено|ается|аю|ены|ена)|под запретом|не подлеж\w+"
    r"|неприкосновен\w+|избегай(?:те)?|отныне|впредь"
    r"|с этого момента|не\s+(?:пушь|трожь|режь))\b|^никаких\b.{2,60}\bпожалуйста\W*$"
    r"|\b(?:всегда|обязательно|только|строго)\s+(?:\w+\s+)?(?:\w+(?:йте|[аяую]й|[вгджзкнс]и(?:те)?)|\w+ть)\b"
    r"|\b(?:\w+(?:йте|[аяую]й|и))\s+(?:только|всегда|обязательно)\b|\bне\s+долж(?:ен|н[аоы])\b(?!.{0,40},\s?(?:но|а|однако)\b)"
    r"|\bдолж(?:ен|н[аоы])\s+(?:быть|остаться|оставаться|использова\w+|соответствовать)\b"
    r"|\bостав(?:ь|ьте|ляй|ляйте|им)\b.{0,60}(?:как есть|в покое|без изменений|нетронут)|\b(?:оста[её]тся|остаются"
    r"|останется)\b.{0,30}(?:как есть|без изменений)"
    r"|\bруки прочь|\b(?:используй|пиши|ставь|бери|делай|применяй)(?:те)?\b.{0,60}\bвместо\b",
    re.IGNORECASE,
)
TAKEN_BACK = pattern(
    r"\b(?:you|we) (?:can|may) (?:now|again)\b|\b(?:you may|(?<!if )(?:you can)|(?:can|may) be)\b.{0,80}\b(?:now|after all|again"
    r"|any ?way)\b"
    r"|\b(?:it['’]?s|it is|that['’]?s|is|are) (?:ok|okay|fine|allowed|alright|free) (?:to|now|after all|again)\b"
    r"|\bforget (?:what i said|about|the|my|that)\b|\bnever ?mind (?:about|the|what|my|that)\b|\bscratch that\b|\bchanged my mind\b"
    r"|\bignore (?:what i said|my (?:earlier|previous|last))\b|\bno longer (?:need|have|has|appl\w+|off)\b|\b(?:don['’]?t"
    r"|do not) (?:need|have) to\b"
    r"|\bi take (?:it|that|this) back\b"
    r"|도\s?(?:돼|됩|되|괜찮)|잊어|취소"
    r"|\b(?:теперь|уже|вс[её] же|вс[её]-таки|снова)\b.{0,60}\b(?:можно|можешь|можете|разреша\w+)\b|\bзабудь(?:те)?\b|\bотмен\w+"
    r"|\bбольше не (?:нужно|надо|обязательно)\b",
    re.IGNORECASE,
)
NEGATIVE = pattern(
    r"n['’]t\b|\b(?:not|never|no|avoid|without|forbidden|off|alone|untouched|refrain|нельзя|не|без|запрещ\w+|избегай\w*)\b|마(?:세요"
    r"|라|요|\b)|말|금지|안\s?(?:돼|되|됩)|않",
    re.IGNORECASE,
)
WORD = pattern(r"[^\W_]{2,}")
COMMON = orders.words(
    """yet run make get put set the whatever happens
    and but for you may can now after all again any this that with from into please never always don not must should touch
    edit change modify use allowed fine okay need have forget what said about mind longer files file folder folders directory
    code are its his our your anymore ever only just it's scratch earlier previous rule off limits leave alone hands stay stays
    said теперь можно больше забудь всегда никогда трогай менять трогать меняй папку файл файлы что про можешь нужно надо 절대 이제
    수정 변경 건드 폴더 파일 해도 하지 사용 다시"""
)


def sentences(own: str) -> list[str]:
    """The sentences that a person wrote, each without the mark of its list."""
    return [s for part in SENTENCE.split(own) if (s := MARK.sub("", part).strip())]


def binds(sentence: str) -> bool:
    """Whether it says what must or must not be done from now on."""
    plain = BULLET.sub("", QUOTED.sub("X", sentence)).strip()
    if not 1 < len(plain.split()) < 60 or QUESTION.search(plain) or WISH.match(plain):
        return False
    elsewhere = not plain.isascii() and (KOREAN.search(plain) or RUSSIAN.search(plain)) and not NO_WORRY.search(plain)
    return bool(elsewhere or SAID_OTHERWISE.search(plain)) or orders.ordered(plain)


def takes_back(sentence: str) -> bool:
    """Whether it allows again what a sentence before it forbade, or drops a rule."""
    plain = QUOTED.sub("X", sentence)
    return not QUESTION.search(plain) and bool(TAKEN_BACK.search(plain))


def outdated(old: str, new: str) -> bool:
    """Whether a later sentence that takes something back, or says the contrary, is about the same things."""
    first, second = _things(old), _things(new)
    shared = len(first & second)
    if takes_back(new) and not binds(new):
        return 2 * shared > len(first)
    contrary = bool(NEGATIVE.search(old)) != bool(NEGATIVE.search(new))
    return contrary and 0 < shared == min(len(first), len(second)) and 2 * shared > max(len(first), len(second))


def _things(sentence: str) -> frozenset[str]:
    """The beginnings of the words that say what it is about."""
    words = (w.lower() for w in WORD.findall(sentence))
    return frozenset(
        stem
        for w in words
        if w not in COMMON and (stem := w[:2] if "가" <= w[0] <= "힣" else w[:5]) not in COMMON and (len(w) > 2 or w > "я")
    )
