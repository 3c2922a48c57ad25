ALTER TABLE `accounts` ADD `urgent_until` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `attachments_pending` ON `attachments` (`id`) WHERE remote_id is null;