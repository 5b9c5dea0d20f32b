/** What a peer and a tracker say to each other: requests, answers, and their HTTP form for both ends (BEP 3, 7, 23). */
package starling.announce;
