-- The log. Only these three tables are evidence; every other table is an index
-- that can be built from them again.

CREATE TABLE record (
  seq          INTEGER PRIMARY KEY,          -- place in the log, from 1, without holes
  kind         TEXT    NOT NULL CHECK (kind IN ('document', 'run', 'pair', 'judgement', 'deal_file')),
  id           TEXT    NOT NULL,             -- content id
  learned      INTEGER NOT NULL,             -- microseconds since 1970, UTC; grows with every commit
  payload_hash BLOB    NOT NULL,             -- SHA-256 of the payload's bytes
  prev         BLOB    NOT NULL,             -- hash of the record before; 32 zero bytes for the first
  hash         BLOB    NOT NULL              -- SHA-256 over seq, kind, id, learned, payload_hash and prev
);
CREATE INDEX record_id ON record (kind, id); -- once each, but for deal files, whose wordings may come back
CREATE INDEX record_learned ON record (learned);

CREATE TABLE content (
  hash BLOB PRIMARY KEY,                     -- SHA-256 of the bytes before compression
  data BLOB NOT NULL                         -- zstd: a payload's JSON or a document's original bytes
);

CREATE TABLE redaction (
  hash      BLOB PRIMARY KEY,                -- of the content that was dropped
  judgement TEXT NOT NULL                    -- id of the redact judgement
);

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Indexes over the log.

CREATE TABLE document (
  seq          INTEGER PRIMARY KEY,
  id           TEXT    NOT NULL,
  url          TEXT    NOT NULL,
  path         TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  confidential INTEGER NOT NULL,
  media_type   TEXT    NOT NULL,
  original     BLOB    NOT NULL,             -- hash of the original bytes
  size         INTEGER NOT NULL,             -- their number
  redacted     INTEGER NOT NULL              -- 1: words dropped, all else is blank
);
CREATE INDEX document_url ON document (url, seq);

CREATE TABLE reading (
  seq       INTEGER PRIMARY KEY,             -- of the run's record
  doc_seq   INTEGER NOT NULL,
  at        INTEGER NOT NULL,                -- microseconds: beginning of published, else when learned
  outlet    TEXT    NOT NULL,
  title     TEXT    NOT NULL,
  published TEXT    NOT NULL,                -- as written
  language  TEXT    NOT NULL,
  statements INTEGER NOT NULL,
  deals      INTEGER NOT NULL,
  assertions INTEGER NOT NULL
);
CREATE INDEX reading_doc ON reading (doc_seq, seq);

CREATE TABLE packed (
  seq  INTEGER PRIMARY KEY,                  -- of the run's record
  data BLOB NOT NULL                         -- zstd of the packed extraction
);

CREATE TABLE statement (
  at      INTEGER NOT NULL,
  run_seq INTEGER NOT NULL,
  ord     INTEGER NOT NULL,                  -- place among the extraction's statements
  act     TEXT    NOT NULL,
  basis   TEXT    NOT NULL,
  PRIMARY KEY (at, run_seq, ord)
) WITHOUT ROWID;

CREATE TABLE statement_voice (
  voice   TEXT    NOT NULL,                  -- folded name of the speaker or of whom it speaks for
  at      INTEGER NOT NULL,
  run_seq INTEGER NOT NULL,
  ord     INTEGER NOT NULL,
  PRIMARY KEY (voice, at, run_seq, ord)
) WITHOUT ROWID;

CREATE TABLE statement_deal (
  deal    TEXT    NOT NULL,                  -- name key, or document#deal where it has none
  at      INTEGER NOT NULL,
  run_seq INTEGER NOT NULL,
  ord     INTEGER NOT NULL,
  PRIMARY KEY (deal, at, run_seq, ord)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE word USING fts5 (       -- rowid is the document's seq
  title, text, ids, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE deal (
  run_seq    INTEGER NOT NULL,
  ord        INTEGER NOT NULL,
  doc_seq    INTEGER NOT NULL,
  local      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  aliases    TEXT    NOT NULL,               -- JSON list
  keys       TEXT    NOT NULL,               -- JSON list
  parties    TEXT    NOT NULL,               -- JSON list of names
  kind       TEXT    NOT NULL,
  instrument TEXT    NOT NULL,
  main       INTEGER NOT NULL,
  confidence REAL    NOT NULL,
  PRIMARY KEY (run_seq, ord)
) WITHOUT ROWID;

CREATE TABLE deal_key (
  key     TEXT    NOT NULL,
  run_seq INTEGER NOT NULL,
  doc_seq INTEGER NOT NULL,
  PRIMARY KEY (key, run_seq)
) WITHOUT ROWID;

CREATE TABLE deal_name (
  name    TEXT    NOT NULL,                  -- folded name or alias
  run_seq INTEGER NOT NULL,
  ord     INTEGER NOT NULL,
  PRIMARY KEY (name, run_seq, ord)
) WITHOUT ROWID;

CREATE TABLE pair (
  seq INTEGER PRIMARY KEY,
  a   TEXT NOT NULL,
  b   TEXT NOT NULL,
  score     REAL NOT NULL,
  contained REAL NOT NULL
);
CREATE UNIQUE INDEX pair_a ON pair (a, b);
CREATE INDEX pair_b ON pair (b);

CREATE TABLE sketch (
  run_seq  INTEGER PRIMARY KEY,
  document TEXT    NOT NULL,
  mins     BLOB    NOT NULL,                 -- 32 bits each, big endian
  shingles INTEGER NOT NULL
);

CREATE TABLE band (
  hash    INTEGER NOT NULL,                  -- of some of the minima
  run_seq INTEGER NOT NULL,
  PRIMARY KEY (hash, run_seq)
) WITHOUT ROWID;

CREATE TABLE judgement (
  seq     INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  verdict TEXT NOT NULL
);

CREATE TABLE judgement_target (
  target TEXT    NOT NULL,
  seq    INTEGER NOT NULL,
  PRIMARY KEY (target, seq)
) WITHOUT ROWID;

CREATE TABLE deal_file (
  seq  INTEGER PRIMARY KEY,
  deal TEXT NOT NULL
);
CREATE INDEX deal_file_deal ON deal_file (deal, seq);

CREATE TABLE deal_file_key (
  key TEXT    NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (key, seq)
) WITHOUT ROWID;

-- What is in the log stays as it is. These guards stop mistakes; `verify`
-- finds what was done behind them.

CREATE TRIGGER record_grows BEFORE INSERT ON record
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM record)
  OR NEW.prev <> coalesce((SELECT hash FROM record ORDER BY seq DESC LIMIT 1), zeroblob(32))
  OR NEW.learned < (SELECT coalesce(max(learned), 0) FROM record)
  OR NEW.kind <> 'deal_file' AND EXISTS (SELECT 1 FROM record WHERE kind = NEW.kind AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append-only: a record goes to the end of the chain, once'); END;

CREATE TRIGGER record_update BEFORE UPDATE ON record
BEGIN SELECT RAISE(ABORT, 'append-only: evidence is never changed'); END;

CREATE TRIGGER record_delete BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'append-only: evidence is never deleted'); END;

CREATE TRIGGER content_once BEFORE INSERT ON content
WHEN EXISTS (SELECT 1 FROM content WHERE hash = NEW.hash)
BEGIN SELECT RAISE(IGNORE); END;

CREATE TRIGGER content_update BEFORE UPDATE ON content
BEGIN SELECT RAISE(ABORT, 'append-only: evidence is never changed'); END;

CREATE TRIGGER content_delete BEFORE DELETE ON content
WHEN NOT EXISTS (SELECT 1 FROM redaction WHERE hash = OLD.hash)
BEGIN SELECT RAISE(ABORT, 'append-only: only a redact judgement drops words'); END;

CREATE TRIGGER redaction_insert BEFORE INSERT ON redaction
WHEN NOT EXISTS (SELECT 1 FROM judgement j JOIN record r ON r.seq = j.seq
                 WHERE j.id = NEW.judgement AND j.verdict = 'redact' AND r.kind = 'judgement')
BEGIN SELECT RAISE(ABORT, 'append-only: a redaction wants its redact judgement first'); END;

CREATE TRIGGER redaction_update BEFORE UPDATE ON redaction
BEGIN SELECT RAISE(ABORT, 'append-only: evidence is never changed'); END;

CREATE TRIGGER redaction_delete BEFORE DELETE ON redaction
BEGIN SELECT RAISE(ABORT, 'append-only: evidence is never deleted'); END;
