"""Names on other services: e-mail, WeChat, QQ, logins, links; and the ways they are disguised."""

import re
from collections.abc import Iterator

from .finding import Kind
from .notation import View
from .shapes import Shape, each

TOP = r"(?:com|cn|net|org|io|co|me|top|vip|xyz|shop|info|edu|gov|uk|de|fr|jp|us|ru|cc|app)"
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64} ?@ ?(?:[A-Za-z0-9-]{1,63} ?\. ?){1,4}[A-Za-z]{2,10}")
SPELT_EMAIL = re.compile(
    r"[A-Za-z0-9._%+-]{2,40}(?: (?:dot|点) [A-Za-z0-9]{1,20}){0,3}[ "
    r"(\[{]{0,3}(?:@|(?<=[ (\[{])at(?=[ )\]}])|艾特|圈a|#)[ )\]}]{0,3}"
    r"[A-Za-z0-9-]{2,30}[ (\[{]{0,3}(?:\.|点|dot|。)[ )\]}]{0,3}(?:com|cn|net|org|co|io)"
    r"(?:(?:\.|点)cn)?(?![A-Za-z])",
    re.I,
)
MAILBOX = re.compile(
    r"(?<![A-Za-z0-9._-])(?P<it>[A-Za-z0-9._-]{4,30}) ?(?:@|艾特|at )? ?(?:qq|163|126|"
    r"gmail|hotmail|outlook|foxmail|网易|新浪|谷歌) ?(?:邮箱|的邮箱)",
    re.I,
)
URL = re.compile(
    rf"(?:https?://|www\.)[^\s\u3000-\u303f\u4e00-\u9fff，。！？；）】]{{3,300}}"
    rf"|"
    rf"(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9][A-Za-z0-9-]{{1,62}}\.){{1,4}}{TOP}(?![A-Za-z0-9-])(?:/[\w./?=&%#-]{{0,300}})?",
    re.I,
)
PASSPHRASE = re.compile(r"[¥€$]([A-Za-z0-9]{8,13})[¥€$]")
HEART = r"[\s.·❤♥♡❥💗💕*_-]{0,3}"
WECHAT_WORD = (
    rf"(?:(?:[微薇威卫徽维味魏溦]|[vV]){HEART}(?:[信芯心性星讯]|[xX](?![A-Za-z]))"
    r"|[微薇溦徽](?=[\s:❤♥号a-zA-Z\d])[❤♥♡]?|(?:[加➕+] ?|我的?)(?:[vV]{1,2}|"
    r"[wW][xX])(?![a-z])(?=[\s:❤])"
    r"|(?<![A-Za-z])(?:[vV][xX]|[wW][xX]|[vV](?= ?:)|wechat|weixin)(?![A-Za-z])[❤♥]?|"
    r"绿色软件|绿泡泡)"
)
BETWEEN = (
    r"(?:[\s:：.,，\-—=>(（\"'“”]|号码?|账号|同号|同步|搜索?|是|为|叫|就|即|我|"
    r"[iI][dD]\b|❤|♥|加){0,8}"
)
TOKEN = r"(?P<it>[A-Za-z0-9](?:[ .·*]?[A-Za-z0-9_\-]){3,29})"
WECHAT = re.compile(WECHAT_WORD + BETWEEN + TOKEN, re.I)
WXID = re.compile(r"(?<![A-Za-z0-9])wxid_\w{4,30}", re.A)
QQ = re.compile(
    r"(?:(?<![A-Za-z])[qQ][ .]?[qQ]?(?![A-Za-z])|[扣寇蔻叩抠] ?[扣寇蔻叩抠]|企鹅|球球|🐧|群号)"
    r"(?:[\s::.,\-—]|号码?|群|是|为|加|我){0,6}(?P<it>\d(?:[ .\-]?\d){4,11})"
)
ACCOUNT_WORD = (
    r"(?:旺旺|淘宝|会员名?|用户名?|账[号户]|帐[号户]|昵称|网名|登录名|抖音|快手|小红书|"
    r"微博|支付宝|闲鱼|贴吧|游戏)"
    r"(?:[iI][dD]|号|名|账号|帐号|昵称)?"
)
ACCOUNT = re.compile(
    ACCOUNT_WORD + r"(?:[\s:\"'“”@]|是|为|叫|名){0,4}(?P<it>(?=[\u4e00-\u9fff]{0,8}[A-Za-z0-9_])"
    r"[\w\u4e00-\u9fff-]{0,8}[A-Za-z0-9_-]{3,30})"
)
NICKNAME = re.compile(
    r"(?:旺旺|会员名|用户名|昵称|网名|微信名|微信昵称|登录名)(?:号|是|叫|为|[:\s“\"「]){1,3}"
    r"(?P<it>[\u4e00-\u9fffA-Za-z0-9_-]{2,12})(?=[”\"」,，。;；\s!！]|$)"
)
PARTY_LOGIN = re.compile(
    r"(?:买家|卖家|客户|顾客|"
    r"用户)[\s:“\"]{0,2}(?P<it>[\w-]{2,24}?\d{3,20}(?:_\d{1,4})?)(?![\w-]*号)"
)
ENGLISH_ACCOUNT = re.compile(
    r"\b(?:account|user ?name|user|login|user id|handle|screen ?name|nickname|wangwang|"
    r"ebay id|seller id|buyer id|skype|telegram|instagram|line id|wechat|qq|@)"
    r"(?: name| id| is|:| called| handle|"
    r"\s){1,4}[\"'@]?(?P<it>(?=[A-Za-z_.-]{0,20}[\d_])[A-Za-z0-9][A-Za-z0-9_.-]{3,30}[A-Za-z0-9])",
    re.I,
)
AT_HANDLE = re.compile(r"(?<![\w.@])@(?P<it>[A-Za-z][A-Za-z0-9_]{3,30})(?![\w.]*@)")
TAOBAO = re.compile(r"(?<![A-Za-z0-9])(?:tb\d{5,14}|t_\d{6,16}_\d{1,4})(?![A-Za-z0-9])")
UNDERSCORED = re.compile(
    r"(?<![\w@.-])(?=[A-Za-z0-9-]{0,20}_)(?=\w{0,20}\d)[A-Za-z][A-Za-z0-9_-]{4,30}(?![\w@])", re.A
)
INVITATION = re.compile(
    rf"(?:{WECHAT_WORD}|[加➕+] ?(?:我|[vVqQ])|[扣寇蔻] ?[扣寇蔻]|联系方式|私聊|私下联系|"
    rf"whatsapp|telegram)",
    re.I,
)
LOOSE_TOKEN = re.compile(r"[A-Za-z0-9](?:[ .·*_-]?[A-Za-z0-9]){4,30}")
REACH = 24


def find(view: View) -> Iterator[Shape]:
    text, digital = view.text, view.digital
    yield from each(EMAIL, text, Kind.EMAIL)
    yield from each(SPELT_EMAIL, text, Kind.EMAIL)
    yield from each(MAILBOX, text, Kind.EMAIL, "it")
    yield from each(URL, text, Kind.URL)
    yield from each(PASSPHRASE, text, Kind.URL)
    yield from each(WECHAT, digital, Kind.WECHAT, "it")
    yield from each(WXID, text, Kind.WECHAT)
    yield from each(QQ, digital, Kind.QQ, "it")
    for pattern in (ACCOUNT, NICKNAME, PARTY_LOGIN, ENGLISH_ACCOUNT, AT_HANDLE):
        yield from each(pattern, text, Kind.ACCOUNT, "it")
    yield from each(TAOBAO, text, Kind.ACCOUNT)
    yield from each(UNDERSCORED, text, Kind.ACCOUNT)
    yield from _invitations(text)


def _invitations(text: str) -> Iterator[Shape]:
    """An invitation to talk elsewhere, and a token near it: perhaps a disguised handle."""
    for cue in INVITATION.finditer(text):
        token = LOOSE_TOKEN.search(text, cue.end(), cue.end() + REACH)
        if token:
            yield Shape(*token.span(), Kind.ACCOUNT, sure=False)
