package company

// reportTable: the one report, which tells what was reconciled.
const reportTable = `
CustomDetailReportQueryRq = CustomDetailReportType:(CustomTxnDetail) DisplayReport?:BOOL
  (ReportPeriod{FromReportDate?:DATE ToReportDate?:DATE} | ReportDateMacro:(All|Today|ThisWeek|ThisWeekToDate|ThisMonth|ThisMonthToDate|ThisQuarter|ThisQuarterToDate|ThisYear|ThisYearToDate|Yesterday|LastWeek|LastWeekToDate|LastMonth|LastMonthToDate|LastQuarter|LastQuarterToDate|LastYear|LastYearToDate|NextWeek|NextFourWeeks|NextMonth|NextQuarter|NextYear))?
  ReportAccountFilter?{(ACCOUNTTYPES | ListID+:ID | FullName+:STR | ListIDWithChildren:ID | FullNameWithChildren:STR)}
  ReportEntityFilter?{(ENTITYTYPES | TREE)} ReportItemFilter?{(ITEMTYPES | TREE)} ReportClassFilter?{TREE}
  ReportTxnTypeFilter?{TXNTYPES}
  (ReportModifiedDateRangeFilter{FromReportModifiedDate?:DATE ToReportModifiedDate?:DATE} | ReportModifiedDateRangeMacro:(All|Today|ThisWeek|ThisWeekToDate|ThisMonth|ThisMonthToDate|ThisQuarter|ThisQuarterToDate|ThisYear|ThisYearToDate|Yesterday|LastWeek|LastWeekToDate|LastMonth|LastMonthToDate|LastQuarter|LastQuarterToDate|LastYear|LastYearToDate|NextWeek|NextFourWeeks|NextMonth|NextQuarter|NextYear))?
  ReportDetailLevelFilter?:(All|AllExceptSummary|SummaryOnly) ReportPostingStatusFilter?:(Either|NonPosting|Posting)
  SummarizeRowsBy:(Account|BalanceSheet|Class|Customer|CustomerType|Day|Employee|FourWeek|HalfMonth|IncomeStatement|ItemDetail|ItemType|Month|Payee|PaymentMethod|PayrollItemDetail|PayrollYtdDetail|Quarter|SalesRep|SalesTaxCode|ShipMethod|TaxLine|Terms|TotalOnly|TwoWeek|Vendor|VendorType|Week|Year)
  IncludeColumn+:(Account|Aging|Amount|AmountDifference|AverageCost|BilledDate|BillingStatus|CalculatedAmount|Class|ClearedStatus|CostPrice|Credit|Currency|Date|Debit|DeliveryDate|DueDate|EstimateActive|ExchangeRate|FOB|IncomeSubjectToTax|Invoiced|Item|ItemDesc|LastModifiedBy|LatestOrPriorState|Memo|ModifiedTime|Name|NameAccountNumber|NameAddress|NameCity|NameContact|NameEmail|NameFax|NamePhone|NameState|NameZip|OpenBalance|OriginalAmount|PaidAmount|PaidStatus|PaidThroughDate|PaymentMethod|PayrollItem|PONumber|PrintStatus|ProgressAmount|ProgressPercent|Quantity|QuantityAvailable|QuantityOnHand|QuantityOnSalesOrder|ReceivedQuantity|RefNumber|RunningBalance|SalesRep|SalesTaxCode|SerialOrLotNumber|ShipDate|ShipMethod|SourceName|SplitAccount|SSNOrTaxID|TaxLine|TaxTableVersion|Terms|TxnID|TxnNumber|TxnType|UnitPrice|UserEdit|ValueOnHand|WageBase|WageBaseTips)
  IncludeAccounts?:(All|InUse) ReportOpenBalanceAsOf?:(ReportEndDate|Today) ReportBasis?:(Accrual|Cash|None) @requestID
`
