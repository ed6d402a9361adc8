"""The filled store on PostgreSQL: filled once a worker, then put back from copies of its tables for each test."""

from sqlalchemy import Connection, NullPool, create_engine, make_url

_KEEP = """
DO $$ DECLARE name text; BEGIN
  CREATE SCHEMA filled;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('CREATE TABLE filled.%%I AS TABLE public.%%I', name, name);
  END LOOP;
END $$
"""
_RESTORE = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'filled' LOOP
    EXECUTE format('DELETE FROM public.%%I', name);
    EXECUTE format('INSERT INTO public.%%I SELECT * FROM filled.%%I', name, name);
  END LOOP;
  FOR name IN SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format(
      'SELECT setval(%%L, (SELECT coalesce(max(id), 0) + 1 FROM public.%%I), false)',
      'public.' || name, left(name, -length('_id_seq'))
    );
  END LOOP;
END $$
"""


def keep(url: str) -> None:
    """Keeps a copy of every table."""
    with _connected(url) as connection:
        connection.exec_driver_sql(_KEEP)
        connection.commit()


def restore(url: str) -> None:
    """Puts every table back to its copy."""
    with _connected(url) as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no guards, no foreign keys
        connection.exec_driver_sql(_RESTORE)
        connection.commit()


def _connected(url: str) -> Connection:
    driver = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(driver, poolclass=NullPool).connect()
