package app

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/seal"
)

// Config is every setting of the server. Each is a flag and an environment variable of the same name with
// PARENTPOWER_ before it (and MONGODB_URI, as elsewhere); "parentpower serve --help" is the reference.
type Config struct {
	Listen      string   `help:"Address and port to listen on." default:"127.0.0.1:8080" env:"PARENTPOWER_LISTEN"`
	Origins     []string `name:"origin" help:"Where people find the site, such as https://parents.example.org. Links are made from the first; give it again for further ones." env:"PARENTPOWER_ORIGIN" placeholder:"URL"`
	Data        string   `help:"Directory for the embedded database, snapshots and the master key." default:"data" env:"PARENTPOWER_DATA" type:"path"`
	MongoDB     string   `name:"mongodb-uri" help:"MongoDB to keep everything in, with the database's name in its path. Without it an embedded one in the data directory is used." env:"MONGODB_URI" placeholder:"URI"`
	MasterKey   string   `help:"32 random bytes in hexadecimal (openssl rand -hex 32) that wrap all other keys. Without it, and with the embedded database, one is made in the data directory." env:"PARENTPOWER_MASTER_KEY" placeholder:"HEX"`
	Community   string   `help:"Name of the community, as every page shows it." default:"Parent Power" env:"PARENTPOWER_COMMUNITY"`
	Coordinator string   `help:"E-mail address of the first coordinator: made known at start, where nobody is one yet, so that they can sign in." env:"PARENTPOWER_COORDINATOR" placeholder:"ADDRESS"`
	Zone        string   `help:"Time zone of the community." default:"Europe/London" env:"PARENTPOWER_ZONE"`
	Proxies     []string `name:"proxy" help:"Address or network of a reverse proxy whose X-Forwarded-For is believed." env:"PARENTPOWER_PROXY" placeholder:"CIDR"`
	Metrics     string   `help:"Address and port for Prometheus metrics; none when empty. Keep it private." env:"PARENTPOWER_METRICS" placeholder:"ADDR"`
	Mirror      string   `help:"Keep readable copies of all records in collections of their own: auto (with MongoDB only), on or off." enum:"auto,on,off" default:"auto" env:"PARENTPOWER_MIRROR"`

	MailFrom     string   `help:"Address that mail is sent from." env:"PARENTPOWER_MAIL_FROM" placeholder:"ADDRESS"`
	SMTP         string   `name:"smtp" help:"Mail server, host:port." env:"PARENTPOWER_SMTP" placeholder:"ADDR"`
	SMTPTLS      mail.TLS `name:"smtp-tls" help:"How mail is protected on its way: require (STARTTLS), implicit (port 465) or none (a server on this machine)." enum:"require,implicit,none" default:"require" env:"PARENTPOWER_SMTP_TLS"`
	SMTPUser     string   `name:"smtp-user" help:"User name at the mail server." env:"PARENTPOWER_SMTP_USER"`
	SMTPPassword string   `name:"smtp-password" help:"Password at the mail server." env:"PARENTPOWER_SMTP_PASSWORD"`

	Follow   time.Duration `help:"How often, at the most, to look for what other nodes did on the same database; 0 when this is the only one." default:"0s" env:"PARENTPOWER_FOLLOW"`
	LogLevel string        `help:"Least level that is logged." enum:"debug,info,warn,error" default:"info" env:"PARENTPOWER_LOG_LEVEL"`

	Demo        bool `kong:"-"` // a demonstration: letters can be read, plain HTTP is allowed
	Development bool `help:"Show the styleguide and read templates anew." hidden:"" env:"PARENTPOWER_DEVELOPMENT"`
}

// check says what is missing or unsafe, with what to do about it.
func (c *Config) check() error {
	var errs []error
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		errs = append(errs, fmt.Errorf("--listen %q is not an address and port, such as 127.0.0.1:8080", c.Listen))
	}
	if len(c.Origins) == 0 {
		errs = append(errs, errors.New("--origin is missing: give the address where people find the site, such as https://parents.example.org"))
	}
	if _, err := time.LoadLocation(c.Zone); err != nil {
		errs = append(errs, fmt.Errorf("--zone %q is not a time zone, such as Europe/London", c.Zone))
	}
	if c.MongoDB != "" && c.MasterKey == "" && !c.Demo {
		errs = append(errs, errors.New("--master-key is missing: every node of a database needs the same one; make it with: openssl rand -hex 32"))
	}
	if !c.Demo && (c.SMTP == "" || c.MailFrom == "") {
		errs = append(errs, errors.New("--smtp and --mail-from are missing: without mail nobody can sign in"))
	}
	return errors.Join(errs...)
}

// mirrored reports whether readable copies of the records are kept.
func (c *Config) mirrored() bool {
	return c.Mirror == "on" || c.Mirror != "off" && c.MongoDB != ""
}

// master is the key that wraps all others: from the settings, or from the data directory.
func (c *Config) master() (seal.Master, error) {
	if c.MasterKey != "" {
		return seal.ParseMaster(c.MasterKey)
	}
	return seal.LoadOrCreateMaster(filepath.Join(c.Data, "master.key"))
}

// deliverer is who takes our mail.
func (c *Config) deliverer() (mail.Deliverer, error) {
	return mail.NewSMTP(mail.SMTPSettings{Addr: c.SMTP, TLS: c.SMTPTLS, Username: c.SMTPUser, Password: c.SMTPPassword})
}
