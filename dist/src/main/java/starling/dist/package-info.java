/** What is made of the programs for those who install and read: pages, completions, a sample of settings. Runs in the build only. */
package starling.dist;
