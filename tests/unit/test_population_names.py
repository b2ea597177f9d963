"""Names agree in gender and are spelled by the rules, in Russian and in Belarusian."""

import pytest

from mybt_sim.population import Pools, load_population_data
from mybt_sim.population.surnames import daughters_patronymic, feminine_surname, join_belarusian

FEMININE = [
    ("ru", "Иванов", "Иванова"),
    ("ru", "Зайцев", "Зайцева"),
    ("ru", "Ковалёв", "Ковалёва"),
    ("ru", "Козловский", "Козловская"),
    ("ru", "Савицкий", "Савицкая"),
    ("ru", "Карпович", "Карпович"),
    ("ru", "Соловей", "Соловей"),
    ("ru", "Кравченко", "Кравченко"),
    ("be", "Іваноў", "Іванова"),
    ("be", "Волкаў", "Волкава"),
    ("be", "Кавалёў", "Кавалёва"),
    ("be", "Пятроў", "Пятрова"),
    ("be", "Казлоўскі", "Казлоўская"),
    ("be", "Савіцкі", "Савіцкая"),
    ("be", "Краўчанка", "Краўчанка"),
]

DAUGHTERS = [
    ("ru", "Александрович", "Александровна"),
    ("ru", "Сергеевич", "Сергеевна"),
    ("ru", "Ильич", "Ильинична"),
    ("ru", "Никитич", "Никитична"),
    ("be", "Аляксандравіч", "Аляксандраўна"),
    ("be", "Пятровіч", "Пятроўна"),
    ("be", "Юр'евіч", "Юр'еўна"),
    ("be", "Ільіч", "Ільінічна"),
]

JOINED = [
    ("Карп", "овіч", "Карповіч"),
    ("Макар", "евіч", "Макарэвіч"),
    ("Кандрат", "юк", "Кандрацюк"),
    ("Дземід", "енка", "Дземідзенка"),
    ("Сав", "чук", "Саўчук"),
    ("Чарняв", "скі", "Чарняўскі"),
    ("Зубр", "іцкі", "Зубрыцкі"),
    ("Янч", "еўскі", "Янчэўскі"),
]


@pytest.fixture(scope="module")
def data() -> Pools:
    return load_population_data()


@pytest.mark.parametrize(("language", "masculine", "feminine"), FEMININE)
def test_a_woman_bears_the_feminine_surname(language: str, masculine: str, feminine: str) -> None:
    assert feminine_surname(masculine, language) == feminine


@pytest.mark.parametrize(("language", "son", "daughter"), DAUGHTERS)
def test_a_daughter_bears_her_own_patronymic(language: str, son: str, daughter: str) -> None:
    assert daughters_patronymic(son, language) == daughter


@pytest.mark.parametrize(("root", "suffix", "surname"), JOINED)
def test_belarusian_surnames_are_joined_by_the_orthography(
    root: str, suffix: str, surname: str
) -> None:
    assert join_belarusian(root, suffix) == surname


def test_the_seed_data_is_complete(data: Pools) -> None:
    men = data.tables.men.shape[1]
    assert men == 44
    assert len(data.words["ru"].given_names) == men + 48
    assert len(data.words["be"].streets) == 322
    assert len(data.words["ru"].surnames) == 2 * len(data.tables.surnames)
    assert len(data.tables.surnames) > 750
    assert 9_500 <= data.tables.surnames[-1] <= 10_500  # weights are per 10,000 persons


def test_common_endings_are_as_common_as_in_the_country(data: Pools) -> None:
    """More than a tenth of surnames end in -вич, and as many in -ский."""
    masculine = data.words["ru"].surnames.to_list()[::2]
    weights = [
        b - a for a, b in zip([0, *data.tables.surnames], data.tables.surnames, strict=False)
    ]
    for endings in (("вич",), ("ский", "цкий")):
        share = sum(w for one, w in zip(masculine, weights, strict=True) if one.endswith(endings))
        assert share > 1000


def test_no_belarusian_name_has_a_russian_letter(data: Pools) -> None:
    words = data.words["be"]
    for series in words:
        assert not [text for text in series if set(text.lower()) & set("ищъ")]
    for series in data.words["ru"]:
        assert not [text for text in series if set(text.lower()) & set("іў'")]
