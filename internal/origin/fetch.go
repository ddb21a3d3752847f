package origin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// The bounds of one fetch, all redirects included.
const (
	FetchTimeout  = 20 * time.Second
	fetchMaxHops  = 5
	fetchMaxBytes = MaxDocument
)

// UserAgent is what Parley calls itself.
const UserAgent = "parley/1 (+https://github.com/parley-desk/parley; reads pages for their reader, one at a time)"

// Fetcher gets pages over http and https. It connects to public addresses only:
// every address is looked at when it is dialled, after the name was resolved, on
// every hop, so that neither an odd spelling nor a redirect nor a name that
// resolves to the inside leads there. The zero Fetcher is ready to use.
type Fetcher struct {
	// UserAgent is sent in place of the usual one.
	UserAgent string

	allow func(netip.Addr) error // the dial check; nil is publicOnly
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
}

// isURL reports whether an argument is to be fetched.
func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// Fetch gets one page. The source it returns holds the address after redirects
// and what the server declares.
func (f *Fetcher) Fetch(ctx context.Context, address string) (Source, []byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Source{}, nil, errors.New("not a URL")
	}
	if err := allowedURL(u); err != nil {
		return Source{}, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, FetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Source{}, nil, errors.New("not a URL")
	}
	agent := f.UserAgent
	if agent == "" {
		agent = UserAgent
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,*/*;q=0.1")
	client := f.client()
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		return Source{}, nil, fetchError(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return Source{}, nil, fmt.Errorf("the server answers %s", resp.Status)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, fetchMaxBytes+1))
	if err != nil {
		return Source{}, nil, fetchError(err)
	}
	if len(data) > fetchMaxBytes {
		return Source{}, nil, fmt.Errorf("more than %s", megabytes(fetchMaxBytes))
	}
	src := Source{URL: resp.Request.URL.String()}
	if t, params, err := mime.ParseMediaType(resp.Header.Get("Content-Type")); err == nil {
		src.MediaType, src.Charset = t, params["charset"]
	}
	return src, data, nil
}

func (f *Fetcher) client() *http.Client {
	allow := f.allow
	if allow == nil {
		allow = publicOnly
	}
	dialer := &net.Dialer{
		Timeout: 10 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			ap, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("address %s: not an IP address", address)
			}
			return allow(ap.Addr())
		},
	}
	dial := f.dial
	if dial == nil {
		dial = dialer.DialContext
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dial,
			Proxy:                  nil, // a proxy would resolve names out of our sight
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  FetchTimeout,
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > fetchMaxHops {
				return fmt.Errorf("more than %d redirects", fetchMaxHops)
			}
			return allowedURL(req.URL)
		},
	}
}

// allowedURL refuses what can be refused before a name is resolved.
func allowedURL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("only http and https are fetched, not %s", u.Scheme)
	case u.Hostname() == "":
		return errors.New("no host in the URL")
	case u.User != nil:
		return errors.New("a URL with a user name or password is not fetched")
	}
	return nil
}

// forbidden lists the ranges that are not the public internet beyond those that
// netip names itself.
var forbidden = func() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8",       // this network
		"100.64.0.0/10",   // shared by carriers
		"192.0.0.0/24",    // protocol assignments
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // 6to4 relays
		"198.18.0.0/15",   // benchmarks
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"240.0.0.0/4",     // reserved, and broadcast
		"64:ff9b:1::/48",  // NAT64 within a network
		"100::/64",        // discard
		"2001::/23",       // protocol assignments, Teredo
		"2001:db8::/32",   // documentation
		"3fff::/20",       // documentation
		"5f00::/16",       // segment routing
		"fec0::/10",       // site-local
	} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}()

var (
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	sixTo4  = netip.MustParsePrefix("2002::/16")
	mapped6 = netip.MustParsePrefix("::/96") // IPv4-compatible, long out of use
)

// publicOnly refuses an address that is not on the public internet. An IPv6
// address that carries an IPv4 one (mapped, NAT64, 6to4) is judged by it.
func publicOnly(a netip.Addr) error {
	inner := a.WithZone("").Unmap()
	b := inner.As16()
	switch {
	case !inner.Is6():
	case nat64.Contains(inner), mapped6.Contains(inner):
		inner = netip.AddrFrom4([4]byte(b[12:16]))
	case sixTo4.Contains(inner):
		inner = netip.AddrFrom4([4]byte(b[2:6]))
	}
	bad := !inner.IsValid() || inner.IsUnspecified() || inner.IsLoopback() || inner.IsPrivate() || inner.IsLinkLocalUnicast() ||
		inner.IsMulticast() || inner.IsInterfaceLocalMulticast() || inner.IsLinkLocalMulticast()
	for _, p := range forbidden {
		bad = bad || p.Contains(inner)
	}
	if bad {
		return fmt.Errorf("%s is not a public address", a)
	}
	return nil
}

// fetchError says what went wrong without the client's wrapping.
func fetchError(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		if ue.Timeout() {
			return fmt.Errorf("no answer within %s", FetchTimeout)
		}
		err = ue.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %s", FetchTimeout)
	}
	return err
}
