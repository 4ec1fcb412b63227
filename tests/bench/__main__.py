"""`make bench`: what imports and pages cost, each as a ratio in one run."""

import argparse

from tests.bench.table import heading


def main() -> None:
    """Measure what was asked for, and print it as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--only", choices=["import", "pages", "load", "shapes", "cases", "verdicts"], help="measure one part only"
    )
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the imported file")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median is printed")
    parser.add_argument("--repetitions", type=int, default=300, help="repetitions a row of a simulation")
    parser.add_argument("--large-store", metavar="URL", help="a demo store of 200,000 people × 52 weeks, built before")
    parser.add_argument("--visitors", type=int, default=100, help="people who have the Overview open at once")
    parser.add_argument("--seconds", type=int, default=300, help="how long they click")
    chosen = parser.parse_args()
    print(heading(), end="\n\n", flush=True)
    if chosen.only == "shapes":
        from tests.bench.shapes import measure_shapes

        print(measure_shapes(chosen.repetitions), flush=True)
        return
    if chosen.only == "verdicts":
        from tests.bench.verdicts import measure_verdicts

        print(measure_verdicts(chosen.repetitions), flush=True)
        return
    if chosen.only == "cases":
        from tests.bench.case_load import measure_cases

        print(measure_cases(chosen.runs), flush=True)
        return
    if chosen.only in {None, "import"}:
        from tests.bench.imports import measure_imports

        print(measure_imports(chosen.rows, chosen.runs), flush=True)
    if chosen.only != "import":
        _measure_pages(chosen)


def _measure_pages(chosen: argparse.Namespace) -> None:
    from tests.bench.company_load import measure_load
    from tests.bench.pages import large_store, measure_pages

    with large_store(chosen.large_store) as url:
        if chosen.only != "load":
            print(measure_pages(url), flush=True)
        if chosen.only != "pages":
            print(measure_load(url, visitors=chosen.visitors, seconds=chosen.seconds), flush=True)


if __name__ == "__main__":
    main()
