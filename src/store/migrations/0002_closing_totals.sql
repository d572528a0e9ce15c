ALTER TABLE "books" ADD COLUMN "closing_entries" integer;--> statement-breakpoint
ALTER TABLE "books" ADD COLUMN "closing_pages" integer;