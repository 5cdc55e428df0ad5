"""Averages encoders that were trained alike but for their seeds: one that is better than each.

After "model soups" (Wortsman et al. 2022). Needs torch and safetensors:

    python scripts/average_weights.py build/full_0 build/full_1 build/full_2 -o build/full
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", help="what train_encoder.py wrote")
    parser.add_argument("-o", "--out", type=Path, required=True, help="folder for the mean")
    args = parser.parse_args()
    every = [load_file(folder / "model.safetensors") for folder in args.folders]
    mean = {n: torch.stack([w[n].float() for w in every]).mean(0) for n in every[0]}
    configs = [json.loads((f / "config.json").read_text(encoding="utf-8")) for f in args.folders]
    seeds = [config["narrative"]["recipe"]["seed"] for config in configs]
    configs[0]["narrative"]["recipe"]["seed"] = seeds
    args.out.mkdir(parents=True, exist_ok=True)
    save_file(mean, str(args.out / "model.safetensors"), {"format": "pt"})
    shutil.copy(args.folders[0] / "tokenizer.json", args.out / "tokenizer.json")
    (args.out / "config.json").write_text(json.dumps(configs[0], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
