package soap

import (
	"encoding/xml"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// description is what the tests read of a WSDL.
type description struct {
	Elements []struct {
		Name     string `xml:"name,attr"`
		Children []struct {
			Name string `xml:"name,attr"`
			Type string `xml:"type,attr"`
			Min  string `xml:"minOccurs,attr"`
		} `xml:"complexType>sequence>element"`
	} `xml:"types>schema>element"`
	Operations []struct {
		Name string `xml:"name,attr"`
		SOAP struct {
			Action string `xml:"soapAction,attr"`
		} `xml:"operation"`
	} `xml:"binding>operation"`
	Port struct {
		Address struct {
			Location string `xml:"location,attr"`
		} `xml:"address"`
	} `xml:"service>port"`
}

func describe(t *testing.T, data string) description {
	t.Helper()
	var d description
	if err := xml.Unmarshal([]byte(data), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// signature is the children of an element in order, "name:type", or false.
func (d description) signature(element string) ([]string, bool) {
	for _, e := range d.Elements {
		if e.Name != element {
			continue
		}
		var s []string
		for _, c := range e.Children {
			_, local, _ := strings.Cut(c.Type, ":")
			s = append(s, c.Name+":"+local)
		}
		return s, true
	}
	return nil, false
}

func TestTheWSDLDescribesWhatTheHandlerReads(t *testing.T) {
	d := describe(t, WSDL("https://orders.example.com/qbwc"))
	if len(d.Operations) != 11 {
		t.Errorf("%d operations", len(d.Operations))
	}
	for _, o := range d.Operations {
		if o.SOAP.Action != nsIntuit+o.Name {
			t.Errorf("%s has the SOAP action %q", o.Name, o.SOAP.Action)
		}
		known, ok := methods[o.Name]
		if !ok {
			t.Errorf("the handler does not know %s", o.Name)
		}
		given, ok := d.signature(o.Name)
		if !ok {
			t.Errorf("%s has no element", o.Name)
		}
		var names []string
		for _, g := range given {
			name, kind, _ := strings.Cut(g, ":")
			names = append(names, name)
			if want := map[bool]string{true: "int", false: "string"}[strings.HasSuffix(name, "Vers")]; kind != want {
				t.Errorf("%s of %s is a %s", name, o.Name, kind)
			}
		}
		if !slices.Equal(names, known) {
			t.Errorf("%s: the WSDL says %q, the handler reads %q", o.Name, names, known)
		}
		kind := "string"
		switch o.Name {
		case "authenticate":
			kind = "ArrayOfString"
		case "receiveResponseXML":
			kind = "int"
		}
		if result, _ := d.signature(o.Name + "Response"); !slices.Equal(result, []string{o.Name + "Result:" + kind}) {
			t.Errorf("%s answers %q", o.Name, result)
		}
	}
}

// The public copy of Intuit's description agrees with ours wherever it is
// right: it gives serverVersion a parameter, and lacks the interactive methods.
func TestTheWSDLAgreesWithThePublicOne(t *testing.T) {
	ours := describe(t, WSDL("x"))
	public := describe(t, string(sharedFile(t, "qbwc/QBWebConnectorSvc.wsdl")))
	if len(public.Operations) != 8 {
		t.Fatalf("the public copy has %d operations", len(public.Operations))
	}
	for _, o := range public.Operations {
		for _, element := range []string{o.Name, o.Name + "Response"} {
			theirs, _ := public.signature(element)
			if element == "serverVersion" {
				theirs = nil
			}
			if mine, ok := ours.signature(element); !ok || !slices.Equal(mine, theirs) {
				t.Errorf("%s: ours is %q, theirs %q", element, mine, theirs)
			}
		}
	}
}

func TestTheWSDLNamesTheAddressItIsServedAt(t *testing.T) {
	if n := strings.Count(wsdl, `location="`+wsdlAddress+`"`); n != 1 {
		t.Fatalf("the embedded WSDL has the address %d times", n)
	}
	h := NewHandler(&scripted{}, Options{})
	for target, want := range map[string]string{
		"https://orders.example.com/qbwc?wsdl":     "https://orders.example.com/qbwc",
		"http://localhost:8080/a%20b?WSDL=1&x=y":   "http://localhost:8080/a%20b",
		"https://orders.example.com/qbwc?x=1&Wsdl": "https://orders.example.com/qbwc",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
		if got := describe(t, w.Body.String()).Port.Address.Location; got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
		if got := w.Header().Get("Content-Type"); got != "text/xml; charset=utf-8" {
			t.Errorf("%s: content type %q", target, got)
		}
	}
	if got := describe(t, WSDL(`https://x/?a=1&b="<2>"`)).Port.Address.Location; got != `https://x/?a=1&b="<2>"` {
		t.Errorf("an address with special characters: %q", got)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/qbwc?wsdlx=1", nil))
	if !strings.Contains(w.Body.String(), "<html") {
		t.Error("another query gives the WSDL")
	}
}
