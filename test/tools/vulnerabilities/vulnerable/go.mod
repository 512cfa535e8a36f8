module vulnerable

go 1.26.0

// With known vulnerabilities, on purpose: the scanner has to find them.
require golang.org/x/text v0.3.5
