// Package connector simulates the QuickBooks Web Connector.
package connector
