"""What comes back: JSON as benchd has it, with a frame of it where pandas is installed."""

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional


def _pandas():
    try:
        import pandas
    except ImportError:
        raise ImportError("frames need pandas: install it, or use the answer as it is") from None
    return pandas


def _with_times(frame, *columns):
    for column in columns:
        if column in frame:
            frame[column] = _pandas().to_datetime(frame[column], utc=True)
    return frame


@dataclass(frozen=True)
class Run:
    """A run of the list. `filed` is RFC 3339 in UTC; `all` has every field of the API."""

    uuid: str
    link: str
    source: Optional[str]
    filed: str
    label: Optional[str]
    benchmarks: List[str]
    filesystems: List[str]
    has_config: bool
    excluded: Optional[str]
    facts: Dict[str, Any] = field(repr=False)
    all: Dict[str, Any] = field(repr=False)

    @classmethod
    def of(cls, fields):
        return cls(**{name: fields.get(name) for name in cls.__dataclass_fields__ if name != "all"}, all=fields)


class Rows(List[Dict[str, Any]]):
    """Values in long form: a dict each, with the fields of the export."""

    COLUMNS = ["run", "filed", "source", "label", "benchmark", "filesystem", "section", "metric", "unit", "direction", "value"]

    def frame(self):
        """A DataFrame with a row each; `filed` is a time."""
        return _with_times(_pandas().DataFrame(list(self), columns=self.COLUMNS), "filed")


class Series(Dict[str, List[Any]]):
    """The series of a cell by their keys."""

    def frame(self):
        """A DataFrame with a column for each series and a row for each sample; shorter series end with missing values."""
        pandas = _pandas()
        return pandas.DataFrame({key: pandas.Series(samples) for key, samples in self.items()})


class Comparison(Dict[str, Any]):
    """A comparison as the API has it."""

    def frame(self):
        """A DataFrame with a row for each cell and side but the baseline: its value, the baseline's, their ratio, interval and verdict."""
        return _pandas().DataFrame(list(self._rows()), columns=[
            "benchmark", "filesystem", "metric", "main", "unit", "direction", "run", "baseline", "value", "ratio", "low", "high", "verdict"])

    def _rows(self):
        for cell in self["cells"]:
            baseline = cell["sides"][0]
            for side, against in zip(cell["sides"][1:], cell["against"][1:]):
                against = against or {}
                low, high = against.get("interval") or (None, None)
                yield {
                    **{name: cell[name] for name in ("benchmark", "metric", "main", "unit", "direction")},
                    "filesystem": (side or {}).get("filesystem") or cell.get("filesystem"), "run": (side or {}).get("run"),
                    "baseline": (baseline or {}).get("value"), "value": (side or {}).get("value"),
                    "ratio": against.get("ratio"), "low": low, "high": high, "verdict": against.get("verdict")}


class Trend(Dict[str, Any]):
    """A metric in time as the API has it."""

    def frame(self):
        """A DataFrame with a row for each run; `filed` is a time."""
        return _with_times(_pandas().DataFrame(self["points"]), "filed")
