#!/usr/bin/env python3
"""Runs a guide: every command in it, in the order in which they are printed, in a folder of its own.

usage: run_guide.py FILE FOLDER

Blocks are fenced. ```sh is run by sh, which has to succeed; a ```text block behind it is what it prints, line by line. Any
other block is a listing, and has to stand like that in one of the files that there are in the folder by then.
"""
import pathlib
import re
import subprocess
import sys

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.M | re.S)


def run(script, folder):
    done = subprocess.run(["sh", "-e", "-c", script], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def stands_somewhere(listing, folder):
    sources = [file for file in folder.rglob("*") if file.suffix in (".cpp", ".txt", ".md")]
    return any(listing in file.read_text(errors="replace") for file in sources if "build" not in file.parts)


class Guide:
    def __init__(self, folder):
        self.folder = folder
        self.printed = ""
        self.faults = []
        self.counts = {"commands": 0, "outputs": 0, "listings": 0}

    def block(self, kind, text):
        if kind == "text":
            self.counts["outputs"] += 1
            if text != self.printed:
                self.faults.append(f"expected:\n{text}printed:\n{self.printed}")
        elif kind == "sh":
            self.counts["commands"] += 1
            code, self.printed, said = run(text, self.folder)
            if code != 0:
                self.faults.append(f"{text}failed with {code}:\n{self.printed}{said}")
        else:
            self.counts["listings"] += 1
            if not stands_somewhere(text, self.folder):
                self.faults.append(f"in no file:\n{text}")


def main(file, folder):
    guide = Guide(pathlib.Path(folder))
    for kind, text in FENCE.findall(pathlib.Path(file).read_text()):
        guide.block(kind, text)
        if guide.faults:
            break  # what comes next builds on it
    print(guide.counts)
    print("\n".join(guide.faults))
    return 1 if guide.faults or 0 in guide.counts.values() else 0


sys.exit(main(*sys.argv[1:]))
