# %% [markdown]
# # Which filesystem is fastest, and is that more than noise?
#
# A notebook in cells (percent format), for Jupyter, VS Code and Spyder. It needs `benchd_client` and pandas. `BENCHD_URL` is the server.

# %%
import os

from benchd_client import Client

client = Client(os.environ.get("BENCHD_URL", "http://127.0.0.1:8000"), token=os.environ.get("BENCHD_TOKEN"))
runs = list(client.runs())
print(f"{len(runs)} runs of {len({run.source for run in runs})} rigs, the newest {runs[0].filed}")

# %% [markdown]
# ## The main metrics of all runs
#
# The export has every number in long form, so a table of it is one pivot away.

# %%
benchmark, metric = "fio-randread-4k", "read_iops"
values = client.values(benchmark=benchmark).frame()
values = values[(values.section == "/metrics/plot") & (values.metric == metric)]
table = values.pivot_table(index="run", columns="filesystem", values="value")
print(table.describe().loc[["count", "mean", "std"]].round(0))

# %% [markdown]
# ## Filesystems of one run, with verdicts
#
# The first filesystem is the baseline. A verdict says whether a difference is more than noise; `undecided` means that more runs would be needed.

# %%
newest = runs[0]
sides = [(newest, name) for name in newest.filesystems[:8]]
comparison = client.compare(*sides, benchmark=benchmark, main=1)
verdicts = comparison.frame()
print(verdicts[["filesystem", "baseline", "value", "ratio", "low", "high", "verdict"]].round(3).to_string(index=False))

# %% [markdown]
# ## A metric in time

# %%
trend = client.trends(benchmark, newest.filesystems[0])
points = trend.frame()
print(points[["filed", "value", "segment"]].to_string(index=False))
print(f"{len(trend['steps'])} steps")

# %% [markdown]
# ## What the disk did meanwhile

# %%
series = client.series(newest, benchmark, newest.filesystems[0]).frame()
print(series.filter(regex="read_iops$").describe().round(0))
