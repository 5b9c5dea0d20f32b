/**
 * Message stream encryption, also called protocol encryption: a key exchange before the handshake, and RC4 or nothing
 * after it. It hides what a connection is from whoever looks at bytes; it keeps no secret from whoever takes part.
 */
package starling.peer.net.mse;
