"""How often somebody may ask to sign in: a setting of allauth, which counts in the shared cache. Read by the settings, so it asks nothing of Django."""

# One address (ip) may be a whole school, and is never locked out; one person (key) waits a few minutes.
ACCOUNT_RATE_LIMITS = {
    "login": "600/5m/ip",
    "request_login_code": "600/5m/ip,5/5m/key,30/d/key",  # a day's limit, so that nobody can fill another's mailbox
    "login_failed": "600/5m/ip,10/5m/key",
    # Texts cost money: to one number, and of the whole site. Strangers have their own share, so that nobody can use up the families'.
    "code_texts_to_number": "30/d/key",
    "code_texts": "600/h/key",
    "stranger_texts_to_number": "5/d/key",
    "stranger_texts": "60/h/key",
}
