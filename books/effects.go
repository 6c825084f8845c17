package books

// Effects are the debits and credits of the document; they balance.
func Effects(d Document, l Lists) []Effect {
	return nil
}
