package server

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"countinghouse/bigcommerce"
)

// App are the credentials of the single-click app, from its profile in
// BigCommerce's Developer Portal. They are the operator's, stand in no database
// and no declaration, and are never exported.
type App struct {
	ClientID         string `name:"app-client-id" help:"Client ID of the single-click app; left out, stores are connected by API accounts only." env:"COUNTINGHOUSE_APP_CLIENT_ID"`
	ClientSecret     string `name:"app-client-secret" help:"Client secret of the app." env:"COUNTINGHOUSE_APP_CLIENT_SECRET"`
	ClientSecretFile string `name:"app-client-secret-file" help:"File that holds the client secret." env:"COUNTINGHOUSE_APP_CLIENT_SECRET_FILE" type:"path"`
	// LoginURL and APIURL are for servers that speak like BigCommerce.
	LoginURL string `name:"app-login-url" help:"Where the app exchanges codes for tokens." default:"https://login.bigcommerce.com" env:"COUNTINGHOUSE_APP_LOGIN_URL"`
	APIURL   string `name:"app-api-url" help:"API address of the stores that the app connects." default:"https://api.bigcommerce.com" env:"COUNTINGHOUSE_APP_API_URL"`
}

// client is the app as its callbacks need it.
func (a App) client(l Listen, version string) bigcommerce.App {
	return bigcommerce.App{AppKeys: bigcommerce.AppKeys{ClientID: a.ClientID, ClientSecret: a.ClientSecret}, LoginURL: a.LoginURL,
		AuthCallback: l.Public() + "/app/auth", UserAgent: "Countinghouse/" + version}
}

// Credentials completes the credentials from their file and finds what cannot work.
func (a App) Credentials(l Listen) (App, error) {
	if a.ClientSecretFile != "" {
		if a.ClientSecret != "" {
			return a, errors.New("--app-client-secret and --app-client-secret-file: name one of them")
		}
		b, err := os.ReadFile(a.ClientSecretFile)
		if err != nil {
			return a, fmt.Errorf("--app-client-secret-file: %w", err)
		}
		a.ClientSecret = strings.TrimSpace(string(b))
	}
	if (a.ClientID == "") != (a.ClientSecret == "") {
		return a, errors.New("--app-client-id and the app's client secret go together")
	}
	if a.ClientID != "" && !l.secure() {
		return a, errors.New("the single-click app needs an https address that BigCommerce reaches: name it with --public-url")
	}
	for name, address := range map[string]string{"--app-login-url": a.LoginURL, "--app-api-url": a.APIURL} {
		if address == "" {
			continue
		}
		if err := checkURL(address); err != nil {
			return a, fmt.Errorf("%s: %w", name, err)
		}
	}
	return a, nil
}
