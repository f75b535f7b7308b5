"""Runs the program with one fault: a signal or an error at one system call, or a failed allocation.

strace counts the calls of each name and each process, so the name and the number of a call identify it. The program and
the process of a driver can have a call of the same number. Then the first one is meant.
"""
import os
import pathlib
import re
import signal
import subprocess

# The calls that change something outside of the process, or that wait for another process. A process that is killed
# before the next call is killed after the last one.
CHANGING = ("sendmsg sendto write pwrite64 fdatasync fsync ftruncate fallocate unlink unlinkat rename renameat mkdir "
            "mkdirat setns unshare openat fcntl clone clone3 vfork bind bpf fchmod fchown").split()
# The errors that each call can have on a real host.
ERRORS = {
    "sendmsg": "ENOBUFS ENOMEM EPERM", "sendto": "ENOBUFS ENOMEM", "recvmsg": "ENOBUFS ENOMEM",
    "recvfrom": "ENOBUFS ENOMEM", "write": "ENOSPC EIO EROFS EINVAL", "pwrite64": "ENOSPC EIO EROFS",
    "pread64": "EIO", "read": "EIO", "fdatasync": "EIO ENOSPC", "fsync": "EIO", "ftruncate": "EIO ENOSPC",
    "openat": "EMFILE ENFILE ENOMEM EIO EROFS ENOSPC", "socket": "EMFILE ENOBUFS EPERM", "bind": "EADDRINUSE ENOMEM",
    "setsockopt": "ENOMEM", "getsockopt": "ENOMEM", "setns": "ENOMEM EPERM", "unshare": "ENOMEM EPERM",
    "fcntl": "EAGAIN ENOLCK", "mkdir": "ENOSPC EROFS", "unlink": "EROFS EIO", "ioctl": "ENOMEM ENODEV",
    "mmap": "ENOMEM", "clone": "EAGAIN", "clone3": "EAGAIN", "pipe2": "EMFILE", "newfstatat": "EIO",
    "fstat": "EIO", "bpf": "EPERM ENOMEM", "fchmod": "EROFS", "fchown": "EPERM", "poll": "ENOMEM", "getdents64": "EIO",
}
TRACE = "/run/trace"
LOADED = re.compile(r'ld\.so|/lib/|/usr/lib/|locale')
KILLED, TIMED_OUT = -signal.SIGKILL, 999


def output_of(words, environment=None, timeout=60):
    """The exit code (negative: a signal) and standard error."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
                               start_new_session=True, env={**os.environ, **(environment or {})})
    try:
        said = process.communicate(timeout=timeout)[1]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return TIMED_OUT, "no end"
    return process.returncode, said.strip()


def is_point(call, line):
    """Leaves out calls that are not of the program itself, or that change nothing."""
    if call in ("openat", "read", "pread64", "mmap", "newfstatat", "fstat") and LOADED.search(line):
        return False
    if call == "write" and re.search(r"write\([12],|ERESTART", line):
        return False
    return call != "fcntl" or "LK" in line


# The first call of main(). What is before it belongs to the loader of the system.
BEGIN_OF_MAIN = re.compile(r"poll\(\[\{fd=0,")


def calls_of(words, names, changing):
    """The calls of the program as (name, number). `changing`: only calls that change something."""
    subprocess.run(["strace", "-f", "-qq", "--seccomp-bpf", "-o", TRACE, "-e",
                    "trace=poll,fcntl," + ",".join("?" + name for name in names), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    counts, points, results, begun = {}, {}, set(), False
    for line in pathlib.Path(TRACE).read_text(errors="replace").splitlines():
        found = re.match(r"(\d+) +(\w+)\(", line)
        if not found:
            continue
        call = found.group(2)
        counts[found.groups()] = number = counts.get(found.groups(), 0) + 1
        opens_to_write = call != "openat" or re.search(r"O_CREAT|O_WRONLY|O_RDWR", line)
        begun = begun or bool(BEGIN_OF_MAIN.search(line))
        if call == "write" and re.search(r"write\([12],", line):
            results.add((call, number))
        if begun and is_point(call, line) and (opens_to_write or not changing):
            points[call, number] = None
    return [point for point in points if point not in results]


def killed(words, call, number):
    """strace cannot deliver a signal with its seccomp filter."""
    return output_of(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                      f"inject={call}:signal=KILL:when={number}", *words])


def failed(words, call, number, error):
    return output_of(["strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                      f"inject={call}:error={error}:when={number}", *words])


class Preload:
    """A preloaded library that injects the fault. It leaves a mark when the call is made."""
    MARK = pathlib.Path("/run/struck")

    def __init__(self, library):
        self.library = library

    def environment(self, fault):
        self.MARK.unlink(missing_ok=True)
        return {"LD_PRELOAD": self.library, "MYDOCKER_CALL_FAULT": fault, "MYDOCKER_CALL_FAULT_MARK": str(self.MARK)}

    def struck(self):
        return self.MARK.exists()

    def run(self, words, fault):
        return output_of(words, self.environment(fault))

    def stopped(self, words, fault, act):
        """Calls `act` while the program is stopped before the call. Returns the exit code and standard error."""
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   env={**os.environ, **self.environment(fault)})
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, process.communicate()[1].strip()
        act()
        process.send_signal(signal.SIGCONT)
        said = process.communicate(timeout=60)[1]
        return process.returncode, said.strip()
