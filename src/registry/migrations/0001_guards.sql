-- What a foreign key from events to loaded_books would keep, at a price a statement instead of a row: events name a book
-- that is there, and books and load batches stay as they were written.

CREATE FUNCTION registry.events_have_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT loaded_book_id FROM fresh) f
    WHERE NOT EXISTS (SELECT 1 FROM registry.loaded_books b WHERE b.id = f.loaded_book_id)
  ) THEN
    RAISE EXCEPTION 'an event names a loaded book that is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION registry.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % of % is not allowed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'SH001';
END $$;
--> statement-breakpoint
DO $$
DECLARE events text;
BEGIN
  FOREACH events IN ARRAY ARRAY['ks_events', 'kh_events', 'kt_events', 'hn_events', 'cmc_events'] LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON registry.%I REFERENCING NEW TABLE AS fresh
      FOR EACH STATEMENT EXECUTE FUNCTION registry.events_have_books()', events || '_have_books', events);
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON registry.%I REFERENCING NEW TABLE AS fresh
      FOR EACH STATEMENT EXECUTE FUNCTION registry.events_have_books()', events || '_keep_books', events);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE TRIGGER loaded_books_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.loaded_books
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
--> statement-breakpoint
CREATE TRIGGER load_batches_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.load_batches
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
