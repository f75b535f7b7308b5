#!/usr/bin/env python3
"""Checks each translation unit of the product in a compile database, on all processors.

usage: check_files.py compile|tidy BUILD

compile: the compiler parses each unit and writes nothing. With one unit per file this finds missing includes. A unity
         build hides them if an earlier file has the include.
tidy:    clang-tidy with the checks of .clang-tidy. In a unity build a module costs little more than a file.
"""

import concurrent.futures
import json
import os
import shlex
import subprocess
import sys

FOLDERS = ("core/", "plugins/", "cli/")


def compile_command(entry, _build):
    words = shlex.split(entry["command"])
    at = words.index("-o")
    return words[:at] + ["-fsyntax-only"] + words[at + 2:]


def tidy_command(entry, build):
    return ["clang-tidy", "--quiet", "--checks=-bugprone-suspicious-include", "-p", build, entry["file"]]


def run(entry, words):
    done = subprocess.run(words, cwd=entry["directory"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return entry["file"], done.returncode, done.stdout


def is_product(entry, build):
    file = entry["file"]
    return any(file.startswith(os.path.join(root, folder)) for root in (os.getcwd(), build) for folder in FOLDERS)


def main(check, build):
    command = {"compile": compile_command, "tidy": tidy_command}[check]
    build = os.path.abspath(build)
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = [entry for entry in json.load(file) if is_product(entry, build)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, code, messages in pool.map(lambda entry: run(entry, command(entry, build)), entries):
            if code != 0:
                failed += 1
                print(f"{name}:\n{messages}", flush=True)
    print(f"{check}: {len(entries)} units, {failed} with findings")
    return 1 if failed or not entries else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
