"""Tokens, keys and passwords that machines write: told by their form or by the name they are given to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.text.chances import Chances
from empathkit.text.gated import compiled
from empathkit.text.literals import needs
from empathkit.text.spans import Span

_WHOLE = compiled(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,255}|\bgithub_pat_\w{20,255}|\bglpat-[\w-]{20,64}"
    r"|\bxox[abprs]-[\w-]{10,200}|\bsk-[\w-]{20,200}|\b[sr]k_(?:live|test)_\w{10,100}|\bAIza[\w-]{35}"
    r"|\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,1000}|\bATATT[\w=-]{20,300}|\bSG\.[\w-]{16,32}\.[\w-]{16,64}"
    r"|\bdo[opr]_v1_[0-9a-f]{32,64}\b|\bdapi[0-9a-f]{32}\b|\bhv[sbr]\.[\w-]{20,200}|\bglsa_\w{20,60}|\bNRAK-[A-Z0-9]{20,40}\b"
    r"|\b\d{8,10}:AA[\w-]{30,40}(?![\w-])|\bpypi-[\w-]{40,300}|\bnpm_[A-Za-z0-9]{30,50}\b|\bdckr_pat_[\w-]{20,60}"
    r"|(?<=hooks\.slack\.com/services/)T\w{6,14}/B\w{6,14}/\w{16,40}"
    r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----(?:[^\x1e-]|-(?!----)){0,8000}-----END [A-Z ]{0,20}PRIVATE KEY-----",
    costly=True,
)
#: A recovery key for a disk, and the dashes it has.
_BITLOCKER = re.compile(r"(?<![\w-])\d{6}(?:-\d{6}){7}(?![\w-])")
_DASHES = 7
#: No stars and no variable that is filled in elsewhere.
_SET = r"(?![$%][({\w]|\{\{|\*{3})"
_VALUE = r"[^\s'\"`,;&<>•]"
#: The group is the secret. The left side of an assignment may be part of a longer name (``aws_secret_access_key``).
_INSIDE = tuple(
    re.compile(source, re.IGNORECASE)
    for source in (
        r"(?<![a-z])[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,100}:([^\s/@•]{1,200})@",
        r"\bbearer +([a-z0-9._~+/=-]{16,4000})",
        r"\bauthorization['\"]? {0,3}[:=] {0,3}['\"]?[a-z-]{3,20} +([a-z0-9._~+/=:-]{6,4000})",
        r"\bbasic +((?=[a-z+/]{0,40}[\d=])[a-z0-9+/]{10,2000}={0,2})",
        r"(?:secret|password|passwd|pwd|token|credential|api[_-]?key|account[_-]?key|access[_-]?key|private[_-]?key)"
        r"(?:[_-]?(?:access[_-]?)?key|[_-]?value)?['\"]? {0,3}=>? {0,3}['\"]?(" + _SET + _VALUE + r"{6,4000})",
        r"[\"_](?:secret|password|passwd|pwd|token|key)['\"]? {0,3}: {0,3}['\"]?(" + _VALUE + r"{6,4000})",
        r"[?&](?:sig|signature|code|key)=(" + _VALUE + r"{16,4000})",
        r"\bcurl\b[^\n\x1e]{0,160}? (?:-u|--user)[ =]?['\"]?[^\s:'\"]{1,100}:([^\s'\"•]{1,200})",
        r"\bsshpass -p ?['\"]?([^\s'\"•]{3,200})",
        r"\bssws +([\w-]{20,200})",
        r"\b(?:jsessionid|phpsessid|connect\.sid|sessionid|asp\.net_sessionid|session|sid)=(" + _VALUE + r"{16,4000})",
        r"\bmysql(?:dump|admin)?\b[^\n\x1e]{0,160}? (?:-p|--password=)['\"]?([^\s'\"•-][^\s'\"•]{2,200})",
        r"\bldap(?:search|modify|add|whoami)\b[^\n\x1e]{0,200}? -w ?['\"]?([^\s'\"•]{3,200})",
        r"\bconvertto-securestring +(?:-string +)?['\"]([^'\"\n•]{3,200})['\"]",
        r"\bsqlplus\b[^\n\x1e/]{0,60}[\w$#]{1,60}/(?:\")?([^\s\"@•]{3,200})(?=\"?@)",
        r"\bsnmp-server community +([^\s•]{3,100})",
        r"\bnet use\b[^\n\x1e]{0,200}? /user:[^\s]{1,100} +([^\s/•][^\s•]{2,100})",
    )
)

_CHANCES = Chances([needs(pattern) for pattern in _INSIDE], anycase=True)


def keys(text: str, harmless: frozenset[str]) -> Iterator[Span]:
    """Where such secrets stand in ``text``. A value that is one of the ``harmless`` words ("expired") is none."""
    for whole in (_WHOLE, _BITLOCKER) if text.count("-") >= _DASHES else (_WHOLE,):
        for match in whole.finditer(text):
            yield Span(*match.span())
    for place in _CHANCES.of(text):
        for match in _INSIDE[place].finditer(text):
            if match.group(1).lower() not in harmless:
                yield Span(*match.span(1))
