-- Two roles for a store on PostgreSQL 15 or newer. The server's administrator runs this file in the store's database,
-- before `billia init` and again after it and after every upgrade; running it once more changes nothing:
--
--     createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0 billia
--     psql -v ON_ERROR_STOP=1 -d billia -f team-postgresql.sql
--     billia --database postgresql://billia_owner@/billia --admin ana init
--     psql -v ON_ERROR_STOP=1 -d billia -f team-postgresql.sql
--
-- billia_owner owns the tables: for `billia init`, `billia copy --to` and `billia compact`.
-- billia_console is whom the console and all other commands log in as. It changes rows and nothing else: it cannot make
-- or change a table, take a guard away, empty a table, nor delete or change what is kept for ever.
-- Neither has a password: set one with \password, or let pg_hba.conf say who may be which.

DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['billia_owner', 'billia_console'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO billia_owner, billia_console', current_database());
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO billia_owner', current_database());
  IF EXISTS (SELECT FROM pg_available_extensions WHERE pg_available_extensions.name = 'pg_trgm') THEN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;  -- faster search of parts of words; all works without it
  END IF;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO billia_owner;
GRANT USAGE ON SCHEMA public TO billia_console;

-- What a later migration makes works at once; run this file again to narrow it.
ALTER DEFAULT PRIVILEGES FOR ROLE billia_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO billia_console;
ALTER DEFAULT PRIVILEGES FOR ROLE billia_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO billia_console;

DO $$
DECLARE
  one record;
  -- The program deletes rows here, and nowhere else.
  deleted text[] := ARRAY[
    'admins', 'emails', 'import_keys', 'label_components', 'label_ties', 'label_values', 'labels', 'link_waits', 'list_layouts',
    'mail_templates', 'name_words', 'personal_links', 'presences', 'queue_counts', 'queue_holders', 'queue_work',
    'queues', 'reseller_access', 'search_entries', 'sign_in_codes', 'sign_in_waits'
  ];
  -- Rows are never changed, but for what chains the log and for the personal data that an erasure empties.
  changed jsonb := '{
    "log_entries": "chain, number, salt, digest, hash, before, after, reason",
    "wallet_transactions": "note",
    "credit_changes": "note",
    "gdpr_changes": "address, reason",
    "gdpr_documents": "name, size, sha256, content",
    "request_keys": "",
    "import_keys": "fingerprint, row_id",
    "alembic_version": ""
  }';
BEGIN
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tableowner = 'billia_owner' LOOP
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, billia_console', one.name);
    EXECUTE format('GRANT SELECT ON %I TO billia_console', one.name);
    IF one.name <> 'alembic_version' THEN
      EXECUTE format('GRANT INSERT ON %I TO billia_console', one.name);
    END IF;
    IF one.name = ANY (deleted) THEN
      EXECUTE format('GRANT DELETE ON %I TO billia_console', one.name);
    END IF;
    IF NOT changed ? one.name THEN
      EXECUTE format('GRANT UPDATE ON %I TO billia_console', one.name);
    ELSIF changed ->> one.name <> '' THEN
      EXECUTE format('GRANT UPDATE (%s) ON %I TO billia_console', changed ->> one.name, one.name);
    END IF;
  END LOOP;
  FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' AND sequenceowner = 'billia_owner' LOOP
    EXECUTE format('REVOKE ALL ON SEQUENCE %I FROM PUBLIC, billia_console', one.name);
    EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %I TO billia_console', one.name);  -- billia copy --from reads them
  END LOOP;
END $$;
