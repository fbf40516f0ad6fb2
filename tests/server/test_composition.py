"""The ways into the product that are not our own command."""

from pathlib import Path

from tests.server.servers import under_uvicorn


def test_any_asgi_server_can_run_it(tmp_path: Path) -> None:
    with under_uvicorn(tmp_path) as server:
        answer = server.get("/readyz")

    assert answer.json()["status"] == "ok"
    assert not (tmp_path / "data" / "bellwether.db-wal").exists()
