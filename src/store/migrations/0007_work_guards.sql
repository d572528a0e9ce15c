-- The queue of entries follows tasks and passes; blind passes and adjudication are guarded; entries are findable.

CREATE FUNCTION refresh_work(ids bigint[]) RETURNS void LANGUAGE sql AS $$
  WITH open AS (
    SELECT t.entry_id, t.id, t.field,
      CASE WHEN t.kind = 'adjudicate' THEN 'adjudicate'
           WHEN t.kind = 'key-twice' AND EXISTS
             (SELECT 1 FROM passes p WHERE p.task_id = t.id AND p.retracted_at IS NULL) THEN 'second'
           ELSE 'key' END AS lane
    FROM tasks t WHERE t.entry_id = ANY (ids) AND t.state = 'open'
  ), lanes AS (
    SELECT entry_id, count(*) AS open_fields,
      CASE WHEN bool_or(lane = 'key') THEN 'key' WHEN bool_or(lane = 'second') THEN 'second' ELSE 'adjudicate' END AS lane
    FROM open GROUP BY entry_id
  ), due AS (
    SELECT o.* FROM open o JOIN lanes l USING (entry_id, lane) WHERE l.lane <> 'key'
  ), keyed AS (
    SELECT d.entry_id, p.account_id, count(DISTINCT d.id) AS fields
    FROM due d JOIN passes p ON p.entry_id = d.entry_id AND p.field = d.field AND p.retracted_at IS NULL
      AND (d.lane = 'adjudicate' OR p.task_id = d.id)
    GROUP BY d.entry_id, p.account_id
  ), excluded AS (
    SELECT k.entry_id, array_agg(k.account_id ORDER BY k.account_id) AS accounts
    FROM keyed k WHERE k.fields = (SELECT count(*) FROM due d WHERE d.entry_id = k.entry_id)
    GROUP BY k.entry_id
  )
  INSERT INTO entry_work (entry_id, book_id, batch_id, office_id, kind, hand, lane, open_fields, excluded, parked)
  SELECT e.id, e.book_id, b.batch_id, e.office_id, e.kind, b.hand, l.lane, coalesce(l.open_fields, 0),
    coalesce(x.accounts, '{}'), p.state = 'held'
  FROM entries e JOIN books b ON b.id = e.book_id JOIN pages p ON p.id = e.page_id
    LEFT JOIN lanes l ON l.entry_id = e.id LEFT JOIN excluded x ON x.entry_id = e.id
  WHERE e.id = ANY (ids)
  ORDER BY e.id
  ON CONFLICT (entry_id) DO UPDATE SET lane = excluded.lane, open_fields = excluded.open_fields,
    excluded = excluded.excluded, parked = excluded.parked, batch_id = excluded.batch_id, hand = excluded.hand,
    skipped_by = CASE WHEN entry_work.lane IS DISTINCT FROM excluded.lane THEN '{}' ELSE entry_work.skipped_by END
$$;
--> statement-breakpoint
CREATE FUNCTION work_follows_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_work((SELECT array_agg(DISTINCT entry_id) FROM changed));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tasks_insert_work AFTER INSERT ON tasks REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION work_follows_tasks();
--> statement-breakpoint
CREATE TRIGGER tasks_update_work AFTER UPDATE ON tasks REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION work_follows_tasks();
--> statement-breakpoint
CREATE TRIGGER passes_insert_work AFTER INSERT ON passes REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION work_follows_tasks();
--> statement-breakpoint
CREATE TRIGGER passes_update_work AFTER UPDATE ON passes REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION work_follows_tasks();
--> statement-breakpoint
CREATE FUNCTION work_follows_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE entry_work SET parked = (NEW.state = 'held')
  WHERE entry_id IN (SELECT id FROM entries WHERE page_id = NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER pages_park_work AFTER UPDATE OF state ON pages FOR EACH ROW
  WHEN ((OLD.state = 'held') <> (NEW.state = 'held')) EXECUTE FUNCTION work_follows_page();
--> statement-breakpoint
CREATE FUNCTION work_follows_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE entry_work SET hand = NEW.hand WHERE book_id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE INDEX entry_work_book ON entry_work (book_id);
--> statement-breakpoint
CREATE TRIGGER books_hand_work AFTER UPDATE OF hand ON books FOR EACH ROW
  WHEN (OLD.hand <> NEW.hand) EXECUTE FUNCTION work_follows_book();
--> statement-breakpoint

-- A pass is never changed; whoever keyed it may take it back as long as nobody keyed the second one.
CREATE FUNCTION guard_pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.retracted_at IS NULL AND NEW.retracted_at IS NOT NULL
    AND to_jsonb(NEW) - 'retracted_at' = to_jsonb(OLD) - 'retracted_at'
    AND NOT EXISTS (SELECT 1 FROM passes p WHERE p.task_id = OLD.task_id AND p.id <> OLD.id AND p.retracted_at IS NULL) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'append-only: % of passes is not allowed', TG_OP USING ERRCODE = 'SH001';
END $$;
--> statement-breakpoint
CREATE TRIGGER passes_append_only BEFORE UPDATE OR DELETE ON passes FOR EACH ROW EXECUTE FUNCTION guard_pass();
--> statement-breakpoint
CREATE TRIGGER passes_no_truncate BEFORE TRUNCATE ON passes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Keying blind is keying: the four-eyes rule counts it.
CREATE TRIGGER passes_note_keyer BEFORE INSERT ON passes FOR EACH ROW EXECUTE FUNCTION note_keyer();
--> statement-breakpoint

-- Keyed twice means two passes by two people; between two people a third decides.
CREATE FUNCTION guard_passes_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.kind = 'key-twice' AND (SELECT count(*) FROM passes p WHERE p.task_id = OLD.id AND p.retracted_at IS NULL) < 2 THEN
    RAISE EXCEPTION 'task % has not been keyed twice', OLD.id USING ERRCODE = 'SH004';
  END IF;
  IF OLD.kind = 'adjudicate' AND EXISTS (SELECT 1 FROM passes p WHERE p.entry_id = OLD.entry_id
    AND p.field = OLD.field AND p.account_id = NEW.done_by AND p.retracted_at IS NULL) THEN
    RAISE EXCEPTION 'account % keyed the field and cannot decide on it', NEW.done_by USING ERRCODE = 'SH004';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER tasks_passes BEFORE UPDATE OF state ON tasks FOR EACH ROW
  WHEN (NEW.state = 'done' AND OLD.state = 'open' AND OLD.kind IN ('key-twice', 'adjudicate'))
  EXECUTE FUNCTION guard_passes_of_task();
--> statement-breakpoint

-- The same as `fold` of src/domain/text.ts.
CREATE FUNCTION fold_text(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(regexp_replace(normalize(replace(replace($1, 'đ', 'd'), 'Đ', 'D'), NFD), '[\u0300-\u036f]+', '', 'g'))
$$;
--> statement-breakpoint
CREATE FUNCTION backward_words(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT string_agg(word, ' ' ORDER BY place DESC) FROM unnest(string_to_array($1, ' ')) WITH ORDINALITY AS words(word, place)
$$;
--> statement-breakpoint
CREATE FUNCTION note_term() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said text; folded text; sort text := CASE WHEN NEW.field LIKE '%HoTen' THEN 'name' ELSE 'date' END;
BEGIN
  SELECT coalesce(v.normalized, v.verbatim) INTO said FROM field_values v WHERE v.id = NEW.value_id AND v.state IN ('read', 'inferred');
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
CREATE TRIGGER entry_fields_insert_term AFTER INSERT ON entry_fields FOR EACH ROW
  WHEN ((NEW.field LIKE '%HoTen' AND NEW.field <> 'nycHoTen') OR NEW.field IN ('ngayDangKy', 'nksNgaySinh', 'nktNgayChet'))
  EXECUTE FUNCTION note_term();
--> statement-breakpoint
CREATE TRIGGER entry_fields_update_term AFTER UPDATE OF value_id ON entry_fields FOR EACH ROW
  WHEN (OLD.value_id <> NEW.value_id AND ((NEW.field LIKE '%HoTen' AND NEW.field <> 'nycHoTen')
    OR NEW.field IN ('ngayDangKy', 'nksNgaySinh', 'nktNgayChet')))
  EXECUTE FUNCTION note_term();
--> statement-breakpoint

-- What is there already.
INSERT INTO entry_terms (entry_id, field, office_id, type, term, backward)
SELECT f.entry_id, f.field, e.office_id, CASE WHEN f.field LIKE '%HoTen' THEN 'name' ELSE 'date' END, t.folded,
  CASE WHEN f.field LIKE '%HoTen' THEN backward_words(t.folded) END
FROM entry_fields f JOIN entries e ON e.id = f.entry_id JOIN field_values v ON v.id = f.value_id
  CROSS JOIN LATERAL (SELECT left(fold_text(coalesce(v.normalized, v.verbatim)), 200) AS folded) t
WHERE v.state IN ('read', 'inferred') AND t.folded IS NOT NULL
  AND ((f.field LIKE '%HoTen' AND f.field <> 'nycHoTen') OR f.field IN ('ngayDangKy', 'nksNgaySinh', 'nktNgayChet'));
--> statement-breakpoint
SELECT refresh_work(array_agg(DISTINCT entry_id)) FROM tasks;
--> statement-breakpoint

COMMENT ON TABLE entry_work IS 'Queue of entries with their leases; lane, open_fields and excluded follow tasks and passes by trigger.';
--> statement-breakpoint
COMMENT ON TABLE passes IS 'Blind readings. Append-only but for retracted_at; one person has at most one live pass a task.';
