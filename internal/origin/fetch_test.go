package origin

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestOnlyPublicAddressesAreDialled(t *testing.T) {
	for _, a := range []string{
		"127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "0.1.2.3", "100.64.0.1",
		"192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
		"::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1", "2001::1", "100::1", "3fff::1",
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1",
		"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
	} {
		if err := publicOnly(netip.MustParseAddr(a)); err == nil {
			t.Errorf("%s is dialled", a)
		}
	}
	for _, a := range []string{"8.8.8.8", "1.1.1.1", "151.101.0.81", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"} {
		if err := publicOnly(netip.MustParseAddr(a)); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
	if err := publicOnly(netip.Addr{}); err == nil {
		t.Error("no address at all is dialled")
	}
}

func TestWhatLeadsInsideIsNotFetched(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "secret") }))
	defer srv.Close()
	_, port, _ := net.SplitHostPort(srv.Listener.Addr().String())
	for _, address := range []string{
		srv.URL, "http://localhost:" + port, "http://0x7f000001:" + port, "http://2130706433:" + port, "http://127.1:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://[::1]:" + port,
		"http://user:pw@example.org/", "http:///x", "http://",
	} {
		if _, data, err := (&Fetcher{}).Fetch(context.Background(), address); err == nil {
			t.Errorf("%s gave %q", address, data)
		}
	}
	for _, address := range []string{"ftp://example.org/", "file:///etc/passwd", "gopher://example.org"} {
		if isURL(address) {
			t.Errorf("%s counts as a URL to fetch", address)
		}
	}
}

// loopback allows the test's own servers and nothing else.
func loopback(only netip.AddrPort) func(netip.Addr) error {
	return func(a netip.Addr) error {
		if a.Unmap() != only.Addr() {
			return publicOnly(a)
		}
		return nil
	}
}

func TestAPageIsFetchedWithItsCharsetAndFinalAddress(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/old", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/2025/09/18/pact", http.StatusFound)
	})
	mux.HandleFunc("/2025/09/18/pact", func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.UserAgent(), "parley/") {
			t.Errorf("user agent %q", r.UserAgent())
		}
		w.Header().Set("Content-Type", "text/html; charset=windows-1252")
		fmt.Fprint(w, "<html><title>Pact off</title><p>The caf\xe9 pact is off.</p>")
	})
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data", http.StatusFound)
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/big", func(w http.ResponseWriter, r *http.Request) {
		for range 11 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	f := &Fetcher{allow: loopback(netip.MustParseAddrPort(srv.Listener.Addr().String()))}

	docs, errs := readAll(Input{Args: []string{srv.URL + "/old"}, Fetcher: f})
	if len(errs) > 0 || len(docs) != 1 {
		t.Fatalf("errors %q", errs)
	}
	d := docs[0]
	if d.Text != "Pact off\n\nThe café pact is off." || string(d.URL) != srv.URL+"/2025/09/18/pact" || d.Published != "2025-09-18" || d.Encoding != "windows-1252" {
		t.Errorf("text %q, url %q, published %q, encoding %q", d.Text, d.URL, d.Published, d.Encoding)
	}
	for path, want := range map[string]string{
		"/inside": "169.254.169.254 is not a public address",
		"/file":   "only http and https are fetched, not file",
		"/loop":   "more than 5 redirects",
		"/big":    "more than 10.0 MB",
		"/gone":   "the server answers 404 Not Found",
	} {
		_, errs := readAll(Input{Args: []string{srv.URL + path}, Fetcher: f})
		if len(errs) != 1 || !strings.HasPrefix(errs[0], srv.URL+path+": ") || !strings.Contains(errs[0], want) {
			t.Errorf("%s: errors %q, want %q", path, errs, want)
		}
	}
}

func TestASilentServerIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := net.Pipe()
		defer server.Close()
		go func() { // takes the request and never answers
			buf := make([]byte, 4096)
			for {
				if _, err := server.Read(buf); err != nil {
					return
				}
			}
		}()
		f := &Fetcher{dial: func(context.Context, string, string) (net.Conn, error) { return client, nil }}
		start := time.Now()
		_, _, err := f.Fetch(context.Background(), "http://example.org/")
		if err == nil || err.Error() != "no answer within 20s" {
			t.Errorf("error %v", err)
		}
		if d := time.Since(start); d != FetchTimeout {
			t.Errorf("gave up after %v", d)
		}
	})
}
