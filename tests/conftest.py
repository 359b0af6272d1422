"""What all tests share: no test fails for the time it takes, for machines differ."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
