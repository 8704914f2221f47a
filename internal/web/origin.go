package web

import (
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// origin is one address that people find the site at.
type origin struct {
	url     string // as browsers write it: "https://example.org"
	host    string // with its port, where it has one
	secure  bool
	content string // what its pages may load
}

// parseOrigins reads the configured origins, by host. Plain HTTP is for this machine, or for a demonstration
// on a local network: elsewhere everybody on the way could read and change what is sent.
func parseOrigins(list []string, plain bool) (map[string]origin, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("web: no origin given, for example https://example.org")
	}
	hosts := make(map[string]origin, len(list))
	for _, text := range list {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme+"://"+strings.ToLower(u.Host) != text {
			return nil, fmt.Errorf("web: origin %q is not of the form https://example.org, in lower case, without a path", text)
		}
		o := origin{url: text, host: u.Host, secure: u.Scheme == "https", content: contentPolicy(text)}
		switch {
		case !o.secure && u.Scheme != "http":
			return nil, fmt.Errorf("web: origin %q must begin with https://", text)
		case !o.secure && !plain && !local(u.Hostname()):
			return nil, fmt.Errorf("web: origin %q must begin with https://, since people's sessions pass over it", text)
		}
		if _, twice := hosts[o.host]; twice {
			return nil, fmt.Errorf("web: origin %q is given twice, or once with http and once with https", text)
		}
		hosts[o.host] = o
	}
	return hosts, nil
}

func local(name string) bool {
	ip := net.ParseIP(name)
	return name == "localhost" || (ip != nil && ip.IsLoopback())
}

// Link is the address of a page for a letter, a QR code or a poster.
func (s *Site) Link(path string) string { return s.Origins[0] + path }

// site is what people type to get here: the first origin without its scheme.
func (s *Site) site() string {
	_, host, _ := strings.Cut(s.Origins[0], "://")
	return host
}

// parseProxies reads addresses and networks.
func parseProxies(list []string) ([]*net.IPNet, error) {
	nets := make([]*net.IPNet, 0, len(list))
	for _, text := range list {
		cidr := text
		if ip := net.ParseIP(text); ip != nil {
			bits := 128
			if ip.To4() != nil {
				bits = 32
			}
			cidr = fmt.Sprintf("%s/%d", text, bits)
		}
		_, network, err := net.ParseCIDR(cidr)
		if err != nil {
			return nil, fmt.Errorf("web: proxy %q is neither an address nor a network: %w", text, err)
		}
		nets = append(nets, network)
	}
	return nets, nil
}

// address is where a request comes from, for counting tries. X-Forwarded-For is read from its end, where our
// own proxies wrote; what stands before the first address that is not ours anybody could have made up.
func (s *Site) address(c *fiber.Ctx) string {
	ip := c.Context().RemoteIP()
	if !s.trusts(ip) {
		return ip.String()
	}
	hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop := net.ParseIP(strings.TrimSpace(hops[i]))
		if hop == nil {
			break
		}
		if ip = hop; !s.trusts(hop) {
			break
		}
	}
	return ip.String()
}

func (s *Site) trusts(ip net.IP) bool {
	for _, network := range s.proxies {
		if network.Contains(ip) {
			return true
		}
	}
	return false
}
