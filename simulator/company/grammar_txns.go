package company

// txnQueryTable: the queries of transactions.
const txnQueryTable = `
SalesReceiptQueryRq   = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL RET OWNER PAGED
ReceivePaymentQueryRq = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL RET OWNER PAGED
CreditMemoQueryRq     = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL IncludeLinkedTxns?:BOOL RET OWNER PAGED
InvoiceQueryRq        = (TXNCHOICE | TXNFILTER PaidStatus?:(All|PaidOnly|NotPaidOnly))?
  IncludeLineItems?:BOOL IncludeLinkedTxns?:BOOL RET OWNER PAGED

TransactionQueryRq = (TxnID+:ID | MaxReturned?:INT
  (RefNumber+:STR | RefNumberCaseSensitive+:STR | RefNumberFilter{MATCH RefNumber:STR} | RefNumberRangeFilter{FromRefNumber?:STR ToRefNumber?:STR})?
  TransactionModifiedDateRangeFilter?{((FromModifiedDate?:DATETIME ToModifiedDate?:DATETIME)? | DATEMACRO)}
  TransactionDateRangeFilter?{((FromTxnDate?:DATE ToTxnDate?:DATE)? | DATEMACRO)}
  TransactionEntityFilter?{(EntityTypeFilter:(Customer|Employee|OtherName|Vendor) | TREE)}
  TransactionAccountFilter?{(AccountTypeFilter:(AccountsPayable|AccountsReceivable|AllowedFor1099|APAndSalesTax|APOrCreditCard|ARAndAP|Asset|BalanceSheet|Bank|BankAndARAndAPAndUF|BankAndUF|CostOfSales|CreditCard|CurrentAsset|CurrentAssetAndExpense|CurrentLiability|Equity|EquityAndIncomeAndExpense|ExpenseAndOtherExpense|FixedAsset|IncomeAndExpense|IncomeAndOtherIncome|Liability|LiabilityAndEquity|LongTermLiability|NonPosting|OrdinaryExpense|OrdinaryIncome|OrdinaryIncomeAndCOGS|OrdinaryIncomeAndExpense|OtherAsset|OtherCurrentAsset|OtherCurrentLiability|OtherExpense|OtherIncome|OtherIncomeOrExpense) | TREE)}
  TransactionItemFilter?{(ItemTypeFilter:(AllExceptFixedAsset|Assembly|Discount|FixedAsset|Inventory|InventoryAndAssembly|NonInventory|OtherCharge|Payment|Sales|SalesTax|Service) | TREE)}
  TransactionClassFilter?{TREE}
  TransactionTypeFilter?{TxnTypeFilter+:(All|ARRefundCreditCard|Bill|BillPaymentCheck|BillPaymentCreditCard|BuildAssembly|Charge|Check|CreditCardCharge|CreditCardCredit|CreditMemo|Deposit|Estimate|InventoryAdjustment|Invoice|ItemReceipt|JournalEntry|LiabilityAdjustment|Paycheck|PayrollLiabilityCheck|PurchaseOrder|ReceivePayment|SalesOrder|SalesReceipt|SalesTaxPaymentCheck|Transfer|VendorCredit|YTDAdjustment)}
  TransactionDetailLevelFilter?:(All|SummaryOnly|AllExceptSummary) TransactionPostingStatusFilter?:(Either|NonPosting|Posting)
  TransactionPaidStatusFilter?:(Either|Closed|Open) CURRENCY)? RET PAGED

TxnDeletedQueryRq = TxnDelType+:(ARRefundCreditCard|Bill|BillPaymentCheck|BillPaymentCreditCard|BuildAssembly|Charge|Check|CreditCardCharge|CreditCardCredit|CreditMemo|Deposit|Estimate|InventoryAdjustment|Invoice|ItemReceipt|JournalEntry|PurchaseOrder|ReceivePayment|SalesOrder|SalesReceipt|SalesTaxPaymentCheck|TimeTracking|TransferInventory|VehicleMileage|VendorCredit)
  DeletedDateRangeFilter?{FromDeletedDate?:DATETIME ToDeletedDate?:DATETIME} RET META
`

// txnAddTable: what may be posted, voided and deleted.
const txnAddTable = `
SalesReceiptAddRq = SalesReceiptAdd{CustomerRef?{REF209} ClassRef?{REF159} TemplateRef?{REF31} TxnDate?:DATE RefNumber?:STR11
  BillAddress?{ADDRESS} ShipAddress?{ADDRESS} IsPending?:BOOL CheckNumber?:STR25 PaymentMethodRef?{REF31} DueDate?:DATE
  SalesRepRef?{REF5} ShipDate?:DATE ShipMethodRef?{REF15} FOB?:STR13 ItemSalesTaxRef?{REF31} Memo?:STR4095
  CustomerMsgRef?{REF101} IsToBePrinted?:BOOL IsToBeEmailed?:BOOL !IsTaxIncluded?:BOOL CustomerSalesTaxCodeRef?{REF3}
  DepositToAccountRef?{REF159} CARD Other?:STR29 ExchangeRate?:FLOAT ExternalGUID?:GUID
  (SalesReceiptLineAdd{LINE CARD DATAEXT @defMacro} | SalesReceiptLineGroupAdd{GROUPLINE})+ ONLINE @defMacro} RET @requestID

InvoiceAddRq = InvoiceAdd{CustomerRef{REF209} ClassRef?{REF159} ARAccountRef?{REF159} TemplateRef?{REF31} TxnDate?:DATE
  RefNumber?:STR11 BillAddress?{ADDRESS} ShipAddress?{ADDRESS} IsPending?:BOOL IsFinanceCharge?:BOOL PONumber?:STR25
  TermsRef?{REF31} DueDate?:DATE SalesRepRef?{REF5} FOB?:STR13 ShipDate?:DATE ShipMethodRef?{REF15} ItemSalesTaxRef?{REF31}
  Memo?:STR4095 CustomerMsgRef?{REF101} IsToBePrinted?:BOOL IsToBeEmailed?:BOOL !IsTaxIncluded?:BOOL
  CustomerSalesTaxCodeRef?{REF3} Other?:STR29 ExchangeRate?:FLOAT ExternalGUID?:GUID LinkToTxnID*:ID SETCREDIT
  (InvoiceLineAdd{LINE LinkToTxn?{TxnID:ID TxnLineID:ID} DATAEXT @defMacro} | InvoiceLineGroupAdd{GROUPLINE})*
  ONLINE @defMacro} RET @requestID

ReceivePaymentAddRq = ReceivePaymentAdd{CustomerRef{REF209} ARAccountRef?{REF159} TxnDate?:DATE RefNumber?:STR20
  TotalAmount?:AMT ExchangeRate?:FLOAT PaymentMethodRef?{REF31} Memo?:STR4095 DepositToAccountRef?{REF159} CARD
  ExternalGUID?:GUID
  (IsAutoApply:BOOL | AppliedToTxnAdd+{TxnID:ID@useMacro PaymentAmount?:AMT TxnLineDetail*{TxnLineID:ID Amount:AMT} SETCREDIT
    DiscountAmount?:AMT DiscountAccountRef?{REF159} DiscountClassRef?{REF159}}) @defMacro} RET @requestID

TxnVoidRq = TxnVoidType:(ARRefundCreditCard|Bill|BillPaymentCheck|BillPaymentCreditCard|Charge|Check|CreditCardCharge|CreditCardCredit|CreditMemo|Deposit|InventoryAdjustment|Invoice|ItemReceipt|JournalEntry|SalesReceipt|VendorCredit)
  TxnID:ID @requestID
TxnDelRq = TxnDelType:(ARRefundCreditCard|Bill|BillPaymentCheck|BillPaymentCreditCard|BuildAssembly|Charge|Check|CreditCardCharge|CreditCardCredit|CreditMemo|Deposit|Estimate|InventoryAdjustment|Invoice|ItemReceipt|JournalEntry|PurchaseOrder|ReceivePayment|SalesOrder|SalesReceipt|SalesTaxPaymentCheck|TimeTracking|TransferInventory|VehicleMileage|VendorCredit)
  TxnID:ID @requestID
`
