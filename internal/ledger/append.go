package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// Receipt says what an append did.
type Receipt struct {
	Seq    int64 // of the record that was appended or was there already
	New    bool  // something was appended
	NewDoc bool  // the document itself was not known before
	// VersionOf is the id of the newest earlier document under the same URL,
	// where a new document has one.
	VersionOf string
	// Pairs are the ids of near-duplicate documents that were found now.
	Pairs []string
	// Redacted says that the document's words were dropped by a judgement and
	// stay dropped: nothing was appended.
	Redacted bool
}

// AppendReading appends a document with what run found in it: the document
// unless it is known, the run unless this reader has read it, and the pairs
// that its sketch makes with documents that are here. It is one transaction.
// x must be valid and of this document.
func (l *Ledger) AppendReading(ctx context.Context, doc *parley.Document, x *parley.Extraction, run RunKey, sketch Sketch) (Receipt, error) {
	if id := parley.DocumentID(doc.Original); doc.ID != id || x.ID != id {
		return Receipt{}, fmt.Errorf("document %q, extraction of %q: the bytes are those of %s", doc.ID, x.ID, id)
	}
	if err := x.Validate(); err != nil {
		return Receipt{}, fmt.Errorf("document %s: %w", doc.ID, err)
	}
	if !utf8.ValidString(x.Text) {
		return Receipt{}, fmt.Errorf("document %s: its text is not UTF-8", doc.ID)
	}
	wire, err := json.Marshal(x)
	if err != nil {
		return Receipt{}, fmt.Errorf("document %s: %w", doc.ID, err)
	}
	original := sha256.Sum256(doc.Original)
	return l.appendReading(ctx, reading{
		id: doc.ID,
		doc: documentPayload{Kind: kindOf(doc), Confidential: doc.Confidential, MediaType: doc.MediaType, URL: doc.URL, Path: doc.Path,
			Original: hex.EncodeToString(original[:]), Size: len(doc.Original)},
		original: doc.Original,
		run:      runPayload{Document: doc.ID, Run: run, Encoding: doc.Encoding, Map: doc.Map, Sketch: sketch, Extraction: wire},
		x:        x,
	})
}

func kindOf(doc *parley.Document) parley.DocumentKind {
	if doc.Kind == "" {
		return parley.DocumentArticle
	}
	return doc.Kind
}

// reading is a document and a run on their way into the log.
type reading struct {
	id       string
	doc      documentPayload
	original []byte
	run      runPayload
	x        *parley.Extraction // what run.Extraction says
}

func (l *Ledger) appendReading(ctx context.Context, in reading) (Receipt, error) {
	docBytes, err := encode(in.doc)
	if err != nil {
		return Receipt{}, err
	}
	runBytes, err := encode(in.run)
	if err != nil {
		return Receipt{}, err
	}
	original := pack().EncodeAll(in.original, nil)
	var r Receipt
	err = l.write(ctx, func(w *writer) error {
		r = Receipt{}
		docSeq, docLearned, err := w.document(in.id)
		if err != nil {
			return err
		}
		if r.Redacted, err = w.isRedacted(in.id); err != nil || r.Redacted {
			r.Seq = docSeq
			return err
		}
		if docSeq == 0 {
			if in.doc.URL != "" {
				err := w.row("SELECT coalesce(max(id), '') FROM document WHERE seq = (SELECT max(seq) FROM document WHERE url = ?)", string(in.doc.URL)).Scan(&r.VersionOf)
				if err != nil {
					return err
				}
			}
			if docSeq, err = w.record(KindDocument, in.id, docBytes); err != nil {
				return err
			}
			if err := w.content(sha256.Sum256(in.original), original); err != nil {
				return err
			}
			if err := w.index(documentRows(docSeq, in.id, &in.doc)); err != nil {
				return err
			}
			docLearned = w.learned
			r.New, r.NewDoc = true, true
		}

		id := runID(in.id, in.run.Run)
		if r.Seq, err = w.has(KindRun, id); err != nil || r.Seq != 0 {
			return err
		}
		if r.Seq, err = w.record(KindRun, id, runBytes); err != nil {
			return err
		}
		r.New = true
		if err := w.index(runRows(r.Seq, docSeq, docLearned, &in.run, in.x)); err != nil {
			return err
		}
		if err := w.words(docSeq, in.x); err != nil {
			return err
		}
		r.Pairs, err = w.pairs(r.Seq, in.id, in.run.Sketch)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// document finds a document's record; seq is 0 when there is none.
func (w *writer) document(id string) (seq, learned int64, err error) {
	err = w.row("SELECT seq, learned FROM record WHERE kind = 'document' AND id = ?", id).Scan(&seq, &learned)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return seq, learned, err
}

// isRedacted reports whether somebody judged that a document's words are to be
// withheld, which can be before the document itself arrives.
func (w *writer) isRedacted(document string) (yes bool, err error) {
	err = w.row("SELECT EXISTS (SELECT 1 FROM judgement_target t JOIN judgement j ON j.seq = t.seq WHERE t.target = ? AND j.verdict = 'redact')", document).Scan(&yes)
	return yes, err
}

// AppendJudgement appends what a person decided. Its id is given here, from its
// fields; the same judgement twice is one.
func (l *Ledger) AppendJudgement(ctx context.Context, j parley.Judgement) (Judged, error) {
	if !parley.Verdicts.Has(string(j.Verdict)) {
		return Judged{}, fmt.Errorf("judgement: %q is not a %s", j.Verdict, parley.Verdicts.Name)
	}
	if j.Target == "" || j.Who == "" {
		return Judged{}, fmt.Errorf("judgement: wants a target and who judged it")
	}
	if j.Verdict == parley.VerdictRedact && j.Anchor != nil {
		return Judged{}, fmt.Errorf("judgement: a redaction quotes no words")
	}
	if j.Anchor != nil && j.Anchor.Content == nil {
		a := *j.Anchor
		a.Content = []parley.Span{}
		j.Anchor = &a
	}
	j.ID = JudgementID(j)
	return l.appendJudgement(ctx, judgementPayload{Judgement: j})
}

func (l *Ledger) appendJudgement(ctx context.Context, p judgementPayload) (Judged, error) {
	payload, err := encode(p)
	if err != nil {
		return Judged{}, err
	}
	out := Judged{Judgement: p.Judgement}
	err = l.write(ctx, func(w *writer) error {
		seq, err := w.has(KindJudgement, p.ID)
		if err != nil {
			return err
		}
		if seq == 0 {
			if seq, err = w.record(KindJudgement, p.ID, payload); err != nil {
				return err
			}
			if err := w.index(judgementRows(seq, &p)); err != nil {
				return err
			}
			if p.Verdict == parley.VerdictRedact {
				if err := w.redact(p.Judgement); err != nil {
					return err
				}
			}
		}
		out.Seq = seq
		out.Learned, err = w.learnedAt(seq)
		return err
	})
	if err != nil {
		return Judged{}, err
	}
	if p.Verdict == parley.VerdictRedact {
		return out, l.scrub(ctx)
	}
	return out, nil
}

func (w *writer) learnedAt(seq int64) (time.Time, error) {
	var us int64
	err := w.row("SELECT learned FROM record WHERE seq = ?", seq).Scan(&us)
	return time.UnixMicro(us).UTC(), err
}

// AppendDealFile appends a wording of the file of deal id. keys are the name
// keys of its name and aliases. The wording that is newest here is not appended
// again.
func (l *Ledger) AppendDealFile(ctx context.Context, id string, yaml []byte, keys []string) (Declared, error) {
	return l.appendDealFile(ctx, dealFilePayload{Deal: id, Keys: append([]string{}, keys...), YAML: string(yaml)})
}

func (l *Ledger) appendDealFile(ctx context.Context, p dealFilePayload) (Declared, error) {
	if p.Deal == "" {
		return Declared{}, fmt.Errorf("deal file: no id")
	}
	payload, err := encode(p)
	if err != nil {
		return Declared{}, err
	}
	out := Declared{ID: p.Deal, YAML: []byte(p.YAML)}
	err = l.write(ctx, func(w *writer) error {
		id, newest := dealFileID(p.Deal, []byte(p.YAML)), ""
		err := w.row("SELECT coalesce(max(r.seq), 0), coalesce(max(r.id), '') FROM record r WHERE r.seq = (SELECT max(seq) FROM deal_file WHERE deal = ?)", p.Deal).Scan(&out.Seq, &newest)
		if err != nil {
			return err
		}
		if newest != id {
			if out.Seq, err = w.record(KindDealFile, id, payload); err != nil {
				return err
			}
			if err := w.index(dealFileRows(out.Seq, &p)); err != nil {
				return err
			}
		}
		out.Learned, err = w.learnedAt(out.Seq)
		return err
	})
	if err != nil {
		return Declared{}, err
	}
	return out, nil
}

// hasDealFile reports whether a wording of a deal's file is here.
func (w *writer) hasDealFile(deal, id string) (has bool, err error) {
	err = w.row("SELECT EXISTS (SELECT 1 FROM deal_file f JOIN record r ON r.seq = f.seq WHERE f.deal = ? AND r.id = ?)", deal, id).Scan(&has)
	return has, err
}
