"""Keeping labels apart without changing their order."""

from collections.abc import Sequence


def spread(wanted: Sequence[float], *, gap: float, least: float, most: float) -> list[float]:
    """Positions as near as possible to the wanted ones, in the same order, at least `gap` apart and within bounds.

    Neighbours that are too close are moved apart evenly around their mean (the pool-adjacent-violators algorithm on
    positions less their rank's gap). Where there is no room for all, the gap gives way, not the bounds.
    """
    count = len(wanted)
    if count == 0:
        return []
    room = most - least
    if count > 1 and gap * (count - 1) > room:
        gap = room / (count - 1)
    order = sorted(range(count), key=lambda position: wanted[position])
    pools: list[tuple[float, int]] = []
    for rank, position in enumerate(order):
        pools.append((wanted[position] - rank * gap, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (left, many), (right, few) = pools[-2], pools[-1]
            pools[-2:] = [((left * many + right * few) / (many + few), many + few)]
    free = [start for start, many in pools for _ in range(many)]
    highest = most - (count - 1) * gap
    placed = [0.0] * count
    for rank, position in enumerate(order):
        placed[position] = min(max(free[rank], least), highest) + rank * gap
    return placed
