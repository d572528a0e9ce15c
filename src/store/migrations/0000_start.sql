CREATE TABLE "batch_keyers" (
	"batch_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	CONSTRAINT "batch_keyers_batch_id_account_id_pk" PRIMARY KEY("batch_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "decisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"batch_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"verdict" text NOT NULL,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "decisions_verdict" CHECK ("decisions"."verdict" in ('approve', 'return')),
	CONSTRAINT "decisions_reason" CHECK (verdict = 'approve' or length(trim(coalesce(reason, ''))) > 0)
);
--> statement-breakpoint
CREATE TABLE "entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"book_id" bigint NOT NULL,
	"office_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"page_id" bigint NOT NULL,
	"ordinal" integer DEFAULT 0 NOT NULL,
	"registration_year" integer,
	"number" integer,
	"suffix" text DEFAULT '' NOT NULL,
	"edition_id" text NOT NULL,
	"edition_version" integer NOT NULL,
	"state" text DEFAULT 'candidate' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entries_place" UNIQUE("page_id","ordinal"),
	CONSTRAINT "entries_kind" CHECK ("entries"."kind" in ('KS', 'KH', 'KT', 'HN', 'CMC')),
	CONSTRAINT "entries_state" CHECK ("entries"."state" in ('candidate', 'verified', 'loaded', 'withdrawn')),
	CONSTRAINT "entries_identity_whole" CHECK ((number is null) = (registration_year is null))
);
--> statement-breakpoint
CREATE TABLE "entry_fields" (
	"entry_id" bigint NOT NULL,
	"field" text NOT NULL,
	"value_id" bigint NOT NULL,
	"route" text NOT NULL,
	"settled" boolean NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "entry_fields_entry_id_field_pk" PRIMARY KEY("entry_id","field"),
	CONSTRAINT "entry_fields_route" CHECK ("entry_fields"."route" in ('accepted', 'confirm', 'key', 'key-twice', 'adjudicate'))
);
--> statement-breakpoint
CREATE TABLE "field_values" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "field_values_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"entry_id" bigint NOT NULL,
	"field" text NOT NULL,
	"verbatim" text,
	"normalized" text,
	"state" text NOT NULL,
	"confidence" real NOT NULL,
	"page_id" bigint,
	"box" jsonb,
	"source" text NOT NULL,
	"engine" text NOT NULL,
	"account_id" bigint,
	"supersedes" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "field_values_superseded_once" UNIQUE("supersedes"),
	CONSTRAINT "field_values_state" CHECK ("field_values"."state" in ('read', 'blank', 'illegible', 'struck', 'absent-in-edition', 'inferred')),
	CONSTRAINT "field_values_source" CHECK ("field_values"."source" in ('machine', 'person')),
	CONSTRAINT "field_values_person" CHECK ((source = 'person') = (account_id is not null)),
	CONSTRAINT "field_values_text" CHECK (state in ('read', 'inferred') or normalized is null),
	CONSTRAINT "field_values_confidence" CHECK (confidence between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "readings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "readings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"page_id" bigint NOT NULL,
	"place" text NOT NULL,
	"engine" text NOT NULL,
	"engine_version" text NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "readings_identity" UNIQUE("page_id","place","engine")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tasks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"book_id" bigint NOT NULL,
	"entry_id" bigint NOT NULL,
	"field" text NOT NULL,
	"kind" text NOT NULL,
	"rules" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"value_id" bigint,
	"done_by" bigint,
	"done_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tasks_state" CHECK ("tasks"."state" in ('open', 'done', 'cancelled')),
	CONSTRAINT "tasks_kind" CHECK ("tasks"."kind" in ('confirm', 'key', 'key-twice', 'adjudicate', 'question')),
	CONSTRAINT "tasks_done" CHECK ((state = 'done') = (done_by is not null))
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "batches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"office_id" bigint NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"created_by" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "batches_name" UNIQUE("office_id","name"),
	CONSTRAINT "batches_state" CHECK ("batches"."state" in ('open', 'accepted', 'returned', 'loaded'))
);
--> statement-breakpoint
CREATE TABLE "books" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "books_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"batch_id" bigint NOT NULL,
	"office_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"year" integer NOT NULL,
	"volume" text NOT NULL,
	"edition" text DEFAULT 'auto' NOT NULL,
	"declared_entries" integer,
	"declared_pages" integer,
	"state" text DEFAULT 'reading' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "books_identity" UNIQUE("office_id","kind","year","volume"),
	CONSTRAINT "books_kind" CHECK ("books"."kind" in ('KS', 'KH', 'KT', 'HN', 'CMC')),
	CONSTRAINT "books_state" CHECK ("books"."state" in ('reading', 'verifying', 'verified', 'loaded'))
);
--> statement-breakpoint
CREATE TABLE "files" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "files_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"book_id" bigint NOT NULL,
	"sha256" text NOT NULL,
	"name" text NOT NULL,
	"bytes" integer NOT NULL,
	"media_type" text,
	"frame_count" integer,
	"state" text DEFAULT 'received' NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "files_sha256_unique" UNIQUE("sha256"),
	CONSTRAINT "files_state" CHECK ("files"."state" in ('received', 'listed', 'held'))
);
--> statement-breakpoint
CREATE TABLE "frames" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "frames_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"file_id" bigint NOT NULL,
	"book_id" bigint NOT NULL,
	"index" integer NOT NULL,
	"state" text DEFAULT 'received' NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "frames_identity" UNIQUE("file_id","index"),
	CONSTRAINT "frames_state" CHECK ("frames"."state" in ('received', 'imaged', 'held'))
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "holds_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"batch_id" bigint NOT NULL,
	"book_id" bigint,
	"subject" text NOT NULL,
	"subject_id" bigint NOT NULL,
	"reason" text NOT NULL,
	"params" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"released_at" timestamp with time zone,
	"released_by" bigint,
	"resolution" text,
	CONSTRAINT "holds_subject" CHECK ("holds"."subject" in ('file', 'frame', 'page', 'entry', 'book'))
);
--> statement-breakpoint
CREATE TABLE "pages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "pages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"book_id" bigint NOT NULL,
	"frame_id" bigint NOT NULL,
	"side" text NOT NULL,
	"image_sha256" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"dpi" double precision NOT NULL,
	"rotation" integer NOT NULL,
	"skew" double precision NOT NULL,
	"blur" double precision NOT NULL,
	"contrast" double precision NOT NULL,
	"ink" double precision NOT NULL,
	"to_file" jsonb NOT NULL,
	"notes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"class" text,
	"edition_id" text,
	"edition_version" integer,
	"forced_edition" text,
	"fit_error" double precision,
	"fit_confidence" double precision,
	"state" text DEFAULT 'imaged' NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pages_identity" UNIQUE("frame_id","side"),
	CONSTRAINT "pages_state" CHECK ("pages"."state" in ('imaged', 'read', 'extracted', 'held')),
	CONSTRAINT "pages_side" CHECK ("pages"."side" in ('whole', 'left', 'right'))
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"account_id" bigint,
	"office_id" bigint,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"subject_id" bigint NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"previous_hash" text DEFAULT '' NOT NULL,
	"hash" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "book_loads" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "book_loads_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" bigint NOT NULL,
	"book_id" bigint NOT NULL,
	"state" text DEFAULT 'due' NOT NULL,
	"loaded" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "book_loads_identity" UNIQUE("run_id","book_id"),
	CONSTRAINT "book_loads_state" CHECK ("book_loads"."state" in ('due', 'done', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "load_results" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "load_results_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"book_load_id" bigint NOT NULL,
	"entry_id" bigint NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"params" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "load_results_identity" UNIQUE("book_load_id","entry_id"),
	CONSTRAINT "load_results_outcome" CHECK ("load_results"."outcome" in ('loaded', 'unchanged', 'refused')),
	CONSTRAINT "load_results_reason" CHECK ((outcome = 'refused') = (reason is not null))
);
--> statement-breakpoint
CREATE TABLE "load_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "load_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"batch_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"username" text NOT NULL,
	"display_name" text NOT NULL,
	"password_hash" text,
	"failed_logins" integer DEFAULT 0 NOT NULL,
	"locked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "grants_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" bigint NOT NULL,
	"role" text NOT NULL,
	"office_id" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "grants_once" UNIQUE NULLS NOT DISTINCT("account_id","role","office_id"),
	CONSTRAINT "grants_role" CHECK ("grants"."role" in ('scan-operator', 'data-entry', 'checker', 'supervisor', 'administrator', 'auditor'))
);
--> statement-breakpoint
CREATE TABLE "offices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "offices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "offices_code_unique" UNIQUE("code")
);
--> statement-breakpoint
ALTER TABLE "batch_keyers" ADD CONSTRAINT "batch_keyers_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_keyers" ADD CONSTRAINT "batch_keyers_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_office_id_offices_id_fk" FOREIGN KEY ("office_id") REFERENCES "public"."offices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entries" ADD CONSTRAINT "entries_page_id_pages_id_fk" FOREIGN KEY ("page_id") REFERENCES "public"."pages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_fields" ADD CONSTRAINT "entry_fields_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_fields" ADD CONSTRAINT "entry_fields_value_id_field_values_id_fk" FOREIGN KEY ("value_id") REFERENCES "public"."field_values"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "field_values" ADD CONSTRAINT "field_values_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "field_values" ADD CONSTRAINT "field_values_page_id_pages_id_fk" FOREIGN KEY ("page_id") REFERENCES "public"."pages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "field_values" ADD CONSTRAINT "field_values_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "readings" ADD CONSTRAINT "readings_page_id_pages_id_fk" FOREIGN KEY ("page_id") REFERENCES "public"."pages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_value_id_field_values_id_fk" FOREIGN KEY ("value_id") REFERENCES "public"."field_values"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_done_by_accounts_id_fk" FOREIGN KEY ("done_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_office_id_offices_id_fk" FOREIGN KEY ("office_id") REFERENCES "public"."offices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "books" ADD CONSTRAINT "books_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "books" ADD CONSTRAINT "books_office_id_offices_id_fk" FOREIGN KEY ("office_id") REFERENCES "public"."offices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "frames" ADD CONSTRAINT "frames_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "frames" ADD CONSTRAINT "frames_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_released_by_accounts_id_fk" FOREIGN KEY ("released_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pages" ADD CONSTRAINT "pages_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pages" ADD CONSTRAINT "pages_frame_id_frames_id_fk" FOREIGN KEY ("frame_id") REFERENCES "public"."frames"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_office_id_offices_id_fk" FOREIGN KEY ("office_id") REFERENCES "public"."offices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "book_loads" ADD CONSTRAINT "book_loads_run_id_load_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."load_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "book_loads" ADD CONSTRAINT "book_loads_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "load_results" ADD CONSTRAINT "load_results_book_load_id_book_loads_id_fk" FOREIGN KEY ("book_load_id") REFERENCES "public"."book_loads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "load_results" ADD CONSTRAINT "load_results_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "load_runs" ADD CONSTRAINT "load_runs_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "load_runs" ADD CONSTRAINT "load_runs_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_office_id_offices_id_fk" FOREIGN KEY ("office_id") REFERENCES "public"."offices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "decisions_batch" ON "decisions" USING btree ("batch_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "entries_identity" ON "entries" USING btree ("office_id","kind","registration_year","number","suffix") WHERE state <> 'withdrawn' and number is not null and registration_year is not null;--> statement-breakpoint
CREATE INDEX "entries_book" ON "entries" USING btree ("book_id","id");--> statement-breakpoint
CREATE INDEX "entry_fields_open" ON "entry_fields" USING btree ("entry_id") WHERE not settled;--> statement-breakpoint
CREATE UNIQUE INDEX "field_values_first" ON "field_values" USING btree ("entry_id","field") WHERE supersedes is null;--> statement-breakpoint
CREATE INDEX "field_values_person_work" ON "field_values" USING btree ("account_id","id") WHERE account_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_open_once" ON "tasks" USING btree ("entry_id","field") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "tasks_open_book" ON "tasks" USING btree ("book_id","entry_id","id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "books_batch" ON "books" USING btree ("batch_id","id");--> statement-breakpoint
CREATE INDEX "files_book" ON "files" USING btree ("book_id","id");--> statement-breakpoint
CREATE INDEX "files_due" ON "files" USING btree ("id") WHERE state = 'received';--> statement-breakpoint
CREATE INDEX "frames_book" ON "frames" USING btree ("book_id","id");--> statement-breakpoint
CREATE INDEX "frames_due" ON "frames" USING btree ("id") WHERE state = 'received';--> statement-breakpoint
CREATE UNIQUE INDEX "holds_open" ON "holds" USING btree ("subject","subject_id") WHERE released_at is null;--> statement-breakpoint
CREATE INDEX "holds_batch" ON "holds" USING btree ("batch_id","id");--> statement-breakpoint
CREATE INDEX "pages_book" ON "pages" USING btree ("book_id","id");--> statement-breakpoint
CREATE INDEX "pages_due" ON "pages" USING btree ("id") WHERE state in ('imaged', 'read');--> statement-breakpoint
CREATE INDEX "audit_events_subject" ON "audit_events" USING btree ("subject","subject_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_account" ON "audit_events" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "book_loads_due" ON "book_loads" USING btree ("id") WHERE state = 'due';--> statement-breakpoint
CREATE INDEX "load_results_entry" ON "load_results" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "load_runs_batch" ON "load_runs" USING btree ("batch_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_username" ON "accounts" USING btree (lower("username"));--> statement-breakpoint
CREATE INDEX "grants_office" ON "grants" USING btree ("office_id");