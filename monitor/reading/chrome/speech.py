"""Lines in which somebody says something: the story's, whatever it is that they say.

"We use cookies, the baker joked" begins as a banner does. What tells them apart is who speaks: a
quotation that a sentence goes on after, or a first clause that a verb of speech follows.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r"[“\"«„‟][^”\"»“]{1,200}[”\"»“][,.]?(?:\s+[—–-])?(?:\s+\w+){3}")
_VERBS = (
    # English, French, German
    "sa(?:id|ys?|ying)|jok(?:ed|es|ing)|reads?|quipped|warn(?:ed|s)|told|tells|add(?:ed|s)|wrote|writes",
    "announce[ds]|argue[ds]|explain(?:ed|s)|insist(?:ed|s)|shout(?:ed|s)|repl(?:ied|ies)",
    "dit|disent|disait|déclar\\w+|lanc\\w+|plaisant\\w+|lit-on|affirm\\w+|indiqu\\w+|précis\\w+",
    "expliqu\\w+|écri\\w+|promet\\w*|ironis\\w+|lisait-on",
    "sag(?:te|en|t|ten)|scherz\\w+|heißt|hieß|steht|stand|erklär\\w+|meint\\w*|schr(?:eibt|ieb)\\w*",
    # Spanish, Italian, Portuguese
    "dij[oe]\\w*|dicen?|decía|brome\\w+|reza|señal[aó]\\w*|afirm[aó]\\w*|advirti\\w+|explic[aóo]\\w*|rezaba",
    "disse(?:ro)?|dic(?:e|ono)|detto|recita|scherz\\w+|spieg\\w+|avvert\\w+|scrive|legge",
    "diz(?:em|ia)?|disseram|brinc\\w+|escrev\\w+|lê-se",
    # Polish, Turkish, Dutch, Swedish
    "powiedzia\\w+|mówi\\w*|głosi\\w*|żart\\w+|napisa\\w+|dodał\\w*|dedi\\w*|diyor\\w*|diye|yazıyor\\w*|söyle\\w+",
    "zegt|zei(?:den)?|grap\\w+|schreef|luidt|säger|sade|skämt\\w+|står|sier|sagde|siger",
    # Russian, Ukrainian, Arabic, Persian
    "сказа\\w+|говор\\w+|гласи\\w+|шут\\w+|пошути\\w+|заяви\\w+|написа\\w+|отмети\\w+|предупреди\\w+|каж\\w+|зазнач\\w+|жарту\\w+",
    "قال\\w*|يقول\\w*|تقول\\w*|مازح\\w*|وأضاف\\w*|أضاف\\w*|كتب\\w*|صرح\\w*|گفت\\w*|نوشت\\w*|می‌گوید",
)
_REPORTED = re.compile(
    rf"[^.!?؟。]{{3,90}}?[,،”\"»]\s+(?:[^\s,،]+\s+){{0,3}}?(?:{'|'.join(_VERBS)})\b", re.IGNORECASE
)
# Chinese and Japanese put no space between the comma and who says it.
_REPORTED_DENSE = re.compile(
    r"[^。！？]{3,60}?[，、”」』][^，。]{0,12}?(?:说|說|表示|写道|寫道|称|稱|と話|と述べ|と書)"
)


def is_quoted(text: str) -> bool:
    """Say whether a line begins with a quotation that a sentence goes on after."""
    return bool(_QUOTED.match(text))


def is_reported(text: str) -> bool:
    """Say whether a line's first clause is what somebody says, by the words after it."""
    return bool(_REPORTED.match(text) or _REPORTED_DENSE.match(text))
