package main

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// cell is one cell of a table, its words safe already.
type cell struct {
	text  string
	style style
}

// plain, and the others, make cells.
func plain(text string) cell  { return cell{text, plainStyle} }
func strong(text string) cell { return cell{text, strongStyle} }
func faint(text string) cell  { return cell{text, faintStyle} }

// table is rows of cells under a head. Where it is too wide for the screen its
// widest columns wrap.
type table struct {
	head   []string // nil for none
	rows   [][]cell
	right  []int // columns of numbers
	wraps  []int // columns of prose, which wrap before others do; nil for all
	indent int
}

const (
	columnGap   = 2
	leastColumn = 8
	leastProse  = 16
)

func (t *table) add(cells ...cell) { t.rows = append(t.rows, cells) }

// print lays the table out: each column as wide as its widest cell, then the
// widest of prose narrowed, and then of all, until they fit. A column without
// words takes no room.
func (t *table) print(s *screen) {
	rows := t.rows
	if t.head != nil {
		head := make([]cell, len(t.head))
		for i, h := range t.head {
			head[i] = cell{h, faintStyle}
		}
		rows = append([][]cell{head}, rows...)
	}
	var widths []int
	for _, r := range rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(c.text))
		}
	}
	room := s.width - t.indent + columnGap
	for _, w := range widths {
		if w > 0 {
			room -= columnGap
		}
	}
	narrow(widths, room, leastProse, t.wraps)
	narrow(widths, room, leastColumn, nil)
	for _, r := range rows {
		t.row(s, r, widths)
	}
}

// narrow takes a character at a time from the widest of the columns, all when
// they are nil, until the table fits or each is down to the least width.
func narrow(widths []int, room, least int, columns []int) {
	for sum(widths) > room {
		widest := -1
		for i, w := range widths {
			if (columns == nil || slices.Contains(columns, i)) && w > least && (widest < 0 || w >= widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

func (t *table) row(s *screen, cells []cell, widths []int) {
	columns := make([][]string, len(cells))
	height := 1
	for i, c := range cells {
		columns[i] = fold(c.text, widths[i])
		height = max(height, len(columns[i]))
	}
	for l := range height {
		var b strings.Builder
		b.WriteString(strings.Repeat(" ", t.indent))
		for i, c := range cells {
			text := ""
			if l < len(columns[i]) {
				text = columns[i][l]
			}
			pad := strings.Repeat(" ", max(0, widths[i]-ansi.StringWidth(text)))
			switch {
			case slices.Contains(t.right, i):
				b.WriteString(pad + s.styled(c.style, text))
			case i < len(cells)-1:
				b.WriteString(s.styled(c.style, text) + pad)
			default:
				b.WriteString(s.styled(c.style, text))
			}
			if i < len(cells)-1 && widths[i] > 0 {
				b.WriteString(strings.Repeat(" ", columnGap))
			}
		}
		s.line(b.String())
	}
}

// fold wraps text to a column and cuts what is wider than the column, so that
// the columns after it stay aligned.
func fold(text string, width int) []string {
	var lines []string
	for _, l := range wrap(text, width) {
		lines = append(lines, strings.Split(ansi.Hardwrap(l, width, false), "\n")...)
	}
	return lines
}

func sum(ns []int) int {
	total := 0
	for _, n := range ns {
		total += n
	}
	return total
}
