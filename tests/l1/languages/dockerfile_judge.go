// For each path of the JSON list on standard input: null where BuildKit reads the file, else what it says.
package main

import (
	"bytes"
	"encoding/json"
	"os"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func verdict(path string) *string {
	text, err := os.ReadFile(path)
	if err == nil {
		var parsed *parser.Result
		if parsed, err = parser.Parse(bytes.NewReader(text)); err == nil {
			_, _, err = instructions.Parse(parsed.AST)
		}
	}
	if err == nil {
		return nil
	}
	said := err.Error()
	return &said
}

func main() {
	var paths []string
	if err := json.NewDecoder(os.Stdin).Decode(&paths); err != nil {
		panic(err)
	}
	verdicts := make([]*string, len(paths))
	for index, path := range paths {
		verdicts[index] = verdict(path)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		panic(err)
	}
}
