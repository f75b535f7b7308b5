"""Sends TCP segments without a connection, or outside of the window of one.

    segments.py stray TARGET PORT FLAGS TEXT     one segment without a connection
    segments.py echo (listen|connect) ADDRESS PORT
    segments.py attack (listen|connect) ADDRESS PORT

`attack` is one side of a connection to an `echo`. It sends a segment outside of the window and then uses the
connection again. It prints "alive", or "reset" if the connection was reset. All processes run on one processor, so the
replies come in the order of the segments.
"""
import os
import socket
import struct
import sys

ACK, RST, FIN = 0x10, 0x04, 0x01
FLAGS = {"ack": ACK, "rst": RST | ACK, "fin": FIN | ACK}
PATIENCE = 120  # seconds until a connection counts as lost
FAR = 1 << 30  # outside of each window

# linux/tcp.h: reads the sequence numbers of a connection (TCP_REPAIR).
TCP_REPAIR, TCP_REPAIR_QUEUE, TCP_QUEUE_SEQ = 19, 20, 21
REPAIR_ON, REPAIR_OFF, RECEIVE_QUEUE, SEND_QUEUE = 1, -1, 1, 2


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def send_segment(source, target, numbers, flags, text=""):
    """`source` and `target` are (address, port). `numbers` are the sequence and the acknowledgement number."""
    family = family_of(source[0])
    head = struct.pack("!HHIIBBHHH", source[1], target[1], *numbers, 5 << 4, flags, 64, 0, 0)
    segment = head + text.encode()
    pseudo = b"".join(socket.inet_pton(family, address) for address in (source[0], target[0]))
    pseudo += struct.pack("!II", len(segment), socket.IPPROTO_TCP)
    segment = segment[:16] + struct.pack("!H", checksum(pseudo + segment)) + segment[18:]
    raw = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_TCP)
    raw.bind((source[0], 0))
    raw.sendto(segment, (target[0], 0))


def stray(target, port, flags, text):
    finder = socket.socket(family_of(target), socket.SOCK_DGRAM)
    finder.connect((target, 9))
    send_segment((finder.getsockname()[0], 40000), (target, int(port)), (1000, 2000), FLAGS[flags], text)


def opened(way, address, port):
    family = family_of(address)
    if way == "connect":
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        connection.connect((address, int(port)))
        return connection
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, int(port)))
    server.listen()
    server.settimeout(PATIENCE)
    print("listening", flush=True)
    connection = server.accept()[0]
    connection.settimeout(PATIENCE)
    return connection


def echo(way, address, port):
    connection = opened(way, address, port)
    while data := connection.recv(64):
        connection.sendall(data)


def numbers_of(connection):
    """The next sequence number to send, and the next one to receive."""
    def number(queue):
        connection.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR_QUEUE, queue)
        return struct.unpack("=I", connection.getsockopt(socket.IPPROTO_TCP, TCP_QUEUE_SEQ, 4))[0]

    connection.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, REPAIR_ON)
    numbers = number(SEND_QUEUE), number(RECEIVE_QUEUE)
    connection.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, REPAIR_OFF)
    return numbers


def is_echoed(connection, text):
    connection.sendall(text)
    return connection.recv(64) == text


def attack(way, address, port):
    connection = opened(way, address, port)
    if not is_echoed(connection, b"before"):
        sys.exit("there is no echo")
    sequence, expected = numbers_of(connection)
    send_segment(connection.getsockname()[:2], connection.getpeername()[:2],
                 ((sequence + FAR) % (1 << 32), expected), ACK, "outside")
    try:
        print("alive" if is_echoed(connection, b"after") else "closed")
    except ConnectionError:
        print("reset")


os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
{"stray": stray, "echo": echo, "attack": attack}[sys.argv[1]](*sys.argv[2:])
