package company

// listQueryTable: the queries of lists, of the host, of the company.
// Iterators only where the schema has them (qbxml-rules §9).
const listQueryTable = `
HostQueryRq        = IncludeListMetaData?{IncludeMaxCapacity:BOOL} RET @requestID
CompanyQueryRq     = RET OWNER @requestID
PreferencesQueryRq = RET @requestID

AccountQueryRq   = (ListID+:ID | FullName+:STR | FILTER
  AccountType*:(AccountsPayable|AccountsReceivable|Bank|CostOfGoodsSold|CreditCard|Equity|Expense|FixedAsset|Income|LongTermLiability|NonPosting|OtherAsset|OtherCurrentAsset|OtherCurrentLiability|OtherExpense|OtherIncome)
  CURRENCY)? RET OWNER META
CustomerQueryRq  = (ListID+:ID | FullName+:STR | FILTER BALANCE CURRENCY ClassFilter?{TREE})? RET OWNER PAGED
VendorQueryRq    = (ListID+:ID | FullName+:STR | FILTER BALANCE CURRENCY ClassFilter?{TREE})? RET OWNER PAGED
EmployeeQueryRq  = (ListID+:ID | FullName+:STR | FILTER)? RET OWNER META
OtherNameQueryRq = (ListID+:ID | FullName+:STR | FILTER)? RET OWNER META
EntityQueryRq    = (ListID+:ID | FullName+:STR | FILTER)? RET PAGED

ItemQueryRq                  = (ListID+:ID | FullName+:STR | FILTER)? RET OWNER PAGED
ItemServiceQueryRq           = (ListID+:ID | FullName+:STR | FILTER ClassFilter?{TREE})? RET OWNER PAGED
ItemNonInventoryQueryRq      = (ListID+:ID | FullName+:STR | FILTER ClassFilter?{TREE})? RET OWNER PAGED
ItemOtherChargeQueryRq       = (ListID+:ID | FullName+:STR | FILTER ClassFilter?{TREE})? RET OWNER PAGED
ItemInventoryQueryRq         = (ListID+:ID | FullName+:STR | FILTER ClassFilter?{TREE})? RET OWNER PAGED
ItemInventoryAssemblyQueryRq = (ListID+:ID | FullName+:STR | FILTER ClassFilter?{TREE})? RET OWNER PAGED
ItemFixedAssetQueryRq        = (ListID+:ID | FullName+:STR | FILTER ClassFilter?{TREE})? RET OWNER PAGED
ItemDiscountQueryRq          = (ListID+:ID | FullName+:STR | FILTER ClassFilter?{TREE})? RET OWNER PAGED
ItemPaymentQueryRq           = (ListID+:ID | FullName+:STR | FILTER ClassFilter?{TREE})? RET OWNER PAGED
ItemSalesTaxQueryRq          = (ListID+:ID | FullName+:STR | FILTER ClassFilter?{TREE})? RET OWNER PAGED
ItemSubtotalQueryRq          = (ListID+:ID | FullName+:STR | FILTER)? RET OWNER PAGED
ItemSalesTaxGroupQueryRq     = (ListID+:ID | FullName+:STR | FILTER)? RET OWNER PAGED
ItemGroupQueryRq             = (ListID+:ID | FullName+:STR | FILTER)? RET OWNER PAGED

SalesTaxCodeQueryRq     = (ListID+:ID | FullName+:STR | FILTER)? RET META
PaymentMethodQueryRq    = (ListID+:ID | FullName+:STR | FILTER
  PaymentMethodType*:(AmericanExpress|Cash|Check|DebitCard|Discover|ECheck|GiftCard|MasterCard|Other|OtherCreditCard|Visa))? RET META
ShipMethodQueryRq       = (ListID+:ID | FullName+:STR | FILTER)? RET META
TermsQueryRq            = (ListID+:ID | FullName+:STR | FILTER)? RET META
StandardTermsQueryRq    = (ListID+:ID | FullName+:STR | FILTER)? RET META
DateDrivenTermsQueryRq  = (ListID+:ID | FullName+:STR | FILTER)? RET META
ClassQueryRq            = (ListID+:ID | FullName+:STR | FILTER)? RET META
CustomerMsgQueryRq      = (ListID+:ID | FullName+:STR | FILTER)? RET META
CustomerTypeQueryRq     = (ListID+:ID | FullName+:STR | FILTER)? RET META
SalesRepQueryRq         = (ListID+:ID | FullName+:STR | FILTER)? RET META
TemplateQueryRq         = RET META

CurrencyQueryRq    = (ListID+:ID | FullName+:STR | FILTER)? RET META

ListDeletedQueryRq = ListDelType+:(Account|BillingRate|Class|Currency|Customer|CustomerMsg|CustomerType|DateDrivenTerms|Employee|InventorySite|ItemDiscount|ItemFixedAsset|ItemGroup|ItemInventory|ItemInventoryAssembly|ItemNonInventory|ItemOtherCharge|ItemPayment|ItemSalesTax|ItemSalesTaxGroup|ItemService|ItemSubtotal|JobType|OtherName|PaymentMethod|PayrollItemNonWage|PayrollItemWage|PriceLevel|SalesRep|SalesTaxCode|ShipMethod|StandardTerms|ToDo|UnitOfMeasureSet|Vehicle|Vendor|VendorType|WorkersCompCode)
  DeletedDateRangeFilter?{FromDeletedDate?:DATETIME ToDeletedDate?:DATETIME} RET META
`

// listAddTable: what may be added to, changed in and deleted from lists.
const listAddTable = `
CustomerAddRq = CustomerAdd{Name:STR41 IsActive?:BOOL ClassRef?{REF159} ParentRef?{REF} PERSON
  Contacts*{CONTACT} CustomerTypeRef?{REF159} TermsRef?{REF31} SalesRepRef?{REF5}
  OpenBalance?:AMT OpenBalanceDate?:DATE CUSTTAX AdditionalNotes*{Note:STR4095} CUSTREST
  ExternalGUID?:GUID TaxRegistrationNumber?:STR30 CurrencyRef?{REF64}} RET @requestID
CustomerModRq = CustomerMod{ListID:ID EditSequence:STR16 Name?:STR41 IsActive?:BOOL ClassRef?{REF159} ParentRef?{REF} PERSON
  ContactsMod*{ListID?:ID EditSequence?:STR16 CONTACT} CustomerTypeRef?{REF159} TermsRef?{REF31} SalesRepRef?{REF5}
  CUSTTAX AdditionalNotesMod*{NoteID:INT Note:STR4095} CUSTREST
  TaxRegistrationNumber?:STR30 CurrencyRef?{REF64}} RET @requestID

ItemServiceAddRq = ItemServiceAdd{Name:STR31 BARCODE IsActive?:BOOL ClassRef?{REF159} ParentRef?{REF}
  UnitOfMeasureSetRef?{REF31} %IsTaxIncluded?:BOOL SalesTaxCodeRef?{REF3} SALEORBUY ExternalGUID?:GUID} RET @requestID
ItemNonInventoryAddRq = ItemNonInventoryAdd{Name:STR31 BARCODE IsActive?:BOOL ParentRef?{REF} ClassRef?{REF159}
  ManufacturerPartNumber?:STR31 UnitOfMeasureSetRef?{REF31} %IsTaxIncluded?:BOOL SalesTaxCodeRef?{REF3} SALEORBUY
  ExternalGUID?:GUID} RET @requestID
ItemOtherChargeAddRq = ItemOtherChargeAdd{Name:STR31 BARCODE IsActive?:BOOL ClassRef?{REF159} ParentRef?{REF}
  %IsTaxIncluded?:BOOL SalesTaxCodeRef?{REF3} SALEORBUY ExternalGUID?:GUID} RET @requestID
ItemInventoryAddRq = ItemInventoryAdd{Name:STR31 BARCODE IsActive?:BOOL ClassRef?{REF159} ParentRef?{REF}
  ManufacturerPartNumber?:STR31 UnitOfMeasureSetRef?{REF31} %IsTaxIncluded?:BOOL SalesTaxCodeRef?{REF3}
  SalesDesc?:STR4095 SalesPrice?:PRICE IncomeAccountRef?{REF159} PurchaseDesc?:STR4095 PurchaseCost?:PRICE
  PurchaseTaxCodeRef?{REF3} COGSAccountRef?{REF159} PrefVendorRef?{REF41} AssetAccountRef?{REF159}
  ReorderPoint?:QUAN Max?:QUAN QuantityOnHand?:QUAN TotalValue?:AMT InventoryDate?:DATE ExternalGUID?:GUID} RET @requestID
ItemInventoryAssemblyAddRq = ItemInventoryAssemblyAdd{Name:STR31 BARCODE IsActive?:BOOL ClassRef?{REF159} ParentRef?{REF}
  ManufacturerPartNumber?:STR31 UnitOfMeasureSetRef?{REF31} %IsTaxIncluded?:BOOL SalesTaxCodeRef?{REF3}
  SalesDesc?:STR4095 SalesPrice?:PRICE IncomeAccountRef?{REF159} PurchaseDesc?:STR4095 PurchaseCost?:PRICE
  PurchaseTaxCodeRef?{REF3} COGSAccountRef?{REF159} PrefVendorRef?{REF41} AssetAccountRef?{REF159}
  BuildPoint?:QUAN Max?:QUAN QuantityOnHand?:QUAN TotalValue?:AMT InventoryDate?:DATE ExternalGUID?:GUID
  ItemInventoryAssemblyLine*{ItemInventoryRef{REF159} Quantity?:QUAN}} RET @requestID
ItemDiscountAddRq = ItemDiscountAdd{Name:STR31 BARCODE IsActive?:BOOL ClassRef?{REF159} ParentRef?{REF}
  ItemDesc?:STR4095 SalesTaxCodeRef?{REF3} (DiscountRate:PRICE | DiscountRatePercent:PERCENT)? AccountRef?{REF159}
  ExternalGUID?:GUID} RET @requestID
ItemSalesTaxAddRq = ItemSalesTaxAdd{Name:STR31 BARCODE IsActive?:BOOL ClassRef?{REF159} ItemDesc?:STR4095 TaxRate?:PERCENT TaxVendorRef?{REF41}
  SalesTaxReturnLineRef?{REF} ExternalGUID?:GUID} RET @requestID
PaymentMethodAddRq = PaymentMethodAdd{Name:STR31 IsActive?:BOOL
  PaymentMethodType?:(AmericanExpress|Cash|Check|DebitCard|Discover|ECheck|GiftCard|MasterCard|Other|OtherCreditCard|Visa)} RET @requestID
ShipMethodAddRq = ShipMethodAdd{Name:STR15 IsActive?:BOOL} RET @requestID
ClassAddRq = ClassAdd{Name:STR31 IsActive?:BOOL ParentRef?{REF}} RET @requestID
StandardTermsAddRq = StandardTermsAdd{Name:STR31 IsActive?:BOOL StdDueDays?:INT StdDiscountDays?:INT DiscountPct?:PERCENT} RET @requestID
AccountAddRq = AccountAdd{Name:STR31 IsActive?:BOOL ParentRef?{REF} AccountType:(AccountsPayable|AccountsReceivable|Bank|CostOfGoodsSold|CreditCard|Equity|Expense|FixedAsset|Income|LongTermLiability|NonPosting|OtherAsset|OtherCurrentAsset|OtherCurrentLiability|OtherExpense|OtherIncome)
  DETAILTYPE AccountNumber?:STR7 BankNumber?:STR25 Desc?:STR200 OpenBalance?:AMT OpenBalanceDate?:DATE
  SalesTaxCodeRef?{REF3} TaxLineID?:INT CurrencyRef?{REF64}} RET @requestID
ListDelRq = ListDelType:(Account|BillingRate|Class|Currency|Customer|CustomerMsg|CustomerType|DateDrivenTerms|Employee|InventorySite|ItemDiscount|ItemFixedAsset|ItemGroup|ItemInventory|ItemInventoryAssembly|ItemNonInventory|ItemOtherCharge|ItemPayment|ItemSalesTax|ItemSalesTaxGroup|ItemService|ItemSubtotal|JobType|OtherName|PaymentMethod|PayrollItemNonWage|PayrollItemWage|PriceLevel|SalesRep|SalesTaxCode|ShipMethod|StandardTerms|ToDo|UnitOfMeasureSet|Vehicle|Vendor|VendorType|WorkersCompCode)
  ListID:ID @requestID
`
