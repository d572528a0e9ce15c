CREATE TABLE "sessions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sessions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"token_hash" text NOT NULL,
	"account_id" bigint NOT NULL,
	"device" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "entry_terms" (
	"entry_id" bigint NOT NULL,
	"field" text NOT NULL,
	"office_id" bigint NOT NULL,
	"type" text NOT NULL,
	"term" text NOT NULL,
	"backward" text,
	CONSTRAINT "entry_terms_entry_id_field_pk" PRIMARY KEY("entry_id","field")
);
--> statement-breakpoint
CREATE TABLE "entry_work" (
	"entry_id" bigint PRIMARY KEY NOT NULL,
	"book_id" bigint NOT NULL,
	"batch_id" bigint NOT NULL,
	"office_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"hand" text NOT NULL,
	"lane" text,
	"open_fields" integer DEFAULT 0 NOT NULL,
	"excluded" bigint[] DEFAULT '{}' NOT NULL,
	"skipped_by" bigint[] DEFAULT '{}' NOT NULL,
	"parked" boolean DEFAULT false NOT NULL,
	"account_id" bigint,
	"leased_until" timestamp with time zone,
	"fence" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "entry_work_lane" CHECK ("entry_work"."lane" in ('key', 'second', 'adjudicate')),
	CONSTRAINT "entry_work_lease" CHECK ((account_id is null) = (leased_until is null))
);
--> statement-breakpoint
CREATE TABLE "passes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "passes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"task_id" bigint NOT NULL,
	"entry_id" bigint NOT NULL,
	"field" text NOT NULL,
	"ordinal" smallint NOT NULL,
	"account_id" bigint NOT NULL,
	"verbatim" text,
	"normalized" text,
	"state" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retracted_at" timestamp with time zone,
	CONSTRAINT "passes_ordinal" CHECK (ordinal in (1, 2)),
	CONSTRAINT "passes_state" CHECK ("passes"."state" in ('read', 'blank', 'illegible', 'struck', 'absent-in-edition', 'inferred'))
);
--> statement-breakpoint
CREATE TABLE "questions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "questions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"entry_id" bigint NOT NULL,
	"office_id" bigint NOT NULL,
	"field" text,
	"asked_by" bigint NOT NULL,
	"asked_to" bigint,
	"text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answer" text,
	"answered_by" bigint,
	"answered_at" timestamp with time zone,
	CONSTRAINT "questions_answer" CHECK ((answer is null) = (answered_by is null))
);
--> statement-breakpoint
CREATE TABLE "saves" (
	"key" uuid PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"entry_id" bigint NOT NULL,
	"field" text NOT NULL,
	"type" text NOT NULL,
	"fingerprint" text NOT NULL,
	"outcome" text NOT NULL,
	"value_id" bigint,
	"pass_id" bigint,
	"task_id" bigint,
	"characters" integer DEFAULT 0 NOT NULL,
	"keys" integer DEFAULT 0 NOT NULL,
	"reason" text,
	"undone" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saves_type" CHECK ("saves"."type" in ('confirm', 'text', 'mark', 'choose', 'undo')),
	CONSTRAINT "saves_outcome" CHECK ("saves"."outcome" in ('settled', 'first-pass', 'to-adjudicate', 'reopened'))
);
--> statement-breakpoint
CREATE TABLE "skips" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "skips_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"entry_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"reason" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "skips_reason" CHECK ("skips"."reason" in ('hard-to-read', 'foreign-script', 'unsure', 'conflict-of-interest', 'other'))
);
--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "policy" text DEFAULT 'standard' NOT NULL;--> statement-breakpoint
ALTER TABLE "books" ADD COLUMN "hand" text DEFAULT 'mixed' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_terms" ADD CONSTRAINT "entry_terms_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_work" ADD CONSTRAINT "entry_work_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_work" ADD CONSTRAINT "entry_work_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_work" ADD CONSTRAINT "entry_work_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_work" ADD CONSTRAINT "entry_work_office_id_offices_id_fk" FOREIGN KEY ("office_id") REFERENCES "public"."offices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_work" ADD CONSTRAINT "entry_work_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passes" ADD CONSTRAINT "passes_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passes" ADD CONSTRAINT "passes_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passes" ADD CONSTRAINT "passes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_office_id_offices_id_fk" FOREIGN KEY ("office_id") REFERENCES "public"."offices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_asked_by_accounts_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_asked_to_accounts_id_fk" FOREIGN KEY ("asked_to") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_answered_by_accounts_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saves" ADD CONSTRAINT "saves_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saves" ADD CONSTRAINT "saves_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saves" ADD CONSTRAINT "saves_value_id_field_values_id_fk" FOREIGN KEY ("value_id") REFERENCES "public"."field_values"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saves" ADD CONSTRAINT "saves_pass_id_passes_id_fk" FOREIGN KEY ("pass_id") REFERENCES "public"."passes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saves" ADD CONSTRAINT "saves_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skips" ADD CONSTRAINT "skips_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skips" ADD CONSTRAINT "skips_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sessions_account" ON "sessions" USING btree ("account_id","id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "entry_terms_office" ON "entry_terms" USING btree ("office_id","type","term" text_pattern_ops,"entry_id");--> statement-breakpoint
CREATE INDEX "entry_terms_backward" ON "entry_terms" USING btree ("office_id","backward" text_pattern_ops,"entry_id") WHERE backward is not null;--> statement-breakpoint
CREATE INDEX "entry_terms_everywhere" ON "entry_terms" USING btree ("type","term" text_pattern_ops,"entry_id");--> statement-breakpoint
CREATE INDEX "entry_work_next" ON "entry_work" USING btree ("lane","office_id","kind","hand","excluded","entry_id") WHERE lane is not null and not parked;--> statement-breakpoint
CREATE INDEX "entry_work_held" ON "entry_work" USING btree ("account_id","entry_id") WHERE account_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "passes_once" ON "passes" USING btree ("task_id","ordinal") WHERE retracted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "passes_one_person" ON "passes" USING btree ("task_id","account_id") WHERE retracted_at is null;--> statement-breakpoint
CREATE INDEX "passes_field" ON "passes" USING btree ("entry_id","field") WHERE retracted_at is null;--> statement-breakpoint
CREATE INDEX "passes_account" ON "passes" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "questions_entry" ON "questions" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "questions_open" ON "questions" USING btree ("office_id","id") WHERE answer is null;--> statement-breakpoint
CREATE INDEX "questions_asker" ON "questions" USING btree ("asked_by","id");--> statement-breakpoint
CREATE INDEX "saves_account" ON "saves" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "saves_entry" ON "saves" USING btree ("entry_id","created_at");--> statement-breakpoint
CREATE INDEX "skips_entry" ON "skips" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "entries_number" ON "entries" USING btree ("number","registration_year") WHERE number is not null;--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_policy" CHECK ("batches"."policy" in ('standard', 'look-at-all', 'double-critical', 'double'));--> statement-breakpoint
ALTER TABLE "books" ADD CONSTRAINT "books_hand" CHECK ("books"."hand" in ('print', 'typewriter', 'handwriting', 'mixed'));