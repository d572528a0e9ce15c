-- Lists of books and batches show these numbers without counting: kept by whatever changes entries or their lanes.

CREATE FUNCTION count_for_book(book bigint, more_entries integer, more_open integer) RETURNS void LANGUAGE sql AS $$
  INSERT INTO book_counts (book_id, entries, open_entries) VALUES (book, more_entries, more_open)
  ON CONFLICT (book_id) DO UPDATE SET entries = book_counts.entries + excluded.entries,
    open_entries = book_counts.open_entries + excluded.open_entries
$$;
--> statement-breakpoint
CREATE FUNCTION count_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'withdrawn' THEN PERFORM count_for_book(NEW.book_id, 1, 0); END IF;
  ELSIF (NEW.state = 'withdrawn') <> (OLD.state = 'withdrawn') THEN
    PERFORM count_for_book(NEW.book_id, CASE WHEN NEW.state = 'withdrawn' THEN -1 ELSE 1 END, 0);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER entries_count AFTER INSERT OR UPDATE OF state ON entries FOR EACH ROW EXECUTE FUNCTION count_entries();
--> statement-breakpoint
CREATE FUNCTION count_open_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.lane IS NOT NULL THEN PERFORM count_for_book(NEW.book_id, 0, 1); END IF;
  ELSIF (NEW.lane IS NULL) <> (OLD.lane IS NULL) THEN
    PERFORM count_for_book(NEW.book_id, 0, CASE WHEN NEW.lane IS NULL THEN -1 ELSE 1 END);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER entry_work_count AFTER INSERT OR UPDATE OF lane ON entry_work FOR EACH ROW EXECUTE FUNCTION count_open_entries();
--> statement-breakpoint
INSERT INTO book_counts (book_id, entries, open_entries)
SELECT b.id, (SELECT count(*) FROM entries e WHERE e.book_id = b.id AND e.state <> 'withdrawn'),
  (SELECT count(*) FROM entry_work w WHERE w.book_id = b.id AND w.lane IS NOT NULL)
FROM books b;
