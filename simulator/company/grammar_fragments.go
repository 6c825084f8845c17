package company

// fragmentTable holds what several messages share. Source of order, lengths
// and words: the 13.0 schema.
const fragmentTable = `
REF     = ListID?:ID FullName?:STR
REF209  = ListID?:ID FullName?:STR209
REF159  = ListID?:ID FullName?:STR159
REF101  = ListID?:ID FullName?:STR101
REF64   = ListID?:ID FullName?:STR64
REF41   = ListID?:ID FullName?:STR41
REF31   = ListID?:ID FullName?:STR31
REF15   = ListID?:ID FullName?:STR15
REF5    = ListID?:ID FullName?:STR5
REF3    = ListID?:ID FullName?:STR3
ADDRESS = Addr1?:STR41 Addr2?:STR41 Addr3?:STR41 Addr4?:STR41 Addr5?:STR41
  City?:STR31 State?:STR21 PostalCode?:STR13 Country?:STR31 Note?:STR41

MATCH    = MatchCriterion:(StartsWith|Contains|EndsWith)
FILTER   = MaxReturned?:INT ActiveStatus?:(ActiveOnly|InactiveOnly|All)
  FromModifiedDate?:DATETIME ToModifiedDate?:DATETIME
  (NameFilter{MATCH Name:STR} | NameRangeFilter{FromName?:STR ToName?:STR})?
BALANCE  = TotalBalanceFilter?{Operator:(LessThan|LessThanEqual|Equal|GreaterThan|GreaterThanEqual) Amount:AMT}
CURRENCY = CurrencyFilter?{(ListID+:ID | FullName+:STR64)}
TREE     = (ListID+:ID | FullName+:STR | ListIDWithChildren:ID | FullNameWithChildren:STR)
RET      = IncludeRetElement*:STR50
OWNER    = OwnerID*:GUID
META     = @requestID @metaData
PAGED    = @requestID @metaData @iterator @iteratorID

DATEMACRO = DateMacro:(All|Today|ThisWeek|ThisWeekToDate|ThisMonth|ThisMonthToDate|ThisCalendarQuarter|ThisCalendarQuarterToDate|ThisFiscalQuarter|ThisFiscalQuarterToDate|ThisCalendarYear|ThisCalendarYearToDate|ThisFiscalYear|ThisFiscalYearToDate|Yesterday|LastWeek|LastWeekToDate|LastMonth|LastMonthToDate|LastCalendarQuarter|LastCalendarQuarterToDate|LastFiscalQuarter|LastFiscalQuarterToDate|LastCalendarYear|LastCalendarYearToDate|LastFiscalYear|LastFiscalYearToDate|NextWeek|NextFourWeeks|NextMonth|NextCalendarQuarter|NextCalendarYear|NextFiscalQuarter|NextFiscalYear)
DATEFILTER = MaxReturned?:INT
  (ModifiedDateRangeFilter{FromModifiedDate?:DATETIME ToModifiedDate?:DATETIME}
   | TxnDateRangeFilter{(FromTxnDate?:DATE ToTxnDate?:DATE | DATEMACRO)})?
  EntityFilter?{TREE}
TXNFILTER = DATEFILTER AccountFilter?{TREE} REFFILTER CURRENCY
REFFILTER = (RefNumberFilter{MATCH RefNumber:STR} | RefNumberRangeFilter{FromRefNumber?:STR ToRefNumber?:STR})?
TXNCHOICE = TxnID+:ID | RefNumber+:STR | RefNumberCaseSensitive+:STR

BARCODE  = BarCode?{BarCodeValue?:STR50 AssignEvenIfUsed?:BOOL AllowOverride?:BOOL}
SALEORBUY = (SalesOrPurchase{Desc?:STR4095 (Price:PRICE | PricePercent:PERCENT)? AccountRef?{REF159}}
  | SalesAndPurchase{SalesDesc?:STR4095 SalesPrice?:PRICE IncomeAccountRef?{REF159} PurchaseDesc?:STR4095 PurchaseCost?:PRICE
      PurchaseTaxCodeRef?{REF3} ExpenseAccountRef?{REF159} PrefVendorRef?{REF41}})

CARDMOD  = CreditCardTxnInfoMod?{CreditCardTxnInputInfoMod?{CreditCardNumber?:STR25 ExpirationMonth?:INT ExpirationYear?:INT NameOnCard?:STR41
    CreditCardAddress?:STR41 CreditCardPostalCode?:STR18 CommercialCardCode?:STR24 TransactionMode?:(CardNotPresent|CardPresent)
    CreditCardTxnType?:(Authorization|Capture|Charge|Refund|VoiceAuthorization)}
  CreditCardTxnResultInfoMod?{ResultCode?:INT ResultMessage?:STR60 CreditCardTransID?:STR24 MerchantAccountNumber?:STR32
    AuthorizationCode?:STR12 AVSStreet?:(Pass|Fail|NotAvailable) AVSZip?:(Pass|Fail|NotAvailable)
    CardSecurityCodeMatch?:(Pass|Fail|NotAvailable) ReconBatchID?:STR84 PaymentGroupingCode?:INT PaymentStatus?:(Unknown|Completed)
    TxnAuthorizationTime?:DATETIME TxnAuthorizationStamp?:INT ClientTransID?:STR16}}
CARD     = CreditCardTxnInfo?{CreditCardTxnInputInfo{CreditCardNumber:STR25 ExpirationMonth:INT ExpirationYear:INT NameOnCard:STR41
    CreditCardAddress?:STR41 CreditCardPostalCode?:STR18 CommercialCardCode?:STR24 TransactionMode?:(CardNotPresent|CardPresent)
    CreditCardTxnType?:(Authorization|Capture|Charge|Refund|VoiceAuthorization)}
  CreditCardTxnResultInfo{ResultCode:INT ResultMessage:STR60 CreditCardTransID:STR24 MerchantAccountNumber:STR32
    AuthorizationCode?:STR12 AVSStreet?:(Pass|Fail|NotAvailable) AVSZip?:(Pass|Fail|NotAvailable)
    CardSecurityCodeMatch?:(Pass|Fail|NotAvailable) ReconBatchID?:STR84 PaymentGroupingCode?:INT PaymentStatus:(Unknown|Completed)
    TxnAuthorizationTime:DATETIME TxnAuthorizationStamp?:INT ClientTransID?:STR16}}
LINEHEAD = ItemRef?{REF} Desc?:STR4095 Quantity?:QUAN UnitOfMeasure?:STR31 LINEPRICE
LINEPRICE = (Rate:PRICE | RatePercent:PERCENT | PriceLevelRef{REF31})? ClassRef?{REF159} Amount?:AMT ^TaxAmount?:AMT
LINESITE = InventorySiteRef?{REF31} InventorySiteLocationRef?{REF31} (SerialNumber?:STR4095 | LotNumber?:STR40)?
PRICERULE = OptionForPriceRuleConflict?:(Zero|BasePrice)
LINEREST = ServiceDate?:DATE SalesTaxCodeRef?{REF3} !IsTaxable?:BOOL OverrideItemAccountRef?{REF159} Other1?:STR29 Other2?:STR29
LINE     = LINEHEAD PRICERULE LINESITE LINEREST
GROUPLINE = ItemGroupRef{REF31} !Desc?:STR Quantity?:QUAN UnitOfMeasure?:STR31 !ServiceDate?:DATE GROUPSITE
GROUPSITE = InventorySiteRef?{REF31} InventorySiteLocationRef?{REF31} DATAEXT
MODHEAD  = ItemRef?{REF} Desc?:STR4095 Quantity?:QUAN UnitOfMeasure?:STR31 OverrideUOMSetRef?{REF31} LINEPRICE
MODREST  = ServiceDate?:DATE SalesTaxCodeRef?{REF3} OverrideItemAccountRef?{REF159} Other1?:STR29 Other2?:STR29
MODLINE  = MODHEAD PRICERULE LINESITE MODREST
ORDERREST = SalesTaxCodeRef?{REF3} IsManuallyClosed?:BOOL Other1?:STR29 Other2?:STR29
GROUPMOD = ItemGroupRef?{REF31} Quantity?:QUAN UnitOfMeasure?:STR31 OverrideUOMSetRef?{REF31}
FACE     = TemplateRef?{REF31} TxnDate?:DATE RefNumber?:STR11 BillAddress?{ADDRESS} ShipAddress?{ADDRESS}
SELLING  = PONumber?:STR25 TermsRef?{REF31} DueDate?:DATE SalesRepRef?{REF5} FOB?:STR13 ShipDate?:DATE ShipMethodRef?{REF15}
  ItemSalesTaxRef?{REF31}
RECEIPTEND = IsPending?:BOOL CheckNumber?:STR25 PaymentMethodRef?{REF31} DueDate?:DATE SalesRepRef?{REF5} ShipDate?:DATE
  ShipMethodRef?{REF15} FOB?:STR13 ItemSalesTaxRef?{REF31} SAYING
SAYING   = Memo?:STR4095 CustomerMsgRef?{REF101} IsToBePrinted?:BOOL IsToBeEmailed?:BOOL %IsTaxIncluded?:BOOL CustomerSalesTaxCodeRef?{REF3}
DATAEXT  = DataExt*{OwnerID:GUID DataExtName:STR31 DataExtValue:STR}
ONLINE   = !DiscountLineAdd?{(Amount:AMT | RatePercent:PERCENT)? IsTaxable?:BOOL AccountRef?{REF159}}
  !SalesTaxLineAdd?{(Amount:AMT | RatePercent:PERCENT)? AccountRef?{REF159}} !ShippingLineAdd?{Amount:AMT AccountRef?{REF159}}
APPLIED  = PaymentAmount?:AMT
APPLYEND = SETCREDIT DiscountAmount?:AMT DiscountAccountRef?{REF159} DiscountClassRef?{REF159}
BILLABLE = BillableStatus?:(Billable|NotBillable|HasBeenBilled)
EXPENSE  = AccountRef?{REF159} Amount?:AMT ^TaxAmount?:AMT Memo?:STR4095 CustomerRef?{REF209} ClassRef?{REF159} SalesTaxCodeRef?{REF3}
  BILLABLE SalesRepRef?{REF5}
BUYLINE  = Cost?:PRICE Amount?:AMT ^TaxAmount?:AMT CustomerRef?{REF209} ClassRef?{REF159} SalesTaxCodeRef?{REF3} BILLABLE
  OverrideItemAccountRef?{REF159}
BUYMOD   = ItemRef?{REF} LINESITE Desc?:STR4095 Quantity?:QUAN UnitOfMeasure?:STR31 OverrideUOMSetRef?{REF31} BUYLINE SalesRepRef?{REF5}
CHECKHEAD = RefNumber?:STR11 TxnDate?:DATE Memo?:STR4095 Address?{ADDRESS} IsToBePrinted?:BOOL %IsTaxIncluded?:BOOL
  SalesTaxCodeRef?{REF3} ExchangeRate?:FLOAT
JOURNALLINE = TxnLineID?:ID AccountRef?{REF159} Amount?:AMT ^TaxAmount?:AMT Memo?:STR4095 EntityRef?{REF209} ClassRef?{REF159}
  ItemSalesTaxRef?{REF31} BILLABLE @defMacro
SETCREDIT = SetCredit*{CreditTxnID:ID@useMacro TxnLineID?:ID AppliedAmount:AMT Override?:BOOL}

PERSON   = CompanyName?:STR41 Salutation?:STR15 FirstName?:STR25 MiddleName?:STR5 LastName?:STR25 ~Suffix?:STR JobTitle?:STR41
  BillAddress?{ADDRESS} ShipAddress?{ADDRESS} ShipToAddress*{Name:STR41 ADDRESS DefaultShipTo?:BOOL} ~PrintAs?:STR41
  Phone?:STR21 ~Mobile?:STR21 ~Pager?:STR21 AltPhone?:STR21 Fax?:STR21 Email?:STR1023 Cc?:STR1023 Contact?:STR41 AltContact?:STR41
  AdditionalContactRef*{ContactName:STR40 ContactValue:STR255}
CONTACT  = Salutation?:STR15 FirstName:STR25 MiddleName?:STR5 LastName?:STR25 JobTitle?:STR41
  AdditionalContactRef*{ContactName:STR40 ContactValue:STR255}
CUSTTAX  = SalesTaxCodeRef?{REF3} ItemSalesTaxRef?{REF31} SalesTaxCountry?:(Australia|Canada|UK|US) ResaleNumber?:STR15
  AccountNumber?:STR99 CreditLimit?:AMT PreferredPaymentMethodRef?{REF31}
  CreditCardInfo?{CreditCardNumber?:STR25 ExpirationMonth?:INT ExpirationYear?:INT NameOnCard?:STR41
    CreditCardAddress?:STR41 CreditCardPostalCode?:STR41}
  JobStatus?:(Awarded|Closed|InProgress|None|NotAwarded|Pending) JobStartDate?:DATE JobProjectedEndDate?:DATE
  JobEndDate?:DATE JobDesc?:STR99 JobTypeRef?{REF159} Notes?:STR4095
CUSTREST = IsStatementWithParent?:BOOL DeliveryMethod?:(Email|Fax|Print) PreferredDeliveryMethod?:(None|Email|Fax) PriceLevelRef?{REF31}

DETAILTYPE = DetailAccountType?:(AP|AR|AccumulatedAdjustment|AccumulatedAmortization|AccumulatedAmortizationOfOtherAssets|AccumulatedDepletion|AccumulatedDepreciation|AdvertisingOrPromotional|AllowanceForBadDebts|Amortization|Auto|BadDebts|BankCharges|Buildings|CashOnHand|CharitableContributions|Checking|CommonStock|CostOfLabor|CostOfLaborCOS|CreditCard|DepletableAssets|Depreciation|DevelopmentCosts|DiscountsOrRefundsGiven|DividendIncome|DuesAndSubscriptions|EmployeeCashAdvances|Entertainment|EntertainmentMeals|EquipmentRental|EquipmentRentalCOS|FederalIncomeTaxPayable|FurnitureAndFixtures|Goodwill|Insurance|InsurancePayable|IntangibleAssets|InterestEarned|InterestPaid|Inventory|InvestmentMortgageOrRealEstateLoans|InvestmentOther|InvestmentTaxExemptSecurities|InvestmentUSGovObligations|Land|LeaseBuyout|LeaseholdImprovements|LegalAndProfessionalFees|Licenses|LineOfCredit|LoanPayable|LoansToOfficers|LoansToOthers|LoansToStockholders|MachineryAndEquipment|MoneyMarket|NonProfitIncome|NotesPayable|OfficeOrGeneralAdministrativeExpenses|OpeningBalanceEquity|OrganizationalCosts|OtherCostsOfServiceCOS|OtherCurrentAssets|OtherCurrentLiab|OtherFixedAssets|OtherInvestmentIncome|OtherLongTermAssets|OtherLongTermLiab|OtherMiscExpense|OtherMiscIncome|OtherMiscServiceCost|OtherPrimaryIncome|OwnersEquity|PaidInCapitalOrSurplus|PartnerContributions|PartnerDistributions|PartnersEquity|PayrollClearing|PayrollExpenses|PayrollTaxPayable|PenaltiesAndSettlements|PreferredStock|PrepaidExpenses|PrepaidExpensesPayable|PromotionalMeals|RentOrLeaseOfBuildings|RentsHeldInTrust|RentsInTrustLiab|RepairAndMaintenance|Retainage|RetainedEarnings|SalesOfProductIncome|SalesTaxPayable|Savings|SecurityDeposits|ServiceOrFeeIncome|ShareholderNotesPayable|ShippingFreightAndDelivery|ShippingFreightAndDeliveryCOS|StateOrLocalIncomeTaxPayable|SuppliesAndMaterials|SuppliesAndMaterialsCOGS|TaxExemptInterest|TaxesPaid|Travel|TravelMeals|TreasuryStock|TrustAccounts|TrustAccountsLiab|UndepositedFunds|Utilities|Vehicles)
ACCOUNTTYPES = AccountTypeFilter:(AccountsPayable|AccountsReceivable|AllowedFor1099|APAndSalesTax|APOrCreditCard|ARAndAP|Asset|BalanceSheet|Bank|BankAndARAndAPAndUF|BankAndUF|CostOfSales|CreditCard|CurrentAsset|CurrentAssetAndExpense|CurrentLiability|Equity|EquityAndIncomeAndExpense|ExpenseAndOtherExpense|FixedAsset|IncomeAndExpense|IncomeAndOtherIncome|Liability|LiabilityAndEquity|LongTermLiability|NonPosting|OrdinaryExpense|OrdinaryIncome|OrdinaryIncomeAndCOGS|OrdinaryIncomeAndExpense|OtherAsset|OtherCurrentAsset|OtherCurrentLiability|OtherExpense|OtherIncome|OtherIncomeOrExpense)
ENTITYTYPES = EntityTypeFilter:(Customer|Employee|OtherName|Vendor)
ITEMTYPES = ItemTypeFilter:(AllExceptFixedAsset|Assembly|Discount|FixedAsset|Inventory|InventoryAndAssembly|NonInventory|OtherCharge|Payment|Sales|SalesTax|Service)
TXNTYPES = TxnTypeFilter+:(All|ARRefundCreditCard|Bill|BillPaymentCheck|BillPaymentCreditCard|BuildAssembly|Charge|Check|CreditCardCharge|CreditCardCredit|CreditMemo|Deposit|Estimate|InventoryAdjustment|Invoice|ItemReceipt|JournalEntry|LiabilityAdjustment|Paycheck|PayrollLiabilityCheck|PurchaseOrder|ReceivePayment|SalesOrder|SalesReceipt|SalesTaxPaymentCheck|Transfer|VendorCredit|YTDAdjustment)
`
