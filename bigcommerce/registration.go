package bigcommerce

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
)

// Registration is a webhook as BigCommerce has it. Only those are seen that
// the same API account or app made (reference: bigcommerce-webhooks §1).
type Registration struct {
	ID          ID           `json:"id"`
	Scope       Text         `json:"scope"`
	Destination Text         `json:"destination"`
	Active      Flag         `json:"is_active"`
	Headers     registration `json:"headers"`
}

// Secret is what the webhook carries in HookHeader.
func (r Registration) Secret() string { return string(r.Headers.Value[HookHeader]) }

// registration are the headers, null where there are none.
type registration = Maybe[map[string]Text]

// Hooks lists the webhooks of this API account or app, all destinations.
func (c *Client) Hooks(ctx context.Context) ([]Registration, error) {
	return all3[Registration](ctx, c, call{name: "hooks", path: "/v3/hooks"}, PageSize)
}

// CreateHook has BigCommerce tell of a scope at an address, with our secret.
func (c *Client) CreateHook(ctx context.Context, scope, destination, secret string) error {
	return c.change(ctx, http.MethodPost, "/v3/hooks", map[string]any{
		"scope": scope, "destination": destination, "is_active": true, "headers": map[string]string{HookHeader: secret},
	})
}

// UpdateHook switches a webhook on again and gives it our present secret.
func (c *Client) UpdateHook(ctx context.Context, id ID, scope, destination, secret string) error {
	return c.change(ctx, http.MethodPut, hookPath(id), map[string]any{
		"scope": scope, "destination": destination, "is_active": true, "headers": map[string]string{HookHeader: secret},
	})
}

// DeleteHook removes a webhook; that it is gone already is no error.
func (c *Client) DeleteHook(ctx context.Context, id ID) error {
	err := c.change(ctx, http.MethodDelete, hookPath(id), nil)
	if IsKind(err, NotFound) {
		return nil
	}
	return err
}

func hookPath(id ID) string { return "/v3/hooks/" + strconv.FormatInt(int64(id), 10) }

// change sends something that is no GET. What it answers is of no interest:
// the list tells how things stand.
func (c *Client) change(ctx context.Context, method, path string, body any) error {
	q := call{name: "hook", path: path, method: method}
	if body != nil {
		var err error
		if q.body, err = json.Marshal(body); err != nil {
			return err
		}
	}
	return c.get(ctx, q, func(answer) error { return nil })
}
