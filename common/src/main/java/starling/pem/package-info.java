/** Certificates and keys as people keep them: text files with base64 between dashes (RFC 7468). */
package starling.pem;
