"""Puts a stacked model together: an exported encoder, its stack, and fresh linear heads.

python scripts/build_model.py --encoder EXPORTED --stack stack.json -o models/standard
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from narrative.model import encoder as encoders
from narrative.model import linear
from narrative.model.labelled import read_corpus
from narrative.model.stacked import Stack
from narrative.model.store import Model, save_model
from narrative.rubric.store import load_rubric

BUNDLED = ("agency", "psa", "departmental")


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--encoder", type=Path, required=True, help="an exported encoder's folder")
    parser.add_argument("--stack", type=Path, required=True, help="what fit_stack.py printed")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the model folder to make")
    args = parser.parse_args()
    rubrics = [load_rubric(name) for name in BUNDLED]
    corpus = read_corpus()
    model = Model(
        heads=linear.train(rubrics, corpus),
        encoder={name: (args.encoder / name).read_bytes() for name in encoders.FILES},
        stack=Stack.model_validate_json(args.stack.read_text(encoding="utf-8")),
    )
    sources = dict(sorted(Counter(p.source for p in corpus).items()))
    print(save_model(args.output, model, rubrics, sources, {}).model_id)


if __name__ == "__main__":
    main()
