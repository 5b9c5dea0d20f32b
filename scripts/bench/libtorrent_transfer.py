"""One end of a libtorrent transfer on loopback, for scripts/bench/transfer.sh.

seed PORT FOLDER TORRENT [rc4]                 says 'ready', and stays until it is killed
download FOLDER TORRENT PORT[,PORT...] [rc4]   ends when all is there
"""

import sys
import time

import libtorrent as lt


def session(port, rc4):
    policy = lt.enc_policy.pe_forced if rc4 else lt.enc_policy.pe_disabled
    return lt.session({
        "listen_interfaces": f"127.0.0.1:{port}",
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "allow_multiple_connections_per_ip": True,
        "in_enc_policy": int(policy),
        "out_enc_policy": int(policy),
        "allowed_enc_level": int(lt.enc_level.rc4 if rc4 else lt.enc_level.both),
        # uTP off: TCP is what is compared
        "enable_outgoing_utp": False,
        "enable_incoming_utp": False,
        # its own advice for fast links
        "send_buffer_watermark": 3 * 1024 * 1024,
        "max_queued_disk_bytes": 64 * 1024 * 1024,
        "max_out_request_queue": 1500,
        "max_allowed_in_request_queue": 2000,
        "alert_mask": 0,
    })


def add(ses, folder, torrent, seeding):
    params = lt.add_torrent_params()
    params.ti = lt.torrent_info(torrent)
    params.save_path = folder
    params.flags &= ~lt.torrent_flags.auto_managed
    params.flags &= ~lt.torrent_flags.paused
    if seeding:
        params.flags |= lt.torrent_flags.seed_mode
    return ses.add_torrent(params)


def main():
    rc4 = sys.argv[-1] == "rc4"
    if sys.argv[1] == "seed":
        ses = session(int(sys.argv[2]), rc4)
        handle = add(ses, sys.argv[3], sys.argv[4], True)
        print("ready", flush=True)
        while True:
            time.sleep(60)
            handle.status()
    ses = session(0, rc4)
    handle = add(ses, sys.argv[2], sys.argv[3], False)
    for port in sys.argv[4].split(","):
        handle.connect_peer(("127.0.0.1", int(port)))
    while not handle.status().is_seeding:
        time.sleep(0.02)


main()
