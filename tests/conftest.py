"""Settings for all tests: random examples are the same in every run, and a slow machine fails none."""

import os
import signal

import pytest
from hypothesis import settings

from tests.nurseries import forked_nurseries

settings.register_profile("derive", deadline=None, derandomize=True)
settings.load_profile("derive")

# A shell lets what it starts in the background ignore Ctrl-C, and nohup a hang-up, and every process below it: tests
# send them to some.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Nothing is kept between tests, and nothing of a user's is read.
os.environ["DERIVE_CACHE"] = ""


@pytest.fixture(scope="session", autouse=True)
def _nurseries_are_forked():
    with forked_nurseries():
        yield
