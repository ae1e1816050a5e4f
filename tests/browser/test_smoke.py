def test_it(visit):
    page = visit("/health/everything/")
    print(page.title())
    page.screenshot(path="/tmp/s.png", full_page=True)
    assert page.locator("h1").count() == 1
