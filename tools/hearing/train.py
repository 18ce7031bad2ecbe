"""Trains the tagger of the English pack on the annotated corpus, and writes it into the pack.

    PYTHONPATH=tools python -m hearing.train [--cases FOLDER] [--check N]

``--check N`` measures by N-fold cross-validation on the corpus' tickets and writes nothing.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from empathkit.detect.tagging.model import packed
from empathkit.text.pack import load_pack
from hearing import scoring
from hearing.cases import OPEN, cases, hidden
from hearing.corpus import read
from hearing.examples import Example, examples, marks_of_case
from hearing.learning import Lean, Settings, folds, learn, learn_names

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
MODEL = HERE.parents[1] / "empathkit" / "packs" / "en" / "model"
SETTINGS = Settings(
    lean={
        "things": Lean(0.0, 1.0, 2.0),
        "shown": Lean(0.0, 0.0, 1.5),
        "around": Lean(0.0, 1.0, 2.0),
        "limits": Lean(0.0, 0.0, 2.5),
        "past": Lean(0.0, 1.4, 1.5),
        "feelings": Lean(0.0, 1.0, 3.5),
    }
)
NAMING = Settings(c1=0.05, c2=0.05)


def corpus(files: Iterable[Path]) -> list[Example]:
    """The examples of corpus files, in an order that mixes them and never changes."""
    tickets = [(f"{file.stem}:{one.key}", one.ticket(), one.marks) for file in files for one in read(file)]
    random.Random(0).shuffle(tickets)  # noqa: S311
    return examples(tickets, load_pack())


def more(folder: Path | None) -> list[Example]:
    """Examples from the cases whose licence allows it and that are not kept aside; none without the folder."""
    files = [folder / name for name in OPEN] if folder else []
    given = [case for file in files for case in cases(file) if not hidden(case)]
    return examples([(case["id"], case["ticket"], list(marks_of_case(case))) for case in given], load_pack())


def check(given: list[Example], always: list[Example], count: int, settings: Settings) -> Counter[tuple[str, str]]:
    """Hits and misses by cross-validation; ``always`` are learnt from in every fold and never measured on."""
    counts: Counter[tuple[str, str]] = Counter()
    for known, unknown in folds(given, count):
        model = learn([*known, *always], settings).model()
        for example in unknown:
            counts += scoring.count(scoring.gold(example), scoring.read(example, model))
    return counts


def main() -> None:
    """Trains, or checks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=int, default=0)
    parser.add_argument("--cases", type=Path, help="the folder of the annotated cases")
    args = parser.parse_args()
    whole, lines = (corpus(sorted(CORPUS.glob(form))) for form in ("*.txt", "*.lines"))
    always = [*lines, *more(args.cases)]
    if args.check:
        counts = check(whole, always, args.check, SETTINGS)
        print(scoring.table(counts))
        print(*(f"{name} {value:.3f}" for name, value in scoring.summary(counts).items()))
        return
    write([*whole, *always])


def write(given: list[Example]) -> None:
    """Learns from all examples, and puts the models into the pack."""
    MODEL.mkdir(parents=True, exist_ok=True)
    for name, learnt in (("spans", learn(given, SETTINGS)), ("names", learn_names(given, NAMING))):
        data = packed(learnt.chains, learnt.features, learnt.weights, learnt.follows)
        (MODEL / f"{name}.npz").write_bytes(data)
        print(f"{name}: {len(given)} tickets, {len(learnt.features)} features, {len(data) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
