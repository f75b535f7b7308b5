#!/usr/bin/env python3
"""Checks that core/ and cli/ do not know the options of drivers, and do not compare the names of drivers.

The core finds an option by its role (OptionRole in core/sdk/include/mydocker/driver_info.hpp).

usage: check_option_names.py SOURCE
"""

import pathlib
import re
import sys

OPTION_NAME = re.compile(r'\.(?:key|alias|other_alias) = "([^"]+)"')
TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
# Names that are also the name of a role, a field of the store, an option of the command line or of mount(8).
OTHER_MEANING = {
    "cli/network/create.cpp": {"interface-name"},
    "cli/network/create_options.hpp": {"interface-name"},
    "core/runtime/conformance/sandbox.cpp": {"mode"},
    "core/sdk/include/mydocker/detail/manifest_text.hpp": {"host-link", "host-binding", "gateway-mode-ipv4",
                                                           "gateway-mode-ipv6"},
    "core/runtime/store/active_networks.cpp": {"host-link"},
}


def sources(root, *folders):
    for folder in folders:
        for pattern in ("*.hpp", "*.cpp"):
            yield from sorted((root / folder).rglob(pattern))


def names_of_drivers(root):
    options = {name for file in sources(root, "plugins", "docs/examples") for name in OPTION_NAME.findall(file.read_text())}
    drivers = {folder.name for folder in (root / "plugins").iterdir() if folder.is_dir()}
    return options, drivers


def findings_in(name, line, options, comparison):
    code = line.split(" //")[0]
    for text in TEXT.findall(code):
        # A single word such as "mode" has other meanings too, but not before "=".
        word, equals, _ = text.partition("=")
        is_name = equals or "-" in text or "." in text
        if is_name and word in options and word not in OTHER_MEANING.get(name, ()):
            yield f'"{word}" is an option of a driver; use its role'
    if comparison.search(code):
        yield "compares the name of a driver; use a capability or a role"


def main(source):
    root = pathlib.Path(source)
    options, drivers = names_of_drivers(root)
    comparison = re.compile(r'driver\s*[=!]=\s*"(?:' + "|".join(sorted(drivers - {"none"})) + ')"')
    count = 0
    for file in sources(root, "core", "cli"):
        name = str(file.relative_to(root))
        for number, line in enumerate(file.read_text().splitlines(), 1):
            for finding in findings_in(name, line, options, comparison):
                print(f"{name}:{number}: {finding}")
                count += 1
    print(f"option names: {len(options)} of {len(drivers)} drivers, {count} findings")
    return 1 if count or not options else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
