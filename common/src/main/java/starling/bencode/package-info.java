/** Bencoding (BEP 3): values, a strict bounded reader and a canonical writer. */
package starling.bencode;
