package ledger

import "sync"

// cache holds the readings decoded last. A run never changes, so that one found
// here is as good as one read from the file; a redaction takes the rows that
// lead to it. Whoever gets a reading shares its parts and changes none.
type cache struct {
	mu       sync.Mutex
	old, now map[int64]*Reading // by the run's record; old ones go when now is full
	bytes    int                // packed, of now
}

// cacheBytes bounds each half of the cache, in packed bytes; decoded they take
// about three times as much.
const cacheBytes = 4 << 20

func (c *cache) get(run int64) *Reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	if x := c.now[run]; x != nil {
		return x
	}
	return c.old[run]
}

func (c *cache) put(run int64, x *Reading, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now == nil || c.bytes+size > cacheBytes {
		c.old, c.now, c.bytes = c.now, map[int64]*Reading{}, 0
	}
	c.now[run] = x
	c.bytes += size
}

// decoded is the reading of a run as far as it is in its packed form.
func (r *reader) decoded(run int64) (*Reading, error) {
	if x := r.cache.get(run); x != nil {
		return x, nil
	}
	var data []byte
	if err := r.tx.QueryRowContext(r.ctx, "SELECT data FROM packed WHERE seq = ?", run).Scan(&data); err != nil {
		return nil, err
	}
	x := &Reading{}
	if err := x.decode(data); err != nil {
		return nil, err
	}
	r.cache.put(run, x, len(data))
	return x, nil
}
