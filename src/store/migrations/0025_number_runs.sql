CREATE TABLE "book_numbers" (
	"book_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"year" integer NOT NULL,
	"office_id" bigint NOT NULL,
	"numbers" "int4multirange" NOT NULL,
	"entries" integer NOT NULL,
	CONSTRAINT "book_numbers_book_id_kind_year_office_id_pk" PRIMARY KEY("book_id","kind","year","office_id")
);
--> statement-breakpoint
CREATE TABLE "number_marks" (
	"book_id" bigint NOT NULL,
	"office_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "book_numbers_office" ON "book_numbers" USING btree ("office_id","kind","year");--> statement-breakpoint
CREATE INDEX "number_marks_book" ON "number_marks" USING btree ("book_id");--> statement-breakpoint
CREATE INDEX "number_marks_office" ON "number_marks" USING btree ("office_id","book_id");--> statement-breakpoint

-- Entry numbers of a book, from its live entries: what `book_numbers` keeps.
CREATE FUNCTION numbers_of(book bigint) RETURNS SETOF book_numbers LANGUAGE sql STABLE AS $$
  SELECT e.book_id, e.kind, e.registration_year, e.office_id, range_agg(int4range(e.number, e.number + 1)), count(*)::integer
  FROM entries e WHERE e.book_id = book AND e.state <> 'withdrawn' AND e.number IS NOT NULL
  GROUP BY e.book_id, e.kind, e.registration_year, e.office_id
$$;
--> statement-breakpoint
CREATE FUNCTION mark_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO number_marks (book_id, office_id) VALUES (NEW.book_id, NEW.office_id);
  IF TG_OP = 'UPDATE' AND (OLD.book_id, OLD.office_id) <> (NEW.book_id, NEW.office_id) THEN
    INSERT INTO number_marks (book_id, office_id) VALUES (OLD.book_id, OLD.office_id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER entries_numbers_new AFTER INSERT ON entries FOR EACH ROW
  WHEN (NEW.number IS NOT NULL AND NEW.state <> 'withdrawn') EXECUTE FUNCTION mark_numbers();
--> statement-breakpoint
CREATE TRIGGER entries_numbers_changed
  AFTER UPDATE OF number, registration_year, kind, office_id, book_id, state ON entries FOR EACH ROW
  WHEN ((OLD.number, OLD.registration_year, OLD.kind, OLD.office_id, OLD.book_id, OLD.state = 'withdrawn') IS DISTINCT FROM
    (NEW.number, NEW.registration_year, NEW.kind, NEW.office_id, NEW.book_id, NEW.state = 'withdrawn'))
  EXECUTE FUNCTION mark_numbers();
--> statement-breakpoint

-- Counts the marked books anew. A change that is not seen here has its mark after this, because marks are taken away first.
-- One at a time; whoever comes second has nothing to do.
CREATE FUNCTION fold_numbers() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE marked bigint[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(7310503) THEN RETURN 0; END IF;
  WITH gone AS (DELETE FROM number_marks RETURNING book_id)
    SELECT array_agg(DISTINCT book_id) INTO marked FROM gone;
  DELETE FROM book_numbers WHERE book_id = ANY (marked);
  INSERT INTO book_numbers SELECT n.* FROM unnest(marked) AS book, numbers_of(book) n;
  RETURN coalesce(array_length(marked, 1), 0);
END $$;
--> statement-breakpoint

-- All books at once, along the index: for what is there already, and for whoever fills a database past the triggers.
CREATE FUNCTION count_numbers() RETURNS void LANGUAGE sql AS $$
  DELETE FROM number_marks;
  DELETE FROM book_numbers;
  INSERT INTO book_numbers
  SELECT e.book_id, e.kind, e.registration_year, e.office_id, range_agg(int4range(e.number, e.number + 1)), count(*)
  FROM entries e WHERE e.state <> 'withdrawn' AND e.number IS NOT NULL
  GROUP BY e.book_id, e.kind, e.registration_year, e.office_id;
$$;
--> statement-breakpoint
SELECT count_numbers();
--> statement-breakpoint
ANALYZE book_numbers;
--> statement-breakpoint

-- Fields are counted some hundred thousand at a time: a join of all entries with all fields goes to disk many times over.
CREATE FUNCTION count_fields() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  at bigint := (SELECT min(id) FROM entries);
  last bigint := (SELECT max(id) FROM entries);
BEGIN
  WHILE at <= last LOOP
    INSERT INTO tallies (book_id, what, count)
    SELECT g.book_id, what, sum(g.fields) FROM (
      SELECT e.book_id, f.settled, f.route, count(*) AS fields
      FROM entries e JOIN entry_fields f ON f.entry_id = e.id
      WHERE e.id >= at AND e.id < at + 50000 AND f.entry_id >= at AND f.entry_id < at + 50000 AND e.state <> 'withdrawn'
      GROUP BY 1, 2, 3) g, unnest(field_tallies(g.settled, g.route)) AS what
    GROUP BY 1, 2
    ON CONFLICT (book_id, what) DO UPDATE SET count = tallies.count + excluded.count;
    at := at + 50000;
  END LOOP;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION count_everything() RETURNS void LANGUAGE sql AS $$
  DELETE FROM tally_changes;
  DELETE FROM tallies;
  INSERT INTO tallies (book_id, what, count)
  SELECT book_id, 'file:' || state, count(*) FROM files GROUP BY book_id, state
  UNION ALL SELECT book_id, 'frame:' || state, count(*) FROM frames GROUP BY book_id, state
  UNION ALL SELECT g.book_id, what, sum(g.pages) FROM (
      SELECT book_id, state, class, count(*) AS pages FROM pages GROUP BY 1, 2, 3) g,
    unnest(page_tallies(g.state, g.class)) AS what GROUP BY 1, 2
  UNION ALL SELECT book_id, 'task:' || state, count(*) FROM tasks GROUP BY book_id, state
  UNION ALL SELECT book_id, 'entry:' || state, count(*) FROM entries GROUP BY book_id, state
  UNION ALL SELECT book_id, 'lane:' || lane, count(*) FROM entry_work WHERE lane IS NOT NULL GROUP BY book_id, lane
  UNION ALL SELECT e.book_id,
      'saved:' || (s.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date || ':' || s.account_id, count(*)
    FROM saves s JOIN entries e ON e.id = s.entry_id WHERE s.type <> 'undo' AND NOT s.undone GROUP BY 1, 2;
  SELECT count_fields();
  SELECT count_numbers();
$$;
--> statement-breakpoint
COMMENT ON TABLE book_numbers IS 'Kept from entries: right for every book without a row in number_marks.';
