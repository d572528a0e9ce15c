CREATE TABLE "form_samples" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "form_samples_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"image_sha256" text NOT NULL,
	"side" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"dpi" double precision NOT NULL,
	"created_by" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "form_samples_identity" UNIQUE("created_by","image_sha256"),
	CONSTRAINT "form_samples_side" CHECK ("form_samples"."side" in ('whole', 'left', 'right'))
);
--> statement-breakpoint
CREATE TABLE "form_versions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "form_versions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"form_id" text NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"content" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"pictures" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_by" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "form_versions_identity" UNIQUE("form_id","version"),
	CONSTRAINT "form_versions_content" UNIQUE("form_id","sha256"),
	CONSTRAINT "form_versions_kind" CHECK ("form_versions"."kind" in ('KS', 'KH', 'KT', 'HN', 'CMC', 'GH', 'CDGH', 'NCN', 'CC'))
);
--> statement-breakpoint
ALTER TABLE "form_samples" ADD CONSTRAINT "form_samples_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "form_versions" ADD CONSTRAINT "form_versions_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "form_samples_by" ON "form_samples" USING btree ("created_by","id");
--> statement-breakpoint
-- Pages and entries name the version that they were read with: it is there for good, as it was.
CREATE TRIGGER form_versions_append_only BEFORE UPDATE OR DELETE ON form_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER form_versions_no_truncate BEFORE TRUNCATE ON form_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE form_versions ADD CONSTRAINT form_versions_says_itself
  CHECK (content ->> 'id' = form_id AND (content ->> 'version')::integer = version AND content ->> 'kind' = kind);
--> statement-breakpoint
COMMENT ON TABLE form_versions IS 'Form editions that offices made. Append-only.';
