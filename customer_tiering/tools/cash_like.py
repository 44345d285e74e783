"""Words by which a gift shows that it is cash or as good as cash [CT-27]."""

import re
import unicodedata

#: whole words, so that "Cashmere Scarf" or "Moneta Calendar" stay possible
_WORDS = (
    r"cash|money|banknotes?|vouchers?|coupons?|gift[\s_-]*(?:cards?|certificates?|checks?|cheques?)"
    r"|(?:prepaid|debit|credit|shopping|store|bank|stored[\s_-]*value)[\s_-]*cards?"
    r"|(?:store|shop|account)[\s_-]*credits?|cheques?|securities|shares|stocks?[\s_-]*options?"
    r"|crypto(?:[\s_-]*(?:currency|currencies|coins?|assets?))?|bitcoins?|ethereum|usdt|stable[\s_-]*coins?"
    r"|red[\s_-]*(?:packets?|envelopes?)|hong[\s_-]*bao|bank[\s_-]*transfers?|wire[\s_-]*transfers?"
    r"|kick[\s_-]*backs?|bribes?|loans?|top[\s_-]*ups?|gold[\s_-]*bars?|bullion"
)
_CHINESE = (
    "现金|現金|红包|紅包|礼金|禮金|购物卡|購物卡|购物券|礼品卡|禮品卡|礼品券|礼券|禮券|代金券|代金卡|消费卡"
    "|优惠券|储值卡|儲值卡|预付卡|預付卡|充值|提货券|提货卡|加油卡|话费|电话卡|银行卡|会员卡|有价证券|证券|證券|股票|股份|股权|债券|基金"
    "|虚拟货币|加密货币|数字货币|比特币|以太坊|转账|轉賬|回扣|好处费|佣金|贷款|借款|金条|支票|购物金"
)
_CASH_LIKE = re.compile(rf"\b(?:{_WORDS})\b|{_CHINESE}")
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


def find_cash_like(*texts):
    """Return the first word of ``texts`` that means cash or an equivalent, or "".

    Width, case and invisible characters make no difference; empty texts are skipped.

    >>> find_cash_like("Calendar", "Shopping Card of 100")
    'shopping card'
    """
    for text in texts:
        plain = unicodedata.normalize("NFKC", text or "").translate(_INVISIBLE)
        if match := _CASH_LIKE.search(plain.casefold()):
            return match.group()
    return ""
