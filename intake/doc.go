// Package intake brings sales in: it polls the stores, fetches of each order
// what the books need in as few calls as BigCommerce allows, translates it into
// the language of sales and hands it to the store.
//
// Translate and Needs are pure. Poller does the rest: it walks every order that
// changed, in the order of change, remembers how far it came only after what it
// read was saved, and so loses nothing when it is stopped at any moment.
package intake
