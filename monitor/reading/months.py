"""The names of months, as dates on pages are written.

Full names in each case that stands in a date, and the usual short forms, after the Unicode CLDR
and, for Arabic, the names of the Levant and the Maghreb beside those of Egypt. No name
means two months in two of these languages. Persian's own calendar is counted here too.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

_BY_LANGUAGE: Final = (
    # en
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
    "september/sep/sept october/oct november/nov december/dec",
    # fr
    "janvier/janv février/févr/fevrier/fév mars avril/avr mai juin juillet/juil août/aout "
    "septembre/sept octobre/oct novembre/nov décembre/déc/decembre",
    # de
    "januar/jan/jänner/jän februar/feb/feber märz/mrz/mär april/apr mai juni/jun juli/jul "
    "august/aug september/sept/sep oktober/okt november/nov dezember/dez",
    # es
    "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago "
    "septiembre/sept/setiembre/sep octubre/oct noviembre/nov diciembre/dic",
    # it
    "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago "
    "settembre/set/sett ottobre/ott novembre/nov dicembre/dic",
    # pt
    "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago "
    "setembro/set outubro/out novembro/nov dezembro/dez",
    # nl, sv, no, da
    "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar mars april mai juni juli august september oktober november desember/des",
    "januar februar marts april maj juni juli august september oktober november december",
    # pl
    "stycznia/styczeń/sty lutego/luty/lut marca/marzec kwietnia/kwiecień/kwi maja/maj "
    "czerwca/czerwiec/cze lipca/lipiec sierpnia/sierpień/sie września/wrzesień/wrz "
    "października/październik/paź listopada/listopad grudnia/grudzień/gru",
    # cs
    "ledna/leden února/únor března/březen dubna/duben května/květen června/červen "
    "července/červenec srpna/srpen září října/říjen listopadu prosince/prosinec",
    # ru
    "января/январь/янв февраля/февраль/февр/фев марта/март/мар апреля/апрель/апр мая/май "
    "июня/июнь/июн июля/июль/июл августа/август/авг сентября/сентябрь/сент/сен "
    "октября/октябрь/окт ноября/ноябрь/нояб/ноя декабря/декабрь/дек",
    # uk
    "січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/квіт "
    "травня/травень/трав червня/червень/черв липня/липень/лип серпня/серпень/серп "
    "вересня/вересень/вер жовтня/жовтень/жовт листопада/листопад/лист грудня/грудень/груд",
    # bg
    "януари/яну февруари март април май юни юли август септември октомври ноември декември",
    # tr
    "ocak/oca şubat/şub mart nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl "
    "ekim/eki kasım/kas aralık/ara",
    # el
    "ιανουαρίου/ιαν φεβρουαρίου/φεβ μαρτίου/μαρ/μάρ απριλίου/απρ μαΐου/μαΐ/μάι ιουνίου/ιουν "
    "ιουλίου/ιουλ αυγούστου/αυγ σεπτεμβρίου/σεπ οκτωβρίου/οκτ νοεμβρίου/νοε δεκεμβρίου/δεκ",
    # ro, hu, fi, id
    "ianuarie/ian februarie martie aprilie mai iunie/iun iulie/iul august septembrie octombrie "
    "noiembrie decembrie",
    "január február/febr március/márc április/ápr május/máj június/jún július/júl "
    "augusztus szeptember/szept október november december",
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
    "syyskuuta lokakuuta marraskuuta joulukuuta",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    # ar: Egypt and the Gulf, the Levant, the Maghreb
    "يناير فبراير مارس أبريل/ابريل/إبريل مايو يونيو/يونيه يوليو/يوليه أغسطس/اغسطس "
    "سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر",
    "كانون_الثاني شباط آذار/اذار نيسان أيار/ايار حزيران تموز آب/اب أيلول/ايلول "
    "تشرين_الأول تشرين_الثاني كانون_الأول",
    "جانفي فيفري مارس أفريل/افريل ماي جوان جويلية أوت/اوت سبتمبر أكتوبر نوفمبر ديسمبر",
    # fa, by the Gregorian calendar
    "ژانویه/ژانویهٔ فوریه/فوریهٔ مارس آوریل/اوریل مه/مهٔ ژوئن ژوئیه/ژوئیهٔ/جولای اوت/آگوست "
    "سپتامبر اکتبر نوامبر دسامبر",
    # hi
    "जनवरी फ़रवरी/फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर "
    "नवंबर/नवम्बर दिसंबर/दिसम्बर",
)  # fmt: skip
_PERSIAN: Final = (
    "فروردین اردیبهشت خرداد تیر مرداد/امرداد شهریور مهر آبان/ابان آذر دی بهمن اسفند"
)
_PERSIAN_MONTH_STARTS: Final = (0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336)
_PERSIAN_LEAPS: Final = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_NOWRUZ_1300: Final = date(1921, 3, 21)


def _numbered(names: str) -> dict[str, int]:
    return {
        name.replace("_", " "): number
        for number, forms in enumerate(names.split(), start=1)
        for name in forms.split("/")
    }


MONTHS: Final = {
    name: number for names in _BY_LANGUAGE for name, number in _numbered(names).items()
}
PERSIAN_MONTHS: Final = _numbered(_PERSIAN)


def persian_day(year: int, month: int, day: int) -> date:
    """Return the day that a date of the solar Hijri calendar is.

    By the 33-year cycle of leap years, which holds for 1343 to 1471 (1964 to 2092).
    """
    past = year - 1300
    leaps = sum(each % 33 in _PERSIAN_LEAPS for each in range(1300, year))
    return _NOWRUZ_1300 + timedelta(
        days=365 * past + leaps + _PERSIAN_MONTH_STARTS[month - 1] + day - 1
    )
