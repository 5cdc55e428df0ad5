"""Reads a corpus folder, or says everything that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from narrative import resources
from narrative.corpus.schema import Comment, Review, Sentence
from narrative.errors import Fault, InputError
from narrative.rubric.schema import Rubric
from narrative.rubric.store import bundled_ids, load_rubric, parse_rubric


@dataclass(frozen=True, slots=True)
class Corpus:
    """Comments, whole reviews, and every rubric they are labelled with, by id."""

    comments: tuple[Comment, ...]
    reviews: tuple[Review, ...]
    rubrics: dict[str, Rubric]

    @property
    def sources(self) -> list[str]:
        """The hands that wrote it, sorted."""
        return sorted({line.source for line in self.lines})

    @property
    def lines(self) -> tuple[Comment | Review, ...]:
        """Comments, then reviews."""
        return (*self.comments, *self.reviews)

    def passages(self) -> Iterator[tuple[Comment | Review, Comment | Sentence]]:
        """Every labelled passage with the line it stands in: a comment is its own."""
        yield from ((comment, comment) for comment in self.comments)
        for review in self.reviews:
            yield from ((review, sentence) for sentence in review.sentences)


def load_corpus(folder: Path | None = None) -> Corpus:
    """The corpus in a folder, the bundled one if none is given.

    Every .jsonl file in it holds comments or reviews, every .json file rubrics by id;
    folders inside it (evaluation text) are left alone.

    Raises:
        InputError: A line that does not fit the schema; all of a file's are named.
        RubricError: A rubric that is not valid.
    """
    folder = folder or resources.corpus_dir()
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in read_lines(path)]
    return Corpus(
        comments=tuple(line for line in lines if isinstance(line, Comment)),
        reviews=tuple(line for line in lines if isinstance(line, Review)),
        rubrics=load_rubrics(folder),
    )


def load_rubrics(folder: Path | None = None) -> dict[str, Rubric]:
    """The rubrics of a corpus and the bundled ones, by id. Raises RubricError."""
    found: dict[str, Rubric] = {}
    for path in sorted((folder or resources.corpus_dir()).glob("*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        found |= {name: parse_rubric({"id": name, **body}, str(path)) for name, body in raw.items()}
    return found | {name: load_rubric(name) for name in bundled_ids()}


def read_lines(path: Path) -> Iterator[Comment | Review]:
    """The comments and reviews of one .jsonl file. Raises InputError."""
    faults: list[Fault] = []
    for row, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        kind = Review if '"sentences"' in line else Comment
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            for fault in error.errors():
                place = ".".join(map(str, fault["loc"])) or None
                faults.append(Fault(fault["msg"], row, place))
    if faults:
        raise InputError(str(path), faults)
