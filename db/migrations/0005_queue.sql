-- One queue for all background work, an inbox apart from the history, accounts apart from trackers.
-- Jobs, attempts and what came in are copied into new tables; issues, accounts and destinations keep theirs.
ALTER TABLE `issues` RENAME COLUMN `tracker` TO `account`;--> statement-breakpoint
ALTER TABLE `issues` RENAME COLUMN `said` TO `last_report`;--> statement-breakpoint
ALTER TABLE `issues` RENAME COLUMN `said_at` TO `last_report_at`;--> statement-breakpoint
ALTER TABLE `issues` ADD `missing_at` integer;--> statement-breakpoint
DROP INDEX `issues_remote`;--> statement-breakpoint
CREATE INDEX `issues_remote` ON `issues` (`account`,`remote_id`) WHERE remote_id is not null;--> statement-breakpoint
DROP INDEX `jobs_claim`;--> statement-breakpoint
DROP INDEX `jobs_issue`;--> statement-breakpoint
DROP INDEX `jobs_lease`;--> statement-breakpoint
DROP INDEX `jobs_finished`;--> statement-breakpoint
ALTER TABLE `jobs` RENAME TO `jobs_before`;--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`account` text NOT NULL,
	`destination` text,
	`issue_id` text,
	`payload` text NOT NULL,
	`reason` text NOT NULL,
	`request_id` text,
	`state` text NOT NULL,
	`paced` integer NOT NULL,
	`priority` integer DEFAULT 0 NOT NULL,
	`rank` integer NOT NULL,
	`due_at` integer,
	`lease_until` integer,
	`version` integer DEFAULT 0 NOT NULL,
	`outcome_unknown` integer DEFAULT false NOT NULL,
	`first_attempt_at` integer,
	`tries` integer DEFAULT 0 NOT NULL,
	`lost_leases` integer DEFAULT 0 NOT NULL,
	`failing_since` integer,
	`error` text,
	`created_at` integer NOT NULL,
	`finished_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `attempts_after` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`account` text NOT NULL,
	`at` integer NOT NULL,
	`took` integer NOT NULL,
	`writes` integer NOT NULL,
	`outcome` text NOT NULL,
	`message` text
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`event_key` text,
	`issue_id` text,
	`request_id` text,
	`headers` text NOT NULL,
	`body` text,
	`outcome` text NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `history` (
	`issue_id` text NOT NULL,
	`id` text NOT NULL,
	`source` text NOT NULL,
	`reason` text NOT NULL,
	`request_id` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`issue_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sightings` (
	`issue_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `accounts` RENAME COLUMN `parked_at` TO `paused_at`;--> statement-breakpoint
ALTER TABLE `accounts` RENAME COLUMN `parked_reason` TO `paused_reason`;--> statement-breakpoint
ALTER TABLE `accounts` ADD `recent_writes` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `turns` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `last_destination` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `lanes` RENAME TO `destinations`;--> statement-breakpoint
ALTER TABLE `destinations` RENAME COLUMN `parked_at` TO `paused_at`;--> statement-breakpoint
ALTER TABLE `destinations` RENAME COLUMN `parked_reason` TO `paused_reason`;--> statement-breakpoint
-- The pace must not forget what was written in the hour before the upgrade.
UPDATE `accounts` SET `recent_writes` = (
	SELECT json_group_object(minute, writes) FROM (
		SELECT CAST(at / 60000 AS text) AS minute, sum(writes) AS writes FROM attempts
		WHERE attempts.account = accounts.id AND writes > 0 AND at > (unixepoch() - 3600) * 1000
		GROUP BY 1));
--> statement-breakpoint
INSERT INTO `attempts_after` SELECT id, job_id, account, at, took, writes, outcome, message FROM attempts;--> statement-breakpoint
-- A failed job used to hold back the issue's next ones: now only a failed create does, see below.
INSERT INTO `jobs` (id, kind, account, destination, issue_id, payload, reason, state, paced, priority, rank, due_at,
	lease_until, outcome_unknown, first_attempt_at, tries, failing_since, error, created_at, finished_at)
SELECT j.id, iif(j.kind = 'read', 'refresh', j.kind), j.account, j.lane, j.issue_id, j.payload, j.reason,
	CASE WHEN j.state = 'parked' THEN 'failed' WHEN j.state = 'ready' THEN 'waiting' ELSE j.state END, 1,
	CASE i.severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 2 END,
	j.created_at + 21600000 * CASE i.severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 4 ELSE 2 END,
	CASE WHEN j.state = 'ready' THEN j.due_at END, j.lease_until, j.uncertain, j.tried_at, j.tries,
	CASE WHEN j.tries > 0 AND j.state <> 'done' THEN j.tried_at END, j.error, j.created_at, j.finished_at
FROM jobs_before j LEFT JOIN issues i ON i.id = j.issue_id;
--> statement-breakpoint
CREATE INDEX `jobs_issue` ON `jobs` (`issue_id`,`id`) WHERE issue_id is not null;--> statement-breakpoint
UPDATE `jobs` SET state = 'waiting', due_at = 0 WHERE state = 'waiting' AND due_at IS NULL
	AND id = (SELECT min(o.id) FROM jobs o WHERE o.issue_id = jobs.issue_id AND o.account = jobs.account
		AND o.state = 'waiting' AND o.due_at IS NULL)
	AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.issue_id = jobs.issue_id AND o.account = jobs.account
		AND (o.state = 'running' OR (o.state = 'waiting' AND o.due_at IS NOT NULL) OR (o.state = 'failed' AND o.kind = 'create')));
--> statement-breakpoint
-- Fetches from scanners, and with each its account and destination.
INSERT OR IGNORE INTO `accounts` (id) SELECT DISTINCT source FROM collections;--> statement-breakpoint
INSERT OR IGNORE INTO `destinations` (id, account, target, cursor) SELECT DISTINCT source || ':imports', source, 'imports', '' FROM collections;--> statement-breakpoint
INSERT INTO `jobs` (id, kind, account, destination, payload, reason, state, paced, priority, rank, due_at, tries,
	failing_since, error, created_at, finished_at)
SELECT 'fetch:' || source || ':' || what, 'fetch', source, source || ':imports',
	json_object('resource', what, 'page', page, 'maxChangedAt', latest, 'since', seen, 'rerun', json(iif(again, 'true', 'false'))),
	'the scanner has findings', CASE state WHEN 'parked' THEN 'failed' WHEN 'ready' THEN 'waiting' ELSE state END, 1, 2, created_at,
	CASE state WHEN 'ready' THEN due_at END, tries, CASE WHEN tries > 0 THEN created_at END, error, created_at, finished_at
FROM collections;
--> statement-breakpoint
UPDATE `destinations` SET cursor = '' WHERE target = 'findings' AND account IN ('appscan', 'corgea', 'datatheorem', 'holm');--> statement-breakpoint
-- Recurring work is one row, which is armed again after each run.
INSERT INTO `jobs` (id, kind, account, destination, payload, reason, state, paced, rank, due_at, created_at)
SELECT 'poll:' || id, 'poll', account, id, json_object('target', target), 'changes in the tracker', 'waiting', 0, 0, next_poll_at, 0
FROM destinations WHERE NOT (target IN ('findings', 'imports') AND account IN ('appscan', 'corgea', 'datatheorem', 'holm'));
--> statement-breakpoint
INSERT INTO `jobs` (id, kind, account, destination, payload, reason, state, paced, rank, due_at, created_at)
SELECT 'redeliver:' || d.id, 'redeliver', d.account, d.id, json_object('target', d.target), 'missed webhooks', 'waiting', 0, 0, CAST(s.value AS integer), 0
FROM settings s JOIN destinations d ON s.key = 'redeliver:' || d.id;
--> statement-breakpoint
DELETE FROM `settings` WHERE key LIKE 'redeliver:%';--> statement-breakpoint
INSERT INTO `jobs` (id, kind, account, payload, reason, state, paced, rank, due_at, created_at)
SELECT 'check:' || id, 'check', id, json_object('destination', NULL, 'target', coalesce(parked_target, '')), 'the account is paused', 'waiting', 0, 0, next_check_at, 0
FROM accounts WHERE paused_at IS NOT NULL;
--> statement-breakpoint
INSERT INTO `jobs` (id, kind, account, payload, reason, state, paced, rank, due_at, created_at)
SELECT 'check:' || id, 'check', account, json_object('destination', id, 'target', target), 'the destination is paused', 'waiting', 0, 0, next_check_at, 0
FROM destinations WHERE paused_at IS NOT NULL;
--> statement-breakpoint
INSERT INTO `inbox` (id, source, event_key, headers, body, outcome, reason, at)
SELECT id, source, event_key, headers, body, iif(outcome = 'accepted', 'accepted', 'ignored'), reason, at FROM deliveries WHERE issue_id IS NULL;
--> statement-breakpoint
INSERT INTO `history` (issue_id, id, source, reason, at)
SELECT issue_id, id, source, reason, at FROM deliveries WHERE issue_id IS NOT NULL;
--> statement-breakpoint
DROP TABLE `collections`;--> statement-breakpoint
DROP TABLE `deliveries`;--> statement-breakpoint
DROP TABLE `jobs_before`;--> statement-breakpoint
DROP TABLE `attempts`;--> statement-breakpoint
ALTER TABLE `attempts_after` RENAME TO `attempts`;--> statement-breakpoint
DROP INDEX `accounts_parked`;--> statement-breakpoint
DROP INDEX `lanes_parked`;--> statement-breakpoint
DROP INDEX `lanes_poll`;--> statement-breakpoint
ALTER TABLE `accounts` DROP COLUMN `next_check_at`;--> statement-breakpoint
ALTER TABLE `accounts` DROP COLUMN `parked_target`;--> statement-breakpoint
ALTER TABLE `destinations` DROP COLUMN `next_poll_at`;--> statement-breakpoint
ALTER TABLE `destinations` DROP COLUMN `next_check_at`;--> statement-breakpoint
CREATE INDEX `accounts_paused` ON `accounts` (`id`) WHERE paused_at is not null;--> statement-breakpoint
CREATE INDEX `destinations_paused` ON `destinations` (`id`) WHERE paused_at is not null;--> statement-breakpoint
CREATE INDEX `jobs_ready` ON `jobs` (`account`,`destination`,`rank`,`id`) WHERE state = 'ready';--> statement-breakpoint
CREATE INDEX `jobs_waiting` ON `jobs` (`account`,`paced`,`due_at`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `jobs_running` ON `jobs` (`account`,`lease_until`) WHERE state = 'running';--> statement-breakpoint
CREATE INDEX `jobs_failed` ON `jobs` (`account`,`id`) WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX `attempts_job` ON `attempts` (`job_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_event` ON `inbox` (`source`,`event_key`) WHERE event_key is not null;--> statement-breakpoint
CREATE INDEX `inbox_issue` ON `inbox` (`issue_id`,`at`) WHERE issue_id is not null;
