package ledger

import "github.com/ncruces/go-sqlite3"

// Unsynced are options under which nothing waits for the disk.
var Unsynced = Options{synchronous: "OFF"}

// Connecting are options that run f on every new connection.
func Connecting(f func(*sqlite3.Conn) error) Options { return Options{connect: f, synchronous: "OFF"} }
