"""Texts a second of narrative's models beside plain pipelines that do the same.

All read the same comments in one process on one core, several rounds in turn; the figure
that counts is the ratio of the medians. `make bench` runs it. The peer of the encoder needs
sentence-transformers, torch, and a folder of all-MiniLM-L6-v2 (--base); without them its row
is left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from narrative import resources
from narrative.model.choose import choose
from narrative.model.encoder import FILES, Encoder
from narrative.model.labelled import read_corpus
from narrative.rubric.store import load_rubric
from narrative.text.neutral import neutral
from narrative.text.segment import segment

ROUNDS = 5
EVERY = 16
"""Encoders read one comment in so many."""
Reader = Callable[[Sequence[str]], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--encoder", type=Path, help="its files; default: a bundled model's")
    parser.add_argument("--base", type=Path, help="all-MiniLM-L6-v2, for sentence-transformers")
    args = parser.parse_args()
    passages = [p for p in read_corpus() if p.rubric == "agency"]
    texts = [p.text for p in passages]
    rubric = load_rubric("agency")
    classifier = choose(rubric)
    peer = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=10, max_iter=300),
    ).fit(texts, [p.factor for p in passages])
    readers: dict[str, Reader] = {
        "narrative: factor, level": classifier.predict,
        "TF-IDF + logistic regression: factor": peer.predict_proba,
        "narrative: segmentation": lambda batch: [segment(text) for text in batch],
    }
    with threadpool_limits(1):
        speeds = measure(readers, texts)
        speeds |= measure(encoders(args.encoder, args.base), texts[::EVERY])
    report(speeds, len(texts))


def encoders(folder: Path | None, base: Path | None) -> dict[str, Reader]:
    """The encoder, its parts, and its peer, as far as their files are there."""
    found: dict[str, Reader] = {}
    folders = [folder] if folder else sorted(resources.models_dir().iterdir())
    place = next((one for one in folders if (one / FILES[0]).is_file()), None)
    if place:
        encoder = Encoder.from_files({name: (place / name).read_bytes() for name in FILES})
        plain = Tokenizer.from_file(str(place / FILES[1]))
        found |= {
            "narrative: encoder, int8": encoder.encode,
            "its neutral text alone": lambda batch: [neutral(text) for text in batch],
            "its tokenizer alone": lambda batch: [plain.encode(text) for text in batch],
        }
    if base and importlib.util.find_spec("sentence_transformers"):
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(1)
        model = SentenceTransformer(str(base), device="cpu")
        found["sentence-transformers, torch"] = partial(model.encode, show_progress_bar=False)
    return found


def measure(readers: dict[str, Reader], texts: Sequence[str]) -> dict[str, float]:
    """Median texts a second by reader; one unmeasured round first."""
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    for round_ in range(ROUNDS + 1):
        for name, read in readers.items():
            start = time.perf_counter()
            read(texts)
            if round_:
                seconds[name].append(time.perf_counter() - start)
    return {name: len(texts) / statistics.median(taken) for name, taken in seconds.items()}


def report(speeds: dict[str, float], count: int) -> None:
    base = speeds["TF-IDF + logistic regression: factor"]
    print(f"{count:,} comments, one core, median of {ROUNDS} rounds\n")
    print("| reader | texts a second | ratio |")
    print("|---|---|---|")
    for name, speed in speeds.items():
        print(f"| {name} | {speed:,.0f} | {speed / base:.2f} |")


if __name__ == "__main__":
    main()
