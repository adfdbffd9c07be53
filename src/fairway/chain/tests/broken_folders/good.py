"""One tiny good folder."""

from __future__ import annotations

Files = dict[str, bytes]

EVENT = """\
[event]
code = "tiny-2021"
name = "Tiny matchmaking day"
name_zh = "小型对接日"
date = 2021-10-19
as_of = 2022-01-17
region = "220100"
venue = "Hall 1"
demo = true
seed = 7

[meeting]
tables = 2
minutes = 20
pause = 5

[[meeting.sessions]]
start = 2021-10-19T09:00:00
slots = 4

[[meeting.sessions]]
start = 2021-10-19T13:30:00
slots = 4

[signing]
expected_count = 1
expected_total = 1200000000
currency = "CNY"

[[sources]]
key = "news"
title = "Report of the day"
publisher = "Example News"
published_on = 2021-10-21

[[facts]]
subject = "event"
predicate = "representatives"
value = 400
comparator = ">"
unit = "persons"
on = 2021-10-19
source = "news"
quote = "More than 400 came."

[[posts]]
organisation = "g-1"
title = "Mayor"
holder = "A. Holder"
on = 2021-10-19
source = "news"

[[presentations]]
organisation = "g-1"
order = 1
topic = "The city"
"""

ORGANISATIONS = """\
Key,Legal name,Kind,USCC,Region,Industry,Demo,Seats,Available,At most,企业规模,Type of ownership
g-1,长春市人民政府,government,,220100,,no,2,,,,
z-1,示例开发区管委会,committee,,220100,,yes,3,1-8,,,
s-1,示例精锻有限公司,enterprise,91110000600037341L,220100,3670,yes,1,"1-3,6",4,小型,private
s-2,示例电子有限公司,enterprise,,220200,3670,yes,1,,,large,國有
b-1,示例银行,bank,,220100,66,yes,1,5-8,,,
"""

RECORDS = """\
Number,Organisation,Kind,Severity,Happened on,Learned on,Status,Authority,Source,Demo
R-1,s-1,penalty,minor,2021-03-04,2021-03-11,active,Demo authority,,yes
R-2,s-1,contract_kept,,2020-06-01,,,Demo authority,,yes
R-3,s-2,tax_grade,A,2021-04-30,2021-05-10,,Demo authority,,yes
"""

OFFERS = """\
Key,Organisation,Text,Industry,Region,Amount,Currency,Segment,Valid from,Valid to
o-1,s-1,精锻件产能，年产十万件,3670,220100,12000000,CNY,parts,2021-10-01,2022-10-01
"""

NEEDS = """\
Key,Organisation,Text,Industry,Amount,Currency,Min grade
n-1,s-2,采购精锻件,3670,5000000,CNY,BBB
"""

REQUESTS = """\
From,To,Priority,Answer
s-1,s-2,4,accepted
s-1,z-1,,
z-1,s-1,5,
b-1,s-2,2,declined
"""

AGREEMENTS = """\
Number,Title,Kind,Amount,Currency,Signed on,Party 1,Role 1,Party 2,Role 2,Party 3,Role 3,Region
A-1,Forging plant,contract,1200000000,CNY,2021-10-19,z-1,host,s-1,investor,b-1,financier,220100
"""

STAGES = """\
Agreement,Stage,Happened on,Learned on,Evidence,Responsible,Next due,Amount,Currency,Money kind
A-1,signed,2021-10-19,,,z-1,2021-11-30,,,
A-1,registered,2021-11-20,2021-11-25,Licence 7,s-1,2021-12-31,100000000,CNY,paid_in
A-1,started,2021-12-20,,Permit 9,s-1,2022-06-30,200000000,CNY,paid_in
"""

TEXTS = {
    "event.toml": EVENT,
    "organisations.csv": ORGANISATIONS,
    "records.csv": RECORDS,
    "offers.csv": OFFERS,
    "needs.csv": NEEDS,
    "requests.csv": REQUESTS,
    "agreements.csv": AGREEMENTS,
    "stages.csv": STAGES,
}


def good_folder() -> Files:
    """Return a new copy of the good folder."""
    return {name: text.encode() for name, text in TEXTS.items()}


ORG, REC, OFF, NEED, REQ, AGR, STA = list(TEXTS)[1:]
TOML = "event.toml"
