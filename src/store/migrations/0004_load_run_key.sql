ALTER TABLE "load_runs" ADD COLUMN "key" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "load_runs" ADD CONSTRAINT "load_runs_key_unique" UNIQUE("key");