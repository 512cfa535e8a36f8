// A program with a known vulnerability (GO-2021-0113, GO-2022-1059): it reads language tags with a library that does so badly.
package main

import (
	"fmt"
	"os"

	"golang.org/x/text/language"
)

func main() {
	fmt.Println(language.Parse(os.Args[0]))
}
