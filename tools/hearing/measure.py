"""Scores readings by ``score.py`` of the cases: on the cases, or on a file of the corpus.

    PYTHONPATH=tools python -m hearing.measure [--cases FOLDER] [--hidden] [--errors N] [FILE ...]

Of the cases only those count that one may look at while building: those whose sha256(id) is no multiple of three.
``--hidden`` prints the totals of the others, and never their errors.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from empathkit.models import Ticket
from empathkit.pipeline import Kit
from hearing.cases import cases, hidden
from hearing.corpus import read

SHOWN = (
    "facts", "facts_macro_f1", "tried", "impact", "asks", "feelings", "feeling_present", "feeling_level_exact",
    "issue_words_f1", "first_question_pertinent", "reask_rate", "done_talking_accuracy", "repeat_accuracy",
)  # fmt: skip


def chosen_from(file: Path, *, aside: bool) -> list[dict[str, Any]]:
    """The cases of a file to measure on: JSON lines, of which some are kept aside, or tickets of the corpus."""
    if file.suffix == ".jsonl":
        return [case for case in cases(file) if hidden(case) == aside]
    return [told.case() for told in read(file)]


def scorer(folder: Path) -> ModuleType:
    """``score.py`` of the cases."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no score.py in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measured(chosen: list[dict[str, Any]], score: ModuleType, errors: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The scores of our readings of some cases, and the errors."""
    kit = Kit()
    readings = [kit.read(Ticket.model_validate(case["ticket"])).model_dump(mode="json") for case in chosen]
    result, shown = score.score(chosen, readings, errors)
    return result, shown


def line(name: str, value: Any) -> str:
    """One measure, for people."""
    if isinstance(value, dict):
        return f"{name:28} P {value['precision']:.3f}  R {value['recall']:.3f}  F1 {value['f1']:.3f}  n={value['gold']}"
    return f"{name:28} {value}"


def main() -> None:
    """Prints the measures of each file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, default=Path(os.environ.get("EMPATHKIT_TEST_DATA", "")) / "cases")
    parser.add_argument("--hidden", action="store_true")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--all", action="store_true", help="every kind, not the families only")
    parser.add_argument("files", nargs="*", type=Path)
    args = parser.parse_args()
    score = scorer(args.cases)
    for file in args.files or sorted(args.cases.glob("dev-*.jsonl")):
        chosen = chosen_from(file, aside=args.hidden)
        result, shown = measured(chosen, score, 0 if args.hidden else args.errors)
        print(f"== {file.name}{' (hidden)' if args.hidden else ''}: {len(chosen)}")
        print(*(line(name, value) for name, value in result.items() if args.all or name in SHOWN), sep="\n")
        for family, rows in shown.items():
            print(f"\n{family}:", *rows, sep="\n  ")


if __name__ == "__main__":
    main()
