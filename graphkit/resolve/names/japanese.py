"""Japanese names in kanji: read as Japanese where they begin with a usual family name, for Chinese readings are no help.

How a given name is read only its bearer knows; the readings here are the usual ones of whole names, else of the signs
one by one. A name that may be Chinese as well is read both ways, and what fits the other side better counts.
"""

import re

_FAMILY = """
佐藤 sato 鈴木 suzuki 高橋 takahashi 田中 tanaka 伊藤 ito 渡辺 watanabe 渡邊 watanabe 山本 yamamoto 中村 nakamura 小林 kobayashi
加藤 kato 吉田 yoshida 山田 yamada 佐々木 sasaki 山口 yamaguchi 松本 matsumoto 井上 inoue 木村 kimura 林 hayashi 斎藤 saito
斉藤 saito 清水 shimizu 山崎 yamazaki 森 mori 池田 ikeda 橋本 hashimoto 阿部 abe 安倍 abe 石川 ishikawa 山下 yamashita 中島 nakajima
石井 ishii 小川 ogawa 前田 maeda 岡田 okada 長谷川 hasegawa 藤田 fujita 後藤 goto 近藤 kondo 村上 murakami 遠藤 endo 青木 aoki
坂本 sakamoto 福田 fukuda 太田 ota 大田 ota 西村 nishimura 藤井 fujii 金子 kaneko 岡本 okamoto 藤原 fujiwara 三浦 miura 中野 nakano
中川 nakagawa 原田 harada 松田 matsuda 竹内 takeuchi 小野 ono 田村 tamura 中山 nakayama 和田 wada 石田 ishida 森田 morita 上田 ueda
原 hara 内田 uchida 柴田 shibata 酒井 sakai 宮崎 miyazaki 横山 yokoyama 高木 takagi 安藤 ando 宮本 miyamoto 大野 ono 小島 kojima
谷口 taniguchi 今井 imai 工藤 kudo 高田 takada 増田 masuda 丸山 maruyama 杉山 sugiyama 村田 murata 大塚 otsuka 新井 arai 小山 koyama
平野 hirano 藤本 fujimoto 河野 kono 上野 ueno 武田 takeda 野口 noguchi 松井 matsui 千葉 chiba 菅 suga 菅原 sugawara 岩崎 iwasaki
久保 kubo 木下 kinoshita 佐野 sano 野村 nomura 松尾 matsuo 市川 ichikawa 菊地 kikuchi 菊池 kikuchi 杉本 sugimoto 古川 furukawa
大西 onishi 島田 shimada 水野 mizuno 桜井 sakurai 高野 takano 吉川 yoshikawa 山内 yamauchi 西田 nishida 飯田 iida 西川 nishikawa
小松 komatsu 北村 kitamura 安田 yasuda 五十嵐 igarashi 川口 kawaguchi 平田 hirata 関 seki 中田 nakata 久保田 kubota 服部 hattori
東 azuma 岩田 iwata 土屋 tsuchiya 川崎 kawasaki 福島 fukushima 本田 honda 樋口 higuchi 辻 tsuji 田口 taguchi 永井 nagai 秋山 akiyama
山中 yamanaka 中西 nakanishi 吉村 yoshimura 川上 kawakami 石原 ishihara 大橋 ohashi 松岡 matsuoka 馬場 baba 浜田 hamada 森本 morimoto
岸田 kishida 石破 ishiba 麻生 aso 小泉 koizumi 野田 noda 鳩山 hatoyama 福山 fukuyama 宮沢 miyazawa 細川 hosokawa 羽生 hanyu 大谷 otani
黒田 kuroda 黒澤 kurosawa 三島 mishima 川端 kawabata 大江 oe 夏目 natsume 豊田 toyoda 松下 matsushita 盛田 morita 麻原 asahara
重信 shigenobu 徳川 tokugawa 織田 oda 豊臣 toyotomi 東条 tojo 近衛 konoe 山縣 yamagata 幣原 shidehara 三木 miki 竹下 takeshita
"""
_GIVEN = """
太郎 taro 一郎 ichiro 次郎 jiro 二郎 jiro 三郎 saburo 純一郎 junichiro 晋三 shinzo 健一 kenichi 健太 kenta 健二 kenji 賢治 kenji
大輔 daisuke 翔平 shohei 翔太 shota 拓也 takuya 直樹 naoki 直人 naoto 隆 takashi 孝 takashi 浩 hiroshi 博 hiroshi 弘 hiroshi
誠 makoto 実 minoru 茂 shigeru 勇 isamu 進 susumu 修 osamu 治 osamu 豊 yutaka 稔 minoru 清 kiyoshi 明 akira 章 akira 彰 akira
亮 ryo 涼 ryo 翼 tsubasa 剛 tsuyoshi 学 manabu 武 takeshi 健 ken 敏 satoshi 聡 satoshi 哲 tetsu 哲也 tetsuya 達也 tatsuya
和也 kazuya 和夫 kazuo 和子 kazuko 恵子 keiko 京子 kyoko 洋子 yoko 陽子 yoko 幸子 sachiko 裕子 yuko 優子 yuko 由美子 yumiko
久美子 kumiko 真由美 mayumi 美穂 miho 美咲 misaki 愛 ai 恵 megumi 直美 naomi 明美 akemi 智子 tomoko 典子 noriko 紀子 noriko
雅子 masako 美智子 michiko 百合子 yuriko 文雄 fumio 文夫 fumio 義偉 yoshihide 太一 taichi 浩二 koji 宏 hiroshi 康夫 yasuo 喜朗 yoshiro
信介 shinsuke 英機 hideki 英樹 hideki 秀樹 hideki 秀吉 hideyoshi 信長 nobunaga 家康 ieyasu 裕仁 hirohito 明仁 akihito 徳仁 naruhito
春樹 haruki 由紀夫 yukio 康成 yasunari 健三郎 kenzaburo 漱石 soseki 茂樹 shigeki 正 tadashi 正人 masato 雅人 masato 正雄 masao
五十六 isoroku 彰晃 shoko 房子 fusako 佳彦 yoshihiko 太平 tahei 結弦 yuzuru 明子 akiko 悠 yu 蓮 ren 葵 aoi 陸 riku 大翔 hiroto
"""
_SIGNS = """
一 ichi 二 ji 三 zo 四 shi 五 go 郎 ro 子 ko 美 mi 夫 o 男 o 雄 o 彦 hiko 之 yuki 介 suke 助 suke 輔 suke 也 ya 哉 ya 人 to 仁 hito
樹 ki 紀 nori 則 nori 典 nori 明 aki 昭 aki 秋 aki 和 kazu 一 kazu 正 masa 雅 masa 昌 masa 政 masa 義 yoshi 吉 yoshi 良 yoshi
芳 yoshi 佳 yoshi 喜 yoshi 信 nobu 伸 nobu 秀 hide 英 hide 浩 hiro 博 hiro 弘 hiro 広 hiro 裕 hiro 洋 hiro 隆 taka 孝 taka 高 taka
貴 taka 敬 taka 真 ma 麻 ma 久 hisa 俊 toshi 敏 toshi 利 toshi 智 tomo 友 tomo 直 nao 幸 yuki 雪 yuki 行 yuki 恵 e 江 e 絵 e 枝 e
香 ka 花 ka 佳 ka 加 ka 由 yu 優 yu 悠 yu 里 ri 理 ri 莉 ri 奈 na 菜 na 代 yo 世 yo 治 ji 司 ji 次 ji 健 ken 賢 ken 純 jun 順 jun
太 ta 大 dai 光 mitsu 満 mitsu 道 michi 康 yasu 泰 yasu 安 yasu 靖 yasu 克 katsu 勝 katsu 重 shige 茂 shige 成 nari 春 haru 晴 haru
陽 haru 平 hei 平 hei 朗 ro 生 o 斗 to 翔 sho 勇 yu 武 take 剛 go 文 fumi 史 fumi 章 aki 千 chi 智 chi 早 sa 沙 sa 希 ki 保 yasu
"""


def _table(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_FAMILIES = _table(_FAMILY)
_GIVENS = _table(_GIVEN)
_SIGN = _table(_SIGNS)
_LONGEST_FAMILY = 3
_PARTS = re.compile(r"[\s·・]+")


def romanised(name: str) -> str:
    """Return a name of kanji as it is usually read in Japanese, given name first; nothing where it is none of ours."""
    parts = [part for part in _PARTS.split(name.strip()) if part]
    if len(parts) == 2 and parts[0] in _FAMILIES:
        family, given = parts
    elif len(parts) == 1:
        family, given = _cut(parts[0])
    else:
        return ""
    if not family:
        return ""
    read = _GIVENS.get(given) or "".join(_SIGN.get(sign, "") for sign in given)
    return f"{read} {_FAMILIES[family]}".strip() if read else ""


def _cut(name: str) -> tuple[str, str]:
    for size in range(min(_LONGEST_FAMILY, len(name) - 1), 0, -1):
        if name[:size] in _FAMILIES:
            return name[:size], name[size:]
    return "", ""
