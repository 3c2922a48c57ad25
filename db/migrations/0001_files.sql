CREATE TABLE `files` (
	`key` text PRIMARY KEY NOT NULL,
	`base64` text NOT NULL
);
--> statement-breakpoint
INSERT INTO `files` SELECT 'attachments/' || `id`, `base64` FROM `attachments` WHERE `base64` IS NOT NULL;--> statement-breakpoint
INSERT INTO `files` SELECT 'local/' || `id`, `base64` FROM `local_attachments`;--> statement-breakpoint
ALTER TABLE `local_attachments` ADD `size` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `local_attachments` SET `size` = length(`base64`) / 4 * 3 - (length(`base64`) - length(rtrim(`base64`, '=')));--> statement-breakpoint
ALTER TABLE `local_attachments` DROP COLUMN `base64`;--> statement-breakpoint
ALTER TABLE `attachments` DROP COLUMN `base64`;
