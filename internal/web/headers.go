package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/parentpower/parentpower/internal/web/page"
)

// What a page may load, do and be put in. Nothing is inline and nothing comes from elsewhere. The websocket's
// address is named because older Safari does not count it as 'self'.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {socket}; " +
	"font-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func contentPolicy(origin string) string {
	return strings.Replace(pagePolicy, "{socket}", "ws"+strings.TrimPrefix(origin, "http"), 1)
}

// letterPolicy is for a letter shown in the demonstration: styled by itself, in a frame of ours that nothing
// can leave.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"

// filePolicy is for what somebody sent: where a browser opens it by itself after all, nothing in it runs or loads.
const filePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

// permit lets a page play what somebody said or, where it records, what was just recorded, and ask for the microphone.
// No other page may.
func (r *request) permit(sound page.Sound) {
	more := "; media-src 'self'"
	if sound == page.Records {
		more += " blob:"
		r.c.Set(fiber.HeaderPermissionsPolicy, strings.Replace(permissions, "microphone=()", "microphone=(self)", 1))
	}
	r.c.Set(fiber.HeaderContentSecurityPolicy, r.origin.content+more)
}

const permissions = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

// protect sets what every response carries. Whatever shows something of a person, which is nearly everything,
// is kept by no cache; handlers that serve public files say otherwise.
func protect(c *fiber.Ctx, o origin) {
	c.Set(fiber.HeaderContentSecurityPolicy, o.content)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, permissions)
	c.Set(fiber.HeaderCacheControl, "no-store")
	if o.secure {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=63072000; includeSubDomains")
	}
}
