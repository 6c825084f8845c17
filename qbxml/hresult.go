package qbxml

// AdviseHResult tells what an HRESULT of the Web Connector means.
func AdviseHResult(hresult string) Advice { return Advice{} }
