package export

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
)

// ftmRow is a statement in the sense of FollowTheMoney
// (https://followthemoney.tech): one value of one property of one entity.
type ftmRow struct {
	CanonicalID   string `json:"canonical_id" doc:"of the entity after joining: the same as entity_id"`
	EntityID      string `json:"entity_id" doc:"of the entity"`
	Prop          string `json:"prop" doc:"property; id for the entity itself"`
	PropType      string `json:"prop_type" doc:"type of the property"`
	Schema        string `json:"schema" doc:"of the entity: Person, Company, Event, Article …"`
	Value         string `json:"value" doc:"of the property"`
	Dataset       string `json:"dataset" doc:"parley"`
	Lang          string `json:"lang" doc:"empty: not known"`
	OriginalValue string `json:"original_value" doc:"empty: as the value"`
	External      string `json:"external" doc:"f: it belongs to the data set"`
	FirstSeen     string `json:"first_seen" doc:"date of publication, of a document"`
	LastSeen      string `json:"last_seen" doc:"the same"`
	Origin        string `json:"origin" doc:"empty"`
	ID            string `json:"id" doc:"SHA-1 of data set, entity, property and value"`
}

const ftmDataset = "parley"

// ftmSchemata says which FollowTheMoney schema stands for an actor's type.
var ftmSchemata = map[parley.EntityType]string{
	parley.EntityPerson: "Person", parley.EntityCompany: "Company", parley.EntityBody: "Organization", parley.EntityState: "PublicBody",
	parley.EntityOutlet: "Organization", parley.EntityOffice: "LegalEntity", parley.EntityGroup: "LegalEntity",
}

// followTheMoney gives voices and parties as actors, deals as events that
// involve them, and documents as articles that are the proof.
func followTheMoney(g *gathered) *rows[ftmRow] {
	t := &ftm{rows: &rows[ftmRow]{title: "followthemoney", doc: "Actors, deals and documents as FollowTheMoney statements", key: []string{"id"}}, have: map[string]bool{}, actors: map[string]bool{}}
	for _, d := range g.docs {
		id, when := ftmID(d.ID), string(d.Published)
		if len(when) > 10 {
			when = when[:10]
		}
		t.entity(id, "Article", when)
		t.say(id, "Article", "title", "name", string(d.Title), when)
		t.say(id, "Article", "publisher", "string", string(d.Outlet), when)
		t.say(id, "Article", "sourceUrl", "url", string(d.URL), when)
		t.say(id, "Article", "publishedAt", "date", when, when)
	}
	for _, s := range g.shows {
		for _, a := range s.Axes {
			for _, v := range a.Voices {
				t.voice(v.Voice)
			}
		}
		for _, e := range s.Events {
			t.voice(e.Voice)
		}
	}
	for _, s := range g.shows {
		t.deal(s)
	}
	return t.rows
}

type ftm struct {
	rows   *rows[ftmRow]
	have   map[string]bool // ids of rows
	actors map[string]bool // ids of entities that speak
}

func ftmID(parts ...string) string { return "parley-" + parley.ContentHash(parts...)[:24] }

func (t *ftm) entity(id, schema, when string) { t.say(id, schema, "id", "entity", id, when) }

func (t *ftm) say(id, schema, prop, propType, value, when string) {
	if value = strings.TrimSpace(value); value == "" {
		return
	}
	sum := sha1.Sum([]byte(fmt.Sprintf("%s.%s.%s.%s", ftmDataset, id, prop, value)))
	r := ftmRow{CanonicalID: id, EntityID: id, Prop: prop, PropType: propType, Schema: schema, Value: value, Dataset: ftmDataset, External: "f",
		FirstSeen: when, LastSeen: when, ID: hex.EncodeToString(sum[:])}
	if !t.have[r.ID] {
		t.have[r.ID] = true
		t.rows.of = append(t.rows.of, r)
	}
}

func (t *ftm) deal(s *answer.Show) {
	const schema = "Event"
	id := ftmID("deal", s.Deal.ID)
	t.entity(id, schema, "")
	t.say(id, schema, "name", "name", s.Deal.Name, "")
	for _, a := range s.Deal.Aliases {
		t.say(id, schema, "alias", "name", a, "")
	}
	t.say(id, schema, "summary", "text", s.Sentence.Text, "")
	t.say(id, schema, "keywords", "string", string(s.Deal.Kind), "")
	for _, a := range s.Axes {
		if len(a.Values) > 0 {
			t.say(id, schema, "notes", "text", fmt.Sprintf("%s %s: %s", a.Axis, a.State, strings.Join(a.Values, ", ")), "")
		}
	}
	for _, p := range s.Deal.Parties {
		actor := ftmID("actor", parley.FoldName(p))
		if !t.actors[actor] { // nobody of that name speaks, so its type is not known
			t.entity(actor, "LegalEntity", "")
			t.say(actor, "LegalEntity", "name", "name", p, "")
		}
		t.say(id, schema, "involved", "entity", actor, "")
	}
	for _, a := range s.Axes {
		for _, v := range a.Voices {
			for _, e := range v.Standing {
				t.say(id, schema, "proof", "entity", ftmID(e.Document), "")
			}
		}
	}
	for _, e := range s.Events {
		t.say(id, schema, "proof", "entity", ftmID(e.Document), "")
	}
}

func (t *ftm) voice(v answer.Voice) {
	schema := ftmSchemata[parley.EntityType(v.Type)]
	if v.Name == "" || schema == "" {
		return
	}
	id := ftmID("actor", parley.FoldName(string(v.Name)))
	t.actors[id] = true
	t.entity(id, schema, "")
	t.say(id, schema, "name", "name", string(v.Name), "")
	if schema == "Person" {
		for _, r := range v.Roles {
			t.say(id, schema, "position", "string", r, "")
		}
	}
}
