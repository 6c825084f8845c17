package shop

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"
)

// putOrder answers PUT /orders/{id} for the three writes that a bookkeeping
// connector may make (bigcommerce-api §2.10). Every other field is refused, so
// that nobody changes amounts by accident.
func putOrder(s *Shop, c *call) {
	body, err := io.ReadAll(io.LimitReader(c.r.Body, 256<<10))
	fields := map[string]json.RawMessage{}
	if err != nil || json.Unmarshal(body, &fields) != nil {
		c.fail(400, "The request body is invalid.")
		return
	}
	names := make([]string, 0, len(fields))
	for k := range fields {
		names = append(names, k)
	}
	slices.Sort(names)
	var status *Status
	var notes, external *string
	for _, k := range names {
		var bad error
		switch k {
		case "status_id":
			bad = json.Unmarshal(fields[k], &status)
		case "staff_notes":
			bad = json.Unmarshal(fields[k], &notes)
		case "external_order_id":
			bad = json.Unmarshal(fields[k], &external)
		default:
			c.fail(400, "The field '"+k+"' cannot be written to. Please remove it from your request before trying again.")
			return
		}
		if bad != nil || status != nil && (*status < Incomplete || *status > PartiallyRefunded) {
			c.fail(400, "The field '"+k+"' is invalid.")
			return
		}
	}
	err = s.act(c.ids[0], func(o *order) ([]event, error) {
		if status != nil {
			o.status = *status
		}
		if notes != nil {
			o.notes = *notes
		}
		if external != nil {
			o.externalOrder = *external
		}
		return nil, nil
	})
	if err != nil {
		c.fail(404, "The order "+strconv.FormatInt(c.ids[0], 10)+" was not found.")
		return
	}
	s.withOrder(c, func(e *enc, o *order) bool { s.encodeOrder(e, o, view{}); return true })
}
