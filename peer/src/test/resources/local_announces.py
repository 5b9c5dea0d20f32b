"""Prints what peers of the local network at an interface's ADDRESS announce (BEP 14), a datagram a line."""

import socket
import struct
import sys

GROUP = "239.192.152.143"
PORT = 6771

listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((GROUP, PORT))
listener.setsockopt(
    socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack("4s4s", socket.inet_aton(GROUP), socket.inet_aton(sys.argv[1])))
print("listening", flush=True)
while True:
    data, sender = listener.recvfrom(2048)
    print(sender[0], data.decode("ascii").replace("\r\n", " "), flush=True)
