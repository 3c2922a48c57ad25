ALTER TABLE `jobs` ADD `took` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `writes` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `note` text;