"""Asks TARGET for a tracker from one address, then from OTHER: TARGET ADDRESS OTHER. Says what came back to each.

The answer to the second question is waited for: one to the first, which was asked before, would be there by then.
"""

import socket
import sys

PORT = 12001
QUESTION = b"STQ1" + b"nonce678" + bytes(84)

target, address, other = sys.argv[1:4]
sockets = []
for source in (address, other):
    sockets.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    sockets[-1].bind((source, 0))
    sockets[-1].sendto(QUESTION, (target, PORT))

assert sockets[1].recv(1500)[4:12] == QUESTION[4:12]
sockets[0].setblocking(False)
try:
    sockets[0].recv(1500)
    print(address, "answered")
except BlockingIOError:
    print(address, "none")
print(other, "answered")
