"""What the reading hears in public data it never learnt from: negative customers, bitter or impatient comments, things.

Needs ``EMPATHKIT_TEST_DATA``; without it there is nothing to measure and it says so. Negative: TweetSumm dialogs whose
customer is negative; bitter: comments on GitHub marked as bitter frustration or impatience; things: names of devices,
systems, programs, versions and errors in SoftNER's dev sentences, by overlap.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from empathkit.models import Reading, Ticket
from empathkit.pipeline import Kit

WEIGHTS = {"mild": 1, "clear": 2, "strong": 3}
#: What counts as negative, and what as bitter or impatient.
NEGATIVE = {"frustration", "anger", "disappointment", "resignation", "worry", "confusion", "urgency"}
BITTER = {"frustration", "anger", "disappointment", "resignation", "urgency"}
THINGS = {
    "Device": "device", "Operating_System": "os", "Application": "application", "Version": "version",
    "Error_Name": "error",
}  # fmt: skip
OVERLAP = 0.3
#: Lines of the data about the data, and places where code was.
_NO_SENTENCE = ("Question_", "Answer_", "CODE_BLOCK", "OP_BLOCK")


def rows(file: Path) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())


def read(kit: Kit, texts: Iterable[str]) -> Reading:
    messages = [{"author": "requester", "body": text} for text in texts]
    return kit.read(Ticket.model_validate({"requester": {"id": "u"}, "messages": messages}))


def weight(reading: Reading, feelings: set[str]) -> float:
    """How much of some feelings a reading shows; thanks and relief speak against them."""
    shown = sum(WEIGHTS[one.level] for one in reading.feelings if one.feeling in feelings)
    return shown - 0.5 * sum(one.feeling in {"gratitude", "relief"} for one in reading.feelings)


def auc(scores: Sequence[float], marked: Sequence[bool]) -> float:
    """How often a marked one scores above one that is not; a tie counts half."""
    order = sorted(zip(scores, marked, strict=True))
    ranks = below = 0.0
    at = 0
    while at < len(order):
        same = [mark for score, mark in order[at:] if score == order[at][0]]
        ranks += sum(same) * (below + (len(same) - sum(same)) / 2)
        below += len(same) - sum(same)
        at += len(same)
    return ranks / (sum(marked) * (len(marked) - sum(marked)))


def negative(kit: Kit, folder: Path) -> str:
    vader, ours, theirs, marked = SentimentIntensityAnalyzer(), [], [], []
    for row in rows(folder / "tweetsumm_support_dialogs.jsonl"):
        said = [turn["text"] for turn in row["turns"] if turn["who"] == "customer"]
        ours.append(weight(read(kit, said), NEGATIVE))
        theirs.append(-min(vader.polarity_scores(one)["compound"] for one in said))
        marked.append(bool(row["is_negative"]))
    return f"customer is negative     AUC {auc(ours, marked):.3f}   VADER {auc(theirs, marked):.3f}   n={len(marked)}"


def bitter(kit: Kit, folder: Path) -> str:
    vader, ours, theirs, marked = SentimentIntensityAnalyzer(), [], [], []
    for row in rows(folder / "incivility_github.jsonl"):
        ours.append(weight(read(kit, [row["text"]]), BITTER))
        theirs.append(-vader.polarity_scores(row["text"])["compound"])
        marked.append(row["tbdf"] in {"Bitter frustration", "Impatience"})
    return f"bitter or impatient      AUC {auc(ours, marked):.3f}   VADER {auc(theirs, marked):.3f}   n={len(marked)}"


def sentences(file: Path) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    """Each sentence of a CoNLL file as text, with its things as kind and offsets."""
    words: list[str] = []
    labels: list[str] = []
    for line in [*file.read_text(encoding="utf-8").splitlines(), ""]:
        word, _, rest = line.strip().partition("\t")
        if word:
            words.append(word)
            labels.append(rest.split("\t")[0])
        elif words:
            yield " ".join(words), list(_things(words, labels))
            words, labels = [], []


def _things(words: Sequence[str], labels: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    at, kind, start, end = 0, "", 0, 0
    for word, label in zip([*words, ""], [*labels, "O"], strict=True):
        sign, _, name = label.partition("-")
        goes_on = bool(kind) and sign == "I" and THINGS.get(name) == kind
        if kind and not goes_on:
            yield kind, start, end
            kind = ""
        if sign == "B" and name in THINGS:
            kind, start = THINGS[name], at
        end = at + len(word) if kind else 0
        at += len(word) + 1


def things(kit: Kit, folder: Path) -> Iterator[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for text, wanted in sentences(folder / "softner_dev.txt"):
        if text.startswith(_NO_SENTENCE):
            continue
        found = [(one.kind, one.evidence.start, one.evidence.end) for one in read(kit, [text]).facts]
        for kind, start, end in wanted:
            match = next((one for one in found if one[0] == kind and _overlap(one, start, end) >= OVERLAP), None)
            counts[kind, "hit" if match else "miss"] += 1
            if match:
                found.remove(match)
        counts.update((one[0], "false") for one in found if one[0] in THINGS.values())
    for kind in THINGS.values():
        hit, miss, false = (counts[kind, what] for what in ("hit", "miss", "false"))
        score = 2 * hit / max(1, 2 * hit + miss + false)
        yield f"SoftNER {kind:16} F1 {score:.3f}   found {hit} of {hit + miss}, {false} false"


def _overlap(one: tuple[str, int, int], start: int, end: int) -> float:
    shared = min(one[2], end) - max(one[1], start)
    return shared / (max(one[2], end) - min(one[1], start)) if shared > 0 else 0.0


def main() -> None:
    data = os.environ.get("EMPATHKIT_TEST_DATA")
    if not data:
        print("EMPATHKIT_TEST_DATA is not set: there is nothing to measure")
        return
    kit, folder = Kit(), Path(data, "data")
    print(negative(kit, folder))
    print(bitter(kit, folder))
    print(*things(kit, folder), sep="\n")


if __name__ == "__main__":
    main()
