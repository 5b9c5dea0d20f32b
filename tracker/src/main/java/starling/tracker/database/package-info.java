/** SQLite files as the tracker keeps them: opened, looked over, brought up to date, and their errors put into words. */
package starling.tracker.database;
