package secret

// KeyID tells which key a sealed value needs, by Key.ID; empty: it is not
// sealed.
func KeyID(sealed string) string {
	id, _, err := split(sealed)
	if err != nil {
		return ""
	}
	return id
}
