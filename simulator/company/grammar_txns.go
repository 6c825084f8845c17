package company

// txnQueryTable: the queries of transactions.
const txnQueryTable = `
SalesReceiptQueryRq       = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL RET OWNER PAGED
ReceivePaymentQueryRq     = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL RET OWNER PAGED
ARRefundCreditCardQueryRq = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL RET OWNER PAGED
JournalEntryQueryRq       = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL RET OWNER PAGED
CreditMemoQueryRq         = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL IncludeLinkedTxns?:BOOL RET OWNER PAGED
CheckQueryRq              = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL IncludeLinkedTxns?:BOOL RET OWNER PAGED
InvoiceQueryRq            = (TXNCHOICE | TXNFILTER PaidStatus?:(All|PaidOnly|NotPaidOnly))?
  IncludeLineItems?:BOOL IncludeLinkedTxns?:BOOL RET OWNER PAGED
SalesOrderQueryRq         = (TXNCHOICE | DATEFILTER REFFILTER CURRENCY)? IncludeLineItems?:BOOL IncludeLinkedTxns?:BOOL RET OWNER PAGED
InventoryAdjustmentQueryRq = (TXNCHOICE | DATEFILTER AccountFilter?{TREE} ItemFilter?{(ListID+:ID | FullName+:STR159 | ListIDWithChildren:ID | FullNameWithChildren:STR159)}
  REFFILTER)? IncludeLineItems?:BOOL RET OWNER PAGED
ItemReceiptQueryRq        = (TXNCHOICE | TXNFILTER)? IncludeLineItems?:BOOL IncludeLinkedTxns?:BOOL RET OWNER PAGED
BillQueryRq               = (TXNCHOICE | TXNFILTER PaidStatus?:(All|PaidOnly|NotPaidOnly))?
  IncludeLineItems?:BOOL IncludeLinkedTxns?:BOOL RET OWNER PAGED
BuildAssemblyQueryRq      = (TXNCHOICE | MaxReturned?:INT
  (ModifiedDateRangeFilter{FromModifiedDate?:DATETIME ToModifiedDate?:DATETIME}
   | TxnDateRangeFilter{(FromTxnDate?:DATE ToTxnDate?:DATE | DATEMACRO)})?
  ItemFilter?{(ListID+:ID | FullName+:STR159 | ListIDWithChildren:ID | FullNameWithChildren:STR159)}
  REFFILTER PendingStatus?:(All|PendingOnly|NotPendingOnly))? IncludeComponentLineItems?:BOOL RET OWNER PAGED
DepositQueryRq            = (TxnID+:ID | DATEFILTER AccountFilter?{TREE} CURRENCY)? IncludeLineItems?:BOOL RET OWNER PAGED
ReceivePaymentToDepositQueryRq = RET META

TransactionQueryRq = (TxnID+:ID | MaxReturned?:INT
  (RefNumber+:STR | RefNumberCaseSensitive+:STR | RefNumberFilter{MATCH RefNumber:STR} | RefNumberRangeFilter{FromRefNumber?:STR ToRefNumber?:STR})?
  TransactionModifiedDateRangeFilter?{((FromModifiedDate?:DATETIME ToModifiedDate?:DATETIME)? | DATEMACRO)}
  TransactionDateRangeFilter?{((FromTxnDate?:DATE ToTxnDate?:DATE)? | DATEMACRO)}
  TransactionEntityFilter?{(ENTITYTYPES | TREE)}
  TransactionAccountFilter?{(ACCOUNTTYPES | TREE)}
  TransactionItemFilter?{(ITEMTYPES | TREE)}
  TransactionClassFilter?{TREE}
  TransactionTypeFilter?{TXNTYPES}
  TransactionDetailLevelFilter?:(All|SummaryOnly|AllExceptSummary) TransactionPostingStatusFilter?:(Either|NonPosting|Posting)
  TransactionPaidStatusFilter?:(Either|Closed|Open) CURRENCY)? RET PAGED

TxnDeletedQueryRq = TxnDelType+:(ARRefundCreditCard|Bill|BillPaymentCheck|BillPaymentCreditCard|BuildAssembly|Charge|Check|CreditCardCharge|CreditCardCredit|CreditMemo|Deposit|Estimate|InventoryAdjustment|Invoice|ItemReceipt|JournalEntry|PurchaseOrder|ReceivePayment|SalesOrder|SalesReceipt|SalesTaxPaymentCheck|TimeTracking|TransferInventory|VehicleMileage|VendorCredit)
  DeletedDateRangeFilter?{FromDeletedDate?:DATETIME ToDeletedDate?:DATETIME} RET META
`

// txnAddTable: what may be posted, voided and deleted.
const txnAddTable = `
SalesReceiptAddRq = SalesReceiptAdd{CustomerRef?{REF209} ClassRef?{REF159} FACE RECEIPTEND
  DepositToAccountRef?{REF159} CARD Other?:STR29 ExchangeRate?:FLOAT ExternalGUID?:GUID
  (SalesReceiptLineAdd{LINE CARD DATAEXT @defMacro} | SalesReceiptLineGroupAdd{GROUPLINE})+ ONLINE @defMacro} RET @requestID

InvoiceAddRq = InvoiceAdd{CustomerRef{REF209} ClassRef?{REF159} ARAccountRef?{REF159} FACE IsPending?:BOOL IsFinanceCharge?:BOOL
  SELLING SAYING Other?:STR29 ExchangeRate?:FLOAT ExternalGUID?:GUID LinkToTxnID*:ID SETCREDIT
  (InvoiceLineAdd{LINE LinkToTxn?{TxnID:ID TxnLineID:ID} DATAEXT @defMacro} | InvoiceLineGroupAdd{GROUPLINE})*
  ONLINE @defMacro} RET @requestID

CreditMemoAddRq = CreditMemoAdd{CustomerRef{REF209} ClassRef?{REF159} ARAccountRef?{REF159} FACE IsPending?:BOOL
  SELLING SAYING Other?:STR29 ExchangeRate?:FLOAT ExternalGUID?:GUID
  (CreditMemoLineAdd{LINEHEAD LINESITE LINEREST CARD DATAEXT @defMacro} | CreditMemoLineGroupAdd{GROUPLINE})+ ONLINE @defMacro} RET @requestID

SalesOrderAddRq = SalesOrderAdd{CustomerRef{REF209} ClassRef?{REF159} FACE SELLING IsManuallyClosed?:BOOL SAYING Other?:STR29
  ExchangeRate?:FLOAT ExternalGUID?:GUID
  (SalesOrderLineAdd{LINEHEAD PRICERULE LINESITE ORDERREST DATAEXT}
   | SalesOrderLineGroupAdd{ItemGroupRef{REF31} !Desc?:STR Quantity?:QUAN UnitOfMeasure?:STR31 GROUPSITE})+ @defMacro} RET @requestID

ReceivePaymentAddRq = ReceivePaymentAdd{CustomerRef{REF209} ARAccountRef?{REF159} TxnDate?:DATE RefNumber?:STR20
  TotalAmount?:AMT ExchangeRate?:FLOAT PaymentMethodRef?{REF31} Memo?:STR4095 DepositToAccountRef?{REF159} CARD
  ExternalGUID?:GUID
  (IsAutoApply:BOOL | AppliedToTxnAdd+{TxnID:ID@useMacro APPLIED TxnLineDetail*{TxnLineID:ID Amount:AMT} APPLYEND}) @defMacro} RET @requestID

ARRefundCreditCardAddRq = ARRefundCreditCardAdd{CustomerRef{REF209} RefundFromAccountRef?{REF159} ARAccountRef?{REF159} TxnDate?:DATE
  RefNumber?:STR11 Address?{ADDRESS} PaymentMethodRef?{REF31} Memo?:STR4095 CARD ExchangeRate?:FLOAT ExternalGUID?:GUID
  RefundAppliedToTxnAdd+{TxnID:ID@useMacro RefundAmount:AMT} @defMacro} RET @requestID

CheckAddRq = CheckAdd{AccountRef{REF159} PayeeEntityRef?{REF209} CHECKHEAD ExternalGUID?:GUID
  ApplyCheckToTxnAdd*{TxnID:ID@useMacro Amount?:AMT} ExpenseLineAdd*{EXPENSE DATAEXT @defMacro}
  (ItemLineAdd{ItemRef?{REF} LINESITE Desc?:STR4095 Quantity?:QUAN UnitOfMeasure?:STR31 BUYLINE LinkToTxn?{TxnID:ID TxnLineID:ID}
     SalesRepRef?{REF5} DATAEXT}
   | ItemGroupLineAdd{ItemGroupRef{REF31} !Desc?:STR Quantity?:QUAN UnitOfMeasure?:STR31 GROUPSITE})* @defMacro} RET @requestID

DepositAddRq = DepositAdd{TxnDate?:DATE DepositToAccountRef{REF159} Memo?:STR4095
  CashBackInfoAdd?{AccountRef{REF159} Memo?:STR4095 Amount?:AMT @defMacro} CurrencyRef?{REF64} ExchangeRate?:FLOAT ExternalGUID?:GUID
  DepositLineAdd*{(PaymentTxnID:ID@useMacro PaymentTxnLineID?:ID@useMacro OverrideMemo?:STR4095 OverrideCheckNumber?:STR11
      OverrideClassRef?{REF159}
    | EntityRef?{REF209} AccountRef{REF159} Memo?:STR4095 CheckNumber?:STR11 PaymentMethodRef?{REF31} ClassRef?{REF159} Amount?:AMT)
    @defMacro} @defMacro} RET @requestID

InventoryAdjustmentAddRq = InventoryAdjustmentAdd{AccountRef{REF159} TxnDate?:DATE RefNumber?:STR11 InventorySiteRef?{REF31}
  CustomerRef?{REF209} ClassRef?{REF159} Memo?:STR4095 ExternalGUID?:GUID
  InventoryAdjustmentLineAdd+{ItemRef{REF}
    (QuantityAdjustment{(NewQuantity:QUAN | QuantityDifference:QUAN) (SerialNumber?:STR4095 | LotNumber?:STR40)? InventorySiteLocationRef?{REF31}}
     | ValueAdjustment{(NewQuantity?:QUAN | QuantityDifference:QUAN) (NewValue:AMT | ValueDifference:AMT)*}
     | SerialNumberAdjustment{(AddSerialNumber?:STR4095 | RemoveSerialNumber?:STR4095) InventorySiteLocationRef?{REF31}}
     | LotNumberAdjustment{LotNumber?:STR40 CountAdjustment?:INT InventorySiteLocationRef?{REF31}})} @defMacro} RET @requestID

JournalEntryAddRq = JournalEntryAdd{TxnDate?:DATE RefNumber?:STR11 !Memo?:STR IsAdjustment?:BOOL
  (IsHomeCurrencyAdjustment:BOOL | IsAmountsEnteredInHomeCurrency?:BOOL CurrencyRef?{REF64} ExchangeRate?:FLOAT)? ExternalGUID?:GUID
  (JournalDebitLine{JOURNALLINE} | JournalCreditLine{JOURNALLINE})+ @defMacro} RET @requestID

TxnVoidRq = TxnVoidType:(ARRefundCreditCard|Bill|BillPaymentCheck|BillPaymentCreditCard|Charge|Check|CreditCardCharge|CreditCardCredit|CreditMemo|Deposit|InventoryAdjustment|Invoice|ItemReceipt|JournalEntry|SalesReceipt|VendorCredit)
  TxnID:ID @requestID
TxnDelRq = TxnDelType:(ARRefundCreditCard|Bill|BillPaymentCheck|BillPaymentCreditCard|BuildAssembly|Charge|Check|CreditCardCharge|CreditCardCredit|CreditMemo|Deposit|Estimate|InventoryAdjustment|Invoice|ItemReceipt|JournalEntry|PurchaseOrder|ReceivePayment|SalesOrder|SalesReceipt|SalesTaxPaymentCheck|TimeTracking|TransferInventory|VehicleMileage|VendorCredit)
  TxnID:ID @requestID
`

// txnModTable: how transactions are changed.
const txnModTable = `
SalesReceiptModRq = SalesReceiptMod{TxnID:ID@useMacro EditSequence:STR16 CustomerRef?{REF209} ClassRef?{REF159} FACE RECEIPTEND
  DepositToAccountRef?{REF159} Other?:STR29 ExchangeRate?:FLOAT
  (SalesReceiptLineMod{TxnLineID:ID@useMacro MODLINE}
   | SalesReceiptLineGroupMod{TxnLineID:ID@useMacro GROUPMOD SalesReceiptLineMod*{TxnLineID:ID@useMacro MODLINE}})*} RET @requestID

InvoiceModRq = InvoiceMod{TxnID:ID EditSequence:STR16 CustomerRef?{REF209} ClassRef?{REF159} ARAccountRef?{REF159} FACE IsPending?:BOOL
  SELLING SAYING Other?:STR29 ExchangeRate?:FLOAT SETCREDIT
  (InvoiceLineMod{TxnLineID:ID MODLINE} | InvoiceLineGroupMod{TxnLineID:ID GROUPMOD InvoiceLineMod*{TxnLineID:ID MODLINE}})*} RET @requestID

CreditMemoModRq = CreditMemoMod{TxnID:ID EditSequence:STR16 CustomerRef?{REF209} ClassRef?{REF159} ARAccountRef?{REF159} FACE IsPending?:BOOL
  SELLING SAYING Other?:STR29 ExchangeRate?:FLOAT
  (CreditMemoLineMod{TxnLineID:ID MODHEAD LINESITE MODREST}
   | CreditMemoLineGroupMod{TxnLineID:ID GROUPMOD CreditMemoLineMod*{TxnLineID:ID MODHEAD LINESITE MODREST}})*} RET @requestID

SalesOrderModRq = SalesOrderMod{TxnID:ID EditSequence:STR16 CustomerRef?{REF209} ClassRef?{REF159} FACE SELLING IsManuallyClosed?:BOOL
  SAYING Other?:STR29 ExchangeRate?:FLOAT
  (SalesOrderLineMod{TxnLineID:ID MODHEAD PRICERULE LINESITE ORDERREST}
   | SalesOrderLineGroupMod{TxnLineID:ID GROUPMOD SalesOrderLineMod*{TxnLineID:ID MODHEAD PRICERULE LINESITE ORDERREST}})*} RET @requestID

ReceivePaymentModRq = ReceivePaymentMod{TxnID:ID EditSequence:STR16 CustomerRef?{REF209} ARAccountRef?{REF159} TxnDate?:DATE
  RefNumber?:STR20 TotalAmount?:AMT ExchangeRate?:FLOAT PaymentMethodRef?{REF31} Memo?:STR4095 DepositToAccountRef?{REF159} CARDMOD
  AppliedToTxnMod*{TxnID:ID APPLIED APPLYEND}} RET @requestID

CheckModRq = CheckMod{TxnID:ID EditSequence:STR16 AccountRef?{REF159} PayeeEntityRef?{REF209} CHECKHEAD
  ApplyCheckToTxnMod*{TxnID:ID@useMacro Amount?:AMT} ClearExpenseLines?:BOOL ExpenseLineMod*{TxnLineID:ID EXPENSE} ClearItemLines?:BOOL
  (ItemLineMod{TxnLineID:ID BUYMOD} | ItemGroupLineMod{TxnLineID:ID GROUPMOD ItemLineMod*{TxnLineID:ID BUYMOD}})*} RET @requestID

ClearedStatusModRq = ClearedStatusMod{TxnID:ID@useMacro TxnLineID?:ID@useMacro ClearedStatus:(Cleared|NotCleared|Pending)} @requestID
`
