package soap

import (
	"testing"

	"countinghouse/internal/bound"
)

func TestTheWorstCallsAreReadWithinTheBounds(t *testing.T) {
	for where, around := range map[string][2]string{
		"in a parameter": {request0 + `<receiveResponseXML xmlns="http://developer.intuit.com/"><response>`, `</response></receiveResponseXML></soap:Body></soap:Envelope>`},
		"in a method":    {request0 + `<receiveResponseXML xmlns="http://developer.intuit.com/">`, `</receiveResponseXML></soap:Body></soap:Envelope>`},
		"in a header":    {`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>`, `</soap:Header><soap:Body><getLastError xmlns="http://developer.intuit.com/"/></soap:Body></soap:Envelope>`},
		"at the root":    {``, ``},
	} {
		for _, in := range bound.XML(around[0], around[1]) {
			t.Run(where+"/"+in.Name, func(t *testing.T) {
				bound.Check(t, len(in.Text), func() { _, _ = parse([]byte(in.Text)) })
			})
		}
	}
}

const request0 = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`
