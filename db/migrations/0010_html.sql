ALTER TABLE `local_comments` ADD `html` text;--> statement-breakpoint
ALTER TABLE `local_comments` ADD `html_version` integer;--> statement-breakpoint
ALTER TABLE `local_issues` ADD `html` text;--> statement-breakpoint
ALTER TABLE `local_issues` ADD `html_version` integer;