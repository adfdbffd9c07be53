"""Words the invented organisations, offers and contracts of the example are made of."""
# ruff: noqa: INP001 (a module beside the script that uses it)

from __future__ import annotations

# Division code, Chinese, English, share of the suppliers in percent.
CITIES = (
    ("220100", "长春", "Changchun", 34),
    ("220200", "吉林", "Jilin City", 14),
    ("220300", "四平", "Siping", 9),
    ("220400", "辽源", "Liaoyuan", 8),
    ("220700", "松原", "Songyuan", 6),
    ("220800", "白城", "Baicheng", 5),
    ("210100", "沈阳", "Shenyang", 5),
    ("230100", "哈尔滨", "Harbin", 4),
    ("310114", "嘉定", "Jiading", 4),
    ("320500", "苏州", "Suzhou", 3),
    ("330200", "宁波", "Ningbo", 3),
    ("420100", "武汉", "Wuhan", 3),
    ("440100", "广州", "Guangzhou", 2),
)
CLUSTER = CITIES[:6]

FIRST = (
    ("启", "Qi"), ("恒", "Heng"), ("润", "Run"), ("昊", "Hao"), ("砺", "Li"), ("泓", "Hong"), ("朗", "Lang"),
    ("铭", "Ming"), ("翊", "Yi"), ("骏", "Jun"), ("瀚", "Han"), ("睿", "Rui"), ("屹", "Yi"), ("澜", "Lan"),
    ("璟", "Jing"), ("曜", "Yao"), ("凌", "Ling"), ("承", "Cheng"), ("驰", "Chi"), ("沐", "Mu"), ("轩", "Xuan"),
)  # fmt: skip
SECOND = (
    ("川", "chuan"), ("越", "yue"), ("图", "tu"), ("峰", "feng"), ("沃", "wo"), ("源", "yuan"), ("科", "ke"),
    ("锐", "rui"), ("达", "da"), ("盛", "sheng"), ("辰", "chen"), ("岳", "yue"), ("泽", "ze"), ("航", "hang"),
    ("诺", "nuo"), ("禾", "he"), ("拓", "tuo"), ("信", "xin"), ("林", "lin"), ("宇", "yu"), ("石", "shi"),
)  # fmt: skip

# Industry (GB/T 4754-2017), Chinese, English, a unit of capacity.
PARTS = (
    ("3393", "精密锻件", "precision forgings", "万件"),
    ("3391", "铸铁件", "iron castings", "吨"),
    ("3392", "铝合金压铸件", "aluminium die castings", "万件"),
    ("3360", "零件热处理", "heat treatment", "万件"),
    ("3482", "高强度紧固件", "high-strength fasteners", "万件"),
    ("3483", "悬架弹簧", "suspension springs", "万件"),
    ("3451", "轮毂轴承", "hub bearings", "万套"),
    ("3453", "变速箱齿轮", "gearbox gears", "万套"),
    ("2913", "橡胶密封件", "rubber seals", "万件"),
    ("2929", "注塑内饰件", "moulded interior parts", "万套"),
    ("2911", "子午线轮胎", "radial tyres", "万条"),
    ("2641", "汽车涂料", "automotive coatings", "吨"),
    ("3670", "座椅总成", "seat assemblies", "万套"),
    ("3670", "制动系统", "brake systems", "万套"),
    ("3670", "转向系统", "steering systems", "万套"),
    ("3670", "车身冲压件", "body stampings", "万件"),
    ("3670", "车用灯具", "vehicle lamps", "万套"),
    ("3812", "驱动电机", "drive motors", "万台"),
    ("3841", "动力电池", "traction batteries", "万套"),
    ("3831", "汽车线束", "wiring harnesses", "万套"),
    ("3962", "智能座舱", "smart cockpits", "万套"),
    ("3983", "车用传感器", "vehicle sensors", "万只"),
    ("3982", "车用电路板", "vehicle circuit boards", "万片"),
    ("3464", "热管理系统", "thermal systems", "万套"),
)
SERVICES = (
    ("6513", "车联网应用软件", "connected-car software", "人月"),
    ("6531", "工厂信息系统集成", "factory systems integration", "项"),
    ("5810", "整车多式联运", "vehicle transport", "万台"),
    ("7452", "零部件检测", "parts testing", "项"),
    ("7484", "工艺工程设计", "process engineering", "项"),
    ("8111", "售后维修网络", "after-sales repair", "家"),
    ("5990", "零部件仓储", "parts warehousing", "万平方米"),
    ("7320", "车身工程研究", "body engineering research", "项"),
)
# Wanted by many, offered by none: the gaps of the chain.
GAPS = (
    ("3973", "车规级芯片", "automotive-grade chips", "万片"),
    ("3972", "碳化硅功率器件", "silicon carbide power devices", "万只"),
    ("3985", "半导体封装材料", "semiconductor packaging materials", "吨"),
)
BUYERS = (
    ("3611", "整车", "Vehicles"),
    ("3612", "新能源汽车", "Electric Vehicles"),
    ("3630", "专用汽车", "Special Vehicles"),
    ("3620", "动力总成", "Powertrain"),
    ("3670", "底盘系统", "Chassis Systems"),
    ("3670", "车身系统", "Body Systems"),
    ("3962", "汽车电子", "Automotive Electronics"),
    ("3841", "电池系统", "Battery Systems"),
)
# City, industry, English title, Chinese title, weight of the amount; the contracts of the signing ceremony.
PROJECTS = (
    ("220100", "3812", "Electric drive plant", "电驱动工厂", 26),
    ("220100", "3841", "Battery pack base", "动力电池包基地", 40),
    ("220100", "3962", "Smart cockpit centre", "智能座舱中心", 12),
    ("220100", "3393", "Forging line renewal in a leased hall", "租赁厂房精锻线改造", 3),
    ("220100", "6513", "Connected-car software centre", "车联网软件中心", 5),
    ("220100", "3670", "Body stamping plant", "车身冲压工厂", 18),
    ("220200", "3670", "Carbon fibre body parts", "碳纤维车身部件", 20),
    ("220200", "3670", "Seat assembly plant", "座椅总成工厂", 9),
    ("220200", "2913", "Rubber seals plant", "橡胶密封件工厂", 6),
    ("220200", "3464", "Thermal systems plant", "热管理系统工厂", 10),
    ("220300", "3453", "Axle and gear park", "车桥齿轮产业园", 14),
    ("220300", "3630", "Special vehicle assembly", "专用车总装", 11),
    ("220300", "5990", "Parts logistics centre", "零部件物流中心", 4),
    ("220400", "3392", "Aluminium castings base", "铝合金铸件基地", 13),
    ("220400", "3451", "Bearings plant", "轴承工厂", 7),
    ("220700", "2929", "Moulded interiors plant", "注塑内饰件工厂", 5),
    ("220700", "7452", "Testing ground for cold weather", "寒区试车场", 4),
    ("220800", "3391", "Wind-powered casting base", "绿电铸造基地", 3),
)
# Record kind, severity, chance in a thousand per year for good, ordinary and poor organisations.
RECORD_CHANCES = (
    ("licence", "", 350, 350, 350),
    ("social_insurance", "paid", 950, 850, 450),
    ("social_insurance", "arrears", 0, 40, 350),
    ("contract_kept", "", 900, 620, 300),
    ("contract_kept", "", 450, 200, 60),
    ("contract_broken", "minor", 5, 40, 120),
    ("contract_broken", "general", 0, 12, 160),
    ("commitment_kept", "", 500, 250, 80),
    ("commitment_broken", "general", 0, 12, 120),
    ("award", "", 180, 40, 0),
    ("penalty", "minor", 15, 90, 220),
    ("penalty", "general", 0, 25, 200),
    ("penalty", "serious", 0, 2, 70),
    ("arrears", "minor", 0, 30, 150),
    ("arrears", "serious", 0, 3, 60),
    ("irregular_operation", "", 0, 8, 90),
    ("court_default", "", 0, 2, 70),
    ("serious_list", "", 0, 0, 15),
)
AUTHORITIES = {
    "licence": "示例市市场监督管理局", "penalty": "示例市综合行政执法局", "court_default": "示例市人民法院",
    "serious_list": "示例市市场监督管理局", "irregular_operation": "示例市市场监督管理局", "tax_grade": "示例市税务局",
    "customs_level": "示例海关", "social_insurance": "示例市社会保险局", "arrears": "示例市工业和信息化局",
    "contract_kept": "示例市公共资源交易中心", "contract_broken": "示例市公共资源交易中心",
    "commitment_kept": "示例市信用办公室", "commitment_broken": "示例市信用办公室", "award": "示例市人民政府",
}  # fmt: skip
