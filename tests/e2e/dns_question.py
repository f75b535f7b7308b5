"""Sends one question for an IPv4 address to a DNS server and prints the answers (RFC 1035 4.1).

usage: dns_question.py SERVER NAME
Prints one address per line, or the response code: "code 3" is an unknown name.
"""
import random
import socket
import struct
import sys

TYPE_A, CLASS_IN = 1, 1
ATTEMPTS, SECONDS = 5, 2


def question(name, number):
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    recursion_desired = 0x0100
    return struct.pack("!6H", number, recursion_desired, 1, 0, 0, 0) + labels + b"\0" + struct.pack(
        "!2H", TYPE_A, CLASS_IN)


def after_name(packet, at):
    while packet[at] and packet[at] < 0xC0:
        at += packet[at] + 1
    return at + (2 if packet[at] >= 0xC0 else 1)


def answers(packet):
    _, flags, questions, count = struct.unpack_from("!4H", packet)
    if flags & 0xF:
        return ["code %d" % (flags & 0xF)]
    at = 12
    for _ in range(questions):
        at = after_name(packet, at) + 4
    found = []
    for _ in range(count):
        at = after_name(packet, at)
        kind, _, _, size = struct.unpack_from("!2HIH", packet, at)
        at += 10
        if kind == TYPE_A:
            found.append(socket.inet_ntoa(packet[at:at + size]))
        at += size
    return found


def ask(server, name):
    number = random.randrange(1 << 16)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(SECONDS)
        asker.connect((server, 53))
        for _ in range(ATTEMPTS):
            try:
                asker.send(question(name, number))
                packet = asker.recv(4096)
            except (socket.timeout, ConnectionRefusedError):
                continue
            if packet[:2] == struct.pack("!H", number):
                return answers(packet)
    return ["no answer"]


if __name__ == "__main__":
    print("\n".join(ask(sys.argv[1], sys.argv[2])))
