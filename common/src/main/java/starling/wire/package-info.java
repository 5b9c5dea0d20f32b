/** The peer protocol: handshake, messages and their one codec (BEP 3, 5, 6, 10). */
package starling.wire;
