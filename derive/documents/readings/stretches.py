"""Places in stretches of the text."""

from __future__ import annotations

from bisect import bisect_right


class Stretches:
    """Stretches of the text, in which places are looked up."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.starts, self.ends = [], []
        reach = 0
        for start, end in sorted(spans):
            reach = max(reach, end)
            self.starts.append(start)
            self.ends.append(reach)

    def __contains__(self, place: tuple[int, int]) -> bool:
        """Whether a place begins within one of them."""
        number = bisect_right(self.starts, place[0]) - 1
        return number >= 0 and place[0] < self.ends[number]
