"""A whole run of the Web Connector by a SOAP library of another language.

Reads the WSDL at the address given, calls every operation in the order of a
run, and prints what it was answered, one JSON line a call. Exits with 1 when
the library could not read an answer.
"""
import json
import sys

from zeep import Client
from zeep.exceptions import Fault

client = Client(sys.argv[1])
service = client.service


def call(name, *args):
    result = getattr(service, name)(*args)
    print(json.dumps([name, result], ensure_ascii=False))
    return result


call("serverVersion")
call("clientVersion", "34.0.10012.78")
ticket, answer = call("authenticate", "qbwc-northwind", "p<a>ss & word é")
assert answer == "" or answer is None, answer
hcp = "<?xml version='1.0'?>\r\n<QBXML><HostRet>R & D</HostRet></QBXML>"
percent = 0
while percent < 100:
    request = call("sendRequestXML", ticket, hcp, "C:\\Books\\x.qbw", "US", 13, 0)
    hcp = ""
    percent = call("receiveResponseXML", ticket, request.replace("Rq", "Rs"), "", "")
    assert isinstance(percent, int), percent
call("sendRequestXML", ticket, "", "", "US", 13, 0)
call("getLastError", ticket)
call("connectionError", ticket, "0x80040414", "a modal dialog is open")
call("getInteractiveURL", ticket, "s-1")
call("interactiveRejected", ticket, "no")
call("interactiveDone", ticket)
call("closeConnection", ticket)
try:
    service.authenticate("fault", "")
    sys.exit("no fault came")
except Fault as fault:
    print(json.dumps(["fault", fault.code, fault.message]))
