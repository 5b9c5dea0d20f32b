/** What a peer and a tracker say to each other: requests, answers, and their HTTP and UDP forms for both ends (BEP 3, 7, 15, 23). */
package starling.announce;
