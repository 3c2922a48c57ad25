CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`proof` text NOT NULL,
	`expires_at` integer NOT NULL
);
