CREATE TABLE "book_counts" (
	"book_id" bigint PRIMARY KEY NOT NULL,
	"entries" integer DEFAULT 0 NOT NULL,
	"open_entries" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
DROP INDEX "entries_number";--> statement-breakpoint
ALTER TABLE "book_counts" ADD CONSTRAINT "book_counts_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "entries_number" ON "entries" USING btree ("number","office_id","registration_year") WHERE number is not null;