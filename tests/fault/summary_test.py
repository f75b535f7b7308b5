#!/usr/bin/env python3
"""Tests of harness/summary.py and of the finished pieces in harness/results.py."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "harness"))

import results  # noqa: E402
import summary  # noqa: E402


def piece(**changes):
    return {"test": "kill", "scenario": "rm", "options": "-", "seed": "1", "version": "v", "trials": "10", "problems": "0",
            "seconds": "60", **changes}


class Summary(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.file = pathlib.Path(self.folder.name) / "results.tsv"

    def tearDown(self):
        self.folder.cleanup()

    def row(self, *pieces):
        summary.add(self.file, pieces)
        return summary.table(self.file).splitlines()[-1]

    def test_sums_the_pieces_of_one_version(self):
        row = self.row(piece(), piece(scenario="prune", trials="5", problems="2 leak, 1 ended by a signal"),
                       piece(options="--every 20", seed="3", problems="1 leak"))
        self.assertEqual(row, "| kills, three checks each | v | 2 | 2 | 1, 3 | 25 | 3 leak; 1 ended by a signal | 3 |")

    def test_keeps_versions_apart(self):
        self.row(piece(), piece(version="w"))
        self.assertEqual(len(summary.table(self.file).splitlines()), 4)

    def test_replaces_a_piece_that_was_run_again(self):
        self.row(piece(trials="10"))
        self.assertIn("| 11 |", self.row(piece(trials="11")))
        self.assertEqual(len(summary.read(self.file)), 1)

    def test_shards_of_one_seed_are_all_points(self):
        first, second = piece(options="--shard 1/2"), piece(options="--shard 2/2")
        self.assertIn("| v | 1 | 0 |", self.row(first, piece(options="--shard 2/2", seed="2")))
        self.assertIn("| v | 1 | 1 |", self.row(second))

    def test_a_sample_is_not_all_points(self):
        self.assertIn("| v | 1 | 0 |", self.row(piece(options="--every 2"), piece(options="--size 0.5")))


class Pieces(unittest.TestCase):
    def test_are_the_sums_of_their_trials(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "results.jsonl"
            results.Results(file, "old").add("kill", "rm/a", [{"kind": "leak", "text": ""}], 5.0)
            now = results.Results(file, "new")
            self.assertFalse(now.has("kill", "rm/a"))
            now.add("kill", "rm/a", [{"kind": results.DIED, "text": ""}], 1.0, 2)
            now.add("kill", "rm/b", [], 1.0)
            now.add("kill", "prune/a", [], 1.0)
            now.finish("kill", "rm", {"rm/a", "rm/b"}, "-", 1)
            self.assertTrue(results.Results(file, "new").has("kill", "rm/b"))
            self.assertEqual(now.pieces(), [piece(version="new", trials="3", problems="1 ended by a signal", seconds="2")])


unittest.main()
