ALTER TABLE `issues` ADD `written` text;--> statement-breakpoint
ALTER TABLE `issues` ADD `link` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `issues` ADD `place` text DEFAULT '' NOT NULL;