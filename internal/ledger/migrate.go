package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks an SQLite file as a Parley ledger ("PRLY").
const applicationID = 0x50524c59

// migrate brings the file to the newest schema. It runs on one connection; a
// second process that opens the file meanwhile waits for it.
func migrate(ctx context.Context, c *sql.Conn) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	app, version, tables, err := schemaOf(ctx, c)
	if err != nil {
		return err
	}
	switch {
	case app == 0 && tables > 0, app != 0 && app != applicationID:
		return fmt.Errorf("is an SQLite file, but not a Parley ledger")
	case version > len(files):
		return fmt.Errorf("was written by a newer parley (schema %d, this one knows %d): use that parley, or export there and import here", version, len(files))
	case version == len(files):
		return nil
	}
	if _, err := c.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() { _, _ = c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }() // fails harmlessly after a commit
	if _, version, _, err = schemaOf(ctx, c); err != nil {
		return err
	}
	for n := version; n < len(files); n++ {
		text, err := fs.ReadFile(migrations, files[n])
		if err != nil {
			return err
		}
		if _, err := c.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("schema %d: %w", n+1, err)
		}
	}
	if version == 0 {
		id := make([]byte, 16)
		rand.Read(id)
		if _, err := c.ExecContext(ctx, "INSERT INTO meta VALUES ('ledger', ?)", hex.EncodeToString(id)); err != nil {
			return err
		}
	}
	if _, err := c.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(files))); err != nil {
		return err
	}
	_, err = c.ExecContext(ctx, "COMMIT")
	return err
}

func schemaOf(ctx context.Context, c *sql.Conn) (app, version, tables int, err error) {
	err = c.QueryRowContext(ctx, "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)").
		Scan(&app, &version, &tables)
	return app, version, tables, err
}
