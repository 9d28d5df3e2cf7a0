"""These tests need the extras `dask` and `parquet`; the gate, which installs them, runs them."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("distributed") and find_spec("pyarrow") else ["test_*.py"]
