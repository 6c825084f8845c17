package shop

// routes is the whole API that the store speaks.
func routes() []route {
	orders := []string{scopeOrders}
	refunds := []string{scopeOrders, scopeTransactions}
	paged := []string{"page", "limit"}
	productIncludes := []string{"include", "include_fields", "exclude_fields"}
	return []route{
		{"GET", "v2/store", []string{scopeInformation}, nil, getStore},
		{"GET", "v2/time", nil, nil, getTime},
		{"GET", "v2/orders", orders, listParams(), listOrders},
		{"GET", "v2/orders/count", orders, filterParams(), countOrders},
		{"GET", "v2/orders/#", orders, []string{"include", "consignment_structure"}, getOrder},
		{"PUT", "v2/orders/#", []string{scopeOrdersWrite}, nil, putOrder},
		{"GET", "v2/orders/#/products", orders, paged, getLines},
		{"GET", "v2/orders/#/products/#", orders, nil, getLine},
		{"GET", "v2/orders/#/coupons", orders, paged, getCoupons},
		{"GET", "v2/orders/#/taxes", orders, append(paged, "details"), getTaxes},
		{"GET", "v2/orders/#/fees", orders, nil, getFees},
		{"GET", "v2/orders/#/shipping_addresses", orders, paged, getAddresses},
		{"GET", "v2/orders/#/shipping_addresses/#", orders, nil, getAddress},
		{"GET", "v2/orders/#/messages", orders, append(paged, "min_id", "max_id", "customer_id", "min_date_created", "max_date_created", "is_flagged", "status"), getNothing},
		{"GET", "v2/orders/#/consignments", orders, []string{"include"}, getConsignments},
		{"GET", "v2/orders/#/shipments", orders, paged, getShipments},
		{"GET", "v2/order_statuses", orders, nil, getStatuses},
		{"GET", "v2/order_statuses/#", orders, nil, getStatus},
		{"GET", "v2/currencies", []string{scopeInformation}, paged, getCurrencies},
		{"GET", "v2/tax_classes", []string{scopeInformation}, paged, getTaxClasses},
		{"GET", "v2/gift_certificates", []string{scopeMarketing}, append(paged, "min_id", "max_id", "code", "order_id", "to_name", "to_email", "from_name", "from_email", "sort", "direction"), getGifts},
		{"GET", "v2/customer_groups", []string{scopeCustomers}, paged, getGroups},

		{"GET", "v3/orders/#/transactions", []string{scopeTransactions}, paged, getTransactions},
		{"GET", "v3/orders/payment_actions/refunds", refunds, append(paged, "order_id:in", "id:in", "created:min", "created:max", "transaction_id"), getRefunds},
		{"GET", "v3/orders/payment_actions/refunds/#", refunds, nil, getRefund},
		{"GET", "v3/orders/#/payment_actions/refunds", refunds, nil, getOrderRefunds},
		{"GET", "v3/customers", []string{scopeCustomers}, append(paged, "id:in", "email:in", "company:in", "customer_group_id:in", "name:in", "name:like", "phone:in",
			"date_created:min", "date_created:max", "date_modified:min", "date_modified:max", "include", "sort", "after", "before"), getCustomers},
		{"GET", "v3/catalog/products", []string{scopeProducts}, append(append(paged, productIncludes...), "id:in", "id:min", "sku", "sku:in", "name", "type",
			"is_visible", "date_modified:min", "date_modified:max", "sort", "direction"), getProducts},
		{"POST", "v3/catalog/products", []string{scopeProductsWrite}, nil, postProduct},
		{"GET", "v3/catalog/trees/categories", []string{scopeProducts}, append(paged, "category_id:in", "tree_id:in", "name"), getCategories},
		{"GET", "v3/catalog/products/#", []string{scopeProducts}, productIncludes, getProduct},
		{"GET", "v3/catalog/products/#/variants", []string{scopeProducts}, append(paged, "include_fields", "exclude_fields"), getProductVariants},
		{"GET", "v3/catalog/variants", []string{scopeProducts}, append(paged, "id", "sku", "upc", "product_id:in", "include_fields", "exclude_fields"), getVariants},
		{"GET", "v3/inventory/items", []string{scopeInventory}, append(paged, "sku:in", "variant_id:in", "product_id:in", "location_id:in", "location_code:in"), getInventory},
		{"GET", "v3/inventory/locations", []string{scopeLocations}, append(paged, "location_id:in", "location_code:in", "is_default", "type_id:in", "managed_by_external_source", "is_active", "storefront_visibility"), getLocations},
		{"GET", "v3/inventory/locations/#/items", []string{scopeInventory}, append(paged, "sku:in", "variant_id:in", "product_id:in"), getLocationInventory},
		{"PUT", "v3/inventory/adjustments/absolute", []string{scopeInventoryWrite}, nil, putAbsolute},
		{"POST", "v3/inventory/adjustments/relative", []string{scopeInventoryWrite}, nil, postRelative},
		{"GET", "v3/settings/inventory", []string{scopeInformation}, []string{"channel_id"}, getInventorySettings},
		{"GET", "v3/channels", []string{scopeChannels}, append(paged, "type:in", "platform:in", "status:in", "available", "include"), getChannels},
		{"GET", "v3/channels/currency-assignments", []string{scopeChannels}, nil, getAssignments},
		{"GET", "v3/channels/#", []string{scopeChannels}, nil, getChannel},
		{"GET", "v3/tax/settings", []string{scopeInformation}, nil, getTaxSettings},

		{"GET", "v3/hooks", nil, append(paged, "is_active", "scope", "destination"), getHooks},
		{"POST", "v3/hooks", nil, nil, postHook},
		{"GET", "v3/hooks/#", nil, nil, getHook},
		{"PUT", "v3/hooks/#", nil, nil, putHook},
		{"DELETE", "v3/hooks/#", nil, nil, deleteHook},
	}
}
