#!/usr/bin/env python3
"""Checks each include against the table of modules in docs/architecture.md, and the sizes of files and functions.

usage: check_modules.py REPOSITORY
"""
import pathlib
import re
import sys

RUNTIME = {"base", "model", "ipam", "firewall", "plan", "kernel", "store", "config", "sandbox", "drivers", "driver_host",
           "apply", "app"}
OF_USE_CASES = {"app", "base", "model"}
# module: the other modules that it may include ("sdk" is allowed for all)
MAY_USE = {
    "core/sdk": set(),
    "core/template": {"base"},
    "core/runtime/base": set(),
    "core/runtime/model": {"base"},
    "core/runtime/ipam": {"base", "model"},
    "core/runtime/firewall": {"base"},
    "core/runtime/plan": {"base", "firewall"},
    "core/runtime/kernel": {"base", "firewall"},
    "core/runtime/store": {"base", "model"},
    "core/runtime/config": {"base", "model"},
    "core/runtime/sandbox": {"base"},
    "core/runtime/drivers": {"base", "sandbox"},
    "core/runtime/driver_host": {"base", "sandbox", "drivers"},
    "core/runtime/apply": {"base", "model", "plan", "kernel", "store"},
    "core/runtime/app": RUNTIME,
    "core/runtime/conformance": RUNTIME,
    "plugins": set(),
    "cli/cni": {"cli"} | OF_USE_CASES,
    "cli/docker_driver": {"cli"} | OF_USE_CASES,
    "cli/driver_test": {"cli", "conformance"} | OF_USE_CASES,
    "cli/man_pages": {"cli", "base"},
    "cli/netavark": {"cli"} | OF_USE_CASES,
    "cli/oci_hook": {"cli"} | OF_USE_CASES,
    "cli": {"template"} | OF_USE_CASES,
}
CLI_ALSO = "runtime/apply/fault_hook.hpp"
# the driver cni changes documents of other programs, so it uses the JSON tree of the SDK's sources
DRIVER_HEADERS = {"mydocker/sdk.hpp"}
CNI_DRIVER_HEADERS = DRIVER_HEADERS | {"mydocker/json.hpp"}
PROGRAMS = {module for module in MAY_USE if module.startswith("cli/")}
# headers of a library: the modules that may include them
OWNED = [
    (r"rapidjson/", {"core/sdk"}),
    (r"spdlog/|fmt/", {"core/runtime/base"}),
    (r"netlink/|libnftnl/|libmnl/|linux/(rtnetlink|netlink|netfilter|veth|nsfs)", {"core/runtime/kernel"}),
    (r"linux/if_", {"core/runtime/kernel", "core/runtime/base"}),
    (r"sqlite3", {"core/runtime/store"}),
    (r"yaml-cpp/", {"core/runtime/config", "cli"}),
    (r"boost/dll|gelf|libelf|elf\.h", {"core/runtime/drivers"}),
    (r"boost/(asio|beast)/", {"cli/docker_driver"}),
    (r"boost/program_options", {"cli"}),
    (r"dlfcn", {"core/runtime/drivers", "core/runtime/driver_host", "core/runtime/store"}),
    (r"seccomp\.h|linux/landlock", {"core/runtime/sandbox"}),
    (r"linux/seccomp\.h", {"core/runtime/sandbox", "core/runtime/conformance"}),
    (r"sha2\.h", {"core/runtime/model"}),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
FILE_LINES = 300
FUNCTION_LINES = 60


def module_of(path):
    return next((module for module in MAY_USE if path.startswith(module + "/")), None)


def used_module(module, header):
    """The module of a header in double quotes, as a word of MAY_USE. None: it is a file beside the includer."""
    first = header.split("/")[0]
    if first == "runtime":
        return header.split("/")[1]
    if first == "mydocker":
        return "sdk"
    if first == "template":
        return first
    if not module.startswith("cli"):
        return None
    return "cli/" + first if "cli/" + first in PROGRAMS else "cli"


def judge_own(module, path, header):
    """A header in double quotes: one of this repository."""
    used = used_module(module, header)
    if used is None and "/" in header:
        yield f"{path}: {header} is in no module that {module} may use"
    headers = CNI_DRIVER_HEADERS if path.startswith("plugins/cni/") else DRIVER_HEADERS
    if module.startswith("plugins") and used == "sdk" and header not in headers:
        yield f"{path}: a driver includes only mydocker/sdk.hpp, not {header}"
    if used in (None, "sdk") or used in MAY_USE[module] or used in (module, module.split("/")[-1]):
        return
    if not (module.startswith("cli") and header == CLI_ALSO):
        yield f"{path}: {module} may not use {header}"


def judge_library(module, path, header):
    """A header in angle brackets."""
    if header.startswith("boost/") and path.startswith("core/sdk/include"):
        yield f"{path}: a public header includes only the standard library, not {header}"
    folder = "/".join(path.split("/")[:2])
    for pattern, owners in OWNED:
        if re.match(pattern, header) and not {module, folder} & owners:
            yield f"{path}: only {', '.join(sorted(owners))} may include {header}"


def sizes(path, text):
    lines = text.splitlines()
    if len(lines) > FILE_LINES:
        yield f"{path}: {len(lines)} lines, more than {FILE_LINES}"
    start = None
    for number, line in enumerate(lines, 1):
        if re.match(r"^[A-Za-z].*\)( const)?( noexcept)?( override)? *\{ *$", line):
            start = number
        elif line.startswith("}") and start is not None:
            if number - start > FUNCTION_LINES:
                yield f"{path}:{start}: a function of {number - start} lines, more than {FUNCTION_LINES}"
            start = None


def main():
    root = pathlib.Path(sys.argv[1])
    faults, files = [], 0
    for top in ("core", "plugins", "cli"):
        for file in sorted(file for pattern in ("*.[ch]pp", "*.[ch]") for file in (root / top).rglob(pattern)):
            path = str(file.relative_to(root))
            module = module_of(path)
            text = file.read_text()
            files += 1
            if module is None:
                faults.append(f"{path}: stands in no module")
                continue
            for quote, header in INCLUDE.findall(text):
                faults += (judge_own if quote == '"' else judge_library)(module, path, header)
            faults += sizes(path, text)
    print(f"{files} files in {len(MAY_USE)} modules")
    print("\n".join(faults))
    return 1 if faults or files == 0 else 0


sys.exit(main())
