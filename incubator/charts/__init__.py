"""Charts as data: Plotly figures as plain dicts, made without loading Plotly.

The browser draws them (``static/js/charts.js``). Nothing here knows a language: words and formats
come in as arguments.
"""

from incubator.charts.burndown import BurndownWords, burndown
from incubator.charts.chart import Chart, Table
from incubator.charts.velocity import VelocityWords, velocity
from incubator.charts.weekly import (
    CycleTimeWords,
    DeploymentWords,
    ThroughputWords,
    weekly_cycle_time,
    weekly_deployments,
    weekly_throughput,
)

__all__ = [
    "BurndownWords",
    "Chart",
    "CycleTimeWords",
    "DeploymentWords",
    "Table",
    "ThroughputWords",
    "VelocityWords",
    "burndown",
    "velocity",
    "weekly_cycle_time",
    "weekly_deployments",
    "weekly_throughput",
]
