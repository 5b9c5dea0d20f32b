"""Makes a torrent with libtorrent: v1 or hybrid, CONTENT, TRACKER, OUTPUT. Prints its info hash."""

import os
import sys

import libtorrent as lt

kind, content, tracker, output = sys.argv[1:5]

files = lt.file_storage()
lt.add_files(files, content)
flags = {"v1": lt.create_torrent.v1_only, "hybrid": 0}[kind]
creator = lt.create_torrent(files, 64 * 1024, flags=flags)
creator.add_tracker(tracker, 0)
lt.set_piece_hashes(creator, os.path.dirname(content))
with open(output, "wb") as torrent:
    torrent.write(lt.bencode(creator.generate()))
print("info_hash", lt.torrent_info(output).info_hashes().v1)
