package users

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
)

// quick is a store whose hashes cost little.
func quick(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "users.json"))
	if err != nil {
		t.Fatal(err)
	}
	s.params = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	return s
}

const secret = "correct horse battery"

func TestOnlyTheRightPasswordSignsIn(t *testing.T) {
	s := quick(t)
	if err := s.Set("ann", Reviewer, secret); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, password string
		ok             bool
	}{{"ann", secret, true}, {"ann", secret + " ", false}, {"Ann", secret, false}, {"ben", secret, false}, {"", "", false}, {"ann", strings.Repeat("x", 10_000), false}} {
		if u, ok := s.SignIn(context.Background(), c.name, c.password); ok != c.ok || ok && u != (User{"ann", Reviewer}) {
			t.Errorf("%q: %v %v", c.name, u, ok)
		}
	}
}

func TestTheFileHoldsNoSecret(t *testing.T) {
	s := quick(t)
	if err := s.Set("ann", Admin, secret); err != nil {
		t.Fatal(err)
	}
	token, err := s.NewToken("ann", Reader, "a feed", time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(s.path)
	if err != nil || strings.Contains(string(b), secret) || strings.Contains(string(b), token) || !strings.Contains(string(b), "$argon2id$") {
		t.Errorf("%s %v", b, err)
	}
	if info, _ := os.Stat(s.path); info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v", info.Mode())
	}
	if hashing.Memory < 19*1024 || hashing.Iterations < 2 {
		t.Error("weaker than OWASP's least")
	}
}

func TestATokenCanDoNoMoreThanItsUser(t *testing.T) {
	s := quick(t)
	if err := s.Set("ann", Reviewer, secret); err != nil {
		t.Fatal(err)
	}
	if _, err := s.NewToken("ann", Admin, "", time.Unix(0, 0)); err == nil {
		t.Error("a reviewer made an admin's token")
	}
	token, err := s.NewToken("ann", Reviewer, "", time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if u, ok := s.Bearer(token); !ok || u.Role != Reviewer {
		t.Error(u, ok)
	}
	if err := s.Set("ann", Reader, secret); err != nil {
		t.Fatal(err)
	}
	if u, ok := s.Bearer(token); !ok || u.Role != Reader {
		t.Error("the token kept what the user lost:", u, ok)
	}
	for _, bad := range []string{"", "parley_", token[:len(token)-1], token + "A"} {
		if _, ok := s.Bearer(bad); ok {
			t.Errorf("%q is taken", bad)
		}
	}
	if err := s.RemoveTokens("ann"); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Bearer(token); ok {
		t.Error("a token taken back is taken")
	}
}

func TestAUserWhoWasRemovedElsewhereIsOut(t *testing.T) {
	s := quick(t)
	if err := s.Set("ann", Reader, secret); err != nil {
		t.Fatal(err)
	}
	other, err := Open(s.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Remove("ann"); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Named("ann"); ok {
		t.Error("still in")
	}
}

func TestBadUsersAreRefused(t *testing.T) {
	s := quick(t)
	for _, c := range []struct{ name, role, password, want string }{
		{"", "reader", secret, "a name is"},
		{"a\u202eb", "reader", secret, "a name is"},
		{"ann", "king", secret, "none of reader"},
		{"ann", "reader", "short", "at least 12"},
		{"annabel", "reader", "annabel-annabel", "holds the name"},
	} {
		if err := s.Set(c.name, Role(c.role), c.password); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q %q: %v", c.name, c.role, err)
		}
	}
	if err := os.WriteFile(s.path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(s.path); err == nil {
		t.Error("a file of something else is taken")
	}
}

func TestRolesAreALadder(t *testing.T) {
	for i, a := range ladder {
		for j, b := range ladder {
			if a.May(b) != (i >= j) {
				t.Errorf("%q may %q: %v", a, b, a.May(b))
			}
		}
	}
	if Role("king").May(Nobody) {
		t.Error("an unknown role may something")
	}
}
