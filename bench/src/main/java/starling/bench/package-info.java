/** What the parts of the data path cost, each by itself (JMH). */
package starling.bench;
