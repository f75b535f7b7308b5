"""Parallel processes run random commands on networks of their own, and some are killed. An oracle knows what each
process must have. At the end, real packets and the state are compared with the oracle.

The seed decides all commands and kills, so a run can be repeated. Only the order between the processes differs.
"""
import random
import subprocess
import threading
import time

import faults
import snapshot
from results import REFUSED
from testbed import HOST4, Probe, Servers, all_right, sh

KILLS = 0.12  # the part of the commands that is killed
CALLS = ("sendmsg", "pwrite64", "fcntl")  # not write: a command that has printed its result has ended
BUSY, UNFINISHED = 75, 70
MOST_RETRIES = 60
# What a repeated command reports if another command has completed it meanwhile.
DONE = ("already exists", "no network", "not connected", "is not published", "already published", "is held by container")


class Worker(threading.Thread):
    """One network, one container and one port of the host."""

    def __init__(self, testbed, number, seed, commands):
        super().__init__()
        self.testbed, self.number, self.commands = testbed, number, commands
        self.random = random.Random(f"{seed} {number}")
        self.network, self.container, self.port = f"t{number}", f"c{number}", 20000 + number
        self.address = f"10.{128 + number // 200}.{number % 200}.9"
        self.created = self.connected = self.published = False
        self.problems, self.done = [], 0

    def choices(self):
        if not self.created:
            return [("created", True, f"create {self.network} --subnet {self.address.rsplit('.', 1)[0]}.0/24")]
        if not self.connected:
            return [("connected", True, f"connect {self.network} {self.container} --ip {self.address}"),
                    ("created", False, f"rm {self.network}")]
        ports = f"{self.network} {self.container} {self.port}:80"
        change = ("published", False, f"unpublish {ports}") if self.published else ("published", True, f"publish {ports}")
        return [change, ("connected", False, f"disconnect {self.network} {self.container}")]

    def run(self):
        for _ in range(self.commands):
            flag, value, line = self.random.choice(self.choices())
            code = None
            if self.random.random() < KILLS:
                code, _ = faults.killed(self.testbed.words(line), self.random.choice(CALLS), self.random.randint(1, 25))
            if code != 0:
                self.finish(line, code == faults.KILLED)
            setattr(self, flag, value)
            self.published = self.published and self.connected
            self.done += 1

    def finish(self, line, was_killed=False):
        """Runs the command, also if it was killed before. Then its work can be done already."""
        for _ in range(MOST_RETRIES):
            code, said = self.testbed.run(line, timeout=120)
            if code not in (BUSY, UNFINISHED):
                break
            time.sleep(0.05)
        is_done = was_killed and code == 1 and any(words in said for words in DONE)
        if code != 0:
            self.problems.append({"kind": REFUSED if is_done else "wrong exit code", "text": f"{line}: {code}: {said[-300:]}"})

    def probes(self):
        return [Probe("outside", HOST4, self.port, self.container if self.published and self.connected else ""),
                Probe("outside", self.address, 80, ""),
                Probe("", self.address, 80, self.container if self.connected else "")]

    def remove(self):
        if self.connected:
            self.finish(f"disconnect {self.network} {self.container}")
        if self.created:
            self.finish(f"rm {self.network}")


def run(testbed, processes, commands, seed):
    """Returns the number of commands, and the problems."""
    for number in range(processes):
        sh("ip", "netns", "add", f"c{number}")
        sh("ip", "-n", f"c{number}", "link", "set", "lo", "up")
    servers = Servers([f"c{number}" for number in range(processes)])
    before = snapshot.kernel()
    workers = [Worker(testbed, number, seed, commands) for number in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    testbed.must("rm --force nothing")
    problems = []
    wrong = all_right([probe for worker in workers for probe in worker.probes()])
    problems += [{"kind": "dead or open", "text": text} for text in wrong]
    verified = subprocess.run(testbed.words("verify"), capture_output=True, text=True)
    if verified.returncode != 0:
        problems.append({"kind": "wrong state", "text": verified.stdout + verified.stderr})
    for worker in workers:
        worker.remove()
        problems += worker.problems
    left = snapshot.difference(snapshot.kernel(), before)
    if left:
        problems.append({"kind": "leak", "text": "\n".join(left[:12])})
    del servers
    return sum(worker.done for worker in workers), problems
