"""A host in namespaces of its own: containers, a computer outside, a router behind a macvlan parent, and objects of
another program. It has probes with real packets, and a way back to a clean host.

The process must be in a new network namespace and a new mount namespace already (fault_harness.py does that).
"""
import ctypes
import os
import pathlib
import select
import socket
import subprocess
import threading
import time

CLONE_NEWNET = 0x40000000
STATE = pathlib.Path("/run/state")
OUTSIDE4, OUTSIDE6, HOST4, HOST6 = "198.51.100.2", "2001:db8::2", "198.51.100.1", "2001:db8::1"
PARENT_PREFIX, ROUTER = "192.0.2.0/24", "192.0.2.1"
CONTAINERS = ("a", "b", "d", "z")
CLOSED_FOR = 0.12  # seconds without an answer, after which a port counts as closed
OPEN_WITHIN = 2.0  # seconds in which an open port must answer
libc = ctypes.CDLL(None, use_errno=True)

HOST_LINES = f"""
link set lo up
netns add outside
link add up0 type veth peer name eth0 netns outside
link set up0 addrgenmode none up
-n outside link set lo up
-n outside link set eth0 addrgenmode none up
address add {HOST4}/24 dev up0
address add {HOST6}/64 dev up0 nodad
-n outside address add {OUTSIDE4}/24 dev eth0
-n outside address add {OUTSIDE6}/64 dev eth0 nodad
-n outside route add 10.0.0.0/8 via {HOST4}
-n outside route add fd00::/8 via {HOST6}
route add default via {OUTSIDE4}
netns add router
link add par0 type veth peer name eth0 netns router
link set par0 up
-n router link set lo up
-n router link set eth0 up
-n router address add {ROUTER}/24 dev eth0
link add foreign0 type bridge
address add 172.31.9.1/24 dev foreign0
link set foreign0 up
rule add priority 1000 fwmark 0x77 lookup 77
"""
FOREIGN_TABLE = ("add table inet operator; add chain inet operator forward { type filter hook forward priority 0; };"
                 "add rule inet operator forward ct state established accept")


# The same network twice: the second file recreates it.
FILES = {"/run/first.yaml": "networks: {n: {subnets: [{prefix: 10.77.0.0/24}], labels: {v: '1'}}}\n",
         "/run/second.yaml": "networks: {n: {subnets: [{prefix: 10.77.0.0/24}], options: {icc: 'false'}}}\n"}


def sh(*words, check=True, text=None):
    done = subprocess.run(words, input=text, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr}")
    return done


class Inside:
    """Moves this thread into a network namespace, and back. The name "" is the host."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        if self.name:
            there = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
            set_namespace(there)
            os.close(there)

    def __exit__(self, *_):
        set_namespace(self.home)
        os.close(self.home)


def set_namespace(fd):
    if libc.setns(fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Servers:
    """One TCP server on port 80 of each namespace. It sends the name of its namespace."""

    def __init__(self, names):
        self.poll, self.sockets = select.epoll(), {}
        for name in names:
            with Inside(name):
                server = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            server.bind(("::", 80))
            server.listen(64)
            self.sockets[server.fileno()] = (server, name)
            self.poll.register(server, select.EPOLLIN)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            for fd, _ in self.poll.poll():
                server, name = self.sockets[fd]
                client, _ = server.accept()
                try:
                    client.sendall(name.encode())
                except OSError:
                    pass
                client.close()


class Probe:
    """One connection from `source` to an address. `expected` is the name of the server, or "" if it must be closed."""

    def __init__(self, source, address, port, expected):
        self.source, self.address, self.port, self.expected = source, address, port, expected

    def __str__(self):
        return f"{self.source or 'host'} -> {self.address} port {self.port}"

    def begin(self):
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        with Inside(self.source):
            self.socket = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self.said = ""
        self.socket.connect_ex((self.address, self.port))

    def is_answered(self):
        try:
            self.said = self.socket.recv(100).decode()
        except BlockingIOError:
            return False
        except OSError:
            return bool(self.expected)  # refused: an answer, but not of the server
        return True


def wrong_answers(probes):
    """Sends all probes at once. Returns one line for each wrong answer."""
    waiting = list(probes)
    for probe in waiting:
        probe.begin()
    begin = time.monotonic()
    while waiting:
        waited = time.monotonic() - begin
        if waited > OPEN_WITHIN or (waited > CLOSED_FOR and not any(probe.expected for probe in waiting)):
            break
        select.select([probe.socket for probe in waiting], [], [], 0.02)
        waiting = [probe for probe in waiting if not probe.is_answered()]
    for probe in probes:
        probe.socket.close()
    return [f"{probe}: {probe.said or 'closed'} instead of {probe.expected or 'closed'}"
            for probe in probes if probe.said != probe.expected]


def all_right(probes):
    """The wrong answers of two attempts: neighbour entries of a host that has just changed may be stale."""
    return wrong_answers(probes) and wrong_answers(probes)


class Testbed:
    def __init__(self, program, driver_folder=None):
        self.program, self.driver_folder = program, driver_folder
        sh("mount", "--make-rprivate", "/")
        sh("mount", "-t", "tmpfs", "tmpfs", "/run")
        for line in ("ipv6/conf/default/accept_dad", "ipv4/ip_forward", "ipv6/conf/all/forwarding"):
            pathlib.Path("/proc/sys/net", line).write_text("0")
        for line in HOST_LINES.strip().splitlines():
            sh("ip", *line.split())
        sh("nft", FOREIGN_TABLE)
        for name in CONTAINERS:
            sh("ip", "netns", "add", name)
            sh("ip", "-n", name, "link", "set", "lo", "up")
        self.servers = Servers((*CONTAINERS, "outside", "router"))
        STATE.mkdir(mode=0o700)
        for path, text in FILES.items():
            pathlib.Path(path).write_text(text)

    def words(self, line, state=STATE):
        drivers = ["--driver-dir", self.driver_folder] if self.driver_folder else []
        return [self.program, "--state-dir", str(state), *drivers, "-q", "network", *line.split()]

    def run(self, line, timeout=60):
        done = subprocess.run(self.words(line), capture_output=True, text=True, errors="replace", timeout=timeout)
        return done.returncode, done.stderr.strip()

    def must(self, line):
        code, said = self.run(line)
        if code != 0:
            raise RuntimeError(f"{line}: exit code {code}: {said}")
