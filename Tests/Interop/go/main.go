// Reads what Touchmark signed with Go's own transparency log: opens each receipt's checkpoint with the log's verifier key and
// proves each entry to it.
//
//	main log.vkey receipts.jsonl log.jsonl
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type receipt struct {
	Index      int64
	Leaf       string
	Checkpoint string
	Inclusion  []string
}

type entry struct {
	Index int64
	Entry string
}

func main() {
	verifier, err := note.NewVerifier(strings.TrimSpace(string(read(os.Args[1]))))
	check(err)
	entries := map[int64]string{}
	for _, line := range lines(os.Args[3]) {
		var e entry
		check(json.Unmarshal([]byte(line), &e))
		entries[e.Index] = e.Entry
	}
	count := 0
	for _, line := range lines(os.Args[2]) {
		var r receipt
		check(json.Unmarshal([]byte(line), &r))
		prove(r, entries[r.Index], verifier)
		count++
	}
	fmt.Println(count, "proved")
}

func prove(r receipt, entry string, verifier note.Verifier) {
	opened, err := note.Open([]byte(r.Checkpoint), note.VerifierList(verifier))
	check(err)
	text := strings.Split(opened.Text, "\n")
	if len(text) != 4 || text[0] != verifier.Name() {
		check(fmt.Errorf("not a checkpoint of this log: %q", opened.Text))
	}
	size, err := strconv.ParseInt(text[1], 10, 64)
	check(err)
	leaf := tlog.RecordHash([]byte(entry))
	if leaf != hash(r.Leaf) {
		check(fmt.Errorf("entry %d has another leaf", r.Index))
	}
	var proof tlog.RecordProof
	for _, sibling := range r.Inclusion {
		proof = append(proof, hash(sibling))
	}
	check(tlog.CheckRecord(proof, size, hash(text[2]), r.Index, leaf))
}

func hash(text string) (hash tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	check(err)
	if copy(hash[:], bytes) != len(hash) || len(bytes) != len(hash) {
		check(fmt.Errorf("no hash: %s", text))
	}
	return hash
}

func read(path string) []byte {
	bytes, err := os.ReadFile(path)
	check(err)
	return bytes
}

func lines(path string) (lines []string) {
	scanner := bufio.NewScanner(strings.NewReader(string(read(path))))
	scanner.Buffer(nil, 1<<22)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	check(scanner.Err())
	return lines
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
