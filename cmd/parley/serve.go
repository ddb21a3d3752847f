package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/web"
)

// shutdownTime is how long running requests may take to end.
const shutdownTime = 15 * time.Second

func (p *program) serveCommand() *cobra.Command {
	var path, listen, who, people, cert, key string
	var proxied bool
	c := p.command("serve", groupAsk, cobra.Command{Args: cobra.NoArgs})
	f := c.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:8765", "the `ADDRESS` and port to listen on")
	f.StringVar(&who, "who", "", "`WHO` decides while nobody signs in (else PARLEY_WHO, else USER)")
	f.StringVar(&people, "users", "", "the `FILE` of who may use the desk (else the ledger's, with .users.json at its end, where there is one)")
	f.StringVar(&cert, "cert", "", "serve https with the certificate in `FILE`")
	f.StringVar(&key, "key", "", "and its key in `FILE`")
	f.BoolVar(&proxied, "proxied", false, "a proxy in front serves https and passes the host on")
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if (cert == "") != (key == "") {
			return usagef("--cert and --key go together")
		}
		store, err := p.openUsers(people, path)
		if err != nil {
			return err
		}
		secure := cert != "" || proxied
		if err := checkListen(listen, store != nil, secure); err != nil {
			return err
		}
		l, err := p.makeLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		log := slog.New(slog.NewTextHandler(p.err, nil))
		desk, err := web.New(web.Options{Ledger: l, Now: p.now, Log: log, Who: p.judge(who), Users: store, Secure: secure})
		if err != nil {
			return err
		}
		defer desk.Close()
		return p.serve(cmd.Context(), listen, desk, log, cert, key)
	}
	return c
}

// checkListen refuses an address that others than this machine can reach,
// unless it is known who they are and nobody on the way reads their passwords.
func checkListen(listen string, users, secure bool) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usagef("--listen: %q is no address and port such as 127.0.0.1:8765", listen)
	}
	if a, err := netip.ParseAddr(host); host == "localhost" || err == nil && a.IsLoopback() {
		return nil
	}
	switch {
	case !users:
		return usagef("--listen: %s can be reached by others, and anybody could read and judge: make users first (parley users add NAME), or listen on 127.0.0.1", listen)
	case !secure:
		return usagef("--listen: %s can be reached by others, and passwords would go in the clear: give --cert and --key, or --proxied behind a proxy that serves https", listen)
	}
	return nil
}

// serve answers requests until ctx ends, then lets those that run come to
// their end.
func (p *program) serve(ctx context.Context, listen string, h http.Handler, log *slog.Logger, cert, key string) error {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("--listen %s: %w", listen, err)
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	scheme, serve := "http", s.Serve
	if cert != "" {
		scheme, serve = "https", func(ln net.Listener) error { return s.ServeTLS(ln, cert, key) }
	}
	p.out.line("The desk is at " + scheme + "://" + ln.Addr().String() + "/")
	if err := p.out.flush(); err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := s.Shutdown(end); err != nil {
		s.Close()
		return fmt.Errorf("shutting down: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
