CREATE TABLE `file_bytes` (
	`id` integer PRIMARY KEY NOT NULL,
	`bytes` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `file_bytes` (id, bytes) VALUES (1,
  coalesce((SELECT sum(size) FROM `attachments` WHERE remote_id IS NULL), 0)
  + coalesce((SELECT sum(size) FROM `local_attachments`), 0));
--> statement-breakpoint
CREATE TRIGGER `attachments_bytes_added` AFTER INSERT ON `attachments` WHEN new.remote_id IS NULL
BEGIN
  UPDATE `file_bytes` SET bytes = bytes + new.size WHERE id = 1;
END;
--> statement-breakpoint
CREATE TRIGGER `attachments_bytes_taken` AFTER UPDATE OF remote_id ON `attachments` WHEN old.remote_id IS NULL AND new.remote_id IS NOT NULL
BEGIN
  UPDATE `file_bytes` SET bytes = bytes - old.size WHERE id = 1;
END;
--> statement-breakpoint
CREATE TRIGGER `attachments_bytes_removed` AFTER DELETE ON `attachments` WHEN old.remote_id IS NULL
BEGIN
  UPDATE `file_bytes` SET bytes = bytes - old.size WHERE id = 1;
END;
--> statement-breakpoint
CREATE TRIGGER `local_attachments_bytes_added` AFTER INSERT ON `local_attachments`
BEGIN
  UPDATE `file_bytes` SET bytes = bytes + new.size WHERE id = 1;
END;
--> statement-breakpoint
CREATE TRIGGER `local_attachments_bytes_removed` AFTER DELETE ON `local_attachments`
BEGIN
  UPDATE `file_bytes` SET bytes = bytes - old.size WHERE id = 1;
END;
