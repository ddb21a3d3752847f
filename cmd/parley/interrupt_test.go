package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parley-desk/parley/internal/ledger"
)

// TestInterruptedReadKeepsWholeDocuments interrupts a read that waits for
// standard input: it ends at once, what was read by then is in the ledger
// whole, and it says how to go on.
func TestInterruptedReadKeepsWholeDocuments(t *testing.T) {
	dir := t.TempDir()
	post := filepath.Join(dir, "post.txt")
	if err := os.WriteFile(post, []byte("Norway said on Tuesday that the talks had stalled.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "i.db")
	cmd := exec.Command("parley", "read", "--ledger", file, post, "-")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	holds := func() bool {
		l, err := ledger.Open(t.Context(), file, ledger.Options{ReadOnly: true})
		if err != nil {
			return false
		}
		defer l.Close()
		s, err := l.Stats(t.Context())
		return err == nil && s.Documents == 1
	}
	for start := time.Now(); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Since(start) > 30*time.Second {
			cmd.Process.Kill()
			t.Fatalf("the first document did not come: %s", errs.String())
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Skip(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitFailure {
		t.Errorf("exit status %d, want %d", code, exitFailure)
	}
	if want := "interrupted; 1 document is whole in the ledger, and the same command goes on from there"; !strings.Contains(errs.String(), want) {
		t.Errorf("standard error says %q, want %q", errs.String(), want)
	}
	if !holds() {
		t.Error("the document is gone")
	}
}
