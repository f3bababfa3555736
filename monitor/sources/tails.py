"""What feeds hang on the end of a summary that is not the summary.

"Read Full Article at ...", "Lire la suite", "The post ... appeared first on ...": a link back to
the page, in the words of the publishing system. Only a whole last line is ever taken off, and
never the only one, so that a story about reading on keeps its sentence.
"""

from __future__ import annotations

import re

_MOST_TAILS = 2
_LONGEST_TAIL = 300  # characters; the WordPress form repeats the title
_READ_ON = re.compile(
    r"""(?:\W*(?:
        read\ (?:the\ )?(?:full|whole|entire|complete)\ (?:article|story|post|text)\b.*
      | read\ the\ rest\ of\ the\ (?:article|story|post|text)\b.*
      | (?:continue|keep)\ reading\b.*
      | read\ more\W*(?:$|at\b.*|on\b.*|about\b.*)
      | (?:read|see|view)\ (?:original|full)\ (?:article|post|story)\b.*
      | the\ post\ .*\ (?:appeared\ first|first\ appeared)\ on\b.*
      | lire\ (?:la\ suite|l['’]article|plus)\b.*
      | (?:cet\ article|l['’]article)\ .*\ est\ apparu\ en\ premier\ sur\b.*
      | (?:weiterlesen|mehr\ lesen|ganzen\ artikel\ lesen|zum\ artikel)\b.*
      | (?:der\ beitrag)\ .*\ erschien\ zuerst\ auf\b.*
      | (?:leer\ (?:m[áa]s|art[íi]culo\ completo)|seguir\ leyendo|sigue\ leyendo)\b.*
      | (?:leggi\ (?:tutto|di\ pi[ùu]|anche)|continua\ a\ leggere)\b.*
      | (?:leia\ mais|ler\ mais|continue\ lendo)\b.*
      | (?:читать\ (?:далее|дальше|полностью|полную|статью)|подробнее|продолжение\ читать)\b.*
      | (?:читати\ (?:далі|повністю)|детальніше)\b.*
      | (?:devamını\ oku|devamı\ için|haberin\ devamı)\b.*
      | (?:czytaj\ (?:dalej|więcej))\b.*
      | (?:اقرأ\ المزيد|إقرأ\ المزيد|لقراءة\ المزيد|المزيد|تابع\ القراءة)\W*
      | (?:ادامه\ مطلب|ادامه\ خبر)\W*
      | (?:阅读全文|閱讀全文|查看全文|続きを読む)\W*
    ))""",
    re.IGNORECASE | re.VERBOSE,
)


def cut_read_on_tail(text: str) -> str:
    """Return a plain text without the last lines that only say where to read on."""
    for _ in range(_MOST_TAILS):
        rest, newline, last = text.rpartition("\n")
        if not newline or len(last) > _LONGEST_TAIL or not _READ_ON.fullmatch(last):
            break
        text = rest
    return text
