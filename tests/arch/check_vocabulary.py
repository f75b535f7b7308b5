#!/usr/bin/env python3
"""Rejects retired words in names, messages, comments and documents; docs/glossary.md says what to write instead.

usage: check_vocabulary.py REPOSITORY
"""
import pathlib
import re
import sys

FOLDERS = ["core", "plugins", "cli", "tests", "docs"]
FILES = ["README.md", "CHANGELOG.md", "CMakeLists.txt", "run"]
SUFFIXES = {".cpp", ".hpp", ".c", ".h", ".in", ".md", ".txt", ".py", ".sh", ".cmake", ".5", ".8", ".yml", ".yaml", ".service", ".rules"}
# a retired word (a regular expression, whole words, any case; of names each part counts): what to write
RETIRED = {
    "wish(es|ed)?": "spec, options",
    "nouns?": "resource",
    "glimpses?": "completion snapshot",
    "rehears(al|e|ed|als|es|ing)": "dry run, simulate",
    "leftovers?": "unrecovered, remaining",
    "passages?": "forward allow",
    "(takes?|taking|took|taken) back": "tear down, remove, release",
    "(puts?|putting) back": "repair, restore",
    "lets? go": "release",
    "cables?": "veth pair",
    "nobody": "no process, no container, no user",
    "somebody": "another program, another user",
    "whoever": "the process that",
    "shall": "must, is to",
    "anew": "again, recreate",
    "as ever": "as before",
    "reserved (network|endpoint)s?": "opened (its journal entry is open)",
    "create missing": "repair",
    "look(s|ed|ing)? again": "read again, observe again",
    "taken (key|name)s?": "lease key",
    "held prefix(es)?": "host prefix",
    "for good": "permanently",
    "by now": "(leave out)",
}
# This file is the list itself. The wrong tree is for a test of this check.
ALLOWED = ("tests/arch/check_vocabulary.py", "tests/arch/wrong_tree/", "docs/glossary.md")
# the user account: `nobody`, "nobody", user nobody, =nobody, as_nobody
ACCOUNT = re.compile(r'`nobody`|"nobody"|(?<=\buser )nobody\b|(?<==)nobody\b|(?<=\bas_)nobody\b')


def words_of(text):
    """The text with the parts of names set apart: kGuardSet, put_back -> k Guard Set, put back."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return re.sub(r"(?<=\w)_(?=\w)", " ", text)


def files_in(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in SUFFIXES:
                yield path
    for name in FILES:
        if (root / name).is_file():
            yield root / name


def main():
    root = pathlib.Path(sys.argv[1])
    # Each word begins with plain letters or with "(". A file without these letters is not searched.
    retired = [(re.match(r"[a-z ]*(?!\?)", word)[0], re.compile(rf"\b{word}\b", re.I), better) for word, better in RETIRED.items()]
    found, files = [], 0
    for path in files_in(root):
        name = str(path.relative_to(root))
        if name.startswith(ALLOWED):
            continue
        files += 1
        text = "\n".join([name, path.read_text(errors="replace")])
        words = words_of(ACCOUNT.sub("", text))
        letters = words.lower()
        searched = [(pattern, better) for start, pattern, better in retired if start in letters and pattern.search(words)]
        for number, line in enumerate(words.split("\n") if searched else []):
            found += [f"{name}:{number}: retired word \"{match.group(0)}\", write: {better}"
                      for pattern, better in searched for match in pattern.finditer(line)]
    print(f"{files} files, {len(RETIRED)} retired words, found {len(found)} times")
    print("\n".join(found))
    return 1 if found or files == 0 else 0


sys.exit(main())
