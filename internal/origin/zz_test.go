package origin
import ("testing";"strings";"time")
func TestZ(t *testing.T){
 for name, s := range map[string]string{
  "brackets": strings.Repeat("[",300_000), "links": strings.Repeat("[a](b",60_000), "stars": strings.Repeat("*a_ ",200_000), "quotes": strings.Repeat("> ",50_000)+"x", "ticks": func() string { var b strings.Builder; for i:=0;i<1500;i++ { b.WriteString("e"+strings.Repeat("`",i)) }; return b.String() }(),
  "lists": func() string { var b strings.Builder; for i:=0;i<1500;i++ { b.WriteString(strings.Repeat(" ",i*2)+"- a\n") }; return b.String() }(),
  "angle": strings.Repeat("<",500_000), "moji": strings.Repeat("Â£",400_000), "mojispace": strings.Repeat("Â£ x",300_000), "amp": strings.Repeat("&",1_000_000), "ap": strings.Repeat("<a href=x><p>y",300_000),
  "strays": strings.Repeat("é\x93 é",300_000), "linkpars": strings.Repeat("[Norland](https://x.example/)\n\n",100_000), "bbc": strings.Repeat("told the BBC Sign up. ",200_000), "paras": strings.Repeat("Read more: x\n\n",200_000),
  "tables": strings.Repeat("|a|b|\n|-|-|\n|c|d|\n\n",60_000), "refs": strings.Repeat("[x]: /u\n",100_000), "emph": strings.Repeat("**x",200_000), "br": strings.Repeat("a<br>",300_000), "ws": strings.Repeat(" \n",2_000_000)+"x", "html unclosed": "<p>"+strings.Repeat("<b>",40_000), "comment":"<!--"+strings.Repeat("-",1_000_000),
  "tpl": strings.Repeat("{{",500_000), "reported": strings.Repeat("Aa Bb Cc reported ",100_000),"entities": strings.Repeat("&amp;",500_000), "backslash": strings.Repeat("\\*",500_000), "indent": strings.Repeat("    a\n\n",200_000),
 } {
  for _, ext := range []string{"a.md","a.html","a.txt","w.html"} {
   x := s; if ext=="w.html" { x="<!doctype html><body><article>"+s }
   st := time.Now(); _, err := Parse([]byte(x), Source{Path: ext})
   if e := time.Since(st); e > 1500*time.Millisecond { t.Log(name, ext, len(x), e, err) }
  }
 }
}
