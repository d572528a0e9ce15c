-- What must hold whatever program writes: append-only history, supersession in one line, four eyes, the audit chain.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % of % is not allowed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'SH001';
END $$;
--> statement-breakpoint
CREATE TRIGGER field_values_append_only BEFORE UPDATE OR DELETE ON field_values FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER field_values_no_truncate BEFORE TRUNCATE ON field_values FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER batch_keyers_append_only BEFORE UPDATE OR DELETE ON batch_keyers FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- A value supersedes a value of the same field of the same entry.
ALTER TABLE field_values ADD CONSTRAINT field_values_line UNIQUE (id, entry_id, field);
--> statement-breakpoint
ALTER TABLE field_values ADD CONSTRAINT field_values_supersedes
  FOREIGN KEY (supersedes, entry_id, field) REFERENCES field_values (id, entry_id, field);
--> statement-breakpoint
ALTER TABLE field_values ADD CONSTRAINT field_values_forward CHECK (supersedes IS NULL OR supersedes < id);
--> statement-breakpoint
ALTER TABLE entry_fields ADD CONSTRAINT entry_fields_own_value
  FOREIGN KEY (value_id, entry_id, field) REFERENCES field_values (id, entry_id, field);
--> statement-breakpoint

-- Four eyes. Whoever keys in a batch is noted, with a lock on the batch that an approval takes too, so that neither
-- can slip past the other; the approval of a keyer is refused, and so is keying by somebody who approved the batch.
CREATE FUNCTION note_keyer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE batch bigint;
BEGIN
  SELECT b.batch_id INTO batch FROM entries e JOIN books b ON b.id = e.book_id WHERE e.id = NEW.entry_id;
  IF EXISTS (SELECT 1 FROM batch_keyers k WHERE k.batch_id = batch AND k.account_id = NEW.account_id) THEN
    RETURN NEW;
  END IF;
  PERFORM 1 FROM batches WHERE id = batch FOR UPDATE;
  IF EXISTS (SELECT 1 FROM decisions d WHERE d.batch_id = batch AND d.account_id = NEW.account_id AND d.verdict = 'approve') THEN
    RAISE EXCEPTION 'four eyes: account % approved batch % and cannot key in it', NEW.account_id, batch USING ERRCODE = 'SH002';
  END IF;
  INSERT INTO batch_keyers (batch_id, account_id) VALUES (batch, NEW.account_id) ON CONFLICT DO NOTHING;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER field_values_note_keyer BEFORE INSERT ON field_values
  FOR EACH ROW WHEN (NEW.source = 'person') EXECUTE FUNCTION note_keyer();
--> statement-breakpoint
CREATE FUNCTION four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM batches WHERE id = NEW.batch_id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM batch_keyers k WHERE k.batch_id = NEW.batch_id AND k.account_id = NEW.account_id) THEN
    RAISE EXCEPTION 'four eyes: account % keyed in batch % and cannot approve it', NEW.account_id, NEW.batch_id USING ERRCODE = 'SH002';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER decisions_four_eyes BEFORE INSERT ON decisions
  FOR EACH ROW WHEN (NEW.verdict = 'approve') EXECUTE FUNCTION four_eyes();
--> statement-breakpoint

-- Only an accepted batch may be loaded, and acceptance comes from a decision.
CREATE FUNCTION accepted_by_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT d.verdict FROM decisions d WHERE d.batch_id = NEW.id ORDER BY d.id DESC LIMIT 1) IS DISTINCT FROM 'approve' THEN
    RAISE EXCEPTION 'batch % was not approved', NEW.id USING ERRCODE = 'SH003';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER batches_accepted_by_decision BEFORE UPDATE OF state ON batches
  FOR EACH ROW WHEN (NEW.state IN ('accepted', 'loaded')) EXECUTE FUNCTION accepted_by_decision();
--> statement-breakpoint
CREATE FUNCTION load_needs_acceptance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT state FROM batches WHERE id = NEW.batch_id FOR SHARE) NOT IN ('accepted', 'loaded') THEN
    RAISE EXCEPTION 'batch % is not accepted', NEW.batch_id USING ERRCODE = 'SH003';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER load_runs_need_acceptance BEFORE INSERT ON load_runs FOR EACH ROW EXECUTE FUNCTION load_needs_acceptance();
--> statement-breakpoint

-- The audit chain: each row carries the hash of the one before. The advisory lock is held to the end of the
-- transaction, so rows enter the chain in the order of their ids.
CREATE FUNCTION chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7310501);
  NEW.id := nextval(pg_get_serial_sequence('audit_events', 'id'));
  SELECT hash INTO NEW.previous_hash FROM audit_events ORDER BY id DESC LIMIT 1;
  NEW.previous_hash := coalesce(NEW.previous_hash, '');
  NEW.hash := encode(sha256(convert_to(concat_ws('|', NEW.previous_hash, NEW.id,
    to_char(NEW.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(NEW.account_id::text, ''),
    coalesce(NEW.office_id::text, ''), NEW.action, NEW.subject, NEW.subject_id, NEW.detail::text), 'UTF8')), 'hex');
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_events_chain BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION chain_audit();
--> statement-breakpoint

COMMENT ON TABLE entries IS 'One registration. Identity: original office, kind, registration year, number, suffix; unique among entries not withdrawn.';
--> statement-breakpoint
COMMENT ON TABLE field_values IS 'Append-only: a value is superseded by a later one, never changed.';
--> statement-breakpoint
COMMENT ON TABLE decisions IS 'Append-only. Whoever keyed in the batch cannot approve it (trigger four_eyes).';
--> statement-breakpoint
COMMENT ON TABLE audit_events IS 'Append-only hash chain. Holds ids and codes, never personal data.';
