"""The names of months, as dates on pages are written.

Full names in each case that stands in a date, and the usual short forms, after the Unicode CLDR
and, for Arabic, the names of the Levant and the Maghreb beside those of Egypt. No name
means two months in two of these languages. Persian's own calendar is counted here too.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

# English, French, German, Spanish, Italian, Portuguese, Dutch, Swedish, Norwegian, Danish, Polish,
# Czech, Russian, Ukrainian, Bulgarian, Turkish, Greek, Romanian, Hungarian, Finnish, Indonesian,
# Arabic, Persian, Hindi; `_` stands for a space.
_NAMES: Final = {
    1: """
        january jan janvier janv januar jänner jän enero ene gennaio gen janeiro januari
        stycznia styczeń sty ledna leden января январь янв січня січень січ януари яну ocak
        oca ιανουαρίου ιαν ianuarie ian január tammikuuta يناير كانون_الثاني جانفي ژانویه
        ژانویهٔ जनवरी
    """,
    2: """
        february feb février févr fevrier fév februar feber febrero febbraio fevereiro fev
        februari lutego luty lut února únor февраля февраль февр фев лютого лютий лют
        февруари şubat şub φεβρουαρίου φεβ februarie február febr helmikuuta فبراير شباط
        فيفري فوریه فوریهٔ फ़रवरी फरवरी
    """,
    3: """
        march mar mars märz mrz mär marzo março maart mrt marts marca marzec března březen
        марта март мар березня березень бер mart μαρτίου μαρ μάρ martie március márc
        maaliskuuta maret مارس آذار اذار मार्च
    """,
    4: """
        april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben апреля апрель
        апр квітня квітень квіт април nisan nis απριλίου απρ aprilie április ápr huhtikuuta
        أبريل ابريل إبريل نيسان أفريل افريل آوریل اوریل अप्रैल
    """,
    5: """
        may mai mayo maggio mag maio mei maj maja května květen мая май травня травень трав
        mayıs μαΐου μαΐ μάι május máj toukokuuta مايو أيار ايار ماي مه مهٔ मई
    """,
    6: """
        june jun juin juni junio giugno giu junho czerwca czerwiec cze června červen июня
        июнь июн червня червень черв юни haziran haz ιουνίου ιουν iunie iun június jún
        kesäkuuta يونيو يونيه حزيران جوان ژوئن जून
    """,
    7: """
        july jul juillet juil juli julio luglio lug julho lipca lipiec července červenec
        июля июль июл липня липень лип юли temmuz tem ιουλίου ιουλ iulie iul július júl
        heinäkuuta يوليو يوليه تموز جويلية ژوئیه ژوئیهٔ جولای जुलाई
    """,
    8: """
        august aug août aout agosto ago augustus augusti sierpnia sierpień sie srpna srpen
        августа август авг серпня серпень серп ağustos ağu αυγούστου αυγ augusztus elokuuta
        agustus أغسطس اغسطس آب اب أوت اوت آگوست अगस्त
    """,
    9: """
        september sep sept septembre septiembre setiembre settembre set sett setembro
        września wrzesień wrz září сентября сентябрь сент сен вересня вересень вер септември
        eylül eyl σεπτεμβρίου σεπ septembrie szeptember szept syyskuuta سبتمبر أيلول ايلول
        سپتامبر सितंबर सितम्बर
    """,
    10: """
        october oct octobre oktober okt octubre ottobre ott outubro out października
        październik paź října říjen октября октябрь окт жовтня жовтень жовт октомври ekim
        eki οκτωβρίου οκτ octombrie október lokakuuta أكتوبر اكتوبر تشرين_الأول اکتبر
        अक्टूबर अक्तूबर
    """,
    11: """
        november nov novembre noviembre novembro listopada listopad listopadu ноября ноябрь
        нояб ноя листопада листопад лист ноември kasım kas νοεμβρίου νοε noiembrie
        marraskuuta نوفمبر تشرين_الثاني نوامبر नवंबर नवम्बर
    """,
    12: """
        december dec décembre déc decembre dezember dez diciembre dic dicembre dezembro
        desember des grudnia grudzień gru prosince prosinec декабря декабрь дек грудня
        грудень груд декември aralık ara δεκεμβρίου δεκ decembrie joulukuuta ديسمبر
        كانون_الأول دسامبر दिसंबर दिसम्बर
    """,
}
_PERSIAN: Final = "فروردین اردیبهشت خرداد تیر مرداد/امرداد شهریور مهر آبان/ابان آذر دی بهمن اسفند"
_PERSIAN_MONTH_STARTS: Final = (0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336)
_PERSIAN_LEAPS: Final = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_FIRST_PERSIAN_YEAR: Final = 1343
_LAST_PERSIAN_YEAR: Final = 1471
_LONGEST_MONTH: Final = 31
_NOWRUZ_1300: Final = date(1921, 3, 21)


MONTHS: Final = {
    name.replace("_", " "): number for number, names in _NAMES.items() for name in names.split()
}
PERSIAN_MONTHS: Final = {
    name: number
    for number, names in enumerate(_PERSIAN.split(), start=1)
    for name in names.split("/")
}


def persian_day(year: int, month: int, day: int) -> date:
    """Return the day that a date of the solar Hijri calendar is.

    By the 33-year cycle of leap years, which holds for 1343 to 1471 (1964 to 2092). Raises
    ValueError for what is none of these years' days.
    """
    is_day = _FIRST_PERSIAN_YEAR <= year <= _LAST_PERSIAN_YEAR and 1 <= day <= _LONGEST_MONTH
    if not is_day or not 1 <= month <= len(_PERSIAN_MONTH_STARTS):
        raise ValueError("no day of the solar Hijri calendar")
    past = year - 1300
    leaps = sum(each % 33 in _PERSIAN_LEAPS for each in range(1300, year))
    return _NOWRUZ_1300 + timedelta(
        days=365 * past + leaps + _PERSIAN_MONTH_STARTS[month - 1] + day - 1
    )
