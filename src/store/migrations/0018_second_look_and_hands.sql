CREATE TABLE "book_hands" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "book_hands_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"book_id" bigint NOT NULL,
	"model" text NOT NULL,
	"weights" "bytea",
	"entries" integer NOT NULL,
	"lessons" integer NOT NULL,
	"held_out" integer NOT NULL,
	"before" real NOT NULL,
	"after" real NOT NULL,
	"kept" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "batches" DROP CONSTRAINT "batches_policy";--> statement-breakpoint
ALTER TABLE "book_hands" ADD CONSTRAINT "book_hands_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "book_hands_book" ON "book_hands" USING btree ("book_id","id");--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_policy" CHECK ("batches"."policy" in ('standard', 'look-at-all', 'second-look', 'double-critical', 'double'));