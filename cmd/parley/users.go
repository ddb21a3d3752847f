package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/safe"
	"github.com/parley-desk/parley/internal/users"
)

// usersPath is the file of users: the flag, else the one beside the ledger.
func (p *program) usersPath(flag, ledger string) string {
	if flag != "" {
		return flag
	}
	return p.ledgerPath(ledger) + ".users.json"
}

// openUsers is who may use the desk; nil when there is no file of users.
func (p *program) openUsers(flag, ledger string) (*users.Store, error) {
	path := p.usersPath(flag, ledger)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && flag == "" {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return users.Open(path)
}

func (p *program) usersCommand() *cobra.Command {
	var file, path, purpose string
	role := string(users.Reader)
	c := p.command("users", groupKeep, cobra.Command{Args: cobra.RangeArgs(1, 2), ValidArgs: []string{"add", "list", "remove", "revoke", "token"}})
	f := c.Flags()
	f.StringVar(&role, "role", role, "what the user or token may: reader, analyst, reviewer, admin")
	f.StringVar(&purpose, "for", "", "what the token is for, in a few `WORDS`")
	f.StringVar(&file, "users", "", "the `FILE` of users (else the ledger's, with .users.json at its end)")
	ledgerFlag(c, &path)
	c.RunE = func(_ *cobra.Command, args []string) error {
		if err := oneOf("users", args[0], "add", "list", "remove", "revoke", "token"); err != nil {
			return err
		}
		if (args[0] == "list") != (len(args) == 1) {
			return usagef("want parley users list, or parley users %s NAME", map[bool]string{true: "add", false: args[0]}[args[0] == "list"])
		}
		if err := oneOf("--role", role, users.Roles()...); err != nil {
			return err
		}
		store, err := users.Open(p.usersPath(file, path))
		if err != nil {
			return err
		}
		switch args[0] {
		case "add":
			password, err := p.password()
			if err != nil {
				return err
			}
			if err := store.Set(args[1], users.Role(role), password); err != nil {
				return err
			}
			p.out.line(safe.Line(args[1]) + " is " + role + ".")
		case "remove":
			if err := store.Remove(args[1]); err != nil {
				return err
			}
			p.out.line(safe.Line(args[1]) + " is out.")
		case "revoke":
			return store.RemoveTokens(args[1])
		case "token":
			t, err := store.NewToken(args[1], users.Role(role), purpose, p.now())
			if err != nil {
				return err
			}
			p.out.line(t)
		default:
			all, err := store.List()
			if err != nil {
				return err
			}
			t := table{head: []string{"user", "role"}}
			for _, u := range all {
				t.add(plain(safe.Line(u.Name)), plain(string(u.Role)))
			}
			t.print(p.out)
		}
		return nil
	}
	return c
}

// password is a line of standard input. At a terminal it is asked for and not
// shown.
func (p *program) password() (string, error) {
	if f, ok := p.in.(interruptible); ok {
		if file, ok := f.r.(*os.File); ok && term.IsTerminal(file.Fd()) {
			p.err.write("Password: ")
			p.err.flush()
			b, err := term.ReadPassword(file.Fd())
			p.err.line("")
			return string(b), err
		}
	}
	s := bufio.NewScanner(p.in)
	if !s.Scan() {
		return "", errors.Join(errors.New("standard input: no password"), s.Err())
	}
	return strings.TrimRight(s.Text(), "\r"), nil
}
