package ledger

// Unsynced are options under which nothing waits for the disk: for filling
// large ledgers in benchmarks.
var Unsynced = Options{synchronous: "OFF"}
