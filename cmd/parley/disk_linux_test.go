package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// fullDisk reads posts onto a disk of so many kilobytes, on which each thing
// that follows must hold although nothing more fits: the ledger verifies and
// answers. What the disk then holds goes to full.db; with more room the same
// read goes on, and what that leaves goes to done.db.
const fullDisk = `
mount -t tmpfs -o size=${ROOM}k none disk || exit 77
parley read --ledger disk/ledger.db "$POSTS" 2>said; echo $? >status
parley verify --ledger disk/ledger.db >/dev/null || exit 78
parley deals --ledger disk/ledger.db >/dev/null || exit 79
for f in disk/ledger.db*; do cp "$f" "full.db${f#disk/ledger.db}"; done
mount -o remount,size=512m disk || exit 77
parley read --ledger disk/ledger.db "$POSTS" >/dev/null || exit 80
for f in disk/ledger.db*; do cp "$f" "done.db${f#disk/ledger.db}"; done
`

// TestAFullDiskIsNamedAndLosesNothing fills real disks, each a little larger than
// the last, in a namespace of the test's own.
func TestAFullDiskIsNamedAndLosesNothing(t *testing.T) {
	disks, posts, room := 1, 24, 900
	if os.Getenv("PARLEY_SOAK") != "" {
		disks, posts = 40, 100
	}
	whole := filepath.Join(t.TempDir(), "whole.db")
	folder := filepath.Join(t.TempDir(), "posts")
	writePosts(t, folder, posts)
	if out, err := exec.Command("parley", "read", "--ledger", whole, folder).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want := exported(t, whole)
	kept := []int64{}
	for n := range disks {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "disk"), 0o755); err != nil {
			t.Fatal(err)
		}
		c := exec.Command("sh", "-c", fullDisk)
		c.Dir, c.Env = dir, append(os.Environ(), "POSTS="+folder, fmt.Sprint("ROOM=", room+n*53))
		c.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		}
		out, err := c.CombinedOutput()
		switch {
		case c.ProcessState == nil || c.ProcessState.ExitCode() == 77:
			t.Skipf("this system lets nobody mount a disk of their own: %v", err)
		case err != nil:
			t.Fatalf("disk %d: %v: %s", n, err, out)
		}
		status, _ := os.ReadFile(filepath.Join(dir, "status"))
		said, _ := os.ReadFile(filepath.Join(dir, "said"))
		if strings.TrimSpace(string(status)) != "1" || !strings.Contains(string(said), "the disk is full; nothing was lost") {
			t.Errorf("disk %d: status %s, said %q", n, status, said)
		}
		kept = append(kept, wholeDocuments(t, filepath.Join(dir, "full.db")))
		if diff := firstDifference(want, exported(t, filepath.Join(dir, "done.db"))); diff != "" {
			t.Errorf("disk %d: the end differs from an unbroken read: %s", n, diff)
		}
	}
	t.Attr("soak", fmt.Sprintf("%d disks filled by a read of %d posts, after %d to %d documents", disks, posts, kept[0], kept[len(kept)-1]))
}
