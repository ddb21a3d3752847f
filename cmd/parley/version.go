package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// buildInfo is what `parley version` says.
type buildInfo struct {
	Schema   string `json:"schema"`
	Version  string `json:"version"`  // of the module, "(devel)" when built from a work tree
	Revision string `json:"revision"` // of the source, "" when unknown
	Time     string `json:"time"`     // of the revision
	Modified bool   `json:"modified"` // the work tree differed from the revision
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (p *program) versionCommand() *cobra.Command {
	var asJSON bool
	c := p.command("version", groupKeep, cobra.Command{Args: cobra.NoArgs})
	jsonFlag(c, &asJSON)
	c.RunE = func(*cobra.Command, []string) error {
		v := build()
		if asJSON {
			return p.json(v)
		}
		p.out.line("parley " + v.Version)
		if v.Revision != "" {
			state := ""
			if v.Modified {
				state = " and changes"
			}
			p.out.line(fmt.Sprintf("built from %s (%s)%s", v.Revision, v.Time, state))
		}
		p.out.line(v.Go + " " + v.Platform)
		return nil
	}
	return c
}

func build() buildInfo {
	v := buildInfo{Schema: "parley.version/1", Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}
