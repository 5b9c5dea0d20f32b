/** What DHT nodes say to each other: node ids, messages and their one codec (BEP 5, 32, 42, 43). */
package starling.krpc;
