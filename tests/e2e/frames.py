"""Sends handmade frames from one link: frames.py LINK FRAME...

A FRAME is a Python expression of the functions below. It gives a frame or a list of frames. One thread on one processor
sends all frames, so they are not reordered.
"""
import ipaddress
import os
import socket
import struct
import sys

BROADCAST = "ff:ff:ff:ff:ff:ff"
ALL_NODES = "33:33:00:00:00:01"


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ether(target, source, payload, mark=""):
    """A whole frame. The mark follows the payload. A bridge that parses IP packets removes it."""
    kind, body = payload
    return (mac(target) + mac(source) + struct.pack("!H", kind) + body).ljust(60, b"\0") + mark.encode()


def tagged(vlan, payload, kind=0x8100):
    """The payload with a VLAN tag (IEEE 802.1Q). VLAN 0 means no VLAN, only a priority."""
    return kind, struct.pack("!HH", vlan, payload[0]) + payload[1]


def arp(operation, source_mac, source, target_mac, target):
    addresses = [ipaddress.ip_address(one).packed for one in (source, target)]
    return 0x0806, (struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + mac(source_mac) + addresses[0] +
                    mac(target_mac) + addresses[1])


def llc(text):
    """A payload with a length instead of a type, as in the spanning tree protocol (IEEE 802.1D)."""
    return len(text) + 3, b"\x42\x42\x03" + text.encode()


def other(kind):
    return kind, b"\0" * 46


def ip4(source, target, body):
    protocol, payload = body
    addresses = ipaddress.ip_address(source).packed + ipaddress.ip_address(target).packed
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0) + addresses
    return 0x0800, head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def ip6(source, target, body, options=False):
    """options: adds a destination options header (RFC 8200) before the payload."""
    protocol, payload = body
    addresses = ipaddress.ip_address(source).packed + ipaddress.ip_address(target).packed
    place = {58: 2, 17: 6}[protocol]
    pseudo = addresses + struct.pack("!II", len(payload), protocol)
    payload = payload[:place] + struct.pack("!H", checksum(pseudo + payload)) + payload[place + 2:]
    if options:
        payload = bytes([protocol, 0, 1, 4, 0, 0, 0, 0]) + payload
        protocol = 60
    return 0x86DD, struct.pack("!IHBB", 6 << 28, len(payload), protocol, 255) + addresses + payload


def fragmented(packet, first=0):
    """An IPv6 packet in two fragments (RFC 8200, section 4.5). The first has `first` bytes after its fragment header.
    With 0 there is one fragment, which is the first and the last."""
    kind, whole = packet
    body = whole[40:]
    cuts = [0, first, len(body)] if first else [0, len(body)]
    pieces = []
    for start, end in zip(cuts, cuts[1:]):
        piece = struct.pack("!BBHI", whole[6], 0, start | (end < len(body)), 77) + body[start:end]
        pieces.append((kind, whole[:4] + struct.pack("!HB", len(piece), 44) + whole[7:40] + piece))
    return pieces


def udp(text="", port=9):
    """UDP without a checksum, which IPv4 allows."""
    return 17, struct.pack("!HHHH", 9, port, 8 + len(text), 0) + text.encode()


def option(text):
    """An experimental option (RFC 3692) with a text that identifies the packet."""
    text = text.encode().ljust(14, b"\0")
    return bytes([253, 2]) + text


def router_advertisement(prefix, own_mac, mark):
    """A router with a lifetime of half an hour, and a prefix for autoconfiguration (RFC 4861)."""
    return 58, (struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0) + bytes([1, 1]) + mac(own_mac) +
                struct.pack("!BBBBIII", 3, 4, 64, 0xC0, 1800, 1800, 0) +
                ipaddress.ip_address(prefix).packed + option(mark))


def neighbour_advertisement(address, own_mac, mark):
    return 58, (struct.pack("!BBHI", 136, 0, 0, 0x60000000) + ipaddress.ip_address(address).packed +
                bytes([2, 1]) + mac(own_mac) + option(mark))


def redirect(target, destination, mark):
    return 58, (struct.pack("!BBHI", 137, 0, 0, 0) + ipaddress.ip_address(target).packed +
                ipaddress.ip_address(destination).packed + option(mark))


def main():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    wire.bind((sys.argv[1], 0))
    for text in sys.argv[2:]:
        frames = eval(text)
        for frame in frames if isinstance(frames, list) else [frames]:
            wire.send(frame)


main()
