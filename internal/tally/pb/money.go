package pb

import (
	"strconv"
	"strings"
)

// A file's amounts are decimals of its own unit (pounds, złoty). They are kept as whole minor units:
// hundredths, or as many decimals as the finest amount in the file has, up to mostDecimals.
const (
	leastDecimals = 2
	mostDecimals  = 6
)

// decimals is how many digits after the point an amount needs; false if it is not an amount.
func decimals(text string) (int, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" || !digits(whole) || !digits(fraction) {
		return 0, false
	}
	fraction = strings.TrimRight(fraction, "0")
	return len(fraction), len(fraction) <= mostDecimals
}

func digits(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}

// minor reads an amount that was found good by decimals, in units of 10 to the minus places.
func minor(text string, places int) (int64, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	return n, err == nil
}

// ParseAmount reads a decimal amount in units of which unit minor ones make one, exactly.
func ParseAmount(text string, unit int64) (int64, bool) {
	need, ok := decimals(text)
	places := len(strconv.FormatInt(unit, 10)) - 1
	if !ok || need > places {
		return 0, false
	}
	return minor(text, places)
}

// FormatAmount writes minor units as a decimal of the unit, with no more digits than it needs.
func FormatAmount(amount, unit int64) string {
	text := strconv.FormatInt(amount/unit, 10)
	if rest := amount % unit; rest != 0 {
		digits := strconv.FormatInt(unit+rest, 10)[1:]
		text += "." + strings.TrimRight(digits, "0")
	}
	return text
}
