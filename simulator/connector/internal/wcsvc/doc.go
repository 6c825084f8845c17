// Package wcsvc is the SOAP client of the simulated Web Connector, which gowsdl
// makes of the WSDL that the server serves: a reading of it that shares no code
// with the server.
package wcsvc
