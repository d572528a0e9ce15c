CREATE TABLE "entry_links" (
	"entry_id" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"registration_year" integer NOT NULL,
	"number" integer NOT NULL,
	"suffix" text NOT NULL,
	"office_id" bigint,
	"target_id" bigint,
	CONSTRAINT "entry_links_kind" CHECK ("entry_links"."kind" in ('KS', 'KH', 'KT', 'HN', 'CMC', 'GH', 'CDGH', 'NCN', 'CC'))
);
--> statement-breakpoint
ALTER TABLE "entries" DROP CONSTRAINT "entries_kind";--> statement-breakpoint
ALTER TABLE "books" DROP CONSTRAINT "books_kind";--> statement-breakpoint
ALTER TABLE "entry_links" ADD CONSTRAINT "entry_links_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_links" ADD CONSTRAINT "entry_links_office_id_offices_id_fk" FOREIGN KEY ("office_id") REFERENCES "public"."offices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_links" ADD CONSTRAINT "entry_links_target_id_entries_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "entry_links_identity" ON "entry_links" USING btree ("number","kind","registration_year");--> statement-breakpoint
CREATE INDEX "entry_links_target" ON "entry_links" USING btree ("target_id") WHERE target_id is not null;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_kind" CHECK ("entries"."kind" in ('KS', 'KH', 'KT', 'HN', 'CMC', 'GH', 'CDGH', 'NCN', 'CC'));--> statement-breakpoint
ALTER TABLE "books" ADD CONSTRAINT "books_kind" CHECK ("books"."kind" in ('KS', 'KH', 'KT', 'HN', 'CMC', 'GH', 'CDGH', 'NCN', 'CC'));