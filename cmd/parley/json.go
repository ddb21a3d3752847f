package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/safe"
)

// jsonFlag gives a command --json.
func jsonFlag(c *cobra.Command, to *bool) {
	c.Flags().BoolVar(to, "json", false, "print one JSON object, for programs")
}

// json prints v indented. Characters that a terminal would obey stand as \u
// escapes.
func (p *program) json(v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = p.out.Write(append(safe.JSON(b), '\n'))
	return err
}
