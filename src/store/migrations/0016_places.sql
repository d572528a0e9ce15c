CREATE TABLE "place_units" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "place_units_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"level" text NOT NULL,
	"name" text NOT NULL,
	"path" text NOT NULL,
	"key" text NOT NULL,
	"valid_from" date,
	"valid_until" date,
	"source" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "place_units_identity" UNIQUE NULLS NOT DISTINCT("code","path","valid_from"),
	CONSTRAINT "place_units_level" CHECK ("place_units"."level" in ('province', 'district', 'commune'))
);
--> statement-breakpoint
CREATE TABLE "place_moves" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "place_moves_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"old_code" text NOT NULL,
	"old_path" text NOT NULL,
	"old_key" text NOT NULL,
	"new_code" text NOT NULL,
	"new_path" text NOT NULL,
	"partly" boolean NOT NULL,
	"moved_on" date NOT NULL,
	"source" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "place_moves_identity" UNIQUE("old_code","new_code","moved_on")
);
--> statement-breakpoint
CREATE INDEX "place_units_key" ON "place_units" USING btree ("key" text_pattern_ops);
--> statement-breakpoint
CREATE INDEX "place_moves_key" ON "place_moves" USING btree ("old_key" text_pattern_ops);
--> statement-breakpoint
COMMENT ON TABLE place_units IS 'Administrative units of official lists, each in its time. Offered for reading and keying; never written over what a ledger says.';
--> statement-breakpoint
COMMENT ON TABLE place_moves IS 'What became of old units. Offered beside the verbatim text, never in its place.';
