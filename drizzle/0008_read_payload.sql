-- A field of a body as text; null: there is none, or the body is no JSON. Parsing hostile bytes must not fail the statement.
CREATE FUNCTION payload_text(body bytea, path text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED AS $$
BEGIN
  RETURN convert_from(body, 'UTF8')::json #>> path;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
