"""Reads runs, values, series and comparisons from benchd: Python 3.8 and its standard library, and pandas for frames if it is there."""

from .answers import Comparison, Rows, Run, Series, Trend
from .client import Client
from .errors import BenchdError

__all__ = ["BenchdError", "Client", "Comparison", "Rows", "Run", "Series", "Trend"]
