#!/usr/bin/env python3
"""Checks that each sentence of a comment, a message or a help text has at most 20 words and that no comment lacks its subject.

usage: check_sentences.py REPOSITORY
A colon or a semicolon ends a sentence, too. A word has a letter. Names of values, such as {value}, are not a part of a literal.
"""
import pathlib
import re
import sys

FOLDERS = ["core", "plugins", "cli", "tests", "docs"]
# The literals of tests are commands and documents.
COMMENTS_ONLY = ["tests", "docs"]
# The wrong tree is for a test of this check.
ALLOWED = "tests/arch/wrong_tree/"
LONGEST = 20
# "of the network", "that the driver reports": the subject is in another text.
WITHOUT_SUBJECT = re.compile(r"(that|of|on|for|by|with|without|such)\b(?!:)")
# The parts of a file: raw literals and block comments are skipped, they are not prose.
TOKENS = re.compile(
    r'(?P<comment>//[^\n]*)|(?P<block>/\*.*?\*/)|(?P<raw>R"(?P<end>[^(\s]*)\(.*?\)(?P=end)")'
    r'|(?P<literal>"(?:[^"\\\n]|\\.)*")|(?P<letter>\'(?:[^\'\\\n]|\\.)+\')|(?P<space>\s+)|(?P<number>\d[\w\'.]*)|(?P<code>\w+|.)',
    re.S)
NOT_PROSE = re.compile(r"NOLINT|clang-format|namespace\b|SELECT\b|INSERT\b")
TABLE_OR_CODE = re.compile(r"\s*[|]|\s{2,}\S|\s*$")
ITEM = re.compile(r"[-*] ")


def texts_in(source):
    """Yields the line, the kind and the lines of each comment and of each run of literals."""
    kind, lines, start, line, place = None, [], 0, 1, None
    for match in TOKENS.finditer(source):
        found, text = match.lastgroup, match.group(0)
        if match.group("raw"):
            found = "raw"
        if found == "comment":
            body = re.sub(r"^//+ ?", "", text)
            column = match.start() - source.rfind("\n", 0, match.start())
            own_line = not source[match.start() - column + 1:match.start()].strip()
            if kind == "comment" and own_line and column == place:
                lines.append(body)
            else:
                if kind:
                    yield start, kind, lines
                kind, lines, start, place = "comment", [body], line, column
        elif found == "literal":
            if kind == "literal":
                lines.append(text[1:-1])
            else:
                if kind:
                    yield start, kind, lines
                kind, lines, start = "literal", [text[1:-1]], line
        elif found != "space" or (kind == "comment" and text.count("\n") > 1):
            if kind:
                yield start, kind, lines
            kind, lines = None, []
        line += text.count("\n")
    if kind:
        yield start, kind, lines


def paragraphs_of(kind, lines):
    if kind == "literal":
        return re.split(r"\\n", "".join(lines))
    paragraphs, open_one = [], ""
    for text in lines:
        if TABLE_OR_CODE.match(text) and not (open_one.startswith("- ") and text.startswith("  ")):
            paragraphs, open_one = [*paragraphs, open_one], ""
        elif ITEM.match(text) or (ITEM.match(open_one) and not text.startswith("  ")):
            paragraphs, open_one = [*paragraphs, open_one], text
        else:
            open_one += " " + text
    return [*paragraphs, open_one]


def faults_in(source, has_messages):
    for line, kind, lines in texts_in(source):
        if NOT_PROSE.match(lines[0]) or (kind == "literal" and not has_messages):
            continue
        for paragraph in paragraphs_of(kind, lines):
            for sentence in re.split(r"(?<=[.!?:;])\s+", paragraph):
                words = [word for word in sentence.split() if re.search(r"[A-Za-z]", word)]
                if len(words) > LONGEST:
                    yield f"{line}: {len(words)} words: {sentence.strip()}"
        if kind == "comment" and WITHOUT_SUBJECT.match(lines[0]):
            yield f"{line}: no subject: {lines[0]}"


def main():
    root = pathlib.Path(sys.argv[1])
    found, files = [], 0
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.?pp")):
            if str(path.relative_to(root)).startswith(ALLOWED):
                continue
            files += 1
            has_messages = folder not in COMMENTS_ONLY
            found += [f"{path.relative_to(root)}:{fault}" for fault in faults_in(path.read_text(), has_messages)]
    print(f"{files} files, {len(found)} faults")
    print("\n".join(found))
    return 1 if found or files == 0 else 0


sys.exit(main())
