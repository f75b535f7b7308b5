"""The state of the host and of the containers as sorted lines, and the records of the program.

It contains links with their attributes, addresses, routes of all tables, rules, filters of tc(8), all settings below
/proc/sys/net that a network tool can change, the whole ruleset, and the two databases. It leaves out counters, timers,
and what follows from random ids.
"""
import glob
import os
import pathlib
import re
import sqlite3
import subprocess

from testbed import CONTAINERS, STATE

SETTINGS = ("forwarding accept_ra accept_ra_defrtr route_localnet rp_filter disable_ipv6 arp_ignore arp_announce proxy_arp proxy_ndp accept_redirects send_redirects addr_gen_mode autoconf accept_dad "
            "src_valid_mark accept_source_route accept_local").split()
# What differs each time: numbers of the kernel, timers, and names that contain a part of a random id.
VOLATILE = [(re.compile(pattern), text) for pattern, text in (
    (r"^\d+: ", ""), (r"@if\d+", "@if"), (r"link-netnsid \d+", "link-netnsid"), (r"\S*timer +\S+", ""),
    (r"fdb_n_learned \d+", ""), (r"\b(veth|br|mv)[a-z]*-[0-9a-f]{8,11}\b", r"\1-X"), (r"02:4d(:[0-9a-f]{2}){4}", "MAC"),
    (r"fe80::4d:[0-9a-f:]+", "LOCAL"), (r"ff02::1:ff[0-9a-f:]+", "SOLICITED"), (r"8000\.[0-9a-f:]+", "BRIDGE"),
    (r"\b1\d{9}\b", "TABLE"), (r"handle 0x\w+|\bid \d+|\bname mydocker tag \w+", ""), (r"expires \S+", ""),
    (r"NO-CARRIER,|,LOWER_UP|,M-DOWN", ""), (r"\bstate \w+|\blinkdown\b", ""), (r"\b[tg][sr]o_\w+ \d+", ""), (r"\s+", " "))]
BATCH = "link show\naddress show\nroute show table all\nrule show\n"
# Keys of runtime.db that may differ between two equal states: positions, and copies that come with a connection.
VOLATILE_KEYS = ("cursor", "last", "named", "network", "unfinished", "host", "completed", "command")


def anonymous(line):
    for pattern, text in VOLATILE:
        line = pattern.sub(text, line)
    return line.strip()


def lines_of(words, text=None):
    return subprocess.run(words, input=text, capture_output=True, text=True).stdout.replace("\\", " ").splitlines()


def namespace_lines(name):
    ip = ["ip", "-n", name] if name else ["ip"]
    lines = lines_of([*ip, "-d", "-o", "-batch", "-"], BATCH) + lines_of([*ip, "-6", "rule", "show"])
    # The kernel adds routes of these types by itself, some of them later.
    kept = [line for line in lines if not re.match(r"(multicast|anycast|local|broadcast) ", line)]
    return [f"{name}: {anonymous(line)}" for line in kept]


def ruleset_lines():
    """Each element of a set is a line, because nft(8) lists elements without an order."""
    lines = []
    for line in lines_of(["nft", "-n", "list", "ruleset"]):
        text = line.strip().removeprefix("elements = {").removesuffix("}").strip(" ,")
        lines += [anonymous(part) for part in text.split(", ")]
    return [f"nft {line}" for line in lines]


def setting_lines():
    paths = ["/proc/sys/net/ipv4/ip_forward"]
    for name in SETTINGS:
        paths += glob.glob(f"/proc/sys/net/ipv[46]/conf/*/{name}")
    lines = []
    for path in paths:
        try:
            lines.append(anonymous(f"{path[14:]} = {pathlib.Path(path).read_text().strip()}"))
        except OSError:
            pass
    return lines


def filter_lines():
    lines = []
    for link in os.listdir("/sys/class/net"):
        for direction in ("ingress", "egress"):
            lines += [f"filter {anonymous(link)} {direction}: {anonymous(line)}"
                      for line in lines_of(["tc", "filter", "show", "dev", link, direction])]
    return lines


def kernel():
    lines = ruleset_lines() + setting_lines() + filter_lines()
    for name in ("", *CONTAINERS):
        lines += namespace_lines(name)
    return sorted(lines)


def rows(file, select):
    path = STATE / file
    if not path.exists():
        return []
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return database.execute(select).fetchall()
    except sqlite3.Error as error:
        return [(str(error),)]
    finally:
        database.close()


def records():
    lines = [f"definition {row}" for row in
             rows("definitions.db", "SELECT name, driver, options, labels, internal FROM networks")]
    lines += [f"subnet {row}" for row in rows("definitions.db", "SELECT prefix, gateway FROM subnets")]
    for key, value in rows("run/runtime.db", "SELECT key, value FROM entries"):
        kind = bytes(key).split(b"\0")[0].decode("latin1")
        if kind not in VOLATILE_KEYS:
            lines.append(f"record {kind}")
        elif kind == "unfinished" and any(bytes(value)):
            lines.append("record unfinished")
    lines += ["plan" for _ in rows("run/runtime.db", "SELECT 1 FROM plans")]
    return sorted(lines)


def everything():
    return kernel() + records()


def difference(now, then):
    """The lines that only one of two snapshots has."""
    import collections
    one, other = collections.Counter(then), collections.Counter(now)
    return [f"- {line}" for line in (one - other).elements()] + [f"+ {line}" for line in (other - one).elements()]
