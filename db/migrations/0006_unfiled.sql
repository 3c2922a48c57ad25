CREATE TABLE `unfiled_findings` (
	`source` text NOT NULL,
	`source_key` text NOT NULL,
	`finding` text NOT NULL,
	`by` text NOT NULL,
	`waits` integer NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`source`, `source_key`)
);
--> statement-breakpoint
CREATE INDEX `unfiled_waiting` ON `unfiled_findings` (`source`,`source_key`) WHERE waits = 1;--> statement-breakpoint
CREATE INDEX `unfiled_done` ON `unfiled_findings` (`at`) WHERE waits = 0;--> statement-breakpoint
DROP INDEX `inbox_event`;--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_event` ON `inbox` (`source`,`event_key`) WHERE event_key is not null and outcome <> 'ignored';
