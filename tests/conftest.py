"""Settings for all tests: random examples are the same in every run, and a slow machine fails none."""

from hypothesis import settings

settings.register_profile("derive", deadline=None, derandomize=True)
settings.load_profile("derive")
