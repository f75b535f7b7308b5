"""A Debian root that a test may change, and a systemd that is booted in it."""

import os
import pathlib
import subprocess
import time

BOOT_SECONDS = 120
# A host beyond the machine, which knows no way to the networks.
OUTSIDE = ("ip netns add outside && ip link add uplink type veth peer name eth0 netns outside && "
           "ip address add 198.51.100.1/24 dev uplink && ip link set uplink up && "
           "ip -n outside address add 198.51.100.2/24 dev eth0 && ip -n outside link set eth0 up")
COMMAND_SECONDS = 600  # much longer than any command needs: it only ends a test that hangs


class Failure(Exception):
    """A command in a root ended with an error, or printed something unexpected."""


def call(words, check=True, **settings):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                          timeout=COMMAND_SECONDS, **settings)
    if check and done.returncode != 0:
        raise Failure(f"{words} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done


class Root:
    """A writable view of the root: all changes are in an overlay, which exists until the end of the program."""

    def __init__(self, base, folder):
        self.folder = pathlib.Path(folder)
        for name in ("changes", "work", "root"):
            (self.folder / name).mkdir(parents=True)
        self.path = self.folder / "root"
        call(["mount", "-t", "overlay", "overlay", "-o",
              f"lowerdir={base},upperdir={self.folder / 'changes'},workdir={self.folder / 'work'}", str(self.path)])

    def add(self, file, text, mode=0o644):
        target = self.path / file.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)

    def copy(self, file, target):
        data = pathlib.Path(file).read_bytes()
        (self.path / target.lstrip("/")).write_bytes(data)


class Machine:
    """systemd in a root, in new namespaces. udev runs only with a writable /sys. `with Machine(root) as machine:` boots it and powers it off."""

    def __init__(self, root, writable_sys=False):
        self.root = root
        self.environment = {**os.environ, "SYSTEMD_NSPAWN_API_VFS_WRITABLE": "yes" if writable_sys else "no"}
        self.process = None
        self.init = None
        self.console = open(root.folder / "console", "a+", encoding="utf-8", errors="replace")

    def __enter__(self):
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "-D", str(self.root.path),
             "--private-network", "--boot", "--console=pipe", "--hostname=test",
             "--system-call-filter=bpf"],  # as on a host: nspawn blocks this call for all services
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=self.console, env=self.environment)
        deadline = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            self.init = self.first_child()
            if self.init and self.run("systemctl is-system-running --wait", check=False).stdout.strip() in (
                    "running", "degraded"):
                return self
            time.sleep(0.2)
        self.console.seek(0)
        raise Failure(f"systemd did not boot:\n{self.console.read()}")

    def first_child(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return children[0] if children else None

    def words(self, command):
        return ["nsenter", "--target", self.init, "--all", "env", "-i",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
                "DEBIAN_FRONTEND=noninteractive", "sh", "-c", command]

    def run(self, command, check=True):
        """Runs a shell command as root in the booted system."""
        return call(self.words(command), check=check)

    def start(self, command):
        """Starts a shell command in the booted system and returns the process."""
        return subprocess.Popen(self.words(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)

    def wait_until(self, command, seconds=30):
        """Waits until the command succeeds. The time limit only ends a test that has already failed."""
        deadline = time.monotonic() + seconds
        while self.run(command, check=False).returncode != 0:
            if time.monotonic() > deadline:
                raise Failure(f"never true within {seconds} s: {command}\n{self.run('journalctl -n 40 --no-pager').stdout}")
            time.sleep(0.1)

    def __exit__(self, *ignored):
        if self.process.poll() is None:
            self.run("systemctl poweroff", check=False)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.console.close()
