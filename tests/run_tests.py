#!/usr/bin/env python3
"""Runs the whole test suite with few processes, and prints how many test cases passed.

ctest lists each GoogleTest case as one test, with its labels and fixtures (tests/CMakeLists.txt). One process for each
of 2,600 cases would cost more than most cases. So this runner gets the list from ctest, and runs the cases of one
program in groups. ctest runs all other tests. After a crash, the missing cases run again in one process each, so one
crash fails one case.

usage: run_tests.py BUILD [--jobs N] [--only REGEX] [--program REGEX] [--report FILE]
"""

import argparse
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

# Groups of these programs take longest, so they start first. The figures are rough seconds for one case.
SECONDS_PER_CASE = {"conformance": 30.0, "e2e": 0.5, "engines": 0.5, "contract_linux_kernel": 0.2, "golden": 0.1,
                    "fault": 0.1}
DEFAULT_SECONDS = 0.01
GROUP_SECONDS = 15.0
FIXTURE_JOBS = 2  # most of these tests build a driver, with a compiler for each processor
CTEST_JOBS = 3  # the slow ones of these tests mostly wait
CTEST_LIMIT = 7200.0  # each test has its own limit
FILTER = "--gtest_filter="  # part of the command of each GoogleTest case

Case = collections.namedtuple("Case", "name filter fixture timeout")
Group = collections.namedtuple("Group", "program cases seconds after_fixtures")
Outcome = collections.namedtuple("Outcome", "name state detail seconds")
Ended = collections.namedtuple("Ended", "output code cpu_seconds")  # a process; its children are included


def properties_of(test):
    return {item["name"]: item["value"] for item in test.get("properties", [])}


def listed_tests(build):
    text = subprocess.run(["ctest", "--show-only=json-v1"], cwd=build, check=True, capture_output=True, text=True).stdout
    return json.loads(text)["tests"]


def sorted_out(tests, only, program):
    """The GoogleTest cases by program, and the names of all other tests: first those that build what others need. With
    `program`, only cases of such programs."""
    programs = collections.defaultdict(list)
    fixtures, others = [], []
    for test in tests:
        if not re.search(only, test["name"]):
            continue
        properties = properties_of(test)
        wanted = next((word for word in test.get("command", []) if word.startswith(FILTER)), None)
        if wanted is None:
            names = fixtures if properties.get("FIXTURES_SETUP") else others
            names += [] if program else [test["name"]]
            continue
        if program and not re.fullmatch(program, os.path.basename(test["command"][0])):
            continue
        programs[test["command"][0]].append(
            Case(test["name"], wanted.split("=", 1)[1], bool(properties.get("FIXTURES_REQUIRED")),
                 float(properties.get("TIMEOUT", 120))))
    return programs, fixtures, others


def parts_of(cases, most):
    """The cases of each test suite and fixture, in parts of at most `most` cases."""
    suites = collections.defaultdict(list)
    for case in cases:
        suites[(case.fixture, case.filter.rsplit(".", 1)[0])].append(case)
    return [suite[at:at + most] for suite in suites.values() for at in range(0, len(suite), most)]


def groups_of(programs):
    """A group has as many suites, or as many cases of one suite, as fit into GROUP_SECONDS."""
    groups = []
    for program, cases in programs.items():
        each = SECONDS_PER_CASE.get(os.path.basename(program), DEFAULT_SECONDS)
        most = max(1, int(GROUP_SECONDS / each))
        open_groups = collections.defaultdict(lambda: [[]])
        for part in sorted(parts_of(cases, most), key=len, reverse=True):
            lists = open_groups[part[0].fixture]
            if len(lists[-1]) + len(part) > most:
                lists.append([])
            lists[-1] += part
        groups += [Group(program, members, each * len(members), fixture)
                   for fixture, lists in open_groups.items() for members in lists if members]
    return sorted(groups, key=lambda group: -group.seconds)


class Queue:
    """Hands out the groups, the longest first. Some of them wait for the fixtures."""

    def __init__(self, groups):
        self.groups, self.changed, self.has_fixtures = list(groups), threading.Condition(), False

    def fixtures_are_built(self):
        with self.changed:
            self.has_fixtures = True
            self.changed.notify_all()

    def next(self):
        """The next group, or None if there are no more."""
        with self.changed:
            while self.groups:
                ready = next((group for group in self.groups if self.has_fixtures or not group.after_fixtures), None)
                if ready:
                    self.groups.remove(ready)
                    return ready
                self.changed.wait()
        return None


def run_process(words, limit, folder=None):
    """Runs a program for at most `limit` seconds."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        start = time.monotonic()
        alarm = threading.Timer(limit, process.kill)
        alarm.daemon = True
        alarm.start()
        _, status, usage = os.wait4(process.pid, 0)  # unlike wait(), it tells the CPU time
        alarm.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        code = "a time-out" if time.monotonic() - start >= limit else process.returncode
        output.seek(0)
        return Ended(output.read(), code, usage.ru_utime + usage.ru_stime)


def run_once(program, cases):
    """Runs the cases in one process. Returns the outcome of each reported case, and the CPU seconds."""
    words = [program, FILTER + ":".join(case.filter for case in cases), "--gtest_also_run_disabled_tests",
             "--gtest_color=no"]
    ended = run_process(words, sum(case.timeout for case in cases))
    return outcomes_in(ended.output, ended.code, cases), ended.cpu_seconds


def outcomes_in(output, code, cases):
    names = {case.filter: case.name for case in cases}
    outcomes = {}
    started, lines = None, []
    for line in output.splitlines():
        mark = re.match(r"\[ +(RUN|OK|FAILED|SKIPPED) +\] (\S+?)(?:,.*|)(?: \((\d+) ms\))?$", line)
        if mark and mark.group(1) == "RUN":
            started, lines = mark.group(2), []
        elif mark and started and mark.group(2) == started:
            state = {"OK": "passed", "FAILED": "failed", "SKIPPED": "skipped"}[mark.group(1)]
            outcomes[started] = Outcome(names.get(started, started), state, "\n".join(lines),
                                        float(mark.group(3) or 0) / 1000)
            started = None
        else:
            lines.append(line)
    if started:
        outcomes[started] = Outcome(names.get(started, started), "failed",
                                    "\n".join(lines) + f"\nthe process ended with {code}", 0.0)
    elif code != 0 and not any(outcome.state == "failed" for outcome in outcomes.values()):
        outcomes["outside"] = Outcome(cases[0].name + " (its program)", "failed",
                                      "\n".join(lines) + f"\nthe process ended with {code}", 0.0)
    return outcomes


def run_group(group):
    outcomes, cpu_seconds = run_once(group.program, group.cases)
    for case in group.cases:
        if case.filter not in outcomes:
            outcomes.update(run_once(group.program, [case])[0])
        if case.filter not in outcomes:
            outcomes[case.filter] = Outcome(case.name, "failed", "the program did not run it", 0.0)
    return list(outcomes.values()), cpu_seconds


def run_ctest(build, names, jobs):
    """Runs all tests that are not GoogleTest cases with ctest, with their fixtures."""
    if not names:
        return [], 0.0
    with tempfile.NamedTemporaryFile("r", suffix=".xml") as report:
        expression = "^(" + "|".join(re.escape(name) for name in names) + ")$"
        words = ["ctest", "-R", expression, "-FA", ".*", "-j", str(jobs), "--output-junit", report.name, "-Q"]
        ended = run_process(words, CTEST_LIMIT, build)
        return outcomes_in_junit(report.name), ended.cpu_seconds


def outcomes_in_junit(file):
    import xml.etree.ElementTree as tree
    outcomes = []
    for case in tree.parse(file).getroot().iter("testcase"):
        state = "passed"
        if case.find("skipped") is not None:
            state = "skipped"
        if case.find("failure") is not None or case.get("status") == "fail":
            state = "failed"
        text = case.findtext("system-out") or ""
        outcomes.append(Outcome(case.get("name"), state, text, float(case.get("time") or 0)))
    return outcomes


def suites_of(outcomes):
    return sorted({outcome.name.split(".")[0] for outcome in outcomes})


class Progress:
    """Prints a line for each finished group, and each failure at once."""

    def __init__(self, total):
        self.total, self.outcomes, self.start, self.lock = total, [], time.monotonic(), threading.Lock()
        self.groups = []  # for the report

    def add(self, title, run):
        """Calls `run`, which returns outcomes and CPU seconds."""
        start = time.monotonic()
        outcomes, cpu_seconds = run()
        with self.lock:
            self.outcomes += outcomes
            self.groups.append({"group": title, "cases": len(outcomes), "suites": suites_of(outcomes),
                                "start": round(start - self.start, 1), "seconds": round(time.monotonic() - start, 1),
                                "cpu_seconds": round(cpu_seconds, 1)})
            failed = sum(outcome.state == "failed" for outcome in self.outcomes)
            print(f"[{len(self.outcomes):4}/{self.total}] {time.monotonic() - self.start:4.0f} s  {title}: {len(outcomes)} cases"
                  + (f", {failed} failed so far" if failed else ""), flush=True)
            for outcome in outcomes:
                if outcome.state == "failed":
                    print(f"--- FAILED: {outcome.name}\n{outcome.detail}\n---", flush=True)


def summary(progress):
    states = collections.Counter(outcome.state for outcome in progress.outcomes)
    slowest = sorted(progress.outcomes, key=lambda outcome: -outcome.seconds)[:5]
    print("slowest: " + ", ".join(f"{outcome.name} {outcome.seconds:.0f} s" for outcome in slowest))
    for state in ("skipped", "failed"):
        for outcome in progress.outcomes:
            if outcome.state == state:
                print(f"{state}: {outcome.name}")
    print(f"{states['passed']} passed, {states['failed']} failed, {states['skipped']} skipped")
    return 0 if states["failed"] == 0 and states["passed"] > 0 else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    # Most cases wait for the kernel half of the time, above all for new and removed namespaces.
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1))
    parser.add_argument("--only", default="", metavar="REGEX", help="tests whose name matches")
    parser.add_argument("--program", metavar="REGEX", help="cases of test programs with this name")
    parser.add_argument("--report", metavar="FILE", help="lines of JSON: each case with its seconds, each group with its CPU seconds")
    arguments = parser.parse_args()

    programs, fixtures, others = sorted_out(listed_tests(arguments.build), arguments.only, arguments.program)
    groups = groups_of(programs)
    queue = Queue(groups)
    progress = Progress(sum(len(group.cases) for group in groups) + len(fixtures) + len(others))

    def run_plain_tests():
        try:
            progress.add("ctest, fixtures", lambda: run_ctest(arguments.build, fixtures, FIXTURE_JOBS))
        finally:
            queue.fixtures_are_built()
        progress.add("ctest", lambda: run_ctest(arguments.build, others, CTEST_JOBS))

    def run_groups():
        while group := queue.next():
            progress.add(os.path.basename(group.program), lambda: run_group(group))

    jobs = max(1, arguments.jobs)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        # With one job, the plain tests come first.
        tasks = [pool.submit(run_plain_tests)] + [pool.submit(run_groups) for _ in range(jobs)]
        for task in tasks:
            task.result()
    if arguments.report:
        cases = [{"name": outcome.name, "state": outcome.state, "seconds": outcome.seconds} for outcome in progress.outcomes]
        with open(arguments.report, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in progress.groups + cases)
    return summary(progress)


if __name__ == "__main__":
    sys.exit(main())
