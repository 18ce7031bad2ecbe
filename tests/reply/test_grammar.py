"""The grammar of our own words: agreement and articles by patterns of ours, the rest by harper.js where it is at hand.

``EMPATHKIT_HARPER`` names a folder in which ``npm install harper.js`` was run; without it or without Node the second
part is skipped.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from daily_tickets import all_tickets

from empathkit.pipeline import Kit
from empathkit.text.pack import load_pack

KIT = Kit()
HARPER = os.environ.get("EMPATHKIT_HARPER", "")
WRONG = {
    "you with a verb of another person": r"\b[Yy]ou (?:is|has|does|was|am|isn't|doesn't|hasn't|wasn't)\b",
    "I with a verb of another person": r"\bI (?:is|has|does|are|were)\b",
    "a word twice": r"\b(the|a|an|to|of|and|is|your|you|I'll|with|for|on) \1\b",
    "a before a vowel": r"\ba (?:a|e|i|o)\w{3,}\b",
    "an before a consonant": r"\ban (?!hour|honest|heir|[FHLMNRSX]\b|[A-Z]{2,})[b-df-gj-np-tv-z]\w+\b",
    "the before a determiner": r"\bthe (?:your|my|our|this|that|these|a|an)\b",
    "a small letter after a full stop": r"(?<![A-Z])[a-z]{3,}\. [a-z]",
    "a blank before a mark": r"\w [,;:?!.](?:\s|$)",
    "two marks": r"[.,;:]{2,}(?!\.)|\?\.|\.\?",
}


def pack_texts() -> Iterator[str]:
    """Every sentence of the pack that stands by itself."""
    pack = load_pack()
    for table in (*pack["topics"].values(), *pack["situations"].values()):
        yield from _texts(table)
    for entry in pack["answers"]["shared"]:
        yield entry["say"]


def _texts(table: Mapping[str, Any]) -> Iterator[str]:
    for entry in (*table.get("help", ()), *table.get("answers", ())):
        yield from (str(entry[key]) for key in ("say", "brief", "verify") if key in entry)
    yield from (f"{one['ask']} {one['why']}" for one in table.get("questions", {}).values())
    yield from (str(one) for one in table.get("clues", {}).values())


def drafts() -> dict[str, str]:
    found = {one.key: KIT.suggest(one).draft for one in all_tickets()}
    return {key: draft.text for key, draft in found.items() if draft is not None}


@pytest.mark.parametrize("name", WRONG)
def test_the_pack_has_no(name: str) -> None:
    assert [text for text in pack_texts() if "{{" not in text and re.search(WRONG[name], text)] == []


@pytest.mark.parametrize("name", [name for name in WRONG if "small letter" not in name])
def test_no_draft_has(name: str) -> None:
    assert {key: text for key, text in drafts().items() if re.search(WRONG[name], text)} == {}


#: What harper takes for wrong and isn't, here: its own taste, names of keys and menus, split words.
TASTE = frozenset({"Style", "Spelling", "Typo", "WordChoice", "Capitalization", "Readability", "Enhancement"})
ALLOWED = frozenset(
    {"in while", "one missing", "is", "It's", "server's side", "two", "whom", "there", "when", "printer ", "some"}
)


def harper(texts: list[str]) -> list[dict[str, str]]:
    """What harper.js finds in the texts."""
    script = """
      import fs from 'fs';
      const { LocalLinter, Dialect } = await import('harper.js');
      const { binary } = await import('harper.js/binary');
      const linter = new LocalLinter({ binary, dialect: Dialect.British });
      for (const text of JSON.parse(fs.readFileSync(0, 'utf8')))
        for (const one of await linter.lint(text, { language: 'plaintext' }))
          console.log(JSON.stringify({ kind: one.lint_kind(), problem: one.get_problem_text(), text }));
      process.exit(0);
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(texts), capture_output=True, text=True, cwd=HARPER, timeout=300, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(
    not HARPER or not Path(HARPER, "node_modules", "harper.js").is_dir() or shutil.which("node") is None,
    reason="EMPATHKIT_HARPER names no folder with harper.js, or Node is absent",
)
def test_harper_finds_nothing_in_the_pack() -> None:
    found = harper([text for text in pack_texts() if text and "{{" not in text])
    assert [one for one in found if one["kind"] not in TASTE and one["problem"] not in ALLOWED] == []
