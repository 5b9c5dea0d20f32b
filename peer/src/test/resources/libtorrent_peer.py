"""A libtorrent peer: ADDRESS PORT FOLDER TORRENT [SETTING=VALUE]... Prints what it comes to, runs until its stdin ends."""

import select
import sys

import libtorrent as lt

address, port, folder, torrent = sys.argv[1:5]
LOOK_MILLIS = 100

settings = {
    "listen_interfaces": f"[{address}]:{port}" if ":" in address else f"{address}:{port}",
    "outgoing_interfaces": address,
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True,
    "alert_mask": lt.alert.category_t.status_notification | lt.alert.category_t.error_notification
    | lt.alert.category_t.tracker_notification | lt.alert.category_t.connect_notification,
}
for setting in sys.argv[5:]:
    name, value = setting.split("=")
    settings[name] = int(value) if value.isdigit() else value
session = lt.session(settings)
info = lt.torrent_info(torrent)
handle = session.add_torrent({"ti": info, "save_path": folder})
print("info_hash", info.info_hashes().v1, flush=True)

complete = False
while not select.select([sys.stdin], [], [], 0)[0]:
    session.wait_for_alert(LOOK_MILLIS)
    for alert in session.pop_alerts():
        print("alert", alert.message(), flush=True)
    if handle.status().is_seeding and not complete:
        complete = True
        print("complete", flush=True)
