"""A museum: billing failures that were published, and what stands for each in our catalogue.

Facts are those of the source beside them, none is estimated. `likeness` is SAME where our fault
goes wrong in the same way, and COMPARABLE where it does the same harm in another.

    python -m mybt_sim.quality.faults.museum > docs/museum.md
"""

from typing import NamedTuple

SAME, COMPARABLE = "SAME", "COMPARABLE"


class Exhibit(NamedTuple):
    """One failure: who, when it was made known, what happened, its size, where that is written."""

    who: str
    known_on: str
    what: str
    size: str
    source: str
    fault: str
    likeness: str


EXHIBITS: tuple[Exhibit, ...] = (
    Exhibit("EE", "2017-01-18",
            "Calls to the help line 150 while roaming in Europe were rated as calls to the USA",
            "at least 32,145 customers, about £245,700; part of a fine of £2.7 M",
            "http://www.rte.ie/news/business/2017/0118/"
            "845773-ee-fined-l2-7m-by-uk-watchdog-for-overcharging/",
            "call-is-one-abroad", SAME),
    Exhibit("EE", "2017-01-18",
            "Calls to the help line went on being billed after they had become free",
            "7,674 customers, £2,203.33; part of the same fine",
            "http://www.rte.ie/news/business/2017/0118/"
            "845773-ee-fined-l2-7m-by-uk-watchdog-for-overcharging/",
            "help-is-charged", SAME),
    Exhibit("Vodafone UK", "2016-10-26",
            "Top-ups were taken and not credited, after a move to another billing system",
            "10,452 customers, £150,000 in 17 months; fined £4.6 M in all, £3.7 M for this",
            "https://www.itpro.com/public-sector/27466/"
            "vodafone-fined-46m-for-failing-to-top-up-pay-as-you-go-customers",
            "entry-without-balance", SAME),
    Exhibit("Plusnet", "2017-03-22",
            "Lines and broadband that customers had ended were billed on",
            "1,025 customers, £530,775.44; fined £880,000",
            "https://datajigsaw.co.uk/plus-net-fined-880000/",
            "blocked-day-is-charged", SAME),
    Exhibit("TalkTalk and Tiscali UK", "2011-08",
            "Cancelled services were billed, also after the regulator's notice",
            "just over 62,000 cases in 2010; fined £1,524,728 each",
            "https://www.moneysavingexpert.com/news/2011/08/"
            "talktalk-fined-3-million-for-billing-errors/",
            "end-leaves-add-ons", SAME),
    Exhibit("Telstra", "2023-12",
            "ADSL was billed on after customers had gone over to another line",
            "6,532 customers, about 2,600 AUD each in 11 years; penalty 3,010,320 AUD",
            "https://consumersfederation.org.au/"
            "telstra-to-pay-24-million-in-penalties-and-refunds-for-inaccurate-billing/",
            "change-keeps-what-does-not-fit", SAME),
    Exhibit("Verizon Wireless", "2010-10-28",
            "Data sessions that failed or that nobody had begun were billed",
            "about 15 M customers, at least 52.8 M USD given back; paid 25 M USD",
            "https://www.fcc.gov/document/"
            "fcc-investigation-verizon-wireless-mystery-fees-results-record-settlement",
            "ringing-is-charged", SAME),
    Exhibit("O2 UK", "2021-02",
            "Final bills had some charges twice",
            "more than 250,000 customers, £40.7 M billed, £2.4 M paid; fined £10.5 M",
            "https://www.moneysavingexpert.com/news/2021/02/"
            "ofcom-fines-o2-p10-5m-for-overcharging-customers/",
            "bill-keeps-its-days", SAME),
    Exhibit("O2 UK", "2004-11-02",
            "Calls above the monthly allowance were not billed for months, then all at once",
            "125,000 customers; expected to cost at least £2.2 M",
            "https://www.theguardian.com/technology/2004/nov/02/business.mobilephones",
            "month-is-not-added-up", SAME),
    Exhibit("MTN South Africa", "2010-06",
            "Lines that had been paid for were barred from calling out",
            "about 20,000 customers for a day",
            "https://theedgesearch.com/2010/06/mtn-cuts-off-20-000-customers.html",
            "bar-stays", SAME),
    Exhibit("Comcast", "2016-10-11",
            "Channels and equipment that nobody had ordered were billed",
            "2.3 M USD, then the largest penalty of a cable operator",
            "https://docs.fcc.gov/public/attachments/DA-16-1127A1.txt",
            "change-brings-all-that-fits", SAME),
    Exhibit("EE", "2018-11-16",
            "Whoever left early paid more than was due, with monthly discounts left out",
            "about 400,000 customers, up to £4.3 M; fined £6.3 M",
            "https://www.mobileworldlive.com/featured-content/top-three/"
            "virgin-ee-slapped-with-13m-penalty",
            "included-add-on-is-charged", COMPARABLE),
    Exhibit("Virgin Media", "2018-11-16",
            "Whoever left early paid more than had been agreed",
            "almost 82,000 customers, just under £2.8 M; fined £7 M",
            "https://metro.co.uk/2018/11/16/"
            "virgin-media-and-ee-fined-13300000-million-for-overcharging-500000-customers-814"
            "6153/",
            "lapse-keeps-the-price", COMPARABLE),
    Exhibit("AT&T Mobility", "2014-10-08",
            "Subscriptions of others that nobody had agreed to were put on bills",
            "105 M USD, of these 80 M for refunds",
            "https://www.channelfutures.com/regulation-compliance/"
            "at-t-agrees-to-record-105-million-settlement-in-cramming-case",
            "video-without-a-word", COMPARABLE),
    Exhibit("T-Mobile US", "2014-12",
            "The same; prepaid accounts were debited without a word",
            "at least 90 M USD",
            "https://www.ftc.gov/news-events/blogs/business-blog/2014/12/"
            "spotting-signs-crampage-lessons-ftcs-proposed-settlement-t",
            "video-without-a-word", COMPARABLE),
    Exhibit("Optus", "2018-10",
            "Content of others was charged after a click or two, without asking who it was",
            "240,000 customers given money back; penalty 10 M AUD",
            "https://www.accc.gov.au/media-release/"
            "optus-penalised-10-million-for-misleading-customers-over-digital-purchases",
            "add-ons-lost-unasked", COMPARABLE),
    Exhibit("Three UK", "2019-04-03",
            "Direct debits were taken up to four weeks before they were due",
            "550,000 customers",
            "https://www.moneysavingexpert.com/news/2019/04/"
            "three-mobile-admits-taking-direct-debits-early/",
            "grace-a-day-short", COMPARABLE),
    Exhibit("Vodafone Ireland", "2010-03-05",
            "Direct debits were collected twice",
            "several thousand customers",
            "https://www.siliconrepublic.com/business/"
            "vodafone-apologises-to-customers-for-debit-error",
            "promise-repaid-twice", COMPARABLE),
)  # fmt: skip
"""Every exhibit; each stands under the name of a fault of the catalogue."""


def page() -> str:
    """The page of the museum."""
    rows = [
        f"| [{one.who}, {one.known_on}]({one.source}) | {one.what} | {one.size} | "
        f"`{one.fault}` | {one.likeness} |"
        for one in EXHIBITS
    ]
    head = (
        "# A museum of billing failures",
        "",
        f"{len(EXHIBITS)} failures that were published, each with its source and size, and the",
        "fault of our catalogue that stands for it: SAME goes wrong in the same way,",
        "COMPARABLE does the same harm in another. `mybt-sim faults NAME` shows how it is caught.",
        "This page is made by `python -m mybt_sim.quality.faults.museum`.",
        "",
        "| who, when known | what happened | size | our fault | likeness |",
        "|---|---|---|---|---|",
    )
    return "\n".join((*head, *rows)) + "\n"


if __name__ == "__main__":
    print(page(), end="")
