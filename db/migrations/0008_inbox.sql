-- By hand, as drizzle has no word for it: the table is rebuilt WITHOUT ROWID, so that a message is one row and not two.
DROP INDEX `inbox_event`;--> statement-breakpoint
DROP INDEX `inbox_issue`;--> statement-breakpoint
ALTER TABLE `inbox` RENAME TO `inbox_before`;--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`event_key` text,
	`issue_id` text,
	`request_id` text,
	`address` text,
	`headers` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text NOT NULL,
	`count` integer DEFAULT 1 NOT NULL,
	`at` integer NOT NULL,
	`body` text
) WITHOUT ROWID;
--> statement-breakpoint
-- A report without news kept no body, and counted as accepted.
INSERT INTO `inbox` (id, source, event_key, issue_id, request_id, headers, outcome, reason, at, body)
SELECT id, source, event_key, issue_id, request_id, headers,
	iif(outcome = 'accepted' AND issue_id IS NOT NULL AND body IS NULL, 'ignored', outcome), reason, at, body
FROM `inbox_before`;
--> statement-breakpoint
DROP TABLE `inbox_before`;--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_event` ON `inbox` (`source`,`event_key`) WHERE event_key is not null and outcome <> 'ignored';--> statement-breakpoint
CREATE INDEX `inbox_issue` ON `inbox` (`issue_id`,`outcome`,`at`) WHERE issue_id is not null;--> statement-breakpoint
CREATE INDEX `inbox_refused` ON `inbox` (`id`) WHERE outcome = 'refused';
