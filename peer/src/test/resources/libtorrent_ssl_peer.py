"""A libtorrent peer of an SSL torrent: PORT SSL_PORT FOLDER TORRENT CERTIFICATE KEY. Runs until its stdin ends."""

import select
import sys

import libtorrent as lt

port, ssl_port, folder, torrent, certificate, key = sys.argv[1:7]
LOOK_MILLIS = 100

session = lt.session({
    "listen_interfaces": f"127.0.0.1:{port},127.0.0.1:{ssl_port}s",
    "outgoing_interfaces": "127.0.0.1",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_outgoing_utp": False,
    "enable_incoming_utp": False,
    "allow_multiple_connections_per_ip": True,
    "alert_mask": lt.alert.category_t.status_notification | lt.alert.category_t.error_notification
    | lt.alert.category_t.tracker_notification | lt.alert.category_t.connect_notification,
})
handle = session.add_torrent({
    "ti": lt.torrent_info(torrent),
    "save_path": folder,
    "flags": lt.torrent_flags.paused,
})
handle.set_ssl_certificate(certificate, key, "", "")
handle.resume()

complete = False
while not select.select([sys.stdin], [], [], 0)[0]:
    session.wait_for_alert(LOOK_MILLIS)
    for alert in session.pop_alerts():
        print("alert", alert.message(), flush=True)
    if handle.status().is_seeding and not complete:
        complete = True
        print("complete", flush=True)
