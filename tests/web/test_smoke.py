import httpx


async def test_the_home_page_answers(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).status_code == 200
