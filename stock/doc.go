// Package stock keeps the stores' catalogues and QuickBooks' items side by
// side: which item a product is, which may be meant, what exists on one side
// only. It matches by books.MatchSKU, the steps by which the line of an order
// finds its item, so that what this package calls matched is posted so.
//
// Nothing is kept in memory between runs: what is to be matched is marked in
// the database by whatever changed it (a product, an item, a link), taken in
// batches, and what was found is saved only if it did not change meanwhile.
package stock
