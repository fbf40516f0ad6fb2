"""What takes long to make is made once, however many workers share the tests; all draw the same."""

import pytest
from hypothesis import HealthCheck, settings

SHARED = ("demonstration", "empty", "filled")
"Fixtures of a session that start a server or fill a database."
LONG = 400  # seconds: their first test waits for sixty customers, on a busy machine over a minute

settings.register_profile(
    "same",
    derandomize=True,  # nobody's change fails by chance; --hypothesis-profile=default draws anew
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # of the machine it says more than of the test
)
settings.load_profile("same")


@pytest.hookimpl(tryfirst=True)  # before workers are told which tests belong together
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need the same one go to the same worker, and may wait for it."""
    for item in items:
        needed = [name for name in SHARED if name in getattr(item, "fixturenames", ())]
        for name in needed[:1]:
            item.add_marker(pytest.mark.xdist_group(name))
            item.add_marker(pytest.mark.timeout(LONG))
