#!/usr/bin/env python3
"""Formats every manual page without a warning, and looks for every option of every command in its page.

usage: check_pages.py PROGRAM PAGE...
"""
import pathlib
import re
import subprocess
import sys

OPTION = re.compile(r"^ +(?:-\w, )?(--[a-z0-9-]+)", re.M)


def output_of(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def format_page(page):
    """The page as plain text, and what groff has to say about it."""
    done = subprocess.run(["groff", "-man", "-ww", "-Tascii", "-P-cbou", page], capture_output=True, text=True)
    return done.stdout, done.stderr


def options_of(program, page):
    """The options that the help of the page's command shows; a dash stands for a blank, as no command has one."""
    name, section = page.name.rsplit(".", 1)
    if section != "1":
        return []
    words = name.split("-")[1:]
    return OPTION.findall(output_of(program, *words, "--help"))


def main():
    program, pages = sys.argv[1], [pathlib.Path(page) for page in sys.argv[2:]]
    faults, options = [], 0
    for page in pages:
        if " " in page.name:
            faults.append(f"{page}: man finds no page with a blank in its name")
        text, complaints = format_page(page)
        if complaints:
            faults.append(f"{page}: {complaints.strip()}")
        for option in options_of(program, page):
            options += 1
            if not re.search(rf"(?<![\w-]){option}(?![\w-])", text):
                faults.append(f"{page}: {option} is not in it")
    print(f"{len(pages)} pages, {options} options")
    print("\n".join(faults))
    return 1 if faults or not pages or options == 0 else 0


sys.exit(main())
