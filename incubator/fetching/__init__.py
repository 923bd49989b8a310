"""Figures from public addresses that sheets declare: fetched within limits, from public hosts only.

No table and no settings: the caller says which address, and gets values or a reason why not.
"""

from incubator.fetching.addresses import Address, is_public
from incubator.fetching.client import Fetched, Limits, Reach, fetch
from incubator.fetching.errors import FetchError, Reason
from incubator.fetching.series import read_series

__all__ = [
    "Address",
    "FetchError",
    "Fetched",
    "Limits",
    "Reach",
    "Reason",
    "fetch",
    "is_public",
    "read_series",
]
