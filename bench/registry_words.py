"""Words the names of a made-up company register are put together from: trades, forms, other bodies.

Written from general knowledge of what registers hold, most frequent first. They are the bench's own and not the
lexicons of the product: the product must do well on words it does not know.
"""

from __future__ import annotations

# Chinese, English, industry class of GB/T 4754-2017.
TRADES: tuple[tuple[str, str, str], ...] = tuple(
    (zh, en, industry)
    for zh, en, industry in (
        line.split("|")
        for line in """
商贸|Trading|5199
贸易|Trading|5199
科技|Technology|7590
建筑工程|Construction Engineering|4790
装饰工程|Decoration Engineering|5011
信息技术|Information Technology|6531
网络科技|Network Technology|6450
文化传媒|Culture Media|8810
餐饮管理|Catering Management|6210
建筑劳务|Construction Labour|4790
物流|Logistics|5431
机械设备|Machinery Equipment|5179
电子科技|Electronic Technology|3990
广告|Advertising|7251
房地产开发|Real Estate Development|7010
实业|Industrial|7212
投资管理|Investment Management|7212
企业管理咨询|Business Consulting|7243
物业管理|Property Management|7020
农业科技|Agricultural Technology|7511
电子商务|E-commerce|5292
生物科技|Biotechnology|7340
医疗器械|Medical Devices|3589
建材|Building Materials|5165
汽车销售服务|Auto Sales and Service|5261
汽车零部件|Auto Parts|3670
人力资源服务|Human Resources Service|7264
环保科技|Environmental Technology|7722
教育咨询|Education Consulting|8391
食品|Food|1499
机电设备|Electromechanical Equipment|5175
服饰|Garments|1819
投资|Investment|7212
国际贸易|International Trade|5199
新材料|New Materials|7320
机械|Machinery|3499
电子|Electronics|3979
新能源|New Energy|4415
智能科技|Intelligent Technology|7590
医药|Pharmaceutical|5151
建设工程|Engineering|4790
园林绿化工程|Landscaping|4891
市政工程|Municipal Engineering|4813
化工|Chemical|2662
家具|Furniture|2110
运输|Transport|5431
酒店管理|Hotel Management|6110
塑料制品|Plastic Products|2929
包装材料|Packaging Materials|2239
旅游开发|Tourism Development|7869
旅行社|Travel Agency|7291
健康管理|Health Management|8492
供应链管理|Supply Chain Management|7224
置业|Properties|7010
钢结构|Steel Structure|3311
五金制品|Hardware|3399
纺织|Textile|1713
商务服务|Business Service|7299
体育文化|Sports Culture|8810
小额贷款|Micro Credit|6635
融资担保|Financing Guarantee|7295
典当|Pawn|6633
自动化设备|Automation Equipment|3499
模具|Mould|3525
矿业|Mining|0890
制药|Pharmaceutical|2720
印刷|Printing|2319
软件|Software|6513
通信工程|Telecommunication Engineering|4851
电气|Electric|3829
仪器|Instruments|4019
消防工程|Fire Protection Engineering|4999
光电|Optoelectronics|3974
半导体|Semiconductor|3973
粮油|Grain and Oil|1313
酒业|Spirits|1512
茶业|Tea|1530
畜牧|Livestock|0391
水产|Aquatic Products|0412
苗木|Nursery|0212
石油化工|Petrochemical|2511
节能技术|Energy Saving Technology|7514
检测技术|Testing Technology|7452
工程咨询|Engineering Consulting|7481
工程设计|Engineering Design|7484
知识产权代理|Intellectual Property|7520
报关|Customs Brokerage|5810
会展服务|Exhibition Service|7281
影视文化|Film and Television|8730
美容美发|Beauty Salon|8040
保洁服务|Cleaning Service|8219
保安服务|Security Service|7271
劳务派遣|Labour Dispatch|7263
汽车租赁|Car Rental|7111
融资租赁|Financial Leasing|6631
私募基金管理|Private Fund Management|6732
创业投资|Venture Capital|6760
仓储|Warehousing|5990
混凝土|Concrete|3021
水泥|Cement|3011
玻璃|Glass|3041
陶瓷|Ceramics|3079
铝业|Aluminium|3252
电力|Power|4420
热力|Heating|4430
燃气|Gas|4511
水务|Water|4610
环境工程|Environmental Engineering|7721
电线电缆|Wire and Cable|3831
日用品|Daily Goods|5137
工艺品|Crafts|2439
珠宝|Jewellery|5245
眼镜|Optical|5236
大药房|Pharmacy|5251
超市|Supermarket|5212
百货|Department Store|5211
书店|Bookstore|5243
幼儿教育|Preschool Education|8310
养老服务|Elderly Care|8514
医院管理|Hospital Management|8411
二手车交易|Used Car Trading|5261
轮胎|Tyre|2911
摩托车|Motorcycle|3751
船舶|Shipbuilding|3731
航空服务|Aviation Service|5639
货运代理|Freight Forwarding|5829
数据服务|Data Service|6560
网络技术服务|Network Service|6450
集成电路|Integrated Circuits|3973
生态农业|Ecological Agriculture|0190
""".strip().splitlines()
    )
)
FORMS: tuple[tuple[str, str, int], ...] = (
    ("有限公司", "Co., Ltd.", 74),
    ("有限责任公司", "Co., Ltd.", 15),
    ("股份有限公司", "Co., Ltd. by Shares", 6),
    ("(有限合伙)", "(Limited Partnership)", 2),
    ("厂", "Factory", 3),
)
# Bodies that are no companies: what stands behind the place and the proper name, and how their codes begin.
BODIES: dict[str, str] = {
    "种植专业合作社": "93",
    "养殖专业合作社": "93",
    "农机专业合作社": "93",
    "小学": "12",
    "中学": "12",
    "幼儿园": "52",
    "医院": "12",
    "商会": "51",
    "职业技术学校": "12",
    "村民委员会": "54",
}
