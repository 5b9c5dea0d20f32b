/** Torrents: what a .torrent says (BEP 3), how its pieces are laid out, how one is made. */
package starling.metainfo;
