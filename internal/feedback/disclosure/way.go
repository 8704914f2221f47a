package disclosure

import (
	"container/heap"
	"math"
)

// around is the cheapest round trip that goes along an arc in one direction and back to where it began without it: the
// other arcs on it, or nil where there is none. Over hidden arcs it is free; over shown ones only where it may hide
// further.
func (n *network) around(a int, forward, further bool) []int {
	begin, end := n.arcs[a].to, n.arcs[a].from
	if !forward {
		begin, end = end, begin
	}
	best := make([]int64, len(n.out))
	by := make([]int, len(n.out))
	for p := range best {
		best[p], by[p] = math.MaxInt64, -1
	}
	best[begin] = 0
	queue := &places{{begin, 0}}
	for queue.Len() > 0 {
		here, _ := heap.Pop(queue).(place)
		if here.cost > best[here.at] {
			continue
		}
		if here.at == end {
			break
		}
		for _, b := range n.out[here.at] {
			next, more := n.step(b, here.at)
			if b == a || !n.passable(b, more, further) {
				continue
			}
			cost := here.cost
			if n.arcs[b].hidden == Shown {
				cost += n.price(b)
			}
			if cost < best[next] {
				best[next], by[next] = cost, b
				heap.Push(queue, place{next, cost})
			}
		}
	}
	if best[end] == math.MaxInt64 {
		return nil
	}
	way := []int{}
	for p := end; p != begin; {
		b := by[p]
		way = append(way, b)
		if n.arcs[b].from == p {
			p = n.arcs[b].to
		} else {
			p = n.arcs[b].from
		}
	}
	return way
}

// passable reports whether a number may be gone along. A nought is never hidden for another's sake: it could not be one
// more without being small.
func (n *network) passable(a int, forward, further bool) bool {
	if n.arcs[a].hidden == Shown && (!further || n.arcs[a].count == 0) {
		return false
	}
	return n.free(a, forward)
}

// step is how an arc is gone along: forward is one more, backward one fewer.
func (n *network) step(a, place int) (next int, forward bool) {
	if n.arcs[a].from == place {
		return n.arcs[a].to, true
	}
	return n.arcs[a].from, false
}

// place is somewhere on the way, and what it cost to get there.
type place struct {
	at   int
	cost int64
}

type places []place

func (p places) Len() int           { return len(p) }
func (p places) Less(i, j int) bool { return p[i].cost < p[j].cost }
func (p places) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *places) Push(x any)        { *p = append(*p, x.(place)) } //nolint:forcetypeassert // only places are pushed
func (p *places) Pop() any {
	old := *p
	last := old[len(old)-1]
	*p = old[:len(old)-1]
	return last
}
