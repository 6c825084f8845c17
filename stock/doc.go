// Package stock keeps the stores' catalogues and QuickBooks' items side by
// side: which item a product is, which may be meant, what exists on one side
// only. It matches by books.MatchSKU, the steps by which the line of an order
// finds its item, so that what this package calls matched is posted so.
// It makes what one side lacks (Create).
//
// And it keeps quantities in step, whoever is master: what orders move on both
// sides (Effects, Taken), what each side should have, and a Mover that sets the
// stores and adjusts QuickBooks, once a person switched that on. Why a figure is
// what it is tells Explain.
//
// Nothing is kept in memory between runs: what is to be matched is marked in
// the database by whatever changed it (a product, an item, a link), taken in
// batches, and what was found is saved only if it did not change meanwhile.
package stock
