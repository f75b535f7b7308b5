#!/usr/bin/env python3
"""Checks each include against the table of modules in docs/architecture.md, and the sizes of files and functions.

usage: check_modules.py REPOSITORY
"""
import pathlib
import re
import sys

RUNTIME = ["base", "model", "ipam", "firewall", "plan", "kernel", "store", "config", "sandbox", "drivers", "driver_host",
           "apply", "app"]
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
    "core/runtime/app": set(RUNTIME),
    "core/runtime/conformance": set(RUNTIME),
    "plugins/cni": set(),
    "plugins": set(),
    "cli/driver_test": {"app", "base", "model", "conformance"},
    "cli": {"app", "base", "model"},
}
CLI_ALSO = {"runtime/apply/fault_hook.hpp"}
# headers of a library: the modules that may include them
OWNED = [
    (r"nlohmann/", {"cli", "cli/driver_test", "core/template", "plugins/cni"}),
    (r"rapidjson/", {"core/sdk"}),
    (r"spdlog/|fmt/", {"core/runtime/base"}),
    (r"netlink/|libnftnl/|libmnl/|linux/(rtnetlink|netlink|netfilter|if_|veth|nsfs)", {"core/runtime/kernel"}),
    (r"sqlite3", {"core/runtime/store"}),
    (r"yaml-cpp/", {"core/runtime/config", "cli"}),
    (r"boost/dll|gelf|libelf|elf\.h", {"core/runtime/drivers"}),
    (r"dlfcn", {"core/runtime/drivers", "core/runtime/driver_host", "core/runtime/store"}),
    (r"seccomp\.h|linux/landlock", {"core/runtime/sandbox"}),
    (r"boost/program_options", {"cli"}),
    (r"sha2\.h", {"core/runtime/model"}),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
FILE_LINES = 300
FUNCTION_LINES = 60


def module_of(path):
    return next((module for module in MAY_USE if path.startswith(module + "/")), None)


def judge(module, path, header):
    if header.startswith("runtime/"):
        other = header.split("/")[1]
        own = module == "core/runtime/" + other
        allowed = own or other in MAY_USE[module] or (module.startswith("cli") and header in CLI_ALSO)
        if not allowed:
            yield f"{path}: {module} may not use {header}"
    if header.startswith("boost/") and path.startswith("core/sdk/include"):
        yield f"{path}: a public header includes only the standard library, not {header}"
    for pattern, owners in OWNED:
        if re.match(pattern, header) and module not in owners:
            yield f"{path}: only {', '.join(sorted(owners))} may include {header}"


def sizes(path, text):
    lines = text.split("\n")
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
        for file in sorted((root / top).rglob("*.[ch]pp")):
            path = str(file.relative_to(root))
            module = module_of(path)
            text = file.read_text()
            files += 1
            if module is None:
                faults.append(f"{path}: stands in no module")
                continue
            for header in INCLUDE.findall(text):
                faults += judge(module, path, header)
            faults += sizes(path, text)
    print(f"{files} files in {len(MAY_USE)} modules")
    print("\n".join(faults))
    return 1 if faults or files == 0 else 0


sys.exit(main())
