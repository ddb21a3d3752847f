// Package users knows who may use a desk: names, roles, passwords and API
// tokens, in a file beside the ledger.
//
// In come names and secrets, out come users. The file holds no secret that could
// be used: passwords as argon2id hashes (RFC 9106), tokens, which are 256 random
// bits, as SHA-256 digests. It is read again when it changes, so that a user who
// was removed is out at once.
package users

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
)

// Role says what a user may do. Each role may all that those before it may.
type Role string

// The roles.
const (
	Nobody   Role = ""         // who has not signed in
	Reader   Role = "reader"   // reads pages and answers
	Analyst  Role = "analyst"  // reads documents in
	Reviewer Role = "reviewer" // decides
	Admin    Role = "admin"    // sees how the server fares
)

var ladder = []Role{Nobody, Reader, Analyst, Reviewer, Admin}

// Roles lists what a user can be.
func Roles() []string {
	return []string{string(Reader), string(Analyst), string(Reviewer), string(Admin)}
}

// May reports whether r may do what needs the role least.
func (r Role) May(least Role) bool {
	return slices.Index(ladder, r) >= slices.Index(ladder, least) && slices.Contains(ladder, r)
}

// User is who asks.
type User struct {
	Name string
	Role Role
}

// Bounds of what people choose.
const (
	MinPassword = 12  // code points; NIST SP 800-63B asks for 8 at least, and no rules of composition
	MaxPassword = 256 // bytes
	maxName     = 64
)

// hashing is argon2id as RFC 9106 recommends where memory is scarce: 64 MiB,
// three passes.
var hashing = &argon2id.Params{Memory: 64 << 10, Iterations: 3, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// Store is a file of users.
type Store struct {
	path   string
	params *argon2id.Params
	hashes chan struct{} // bounds how many hashes are worked out at a time: each takes 64 MiB

	mu   sync.Mutex
	read fs.FileInfo // of the file when it was read last
	file file

	dummy func() string // the hash that the password of an unknown name is held against
}

type file struct {
	Schema string   `json:"schema"`
	Users  []record `json:"users"`
}

type record struct {
	Name     string  `json:"name"`
	Role     Role    `json:"role"`
	Password string  `json:"password"` // argon2id, in its usual encoding
	Tokens   []token `json:"tokens"`
}

type token struct {
	Hash string `json:"hash"` // hex SHA-256
	Role Role   `json:"role"` // at most the user's
	Made string `json:"made"` // RFC 3339
	For  string `json:"for"`
}

const schema = "parley.users/1"

// Open is the store in the file at path; there need be none yet.
func Open(path string) (*Store, error) {
	s := &Store{path: path, params: hashing, hashes: make(chan struct{}, 2)}
	s.dummy = sync.OnceValue(func() string {
		h, _ := argon2id.CreateHash("nobody has this password", s.params)
		return h
	})
	return s, s.refresh()
}

// refresh reads the file when it is another than the one read last. The caller
// holds no lock.
func (s *Store) refresh() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.load()
}

func (s *Store) load() error {
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		s.read, s.file = nil, file{Schema: schema}
		return nil
	}
	if err != nil {
		return err
	}
	if s.read != nil && info.ModTime().Equal(s.read.ModTime()) && info.Size() == s.read.Size() && os.SameFile(info, s.read) {
		return nil
	}
	b, err := os.ReadFile(s.path)
	if err != nil {
		return err
	}
	var f file
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil || f.Schema != schema {
		return fmt.Errorf("%s: is not a file of users (schema %q): %w", s.path, f.Schema, errors.Join(err, fs.ErrInvalid))
	}
	s.read, s.file = info, f
	return nil
}

// change reads the file, lets f change it, and puts the changed file in its
// place.
func (s *Store) change(f func(*file) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.load(); err != nil {
		return err
	}
	if err := f(&s.file); err != nil {
		s.read = nil // whatever f did is read anew
		return err
	}
	slices.SortFunc(s.file.Users, func(a, b record) int { return strings.Compare(a.Name, b.Name) })
	b, err := json.MarshalIndent(s.file, "", " ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(s.path), ".users-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails once it is renamed
	_, err = tmp.Write(append(b, '\n'))
	err = errors.Join(err, tmp.Chmod(0o600), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), s.path)
	}
	s.read = nil
	return err
}

// Set makes a user, or gives one another role and password.
func (s *Store) Set(name string, role Role, password string) error {
	switch {
	case name == "" || len(name) > maxName || strings.TrimSpace(name) != name || !plain(name):
		return fmt.Errorf("user %q: a name is 1 to %d letters, digits and - _ . @", name, maxName)
	case !slices.Contains(Roles(), string(role)):
		return fmt.Errorf("user %s: %q is none of %s", name, role, strings.Join(Roles(), ", "))
	case utf8.RuneCountInString(password) < MinPassword || len(password) > MaxPassword:
		return fmt.Errorf("user %s: a password has at least %d characters and at most %d bytes", name, MinPassword, MaxPassword)
	case strings.Contains(strings.ToLower(password), strings.ToLower(name)):
		return fmt.Errorf("user %s: the password holds the name", name)
	}
	hash, err := argon2id.CreateHash(password, s.params)
	if err != nil {
		return err
	}
	return s.change(func(f *file) error {
		if r := f.find(name); r != nil {
			r.Role, r.Password = role, hash
			return nil
		}
		f.Users = append(f.Users, record{Name: name, Role: role, Password: hash, Tokens: []token{}})
		return nil
	})
}

func plain(name string) bool {
	return strings.IndexFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.@", r)
	}) < 0
}

// ErrUnknown is matched by the error for a user that there is not.
var ErrUnknown = errors.New("no such user")

// Remove takes a user out, with all tokens.
func (s *Store) Remove(name string) error {
	return s.change(func(f *file) error {
		n := len(f.Users)
		f.Users = slices.DeleteFunc(f.Users, func(r record) bool { return r.Name == name })
		if len(f.Users) == n {
			return fmt.Errorf("user %s: %w", name, ErrUnknown)
		}
		return nil
	})
}

// NewToken makes a secret by which programs act as the user with at most the
// role given. It is told once and kept nowhere.
func (s *Store) NewToken(name string, role Role, purpose string, now time.Time) (string, error) {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	t := tokenMark + base64.RawURLEncoding.EncodeToString(secret)
	return t, s.change(func(f *file) error {
		r := f.find(name)
		switch {
		case r == nil:
			return fmt.Errorf("user %s: %w", name, ErrUnknown)
		case role == Nobody || !r.Role.May(role):
			return fmt.Errorf("user %s is %s: a token cannot be %q", name, r.Role, role)
		}
		r.Tokens = append(r.Tokens, token{digest(t), role, now.UTC().Format(time.RFC3339), purpose})
		return nil
	})
}

// RemoveTokens takes all of a user's tokens back.
func (s *Store) RemoveTokens(name string) error {
	return s.change(func(f *file) error {
		r := f.find(name)
		if r == nil {
			return fmt.Errorf("user %s: %w", name, ErrUnknown)
		}
		r.Tokens = []token{}
		return nil
	})
}

// tokenMark begins every token, so that scanners for leaked secrets know one.
const tokenMark = "parley_"

func digest(t string) string {
	sum := sha256.Sum256([]byte(t))
	return hex.EncodeToString(sum[:])
}

func (f *file) find(name string) *record {
	for i := range f.Users {
		if f.Users[i].Name == name {
			return &f.Users[i]
		}
	}
	return nil
}

// List names the users, by name.
func (s *Store) List() ([]User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.load(); err != nil {
		return nil, err
	}
	var out []User
	for _, r := range s.file.Users {
		out = append(out, User{r.Name, r.Role})
	}
	return out, nil
}

// SignIn is the user of a name and password. An unknown name takes as long as a
// wrong password, so that names cannot be found out.
func (s *Store) SignIn(ctx context.Context, name, password string) (User, bool) {
	if len(password) > MaxPassword {
		return User{}, false
	}
	select {
	case s.hashes <- struct{}{}:
		defer func() { <-s.hashes }()
	case <-ctx.Done():
		return User{}, false
	}
	u, hash, known := s.lookUp(name)
	if !known {
		hash = s.dummy()
	}
	same, err := argon2id.ComparePasswordAndHash(password, hash)
	return u, known && same && err == nil
}

func (s *Store) lookUp(name string) (u User, hash string, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.load() != nil {
		return User{}, "", false
	}
	if r := s.file.find(name); r != nil {
		return User{r.Name, r.Role}, r.Password, true
	}
	return User{}, "", false
}

// Named is the user of a name, as the file has it now.
func (s *Store) Named(name string) (User, bool) {
	u, _, known := s.lookUp(name)
	return u, known
}

// Bearer is the user that a token stands for.
func (s *Store) Bearer(t string) (User, bool) {
	if !strings.HasPrefix(t, tokenMark) {
		return User{}, false
	}
	d := []byte(digest(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.load() != nil {
		return User{}, false
	}
	for _, r := range s.file.Users {
		for _, k := range r.Tokens {
			if subtle.ConstantTimeCompare([]byte(k.Hash), d) == 1 {
				role := k.Role
				if !r.Role.May(role) { // the user was given less since
					role = r.Role
				}
				return User{r.Name, role}, true
			}
		}
	}
	return User{}, false
}
