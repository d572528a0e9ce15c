CREATE TABLE "entry_lines" (
	"entry_id" bigint PRIMARY KEY NOT NULL,
	"shown" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "field_values" DROP CONSTRAINT "field_values_superseded_once";--> statement-breakpoint
DROP INDEX "pages_book";--> statement-breakpoint
DROP INDEX "entry_terms_office";--> statement-breakpoint
DROP INDEX "entry_terms_backward";--> statement-breakpoint
DROP INDEX "entry_terms_everywhere";--> statement-breakpoint
ALTER TABLE "entry_lines" ADD CONSTRAINT "entry_lines_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "field_values_superseded_once" ON "field_values" USING btree ("supersedes") WHERE supersedes is not null;--> statement-breakpoint
CREATE INDEX "entry_terms_office" ON "entry_terms" USING btree ("office_id","type","term" text_pattern_ops,"entry_id","field");--> statement-breakpoint
CREATE INDEX "entry_terms_backward" ON "entry_terms" USING btree ("office_id","backward" text_pattern_ops,"entry_id","field") WHERE backward is not null;--> statement-breakpoint
CREATE INDEX "entry_terms_everywhere" ON "entry_terms" USING btree ("type","term" text_pattern_ops,"entry_id","field");--> statement-breakpoint

-- What lists show follows the fields, as terms do. Most saves confirm what the machine read: then nothing changes here.
CREATE OR REPLACE FUNCTION note_term() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said text;
  line text;
  folded text;
  sort text := CASE WHEN NEW.field LIKE '%HoTen' THEN 'name' ELSE 'date' END;
BEGIN
  SELECT CASE WHEN v.state IN ('read', 'inferred') THEN coalesce(v.normalized, v.verbatim) END, v.normalized
    INTO said, line FROM field_values v WHERE v.id = NEW.value_id;
  IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM field_values v WHERE v.id = OLD.value_id
    AND CASE WHEN v.state IN ('read', 'inferred') THEN coalesce(v.normalized, v.verbatim) END IS NOT DISTINCT FROM said
    AND v.normalized IS NOT DISTINCT FROM line) THEN
    RETURN NULL;
  END IF;
  IF NEW.field IN ('nksHoTen', 'chongHoTen', 'voHoTen', 'nktHoTen', 'nxnHoTen', 'cmHoTen', 'ncHoTen', 'ngayDangKy') THEN
    INSERT INTO entry_lines (entry_id, shown) VALUES (NEW.entry_id, jsonb_build_object(NEW.field, line))
    ON CONFLICT (entry_id) DO UPDATE SET shown = entry_lines.shown || excluded.shown;
  END IF;
  IF said IS NULL THEN
    DELETE FROM entry_terms WHERE entry_id = NEW.entry_id AND field = NEW.field;
    RETURN NULL;
  END IF;
  folded := left(fold_text(said), 200);
  INSERT INTO entry_terms (entry_id, field, office_id, type, term, backward)
  SELECT e.id, NEW.field, e.office_id, sort, folded, CASE WHEN sort = 'name' THEN backward_words(folded) END
  FROM entries e WHERE e.id = NEW.entry_id
  ON CONFLICT (entry_id, field) DO UPDATE SET term = excluded.term, backward = excluded.backward;
  RETURN NULL;
END $$;
--> statement-breakpoint
INSERT INTO entry_lines (entry_id, shown)
SELECT f.entry_id, jsonb_object_agg(f.field, v.normalized)
FROM entry_fields f JOIN field_values v ON v.id = f.value_id
WHERE f.field IN ('nksHoTen', 'chongHoTen', 'voHoTen', 'nktHoTen', 'nxnHoTen', 'cmHoTen', 'ncHoTen', 'ngayDangKy')
GROUP BY f.entry_id;
--> statement-breakpoint

-- A save that finishes a task of an entry nobody keys blind: its place in the queue is told from its open tasks alone.
CREATE OR REPLACE FUNCTION work_follows_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  one bigint;
  next text;
  fields bigint;
  is_plain boolean;
BEGIN
  IF TG_TABLE_NAME = 'tasks' AND TG_OP = 'UPDATE' THEN
    IF (SELECT count(*) = 1 AND bool_and(c.state = 'done') FROM changed c) THEN
      one := (SELECT c.entry_id FROM changed c);
      SELECT count(*), coalesce(bool_or(t.kind NOT IN ('key-twice', 'adjudicate')), true) INTO fields, is_plain
        FROM tasks t WHERE t.entry_id = one AND t.state = 'open';
      IF is_plain THEN
        next := CASE WHEN fields > 0 THEN 'key' END;
        UPDATE entry_work w SET lane = next, open_fields = fields, excluded = '{}',
          skipped_by = CASE WHEN w.lane IS DISTINCT FROM next THEN '{}' ELSE w.skipped_by END
        WHERE w.entry_id = one;
        IF FOUND THEN RETURN NULL; END IF;
      END IF;
    END IF;
  END IF;
  PERFORM refresh_work((SELECT array_agg(DISTINCT entry_id) FROM changed));
  RETURN NULL;
END $$;
--> statement-breakpoint
COMMENT ON TABLE entry_lines IS 'What lists show of an entry, kept by the trigger note_term.';
--> statement-breakpoint

-- The next free entry of a lane for somebody, locked if it is to be taken. Walks `entry_work_next` group by group (office,
-- kind, hand, who is excluded), which skips in one step what they may not or do not want to do, however much of it there is.
-- As a function because its steps are planned once for each connection. `in_offices` null: every office.
CREATE FUNCTION next_free(me bigint, in_lane text, in_offices bigint[], of_kinds text[], of_hands text[], of_batch bigint,
  with_skipped boolean, to_take boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  place integer := 0;
  office bigint := 0;
  found_kind text;
  found_hand text;
  found_excluded bigint[];
  next_entry bigint;
BEGIN
  LOOP
    IF in_offices IS NULL THEN
      office := (SELECT w.office_id FROM entry_work w WHERE w.lane = in_lane AND w.lane IS NOT NULL AND NOT w.parked
        AND w.office_id > office ORDER BY w.office_id LIMIT 1);
    ELSE
      place := place + 1;
      office := in_offices[place];
    END IF;
    EXIT WHEN office IS NULL;
    SELECT w.kind, w.hand, w.excluded INTO found_kind, found_hand, found_excluded FROM entry_work w
      WHERE w.lane = in_lane AND w.lane IS NOT NULL AND NOT w.parked AND w.office_id = office
      ORDER BY w.kind, w.hand, w.excluded LIMIT 1;
    WHILE FOUND LOOP
      IF NOT (me = ANY (found_excluded)) AND (of_kinds IS NULL OR found_kind = ANY (of_kinds))
        AND (of_hands IS NULL OR found_hand = ANY (of_hands)) THEN
        IF to_take THEN
          SELECT w.entry_id INTO next_entry FROM entry_work w
            WHERE w.lane = in_lane AND w.lane IS NOT NULL AND NOT w.parked AND w.office_id = office
              AND w.kind = found_kind AND w.hand = found_hand AND w.excluded = found_excluded
              AND (w.leased_until IS NULL OR w.leased_until < now())
              AND (with_skipped OR NOT (me = ANY (w.skipped_by))) AND (of_batch IS NULL OR w.batch_id = of_batch)
            ORDER BY w.entry_id LIMIT 1 FOR UPDATE SKIP LOCKED;
        ELSE
          SELECT w.entry_id INTO next_entry FROM entry_work w
            WHERE w.lane = in_lane AND w.lane IS NOT NULL AND NOT w.parked AND w.office_id = office
              AND w.kind = found_kind AND w.hand = found_hand AND w.excluded = found_excluded
              AND (w.leased_until IS NULL OR w.leased_until < now())
              AND (with_skipped OR NOT (me = ANY (w.skipped_by))) AND (of_batch IS NULL OR w.batch_id = of_batch)
            ORDER BY w.entry_id LIMIT 1;
        END IF;
        IF next_entry IS NOT NULL THEN RETURN next_entry; END IF;
      END IF;
      SELECT w.kind, w.hand, w.excluded INTO found_kind, found_hand, found_excluded FROM entry_work w
        WHERE w.lane = in_lane AND w.lane IS NOT NULL AND NOT w.parked AND w.office_id = office
          AND (w.kind, w.hand, w.excluded) > (found_kind, found_hand, found_excluded)
        ORDER BY w.kind, w.hand, w.excluded LIMIT 1;
    END LOOP;
  END LOOP;
  RETURN NULL;
END $$;
--> statement-breakpoint

-- Takes up to `most` entries, lane by lane in the order given; `lane_offices` holds the offices of each lane as a JSON list,
-- or null for every office. The lease alone need not be on disk when this ends: the claim's record in the audit chain,
-- which is written after it and waited for, takes it along.
CREATE FUNCTION claim_entries(me bigint, lanes text[], lane_offices jsonb, of_kinds text[], of_hands text[], of_batch bigint,
  with_skipped boolean, most integer, lease interval) RETURNS SETOF entry_work LANGUAGE plpgsql AS $$
DECLARE
  place integer;
  offices bigint[];
  next_entry bigint;
  taken entry_work;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  FOR place IN 1 .. coalesce(array_length(lanes, 1), 0) LOOP
    offices := CASE WHEN jsonb_typeof(lane_offices -> (place - 1)) = 'array'
      THEN array(SELECT o::bigint FROM jsonb_array_elements_text(lane_offices -> (place - 1)) WITH ORDINALITY AS l(o, n) ORDER BY n) END;
    LOOP
      IF most < 1 THEN RETURN; END IF;
      next_entry := next_free(me, lanes[place], offices, of_kinds, of_hands, of_batch, with_skipped, true);
      EXIT WHEN next_entry IS NULL;
      UPDATE entry_work w SET account_id = me, leased_until = now() + lease, fence = w.fence + 1
        WHERE w.entry_id = next_entry RETURNING w.* INTO taken;
      RETURN NEXT taken;
      most := most - 1;
    END LOOP;
  END LOOP;
END $$;
