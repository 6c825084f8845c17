package server

import (
	"strings"

	"countinghouse/soap"
	"countinghouse/store"
)

// QWC is the .qwc file of a company file. Its identifiers were made once and
// never change, so that downloading it again does no harm (reference: qwc-file §4).
func QWC(c store.Company, publicURL string) soap.QWC {
	public := strings.TrimRight(publicURL, "/")
	return soap.QWC{
		AppName:      "Countinghouse - " + c.Name,
		AppURL:       public + "/qbwc",
		Description:  "Posts BigCommerce orders to QuickBooks",
		SupportURL:   public + "/support",
		UserName:     c.User,
		OwnerID:      c.OwnerID,
		FileID:       c.FileID,
		UniqueName:   "Countinghouse-" + string(c.Key),
		EveryMinutes: c.EveryMinutes,
	}
}
