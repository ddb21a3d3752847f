-- One row for a voice in a run in place of one for each of its statements: the
-- run is decoded anyway to show one.

DROP TABLE statement;
DROP TABLE statement_voice;
DROP TABLE statement_deal;

CREATE TABLE voice (
  voice   TEXT    NOT NULL,                  -- folded name of a speaker or of whom it speaks for
  at      INTEGER NOT NULL,                  -- of the reading
  run_seq INTEGER NOT NULL,
  PRIMARY KEY (voice, at, run_seq)
) WITHOUT ROWID;

ALTER TABLE reading ADD COLUMN acts  INTEGER NOT NULL DEFAULT 0;  -- of its statements: a bit for each word of the vocabulary
ALTER TABLE reading ADD COLUMN bases INTEGER NOT NULL DEFAULT 0;
CREATE INDEX reading_at ON reading (at, seq);
