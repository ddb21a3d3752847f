package web

import "github.com/parley-desk/parley/internal/api"

// apiPage is the browsable description of the API.
func (c *call) apiPage() error {
	return c.reply(result{template: "api.html", title: "API", page: api.Operations(c.s.openAPI)})
}
