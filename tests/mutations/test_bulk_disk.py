"""A disk that is full is no row's error, whenever it turns out to be."""

from typing import Any

import pytest

from domain.errors import StorageFull
from resolvers.mutations.bulk import Call
from tests.mutations.asking import CRM, Client

SAVE = "mutation($input: AccountBulkSaveInput!) { accountBulkSave(input: $input) { outcome } }"


@pytest.mark.parametrize("when", ["at once", "while it is found out what else is wrong"])
async def test_a_full_disk_ends_the_call(
    client: Client, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    saved = Call._saved  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - where it is noticed

    async def full(call: Call, *given: Any, is_trial: bool = False) -> Any:
        if is_trial or when == "at once":
            raise StorageFull("full")
        return await saved(call, *given)

    monkeypatch.setattr(Call, "_saved", full)
    row = {"external": {"system": CRM, "key": "1"}, "name": " "}

    found = await client.result(SAVE, input={"rows": [row]})

    assert found.errors is not None
    assert isinstance(found.errors[0].original_error, StorageFull)
