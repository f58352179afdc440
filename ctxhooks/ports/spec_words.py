"""The words of a port's spec in English, Korean and Russian: its fields, its statuses, its sections."""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern

DECORATED = pattern(r"^[\W\d_]+|\W+$")
FIELDS = {
    "id": "id|port[ _-]?id|port|포트[ _-]?id|포트|порт|id порта",
    "title": "title|제목|이름|название|заголовок",
    "status": "status|state|상태|статус|состояние",
    "priority": "priority|우선순위|우선 순위|приоритет",
    "conventions": "conventions?|컨벤션|соглашения|правила",
    "depends_on": "depends(?:[ _-]on)?|dependenc(?:y|ies)|의존성|의존|의존 포트|선행 포트|선행 작업|зависимости|зависит от",
    "tags": "tags?|labels?|태그|теги|метки",
    "agent": "agent|worker|에이전트|담당 에이전트|агент|исполнитель",
}
STATUS = {
    "pending": "pending|draft|todo|to[ _-]do|planned|open|new|대기|대기 ?중|예정|초안|ожидает|в ожидании|черновик|запланировано?|новый",
    "running": "running|in[ _-]?progress|active|started|doing|wip|진행|진행 ?중|작업 ?중|в работе|выполняется|идёт|идет",
    "complete": "completed?|done|finished|closed|완료|완료됨|종료|выполнено?|готово?|завершено?|завершён|завершен",
    "failed": "failed|failure|실패|실패함|провал|не удалось|неудача",
    "blocked": "blocked|on[ _-]?hold|보류|보류 ?중|차단|차단됨|막힘|заблокирован[оа]?|отложено?",
}
SECTIONS = {
    "goal": "goals?|objectives?|purpose|aims?|목표|작업 ?목표|목적|작업 ?목적|цель|цели|цель работы|задача",
    "description": "(?:detailed )?description|details|overview|context|background|상세 ?설명|설명|개요|컨텍스트|배경|상세"
    "|(?:подробное )?описание|подробности|обзор|контекст",
    "decisions": "(?:technical |design |key )?decisions?|기술 ?결정(?: ?사항)?|설계 ?결정(?: ?사항)?|결정(?: ?사항)?"
    "|(?:технические |проектные )?решения",
    "notes": "notes?|remarks?|references?|참고 ?사항|참고|참고 ?자료|참조|비고|메모|примечани[ея]|заметки|замечания|ссылки",
}


def _table(words: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: pattern(regex, re.IGNORECASE) for name, regex in words.items()}


FIELD, STATE, SECTION = map(_table, (FIELDS, STATUS, SECTIONS))


def name_of(table: dict[str, re.Pattern[str]], word: str) -> str:
    """The name that a word stands for; empty where none is known."""
    word = " ".join(DECORATED.sub("", word).split())
    return next((name for name, pattern in table.items() if pattern.fullmatch(word)), "")
