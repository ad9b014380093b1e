"""Words that names and addresses are made of: surnames, forms of address, given names, places."""


def words(written: str) -> list[str]:
    """A list as it is written down: words with spaces between."""
    return written.split()


SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢"
    "蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟"
    "龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂"
    "丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席"
    "卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋"
    "苑邬臧畅宫来嵺苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢"
    "冷卓花仇艾蓝巩稽井练仲乐虞卞封竺冼官衣楚佟栗匡宗台巫鞠僧桑荆谌银扬沙薄伏岑习"
    "胥蔺逄仉亓麻佘肖闫付代涂尚滑晁丰逯沃窦闻占滕宿储"
)
COMPOUND_SURNAMES = words(
    """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政
    濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 呼延 西门 东郭 轩辕
    百里 拓跋 第五 纳兰 梁丘 左丘
    """
)
TITLES = words(
    """
    先生 女士 小姐 太太 老师 老板 老板娘 师傅 师父 经理 主管 店长 总监 主任 医生 大夫 律师
    同学 同志 阿姨 叔叔 大姐 大哥 大妈 大爷 姐姐 哥哥 客服 队长 会计 工 总 姐 哥 叔 姨 婶 嫂
    妈 爸 爷 奶奶 某某 某 氏
    """
)
SHORT_TITLES = frozenset(words("工 总 姐 哥 叔 姨 婶 嫂 妈 爸 爷 某 氏"))
PROVINCES = words(
    """
    北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北
    湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
    """
)
PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# Words that begin with a surname and are no names.
NOT_NAMES = frozenset(
    words(
        """
    车主 方式 方面 方便 方法 尤其 安卓 安全 安装 银行 高清 高兴 高级 平时 时候 时间 时尚 温度
    温馨 全部 全新 全家 全程 任何 任务 成本 成功 于是 万一 常常 经常 经理 金额 金色 明天 明显
    明白 明明 和平 包装 包括 包包 单号 单子 单独 司机 房东 房间 卫生 元旦 路上 路由 水果 支付
    支持 项目 程序 程度 应该 都是 管理 管家 连接 连续 习惯 游戏 阳光 白色 黄色 黑色 蓝色 红色
    石头 江苏 云南 海南 贵州 马上 何时 何况 干净 冷冻 强烈 钟头 牛肉 牛奶 花钱 毛病 通过 古代
    解释 解决 查看 查询 相当 原因 原来 官方 祝您 祝你 边上 宝贝 东西 后来 国家 计算 充电 宁可
    关于 关键 关系 关门 顾客 周末 周一 周二 周三 周四 周五 周六 周日 费用 严重 终于 容易 申请
    印象 钱包 童装 童鞋 从来 商品 商家 商城 暴力 水货 黄金 温水 麻烦 别人 沙发 占用 代理 代表
    利用 宿舍 储存 滑动 那个 那种 农业 易碎 向您 向你 仓库 权利 乐意 乐视 华为 米粉 舒服 段时
    能力 空调 燕窝 鱼缸 谈不 章程 景点 屈服 堵车 都没 都有 都不 和我 和你 和他 连个 连我 关机
    关注 水分 毛衣 花色 花样 成色 成都 石家 万能 万物 项链 金属 严格 汤料 牛仔 康复 安心 安静
    安排 安徽 常见 路人
    """
    )
)
# 小 or 老 with a surname, which people say without meaning anybody.
NOT_NICKNAMES = frozenset(words("小于 小全 小包 小单 小家 小时 小池 小米 小路 小车 老单 老外 老家"))
# Capitalised words that begin a sentence, not a name.
NOT_ENGLISH_NAMES = frozenset(
    words(
        """
    the this that these those not just very so sure sorry happy still also really writing here
    there a an my your his her our their it we you they customer service seller buyer order
    number refund shop store item parcel package tracking please if when after before and but
    or in on at to for from with what where who why how when which would could should as am is
    are was were be been being unable able amazon ebay paypal english chinese
    january february october november december monday tuesday wednesday thursday friday
    saturday sunday
    """
    )
)
# Names that are everyday words as well: taken for names only when capitalised.
EVERYDAY_NAMES = frozenset(
    words(
        """
    will may mark grace art bill rich sue pat rose hope faith joy summer april june august
    young long king brown white black green short store page price case love best chance day
    early good park hall hill field stone wood woods west north cook baker hand bond cash sale
    sales shop order home house street road gray grey gold silver sharp small little moss lane
    frost rain snow ray carol dawn ivy jade ruby amber crystal drew frank jack jean max nick
    miles earnest star china israel paris london jordan chase hunter mason carter porter
    taylor miller smith buyer seller customer service support amazon ebay paypal
    """
    )
)
GIVEN_NAMES = frozenset(
    words(
        """
    aaron abigail adam adrian ahmed aisha alan albert alex alexander alexandra alice alicia
    alison ama amanda amber amelia amit amy ana andrea andrew andrey angela anita ann anna
    anne anthony antonio aria arthur ashley ava barbara beatrice ben benjamin bernard beth
    betty brandon brenda brian bruce bruno camila carl carla carlos carmen carol caroline
    catherine cecilia charles charlotte chen cheryl chloe chris christian christina christine
    christopher claire clara claudia colin connor craig cynthia dan daniel daniela daniele
    david deborah denise dennis derek diana diane diego dmitri dominic donald donna dorothy
    douglas dylan edward elaine elena eleanor elizabeth ella ellen emily emma eric erik erica
    ethan eva evelyn fatima felix fernando fiona florence francesca francis frank gabriel gary
    george gerald gina giovanni gloria gordon grace graham greg gregory hannah harold harry
    hassan heather hector helen henry hiroshi holly howard ian ibrahim ingrid irene isaac
    isabel isabella ivan jack jackson jacob james jamie jane janet jason javier jay jean jeff
    jeffrey jennifer jenny jeremy jerry jesse jessica jim joan joe joel johan john johnny
    jonathan jorge jose joseph joshua juan judith judy julia julian julie justin karen karl
    kate katherine kathleen katie keith kelly ken kenneth kevin kim kumar kyle larry laura
    lauren laurence lena leo leon leonard leslie liam lily linda lisa logan louis louise lucas
    lucy luis luke lydia madison manuel marc marco margaret maria marie marina mario marion
    martha martin mary mason matthew maureen megan mei melissa mia michael michelle miguel
    mike mila mohamed mohammed molly monica nancy naomi natalie natasha nathan neil nicholas
    nicola nicole nigel nina noah nora norman oleg oliver olivia olga omar oscar pablo pamela
    patricia patrick paul paula pauline pedro peter philip phillip priya rachel rafael rajesh
    ralph ramon raymond rebecca ricardo richard rita robert roberto robin roger roland ronald
    rosa rosemary roy russell ruth ryan samantha samuel sandra sara sarah scott sean sebastian
    sergei sergio sharon sheila shirley simon sofia sonia sophia sophie stefan stella
    stephanie stephen steve steven stuart susan sylvia tania tanya teresa terry theodore
    theresa thomas tiffany timothy tina tom tomas tony tracy valentina valerie vanessa
    veronica victor victoria vincent viktor virginia vivian vladimir walter wanda wayne wei
    wendy william xavier yan yasmin yuki yuri yusuf yvonne zhang zoe
    """
    )
)
