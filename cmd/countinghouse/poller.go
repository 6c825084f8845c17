package main

import (
	"fmt"

	"countinghouse/intake"
	"countinghouse/store"
)

// newPoller is a poller that tells on standard error how far it is.
func newPoller(e *env, st *store.Store) *intake.Poller {
	return intake.NewPoller(st, intake.Options{
		Log:       e.log,
		UserAgent: "Countinghouse/" + versionText(),
		Progress: func(p intake.Progress) {
			if p.Waiting != "" {
				fmt.Fprintf(e.errOut, "Store %s: %s (%s)\n", p.Shop, p.Waiting, p.WaitingFor)
				return
			}
			fmt.Fprintf(e.errOut, "Store %s: %d orders read, %d new, %d changed, %d calls\n", p.Shop, p.Orders, p.New, p.Changed, p.Calls)
		},
	})
}
