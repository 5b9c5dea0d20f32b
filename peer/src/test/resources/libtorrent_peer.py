"""A libtorrent peer: ADDRESS PORT FOLDER TORRENT [SETTING=VALUE]... Prints what it comes to, runs until its stdin ends.

TORRENT may be a magnet link. Beside libtorrent's settings there are peer=HOST:PORT, who is called, and cap=BYTES, what it
sends and takes a second, from peers of its own machine too.
"""

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
own = {"peer": None, "cap": None}
for setting in sys.argv[5:]:
    name, value = setting.split("=")
    (own if name in own else settings)[name] = int(value) if value.isdigit() else value
session = lt.session(settings)
if own["cap"] is not None:
    # the limits of a session pass over peers of the local network; those of the classes that such peers are in do not
    for peer_class in range(3):
        limits = session.get_peer_class(peer_class)
        limits["upload_limit"] = limits["download_limit"] = own["cap"]
        session.set_peer_class(peer_class, limits)
if torrent.startswith("magnet:"):
    params = lt.parse_magnet_uri(torrent)
    params.save_path = folder
else:
    params = {"ti": lt.torrent_info(torrent), "save_path": folder}
handle = session.add_torrent(params)
print("info_hash", handle.info_hashes().v1, flush=True)
if own["peer"] is not None:
    host, peer_port = own["peer"].rsplit(":", 1)
    handle.connect_peer((host, int(peer_port)))

complete = False
while not select.select([sys.stdin], [], [], 0)[0]:
    session.wait_for_alert(LOOK_MILLIS)
    for alert in session.pop_alerts():
        print("alert", alert.message(), flush=True)
    if handle.status().is_seeding and not complete:
        complete = True
        print("complete", flush=True)
