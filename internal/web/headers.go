package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
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

// protect sets what every response carries. Whatever shows something of a person, which is nearly everything,
// is kept by no cache; handlers that serve public files say otherwise.
func protect(c *fiber.Ctx, o origin) {
	c.Set(fiber.HeaderContentSecurityPolicy, o.content)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()")
	c.Set(fiber.HeaderCacheControl, "no-store")
	if o.secure {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=63072000; includeSubDomains")
	}
}
