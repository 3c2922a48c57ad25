DROP INDEX `lanes_parked`;--> statement-breakpoint
CREATE INDEX `lanes_parked` ON `lanes` (`next_check_at`) WHERE parked_at is not null;--> statement-breakpoint
CREATE INDEX `accounts_parked` ON `accounts` (`next_check_at`) WHERE parked_at is not null;