// Follows a live log with Go's own transparency-log client: opens each new checkpoint with the log's verifier key, proves that
// it extends the one before, and proves entries drawn at random and the newest one, all from tiles.
//
//	main URL log.vkey SIZE
//
// Ends when the log has reached SIZE; prints how many checkpoints it saw on the way.
package main

import (
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tiles reads tiles by the addresses of C2SP tlog-tiles, which leave the height out of Go's.
type tiles struct{ url string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		content, err := get(t.url + "/tile/" + strings.TrimPrefix(tile.Path(), "tile/8/"))
		if err != nil {
			return nil, err
		}
		all = append(all, content)
	}
	return all, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	url := os.Args[1]
	key, err := os.ReadFile(os.Args[2])
	check(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	check(err)
	target, err := strconv.ParseInt(os.Args[3], 10, 64)
	check(err)
	var seen tlog.Tree
	count := 0
	for start := time.Now(); seen.N < target; time.Sleep(5 * time.Millisecond) {
		if time.Since(start) > time.Minute {
			check(fmt.Errorf("the log stayed at %d", seen.N))
		}
		tree := checkpoint(url, verifier)
		if tree.N == seen.N {
			continue
		}
		prove(url, seen, tree)
		seen = tree
		count++
	}
	fmt.Println(count, "checkpoints")
}

func checkpoint(url string, verifier note.Verifier) tlog.Tree {
	text, err := get(url + "/checkpoint")
	check(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		check(fmt.Errorf("not a checkpoint of this log: %q", opened.Text))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: root}
}

func prove(url string, old, tree tlog.Tree) {
	reader := tlog.TileHashReader(tree, tiles{url})
	if old.N > 0 {
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		check(err)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
	}
	for _, index := range []int64{tree.N - 1, rand.Int63n(tree.N), rand.Int63n(tree.N)} {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		check(err)
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		check(err)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, hashes[0]))
	}
}

func get(url string) ([]byte, error) {
	response, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != 200 {
		err = fmt.Errorf("%s: %s", url, response.Status)
	}
	return content, err
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
