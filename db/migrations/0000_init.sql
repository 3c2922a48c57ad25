CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`next_write_at` integer DEFAULT 0 NOT NULL,
	`limited` integer DEFAULT 0 NOT NULL,
	`parked_at` integer,
	`parked_reason` text,
	`parked_target` text,
	`next_check_at` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`issue_id` text NOT NULL,
	`title` text NOT NULL,
	`base64` text,
	`size` integer NOT NULL,
	`remote_id` text,
	`url` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attachments_issue` ON `attachments` (`issue_id`,`id`);--> statement-breakpoint
CREATE TABLE `attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`account` text NOT NULL,
	`at` integer NOT NULL,
	`took` integer NOT NULL,
	`writes` integer NOT NULL,
	`outcome` text NOT NULL,
	`message` text
);
--> statement-breakpoint
CREATE INDEX `attempts_pace` ON `attempts` (`account`,`at`);--> statement-breakpoint
CREATE INDEX `attempts_job` ON `attempts` (`job_id`,`at`);--> statement-breakpoint
CREATE INDEX `attempts_at` ON `attempts` (`at`);--> statement-breakpoint
CREATE TABLE `collections` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`what` text NOT NULL,
	`state` text NOT NULL,
	`page` text,
	`latest` text,
	`seen` text,
	`again` integer DEFAULT false NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer,
	`lease_token` text,
	`tries` integer DEFAULT 0 NOT NULL,
	`error` text,
	`created_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `collections_what` ON `collections` (`source`,`what`);--> statement-breakpoint
CREATE INDEX `collections_claim` ON `collections` (`state`,`due_at`,`id`);--> statement-breakpoint
CREATE TABLE `comments` (
	`id` text PRIMARY KEY NOT NULL,
	`issue_id` text NOT NULL,
	`origin` text NOT NULL,
	`remote_id` text,
	`author` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `comments_issue` ON `comments` (`issue_id`,`created_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `comments_remote` ON `comments` (`issue_id`,`remote_id`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`event_key` text,
	`issue_id` text,
	`headers` text NOT NULL,
	`body` text,
	`outcome` text NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_event` ON `deliveries` (`source`,`event_key`);--> statement-breakpoint
CREATE INDEX `deliveries_issue` ON `deliveries` (`issue_id`,`at`);--> statement-breakpoint
CREATE INDEX `deliveries_at` ON `deliveries` (`at`);--> statement-breakpoint
CREATE TABLE `issues` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`source_key` text NOT NULL,
	`tracker` text NOT NULL,
	`target` text NOT NULL,
	`generation` integer DEFAULT 1 NOT NULL,
	`remote_id` text,
	`remote_key` text,
	`remote_url` text,
	`remote_assignee` text DEFAULT '' NOT NULL,
	`remote_labels` text,
	`remote_status` text,
	`remote_reason` text,
	`seen_at` integer DEFAULT 0 NOT NULL,
	`wrote_at` integer DEFAULT 0 NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`status_at` integer NOT NULL,
	`decided_by` text DEFAULT 'scanner' NOT NULL,
	`said` text NOT NULL,
	`said_at` integer NOT NULL,
	`gone_at` integer,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`labels` text NOT NULL,
	`our_labels` text NOT NULL,
	`severity` text,
	`assignee` text NOT NULL,
	`due_date` text DEFAULT '' NOT NULL,
	`project` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `issues_source_key` ON `issues` (`source`,`source_key`);--> statement-breakpoint
CREATE INDEX `issues_remote` ON `issues` (`tracker`,`remote_id`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`issue_id` text NOT NULL,
	`account` text NOT NULL,
	`lane` text NOT NULL,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`reason` text NOT NULL,
	`state` text NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer,
	`lease_token` text,
	`uncertain` integer DEFAULT false NOT NULL,
	`tried_at` integer,
	`tries` integer DEFAULT 0 NOT NULL,
	`error` text,
	`created_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `jobs_claim` ON `jobs` (`account`,`state`,`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_issue` ON `jobs` (`issue_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_lease` ON `jobs` (`lease_until`) WHERE state = 'running';--> statement-breakpoint
CREATE INDEX `jobs_finished` ON `jobs` (`finished_at`);--> statement-breakpoint
CREATE TABLE `lanes` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`target` text NOT NULL,
	`cursor` text,
	`next_poll_at` integer DEFAULT 0 NOT NULL,
	`parked_at` integer,
	`parked_reason` text,
	`next_check_at` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `lanes_parked` ON `lanes` (`parked_at`);--> statement-breakpoint
CREATE INDEX `lanes_poll` ON `lanes` (`next_poll_at`);--> statement-breakpoint
CREATE TABLE `local_attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`issue_id` text NOT NULL,
	`key` text NOT NULL,
	`title` text NOT NULL,
	`base64` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `local_attachments_key` ON `local_attachments` (`key`);--> statement-breakpoint
CREATE INDEX `local_attachments_issue` ON `local_attachments` (`issue_id`,`id`);--> statement-breakpoint
CREATE TABLE `local_comments` (
	`id` text PRIMARY KEY NOT NULL,
	`issue_id` text NOT NULL,
	`key` text,
	`author` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `local_comments_key` ON `local_comments` (`key`);--> statement-breakpoint
CREATE INDEX `local_comments_issue` ON `local_comments` (`issue_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `local_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`project` text NOT NULL,
	`issue_id` text NOT NULL,
	`kind` text NOT NULL,
	`comment_id` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `local_events_project` ON `local_events` (`project`,`seq`);--> statement-breakpoint
CREATE TABLE `local_issues` (
	`id` text PRIMARY KEY NOT NULL,
	`project` text NOT NULL,
	`number` integer NOT NULL,
	`key` text NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`labels` text NOT NULL,
	`assignee` text DEFAULT '' NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`state_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `local_issues_number` ON `local_issues` (`project`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `local_issues_key` ON `local_issues` (`key`);--> statement-breakpoint
CREATE INDEX `local_issues_list` ON `local_issues` (`project`,`status`,`number`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
