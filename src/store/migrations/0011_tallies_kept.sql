-- Overviews read sums that triggers keep; names are found by any of their words; pages have an order that people can change.

-- A number of rows by state: `file:held`, `task:open`.
CREATE FUNCTION tally_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_changes (book_id, what, change)
  SELECT book_id, TG_ARGV[0] || ':' || state, count(*) FROM come GROUP BY 1, 2;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_changes (book_id, what, change)
  SELECT book_id, what, sum(change) FROM (
    SELECT book_id, TG_ARGV[0] || ':' || state AS what, -1 AS change FROM gone
    UNION ALL SELECT book_id, TG_ARGV[0] || ':' || state, 1 FROM come) both_sides
  GROUP BY 1, 2 HAVING sum(change) <> 0;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER files_tally_new AFTER INSERT ON files REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new('file');
--> statement-breakpoint
CREATE TRIGGER files_tally_changed AFTER UPDATE ON files REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_changed('file');
--> statement-breakpoint
CREATE TRIGGER frames_tally_new AFTER INSERT ON frames REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new('frame');
--> statement-breakpoint
CREATE TRIGGER frames_tally_changed AFTER UPDATE ON frames REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_changed('frame');
--> statement-breakpoint
CREATE TRIGGER tasks_tally_new AFTER INSERT ON tasks REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new('task');
--> statement-breakpoint
CREATE TRIGGER tasks_tally_changed AFTER UPDATE ON tasks REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_changed('task');
--> statement-breakpoint
CREATE TRIGGER entries_tally_new AFTER INSERT ON entries REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new('entry');
--> statement-breakpoint

-- Pages: their states, and those that are through and hold no entry.
CREATE FUNCTION page_tallies(state text, class text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN state = 'dismissed' OR (state = 'extracted' AND class IS DISTINCT FROM 'entry')
    THEN ARRAY['page:' || state, 'page-without-entry'] ELSE ARRAY['page:' || state] END
$$;
--> statement-breakpoint
CREATE FUNCTION tally_new_pages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_changes (book_id, what, change)
  SELECT book_id, what, count(*) FROM come, unnest(page_tallies(state, class)) AS what GROUP BY 1, 2;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION tally_changed_pages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_changes (book_id, what, change)
  SELECT book_id, what, sum(change) FROM (
    SELECT book_id, unnest(page_tallies(state, class)) AS what, -1 AS change FROM gone
    UNION ALL SELECT book_id, unnest(page_tallies(state, class)), 1 FROM come) both_sides
  GROUP BY 1, 2 HAVING sum(change) <> 0;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER pages_tally_new AFTER INSERT ON pages REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new_pages();
--> statement-breakpoint
CREATE TRIGGER pages_tally_changed AFTER UPDATE ON pages REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_changed_pages();
--> statement-breakpoint

-- Fields of live entries: settled or open, and their routes. They come and go with their entry.
CREATE FUNCTION field_tallies(settled boolean, route text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY[CASE WHEN settled THEN 'field:settled' ELSE 'field:open' END, 'route:' || route]
$$;
--> statement-breakpoint
CREATE FUNCTION tally_new_fields() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_changes (book_id, what, change)
  SELECT e.book_id, what, count(*) FROM come c JOIN entries e ON e.id = c.entry_id,
    unnest(field_tallies(c.settled, c.route)) AS what
  WHERE e.state <> 'withdrawn' GROUP BY 1, 2;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION tally_changed_fields() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_changes (book_id, what, change)
  SELECT e.book_id, what, sum(change) FROM (
    SELECT entry_id, unnest(field_tallies(settled, route)) AS what, -1 AS change FROM gone
    UNION ALL SELECT entry_id, unnest(field_tallies(settled, route)), 1 FROM come) both_sides
    JOIN entries e ON e.id = entry_id
  WHERE e.state <> 'withdrawn' GROUP BY 1, 2 HAVING sum(change) <> 0;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER entry_fields_tally_new AFTER INSERT ON entry_fields REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new_fields();
--> statement-breakpoint
CREATE TRIGGER entry_fields_tally_changed AFTER UPDATE ON entry_fields REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_changed_fields();
--> statement-breakpoint
CREATE FUNCTION tally_changed_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_changes (book_id, what, change)
  SELECT book_id, what, sum(change) FROM (
    SELECT book_id, 'entry:' || state AS what, -1 AS change FROM gone
    UNION ALL SELECT book_id, 'entry:' || state, 1 FROM come) both_sides
  GROUP BY 1, 2 HAVING sum(change) <> 0;
  INSERT INTO tally_changes (book_id, what, change)
  SELECT m.book_id, what, sum(m.change) FROM (
    SELECT g.id, g.book_id, -1 AS change FROM gone g JOIN come c ON c.id = g.id
      WHERE g.state <> 'withdrawn' AND (c.state = 'withdrawn' OR c.book_id <> g.book_id)
    UNION ALL
    SELECT c.id, c.book_id, 1 FROM gone g JOIN come c ON c.id = g.id
      WHERE c.state <> 'withdrawn' AND (g.state = 'withdrawn' OR c.book_id <> g.book_id)) m
    JOIN entry_fields f ON f.entry_id = m.id, unnest(field_tallies(f.settled, f.route)) AS what
  GROUP BY 1, 2 HAVING sum(m.change) <> 0;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER entries_tally_changed AFTER UPDATE ON entries REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION tally_changed_entries();
--> statement-breakpoint

-- Lanes: by row and only when the lane changes, because leases touch these rows all day.
CREATE FUNCTION tally_lane() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.lane IS NOT NULL THEN
    INSERT INTO tally_changes (book_id, what, change) VALUES (OLD.book_id, 'lane:' || OLD.lane, -1);
  END IF;
  IF NEW.lane IS NOT NULL THEN
    INSERT INTO tally_changes (book_id, what, change) VALUES (NEW.book_id, 'lane:' || NEW.lane, 1);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER entry_work_tally_new AFTER INSERT ON entry_work FOR EACH ROW
  WHEN (NEW.lane IS NOT NULL) EXECUTE FUNCTION tally_lane();
--> statement-breakpoint
CREATE TRIGGER entry_work_tally_changed AFTER UPDATE OF lane, book_id ON entry_work FOR EACH ROW
  WHEN (OLD.lane IS DISTINCT FROM NEW.lane OR OLD.book_id <> NEW.book_id) EXECUTE FUNCTION tally_lane();
--> statement-breakpoint

-- What each person saved on each day (Vietnam), without what was taken back. It outlives the rows of `saves`.
CREATE FUNCTION tally_save() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_changes (book_id, what, change)
  SELECT e.book_id, 'saved:' || (NEW.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date || ':' || NEW.account_id,
    CASE WHEN TG_OP = 'INSERT' THEN 1 ELSE -1 END
  FROM entries e WHERE e.id = NEW.entry_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER saves_tally_new AFTER INSERT ON saves FOR EACH ROW
  WHEN (NEW.type <> 'undo' AND NOT NEW.undone) EXECUTE FUNCTION tally_save();
--> statement-breakpoint
CREATE TRIGGER saves_tally_undone AFTER UPDATE OF undone ON saves FOR EACH ROW
  WHEN (NEW.type <> 'undo' AND NEW.undone AND NOT OLD.undone) EXECUTE FUNCTION tally_save();
--> statement-breakpoint

-- Adds the changes up. One at a time; whoever comes second has nothing to do.
CREATE FUNCTION fold_tallies() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE folded bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(7310502) THEN RETURN 0; END IF;
  WITH gone AS (
    DELETE FROM tally_changes RETURNING book_id, what, change
  ), kept AS (
    INSERT INTO tallies (book_id, what, count) SELECT book_id, what, sum(change) FROM gone GROUP BY 1, 2
    ON CONFLICT (book_id, what) DO UPDATE SET count = tallies.count + excluded.count
  )
  SELECT count(*) INTO folded FROM gone;
  RETURN folded;
END $$;
--> statement-breakpoint

-- The counts of lists follow entries that go to another book.
CREATE OR REPLACE FUNCTION count_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'withdrawn' THEN PERFORM count_for_book(NEW.book_id, 1, 0); END IF;
  ELSIF (NEW.state = 'withdrawn') <> (OLD.state = 'withdrawn') OR NEW.book_id <> OLD.book_id THEN
    IF OLD.state <> 'withdrawn' THEN PERFORM count_for_book(OLD.book_id, -1, 0); END IF;
    IF NEW.state <> 'withdrawn' THEN PERFORM count_for_book(NEW.book_id, 1, 0); END IF;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
DROP TRIGGER entries_count ON entries;
--> statement-breakpoint
CREATE TRIGGER entries_count AFTER INSERT OR UPDATE OF state, book_id ON entries
  FOR EACH ROW EXECUTE FUNCTION count_entries();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION count_open_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.lane IS NOT NULL THEN PERFORM count_for_book(NEW.book_id, 0, 1); END IF;
  ELSIF (NEW.lane IS NULL) <> (OLD.lane IS NULL) OR NEW.book_id <> OLD.book_id THEN
    IF OLD.lane IS NOT NULL THEN PERFORM count_for_book(OLD.book_id, 0, -1); END IF;
    IF NEW.lane IS NOT NULL THEN PERFORM count_for_book(NEW.book_id, 0, 1); END IF;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
DROP TRIGGER entry_work_count ON entry_work;
--> statement-breakpoint
CREATE TRIGGER entry_work_count AFTER INSERT OR UPDATE OF lane, book_id ON entry_work
  FOR EACH ROW EXECUTE FUNCTION count_open_entries();
--> statement-breakpoint

-- A name and what is left of it from each of its words on.
CREATE FUNCTION name_ends(text) RETURNS SETOF text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT substr($1, place) FROM generate_series(1, length($1)) AS place
  WHERE substr($1, place, 1) <> ' ' AND (place = 1 OR substr($1, place - 1, 1) = ' ')
$$;
--> statement-breakpoint
CREATE FUNCTION note_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two who note the same name at once may both do it: searching takes each name once.
  IF NOT EXISTS (SELECT 1 FROM name_parts n WHERE n.part = NEW.term AND n.term = NEW.term) THEN
    INSERT INTO name_parts (part, term) SELECT part, NEW.term FROM name_ends(NEW.term) AS part;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER entry_terms_note_name AFTER INSERT OR UPDATE OF term ON entry_terms FOR EACH ROW
  WHEN (NEW.type = 'name') EXECUTE FUNCTION note_name();
--> statement-breakpoint

-- Pages stand in the order of their files and frames, the left half before the right one.
CREATE FUNCTION scan_position(frame bigint, side text) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT f.file_id::numeric * 100000 + f.index + CASE WHEN side = 'right' THEN 0.5 ELSE 0 END FROM frames f WHERE f.id = frame
$$;
--> statement-breakpoint
CREATE FUNCTION place_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.position := scan_position(NEW.frame_id, NEW.side);
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER pages_place BEFORE INSERT ON pages FOR EACH ROW WHEN (NEW.position = 0) EXECUTE FUNCTION place_page();
--> statement-breakpoint
CREATE TRIGGER page_events_append_only BEFORE UPDATE OR DELETE ON page_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER page_events_no_truncate BEFORE TRUNCATE ON page_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE page_events ADD CONSTRAINT page_events_undoes FOREIGN KEY (undoes) REFERENCES page_events (id);
--> statement-breakpoint

-- What is there already. `count_everything` also serves whoever fills a database past the triggers.
UPDATE pages SET position = scan_position(frame_id, side);
--> statement-breakpoint
CREATE FUNCTION count_everything() RETURNS void LANGUAGE sql AS $$
  DELETE FROM tally_changes;
  DELETE FROM tallies;
  INSERT INTO tallies (book_id, what, count)
  SELECT book_id, 'file:' || state, count(*) FROM files GROUP BY 1, 2
  UNION ALL SELECT book_id, 'frame:' || state, count(*) FROM frames GROUP BY 1, 2
  UNION ALL SELECT book_id, what, count(*) FROM pages, unnest(page_tallies(state, class)) AS what GROUP BY 1, 2
  UNION ALL SELECT book_id, 'task:' || state, count(*) FROM tasks GROUP BY 1, 2
  UNION ALL SELECT book_id, 'entry:' || state, count(*) FROM entries GROUP BY 1, 2
  UNION ALL SELECT book_id, 'lane:' || lane, count(*) FROM entry_work WHERE lane IS NOT NULL GROUP BY 1, 2
  UNION ALL SELECT e.book_id, CASE WHEN f.settled THEN 'field:settled' ELSE 'field:open' END, count(*)
    FROM entry_fields f JOIN entries e ON e.id = f.entry_id WHERE e.state <> 'withdrawn' GROUP BY 1, 2
  UNION ALL SELECT e.book_id, 'route:' || f.route, count(*)
    FROM entry_fields f JOIN entries e ON e.id = f.entry_id WHERE e.state <> 'withdrawn' GROUP BY 1, 2
  UNION ALL SELECT e.book_id,
      'saved:' || (s.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date || ':' || s.account_id, count(*)
    FROM saves s JOIN entries e ON e.id = s.entry_id WHERE s.type <> 'undo' AND NOT s.undone GROUP BY 1, 2;
$$;
--> statement-breakpoint
SELECT count_everything();
--> statement-breakpoint
INSERT INTO name_parts (part, term)
SELECT part, term FROM (SELECT DISTINCT term FROM entry_terms WHERE type = 'name') names, name_ends(term) AS part;
--> statement-breakpoint
COMMENT ON TABLE tally_changes IS 'Changes of counted numbers, added by triggers; fold_tallies() sums them into tallies.';
--> statement-breakpoint
COMMENT ON TABLE page_events IS 'Append-only: pages moved or given another class, and what of it was undone.';
