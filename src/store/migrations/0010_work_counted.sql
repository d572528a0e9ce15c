CREATE TABLE "page_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "page_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"page_id" bigint NOT NULL,
	"type" text NOT NULL,
	"from_book_id" bigint NOT NULL,
	"to_book_id" bigint NOT NULL,
	"from_position" numeric NOT NULL,
	"to_position" numeric NOT NULL,
	"from_class" text,
	"to_class" text,
	"account_id" bigint NOT NULL,
	"undoes" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "page_events_undone_once" UNIQUE("undoes"),
	CONSTRAINT "page_events_type" CHECK ("page_events"."type" in ('move', 'class'))
);
--> statement-breakpoint
CREATE TABLE "name_parts" (
	"part" text NOT NULL,
	"term" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tallies" (
	"book_id" bigint NOT NULL,
	"what" text NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "tallies_book_id_what_pk" PRIMARY KEY("book_id","what")
);
--> statement-breakpoint
CREATE TABLE "tally_changes" (
	"book_id" bigint NOT NULL,
	"what" text NOT NULL,
	"change" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "pages" ADD COLUMN "position" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "page_events" ADD CONSTRAINT "page_events_page_id_pages_id_fk" FOREIGN KEY ("page_id") REFERENCES "public"."pages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_events" ADD CONSTRAINT "page_events_from_book_id_books_id_fk" FOREIGN KEY ("from_book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_events" ADD CONSTRAINT "page_events_to_book_id_books_id_fk" FOREIGN KEY ("to_book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_events" ADD CONSTRAINT "page_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "page_events_page" ON "page_events" USING btree ("page_id","id");--> statement-breakpoint
CREATE INDEX "page_events_from" ON "page_events" USING btree ("from_book_id","id");--> statement-breakpoint
CREATE INDEX "page_events_to" ON "page_events" USING btree ("to_book_id","id");--> statement-breakpoint
CREATE INDEX "name_parts_part" ON "name_parts" USING btree ("part" text_pattern_ops,"term" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "tally_changes_book" ON "tally_changes" USING btree ("book_id");--> statement-breakpoint
CREATE INDEX "pages_order" ON "pages" USING btree ("book_id","position","id");