// A log that asks a witness, and a witness that is asked, on golang.org/x/mod's sumdb/note and sumdb/tlog.
//
//	main log URL WITNESS-VKEY SKEY     grows a log signed by SKEY in steps, has each cosigned, and tries what must be refused
//	main witness SKEY-SEED-HEX VKEY    serves a witness of the log VKEY on a free port, in memory
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func fail(format string, args ...any) { check(fmt.Errorf(format, args...)) }

// cosigner verifies and makes lines of type 4 (C2SP tlog-cosignature); note itself knows type 1 only.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(name string, key ed25519.PublicKey) cosigner {
	sum := sha256.Sum256(append([]byte(name+"\n\x04"), key...))
	return cosigner{name, binary.BigEndian.Uint32(sum[:]), key}
}

func parseCosigner(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	check(err)
	if raw[0] != 4 || len(raw) != 33 {
		fail("not a cosigner's vkey")
	}
	c := newCosigner(parts[0], raw[1:])
	if fmt.Sprintf("%08x", c.hash) != parts[1] {
		fail("the vkey's id is %s, not %08x", parts[1], c.hash)
	}
	return c
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(text), sig[8:])
}

// tree keeps every hash, as tlog stores them.
type tree struct {
	hashes []tlog.Hash
	size   int64
}

func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		out = append(out, t.hashes[i])
	}
	return out, nil
}

func (t *tree) grow(to int64, salt string) {
	for ; t.size < to; t.size++ {
		more, err := tlog.StoredHashes(t.size, []byte(fmt.Sprint(salt, t.size)), t)
		check(err)
		t.hashes = append(t.hashes, more...)
	}
}

func (t *tree) clone() *tree { return &tree{append([]tlog.Hash{}, t.hashes...), t.size} }

func (t *tree) checkpoint(signer note.Signer) string {
	root, err := tlog.TreeHash(t.size, t)
	check(err)
	text := fmt.Sprintf("%s\n%d\n%s\n", signer.Name(), t.size, root)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	check(err)
	return string(signed)
}

func (t *tree) request(old int64, signer note.Signer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", old)
	if old > 0 && old < t.size {
		proof, err := tlog.ProveTree(t.size, old, t)
		check(err)
		for _, h := range proof {
			fmt.Fprintln(&b, h)
		}
	}
	return b.String() + "\n" + t.checkpoint(signer)
}

func post(url, body string) (int, string, string) {
	response, err := http.Post(url+"/add-checkpoint", "text/plain", strings.NewReader(body))
	check(err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	check(err)
	return response.StatusCode, response.Header.Get("Content-Type"), string(answer)
}

func asLog(url, vkey, skey string) {
	signer, err := note.NewSigner(skey)
	check(err)
	witness := parseCosigner(vkey)
	t := &tree{}
	var old int64
	for _, size := range []int64{1, 2, 7, 256, 257, 300} {
		t.grow(size, "")
		status, _, lines := post(url, t.request(old, signer))
		if status != 200 {
			fail("size %d: %d %s", size, status, lines)
		}
		// As the specification advises: the answer behind the checkpoint is a note.
		opened, err := note.Open([]byte(t.checkpoint(signer)+lines), note.VerifierList(witness))
		check(err)
		if len(opened.Sigs) != 1 {
			fail("%d cosignatures", len(opened.Sigs))
		}
		old = size
	}
	fork := t.clone()
	fork.grow(301, "fork")
	t.grow(302, "")
	expect := func(name string, body string, status int, answer string) {
		got, mediaType, text := post(url, body)
		if got != status || (answer != "" && (text != answer || mediaType != "text/x.tlog.size")) {
			fail("%s: %d %s %q", name, got, mediaType, text)
		}
	}
	expect("an old size that is not the last", t.request(257, signer), 409, "300\n")
	expect("as if for the first time", t.request(0, signer), 409, "300\n")
	if status, _, _ := post(url, t.request(300, signer)); status != 200 {
		fail("going on: %d", status)
	}
	fork.grow(310, "fork")
	expect("a fork", fork.request(300, signer), 409, "302\n")
	expect("a fork that claims to go on", fork.request(302, signer), 422, "")
	other, _, err := note.GenerateKey(rand{}, signer.Name())
	check(err)
	stranger, err := note.NewSigner(other)
	check(err)
	expect("another key", t.request(302, stranger), 403, "")
	unknown, _, err := note.GenerateKey(rand{}, "unknown.example/log")
	check(err)
	strangers, err := note.NewSigner(unknown)
	check(err)
	expect("another log", t.request(0, strangers), 404, "")
	expect("no request", "old 1\n", 400, "")
	fmt.Println("cosigned 302")
}

type rand struct{}

func (rand) Read(p []byte) (int, error) {
	f, err := os.Open("/dev/urandom")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return io.ReadFull(f, p)
}

func asWitness(seed, vkey string) {
	raw, err := hex.DecodeString(seed)
	check(err)
	key := ed25519.NewKeyFromSeed(raw)
	witness := newCosigner("go.example/witness", key.Public().(ed25519.PublicKey))
	log, err := note.NewVerifier(vkey)
	check(err)
	var lock sync.Mutex
	var known tlog.Tree
	http.HandleFunc("/add-checkpoint", func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		body, err := io.ReadAll(r.Body)
		head, text, found := bytes.Cut(body, []byte("\n\n"))
		lines := strings.Split(string(head), "\n")
		old, parseErr := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
		if err != nil || !found || parseErr != nil {
			w.WriteHeader(400)
			return
		}
		opened, err := note.Open(text, note.VerifierList(log))
		if err != nil || len(opened.Sigs) != 1 {
			w.WriteHeader(403)
			return
		}
		parts := strings.Split(opened.Text, "\n")
		size, err := strconv.ParseInt(parts[1], 10, 64)
		root, rootErr := tlog.ParseHash(parts[2])
		if err != nil || rootErr != nil || old > size {
			w.WriteHeader(400)
			return
		}
		if old != known.N || (old == size && known.Hash != root) {
			w.Header().Set("Content-Type", "text/x.tlog.size")
			w.WriteHeader(409)
			fmt.Fprintln(w, known.N)
			return
		}
		var proof tlog.TreeProof
		for _, line := range lines[1:] {
			hash, err := tlog.ParseHash(line)
			if err != nil {
				w.WriteHeader(400)
				return
			}
			proof = append(proof, hash)
		}
		if known.N > 0 && tlog.CheckTree(proof, size, root, known.N, known.Hash) != nil {
			w.WriteHeader(422)
			return
		}
		known = tlog.Tree{N: size, Hash: root}
		at := uint64(1800000000)
		line := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, witness.hash), at)
		line = append(line, ed25519.Sign(key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, opened.Text)))...)
		fmt.Fprintf(w, "— %s %s\n", witness.name, base64.StdEncoding.EncodeToString(line))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	public := append([]byte{4}, witness.key...)
	fmt.Printf("%s+%08x+%s http://%s/\n", witness.name, witness.hash, base64.StdEncoding.EncodeToString(public), listener.Addr())
	check(http.Serve(listener, nil))
}

func main() {
	switch os.Args[1] {
	case "log":
		asLog(os.Args[2], os.Args[3], os.Args[4])
	case "witness":
		asWitness(os.Args[2], os.Args[3])
	}
}
